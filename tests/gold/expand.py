"""Makes the gold files from their short sources: `python -m tests.gold.expand` writes tests/gold/*.jsonl.

A source (source/*.txt) holds one sentence a line, as it is written, with what a reader says where that differs:

    # sport                                   category of the sentences below
    Trận đấu bắt đầu lúc [19h30→T] ngày [4/9→d].
    ~ ...                                     a further lenient pattern for the sentence above
    ! ...                                     its note

[written→spoken] and [written→strict~lenient]. "spoken" is a pattern as in scoring.py; in it {M:text} is filled by
the machine M below and {name} by NAMED. A right side that is one machine's letter applies it to the written side.
Nothing here is shared with service.reading: what is right must not depend on what is implemented.
"""

import json
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LETTERS = {
    "a": "a|ây|ê|ei|êi",
    "ă": "ă|á",
    "â": "â|ớ",
    "b": "b|bê|bờ|bi",
    "c": "c|xê|cờ|cê|xi|si|sy",
    "d": "d|đê|dê|dờ|đi|di",
    "đ": "đ|đê|đờ",
    "e": "e|ơ|i|y",
    "f": "f|ép|ép phờ|phờ|ép phê|e phờ",
    "g": "g|giê|gờ|gê|gi|ji|di|dji",
    "h": "h|hát|hắt|hắc|hờ|hắt sì|ếch|ết|hếch|ết chờ|ây chờ",
    "i": "i|y|i ngắn|ai",
    "j": "j|gi|giây|gây|dê|di|chây",
    "k": "k|ca|ka|cờ|kờ|cây|kây|khây|kê|cê",
    "l": "l|lờ|e lờ|en lờ|eo lờ|eo|en|el",
    "m": "m|mờ|em mờ|em|e mờ",
    "n": "n|nờ|en nờ|en|e nờ|ân|ần",
    "o": "o|ô|âu|ôu",
    "p": "p|pê|pờ|phê|pi|phi",
    "q": "q|quy|cu|quờ|kiu|qui|cờ|khiu|kiêu",
    "r": "r|rờ|e rờ|er|a|a rờ|ra",
    "s": "s|sờ|ét|ét xì|ét sì|ét sờ|xờ|ét xờ|ếch sờ|es",
    "t": "t|tê|tờ|ti|thi",
    "u": "u|diu|du|yu|iu|du u",
    "ư": "ư",
    "v": "v|vê|vờ|vi",
    "w": "w|vê kép|vê đúp|đắp liu|đáp liu|vờ kép|đáp bờ liu|đúp liu|đấp liu|đắp lưu",
    "x": "x|ích|ích xì|xờ|ít|éc|ếch|éc xì|ít xì",
    "y": "y|i|i dài|y dài|y cờ rét|oai|quai|goai|uai",
    "z": "z|dét|zét|giét|zét tờ|giờ|dờ",
}
_KM = "ki lô mét|kí lô mét|kilômét|kilomet|kilômet|ki lô met|cây số"
_CM = "xen ti mét|xăng ti mét|xentimét|centimet|xăngtimét|xen ti met|cen ti mét"
_MM = "mi li mét|milimét|milimet|ly|li"
_SLASH = "gạch chéo|gạch|trên|xuyệt|xuyệc|xẹt|xoẹt|xoẹc|sẹc|xiên|chéo|suyệt|sổ chéo|"
NAMED = {
    "to": "(đến|tới)",
    "nghìn": "(nghìn|ngàn)",
    "per": "(trên|một|mỗi|trên một|trên mỗi)",
    "of": "(trên|trên tổng số|trong tổng số|trong số|xuyệt|xẹt|gạch chéo)",
    "sl": f"({_SLASH})",
    "hy": "(gạch ngang|gạch nối|gạch|)",
    "or": "(hoặc|và|xuyệt|xẹt|gạch chéo|)",
    "neg": "(âm|trừ)",
    "minus": "(trừ|âm|giảm)",
    "plus": "(cộng|tăng)",
    "degree": "độ (xê|c|cờ|xen xi út|xê xi út|)",
    "km": f"({_KM})",
    "m": "mét",
    "cm": f"({_CM})",
    "mm": f"({_MM})",
    "km2": f"({_KM}) vuông",
    "ha": "(héc ta|hécta|hecta|hec ta|hét ta)",
    "kg": "(ki lô gam|kilôgam|kilogam|ki lô|kí lô gam|kí|cân)",
    "g": "(gam|gram|gờ ram)",
    "mg": "(mi li gam|miligam|mi li gram|miligram)",
    "ml": "(mi li lít|mililít|mililit)",
    "kwh": "(ki lô oát|kilôoát|kilôoat|kilowatt|kilô oát|ki lô oat|ki lô watt) giờ",
    "mw": "(mê ga oát|mêgaoát|mêga oát|megawatt|mê ga oat|mê ga watt)",
    "gb": "(gi ga bai|gigabai|gi ga bít|ghi ga bai|gigabyte|gi ga|ghi ga|gờ bê|giê bê)",
    "usd": "(đô la mỹ|đô la|đô|đô la mĩ|u ét đê|u ét xì đê|u sờ đê|u ét đi|u ét sờ đê|diu ét đi"
    "|(u|diu|du|yu|iu|du u) (s|sờ|ét|ét xì|ét sì|ét sờ|xờ|ét xờ|ếch sờ|es) (d|đê|dê|dờ|đi))",
    "vnd": "(đồng|việt nam đồng|đồng việt nam|(v|vê|vờ|vi) (n|nờ|en nờ|en|e nờ|ân|ần) (đ|d|đê|đờ|dê|dờ|đi))",
    "vn": "(vn|vê en|vê nờ|vi en|vờ nờ|vi en nờ|việt nam|vê en nờ)",
    "gov": "(gov|gốp|gờ o vờ|gờ o vê|giê o vê|gi o vi|ji ô vi|gờ ô vê|giê ô vê)",
    "com": "(com|cơm|côm|xê o mờ|cờ o mờ|xê ô em|xê ô em mờ)",
    "edu": "(edu|e đu|ê đu|i điu|e đê u|ê đê u)",
    "www": "(www|(vê kép|vê đúp|đắp liu|vờ kép) (vê kép|vê đúp|đắp liu|vờ kép) (vê kép|vê đúp|đắp liu|vờ kép)"
    "|ba (vê kép|vê đúp|đắp liu|w))",
    "at": "(a còng|a móc|a cong|ét|át|a vòng)",
    "vitamin": "(vitamin|vi ta min|vi ta min)",
    "covid": "(covid|cô vít|cô vid|co vít|cô vi)",
}


