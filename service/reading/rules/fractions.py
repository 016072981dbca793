"""A slash or colon between numbers that is no date: shares, counts of a total, scales, house numbers, "24/7".

The words around decide; what nothing decides is said the likeliest way and flagged.
"""

import re

from service.reading.rules.calendar_words import HOLIDAYS, date_words, is_day
from service.reading.rules.figures import Figure, figure_at
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.rules.units import units
from service.reading.tokens import Kind

_STROKE = re.compile(r" ?/ ?(?=\d)")
_CHAIN = re.compile(r"\d{1,5}[A-Za-z]?(?:/\d{1,5}[A-Za-z]?){1,6}(?![\w/])")
_LETTERED = re.compile(r"\d{1,5}[A-ZĐ](?:/\d{1,5}[A-ZĐ]?){1,6}(?![\w/])")
_SCALE = re.compile(r"(\d{1,4})(?::| : )(?=\d)")
_RATIOS = re.compile(r"\d{1,4}(?:[,.]\d{1,2})?(?: ?: ?\d{1,4}(?:[,.]\d{1,2})?){1,5}(?![\w:]|[.,]\d)")
_MIXED = re.compile(r"\d{1,3} (?=[1-9]/[1-9](?:\d?)(?![\d/]))")

SHARE_OF = frozenset(
    (
        "số", "diện", "dân", "tổng", "quãng", "chặng", "thời", "lượng", "kế", "giá", "vốn", "nông", "nhu", "sản", "chiều",
        "trong", "doanh", "công", "khối", "quỹ", "lượt", "của", "so", "đời", "năm", "nhiệm", "mức", "thu", "chi", "bề", "mặt",
        "trữ", "cả", "toàn", "thế", "chén", "cốc", "thìa", "muỗng", "quả", "trái", "củ", "bát", "chặng", "đoạn", "dung", "thể",
    )
)  # fmt: skip
"""Directly after a small fraction these make it a share: "1/3 số hộ"."""
OF_TOTAL_AFTER = frozenset(
    (
        "phiếu", "xã", "huyện", "tỉnh", "thành", "phường", "quận", "thị", "thôn", "bản", "tổ", "hộ", "trường", "tiêu",
        "chỉ", "đại", "điểm", "đơn", "trận", "vụ", "người", "cơ", "học", "môn", "dự", "đơn", "địa", "ý", "nhiệm", "đồng",
        "công", "câu", "cán", "đảng", "chi", "khu", "mẫu", "sản", "văn", "nội", "lớp", "em", "cháu", "ca", "hồ",
        "quốc", "nước", "bộ", "ngành", "sở", "đội", "gia", "thí", "bài", "lượt", "giường", "xe", "tàu", "cây", "mmhg",
        "dân", "đề", "thủ", "doanh", "hợp", "hạng", "thành", "ủy", "xóm", "ấp", "buôn", "làng", "bệnh", "nhà",
        "gói", "bến", "lần", "nạn", "thi", "mặt", "gian", "chợ", "nhịp", "trạm", "mố", "trụ", "chuyến", "lô", "cặp", "bị", "nghi",
        "thuyền", "máy", "thiết", "mỏ", "đập", "cống", "lĩnh", "tác", "cửa", "giải", "quả", "phương", "lao", "giáo", "viên",
        "kỹ", "bác", "trang", "sóc", "khóm", "ngôi", "căn", "đoạn", "bước", "tuần", "buổi", "đợt", "suất", "hang", "rạp",
        "thư", "cầu", "phòng", "hạng", "chốt", "điểm", "nguồn", "giống", "đội", "đoàn", "chiến", "liệt", "cụm", "kho",
        "liều", "mũi", "tuyến", "tỷ", "tỉ", "kiến", "hội", "chương", "nhóm", "khoản", "phần", "ô", "bãi", "tháng",
    )
)  # fmt: skip
TOTAL_BEFORE = frozenset(
    ("đạt", "hạng", "thứ", "xếp", "được", "với", "phiếu", "điểm", "áp", "có", "còn", "gồm", "đã", "hơn", "chỉ", "tại", "bầu", "lực")
)  # fmt: skip
HOUSE_AFTER = frozenset(("đường", "phố", "ngõ", "hẻm", "kiệt", "ql", "tl", "đt"))
ABOUT = frozenset(
    (
        "khoảng",
        "gần",
        "hơn",
        "chiếm",
        "mất",
        "còn",
        "quá",
        "bằng",
        "giảm",
        "chỉ",
        "ngót",
        "thêm",
        "bớt",
        "nửa",
        "trên",
    )
)
"""Directly before a small fraction these make it a share: "chiếm 1/5"."""
MARKED = frozenset(("điểm", "thị", "chấm", "giá"))
"""Before a count of ten or a hundred: marks and eyesight."""
PEOPLE = frozenset(
    (
        "học", "hộ", "dân", "người", "đại", "cổ", "lao", "cán", "phụ", "khán", "gia", "công", "khách", "bệnh", "sinh", "trẻ",
        "nông", "nhân", "doanh", "em", "cháu",
    )
)  # fmt: skip
MEASURES = frozenset(("lít", "mét", "giờ", "giây", "cân", "tấn", "thìa", "bát", "chặng"))
HELD_BEFORE = frozenset(("có", "mới", "gồm", "với", "hoàn"))
"""Right before a count of a total and hardly ever before a date: "mới có 3/11 bến"."""
DIVIDED = frozenset(("viên", "liều", "gói", "quả", "suất", "buổi", "trái", "ống"))
"""A half or a quarter of one of these: "1/2 viên"."""
RANKED = frozenset(("hạng", "thứ"))
"""Before a place among so many: "xếp thứ 5/28"."""
SETS_LAST = 8
"""Tokens after a score in which a pair with a stroke is a set: "3-1 (25/21, 23/25)"."""
SCALE_WORDS = frozenset(("lệ", "đồ", "hình"))

