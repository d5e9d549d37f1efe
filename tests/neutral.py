"""Words that must not show outside a page: in a title, an address, a file name or a link preview.

Someone looking over a shoulder, at a browser history or at a notification must learn nothing. Latin words are
matched from the start of a word ("sex" finds "sexual"), and so are Cyrillic ones; a word that ends in "$" only as a
whole. Other scripts are matched anywhere. Every text is held against the words of every language.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

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
    "zh-Hant": """
        性工作 性交 性病 性侵 性暴力 性服務 賣淫 妓 嫖 按摩 色情 脫衣
        販運 人口販 拐賣 倖存者 受害 奴役 剝削 強姦 強暴 虐待 暴力 騷擾
        愛滋 避孕 安全套 保險套 墮胎 流產 人流 懷孕 梅毒 淋病 毒品 吸毒 針具
        警察 警方 逮捕 監獄 移民 難民 庇護 遣返 無證 同性戀 跨性別 激素 荷爾蒙
    """,
    "ro": """
        sex$ sexual prostitu curva$ curve$ bordel escort$ escorta masaj porno erotic
        trafic supravietui victim exploat viol$ violat violent agres hartui proxenet sclav
        hiv$ sida$ its$ bts$ prezervativ avort contracept insarcin gravid gonore sifilis
        drog$ droguri seringi supradoz naloxon metadon
        politie politia arest inchiso puscari imigra migrant azil refugi deporta fara_acte
        queer gay$ lesbian trans$ transgen lgbt hormon
    """,
    "pt-BR": """
        sexo sexua prostitu puta$ putas$ bordel escort massag porn erotic
        trafico escrav sobrevivent vitima explorac estupr viola$ violad violen abus assedi cafet
        hiv$ aids$ ist$ ists$ dst$ camisinha preservativo aborto anticoncep gravid gonorr sifilis
        droga seringa overdose naloxona metadona
        policia detid cadeia prisao presidio imigra migrante indocumentad asilo refugi deporta
        queer gay$ lesbic trans$ transgener transexua travesti lgbt hormoni
    """,
    "th": """
        เซ็กซ์ โสเภณี ขายตัว ขายบริการ บริการทางเพศ อาบอบนวด หมอนวด โป๊ อีโรติก
        ค้ามนุษย์ ผู้ผ่านพ้น ผู้รอดชีวิต เหยื่อ ข่มขืน ล่วงละเมิด ทำร้าย ความรุนแรง แมงดา
        เอชไอวี เอดส์ ถุงยาง ทำแท้ง ตั้งครรภ์ คุมกำเนิด ซิฟิลิส หนองใน กามโรค
        ยาเสพติด เข็มฉีด เกินขนาด ตำรวจ จับกุม ติดคุก เรือนจำ คนเข้าเมือง ลี้ภัย เนรเทศ ข้ามชาติ
        เกย์ เลสเบี้ยน กะเทย ข้ามเพศ ทรานส์ ฮอร์โมน
    """,
    "fr": """
        sexe$ sexes$ sexu prostitu pute$ putes$ putain bordel escort massage porno erotiq
        trafic esclav survivant victim exploitation viol$ viols$ violee violen abus$ agress harcel proxenet
        vih$ sida$ ist$ ists$ mst$ preservatif capote avort ivg$ contracept enceinte grossesse syphilis gonorr
        drogue seringue overdose surdose naloxone methadone
        police$ policier arrestation prison migrant immigr sans_papiers asile$ refugi expuls deport clandestin
        queer gay$ lesbien trans$ transgenr lgbt hormon
    """,
    "bg": """
        секс проститу курва курви бордей ескорт масаж порно еротич
        трафик роб$ робств преживе жертв експлоат изнасил насил тормоз сводник
        хив$ спин$ ппи$ презерватив аборт бремен контрацеп противозачат гонор сифилис
        нарко дрога спринцов свръхдоз налоксон метадон
        полицай полиция арест затвор имигра мигрант бежан убежищ депорт без_документи
        куиър гей$ лесби транс$ трансджен лгбт хормон
    """,
    "ru": """
        секс проститу шлюх путан бордел эскорт массаж порно эрот
        траффик торговля_людьми раб$ рабств переживш жертв эксплуат изнасил насил абьюз домогат сутен
        вич$ спид$ иппп$ презерватив аборт беремен контрацеп гонор сифилис
        нарко шприц передоз налоксон метадон
        полиц арест тюрьм мигра иммигра бежен убежищ депорт без_документов
        квир гей$ геи$ лесби транс$ трансген лгбт гормон
    """,
    "ko": """
        섹스 성매매 성노동 성판매 매춘 창녀 윤락 마사지 안마 포르노 알몸
        인신매매 생존자 피해자 착취 강간 성폭 학대 폭력 추행 스토킹 포주
        에이즈 성병 콘돔 낙태 임신 피임 매독 임질 마약 주사기 과다복용
        경찰 체포 교도소 감옥 이민 이주민 난민 망명 추방 미등록 퀴어 레즈비언 트랜스 성소수자 호르몬
    """,
    "hu": """
        szex prostitu kurva$ kurvak oromlany bordely eszkort masszazs porno erotik meztelen
        emberkeresk tulelo aldozat kizsakm eroszak bantalmaz zaklat strici
        hiv$ aids$ ovszer abortusz fogamzas terhes nemi_beteg szifilisz
        drog$ drogo kabitoszer tuladagol naloxon metadon
        rendor letartoz borton fogda bevandor migrans menekult menedek kitoloncol
        queer leszbi transz lmbt hormon
    """,
    "uk": """
        секс проститу повія повії бордел ескорт масаж порно ерот
        трафік торгівля_людьми раб$ рабств жертв експлуат зґвалт насильств домаган сутен
        віл$ снід$ іпсш$ презерватив аборт вагітн контрацеп гонор сифіліс
        нарко шприц передоз налоксон метадон
        поліц арешт вязниц тюрм мігра іммігра біжен депорт без_документів
        квір гей$ геї$ лесбі транс$ трансген лгбт гормон
    """,
    "de": """
        sex$ sexu sexarbei prostitu hure$ huren nutte bordell puff$ escort massage porno erotik nackt
        menschenhandel sklav uberlebende opfer$ ausbeut vergewalt missbrauch gewalt ubergriff stalk zuhalt
        hiv$ aids$ sti$ kondom abtreib schwanger verhutung syphilis chlamyd
        droge spritze uberdosis naloxon methadon
        polizei verhaft festnahm gefangnis knast razzia migrant einwander auslanderb asyl fluchtl abschieb
        queer schwul lesbisch trans$ transgender lgbt hormon
    """,
}
# Telling words of other languages that are, or begin, a harmless word of this one; its own list always holds.
HARMLESS: dict[str, set[str]] = {
    "hu": {"hiv"},  # hív and hivatal: to call, office; its own list has HIV as a whole word
    "de": {"ist$"},  # is; in French and Portuguese an infection
}
# Their words take prefixes, or have no spaces between them.
_ANYWHERE = {"ar", "zh-Hans", "zh-Hant", "th", "ko"}
_WORD_PARTS = re.compile(r"[-_./?&=+%\s]+")


def _plain(text: str) -> str:
    """Fold case and drop accents, so that "víctima" is found by "victima"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _pattern(tag: str, harmless: set[str]) -> re.Pattern[str]:
    start = "" if tag in _ANYWHERE else r"\b"
    words = []
    for word in DENIED[tag].split():
        if word not in harmless:
            end = r"\b" if word.endswith("$") else ""
            words.append(re.escape(_plain(word.removesuffix("$").replace("_", " "))) + end)
    return re.compile(f"{start}(?:{'|'.join(words)})")


@cache
def _patterns(tag: str) -> tuple[re.Pattern[str], ...]:
    """Return what to look for in a text of this language: the words of every language, but for its harmless ones."""
    return tuple(_pattern(one, set() if one == tag else HARMLESS.get(tag, set())) for one in DENIED)


def telling(text: str, tag: str = "") -> list[str]:
    """Return the telling words found in `text`, of any language; none is right.

    `tag` is the language that the text is written in, where that is known.
    """
    plain = _plain(_WORD_PARTS.sub(" ", text))
    return [found for pattern in _patterns(tag) for found in pattern.findall(plain)]
