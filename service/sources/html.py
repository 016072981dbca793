"""HTML -> lines, each with what its tags say; nothing is executed, fetched or passed on as markup.

In: a whole page or a pasted piece. Out: a Source. Order: tags that only format go, nesting is bounded, nh3 keeps a
small set of tags and attributes, selectolax parses what is left, and a walk takes text and structure.
What stands outside the article is reported as dropped. Linear in the text.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.article import BlockKind, Dropped
from service.sources.chrome import Chrome, folded
from service.sources.clean import clean
from service.sources.dates import date_line
from service.sources.kinds import LONGEST_CAPTION, is_caption
from service.sources.lines import Line, Source, has_words, is_header, row_text
from service.sources.metadata import read_linked_data, read_meta

DEEPEST = 120
"""Nested elements kept; deeper tags go, their text stays. Parsers slow down quadratically with depth."""
LONGEST_LAYOUT_CELL = 400
"""Code points; a table with a longer cell arranges a page, it does not tabulate."""
SHORTEST_ARTICLE = 120
"""Code points an element needs to be taken for the article."""
OUTSIDE = "phần của trang, ngoài bài"

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
    ]
)
_VOID = frozenset(["br", "hr", "img", "meta", "input", "link", "wbr"])
_FORMATTING = "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|strike|strong|sub|sup|tt|u|var|o:p|st1:\\w{1,20}"
_OTHER = "span|time|title|button|input|select|option|textarea|iframe|audio|video|source|picture|script|style|noscript|svg|object|embed|speak|prosody|ssml|html|head|!doctype"
_SPACELESS = "sub sup"
_KNOWN = re.compile(
    rf"</?(?:{'|'.join(sorted(_BLOCKS | _VOID, key=len, reverse=True))}|{_FORMATTING}|{_OTHER})"
    r"(?:\s*/?>|\s[^<>=]{0,80}=[^<>]*>|\shtml[^<>]*>|\s(?:hidden|async|defer|controls)\s*/?>)",
    re.I,
)
_BLOCK_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(_BLOCKS | {'br', 'html'}, key=len, reverse=True))})[\s/>]", re.I
)
_ATTRIBUTES = r"""(?:"[^"<]*+"|'[^'<]*+'|[^<>"'])*+"""
_FORMAT_TAG = re.compile(rf"</?(?:{_FORMATTING})(?=[\s/>]){_ATTRIBUTES}>", re.I)
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>]){_ATTRIBUTES}>")
_SKIPPED = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
    "audio",
    "video",
    "canvas",
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

_KEPT_TAGS = {*_BLOCKS, *_VOID, "span", "time", "title", "button"} - {
    "link",
    "input",
    "wbr",
    "dialog",
    "legend",
    "fieldset",
}
_KEPT_ATTRIBUTES = {
    "*": {"class", "id", "itemprop", "role", "hidden", "aria-hidden", "style", "rel", "type"},
    "img": {"src", "alt", "data-src", "data-original"},
    "meta": {"name", "property", "content"},
    "time": {"datetime"},
    "td": {"colspan"},
    "th": {"colspan"},
}


def is_html(text: str) -> bool:
    """Whether the text holds a tag that HTML knows; "nhiệt độ < 5" and "a <b và c> d" do not."""
    return "<" in text and _KNOWN.search(text) is not None


def html_source(text: str, chrome: Chrome, zone: ZoneInfo) -> Source:
    """Lines of the article in a page, and the date, section and author its metadata name."""
    if not _BLOCK_TAG.search(text):
        text = text.replace("\n", "<br>")
    text, linked = _without_scripts(text)
    tree = LexborHTMLParser(_safe(text))
    source = Source([])
    read_linked_data(linked, source, zone)
    read_meta(tree, source, zone)
    root = tree.body
    if root is None:
        return source
    page = _PageWalk(tree, root, chrome, zone)
    source.lines = page.lines()
    source.dropped = page.dropped
    source.byline = source.byline or page.byline
    return source


