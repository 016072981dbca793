"""The dash: from-to, score, minus, or only a pause. And the plus between numbers.

A dash stands between two things; what they are decides. Numbers rising with a unit after them are a range, a score
needs talk of a match, three and more in a row are a formation or a code.
"""

from service.reading.numbers import roman_value
from service.reading.rules.dates import BETWEEN_DATES
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.rules.unit_signs import MINUTE_MARKS
from service.reading.rules.units import MAGNITUDES, MONEY_SIGNS, POWERS, units
from service.reading.script import Silent
from service.reading.tokens import Kind

BETWEEN_CONTACTS = "gạch giữa hai số liên lạc"
ARROWS = frozenset("→÷➔➜⇒")
DASHES = frozenset("-–—−‑‒")
MINUS_SIGNS = frozenset("-–−")

SCORE_WORDS = frozenset(
    (
        "thắng", "thua", "hòa", "hoà", "bại", "dẫn", "hạ", "gỡ", "chuộc", "ván", "set", "séc", "luân", "penalty", "khuất",
        "ngược", "đội", "bàn", "sét",
    )
)  # fmt: skip
SCORE_PHRASES = (
    "tỷ số",
    "tỉ số",
    "lượt về",
    "lượt đi",
    "điểm số",
    "chung cuộc",
    "tỷ số chung cuộc",
    "kết quả",
    "san bằng",
    "cách biệt",
)
MATCH_WORDS = frozenset(
    ("hiệp", "trận", "bàn", "giải", "vòng", "đội", "sân", "cúp", "ván", "set", "kết", "tay", "vợt")
)
COUNTED_AFTER = frozenset(
    (
        "ngày", "người", "phút", "tháng", "năm", "tuổi", "giờ", "tuần", "lần", "trận", "mét", "triệu", "tỷ", "tỉ", "nghìn",
        "ngàn", "đồng", "độ", "cm", "km", "m", "kg", "tấn", "con", "hộ", "giây", "bậc", "suất", "cấp", "điểm", "vòng",
        "chiếc", "cái", "quả", "buổi", "học", "đêm", "trăm", "đội", "km2", "ha", "mm", "lượt", "cây", "vụ", "đợt",
    )
)  # fmt: skip
ELECTRIC_UNITS = frozenset(("V", "W", "A", "Hz", "kW", "kV"))
FALLS = frozenset(("giảm", "lùi", "mất", "sụt"))
RISES = frozenset(("tăng", "thêm", "cộng", "lên"))
SCORES_LAST = 14
"""Tokens after a score in which a further pair is one too: sets in brackets."""
UNCERTAIN = "Gạch giữa hai số có thể là “đến”, tỷ số hoặc chỉ là dấu nối."


def dash(place: Place) -> Found | None:
    if place.texts[place.at] not in DASHES:
        return None
    end = place.pos + 1
    before, after = place.before(), place.after(place.at + 1)
    if _is_rhesus(place):
        return place.one(end, "âm", "code.rhesus")
    if _is_minus(place, before, after):
        if place.lower(before) in FALLS:
            return (Silent(place.pos, end, "“giảm” đã nói thay dấu trừ"),)
        return place.one(end, "âm", "number.minus")
    if before < 0 or after >= len(place.kinds):
        return (Silent(place.pos, end, "gạch đầu dòng" if before < 0 else "gạch nối"),)
    spaced = before < place.at - 1
    follows_number = place.kinds[after] == Kind.DIGITS or place.texts[after] in MONEY_SIGNS
    minus_follows = (
        place.texts[after] in MINUS_SIGNS and place.glued(after + 1) and place.kinds[after + 1] == Kind.DIGITS
    )
    if not follows_number and not minus_follows:
        return _between_words(place, before, after, spaced=spaced)
    last = place.last
    if (
        last is not None
        and last.end == place.starts[before + 1]
        and last.rule.startswith(("phone", "net", "code.account"))
    ):
        return (Silent(place.pos, end, BETWEEN_CONTACTS),)
    if _other_measure(place, before, after):
        return (Silent(place.pos, end, "gạch giữa hai đại lượng"),)
    if (
        last is not None
        and last.end == place.starts[before + 1]
        and last.rule.startswith(("time", "date", "money", "unit", "percent"))
    ):
        if last.rule == "date.full" and place.text[last.start - 1 : last.start] == "(":
            return (Silent(place.pos, end, BETWEEN_DATES),)
        return place.one(end, "đến", "range.to")
    if place.kinds[before] == Kind.DIGITS:
        return _between_numbers(place, before, after, spaced=spaced)
    if _ends_amount(place, before):
        return place.one(end, "đến", "range.to")
    return (Silent(place.pos, end, "gạch nối"),)


