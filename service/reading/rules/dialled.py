"""Digits that are dialled, copied or painted on metal: telephones, accounts, cards, plates, addresses of machines.

They are said one by one.
"""

import re

from service.reading.numbers import spell_digits
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.tokens import Kind

_PHONE = re.compile(
    r"(?:\(?\+?84\)?[ .]?\d{1,3}|0\d{1,3}|1[89]00)(?:[ .-]\d(?=[ .-]\d{3}))?(?:[ .-]?\d{2,8}){1,4}(?![\w]|[.,-]\d)"
)
_BRACKETED_PHONE = re.compile(r"\((0\d{1,3}|\+?84)\)[ .]?\d{2,5}(?:[ .-]?\d{2,5}){0,4}(?!\w)")
_PLUS_PHONE = re.compile(r"\+84[ .]?\d{1,3}(?:[ .-]?\d{2,4}){2,4}(?!\w)")
_SHORT_NUMBER = re.compile(r"\d{3,5}(?![\w]|[.,]\d)")
_ACCOUNT = re.compile(r"\d{2,19}(?:[ .-]\d{2,6}){0,6}(?![\w]|[.,-]\d)")
_CARD = re.compile(r"\d{4}([- ])\d{4}\1\d{4}\1\d{4}(?![\w-])")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3}){2,5}(?![\w]|[.,]\d)")
_PLATE = re.compile(r"(\d{2})([A-ZĐ]{1,2})(\d?)(?:[- ]| - )?(\d{3}[.]?\d{2}|\d{4})(?![\w.]\d|\w)")
_BOAT = re.compile(r"([A-ZĐ][A-Za-z]{1,2})[ -]?(\d{4,5})[ -]?(TS)?(?!\w)")

BOAT_WORDS = frozenset(("tàu", "cá", "thuyền", "ghe", "phương", "hiệu"))
CALL_WORDS = frozenset(
    ("hotline", "nóng", "đài", "gọi", "thoại", "máy", "sđt", "zalo", "tel", "hệ", "bàn", "phone", "fax", "viber", "mobile", "số")
)  # fmt: skip
ACCOUNT_WORDS = frozenset(
    (
        "khoản",
        "cccd",
        "cmnd",
        "cước",
        "stk",
        "thuế",
        "vận",
        "imei",
        "mst",
        "thẻ",
        "chiếu",
        "tk",
        "hiệu",
        "seri",
        "serial",
    )
)
EMERGENCY = frozenset(("111", "112", "113", "114", "115", "1022", "119", "116", "117", "18001090"))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def phone(place: Place) -> Found | None:
    """ "0209.3870.123", "1900 9095", "0912 345 678"."""
    found = _PHONE.match(place.text, place.pos)
    if found is None:
        return None
    digits = _digits(found.group())
    dialled = (digits.startswith("84") and 10 <= len(digits) <= 12) or (
        digits[0] == "0" and 9 <= len(digits) <= 11
    )
    service = digits[:4] in ("1800", "1900") and 6 <= len(digits) <= 10
    if not (dialled or service):
        return None
    written = found.group()
    if written.isdigit() and not service:
        words = set(place.words_before(6))
        if not words & CALL_WORDS and len(digits) != 10:
            return None
    if service and " " in written and not set(place.words_before(8)) & CALL_WORDS:
        return None
    return place.one(found.end(), spell_digits(digits), "phone")


def bracketed_phone(place: Place) -> Found | None:
    """ "(024) 3733 5678", "+84 912 345 678"."""
    found = _BRACKETED_PHONE.match(place.text, place.pos) or _PLUS_PHONE.match(place.text, place.pos)
    if found is None or not 9 <= len(_digits(found.group())) <= 12:
        return None
    return place.one(
        found.end(), ("cộng " if "+" in found.group() else "") + spell_digits(_digits(found.group())), "phone"
    )