def _without_scripts(text: str) -> tuple[str, list[str]]:
    """The text without elements that never show, and what its JSON-LD scripts hold. An unclosed one loses its tag only."""
    kept: list[str] = []
    linked: list[str] = []
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(char.lower() if char.isascii() else char for char in text)
    ends: dict[str, int] = {}
    at = 0
    for found in re.finditer(rf"<(?:({'|'.join(_SKIPPED)})(?=[\s/>])|!--)", lower):
        if found.start() < at:
            continue
        closing = f"</{found[1]}" if found[1] else "-->"
        if ends.get(closing, 0) < 0:
            continue
        end = ends[closing] = lower.find(closing, found.end())
        if end < 0:
            continue
        kept.append(text[at : found.start()])
        opening = lower[found.start() : end].split(">", 1)
        if "ld+json" in opening[0] and len(opening) > 1:
            linked.append(text[found.start() + len(opening[0]) + 1 : end])
        close = lower.find(">", end)
        at = close + 1 if close >= 0 else len(text)
    kept.append(text[at:])
    return "".join(kept), linked


def _safe(text: str) -> str:
    """Only kept tags and attributes, nested at most DEEPEST deep."""
    return nh3.clean(
        _bounded(_FORMAT_TAG.sub(lambda tag: "", text)),
        tags=_KEPT_TAGS,
        attributes=_KEPT_ATTRIBUTES,
        filter_style_properties={"display", "visibility"},
        url_schemes={"http", "https", "data"},
        link_rel=None,
    )


def _bounded(text: str) -> str:
    depth = skipped = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, skipped
        if tag["name"].lower() in _VOID:
            return tag[0]
        if tag["close"]:
            if skipped:
                skipped -= 1
                return ""
            depth = max(0, depth - 1)
            return tag[0]
        if depth >= DEEPEST:
            if tag["name"].lower() in ("p", "li", "td", "tr", "th"):
                return "<br>"
            skipped += 1
            return "<br>"
        if tag["name"].lower() not in ("p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead"):
            depth += 1
        return tag[0]

    return _TAG.sub(keep, text)