def _other_measure(place: Place, before: int, after: int) -> bool:
    """ "12V-35W": volts and watts are no range."""
    return (
        place.texts[before] in ELECTRIC_UNITS
        and after + 1 < len(place.texts)
        and place.texts[after + 1] in ELECTRIC_UNITS
        and place.texts[after + 1] != place.texts[before]
    )


def _is_rhesus(place: Place) -> bool:
    """ "Rh-", "Rh+"."""
    return place.at > 0 and place.lowers[place.at - 1] == "rh"


def _is_minus(place: Place, before: int, after: int) -> bool:
    at = place.at
    if (
        place.texts[at] not in MINUS_SIGNS
        or after != at + 1
        or after >= len(place.kinds)
        or place.kinds[after] != Kind.DIGITS
    ):
        return False
    if before < 0:
        return _is_measured(place, after)
    if before == at - 1:
        return (place.texts[before] in "(–-" and place.texts[before] != "-") or (
            place.texts[before] == "(" and _is_measured(place, after)
        )
    if place.kinds[before] == Kind.DIGITS:
        return False
    return place.kinds[before] == Kind.WORD or place.texts[before] in ",:(;–-=|"


def _is_measured(place: Place, digits: int) -> bool:
    """Whether the number is a temperature, share or the like, or stands alone: then a sign before it is a minus."""
    at = digits
    while at < len(place.kinds) and (place.kinds[at] == Kind.DIGITS or place.texts[at] in ".,/"):
        at += 1
    at = place.after(at)
    return (
        at >= len(place.kinds) or place.texts[at] in "°%º)" or place.lowers[at] in ("độ", "oc", "tỷ", "triệu")
    )


def _ends_amount(place: Place, before: int) -> bool:
    """Whether a number with its unit ends at this token: "5%", "20 km", "17h", "50.000đ"."""
    text = place.texts[before]
    if text in "%‰°º" or text in MONEY_SIGNS or text in POWERS:
        return True
    if place.kinds[before] != Kind.WORD:
        return False
    left = place.before(before)
    counted = left >= 0 and (place.kinds[left] == Kind.DIGITS or place.texts[left] in "°º")
    if not counted:
        return False
    return (
        text in units()
        or place.lowers[before] in MAGNITUDES
        or place.lowers[before] in COUNTED_AFTER
        or text in ("h", "g", "C")
    )


def _figure_before(place: Place, last: int) -> tuple[int, int, bool]:
    """(first token, whole value, has decimals) of the number that ends at token `last`."""
    at = last
    steps = 0
    while at >= 2 and steps < 6 and place.texts[at - 1] in ".," and place.kinds[at - 2] == Kind.DIGITS:
        at -= 2
        steps += 1
    return at, _value(place, at, last)[0], at != last


def _value(place: Place, first: int, last: int) -> tuple[int, int]:
    digits = place.texts[first]
    at = first
    fraction = 0
    while at + 2 <= last and place.texts[at + 1] in ".,":
        following = place.texts[at + 2]
        if len(following) == 3 and place.texts[at + 1] == ".":
            digits += following
        else:
            fraction = int(following[:6])
            break
        at += 2
    return int(digits[:15]), fraction


def _between_numbers(place: Place, before: int, after: int, *, spaced: bool) -> Found:
    end = place.pos + 1
    first, left_value, decimals = _figure_before(place, before)
    last = after
    steps = 0
    while (
        last + 2 < len(place.kinds)
        and steps < 6
        and place.texts[last + 1] in ".,"
        and place.kinds[last + 2] == Kind.DIGITS
    ):
        last += 2
        steps += 1
    if place.kinds[after] != Kind.DIGITS:
        return place.one(end, "đến", "range.to")
    if spaced and "=" in place.texts[last + 1 : last + 4]:
        return place.one(end, "trừ", "number.minus")
    right_value, _ = _value(place, after, last)
    if _is_chain(place, first, last, spaced=spaced) or place.lower(place.before(first)) == "lệ":
        return (Silent(place.pos, end, "gạch nối trong dãy số"),)
    follows_at = place.after(last + 1)
    follows = place.lower(follows_at)
    if (
        not decimals
        and last == after
        and is_score(place, first, left_value, right_value, follows, spaced=spaced)
    ):
        place.score_at = place.at
        if left_value % 10 == 0 and left_value:
            return place.one(end, "đến", "score.to")
        return (Silent(place.pos, end, "gạch tỷ số"),)
    if (
        place.lower(place.before(first)) == "hạng"
        and place.lower(place.before(place.before(first))) == "tranh"
    ):
        return (Silent(place.pos, end, "gạch giữa hai hạng"),)
    if left_value < right_value or decimals or last != after:
        return place.one(end, "đến", "range.to")
    if _ends_amount_after(place, follows_at) or spaced:
        return place.one(end, "đến", "range.to")
    if left_value == right_value:
        return (Silent(place.pos, end, "gạch tỷ số"),)
    if place.lower(place.before(first)) == "|" and place.lower(follows_at) in ("|", ""):
        return (Silent(place.pos, end, "gạch tỷ số"),)
    return place.one(end, "gạch ngang", "range.unknown", UNCERTAIN, ("đến", "trừ"))


