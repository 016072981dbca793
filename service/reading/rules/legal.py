"""Numbers of documents: "49/2024/NĐ-CP", "1234/QĐ-UBND", "12-NQ/TU", "31/2024/QH15", "TCVN 7447".

The strokes are pauses, known parts are said in full (data/documents.tsv), unknown ones letter by letter and flagged.
"""

import re
from functools import cache
from pathlib import Path

from service.reading.numbers import spell_digits
from service.reading.rules.figures import figure_at
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

DOCUMENTS_FILE = Path(__file__).parent.parent / "data" / "documents.tsv"

_NUMBER = re.compile(
    r"(\d{1,6})([A-Za-z]?)(?:/(\d{4}))?( ?[/–-] ?)(?=[A-ZĐƯ])"
    r"([A-ZĐƯ][A-Za-zĐĐđƯưy&]{0,11})(\d{0,2})((?:[-–/.][A-ZĐƯ][A-Za-zĐđƯư&]{0,11}\d{0,2}){0,4})(?![\w])"
)
_PART = re.compile(r"([-–/.])([A-ZĐƯ][A-Za-zĐđƯư&]{0,11})(\d{0,2})")

DOCUMENT_WORDS = frozenset(
    (
        "số", "định", "quyết", "tư", "thị", "hoạch", "văn", "cáo", "dẫn", "báo", "trình", "luận", "luật", "lệnh", "điện",
        "án", "chế", "phép", "bản",
    )
)  # fmt: skip
UNKNOWN_PART = "Ký hiệu văn bản chưa có trong bảng nên đọc từng chữ cái."


@cache
def documents() -> dict[str, str]:
    """data/documents.tsv by written form."""
    table: dict[str, str] = {}
    for line in DOCUMENTS_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            forms, spoken = line.split("\t")[:2]
            for written in forms.split(" ; "):
                table[written] = spoken
    return table


def document_number(place: Place) -> Found | None:
    found = _NUMBER.match(place.text, place.pos)
    if found is None:
        return None
    number, letter, year, _joint, first, first_number, rest = found.groups()
    known = documents()
    heads_document = any(word in DOCUMENT_WORDS for word in place.words_before(2))
    if first not in known and not year and not (heads_document and rest):
        return None
    if first not in known and not heads_document and not year:
        return None
    pieces: list[Piece] = []
    spoken = place.cardinal(number) if len(number.lstrip("0")) else "không"
    if letter:
        spoken += " " + place.letters(letter)
    pieces.append(place.said(place.pos, found.end(2), spoken, "legal.number"))
    at = found.end(2)
    if year:
        pieces.append(place.said(at, at + 1, "năm", "legal.year"))
        pieces.append(place.said(at + 1, at + 5, place.cardinal(year), "legal.year"))
        at += 5
    pieces.append(Silent(at, found.start(5), "gạch nối trong số văn bản"))
    pieces += _part(place, found.start(5), first, first_number)
    at = found.end(6)
    for part in _PART.finditer(rest):
        start = found.start(7) + part.start()
        pieces.append(Silent(start, start + 1, "gạch nối trong số văn bản"))
        pieces += _part(place, start + 1, part.group(2), part.group(3))
    return tuple(pieces)


def _part(place: Place, start: int, letters: str, number: str) -> list[Piece]:
    known = documents().get(letters) or place.article.defined.get(letters)
    end = start + len(letters)
    if known is None and len(letters) > 2:
        entry = place.lexicon.match(place.text, start)
        known = entry.spoken if entry is not None and entry.end == end and entry.sure else None
    if known is None and letters.startswith("L") and len(letters) > 1:
        known = documents().get(letters[1:])
    if known is None:
        spelled = place.letters(letters)
        pieces: list[Piece] = [place.said(start, end, spelled, "legal.letters", UNKNOWN_PART, ())]
    else:
        pieces = [place.said(start, end, known, "legal.part")]
    if number:
        pieces.append(place.said(end, end + len(number), place.cardinal(number), "legal.term"))
    return pieces