class Both(NamedTuple):
    """A piece of a pattern as the strict and as the lenient list take it."""

    strict: str
    lenient: str

    @classmethod
    def same(cls, text: str) -> "Both":
        return cls(text, text)

    def __add__(self, other: object) -> "Both":
        assert isinstance(other, Both)
        return Both(_glue(self.strict, other.strict), _glue(self.lenient, other.lenient))


def _glue(a: str, b: str) -> str:
    return f"{a} {b}".strip()


NOTHING = Both.same("")


def under_hundred(n: int) -> Both:
    ten, one = divmod(n, 10)
    if ten == 0:
        return Both.same(DIGITS[one])
    if ten == 1:
        tail = {0: Both.same(""), 5: Both("lăm", "(lăm|nhăm)")}.get(one, Both.same(DIGITS[one]))
        return Both.same("mười") + tail
    if one == 0:
        return Both.same(f"{DIGITS[ten]} mươi")
    tail = {1: Both.same("mốt"), 4: Both.same("(tư|bốn)"), 5: Both("lăm", "(lăm|nhăm)")}
    return Both(f"{DIGITS[ten]} mươi", f"{DIGITS[ten]} (mươi|)") + tail.get(one, Both.same(DIGITS[one]))


def under_thousand(n: int, *, led: bool) -> Both:
    """led: a higher group was said, so that missing hundreds are said too."""
    hundred, rest = divmod(n, 100)
    if not led and hundred == 0:
        return under_hundred(rest)
    head = Both.same(f"{DIGITS[hundred]} trăm")
    if hundred == 0:
        head = Both("không trăm", "(không trăm|)")
    if rest == 0:
        return head
    if rest < 10:
        four = "(bốn|tư)" if rest == 4 else DIGITS[rest]
        return head + Both.same(f"(linh|lẻ) {four}")
    return head + under_hundred(rest)