SHARE_OR_DATE = "Có thể là phân số hoặc ngày tháng."
SHARE_OR_TOTAL = "Có thể là phân số hoặc số đạt trên tổng số."


def _below(place: Place, denominator: Figure) -> str:
    return "tư" if denominator.whole == "4" and not denominator.fraction else denominator.spoken


def share(place: Place, top: Figure, bottom: Figure) -> str:
    return f"{top.spoken} phần {_below(place, bottom)}"


def slashed(place: Place) -> Found | None:
    """ "1/3", "45/48 phiếu", "12/5 đường…", "24/7"."""
    text, start = place.text, place.pos
    top = figure_at(place, start)
    stroke = _STROKE.match(text, top.end) if top else None
    if top is None or stroke is None:
        lettered = _LETTERED.match(text, start)
        return _house_or_code(place, lettered.end()) if lettered else None
    bottom = figure_at(place, stroke.end())
    if bottom is None:
        return None
    chain = _CHAIN.match(text, start)
    if chain and place.lower(place.before()) == "ngày":
        return None
    if chain and chain.group().count("/") > 1:
        return _house_or_code(place, chain.end())
    if text[bottom.end : bottom.end + 1] == "/" and text[bottom.end + 1 : bottom.end + 2].isdigit():
        return None
    end = bottom.end
    after = place.token_at(end)
    if after < 0:
        return None
    if text[end : end + 1].isalpha():
        return _glued_unit(place, end, after, top, bottom)
    return _decide(place, end, place.after(after), top, bottom)


def _glued_unit(place: Place, end: int, after: int, top: Figure, bottom: Figure) -> Found | None:
    if place.lowers[after] in ("h", "g") and top.whole == bottom.whole:
        return place.one(
            place.starts[after + 1], f"{top.spoken} trên {bottom.spoken} giờ", "fraction.round-the-clock"
        )
    if place.lowers[after] in ("kg", "m", "l", "km", "ha", "g", "lít", "cm"):
        return place.one(end, share(place, top, bottom), "fraction.share")
    if place.texts[after] in units():
        return place.one(end, f"{top.spoken} trên {bottom.spoken}", "fraction.of-total")
    chain = _CHAIN.match(place.text, place.pos)
    return _house_or_code(place, chain.end()) if chain else None


def _house_or_code(place: Place, end: int) -> Found:
    words: list[str] = []
    at = place.at
    while place.starts[at] < end:
        kind = place.kinds[at]
        if kind == Kind.DIGITS:
            words.append(place.cardinal(place.texts[at]))
        elif kind == Kind.WORD:
            words.append(place.letters(place.texts[at]))
        else:
            words.append("xuyệt")
        at += 1
    return place.one(end, " ".join(words), "address.number")


