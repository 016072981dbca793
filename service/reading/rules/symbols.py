"""Marks: what is a pause, what is said, what is silent.

Every mark that no other family took ends here, so nothing is dropped without a reason.
"""

import re
import unicodedata

from service.reading.numbers import DIGITS, cardinal
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,200})?/?>")

MARK = "dấu câu"
PUNCTUATION = frozenset(".,;:!?…\"'“”‘’«»()[]{}|•·*_–—-‐‑/\\<>`´^~¸¨¦、。，【】〈〉《》「」")
SAID = {
    "&": "và",
    "=": "bằng",
    "^": "mũ",
    "×": "nhân",
    "@": "a còng",
    "±": "cộng trừ",
    "÷": "chia",
    "√": "căn",
    "∞": "vô cùng",
    "∈": "thuộc",
    "Σ": "tổng",
    "∑": "tổng",
    "µ": "muy",
}
STANDS_ALONE = frozenset("√∞")
ARROWS = frozenset("←→↑↓↔⇐⇒⇔↗↘")
FRACTIONS = {
    "½": "một phần hai", "¼": "một phần tư", "¾": "ba phần tư", "⅓": "một phần ba", "⅔": "hai phần ba",
    "⅕": "một phần năm", "⅖": "hai phần năm", "⅗": "ba phần năm", "⅘": "bốn phần năm", "⅛": "một phần tám",
}  # fmt: skip
COMPARED = {
    "<": "nhỏ hơn",
    ">": "lớn hơn",
    "≤": "nhỏ hơn hoặc bằng",
    "≥": "lớn hơn hoặc bằng",
    "~": "khoảng",
    "≈": "xấp xỉ",
    "≠": "khác",
}
LONGEST_ELLIPSIS = 40
POWERS = {"²": "bình phương", "³": "lập phương"}

RATIO_PHRASES = ("tỷ số", "tỉ số", "hệ số")
"""Before two words with a stroke these speak of one over the other."""
KNOWN_SILENT = ARROWS | frozenset("+=×±÷≈≤≥≠¬")
STROKE_BETWEEN_NUMBERS = "Gạch chéo giữa hai số chưa rõ là gì."
UNKNOWN_SIGN = "Ký hiệu chưa có cách đọc."


def closing(place: Place) -> Found | None:
    """ "./." ends an official text and is not said; "..." is one pause."""
    if place.texts[place.at] != ".":
        return None
    if place.text.startswith("./.", place.pos):
        return (Silent(place.pos, place.pos + 3, "dấu kết thúc văn bản"),)
    dots = 1
    while dots < LONGEST_ELLIPSIS and place.text.startswith(".", place.pos + dots):
        dots += 1
    return (Silent(place.pos, place.pos + dots, MARK),)


def markup(place: Place) -> Found | None:
    """ "<b>", "</p>": not for ears. "nhiệt độ < 5" is no markup."""
    found = _TAG.match(place.text, place.pos) if place.texts[place.at] == "<" else None
    return (Silent(place.pos, found.end(), "thẻ đánh dấu"),) if found else None


def either_or(place: Place) -> Found | None:
    """ "cha/mẹ": or. Between names and codes only a pause."""
    if place.texts[place.at] != "/":
        return None
    before, after = place.before(), place.after(place.at + 1)
    end = place.pos + 1
    if 0 <= before < after < len(place.kinds) and place.kinds[before] == place.kinds[after] == Kind.DIGITS:
        return place.one(end, "trên", "mark.stroke", STROKE_BETWEEN_NUMBERS, ("xuyệt", "phần"))
    if (
        before < 0
        or after >= len(place.kinds)
        or place.kinds[before] != Kind.WORD
        or place.kinds[after] != Kind.WORD
    ):
        return (Silent(place.pos, end, "gạch chéo"),)
    if place.lowers[before] in ("và", "hoặc") or not (place.texts[after].islower()):
        return (Silent(place.pos, end, "gạch chéo"),)
    if len(place.texts[before]) == 1 or len(place.texts[after]) == 1:
        return (Silent(place.pos, end, "gạch chéo"),)
    if place.lower(place.before(before)) in ("lệ", "suất") or place.phrase_before(3).startswith(
        RATIO_PHRASES
    ):
        return place.one(end, "trên", "mark.ratio")
    return place.one(end, "hoặc", "mark.or")