def standard(place: Place) -> Found | None:
    """ "TCVN 7447:2012", "QCVN 01:2020/BYT": the number, then the year."""
    if place.texts[place.at] not in ("TCVN", "QCVN", "ISO", "TCXDVN"):
        return None
    number_at = place.after(place.at + 1)
    if number_at >= len(place.kinds) or place.kinds[number_at] != Kind.DIGITS:
        return None
    after = number_at + 1
    if place.texts[after : after + 1] == ["-"] and place.kinds[after + 1 : after + 2] == [Kind.DIGITS]:
        after += 2
    if place.texts[after : after + 1] != [":"] or place.kinds[after + 1 : after + 2] != [Kind.DIGITS]:
        return None
    spoken = {
        "TCVN": "tiêu chuẩn Việt Nam",
        "QCVN": "quy chuẩn Việt Nam",
        "ISO": "i sô",
        "TCXDVN": "tiêu chuẩn xây dựng Việt Nam",
    }[place.texts[place.at]]
    starts = place.starts
    pieces: list[Piece] = [place.said(place.pos, starts[place.at + 1], spoken, "legal.standard")]
    if number_at > place.at + 1:
        pieces.append(Silent(starts[place.at + 1], starts[number_at], "khoảng trắng"))
    number, part = starts[number_at], starts[after - 1]
    pieces.append(
        place.said(number, starts[number_at + 1], place.cardinal(place.texts[number_at]), "legal.number")
    )
    if after > number_at + 1:
        pieces.append(Silent(starts[number_at + 1], part, "gạch nối trong số hiệu"))
        pieces.append(place.said(part, starts[after], place.cardinal(place.texts[after - 1]), "legal.number"))
    pieces.append(Silent(starts[after], starts[after + 1], "dấu hai chấm trong số hiệu"))
    year = place.texts[after + 1]
    said_year = f"năm {place.cardinal(year)}" if len(year) == 4 else place.cardinal(year)
    pieces.append(place.said(starts[after + 1], starts[after + 2], said_year, "legal.year"))
    if place.texts[after + 2 : after + 3] == ["/"] and after + 3 < len(place.kinds):
        issuer = place.texts[after + 3]
        if issuer in documents():
            pieces.append(Silent(starts[after + 2], starts[after + 3], "gạch chéo"))
            pieces.append(place.said(starts[after + 3], starts[after + 4], documents()[issuer], "legal.part"))
    return tuple(pieces)


def programme_number(place: Place) -> Found | None:
    """ "Đề án 06" is said "không sáu": the zero is part of its name."""
    if place.phrase_before(2) not in ("đề án", "đề án số") or not place.texts[place.at].startswith("0"):
        return None
    figure = figure_at(place, place.pos)
    digits = place.texts[place.at]
    if figure is None or figure.end != place.pos + len(digits) or len(digits) > 3:
        return None
    return place.one(figure.end, spell_digits(digits), "legal.programme")


FAMILY = Family(
    title="Số văn bản",
    about="Nghị định, thông tư, quyết định, nghị quyết của Đảng, tiêu chuẩn.",
    rules=(
        Rule("legal", Kind.DIGITS, document_number),
        Rule("legal.programme", Kind.DIGITS, programme_number),
        Rule("legal.standard", Kind.WORD, standard),
    ),
    examples=(
        Example("Nghị định số 42/2022/NĐ-CP", "Nghị định số bốn mươi hai năm hai nghìn không trăm hai mươi hai nghị định chính phủ", "nghị định"),
        Example("Nghị quyết số 12-NQ/TU", "Nghị quyết số mười hai nghị quyết tỉnh ủy", "nghị quyết của tỉnh ủy"),
        Example("Thông tư 26/2020/TT-BTTTT", "Thông tư hai mươi sáu năm hai nghìn không trăm hai mươi thông tư bộ thông tin và truyền thông", "thông tư"),
        Example("Luật Đất đai số 31/2024/QH15", "Luật Đất đai số ba mươi mốt năm hai nghìn không trăm hai mươi tư quốc hội mười lăm", "luật"),
        Example("QCVN 01-1:2018/BYT", "quy chuẩn Việt Nam một một năm hai nghìn không trăm mười tám bộ y tế", "quy chuẩn có phần"),
        Example("Đề án 06", "Đề án không sáu", "số 0 là một phần của tên"),
        Example("khoản 2 Điều 11", "khoản hai Điều mười một", "khoản, điều"),
    ),
)  # fmt: skip