def _ends_amount_after(place: Place, at: int) -> bool:
    if at >= len(place.kinds):
        return False
    return place.texts[at] in "%°" or place.texts[at] in units() or place.lowers[at] in COUNTED_AFTER


def _is_chain(place: Place, first: int, last: int, *, spaced: bool) -> bool:
    """Whether the numbers stand in a row of three or more ("3-4-3"), glued by dashes."""
    if spaced:
        return False
    before = (
        first >= 2 and place.texts[first - 1] in DASHES and place.kinds[first - 2] in (Kind.DIGITS, Kind.WORD)
    )
    after = (
        last + 2 < len(place.kinds)
        and place.texts[last + 1] in DASHES
        and place.kinds[last + 2] == Kind.DIGITS
        and not (last + 3 < len(place.kinds) and place.texts[last + 3] == "/")
    )
    return before or after


def is_score(place: Place, first: int, left: int, right: int, follows: str, *, spaced: bool) -> bool:
    """Whether two numbers around a dash are a score: said near by, or a match is what the article is about."""
    if left > 200 or right > 200 or follows in COUNTED_AFTER or follows in units():
        return False
    near = list(place.words_before(7, first))
    if near[:1] in (["hạng"], ["thứ"]) or follows in MINUTE_MARKS:
        return False
    phrase = " ".join(reversed(near))
    if any(part in phrase for part in SCORE_PHRASES):
        return True
    if not spaced and (_between_names(place, first) or _after_pairing(place, first, max(left, right))):
        return True
    if place.at - place.score_at <= SCORES_LAST and not spaced:
        return True
    if any(word in SCORE_WORDS for word in near[:5]):
        return True
    if follows in ("%", "°"):
        return False
    if left > right and not spaced and any(word in MATCH_WORDS for word in place.words_before(24, first)):
        return True
    if not place.article.sport or spaced:
        return False
    if near[:1] in (["cấp"], ["khoảng"], ["từ"], ["năm"], ["vòng"], ["tuổi"], ["phút"], ["hạng"], ["thứ"]):
        return False
    return max(left, right) <= 30


def _after_pairing(place: Place, first: int, higher: int) -> bool:
    """ "Việt Nam - Thái Lan: 2-1"."""
    at = place.before(first)
    if place.lower(at) != ":" or higher > 15:
        return False
    steps = 0
    while (at := place.before(at)) > 0 and steps < 6:
        if place.texts[at] in DASHES:
            after = place.after(at + 1)
            left = place.before(at)
            return left >= 0 and place.texts[after][0].isupper() and place.texts[left][0].isupper()
        steps += 1
    return False


def _between_names(place: Place, first: int) -> bool:
    """ "Việt Nam 2-1 Thái Lan"."""
    before, after = place.before(first), place.after(place.at + 2)
    if (
        before < 0
        or after >= len(place.kinds)
        or place.kinds[before] != Kind.WORD
        or place.kinds[after] != Kind.WORD
    ):
        return False
    return place.texts[before][0].isupper() and place.texts[after][0].isupper() and place.before(before) >= 0