class _PageWalk:
    """One walk over a page: the article's lines, and everything else as dropped."""

    def __init__(self, tree: LexborHTMLParser, root: LexborNode, chrome: Chrome, zone: ZoneInfo) -> None:
        self.tree, self.root, self.chrome, self.zone = tree, root, chrome, zone
        self.dropped: list[Dropped] = []
        self.byline: str | None = None
        self.article = self._article()
        self.removed = (
            self._matching("remove") - {node.mem_id for node in _above(self.article)} - {self.article.mem_id}
        )
        self.leads = self._matching("lead")

    def lines(self) -> list[Line]:
        inside = _Walk(self.removed, self.leads, self.dropped, None).lines(self.article)
        head: list[Line] = []
        if self.article.mem_id != self.root.mem_id:
            head = self._head(inside)
        elif titles := [line for line in inside if line.level == 1 and line.kind == "heading"]:
            titles[0].kind = "title"
        return _captions_joined([*head, *inside], self.chrome)

    def _article(self) -> LexborNode:
        for selector in self.chrome.selectors.get("article", ()):
            found = [node for node in self.tree.css(selector)[:50] if node.mem_id != self.root.mem_id]
            sized = [(len(node.text(deep=True)), node) for node in found]
            best = max(sized, key=lambda pair: pair[0], default=None)
            if best is not None and best[0] >= SHORTEST_ARTICLE:
                return best[1]
        return self.root

    def _matching(self, name: str) -> set[int]:
        selectors = ", ".join(self.chrome.selectors.get(name, ()))
        return {node.mem_id for node in self.tree.css(selectors)} if selectors else set()

    def _head(self, inside: list[Line]) -> list[Line]:
        """Title, date and lead that stand outside the article's element; all else outside is left out.

        When nothing says which line is the title, all lines above the article are kept for `find_head` to choose.
        """
        walk = _Walk(self.removed, self.leads, self.dropped, self.article)
        outside = walk.lines(self.root)
        authors = self._texts("byline")
        title = self._title_among(outside, inside)
        head: list[Line] = []
        seen: set[str] = set()
        for at, line in enumerate(outside):
            role = "title" if line is title else "lead" if line.kind == "lead" else ""
            if not role and date_line(line.text, self.chrome, self.zone):
                role = "date"
            if role and role not in seen:
                seen.add(role)
                head.append(line)
            elif (
                self.byline is None
                and line.text in authors
                and len(line.text) < 80
                and not self.chrome.verdict(line.text)
            ):
                self.byline = line.text
            elif title is None and at < walk.around_at and line.kind not in ("item", "row"):
                head.append(line)
            elif has_words(line.text):
                self.dropped.append(Dropped(line.text, OUTSIDE))
        if (
            title is None
            and not any(line.plain and has_words(line.text) for line in head)
            and (name := self._document_title())
        ):
            head.insert(0, Line(name, kind="title"))
        return sorted(head, key=lambda line: line.kind == "lead")

    def _title_among(self, outside: list[Line], inside: list[Line]) -> Line | None:
        """The line that headings, title selectors or the page's own name say is the title."""
        title = next((line for line in inside if line.kind == "heading" and line.level == 1), None)
        if title is None:
            named = self._texts("title")[:1]
            title = next((line for line in outside if line.text in named), None)
        if title is None and (name := self._document_title()):
            likely = [
                line
                for line in [*outside, *inside[:5]]
                if len(line.text) >= 15 and folded(line.text) in folded(name)
            ]
            title = max(likely, key=lambda line: len(line.text), default=None)
        if title is not None:
            title.kind = "title"
        return title

    def _document_title(self) -> str | None:
        for selector, attribute in (('meta[property="og:title"]', "content"), ("title", None)):
            node = self.tree.css_first(selector)
            if node is not None:
                text = (node.attributes.get(attribute) or "") if attribute else node.text(deep=True)
                text = " ".join(clean(text).split())
                if has_words(text):
                    return text
        return None

    def _texts(self, name: str) -> list[str]:
        found: list[str] = []
        for selector in self.chrome.selectors.get(name, ()):
            for node in self.tree.css(selector)[:5]:
                text = " ".join(clean(node.text(deep=True)).split())
                if has_words(text) and text not in found:
                    found.append(text)
        return found


