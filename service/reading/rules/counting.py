"""Plain numbers: counted, decimal, negative, with the mark that belongs to them."""

from service.reading.numbers import spell_digits
from service.reading.rules.figures import figure_at
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.tokens import Kind

_PERCENT = {"%": "phần trăm", "‰": "phần nghìn"}

LONG_CODE_DIGITS = 9
"""From so many digits without any mark between them on, a number is rather a code."""
LONG_NUMBER = "Dãy số dài: có thể là mã số, nên đọc từng chữ số."


def number(place: Place) -> Found | None:
    figure = figure_at(place, place.pos)
    if figure is None:
        digits = place.texts[place.at]
        return place.one(place.pos + len(digits), spell_digits(digits), "number.digits", LONG_NUMBER)
    digits = place.texts[place.at]
    if len(digits) >= LONG_CODE_DIGITS and "000" not in digits and figure.end == place.pos + len(digits):
        return place.one(figure.end, spell_digits(digits), "number.digits", LONG_NUMBER, (figure.spoken,))
    if len(place.texts[place.at]) > 2 and place.texts[place.at].startswith("0") and not figure.fraction:
        return place.one(figure.end, spell_digits(figure.whole), "code.number")
    if _is_code_part(place):
        digits = place.texts[place.at]
        return place.one(place.pos + len(digits), spell_digits(digits), "code.number")
    return place.one(figure.end, figure.spoken, "number", figure.reason, figure.alternatives)


def _is_code_part(place: Place) -> bool:
    """ "VN-01-023": a zero in front, glued by dashes to letters or further digits."""
    at = place.at
    if (
        not place.texts[at].startswith("0")
        or len(place.texts[at]) < 2
        or at < 2
        or place.texts[at - 1] != "-"
    ):
        return False
    if place.kinds[at - 2] == Kind.WORD:
        return place.texts[at - 2].isupper()
    return place.kinds[at - 2] == Kind.DIGITS and at >= 4 and place.texts[at - 3] == "-"


def percent(place: Place) -> Found | None:
    sign = place.texts[place.at]
    spoken = _PERCENT.get(sign)
    return place.one(place.pos + 1, spoken, "percent") if spoken else None


FAMILY = Family(
    title="Số đếm",
    about="Số nguyên, số thập phân, số âm, phần trăm.",
    rules=(
        Rule("number", Kind.DIGITS, number),
        Rule("percent", Kind.MARK, percent),
    ),
    examples=(
        Example("Dân số huyện là 98764 người.", "Dân số huyện là chín mươi tám nghìn bảy trăm sáu mươi tư người.", "không có dấu ngăn"),
        Example("Có 105 hộ", "Có một trăm linh năm hộ", "linh"),
        Example("tăng ít nhất 01 bậc", "tăng ít nhất một bậc", "số 0 đứng trước không đọc"),
        Example("1.050.003 con", "một triệu không trăm năm mươi nghìn không trăm linh ba con", "dấu chấm ngăn hàng nghìn"),
        Example("1 000 chỉ tiêu", "một nghìn chỉ tiêu", "khoảng trắng ngăn hàng nghìn"),
        Example("đạt 65,15 điểm", "đạt sáu mươi lăm phẩy mười lăm điểm", "hai chữ số thập phân đọc thành số"),
        Example("dài 12,05 cây số", "dài mười hai phẩy không năm cây số", "số 0 ngay sau dấu phẩy đọc từng chữ số"),
        Example("đạt 98,7%", "đạt chín mươi tám phẩy bảy phần trăm", "phần trăm"),
    ),
)  # fmt: skip
