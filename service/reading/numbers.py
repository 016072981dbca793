"""Numbers as Vietnamese words: counting, digit by digit, decimals, Roman numerals.

In: digits as text (any length) or int. Out: plain words separated by single spaces.
Pure; region words ("nghìn" or "ngàn", "linh" or "lẻ") are passed in.
"""

from functools import lru_cache

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
COUNTED_DIGITS = 15
"""Up to 999 nghìn tỷ a number is counted; longer runs are codes, said digit by digit."""

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_STEPS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def cardinal(digits: str, thousand: str = "nghìn", zero_tens: str = "linh") -> str:
    """A whole number counted: "2021" is "hai nghìn không trăm hai mươi mốt".

    digits: ASCII digits only. Leading zeros say nothing ("01" is "một"). More than COUNTED_DIGITS
    digits are said one by one.
    """
    digits = digits.lstrip("0") or "0"
    if len(digits) > COUNTED_DIGITS:
        return spell_digits(digits)
    if digits == "0":
        return DIGITS[0]
    if len(digits) > 9:
        head, tail = digits[:-9], digits[-9:]
        words = cardinal(head, thousand, zero_tens) + " tỷ"
        return (
            words
            if not int(tail)
            else f"{words} {_below_thousand_million(tail, thousand, zero_tens, led=True)}"
        )
    return _below_thousand_million(digits, thousand, zero_tens, led=False)


def spell_digits(digits: str) -> str:
    """One word a digit: "0209" is "không hai không chín"."""
    return " ".join(DIGITS[ord(digit) - 48] for digit in digits)


def decimal(whole: str, fraction: str, thousand: str = "nghìn", zero_tens: str = "linh") -> str:
    """A decimal: "2,34" is "hai phẩy ba mươi tư", "12,05" "mười hai phẩy không năm".

    Two decimals are counted, as people say them; one, three or more, or a leading zero, digit by digit.
    """
    if len(fraction) == 2 and fraction[0] != "0":
        tail = cardinal(fraction)
    else:
        tail = spell_digits(fraction)
    return f"{cardinal(whole, thousand, zero_tens)} phẩy {tail}"


def roman_value(letters: str) -> int | None:
    """The value of a canonical Roman numeral in capitals up to 3999; None for anything else ("IIX", "VNPT")."""
    if not letters or len(letters) > 15 or any(letter not in _ROMAN_VALUES for letter in letters):
        return None
    total = 0
    for letter, following in zip(letters, letters[1:] + "\0", strict=True):
        value = _ROMAN_VALUES[letter]
        total += -value if _ROMAN_VALUES.get(following, 0) > value else value
    return total if 0 < total < 4000 and _as_roman(total) == letters else None


def _as_roman(value: int) -> str:
    letters: list[str] = []
    for step, mark in _ROMAN_STEPS:
        count, value = divmod(value, step)
        letters.append(mark * count)
    return "".join(letters)


def _below_thousand_million(digits: str, thousand: str, zero_tens: str, *, led: bool) -> str:
    """Up to nine digits; `led`: something bigger came before, so hundreds are always named."""
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    scales = ("", thousand, "triệu")
    words: list[str] = []
    for place, group in enumerate(groups):
        if group == "000":
            continue
        words.append(_three(group, zero_tens, led=led or bool(words)))
        scale = scales[len(groups) - 1 - place]
        if scale:
            words.append(scale)
    return " ".join(words)


def _three(group: str, zero_tens: str, *, led: bool) -> str:
    hundreds, tens, ones = (ord(digit) - 48 for digit in group)
    words: list[str] = []
    if hundreds or led:
        words += [DIGITS[hundreds], "trăm"]
    if tens == 0:
        if ones:
            if words:
                words.append(zero_tens)
            words.append(DIGITS[ones])
        return " ".join(words)
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 1:
        words.append("một" if tens == 1 else "mốt")
    elif ones == 4:
        words.append("bốn" if tens == 1 else "tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(DIGITS[ones])
    return " ".join(words)