def short_number(place: Place) -> Found | None:
    """ "đường dây nóng 1022", "gọi 113": numbers that are dialled."""
    found = _SHORT_NUMBER.match(place.text, place.pos)
    if found is None:
        return None
    digits = found.group()
    after = place.after(place.at + 1)
    follows = place.lower(after)
    near = list(place.words_before(4))
    phrase = " ".join(reversed(near))
    dialled = phrase.endswith(
        (
            "đường dây nóng",
            "tổng đài",
            "hotline",
            "điện thoại",
            "số điện thoại",
            "gọi",
            "gọi số",
            "đường dây nóng số",
            "sđt",
            "tổng đài số",
            "số máy",
            "liên hệ",
            "gọi đến số",
            "gọi theo số",
            "gọi tới số",
            "theo số",
            "qua số",
        )
    )
    texted = near[:1] == ["gửi"] and any(word in ("soạn", "nhắn") for word in place.words_before(12))
    listed = texted or (
        digits in EMERGENCY
        and any(
            word in ("cứu", "hỏa", "thương", "công", "an", "trẻ", "em", "số", "nóng", "gọi", "đài")
            for word in near[:2]
        )
    )
    if dialled and follows in ("người", "hộ", "lượt", "cuộc", "đồng", "triệu", "tỷ", "thôn", "xã"):
        return None
    return place.one(found.end(), spell_digits(digits), "phone.short") if dialled or listed else None


def account(place: Place) -> Found | None:
    """Bank accounts, citizen numbers, tax codes: after their words, or too long to count."""
    found = _ACCOUNT.match(place.text, place.pos)
    if found is None:
        return None
    digits = _digits(found.group())
    phrase = place.phrase_before(5)
    named = any(
        phrase.endswith((name, name + " số", name + " là", name + " số là"))
        for name in (
            "tài khoản",
            "số tài khoản",
            "cccd",
            "cmnd",
            "căn cước",
            "căn cước công dân",
            "mã số thuế",
            "mst",
            "stk",
            "định danh",
            "mã số",
            "hộ chiếu",
            "số thẻ",
            "mã đơn",
            "mã vận đơn",
            "imei",
            "mã hồ sơ",
            "số hiệu",
            "mã định danh",
            "cá nhân",
            "chứng minh nhân dân",
            "giấy phép lái xe",
            "mã bưu chính",
            "mã bưu điện",
            "tài khoản ngân hàng",
            "mã",
            "otp",
            "mã otp",
            "số seri",
        )
    ) or (len(digits) >= 9 and any(word in ACCOUNT_WORDS for word in place.words_before(8)))
    alone = place.texts[place.at]
    if len(alone) >= 5 and found.group() == alone and "mã" in place.words_before(3):
        return place.one(found.end(), spell_digits(alone), "code.account")
    if named and len(digits) >= 5:
        return place.one(found.end(), spell_digits(digits), "code.account")
    alone = place.texts[place.at]
    if alone.startswith("0") and len(alone) >= 4 and not named:
        if len(found.group()) != len(alone) and _digits(found.group())[:1] == "0":
            return place.one(found.end(), spell_digits(digits), "code.digits")
        if place.text[place.pos + len(alone) : place.pos + len(alone) + 1] not in (".", ","):
            return place.one(place.pos + len(alone), spell_digits(alone), "code.digits")
    if (
        alone.startswith("0")
        and len(alone) == 3
        and place.text[place.pos + 3 : place.pos + 4] not in (".", ",", "-")
    ):
        return place.one(place.pos + 3, spell_digits(alone), "code.digits")
    if len(alone) in (12,) and alone.startswith("0"):
        return place.one(place.pos + len(alone), spell_digits(alone), "code.account")
    return None


