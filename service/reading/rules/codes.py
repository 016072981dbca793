"""Letters and digits that are a name together: roads, milestones, flights, "U22", "4G", "A3", "vàng 9999"."""

import re

from service.reading.numbers import spell_digits
from service.reading.rules.calendar_words import month_words
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.rules.units import CARATS
from service.reading.script import Silent
from service.reading.tokens import Kind

_CODE_TAIL = re.compile(r"(?:-\d{1,6}){1,4}(?![\w-])")
_JOINED = re.compile(r"[.,/-]\d")
_DECIMAL_TAIL = re.compile(r"\d{1,3}(?:\.\d{1,2}){1,3}(?![\w]|[.,]\d)")


ROADS = {
    "QL": "quốc lộ", "TL": "tỉnh lộ", "ĐT": "đường tỉnh", "HL": "hương lộ", "ĐH": "đường huyện", "ĐX": "đường xã",
    "DT": "đường tỉnh",
}  # fmt: skip
CODE_WORDS = {"BĐ": "báo động", "CK": "chuyên khoa", "Ø": "phi", "Φ": "phi"}
"""Letters that stand for words when a number follows."""
LETTER_NUMBER_AFTER = 3
"""Up to so many digits after letters are counted ("U22"), more are said one by one ("VN1234")."""

ALARMS = {"BĐI": "báo động một", "BĐII": "báo động hai", "BĐIII": "báo động ba"}
LEAGUE = {
    "T": "thắng",
    "H": "hòa",
    "B": "thua",
    "HS": "hiệu số",
    "Tr": "trận",
    "Đ": "điểm",
    "BT": "bàn thắng",
    "BB": "bàn bại",
}
LONGEST_HEADING = 300
"""Code points of a table's heading."""
_LEAGUE = re.compile(r"\| ?T ?\| ?H ?\| ?B ?(?:\||$)")
LOADS = frozenset(("tải", "trọng", "xe", "cầu", "hàng", "nặng", "cẩu"))
"""Before "18T" these speak of weight."""
BILLION = "“B”, “M” sau một số thường là tỷ, triệu."
MONEY_TALK = frozenset(("vốn", "giá", "quỹ", "lương", "thu", "trị", "tư", "vụ"))
THOUSAND = "“K” sau số thường là nghìn."
UNKNOWN_CODE = "Mã gồm chữ và số chưa có trong bảng."


def alarm_level(place: Place) -> Found | None:
    """ "BĐ III", "BĐ 2", "BĐII": alarm levels of rivers."""
    joined = ALARMS.get(place.texts[place.at])
    if joined:
        return place.one(place.starts[place.at + 1], joined, "code.alarm")
    if place.texts[place.at] != "BĐ":
        return None
    level = place.after(place.at + 1)
    if level >= len(place.kinds) or not (
        place.kinds[level] == Kind.DIGITS or place.texts[level] in ("I", "II", "III")
    ):
        return None
    return place.one(place.starts[place.at + 1], "báo động", "code.alarm")


def order_column(place: Place) -> Found | None:
    """ "TT | Họ tên": the column of running numbers."""
    after = place.after(place.at + 1)
    if place.texts[place.at] != "TT" or place.before() >= 0 or place.lower(after) != "|":
        return None
    return place.one(place.starts[place.at + 1], "thứ tự", "row.order")


def league_column(place: Place) -> Found | None:
    """ "Đội | Trận | T | H | B": won, drawn, lost, in the heading of a league's table."""
    spoken = LEAGUE.get(place.texts[place.at])
    if spoken is None or len(place.text) > LONGEST_HEADING or not _LEAGUE.search(place.text):
        return None
    left, right = place.before(), place.after(place.at + 1)
    if place.lower(left) != "|" or (right < len(place.texts) and place.texts[right] != "|"):
        return None
    return place.one(place.starts[place.at + 1], spoken, "row.league")


def purity(place: Place) -> Found | None:
    """ "vàng 9999", "lúa IR 50404": grades and strains, digit by digit."""
    digits = place.texts[place.at]
    if len(digits) < 3:
        return None
    near = set(place.words_before(5))
    gold = set(digits) == {"9"} and len(digits) in (3, 4) and "vàng" in near
    strain = (
        len(digits) >= 4
        and not near.isdisjoint(("lúa", "giống", "gạo", "ngô"))
        and place.texts[place.before()].isupper()
    )
    if not (gold or strain) or _JOINED.match(place.text, place.pos + len(digits)):
        return None
    return place.one(place.pos + len(digits), spell_digits(digits), "code.grade")


