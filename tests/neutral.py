"""Words that must not show outside a page: in a title, an address, a file name or a link preview.

Someone looking over a shoulder, at a browser history or at a notification must learn nothing. Latin words are
matched from the start of a word ("sex" finds "sexual"); a word that ends in "$" only as a whole. Arabic and
Chinese are matched anywhere, because their words take prefixes or have no spaces.
"""

from __future__ import annotations

import re
import unicodedata

# "_" stands for a space inside one expression.
DENIED: dict[str, str] = {
    "en": """
        sex prostitut whore hooker escort brothel massage strip$ stripper porn erotic nude
        traffick slave survivor victim exploit rape rapist assault abuse violen harass pimp stalk
        hiv aids$ sti$ stis$ std$ stds$ condom abortion contracept pregnan prep$ pep$ gonorr syphil chlamyd
        drug needle overdose naloxone methadone
        police arrest prison jail immigra migrant undocumented asylum deport refugee visa$
        queer gay$ lesbian transgender transsexual trans$ lgbt hormone
    """,
    "es": """
        sexo sexua prostitu puta puto burdel escort masaj porn erotic
        trata$ tratante esclav sobrevivient superviviente victima explota
        viola$ violac violad violen abus acos
        vih sida$ its$ ets$ condon preservativo aborto anticoncep embaraz gonorr sifilis
        droga jeringa sobredosis naloxona
        policia detenid carcel prision inmigra migrante migracion indocumentad asilo deporta refugiad
        queer gay$ lesbian trans$ transgenero transexual lgbt hormona
    """,
    "ar": """
        جنس دعارة عاهر مومس بغاء تدليك مساج إباحي
        اتجار ناجيات ناجية ضحية ضحايا استغلال اغتصاب اعتداء عنف تحرش عبودية
        إيدز واقي إجهاض منع_الحمل حامل الزهري السيلان مخدرات إبرة جرعة
        شرطة اعتقال سجن هجرة مهاجر لجوء لاجئ ترحيل مثلي متحول هرمون
    """,
    "zh-Hans": """
        性工作 性交 性病 性侵 性暴力 性服务 卖淫 妓 嫖 按摩 色情 脱衣
        贩运 人口贩 拐卖 幸存者 受害 奴役 剥削 强奸 虐待 暴力 骚扰
        艾滋 避孕 安全套 堕胎 流产 人流 怀孕 梅毒 淋病 毒品 吸毒 针具
        警察 警方 逮捕 监狱 移民 难民 庇护 遣返 无证 同性恋 跨性别 激素
    """,
}
_WORD_PARTS = re.compile(r"[-_./?&=+%\s]+")


def _plain(text: str) -> str:
    """Fold case and drop accents, so that "víctima" is found by "victima"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _pattern(tag: str) -> re.Pattern[str]:
    start = r"\b" if tag in {"en", "es"} else ""
    words = []
    for word in DENIED[tag].split():
        end = r"\b" if word.endswith("$") else ""
        words.append(re.escape(_plain(word.removesuffix("$").replace("_", " "))) + end)
    return re.compile(f"{start}(?:{'|'.join(words)})")


_PATTERNS = {tag: _pattern(tag) for tag in DENIED}


def telling(text: str) -> list[str]:
    """Return the telling words found in `text`, in any of the languages; none is right."""
    plain = _plain(_WORD_PARTS.sub(" ", text))
    return [found for pattern in _PATTERNS.values() for found in pattern.findall(plain)]