def whole(n: int) -> Both:
    if n == 0:
        return Both.same("không")
    out, led = NOTHING, False
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "(nghìn|ngàn)"), (1, "")):
        group, n = divmod(n, size)
        if size == 10**9 and group >= 1000:
            out, led = whole(group) + Both.same(name), True
        elif group:
            out, led = out + under_thousand(group, led=led) + Both.same(name), True
        elif led and n and size > 1:
            out += Both.same(f"(không {name}|không trăm {name}|)")
    return out


def fraction(digits: str) -> Both:
    """What follows the comma: digit by digit, or as a number when it has no leading zero."""
    spelled = " ".join(DIGITS[int(d)] for d in digits)
    loose = " ".join("(bốn|tư)" if d == "4" else DIGITS[int(d)] for d in digits)
    if len(digits) == 1:
        return Both.same(spelled)
    if digits[0] == "0" or len(digits) > 3:
        return Both(spelled, loose)
    number = whole(int(digits)).lenient
    if len(digits) == 2 and digits[0] == "1" and digits[1] == "5":
        number += "|một lăm"
    if len(digits) == 3 and digits[1] not in "01":
        number += f"|{DIGITS[int(digits[0])]} {whole(int(digits[1:])).lenient}"
    return Both(f"({spelled}|{number})", f"({loose}|{number})")


def number(text: str) -> Both:
    """12.045 or 2,34 or 01 or 1 000."""
    text = text.replace(" ", "")
    integer, _, decimals = text.replace(".", "").partition(",")
    out = whole(int(integer))
    if len(integer) > 1 and integer[0] == "0":
        out = Both(out.strict, f"({out.lenient}|{sequence(integer).lenient})")
    return out + Both.same("phẩy") + fraction(decimals) if decimals else out


def number_or_digits(text: str) -> Both:
    """A code that is read as a number or digit by digit: a room, a standard, a flight."""
    a, b = number(text), sequence(text)
    return Both(f"({a.strict}|{b.strict})", f"({a.lenient}|{b.lenient})")


def sequence(text: str) -> Both:
    digits = [c for c in text if c.isdigit()]
    return Both(
        " ".join(DIGITS[int(d)] for d in digits),
        " ".join("(bốn|tư)" if d == "4" else DIGITS[int(d)] for d in digits),
    )


def day(text: str) -> Both:
    n = int(text)
    return Both.same("(mùng|mồng|)") + whole(n) if n <= 10 else whole(n)


def month(text: str) -> Both:
    n = int(text)
    return Both.same("(tư|bốn)") if n == 4 else whole(n)


def month_year(text: str) -> Both:
    m, y = re.split(r"[/.\-]", text)
    return month(m) + Both.same("năm") + whole(int(y))


def date(text: str) -> Both:
    d, m, *year = re.split(r"[/.\-]", text)
    out = day(d) + Both.same("tháng") + month(m)
    return out + Both.same("năm") + whole(int(year[0])) if year else out


def maybe_date(text: str) -> Both:
    return Both.same("(ngày|)") + date(text)


def clock(text: str) -> Both:
    hours, *rest = re.findall(r"\d+", text)
    out = whole(int(hours)) + Both.same("giờ")
    if not rest:
        return out
    minutes = int(rest[0])
    if minutes == 0:
        out += Both("(đúng|không phút|)", "(đúng|không phút|không không (phút|)|)")
    elif minutes == 30:
        out += Both.same("(ba mươi phút|ba mươi|rưỡi)")
    elif len(rest[0]) == 2 and minutes < 10:
        one = DIGITS[minutes]
        out += Both.same(f"(không {one} phút|{one} phút|không {one}|linh {one} phút|lẻ {one} phút)")
    else:
        out += whole(minutes) + Both.same("(phút|)" if len(rest) == 1 else "phút")
    if len(rest) > 1:
        out += whole(int(rest[1])) + Both.same("(giây|)")
    return out


def score(text: str) -> Both:
    a, b = (int(n) for n in re.findall(r"\d+", text))
    one, two = whole(a), whole(b)
    even = "|đều" if a == b else ""
    return Both(
        f"{one.strict} ({two.strict}{even}|đến {two.strict}|gạch ngang {two.strict})",
        f"{one.lenient} ({two.lenient}{even}|đến {two.lenient}|gạch ngang {two.lenient}|trên {two.lenient})",
    )