def _between_words(place: Place, before: int, after: int, *, spaced: bool) -> Found:
    at = place.at
    if place.texts[after] in DASHES and after == at + 1:
        return (Silent(place.pos, place.pos + 1, "gạch ngang"),)
    if spaced and place.glued(at + 1) is False and _is_time(place, before) and _is_time(place, after):
        return place.one(place.pos + 1, "đến", "range.to")
    if (
        place.lowers[after] == "thứ"
        and place.kinds[before] == Kind.DIGITS
        and place.lower(place.before(before)) == "thứ"
    ):
        return place.one(place.pos + 1, "đến", "range.to")
    after_roman = (
        place.last is not None and place.last.rule == "roman" and place.last.end == place.starts[before + 1]
    )
    if after_roman and place.kinds[after] == Kind.WORD and roman_value(place.texts[after]):
        return place.one(place.pos + 1, "đến", "range.to")
    if place.lowers[after] == "km" and place.lower(place.before(before)) in ("km", "+"):
        return place.one(place.pos + 1, "đến", "range.to")
    if place.kinds[after] == Kind.WORD and place.kinds[before] == Kind.WORD:
        pair = (place.lowers[before], place.lowers[after])
        if pair[0] in WEEKDAY_NUMBERS and pair[1] == "thứ":
            return place.one(place.pos + 1, "đến", "range.to")
    return (Silent(place.pos, place.pos + 1, "gạch nối"),)


WEEKDAY_NUMBERS = frozenset(("hai", "ba", "tư", "năm", "sáu", "bảy"))


def _is_time(place: Place, at: int) -> bool:
    return 0 < at < len(place.kinds) and place.texts[at] in ("h", "g") and place.kinds[at - 1] == Kind.DIGITS


def arrow(place: Place) -> Found | None:
    """ "2016 → 2020", "2,8÷3,2": from, to."""
    if place.texts[place.at] not in ARROWS:
        return None
    before, after = place.before(), place.after(place.at + 1)
    if before < 0 or after >= len(place.kinds) or place.kinds[after] != Kind.DIGITS:
        return None
    if place.kinds[before] != Kind.DIGITS and not _ends_amount(place, before):
        return None
    return place.one(place.pos + 1, "đến", "range.to")


def plus(place: Place) -> Found | None:
    """ "90+4", "+1,2 %", "A+": said; a bullet is silent."""
    if place.texts[place.at] != "+":
        return None
    before, after = place.before(), place.after(place.at + 1)
    if _is_rhesus(place):
        return place.one(place.pos + 1, "dương", "code.rhesus")
    if before < 0 and not (after == place.at + 1 and place.kinds[after : after + 1] == [Kind.DIGITS]):
        return (Silent(place.pos, place.pos + 1, "dấu đầu dòng"),)
    if after >= len(place.kinds) and before >= 0 and not place.glued(place.at - 1):
        return (Silent(place.pos, place.pos + 1, "ký hiệu"),)
    if before >= 0 and place.texts[before] in ";.:" and not place.glued(place.at + 1):
        return (Silent(place.pos, place.pos + 1, "dấu đầu dòng"),)
    if place.lower(before) in RISES:
        return (Silent(place.pos, place.pos + 1, "“tăng” đã nói thay dấu cộng"),)
    return place.one(place.pos + 1, "cộng", "mark.plus")


FAMILY = Family(
    title="Gạch nối giữa hai số",
    about="Khoảng “đến”, tỷ số, số âm, sơ đồ, dấu cộng.",
    rules=(
        Rule("range", Kind.MARK, dash),
        Rule("range.to", Kind.MARK, arrow),
        Rule("mark.plus", Kind.MARK, plus),
    ),
    examples=(
        Example("giảm 5-7% so với", "giảm năm đến bảy phần trăm so với", "khoảng, không phải số âm"),
        Example("kéo dài 2-3 ngày", "kéo dài hai đến ba ngày", "khoảng, không phải ngày tháng"),
        Example("1.500 - 2.000 người", "một nghìn năm trăm đến hai nghìn người", "có khoảng trắng"),
        Example("50–60 triệu đồng", "năm mươi đến sáu mươi triệu đồng", "gạch dài"),
        Example("sâu 0,3-0,5 mét", "sâu không phẩy ba đến không phẩy năm mét", "số thập phân"),
        Example("tỷ số 3-2", "tỷ số ba hai", "tỷ số"),
        Example("Việt Nam - Thái Lan: 2-1", "Việt Nam, Thái Lan: hai một", "tỷ số sau tên hai đội"),
        Example("sơ đồ 3-4-3", "sơ đồ ba bốn ba", "sơ đồ"),
        Example("xuống -2 độ", "xuống âm hai độ", "số âm"),
        Example("phút 90+4", "phút chín mươi cộng bốn", "bù giờ"),
        Example("Quan hệ Việt Nam – Lào", "Quan hệ Việt Nam, Lào", "giữa hai tên: chỉ ngắt"),
        Example("kinh tế - xã hội", "kinh tế xã hội", "từ ghép"),
    ),
)  # fmt: skip
