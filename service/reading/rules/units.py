"""Units and money: what follows a number, powers and rates ("km2", "m³/s", "đồng/kg", "°C"), signs before it ("$100").

The table of units is data/units.tsv.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from service.reading.rules.figures import figure_at, is_points
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.tokens import Kind

UNITS_FILE = Path(__file__).parent.parent / "data" / "units.tsv"

MAGNITUDES = frozenset(
    ("trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "tỉ", "chục", "mươi", "rưỡi", "tấn", "k", "tr")
)
MONEY_SIGNS = {
    "$": "đô la", "₫": "đồng", "€": "ơ rô", "£": "bảng Anh", "¥": "yên Nhật", "₩": "uôn", "₹": "ru pi", "฿": "bạt",
}  # fmt: skip
_SHORT_MONEY = re.compile(r"(\d{1,3})(tr|Tr|tỷ|tỉ|triệu)(\d{1,3})(?![\w]|[.,]\d)")
POWERS = {"2": "vuông", "²": "vuông", "3": "khối", "³": "khối"}

CARATS = frozenset(("9", "10", "14", "16", "18", "22", "24"))
"""Purities of gold: "vàng 24k" is no thousand."""
ELECTRIC = frozenset(
    (
        "điện",
        "dòng",
        "nguồn",
        "pin",
        "sạc",
        "công",
        "suất",
        "ampe",
        "ổ",
        "cầu",
        "dao",
        "aptomat",
        "lực",
        "tải",
    )
)
UNMISTAKABLE = frozenset(("km", "kg", "cm", "mm", "ml", "mg", "kWh", "kW", "MW", "MWh", "kV"))
"""No word and no abbreviation is written so: "km thứ 42", "mỗi kg"."""
MEASURED = frozenset(
    (
        "đồng", "đ", "tấn", "tạ", "yến", "cân", "lít", "kg", "g", "mg", "m", "km", "m2", "m3", "ha", "người", "hộ", "con",
        "cái", "chiếc", "lượt", "vụ", "ca", "lần", "giờ", "phút", "giây", "ngày", "tháng", "năm", "suất", "bộ",
        "triệu", "nghìn", "ngàn", "tỷ", "tỉ", "usd", "vnd", "vnđ", "xu", "chuyến", "xe", "khách", "trang", "cuốn", "bản",
        "khối", "mét", "kilômét", "kilogam", "chỉ", "lượng", "cổ", "phiếu", "cp", "cây", "trái", "quả", "hạt", "giường",
        "bác", "sĩ", "học", "sinh", "lớp", "lao", "động", "công", "tín", "điểm", "đêm", "kwh", "kw", "mw", "w", "v", "l", "ml",
        "đô", "la", "tr", "bao", "thùng", "hộp", "chai", "lon", "viên", "liều", "mũi", "mẫu", "sào", "nhịp", "vòng",
        "%", "trăm", "phần", "euro", "gói", "khẩu", "phần", "tiếng", "tờ", "kiện", "tấm", "phòng", "tàu", "thuyền",
    )
)  # fmt: skip
"""Words after which a slash means "for each"."""


DENOMINATORS = frozenset(
    (
        "năm", "tháng", "ngày", "giờ", "phút", "giây", "tuần", "quý", "người", "hộ", "ha", "kg", "lít", "lượt", "vụ",
        "chuyến", "lớp", "trường", "suất", "đêm", "ca", "con", "cái", "chiếc", "bộ", "khẩu", "tấn", "tạ", "yến", "cân",
        "cây", "cp", "cổ", "sào", "mẫu", "công", "thùng", "hộp", "ounce", "lượng", "chỉ", "km", "m", "mét", "h", "s", "phòng",
        "xã", "thôn", "huyện", "tỉnh", "dân", "gói", "học", "em", "cháu", "trẻ", "buổi", "tiết", "trận", "mùa", "đợt", "kỳ",
        "vòng", "lần", "quả", "trái", "bao", "viên", "liều", "chai", "lon", "bát", "tô", "phần", "ly", "cốc", "đĩa", "vé",
        "xe", "cuốn", "trang", "bài", "tin", "cuộc", "đơn", "hồ", "đầu", "lao", "nhân", "hải", "giường", "bệnh", "sản",
        "thành", "mũi", "kwh", "mwh", "số", "căn", "nền", "lô", "nhà", "bó", "chục", "phiên", "đồng", "ki", "cặp", "đôi",
        "container", "teu", "mm", "ml", "cm", "g", "l", "triệu", "phòng", "gốc", "bản", "điểm", "tàu", "lồng", "ao", "hécta",
    )
)  # fmt: skip
"""After a counted thing and a slash these mean "for each"."""


class Unit(NamedTuple):
    written: str
    spoken: str
    kind: str


@cache
def units() -> dict[str, Unit]:
    """data/units.tsv by written form."""
    table: dict[str, Unit] = {}
    for line in UNITS_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            forms, spoken, kind, _ = line.split("\t")
            for written in forms.split(" ; "):
                table.setdefault(written, Unit(written, spoken, kind))
    return table


def unit(place: Place) -> Found | None:
    """A unit directly after a number, a magnitude word ("2 triệu m3") or the slash of a rate."""
    at = place.at
    known = units().get(place.texts[at])
    if known is None:
        return None
    if known.written == "k" and "vàng" in place.words_before(8) and place.texts[at - 1] in CARATS:
        return place.one(place.starts[at + 1], place.letters("k"), "unit")
    if is_points(place):
        return place.one(place.starts[at + 1], "điểm", "unit.points")
    before = place.before()
    if before < 0:
        return None if _is_page(place) else _column_unit(place, known)
    if place.texts[before] == "|" and place.after(at + 1) < len(place.texts):
        if known.written == "Tr":
            return None
        return said_unit(place, at, known) if place.texts[place.after(at + 1)] in "|/23²³" else None
    if len(known.written) > 1 and place.texts[at + 1 : at + 2] == ["/"] and place.texts[at + 2 : at + 3]:
        other = place.texts[at + 2]
        if other in units() or place.lowers[at + 2] in DENOMINATORS:
            return said_unit(place, at, known)
    if known.written in UNMISTAKABLE and before < at - 1 and place.kinds[before] == Kind.WORD:
        return said_unit(place, at, known)
    glued = before == at - 1
    if glued and place.last is not None and place.last.rule == "unit.per" and place.last.end == place.pos:
        return said_unit(place, at, known)
    kind = place.kinds[before]
    if kind == Kind.DIGITS or place.texts[before] in "½¼¾⅓⅔":
        if not _fits(place, known, glued=glued):
            return None
    elif place.texts[before] == "/":
        if known.kind == "electric" or not _measured(place, before):
            return None
    elif not (place.lowers[before] in MAGNITUDES or place.texts[before] in "(-") or known.kind in (
        "glued",
        "electric",
    ):
        return None
    elif place.texts[before] in "(-":
        return _column_unit(place, known)
    return said_unit(place, at, known)


def page(place: Place) -> Found | None:
    """ "tr. 12", "(tr.5)": a page."""
    before = place.before()
    if not _is_page(place) or (before >= 0 and place.kinds[before] == Kind.DIGITS):
        return None
    return place.one(place.pos + 3, "trang", "abbreviation.page")


def _is_page(place: Place) -> bool:
    at = place.at
    if place.lowers[at] != "tr" or place.texts[at + 1 : at + 2] != ["."]:
        return False
    number = place.after(at + 2)
    return number < len(place.kinds) and place.kinds[number] == Kind.DIGITS


def said_unit(place: Place, at: int, known: Unit) -> Found:
    end = place.starts[at + 1]
    spoken = known.spoken
    if known.kind == "measure" and at + 1 < len(place.texts):
        power = POWERS.get(place.texts[at + 1])
        if power:
            after = at + 2
            joined = after < len(place.kinds) and place.kinds[after] in (Kind.WORD, Kind.DIGITS)
            if not joined:
                spoken += " " + power
                end = place.starts[at + 2]
    elif known.written in ("k",) and place.settings.thousand != "nghìn":
        spoken = place.settings.thousand
    rule = "money" if known.kind == "money" else "unit"
    if known.written in ("k", "tr") or known.kind == "money":
        rule = "money"
    return place.one(end, spoken, rule)


def _fits(place: Place, known: Unit, *, glued: bool) -> bool:
    if known.kind == "share":
        return False
    if known.kind == "glued":
        return glued
    if known.kind == "electric":
        return glued and any(word in ELECTRIC for word in place.words_before(8))
    if known.written == "mb" and "áp" in place.words_before(6):
        return True
    if known.written in ("tb", "db", "mb", "cal", "bar", "min", "lux", "cl", "ng", "gr") and not glued:
        return False
    if len(known.written) == 1 and not glued and known.written not in ("m", "đ", "g", "l"):
        return False
    return not (known.written == "MP" and not glued)


def _column_unit(place: Place, known: Unit) -> Found | None:
    """ "(đ/kg)", "(m3)": a unit in a heading, without a number."""
    at = place.at
    following = place.texts[at + 1] if at + 1 < len(place.texts) else ""
    if known.written in ("đ", "m", "g", "l") and following == ")" and at >= 2 and place.texts[at - 1] == "(":
        return said_unit(place, at, known)
    if following == "/" and place.lower(at + 2) == "c":
        return None
    if known.written in ("đ", "m", "g") and following in ("/", "2", "3", "²", "³"):
        return said_unit(place, at, known)
    if known.kind == "measure" and following in POWERS:
        return said_unit(place, at, known)
    if (
        len(known.written) >= 2
        and known.kind in ("plain", "measure", "money")
        and not known.written.islower()
    ):
        return said_unit(place, at, known)
    if known.written in ("kg", "km", "ha", "cm", "mm", "mg", "ml") and following in (")", "/", "|", ""):
        return said_unit(place, at, known)
    return None


def short_money(place: Place) -> Found | None:
    """ "1tr5 đồng": said in full before a currency; "1tr5" alone is said as written."""
    found = _SHORT_MONEY.match(place.text, place.pos)
    if found is None:
        return None
    whole, magnitude, rest = found.groups()
    million = magnitude.lower().startswith("tr")
    spoken = f"{place.cardinal(whole)} {'triệu' if million else 'tỷ'}"
    counted = int(rest.ljust(3, "0"))
    full = f"{spoken} {place.cardinal(str(counted))} {place.settings.thousand if million else 'triệu'}"
    after = place.token_at(found.end())
    follows = place.texts[place.after(after)] if after >= 0 and place.after(after) < len(place.texts) else ""
    money = units().get(follows)
    if len(rest) > 1 or (money is not None and money.kind == "money"):
        return place.one(found.end(), full, "money.short")
    return place.one(found.end(), f"{spoken} {place.cardinal(rest)}", "money.short")


def powered_unit(place: Place) -> Found | None:
    """ "m2", "km²" anywhere: the power makes it a unit without any doubt."""
    at = place.at
    if at + 1 >= len(place.texts) or place.texts[at + 1] not in POWERS:
        return None
    known = units().get(place.texts[at])
    if known is None or known.kind != "measure":
        return None
    before = place.before()
    if place.texts[at][0].isupper() and (before < 0 or place.kinds[before] != Kind.DIGITS):
        return None
    found = said_unit(place, at, known)
    return found if found[-1].end > place.starts[at + 1] else None


def _measured(place: Place, slash: int) -> bool:
    """Whether what stands before the slash is a measured thing, so that the slash means "for each"."""
    left = place.before(slash)
    if left < 0:
        return False
    counted = place.before(left)
    if place.kinds[left] == Kind.WORD and counted >= 0:
        number = place.kinds[counted] == Kind.DIGITS
        if len(place.texts[left]) == 1:
            return number and place.texts[left] in units()
        if number or place.lowers[counted] in MAGNITUDES:
            return True
    if place.kinds[left] in (Kind.DIGITS,) or place.texts[left] in POWERS or place.texts[left] in "%°$₫€":
        return left > 0 and (place.kinds[left - 1] == Kind.WORD or place.kinds[left] == Kind.MARK)
    return place.lowers[left] in MEASURED or place.texts[left] in units()


def per(place: Place) -> Found | None:
    """The slash of a rate: "đồng/kg", "600 lượt khám/ngày", "lít/người/ngày đêm", "5,6 lít/100km", "km/h"."""
    at = place.at
    if place.texts[at] != "/" or place.lower(at - 1) == "và":
        return None
    if not place.glued(at - 1) and not (
        place.lower(place.before()) in MEASURED and place.lower(at + 1) in DENOMINATORS
    ):
        return None
    following = place.after(at + 1)
    if following >= len(place.kinds):
        return None
    right = place.texts[following]
    if right.isupper() and place.kinds[following + 1 : following + 2] == [Kind.DIGITS]:
        return None
    if place.kinds[following] == Kind.DIGITS:
        if place.kinds[at - 1] == Kind.DIGITS or not _is_amount(place, at):
            return None
        if not _measured(place, at) and place.kinds[at - 1] != Kind.WORD:
            return None
    elif place.kinds[following] != Kind.WORD or not (
        (_measured(place, at) and (_is_amount(place, at) or place.texts[at - 1] in units()))
        or (place.lowers[following] in DENOMINATORS and _is_amount(place, at))
    ):
        return None
    word = "trên" if place.kinds[following] == Kind.DIGITS else _per_word(place, at)
    pieces: list[Piece] = [place.said(place.pos, place.pos + 1, word, "unit.per")]
    short = {"h": "giờ", "H": "giờ", "s": "giây", "p": "phút"}.get(right)
    if following == at + 1 and short:
        pieces.append(place.said(place.starts[following], place.starts[following + 1], short, "unit.per"))
    return tuple(pieces)


def _per_word(place: Place, slash: int) -> str:
    left = place.before(slash)
    while left > 1 and place.texts[left - 1] == "/":
        left -= 2
    known = units().get(place.texts[left])
    powered = place.texts[left] in POWERS
    counted = place.before(left)
    if known is not None and known.written in ("k", "tr"):
        return place.settings.per
    if known is not None and known.kind == "money" and (counted < 0 or place.kinds[counted] != Kind.DIGITS):
        return (
            "trên"
            if place.texts[slash + 1] in units() and units()[place.texts[slash + 1]].kind == "money"
            else place.settings.per
        )
    if powered or (known is not None and known.kind != "money") or place.texts[left] in "°%":
        return "trên"
    return place.settings.per


def _is_amount(place: Place, slash: int) -> bool:
    """Whether a number stands in the phrase before the slash, or another rate's slash does."""
    at = slash - 1
    steps = 0
    while at >= 0 and steps < 14:
        if place.kinds[at] == Kind.DIGITS:
            return True
        text = place.texts[at]
        if text == "/" and steps:
            return True
        if place.kinds[at] == Kind.MARK and text not in ".,%$₫²³":
            return text == "("
        at -= 1
        steps += 1
    return place.lowers[slash - 1] in ("đồng", "đ", "vnđ", "vnd", "usd", "tấn", "kg")