def spelled(text: str) -> Both:
    names = " ".join(f"({LETTERS[c]})" for c in text.casefold() if c in LETTERS)
    return Both(names, f"({names}|{text.casefold()})")


def expanded(text: str) -> Both:
    """ "UBND=ủy ban nhân dân": the long form; spelling the letters is no error either."""
    short, _, long = text.partition("=")
    names = " ".join(f"({LETTERS[c]})" for c in short.casefold() if c in LETTERS)
    return Both(f"({long})" if "|" in long else long, f"({long}|{names})")


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def roman(text: str) -> Both:
    values = [_ROMAN[c] for c in text]
    following = [*values[1:], 0]
    return whole(sum(-v if v < after else v for v, after in zip(values, following, strict=True)))


def percent(text: str) -> Both:
    return number(text.rstrip("% ")) + Both.same("phần trăm")


MACHINES = {
    "N": number,
    "C": number_or_digits,
    "G": sequence,
    "D": maybe_date,
    "d": date,
    "M": month_year,
    "T": clock,
    "S": score,
    "A": spelled,
    "E": expanded,
    "R": roman,
    "P": percent,
}
_HOLE = re.compile(r"\{([^{}]*)\}")
_UNREAD = re.compile(r"\d|[\[\]→{}%°&@#=/]|\b[A-ZĐƯƠ]{2,}\b|\b(?:kg|km|cm|mm|ha|kWh|v\.v)\b")
_MARKED = re.compile(r"\[([^\[\]]*)→([^\[\]→]*)\]")


def fill(pattern: str) -> Both:
    """A pattern with its {holes} filled. A bare {12} is a number."""
    strict = lenient = ""
    at = 0
    for hole in _HOLE.finditer(pattern):
        inner = hole[1]
        machine, colon, text = inner.partition(":")
        if colon:
            both = MACHINES[machine](text)
        elif inner in NAMED:
            both = Both.same(NAMED[inner])
        else:
            both = number(inner)
        plain = pattern[at : hole.start()]
        strict, lenient, at = strict + plain + both.strict, lenient + plain + both.lenient, hole.end()
    return Both(strict + pattern[at:], lenient + pattern[at:])


def side(written: str, right: str) -> Both:
    strict, tilde, loose = right.partition("~")
    both = MACHINES[strict](written) if strict in MACHINES else fill(strict)
    return Both(both.strict, f"({both.lenient}|{fill(loose).lenient})") if tilde else both


def plain(text: str) -> str:
    """Written words that are said as they stand, without their marks."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())


def refuse_unread(text: str, line: str) -> None:
    """Raises ValueError for what is never said as it stands: a guard against forgotten readings."""
    found = _UNREAD.search(text)
    if found:
        raise ValueError(f"no reading given for {found[0]!r} in: {line}")


def sentence(line: str) -> tuple[str, Both]:
    written, spoken, at = "", NOTHING, 0
    for mark in _MARKED.finditer(line):
        between = line[at : mark.start()]
        refuse_unread(between, line)
        written += between + mark[1]
        spoken += Both.same(plain(between)) + side(mark[1], mark[2])
        at = mark.end()
    refuse_unread(line[at:], line)
    return written + line[at:], spoken + Both.same(plain(line[at:]))


def expand(source: str) -> list[dict[str, object]]:
    """The cases of one source text, numbered within each category."""
    rows: list[dict[str, object]] = []
    category, counts = "", dict[str, int]()
    for line in source.splitlines():
        head, rest = line[:2], line[2:].strip()
        if not line.strip():
            continue
        if head == "# ":
            category = rest
        elif head == "! ":
            rows[-1]["note"] = rest
        elif head == "~ ":
            loose = rows[-1].setdefault("spoken_lenient", [])
            assert isinstance(loose, list)
            loose.append(fill(rest).lenient)
        else:
            counts[category] = counts.get(category, 0) + 1
            written, both = sentence(line.removeprefix("\\"))
            row: dict[str, object] = {
                "id": f"{category}-{counts[category]:03d}",
                "category": category,
                "written": written,
                "spoken": [both.strict],
            }
            if both.lenient != both.strict:
                row["spoken_lenient"] = [both.lenient]
            rows.append(row)
    return rows


def lines(source: str) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in expand(source))


def main() -> None:
    for path in sorted((HERE / "source").glob("*.txt")):
        (HERE / f"{path.stem}.jsonl").write_text(lines(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
