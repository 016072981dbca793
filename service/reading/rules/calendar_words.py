"""The calendar as rules need it: which days there are, how they are said, and the words that call for one.

Not a family: dates, times and fractions ask here.
"""

from service.reading.numbers import cardinal
from service.reading.rules.place import Place

DATE_WORDS = frozenset(
    (
        "ngày", "hôm", "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "rạng", "nay", "qua", "mai",
        "hạn", "nhật", "mùng", "mồng", "dịp", "lễ", "tết",
    )
)  # fmt: skip
"""Directly before a day/month these make it a date."""
FROM_TO = frozenset(
    ("từ", "đến", "tới", "hết", "trước", "sau", "vào", "lúc", "đợt", "kể", "tính", "cuối", "hôm")
)
WEEKDAYS = frozenset(("hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy"))
NAMED_AFTER_DAYS = frozenset(
    (
        "đường", "phố", "chi", "hội", "phường", "viện", "công", "viên", "máy", "trường", "cầu", "chợ", "rạp", "đoàn",
        "quảng",
        "htx", "hẻm", "xí", "nghiệp", "ngữ",
    )
)  # fmt: skip
STREETS = frozenset(("đường", "phố", "cầu", "chợ", "phường"))
"""What is named after days that only the place remembers ("cầu 14/9"); numbers after these are nothing else."""
COUNTED = frozenset(
    (
        "tháng", "ngày", "giờ", "tuổi", "năm", "triệu", "tỷ", "nghìn", "độ", "lần", "người", "con", "km", "m", "mét", "làn",
        "cây", "phút",
    )
)  # fmt: skip
"""After these two numbers with a dash are a range: "đường 3-4 km"."""
FEAST_WORDS = frozenset(("ngày", "lễ", "dịp", "niệm", "mừng", "tết", "nhân", "quốc"))
"""Somewhere before a holiday written with a dash ("ngày Quốc tế Thiếu nhi 1-6")."""
MATCH_VERBS = frozenset(("thắng", "thua", "hòa", "hoà", "hạ", "bại", "gỡ", "dẫn", "tỷ", "tỉ"))
"""Near these a holiday written with a dash is a score: "hạ Trung Quốc 3-2"."""
CLEARLY_SHARED = frozenset(("số", "diện", "dân", "quãng", "chặng", "tổng"))
"""After these "từ 1/3" is no date: "từ 1/3 số hộ"."""
DAY_LISTS = frozenset(("ngày", "đêm", "tối", "sáng", "chiều"))
"""Before a list of days: "trong các ngày 2 và 3/9"."""
HAPPENINGS = frozenset(
    (
        "hiệu lực", "bắt đầu", "đổ bộ", "ban hành", "khai mạc", "bế mạc", "kết thúc", "diễn ra", "khởi công", "khởi hành",
        "khai giảng", "khánh thành", "ra mắt", "khởi chiếu", "phát hành", "khai trương", "thông xe", "hạn chót", "phiên",
        "công bố", "ra đời", "qua đời", "thành lập", "hạn cuối", "áp dụng", "tổ chức", "khởi tranh", "nhập học",
    )
)  # fmt: skip
"""What happens on a day: "có hiệu lực 1/8"."""
HOLIDAYS = frozenset(
    (
        (1, 1),
        (3, 2), (27, 2), (8, 3), (26, 3), (30, 4), (1, 5), (7, 5), (15, 5), (19, 5), (1, 6), (5, 6), (21, 6), (26, 6),
        (28, 6), (11, 7), (27, 7), (28, 7), (19, 8), (2, 9), (10, 10), (13, 10), (14, 10), (20, 10), (9, 11),
        (18, 11), (20, 11), (23, 11), (1, 12), (22, 12), (9, 1), (14, 2), (23, 9), (24, 3), (29, 3),
    )
)  # fmt: skip
"""Days that Vietnamese say by day and month alone, and that streets and schools are named after."""
DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SEASON_WORDS = frozenset(("mùa", "giải", "học", "vụ", "bóng", "khóa"))


def is_day(day: int, month: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= DAYS_IN_MONTH[month - 1]


def month_words(month: int) -> str:
    return "tháng tư" if month == 4 else "tháng " + cardinal(str(month))


def day_words(place: Place, day: int) -> str:
    early = place.settings.early_day
    return (early + " " if early and day <= 10 else "") + cardinal(str(day))


def date_words(place: Place, day: int, month: int, year: str = "", *, named: bool = False) -> str:
    day_said = cardinal(str(day)) if named else day_words(place, day)
    words = f"{day_said} {month_words(month)}"
    return f"{words} năm {year_words(place, year)}" if year else words


def year_words(place: Place, year: str) -> str:
    if len(year) == 2:
        year = ("20" if int(year) <= 49 else "19") + year
    return place.cardinal(year)