class _Walk:
    """Depth first over a tree, without recursion; text gathers until a block begins or ends."""

    def __init__(
        self, removed: set[int], leads: set[int], dropped: list[Dropped], around: LexborNode | None
    ) -> None:
        self.removed, self.leads, self.dropped = removed, leads, dropped
        self.around = around.mem_id if around is not None else None
        self.around_at = 0
        """Lines that stood before the element walked around."""
        self.out: list[Line] = []
        self.pieces: list[str] = []
        self.gap = True
        self.kinds: list[tuple[BlockKind | None, int | None]] = [(None, None)]

    def lines(self, root: LexborNode) -> list[Line]:
        stack: list[LexborNode | Callable[[], None]] = [root]
        while stack:
            top = stack.pop()
            if not isinstance(top, LexborNode):
                top()
            elif (children := self._enter(top, stack)) is not None:
                stack.extend(reversed(children))
        self._flush(gap=True)
        return self.out

    def _enter(self, node: LexborNode, stack: list[Any]) -> list[LexborNode] | None:
        tag = node.tag or ""
        if tag == "-text":
            self.pieces.append(node.text_content or "")
            return None
        if node.mem_id == self.around:
            self._flush(gap=True)
            self.around_at = len(self.out)
            return None
        if tag.startswith(("-", "_", "!")) or tag in ("title", "meta"):
            return None
        if node.mem_id in self.removed or _HIDDEN.search(node.attributes.get("style") or ""):
            self._flush(gap=True)
            self._leave_out(node)
            return None
        if tag == "br":
            self._flush(gap=False)
            return None
        if tag == "img":
            self._image(node)
            return None
        if tag == "table" and (rows := _rows(node)) is not None:
            self._flush(gap=True)
            self.out += rows
            return None
        if tag not in _BLOCKS:
            return list(node.iter(include_text=True))
        self._flush(gap=True)
        self.kinds.append(self._kind(node, tag))

        def leave() -> None:
            self._flush(gap=True)
            self.kinds.pop()

        stack.append(leave)
        return list(node.iter(include_text=True))

    def _kind(self, node: LexborNode, tag: str) -> tuple[BlockKind | None, int | None]:
        if node.mem_id in self.leads:
            return "lead", None
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            return "heading", int(tag[1])
        if tag == "li":
            return "item", None
        if tag == "blockquote":
            return "quote", None
        if (
            tag == "table"
            and node.css_first("img") is not None
            and not _holds_table(node)
            and len(node.text(deep=True).strip()) <= LONGEST_CAPTION
        ):
            return "image", None
        if tag == "figcaption" or "caption" in (node.attributes.get("class") or "").lower():
            return "image", None
        return (
            self.kinds[-1]
            if self.kinds[-1][0] in ("item", "quote", "image", "lead", "heading")
            else (None, None)
        )

    def _flush(self, *, gap: bool) -> None:
        text = " ".join("".join(self.pieces).replace("\t", " ").split())
        self.pieces.clear()
        if text:
            kind, level = self.kinds[-1]
            if kind == "heading" and level != 1 and len(text) > 60 and text.endswith("."):
                kind = None
            self.out.append(Line(clean(text), self.gap, kind=kind, level=level))
            self.gap = gap
        else:
            self.gap = self.gap or gap

    def _image(self, node: LexborNode) -> None:
        self._flush(gap=True)
        given = node.attributes
        src = given.get("data-src") or given.get("data-original") or given.get("src") or ""
        src = clean(src).strip()
        alt = " ".join(clean(given.get("alt") or "").split())
        if src.startswith("data:"):
            src = ""
        if src or alt:
            self.out.append(Line(alt, True, kind="image", src=src or None, alt=alt or None))

    def _leave_out(self, node: LexborNode) -> None:
        text = " ".join(clean(node.text(deep=True, separator=" ")).split())
        if has_words(text):
            self.dropped.append(Dropped(text, OUTSIDE))


def _above(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _holds_table(table: LexborNode) -> bool:
    return any(inner.mem_id != table.mem_id for inner in table.css("table"))


def _rows(table: LexborNode) -> list[Line] | None:
    """Rows of a table that tabulates; None for one that arranges the page or frames a picture."""
    lines: list[Line] = []
    if (
        any(inner.mem_id != table.mem_id for inner in table.css("table"))
        or table.css_first("img") is not None
    ):
        return None
    for row in table.css("tr"):
        cells: list[str] = []
        headed = True
        for cell in row.iter():
            if cell.tag not in ("td", "th"):
                continue
            text = " ".join(clean(cell.text(deep=True, separator=" ")).split())
            if len(text) > LONGEST_LAYOUT_CELL:
                return None
            cells.append(text)
            headed = headed and cell.tag == "th"
        if any(map(has_words, cells)):
            header = not lines and (headed or is_header(cells))
            lines.append(Line(row_text(cells), not lines, kind="row", header=header))
    return lines if len(lines) > 1 and any(" | " in line.text for line in lines) else None


def _captions_joined(lines: list[Line], chrome: Chrome) -> list[Line]:
    """A picture and the caption below it as one line; a caption that says what the alt text says wins."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        captioned = (line.kind == "image" and line.src is None) or (
            line.kind is None and is_caption(line.text, chrome)
        )
        if (
            above is not None
            and above.kind == "image"
            and above.src
            and captioned
            and above.text == (above.alt or "")
        ):
            above.text = line.text
            continue
        joined.append(line)
    return joined