def _decide(place: Place, end: int, after: int, top: Figure, bottom: Figure) -> Found:
    before = place.before()
    word = place.lower(before)
    follows = place.lower(after)
    over = f"{top.spoken} trên {bottom.spoken}"
    part = share(place, top, bottom)
    small = bottom.value <= 10 and not bottom.fraction
    phrase = place.phrase_before(3)

    def said(spoken: str, rule: str, reason: str | None = None, others: tuple[str, ...] = ()) -> Found:
        return place.one(end, spoken, rule, reason, others)

    among_sets = place.at - place.score_at <= SETS_LAST and not is_day(top.value, bottom.value)
    if among_sets and max(top.value, bottom.value) in range(11, 40):
        place.score_at = place.at
        return said(f"{top.spoken} {bottom.spoken}", "score")
    if follows in ("°", "º", "℃", "độ") and top.value < bottom.value:
        return said(f"{top.spoken} đến {bottom.spoken}", "weather.low-high")
    if (top.whole, bottom.whole) in (("24", "24"), ("24", "7")):
        return said(over, "fraction.round-the-clock")
    numbered = word == "số" and 1900 <= bottom.value <= 2099
    if word in SCALE_WORDS and 1 < top.value <= bottom.value and follows in OF_TOTAL_AFTER:
        return said(over, "fraction.of-total")
    if word == "là" and top.value > bottom.value and not SCALE_WORDS.isdisjoint(place.words_before(8)):
        return said(over, "fraction.scale")
    if word == "chọi" or (word in SCALE_WORDS and top.value >= bottom.value > 1):
        return said(over, "fraction.scale")
    if word in SCALE_WORDS or (top.value == 1 and bottom.value >= 100 and not numbered):
        return said(f"{top.spoken} phần {bottom.spoken}", "fraction.scale")
    if word == "vòng" and top.value == 1:
        return said(part, "fraction.share")
    if _is_house(place, word, follows, phrase):
        return said(f"{top.spoken} xuyệt {bottom.spoken}", "address.number")
    if word in ("phân",) or phrase.endswith("phân số"):
        return said(part, "fraction.share")
    if word in RANKED and top.value < bottom.value:
        return said(over, "fraction.of-total")
    if top.value < bottom.value and bottom.value <= 100 and follows in SHARE_OF:
        return said(part, "fraction.share")
    if "phân" in place.words_after(after, 6) and follows == "là":
        return said(part, "fraction.share")
    if numbered:
        return said(over, "legal.number")
    dated = is_day(top.value, bottom.value) and not top.fraction and not bottom.fraction
    if top.value == bottom.value and not (dated and word == "ngày"):
        return said(over, "fraction.of-total")
    if word == "binh" or (bottom.value in (10, 100) and not MARKED.isdisjoint(place.words_before(3))):
        return said(over, "fraction.of-total")
    if bottom.value <= 4 and top.value < bottom.value and _people(place, after):
        return said(part, "fraction.share")
    if top.value == 1 and bottom.value <= 4 and follows in DIVIDED:
        return said(part, "fraction.share")
    if follows in OF_TOTAL_AFTER and top.value < bottom.value:
        return said(over, "fraction.of-total")
    if bottom.value <= 10 and top.value < bottom.value and _is_measure(place, after):
        return said(part, "fraction.share")
    if small and top.value < bottom.value and word in ("suất", "lệ"):
        return said(part, "fraction.share")
    if word == "lớp":
        return said(f"{top.spoken} {bottom.spoken}", "address.number")
    if small and top.value < bottom.value and phrase.endswith(("trong đó", "trong số đó", "số đó")):
        return said(part, "fraction.share")
    if not dated:
        if word in ("độ", "bậc", "hạng", "cấp"):
            return said(over, "fraction.of-total")
        if small and top.value < bottom.value:
            return said(part, "fraction.share")
        if top.value <= bottom.value or word in TOTAL_BEFORE or top.fraction:
            return said(over, "fraction.of-total")
        return said(over, "fraction.of-total", SHARE_OR_TOTAL, (part,))
    if word in HELD_BEFORE and top.value < bottom.value and follows.isalpha():
        return said(over, "fraction.of-total")
    as_date = "ngày " + date_words(place, top.value, bottom.value)
    if small and top.value < bottom.value and top.value <= 4 and word in ABOUT:
        return said(part, "fraction.share")
    if (
        word in ("đạt", "được", "xếp", "điểm", "độ", "bậc", "cấp")
        and bottom.value > 4
        and top.value < bottom.value
    ):
        return said(over, "fraction.of-total")
    if top.value > bottom.value and not small:
        return said(as_date, "date.day-month")
    if top.value > bottom.value or (top.value, bottom.value) in HOLIDAYS:
        if word in (":", ",", "và", "-", "–", "(", ";") or (top.value > 12):
            return said(as_date, "date.day-month")
        return said(as_date, "date.day-month", SHARE_OR_DATE, (over, part))
    if small and top.value <= 4 and (not follows or not follows.isalpha()):
        return said(part, "fraction.share", SHARE_OR_DATE, (as_date, over))
    if word in (":", "và", "(", "|", ""):
        return said(as_date, "date.day-month", SHARE_OR_DATE, (part, over))
    return said(
        part if small else as_date,
        "fraction.share" if small else "date.day-month",
        SHARE_OR_DATE,
        (as_date if small else part, over),
    )


def _is_measure(place: Place, at: int) -> bool:
    return 0 <= at < len(place.texts) and (place.texts[at] in units() or place.lowers[at] in MEASURES)