def road(place: Place) -> Found | None:
    """ "QL3", "QL.1A", "ĐT 254", "CT.07", "Km15+200"."""
    written = place.texts[place.at]
    if place.lowers[place.at] == "km":
        return _milestone(place)
    name = ROADS.get(written)
    motorway = written == "CT" and (
        place.texts[place.at + 1 : place.at + 2] == ["."] or place.lower(place.before()) in ("tốc", "tuyến")
    )
    if name is None and not motorway:
        return None
    at = place.at + 1
    if place.texts[at : at + 1] in (["."], ["-"]):
        at += 1
    at = place.after(at)
    if (
        at >= len(place.kinds)
        or place.kinds[at] != Kind.DIGITS
        or len(place.texts[at].lstrip("0")) > 3 + (name is None)
    ):
        return None
    if place.texts[at].startswith("0") and len(place.texts[at]) > 3:
        return None
    if written in ("DT", "ĐH", "HL", "TL") and place.starts[at] - place.pos > len(written) + 1:
        return None
    digits = place.texts[at]
    spoken = spell_digits(digits) if motorway or digits.startswith("0") else place.cardinal(digits)
    prefix = name or place.letters(written)
    return (
        place.said(place.pos, place.starts[place.at + 1], prefix, "road"),
        *(
            [Silent(place.starts[place.at + 1], place.starts[at], "dấu trong số đường")]
            if place.starts[at] > place.starts[place.at + 1]
            else []
        ),
        place.said(place.starts[at], place.starts[at + 1], spoken, "road.number"),
    )


def _milestone(place: Place) -> Found | None:
    """ "Km" before its number; the number, the plus and the metres follow by their own rules."""
    at = place.after(place.at + 1)
    if at >= len(place.kinds) or place.kinds[at] != Kind.DIGITS:
        return None
    if place.at and place.kinds[place.at - 1] == Kind.DIGITS:
        return None
    return place.one(place.starts[place.at + 1], "ki lô mét", "road.milestone")


def letters_and_number(place: Place) -> Found | None:
    """ "U22", "A3", "VN1234", "H5N1", "B52": letters, then the digits glued to them."""
    at = place.at
    if at + 1 >= len(place.kinds):
        return None
    written = place.texts[at]
    dash = place.texts[at + 1] in ("-", "–") and at + 2 < len(place.kinds)
    number_at = at + 2 if dash else at + 1
    if place.kinds[number_at] != Kind.DIGITS:
        return None
    if at and place.glued(at - 1) and place.kinds[at - 1] == Kind.DIGITS:
        return None
    if dash and (
        len(written) > 3
        or not written.isupper()
        or place.texts[number_at + 1 : number_at + 2] in (["-"], ["/"])
    ):
        return None
    if len(written) > 1 and not (written.isupper() or _is_mixed(written)):
        return None
    if len(written) == 1 and not written.isupper() and dash:
        return None
    if len(written) > 8:
        return None
    pieces: list[Piece] = []
    known = place.article.defined.get(written) or CODE_WORDS.get(written)
    reason: str | None = None
    if known:
        spoken = known
    elif len(written) <= 2 or written.isupper():
        initialism = place.initialism(written)
        spoken = initialism.spoken
        if len(written) > 2:
            reason = initialism.reason
    else:
        spoken = place.letters(written)
        reason = UNKNOWN_CODE
    if not spoken:
        return None
    if (
        written == "T"
        and not dash
        and place.texts[number_at + 1 : number_at + 2] == ["/"]
        and 1 <= int(place.texts[number_at][:3]) <= 12
    ):
        return _short_month(place, number_at)
    pieces.append(place.said(place.pos, place.starts[at + 1], spoken, "code.letters", reason))
    if dash:
        pieces.append(Silent(place.starts[at + 1], place.starts[at + 2], "gạch nối"))
    digits = place.texts[number_at]
    if not dash and (decimal := _DECIMAL_TAIL.match(place.text, place.starts[number_at])):
        parts = decimal.group().split(".")
        spoken = " chấm ".join(
            spell_digits(part) if part.startswith("0") else place.cardinal(part) for part in parts
        )
        pieces.append(place.said(place.starts[number_at], decimal.end(), spoken, "code.number"))
        return tuple(pieces)
    one_by_one = len(digits) > LETTER_NUMBER_AFTER or (digits.startswith("0") and len(digits) > 1)
    said = spell_digits(digits) if one_by_one else place.cardinal(digits)
    pieces.append(place.said(place.starts[number_at], place.starts[number_at + 1], said, "code.number"))
    if tail := _CODE_TAIL.match(place.text, place.starts[number_at + 1]):
        pieces += _tail(place, tail)
    return tuple(pieces)


def _tail(place: Place, tail: re.Match[str]) -> list[Piece]:
    """ "-05" of "B2-05": further numbers of a code; "-CT" stays for others."""
    pieces: list[Piece] = []
    at = tail.start()
    for part in tail.group()[1:].split("-"):
        pieces.append(Silent(at, at + 1, "gạch nối trong mã"))
        counted = len(part) <= 2 and not part.startswith("0")
        said = place.cardinal(part) if counted else spell_digits(part)
        pieces.append(place.said(at + 1, at + 1 + len(part), said, "code.number"))
        at += 1 + len(part)
    return pieces


