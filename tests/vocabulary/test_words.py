"""A code such as `river-lamp` is said on a loud street, written on paper, and tells nothing to anyone."""

from __future__ import annotations

import re
from itertools import combinations

from app.vocabulary import former_words, words
from tests.neutral import telling

# No code may be made of these: signs of the field, the state, weapons, drugs, faith, money, people, the body.
DENIED = """
red pink purple scarlet crimson violet lavender lilac black white brown yellow green blue gold rainbow
umbrella parasol butterfly lotus orchid swan cupcake canary
police cop prison jail cell cuff raid arrest court judge guard badge warrant parole border patrol visa
passport deport migrant caravan boat raft refuge shelter rescue haven exit escape trap cage chain ice
fear war weapon gun pistol bomb knife blade sword bullet arrow tank hammer axe razor noose grave tomb coffin
drug needle syringe pill spoon foil pipe weed pot hash coke crack snow powder crystal poppy dope speed horse
sex porn nude naked kiss lick suck strip pole lap escort hotel motel sauna massage parlor studio salon
club bar window street corner truck trick client madam pimp hook tart tramp doll bunny kitten
sugar honey candy cherry
peach melon banana velvet satin silk lace lipstick perfume jewel pearl ruby diamond amber jade star angel
bed mattress pillow camera tape film model tracker
church temple mosque chapel altar bible cross crescent angel halo easter gospel pray devil hell heaven
money cash coin bank wallet purse rent wage casino dice poker
breast nipple belly lip tongue elbow palm nail skin bone leg toe hip thigh bum butt chest heart eye ear hair
bitch pussy cow pig dog rat snake ape monkey fox goat ass mule donkey sheep cock hen chick crab toad frog
beaver man woman boy girl lady wife bride queen king maid baby child teen
jew arab turk turkey dane pole swede chinese gypsy thai kiwi indian negro
airport dinghy barge radar wire van quarry seaweed silver doormat hippo fiddle prawn neon vanilla caramel tadpole flora
crackle rowboat tarmac wagtail button walnut
"""
# Words that mean something bad when heard in another language.
BAD_ELSEWHERE = {
    "es": "viola violin rape once golf pollen cone pico coca sida puta tetra parrot seabird rabbit",
    "fr": "culvert viola violin pine pet bite con chat queue putt moule thon pipe apricot asphalt bagpipe crane "
    "flag minnow rosette salad string rail matrix chair",
    "de": "puff mist gift latte fig coat muff muffler dose fart domino kitchen vessel noodle easel "
    "acorn tango",
    "pt": "broche brooch pinto rola pica cone cocoa gazelle roller",
    "ro": "curve pulley pulp fut pizza currant footage porch curtain",
    "ru": "hui suka minet pizza kale panel zone roof rooftop bolt opera salt waffle herring gondola azure",
    "ar": "zebra kiosk zip nickel teas cosmos kelp kestrel airship buzzer",
    "zh": "bus willow mallard rabbit tofu turtle tortoise clock spring teacup teapot duck chicken cow",
    "bg": "petal whistle highway seesaw",
    "ko": "office pepper sponge symbol ship",
    "zh-Hant": "duet panda macaw",
    "hu": "flute squash pumpkin yard yardage",
    "uk": "dugout outpost leopard cheetah boxcar orange",
    "ja": "mango",
    "th": "quay yet song buffalo",
    "pl": "curve chip",
}
# The same sound for many people, or spelt in two ways.
UNSURE = """
sea see night knight rain reign mail male tide tied pear pair peak peek knot not bare bear road rode sail sale
stair stare son sun flour flower plain plane wood would week weak rose rows key quay cellar seller buoy
colour color grey gray tire tyre vapor vapour yogurt yoghurt meter metre theater harbor fiber
"""


def _near(one: str, two: str) -> bool:
    """Say whether one letter changed, added or taken away turns one word into the other."""
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    if len(one) == len(two):
        return sum(a != b for a, b in zip(one, two, strict=True)) <= 1
    return any(one == two[:at] + two[at + 1 :] for at in range(len(two)))


def test_there_are_enough_words_for_every_listing() -> None:
    assert len(words()) >= 700
    assert {"river", "lamp"} <= set(words())


def test_a_word_is_short_plain_and_in_its_place() -> None:
    assert all(re.fullmatch("[a-z]{3,7}", word) for word in words())
    assert list(words()) == sorted(set(words()))


def test_two_words_cannot_be_confused_by_one_letter() -> None:
    assert not [pair for pair in combinations(words(), 2) if _near(*pair)]


def test_a_word_cannot_be_heard_as_another() -> None:
    assert not set(UNSURE.split()) & set(words())


def test_a_code_cannot_give_anyone_away() -> None:
    assert not set(DENIED.split()) & set(words())
    assert not [word for word in words() if telling(word)]


def test_a_code_cannot_hide_a_telling_word_across_its_parts() -> None:
    inside = re.compile(r"sex|porn|rape|anal|hiv|aids|cum|cock|dick|slut|whor|bitch|shit|fuck|nazi|nigg|homo")
    assert not [word for word in words() if inside.search(word)]


def test_a_word_cannot_insult_in_another_language() -> None:
    for tag, bad in BAD_ELSEWHERE.items():
        assert not set(bad.split()) & set(words()), tag


def test_a_word_that_went_out_cannot_come_back_and_is_not_forgotten() -> None:
    held = set(DENIED.split()).union(*(bad.split() for bad in BAD_ELSEWHERE.values()))
    assert {"pepper", "acorn"} <= set(former_words()) <= held
    assert not set(former_words()) & set(words())
    assert list(former_words()) == sorted(set(former_words()))
