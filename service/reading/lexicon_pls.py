"""Lexicons in the W3C Pronunciation Lexicon Specification 1.0 (<grapheme> and <alias>).

In: the bytes of a PLS document. Out: checked entries, and the lexemes that were skipped because they give only
phonemes, which no voice here takes. No document type, no entities, no outside addresses: a document that declares
them is refused. What PLS has no place for (case, note, source) goes into attributes of our own name space.
Pure: no files.
"""

from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from service.reading.lexicon import Entry, Scope
from service.reading.lexicon_check import LexiconError, Problem, check_size, checked

PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"
OWN = "urn:baonoi:lexicon"
MAX_DEPTH = 8
_SEP = "\n"
_XML = "http://www.w3.org/XML/1998/namespace"


class BadPls(LexiconError):
    code = "bad-pls"
    en = "The PLS document cannot be used, line {line}: {detail}"
    vi = "Tệp PLS chưa dùng được, dòng {line}: {detail_vi}"


class SkippedLexeme(NamedTuple):
    """A lexeme that was left out, with its line and the reason in Vietnamese."""

    line: int
    written: str
    reason: str


class PlsLexicon(NamedTuple):
    entries: list[Entry]
    skipped: tuple[SkippedLexeme, ...]


def read_pls(data: bytes, scope: Scope = "site") -> PlsLexicon:
    """The entries of a PLS document: each grapheme of a lexeme with its preferred, else first, alias.

    Raises BadPls, EmptyLexicon, LexiconTooLarge, and BadLexicon that names every faulty line.
    """
    check_size(data)
    parsed = _Parsed(scope)
    parsed.feed(data)
    if not parsed.entries and parsed.skipped:
        return PlsLexicon([], tuple(parsed.skipped))
    return PlsLexicon(checked(parsed.entries), tuple(parsed.skipped))


def write_pls(entries: Iterable[Entry]) -> bytes:
    """A PLS 1.0 document, UTF-8; choices of an entry are left out."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{PLS}" xmlns:baonoi="{OWN}" alphabet="ipa" xml:lang="vi">',
    ]
    for entry in entries:
        own = "".join(
            f" baonoi:{name}={quoteattr(value)}"
            for name, value in (("match", entry.match), ("note", entry.note), ("source", entry.source))
            if value and value != "exact"
        )
        example = f"<example>{escape(entry.example)}</example>" if entry.example else ""
        lines.append(
            f"  <lexeme{own}><grapheme>{escape(entry.written)}</grapheme>"
            f"<alias>{escape(entry.spoken)}</alias>{example}</lexeme>"
        )
    lines.append("</lexicon>\n")
    return "\n".join(lines).encode()


class _Parsed:
    """Collects lexemes while the parser walks the document."""

    def __init__(self, scope: Scope) -> None:
        self.entries: list[tuple[int | None, Entry | Problem]] = []
        self.skipped: list[SkippedLexeme] = []
        self._scope: Scope = scope
        self._path: list[str] = []
        self._text: list[str] = []
        self._line = 0
        self._own: dict[str, str] = {}
        self._graphemes: list[str] = []
        self._aliases: list[str] = []
        self._preferred: str | None = None
        self._prefer_next = False
        self._example = ""
        self._parser = expat.ParserCreate(namespace_separator=_SEP)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_entity

    def feed(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            detail = expat.ErrorString(error.code)
            raise BadPls(
                line=error.lineno, detail=detail, detail_vi=f"không đúng cú pháp XML ({detail})."
            ) from error
        except (ValueError, LookupError) as error:
            raise BadPls(line=1, detail=str(error), detail_vi="bảng mã của tệp không dùng được.") from error

    def _bad(self, detail: str, detail_vi: str) -> BadPls:
        return BadPls(line=self._parser.CurrentLineNumber, detail=detail, detail_vi=detail_vi)

    def _refuse_doctype(self, *_: object) -> None:
        raise self._bad("a document type is not allowed", "tệp không được khai báo DOCTYPE.")

    def _refuse_entity(self, *_: object) -> None:
        raise self._bad("entities are not allowed", "tệp không được khai báo thực thể (ENTITY).")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= MAX_DEPTH:
            raise self._bad("elements are nested too deep", "các thẻ lồng nhau quá sâu.")
        local = name.removeprefix(PLS + _SEP)
        if not self._path:
            self._check_root(local, attributes)
        self._path.append(local)
        self._text = []
        if local == "lexeme":
            self._line = self._parser.CurrentLineNumber
            self._own = {
                key.removeprefix(OWN + _SEP): value
                for key, value in attributes.items()
                if key.startswith(OWN + _SEP)
            }
            self._graphemes, self._aliases, self._preferred, self._example = [], [], None, ""
        self._prefer_next = attributes.get("prefer") == "true"

    def _check_root(self, local: str, attributes: dict[str, str]) -> None:
        language = attributes.get(f"{_XML}{_SEP}lang", "vi")
        if local != "lexicon":
            raise self._bad("the root is not a PLS <lexicon>", "thẻ gốc không phải <lexicon> của PLS.")
        if language.lower().split("-")[0] != "vi":
            raise self._bad(
                f"the language is {language!r}",
                f"tệp dành cho ngôn ngữ “{language[:20]}”, không phải tiếng Việt.",
            )

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _end(self, _name: str) -> None:
        local = self._path.pop()
        text = " ".join("".join(self._text).split())
        self._text = []
        if self._path[-1:] == ["lexeme"]:
            if local == "grapheme":
                self._graphemes.append(text)
            elif local == "alias":
                self._aliases.append(text)
                if self._prefer_next and self._preferred is None:
                    self._preferred = text
            elif local == "example":
                self._example = self._example or text
        elif local == "lexeme":
            self._finish()

    def _finish(self) -> None:
        if not self._aliases:
            written = ", ".join(self._graphemes)[:100]
            reason = (
                "Mục này chỉ cho âm vị (<phoneme>) chứ không có cách đọc bằng chữ (<alias>) nên bị bỏ qua."
            )
            self.skipped.append(SkippedLexeme(self._line, written, reason))
            return
        spoken = self._preferred or self._aliases[0]
        for written in self._graphemes or [""]:
            entry = Entry(
                written,
                spoken,
                self._scope,
                "anycase" if self._own.get("match") == "anycase" else "exact",
                self._own.get("note", ""),
                self._example,
                self._own.get("source", ""),
            )
            self.entries.append((self._line, entry))