def _short_month(place: Place, number_at: int) -> Found | None:
    """ "T11/2025" is "tháng mười một năm ..."."""
    year_at = number_at + 2
    if place.kinds[year_at : year_at + 1] != [Kind.DIGITS] or len(place.texts[year_at]) != 4:
        return None
    spoken = f"{month_words(int(place.texts[number_at]))} năm {place.cardinal(place.texts[year_at])}"
    return place.one(place.starts[year_at + 1], spoken, "date.month")


def _is_billion(place: Place) -> bool:
    """ "1.2B đô la", "~7.9B", "vốn 5M"."""
    if place.texts[place.at] not in ("B", "M"):
        return False
    follows = place.lower(place.after(place.at + 1))
    decimal = place.at >= 3 and place.texts[place.at - 2] in ".," and place.kinds[place.at - 3] == Kind.DIGITS
    return (
        decimal or follows in ("đô", "usd", "đồng", "$") or not MONEY_TALK.isdisjoint(place.words_before(2))
    )


def _is_mixed(written: str) -> bool:
    return written[0].isupper() and any(letter.isupper() for letter in written[1:])


def letter_after_number(place: Place) -> Found | None:
    """ "145B", "11A", "4G", "10A1": a letter glued to the digits before it."""
    at = place.at
    written = place.texts[at]
    if at == 0 or place.kinds[at - 1] != Kind.DIGITS or len(written) > 3:
        return None
    if len(written) > 1 and not written.isupper():
        return None
    if _is_billion(place):
        large = "tỷ" if written == "B" else "triệu"
        return place.one(place.starts[at + 1], large, "money", BILLION, (place.letters(written),))
    gold = place.texts[at - 1] in CARATS and "vàng" in place.words_before(8)
    if written == "K" and int(place.texts[at - 1][-9:]) >= 10 and not gold:
        return place.one(place.starts[at + 1], place.settings.thousand, "money", THOUSAND, ("ca",))
    if written in ("t", "T") and (measure := _ton_or_age(place)):
        return place.one(place.starts[at + 1], measure, "unit")
    spoken = place.letters(written)
    if not spoken:
        return None
    pieces: list[Piece] = [place.said(place.pos, place.starts[at + 1], spoken, "code.letters")]
    if at + 1 < len(place.kinds) and place.kinds[at + 1] == Kind.DIGITS:
        digits = place.texts[at + 1]
        dialled = place.lower(place.before(at - 1)) == "số" and written == "x"
        said = place.cardinal(digits) if len(digits) <= 2 and not dialled else spell_digits(digits)
        pieces.append(place.said(place.starts[at + 1], place.starts[at + 2], said, "code.number"))
    return tuple(pieces)


def _ton_or_age(place: Place) -> str | None:
    """ "cầu chịu tải 18T": tấn; "nữ, 45t": tuổi; "TH 9T" over a column: tháng."""
    if place.lower(place.after(place.at + 1)) == "|" and int(place.texts[place.at - 1][:3]) <= 12:
        return "tháng"
    if not LOADS.isdisjoint(place.words_before(6)):
        return "tấn"
    if (
        place.lower(place.before(place.at - 1)) in (",", "(", "nữ", "nam")
        and len(place.texts[place.at - 1]) <= 2
    ):
        return "tuổi"
    return None


FAMILY = Family(
    title="Mã có chữ và số, đường, lý trình",
    about="Tên đường, lý trình, lứa tuổi, thế hệ mạng, số nhà có chữ.",
    rules=(
        Rule("code.grade", Kind.DIGITS, purity),
        Rule("code.alarm", Kind.WORD, alarm_level),
        Rule("row.order", Kind.WORD, order_column),
        Rule("row.league", Kind.WORD, league_column),
        Rule("road", Kind.WORD, road),
        Rule("code", Kind.WORD, letters_and_number),
        Rule("code", Kind.WORD, letter_after_number),
    ),
    examples=(
        Example("Tuyến QL3", "Tuyến quốc lộ ba", "đường"),
        Example("tại Km15+200", "tại ki lô mét mười lăm cộng hai trăm", "lý trình"),
        Example("Đội tuyển U22", "Đội tuyển u hai mươi hai", "lứa tuổi"),
        Example("Phủ sóng 5G", "Phủ sóng năm giê", "thế hệ mạng"),
        Example("Đội | T | H | B | HS", "Đội, thắng, hòa, thua, hiệu số", "bảng xếp hạng"),
        Example("vàng nhẫn 9999.", "vàng nhẫn chín chín chín chín.", "tuổi vàng"),
        Example("Nhà số 145B", "Nhà số một trăm bốn mươi lăm bê", "số nhà có chữ"),
    ),
)  # fmt: skip