def money_sign(place: Place) -> Found | None:
    """ "$100", "US$ 5", "100$": the currency is said after the amount."""
    name = MONEY_SIGNS.get(place.texts[place.at])
    if name is None:
        return None
    at = place.at
    following = place.after(at + 1)
    before = place.before()
    counted = before >= 0 and (place.kinds[before] == Kind.DIGITS or place.lowers[before] in MAGNITUDES)
    if (
        following < len(place.kinds)
        and place.kinds[following] == Kind.DIGITS
        and not (counted and following > at + 1)
    ):
        return _sign_before_amount(place, following, name)
    if name == "đô la" and place.lower(at - 1) == "us" and place.glued(at - 1):
        name = "đô la Mỹ"
    return place.one(place.pos + 1, name, "money")


def _sign_before_amount(place: Place, digits: int, name: str) -> Found | None:
    figure = figure_at(place, place.starts[digits])
    if figure is None:
        return None
    end = figure.end
    spoken = figure.spoken
    magnitude = _magnitude_after(place, end)
    if magnitude:
        end, word = magnitude
        spoken += " " + word
    return place.one(end, f"{spoken} {name}", "money", figure.reason, figure.alternatives)


def _magnitude_after(place: Place, end: int) -> tuple[int, str] | None:
    at = place.token_at(end)
    if at < 0:
        return None
    at = place.after(at)
    if at >= len(place.kinds):
        return None
    word = place.lowers[at]
    if word in ("triệu", "tỷ", "tỉ", "nghìn", "ngàn"):
        return place.starts[at + 1], word
    english = {"billion": "tỷ", "million": "triệu", "trillion": "nghìn tỷ", "thousand": "nghìn"}.get(word)
    if english:
        return place.starts[at + 1], english
    short = {"b": "tỷ", "bn": "tỷ", "m": "triệu", "k": "nghìn"}.get(word)
    return (place.starts[at + 1], short) if short and place.starts[at] == end else None