def compared(place: Place) -> Found | None:
    """ "< 5", "≥ 80", "~100": before a number only."""
    spoken = COMPARED.get(place.texts[place.at])
    if spoken is None:
        return None
    at = place.at + 1
    if place.texts[at : at + 1] == ["="]:
        spoken = {"<": "nhỏ hơn hoặc bằng", ">": "lớn hơn hoặc bằng"}.get(place.texts[place.at], spoken)
        at += 1
    following = place.after(at)
    if following >= len(place.kinds) or place.kinds[following] != Kind.DIGITS:
        return None
    return place.one(place.starts[at], spoken, "mark.compared")


def number_sign(place: Place) -> Found | None:
    """ "#1", "№ 5": number one."""
    if place.texts[place.at] not in "#№" or place.kinds[
        place.after(place.at + 1) : place.after(place.at + 1) + 1
    ] != [Kind.DIGITS]:
        return None
    return place.one(place.pos + 1, "số", "mark.number")


def said_sign(place: Place) -> Found | None:
    sign = place.texts[place.at]
    spoken = SAID.get(sign)
    if spoken is None:
        spoken = FRACTIONS.get(sign)
        if spoken is None:
            return None
        if place.at and place.kinds[place.at - 1] == Kind.DIGITS:
            spoken = "và " + spoken
        return place.one(place.pos + 1, spoken, "fraction.sign")
    before, after = place.before(), place.after(place.at + 1)
    alone = before < 0 or after >= len(place.kinds)
    if (alone and sign not in STANDS_ALONE) or sign in (place.lower(before), place.lower(after)):
        return (Silent(place.pos, place.pos + 1, "ký hiệu"),)
    return place.one(place.pos + 1, spoken, "mark.said")


def other_digit(place: Place) -> Found | None:
    """Digits of other scripts and numbers in circles."""
    sign = place.texts[place.at]
    if sign in POWERS:
        return place.one(place.pos + 1, POWERS[sign], "number.power", UNKNOWN_SIGN)
    if sign.isascii():
        return None
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        small = unicodedata.normalize("NFKC", sign).isascii()
        return place.one(
            place.pos + 1, DIGITS[digit], "number.digits", None if small else "Chữ số của hệ chữ khác."
        )
    value = unicodedata.numeric(sign, None)
    if value is not None and value == int(value) and value >= 0:
        return place.one(place.pos + 1, cardinal(str(int(value))), "number.sign", "Số viết bằng ký hiệu.")
    return None


def any_mark(place: Place) -> Found:
    """A pause, or silence with its reason. A sign of mathematics or money that nobody knows is said to be one."""
    sign = place.texts[place.at]
    if unicodedata.category(sign) in ("Sm", "Sc") and sign not in PUNCTUATION and sign not in KNOWN_SILENT:
        return place.one(place.pos + 1, "ký hiệu", "mark.unknown", UNKNOWN_SIGN)
    if sign in PUNCTUATION:
        reason = MARK
    else:
        category = unicodedata.category(sign)
        if category[0] == "C":
            reason = "ký tự điều khiển"
        elif category == "So":
            reason = "biểu tượng"
        elif category[0] == "M":
            reason = "dấu không có chữ mang"
        else:
            reason = "ký hiệu không đọc"
    return (Silent(place.pos, place.pos + 1, reason),)


FAMILY = Family(
    title="Dấu",
    about="Dấu câu, ký hiệu, gạch chéo, biểu tượng.",
    rules=(
        Rule("mark.closing", Kind.MARK, closing),
        Rule("mark.tag", Kind.MARK, markup),
        Rule("mark.or", Kind.MARK, either_or),
        Rule("mark.compared", Kind.MARK, compared),
        Rule("mark.number", Kind.MARK, number_sign),
        Rule("mark.said", Kind.MARK, said_sign),
        Rule("number.sign", Kind.MARK, other_digit),
        Rule("mark", Kind.MARK, any_mark),
    ),
    examples=(
        Example("minh bạch./.", "minh bạch.", "dấu kết thúc văn bản không đọc"),
        Example("Tỷ lệ nam/nữ", "Tỷ lệ nam trên nữ", "tỷ lệ: cái này trên cái kia"),
        Example("cha/mẹ của trẻ", "cha hoặc mẹ của trẻ", "gạch chéo giữa hai từ"),
        Example("Tăng ½ so với kế hoạch", "Tăng một phần hai so với kế hoạch", "phân số viết bằng một ký tự"),
        Example("nhiệt độ < 5 độ", "nhiệt độ nhỏ hơn năm độ", "so sánh với một số"),
        Example("viên chức… phải", "viên chức… phải", "dấu lửng chỉ ngắt hơi"),
    ),
)  # fmt: skip
