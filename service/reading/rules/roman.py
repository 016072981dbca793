"""Roman numerals, only where they are numerals: after the words that number things, or unmistakable ones."""

from service.reading.numbers import roman_value
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

NUMBERED = frozenset(
    (
        "khóa", "khoá", "kỷ", "kỉ", "hội", "thứ", "quý", "cấp", "vùng", "loại", "hạng", "chương", "phần", "mục", "lục", "kỳ",
        "kì", "tập", "quyển", "đoạn", "đợt", "bậc", "khu", "đoàn", "đội", "lần", "đời", "điều", "khoản", "bảng", "biểu",
        "lớp", "tuyến", "giới", "tiết", "bài", "động", "năm", "số", "diện", "độ", "giải", "vành", "đai", "tầng", "thì",
        "nhóm", "vòng", "hồi", "cảnh", "kiếp", "cõi", "trào", "louis", "charles", "elizabeth", "henry", "george", "philip",
        "bđ", "paul", "nicolas", "william", "đệ", "type", "tuýp", "world", "war", "nghị", "tw", "ương",
    )
)  # fmt: skip
"""Words that number what follows them."""
LETTER_FIRST = frozenset(
    ("nhóm", "loại", "hạng", "lớp", "tuyến", "bảng", "khu", "vitamin", "khối", "lô", "tổ", "số", "tầng")
)
"""After these a single C, D, L or M is a letter: "hạng C", "vitamin D"."""
WITH_LARGE_NUMBERS = frozenset(
    ("chương", "mục", "phần", "lục", "kỷ", "kỉ", "thứ", "năm", "khóa", "khoá", "đoạn", "điều")
)
"""Only after these L, C, D and M are counted."""
SYLLABLES = frozenset(("vi", "xi", "mi", "di", "li", "i", "v", "x", "c", "d", "l", "m"))


def numeral(place: Place) -> Found | None:
    written = place.texts[place.at]
    if len(written) > 15:
        return None
    upper = written.upper()
    value = roman_value(upper)
    if value is None or (place.at and place.glued(place.at - 1) and place.kinds[place.at - 1] == Kind.DIGITS):
        return None
    end = place.starts[place.at + 1]
    following = place.texts[place.at + 1] if place.at + 1 < len(place.texts) else ""
    if following[:1].isdigit():
        return None
    before = place.before()
    word = place.lower(before)
    if len(written) == 1 and place.phrase_before(2) == "xã hội":
        return None
    numbered = word in NUMBERED and (word != "số" or len(written) > 1)
    if numbered and not set(written) <= set("IVX") and word not in WITH_LARGE_NUMBERS:
        numbered = False
    if written != upper:
        return _small_letters(place, written, value, end, word, following)
    if numbered and not (
        len(written) == 1
        and written in "CDLM"
        and (word in LETTER_FIRST or word not in ("chương", "mục", "phần"))
    ):
        if (
            len(written) == 1
            and word in LETTER_FIRST
            and written in "XVI"
            and word in ("vitamin", "khối", "lô", "tổ")
        ):
            return None
        return _said(place, end, value, word)
    spaced = place.text[end + 1 : end + 2].isspace() or len(place.text) == end + 1
    if before < 0 and following in (".", ")", "/", "-", ":", ",") and spaced and set(written) <= set("IVXL"):
        return _heading(place, end, value, following)
    if before < 0 and place.lower(place.after(place.at + 1)) == "|" and set(written) <= set("IVX"):
        return _heading(place, end, value, following)
    if len(written) == 1:
        return _in_a_row(place, before, end, value) if written in "IVX" else None
    if set(written) <= set("IVX") and not _names(place, before, following):
        return _said(place, end, value, word)
    return None


def _said(place: Place, end: int, value: int, word: str) -> Found:
    spoken = place.cardinal(str(value))
    if word == "thứ":
        spoken = {1: "nhất", 4: "tư"}.get(value, spoken)
    pieces: list[Piece] = [place.said(place.pos, end, spoken, "roman")]
    if word == "quý":
        _year_after(place, end, pieces)
    return tuple(pieces)


def _year_after(place: Place, end: int, pieces: list[Piece]) -> None:
    """ "quý I/2024": the slash is silent and the year says "năm"."""
    text = place.text
    if text[end : end + 1] not in ("/", "-"):
        return
    year = text[end + 1 : end + 5]
    if len(year) == 4 and year.isascii() and year.isdigit() and not text[end + 5 : end + 6].isdigit():
        pieces.append(Silent(end, end + 1, "gạch chéo"))
        pieces.append(place.said(end + 1, end + 5, "năm " + place.cardinal(year), "date.quarter"))


def _heading(place: Place, end: int, value: int, following: str) -> Found:
    return (place.said(place.pos, end, place.cardinal(str(value)), "roman.heading"),)


def _in_a_row(place: Place, before: int, end: int, value: int) -> Found | None:
    """ "khu vực I, II và III": one of several."""
    left = place.before(before)
    if (
        place.lower(before) in (",", "và", "-", "–", "/", "hoặc", "đến")
        and left >= 0
        and roman_value(place.texts[left])
    ):
        return (place.said(place.pos, end, place.cardinal(str(value)), "roman"),)
    return None


def _names(place: Place, before: int, following: str) -> bool:
    """Whether capitals around make it part of a name written large."""
    return following == "&"


def _small_letters(
    place: Place, written: str, value: int, end: int, word: str, following: str
) -> Found | None:
    if written.islower() and word == "(" and following == ")" and set(written) <= set("ivx"):
        return _said(place, end, value, word)
    if not written.islower() or word not in (
        "chương",
        "phần",
        "mục",
        "lục",
        "kỷ",
        "kỉ",
        "khóa",
        "khoản",
        "đoạn",
        "thứ",
        "năm",
        "số",
    ):
        return None
    if word in ("năm", "số", "thứ", "khoản", "mục") and len(written) == 1 and written in "cdm":
        return None
    follows = place.after(place.at + 1)
    if follows < len(place.kinds) and place.kinds[follows] == Kind.WORD and (written in SYLLABLES):
        return None
    if len(written) == 1 and written not in "ivx":
        return None
    return _said(place, end, value, word)


FAMILY = Family(
    title="Số La Mã",
    about="Khóa, đại hội, thế kỷ, quý, cấp, vùng, chương, mục.",
    rules=(Rule("roman", Kind.WORD, numeral),),
    examples=(
        Example("Đại hội XIII của Đảng", "Đại hội mười ba của Đảng", "đại hội"),
        Example("thế kỷ XXI", "thế kỷ hai mươi mốt", "thế kỷ"),
        Example("lần thứ XII", "lần thứ mười hai", "lần thứ"),
        Example("Quý I/2024", "Quý một năm hai nghìn không trăm hai mươi tư", "quý và năm"),
        Example("Vitamin C và vitamin D", "vitamin xê và vitamin đê", "chữ cái, không phải số"),
        Example("I. MỤC TIÊU", "một. mục tiêu", "đề mục"),
        Example("V | Thu nội địa", "năm, Thu nội địa", "đề mục trong bảng"),
    ),
)  # fmt: skip
