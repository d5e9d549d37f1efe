"""Words that no translation may use for a person or for sex work; what to say instead is in docs/glossary-*.md."""

from __future__ import annotations

import re

# From the start of a word; where words take prefixes or have no spaces, anywhere.
UNWANTED = {
    "es": "prostitut puta ramera víctima",
    "zh-Hans": "妓 卖淫 嫖 受害者 失足",
    "ro": "prostituat curv târf victim",
    "pt-BR": "prostitut puta vítima garota_de_programa",
    "th": "โสเภณี กะหรี่ ขายตัว หญิงบริการ เหยื่อ",
    "fr": "prostitué pute putain victime",
    "ar": "دعارة عاهر مومس بغاء ضحية ضحايا",
    "bg": "проститу курв жертв",
    "ru": "проститу шлюх путан жертв",
    "ko": "매춘 윤락 창녀 성매매 피해자",
    "zh-Hant": "妓 賣淫 嫖 受害者",
    "hu": "prostitu kurva örömlány áldozat",
    "uk": "проститу повії повія жертв",
    "de": "prostituiert hure nutte opfer",
}


def unwanted(text: str, tag: str) -> list[str]:
    """Return the unwanted words in a text of this language; none is right."""
    words = "|".join(re.escape(word.replace("_", " ")) for word in UNWANTED[tag].split())
    start = r"\b" if tag not in {"ar", "ko", "th", "zh-Hans", "zh-Hant"} else ""
    return re.findall(f"{start}(?:{words})", text.casefold())