def _people(place: Place, after: int) -> bool:
    """Whether people follow, of whom a small fraction is a share: "2/3 học sinh", "1/3 thành viên"."""
    follows = place.lower(after)
    return follows in PEOPLE or (follows == "thành" and place.lower(place.after(after + 1)) == "viên")


def _is_house(place: Place, word: str, follows: str, phrase: str) -> bool:
    if follows in HOUSE_AFTER:
        return True
    if word in ("hẻm", "ngõ", "kiệt", "ngách"):
        return True
    if phrase.endswith(("số nhà", "nhà số", "địa chỉ", "địa chỉ số", "ở số", "tại số", "ngõ số", "hẻm số")):
        return True
    if word == "số" and not phrase.endswith(
        ("tỷ số", "tỉ số", "phân số", "dân số", "văn số", "lệnh số", "định số")
    ):
        at = place.after(place.at + 3)
        return place.texts[at : at + 1] != [] and place.texts[at][:1].isupper()
    return False


def ratio(place: Place) -> Found | None:
    """ "1:10.000", "tỷ lệ 3:1"."""
    found = _SCALE.match(place.text, place.pos)
    if found is None:
        return None
    bottom = figure_at(place, found.end())
    if bottom is None or place.token_at(bottom.end) < 0:
        return None
    several = _RATIOS.match(place.text, place.pos)
    if several and several.group().count(":") > 1 and place.lower(place.before()) == "lệ":
        parts = [
            place.cardinal(part.strip()) for part in several.group().split(":") if part.strip().isdigit()
        ]
        return place.one(several.end(), " trên ".join(parts), "fraction.scale")
    named = any(word in SCALE_WORDS for word in place.words_before(2))
    big = bottom.value >= 60 and found.group(1) == "1"
    if not (named or big):
        return None
    joint = " " if int(found.group(1)) + bottom.value == 100 else " trên "
    return place.one(bottom.end, place.cardinal(found.group(1)) + joint + bottom.spoken, "fraction.scale")


def mixed_number(place: Place) -> Found | None:
    """ "5 1/2": five and a half."""
    found = _MIXED.match(place.text, place.pos)
    if found is None or place.lower(place.before()) in ("ngày", "khoản", "điều", "điểm", "năm", "thứ", "số"):
        return None
    top = figure_at(place, found.end())
    bottom = figure_at(place, top.end + 1) if top else None
    if top is None or bottom is None or top.value >= bottom.value:
        return None
    whole = place.cardinal(place.texts[place.at])
    return place.one(bottom.end, f"{whole} và {share(place, top, bottom)}", "fraction.mixed")


FAMILY = Family(
    title="Phân số và tỷ lệ",
    about="Phân số, số đạt trên tổng số, tỷ lệ bản đồ, số nhà.",
    rules=(
        Rule("fraction.mixed", Kind.DIGITS, mixed_number),
        Rule("fraction", Kind.DIGITS, slashed),
        Rule("fraction.scale", Kind.DIGITS, ratio),
    ),
    examples=(
        Example("Khoảng 1/3 số hộ thoát nghèo.", "Khoảng một phần ba số hộ thoát nghèo.", "một phần, không phải mùng một tháng ba"),
        Example("tỷ lệ 1/2000", "tỷ lệ một phần hai nghìn", "tỷ lệ bản đồ"),
        Example("tỷ lệ 50/50", "tỷ lệ năm mươi trên năm mươi", "hai phía, không phải phân số"),
        Example("tỷ lệ 1:10.000", "tỷ lệ một trên mười nghìn", "tỷ lệ bản đồ viết hai chấm"),
        Example("45/48 phiếu tán thành", "bốn mươi lăm trên bốn mươi tám phiếu tán thành", "số đạt trên tổng số"),
        Example("xếp thứ 12/63 tỉnh", "xếp thứ mười hai trên sáu mươi ba tỉnh", "thứ hạng"),
        Example("Chia làm 2 đợt: 15/9 và 15/10.", "Chia làm hai đợt: ngày mười lăm tháng chín và ngày mười lăm tháng mười.", "ngày tháng"),
        Example("nhà số 12/5 đường Lê Lợi", "nhà số mười hai xuyệt năm đường Lê Lợi", "số nhà"),
        Example("trực 24/24 giờ", "trực hai mươi tư trên hai mươi tư giờ", "suốt ngày đêm"),
        Example("Nhiệt độ 18/25°C", "Nhiệt độ mười tám đến hai mươi lăm độ xê", "thấp nhất và cao nhất"),
        Example("làm việc 24/7", "làm việc hai mươi tư trên bảy", "suốt tuần"),
    ),
)  # fmt: skip