def us_dollar(place: Place) -> Found | None:
    """ "US$100", "USD 100"."""
    at = place.at
    if place.texts[at] == "US" and place.lower(at + 1) == "$":
        following = place.after(at + 2)
        if following < len(place.kinds) and place.kinds[following] == Kind.DIGITS:
            return _sign_before_amount(place, following, "đô la Mỹ")
        return place.one(place.starts[at + 2], "đô la Mỹ", "money")
    return None


def times_sign(place: Place) -> Found | None:
    """ "4x100", "100 x 50"."""
    if place.texts[place.at] not in ("x", "X"):
        return None
    before, after = place.before(), place.after(place.at + 1)
    if before < 0 or after >= len(place.kinds) or place.kinds[after] != Kind.DIGITS:
        return None
    counted = place.before(before) if place.kinds[before] == Kind.WORD else before
    if place.lower(place.before(counted)) == "số" and counted == place.at - 1:
        return None
    if counted < 0 or (
        place.kinds[counted] != Kind.DIGITS and Kind.DIGITS not in place.kinds[max(0, before - 4) : before]
    ):
        return None
    return place.one(place.pos + 1, "nhân", "number.times")


FAMILY = Family(
    title="Đơn vị và tiền",
    about="Đơn vị đo, lũy thừa, đơn vị trên đơn vị, tiền tệ.",
    rules=(
        Rule("number.times", Kind.WORD, times_sign),
        Rule("money.short", Kind.DIGITS, short_money),
        Rule("unit.power", Kind.WORD, powered_unit),
        Rule("money", Kind.WORD, us_dollar),
        Rule("abbreviation.page", Kind.WORD, page),
        Rule("unit", Kind.WORD, unit),
        Rule("unit.per", Kind.MARK, per),
        Rule("money", Kind.MARK, money_sign),
    ),
    examples=(
        Example("478 km2", "bốn trăm bảy mươi tám ki lô mét vuông", "lũy thừa viết liền"),
        Example("360 m²", "ba trăm sáu mươi mét vuông", "lũy thừa nhỏ"),
        Example("2 triệu m3 nước", "hai triệu mét khối nước", "sau triệu, tỷ"),
        Example("80 km/h", "tám mươi ki lô mét trên giờ", "vận tốc"),
        Example("30 mg/l", "ba mươi mi li gam trên lít", "nồng độ"),
        Example("7.200 đồng/kg", "bảy nghìn hai trăm đồng mỗi ki lô gam", "giá"),
        Example("1.500.000 đồng/người/tháng", "một triệu năm trăm nghìn đồng mỗi người mỗi tháng", "mức hỗ trợ"),
        Example("120 lít/người/ngày đêm", "một trăm hai mươi lít mỗi người mỗi ngày đêm", "định mức"),
        Example("giá 24.500 đ/cp", "giá hai mươi tư nghìn năm trăm đồng mỗi cổ phiếu", "giá cổ phiếu"),
        Example("Cự ly 4x100 mét", "Cự ly bốn nhân một trăm mét", "dấu nhân"),
        Example("BXH: Nam Định 20đ", "bảng xếp hạng: Nam Định hai mươi điểm", "điểm, không phải đồng"),
        Example("xem tr. 12", "xem trang mười hai", "trang, không phải triệu"),
        Example("Cầu chịu tải 18T", "Cầu chịu tải mười tám tấn", "tải trọng"),
        Example("bệnh nhân nữ, 45t", "bệnh nhân nữ, bốn mươi lăm tuổi", "tuổi"),
        Example("$100", "một trăm đô la", "ký hiệu tiền đứng trước được đọc sau"),
        Example("về đích ở km thứ 42", "về đích ở ki lô mét thứ bốn mươi hai", "đơn vị không đi sau số"),
        Example("110kV", "một trăm mười ki lô vôn", "viết liền"),
        Example("1.200 kWh", "một nghìn hai trăm ki lô oát giờ", "điện năng"),
    ),
)  # fmt: skip