def dotted(place: Place) -> Found | None:
    """ "192.168.1.1", "1.25.3": addresses and versions; card numbers in fours."""
    card = _CARD.match(place.text, place.pos)
    if card:
        return place.one(card.end(), spell_digits(_digits(card.group())), "code.card")
    found = _DOTTED.match(place.text, place.pos)
    if found is None or all(len(part) == 3 for part in found.group().split(".")[1:]):
        return None
    parts = found.group().split(".")
    # A zero in front belongs to the code: "V.07.03.29" is not "V.7.3.29".
    coded = len(parts) == 4 or any(part.startswith("0") and len(part) > 1 for part in parts)
    said = [spell_digits(part) if coded or len(part) > 2 else place.cardinal(part) for part in parts]
    return place.one(found.end(), " chấm ".join(said), "code.dotted")


def plate(place: Place) -> Found | None:
    """ "29A-123.45", "59X1-678.90"."""
    found = _PLATE.match(place.text, place.pos)
    if found is None:
        return None
    province, letters, series, number = found.groups()
    if (
        ("-" not in found.group() or " - " in found.group())
        and ("." not in found.group() or " - " in found.group())
        and not any(word in ("biển", "bks", "xe") for word in place.words_before(5))
    ):
        return None
    words = [spell_digits(province), place.letters(letters)]
    if series:
        words.append(spell_digits(series))
    words.append(spell_digits(_digits(number)))
    return place.one(found.end(), " ".join(words), "code.plate")


def boat(place: Place) -> Found | None:
    """ "tàu cá QNg 90123 TS": the plate of a fishing boat."""
    found = _BOAT.match(place.text, place.pos)
    if found is None or not BOAT_WORDS.intersection(place.words_before(4)) or place.token_at(found.end()) < 0:
        return None
    words = [place.letters(found.group(1)), spell_digits(found.group(2))]
    if found.group(3):
        words.append(place.letters(found.group(3)))
    return place.one(found.end(), " ".join(words), "code.plate")


def telephone(place: Place) -> Found | None:
    """ "ĐT: 0983 123 456": telephone, not road or team."""
    if place.texts[place.at] not in ("ĐT", "DĐ"):
        return None
    at = place.after(place.at + 1)
    if at < len(place.texts) and place.texts[at] in (":", "."):
        at = place.after(at + 1)
    if at >= len(place.texts) or not place.texts[at].startswith("0") or len(place.texts[at]) < 4:
        return None
    spoken = "điện thoại" if place.texts[place.at] == "ĐT" else "di động"
    return place.one(place.starts[place.at + 1], spoken, "phone.word")


FAMILY = Family(
    title="Số điện thoại, tài khoản, biển số",
    about="Đọc từng chữ số những gì để gọi, để chép.",
    rules=(
        Rule("phone", Kind.MARK, bracketed_phone),
        Rule("code.plate", Kind.DIGITS, plate),
        Rule("phone", Kind.DIGITS, phone),
        Rule("code.dotted", Kind.DIGITS, dotted),
        Rule("phone.short", Kind.DIGITS, short_number),
        Rule("code.account", Kind.DIGITS, account),
        Rule("code.plate", Kind.WORD, boat),
        Rule("phone.word", Kind.WORD, telephone),
    ),
    examples=(
        Example("đường dây nóng 1900 9095", "đường dây nóng một chín không không chín không chín năm", "tổng đài"),
        Example("số điện thoại 0209.3870.123", "số điện thoại không hai không chín ba tám bảy không một hai ba", "điện thoại bàn"),
        Example("ĐT: 0983 123 456", "điện thoại: không chín tám ba một hai ba bốn năm sáu", "điện thoại, không phải đường tỉnh"),
        Example("(024) 3733 5678", "không hai bốn ba bảy ba ba năm sáu bảy tám", "mã vùng trong ngoặc"),
        Example("Tổng đài 1022", "Tổng đài một không hai hai", "số ngắn"),
        Example("xe 29B-123.45", "xe hai chín bê một hai ba bốn năm", "biển số"),
        Example("số tài khoản 0123 4567 890", "số tài khoản không một hai ba bốn năm sáu bảy tám chín không", "tài khoản"),
    ),
)  # fmt: skip
