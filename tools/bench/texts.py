"""Invented names and prose: few sentences and a long tail of invented words, so common words are very common."""

from __future__ import annotations

import random

SENTENCES: dict[str, list[str]] = {
    "en": """People who do the same work run this place and answer the door.
A lawyer sits with us on Mondays for questions about visas, arrest and records.
You can get tested and treated in one visit, and nobody asks for an ID.
Beds for tonight are given out from six in the evening, with lockers and a shower.
We pay small grants on the same day for rent, medicine or a ticket home.
Bring any papers you have, or none; we never tell police or immigration.
The van stops downtown after midnight with condoms, tea and clean needles.
Hormones can be started here, and you choose the name we use for you.
Someone can come with you to court, to the hospital or to an office.
Counselling is free, by phone or in a quiet room, for as long as you like.
We keep a list of bad dates and send a warning when something happens.
Parents find diapers, formula and help with child custody.
You do not have to stop working to get any of our help.
Our food table opens every day and nobody has to register.
If your boss keeps your passport or your pay, we help you get it back.
The group meets on Thursdays to talk, eat and plan what to ask the city for.""".splitlines(),
    "es": """Este lugar lo llevan personas que hacen el mismo trabajo.
Una abogada atiende los lunes sobre visas, detenciones y antecedentes.
Puedes hacerte pruebas y recibir tratamiento sin mostrar documentos.
Hay camas para esta noche, con ducha y un lugar para tus cosas.
Damos ayuda pequeña el mismo día para la renta o las medicinas.
Nunca avisamos a la policía ni a migración.
Aquí puedes empezar con hormonas y usar tu nombre.""".splitlines(),
    "ar": """يدير هذا المكان أشخاص يعملون العمل نفسه.
تحضر محامية يوم الاثنين لأسئلة الإقامة والتوقيف والسوابق.
يمكن إجراء الفحص والعلاج دون إظهار الهوية.
توجد أسرة لهذه الليلة مع حمام وخزانة.
ندفع منحة صغيرة في اليوم نفسه للإيجار أو الدواء.
لا نخبر الشرطة ولا الهجرة أبدا.""".splitlines(),
    "zh-Hans": """这里由做同样工作的人自己管理。
每周一有律师，可以问签证、逮捕和案底的事。
检查和治疗一次完成，不看身份证件。
今晚有床位，可以洗澡，也有柜子放东西。
当天可以发放小额补助，用来付房租或买药。
我们从不告诉警察和移民局。
可以在这里开始激素治疗。""".splitlines(),
    "th": """ที่นี่ดูแลโดยคนที่ทำงานแบบเดียวกัน
มีทนายความทุกวันจันทร์ ตอบเรื่องวีซ่าและการจับกุม
ตรวจและรักษาได้ในครั้งเดียว ไม่ต้องใช้บัตรประชาชน
มีเตียงสำหรับคืนนี้ พร้อมห้องอาบน้ำ
มีเงินช่วยเหลือในวันเดียวกันสำหรับค่าเช่าและค่ายา""".splitlines(),
    "ru": """Этим местом управляют люди, которые делают ту же работу.
По понедельникам юрист отвечает о визах, задержании и судимости.
Анализы и лечение за один визит, документы не нужны.
Есть кровати на эту ночь, душ и шкафчик для вещей.
Мы никогда не сообщаем полиции.""".splitlines(),
    "ja": """同じ仕事をする人たちが運営しています。
毎週月曜日に弁護士がビザや逮捕の相談を受けます。
検査と治療は一度で終わり、身分証は要りません。
今夜の寝る場所とシャワーがあります。""".splitlines(),
    "ko": """같은 일을 하는 사람들이 운영하는 곳입니다.
월요일마다 변호사가 비자와 체포 상담을 합니다.
신분증 없이 검사와 치료를 한 번에 받을 수 있습니다.
오늘 밤 잘 수 있는 침대와 샤워실이 있습니다.""".splitlines(),
}
OTHERS = ("es", "ar", "zh-Hans", "th", "ru", "ja", "ko")
_WEIGHTS = (36, 14, 18, 11, 11, 5, 5)
_FIRST = [
    "Harbour",
    "River",
    "Open",
    "Night",
    "Bright",
    "Corner",
    "Willow",
    "Copper",
    "Quiet",
    "Lantern",
    "Sparrow",
    "Juniper",
    "Kindred",
    "Meridian",
]
_LAST = [
    "Clinic",
    "House",
    "Room",
    "Table",
    "Line",
    "Collective",
    "Circle",
    "Desk",
    "Project",
    "Fund",
    "Centre",
    "Kitchen",
    "Union",
    "Network",
]
_SYLLABLES = [
    "ba",
    "ko",
    "ri",
    "ta",
    "len",
    "mor",
    "vis",
    "tan",
    "del",
    "ra",
    "so",
    "phe",
    "quin",
    "ul",
    "dar",
    "mi",
    "zo",
    "gre",
    "hal",
    "nes",
    "tor",
    "wy",
    "cas",
    "em",
    "lu",
    "fa",
    "jin",
]
_HAN = "蓝月星河山海风雨花木金玉安康明辉新友爱心家和平光彩虹桥灯春夏秋冬"
_THAI = ["ดาว", "จันทร์", "ฟ้า", "น้ำ", "ใจ", "บ้าน", "แสง", "ทอง", "ดอก", "เพื่อน", "สาย", "ลม"]
_TAIL_SIZE = 30_000


def _tail() -> list[str]:
    chance, found = random.Random(7), dict[str, None]()
    while len(found) < _TAIL_SIZE:
        found["".join(chance.choice(_SYLLABLES) for _part in range(chance.randint(2, 4)))] = None
    return list(found)


TAIL = _tail()


def tail(chance: random.Random) -> str:
    """Return an invented word; a few are common, most are rare."""
    return TAIL[int(_TAIL_SIZE * chance.random() ** 3)]


def name(chance: random.Random) -> str:
    """Return a name of three words, the middle one invented."""
    return f"{chance.choice(_FIRST)} {tail(chance).capitalize()} {chance.choice(_LAST)}"


def translated_name(chance: random.Random, tag: str, source: str) -> str:
    """Return a name in another language; in scripts without spaces one of its own."""
    if tag in ("zh-Hans", "ja"):
        return "".join(chance.choice(_HAN) for _sign in range(3)) + "中心"
    if tag == "th":
        return "ศูนย์" + "".join(chance.sample(_THAI, 2))
    return f"{ {'es': 'Casa', 'ar': 'مركز', 'ru': 'Центр', 'ko': '센터'}[tag] } {source}"


def prose(chance: random.Random, tag: str, words: int) -> str:
    """Return about so many words of a language, an invented one in every third sentence."""
    found, length, pool = [], 0, SENTENCES[tag]
    spaced = tag not in ("zh-Hans", "th", "ja")
    while length < words:
        sentence = chance.choice(pool)
        if spaced and chance.random() < 0.34:
            sentence = f"{tail(chance).capitalize()} {tail(chance)}: {sentence}"
        found.append(sentence)
        length += sentence.count(" ") + 1 if spaced else 13
    return " ".join(found)


def translations(chance: random.Random) -> list[str]:
    """Return the languages a service is translated into: three of ten services have two to four."""
    if chance.random() >= 0.3:
        return []
    wanted, found = chance.choice([2, 2, 3, 4]), list[str]()
    while len(found) < wanted:
        tag = chance.choices(OTHERS, _WEIGHTS)[0]
        if tag not in found:
            found.append(tag)
    return found
