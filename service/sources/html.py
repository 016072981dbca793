"""HTML -> lines, each with what its tags say; nothing is executed, fetched or passed on as markup.

In: a whole page or a pasted piece. Out: a Source. Order: tags that only format go, nesting is bounded, nh3 keeps a
small set of tags and attributes, selectolax parses what is left, and a walk takes text and structure.
What stands outside the article is reported as dropped. Linear in the text.
"""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.article import Dropped
from service.sources.chrome import Chrome, folded
from service.sources.clean import clean
from service.sources.dates import date_line
from service.sources.kinds import is_caption
from service.sources.lines import Line, Source, has_words
from service.sources.markup import BLOCKS, OUTSIDE, Walk
from service.sources.metadata import read_linked_data, read_meta

DEEPEST = 60
"""Nested elements kept; deeper tags go, their text stays. Parsers slow down quadratically with depth."""
SHORTEST_ARTICLE = 120
"""Code points an element needs to be taken for the article."""

_CLOSED_BY_THE_NEXT = frozenset(["p", "li", "td", "th", "tr", "dt", "dd", "tbody", "thead", "tfoot"])
"""Elements often left open; what they nest in is counted instead."""
_VOID = frozenset(["br", "hr", "img", "meta", "input", "link", "wbr"])
_FORMATTING = "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|strike|strong|sub|sup|tt|u|var|o:p|st1:\\w{1,20}"
_OTHER = "span|time|title|button|input|select|option|textarea|iframe|audio|video|source|picture|script|style|noscript|svg|object|embed|speak|prosody|ssml|html|head|!doctype"
_SPACELESS = "sub sup"
_KNOWN = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | _VOID, key=len, reverse=True))}|{_FORMATTING}|{_OTHER})"
    r"(?:\s*/?>|\s[^<>=]{0,80}=[^<>]*>|\shtml[^<>]*>|\s(?:hidden|async|defer|controls)\s*/?>)",
    re.I,
)
_BLOCK_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | {'br', 'html'}, key=len, reverse=True))})[\s/>]", re.I
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

_KEPT_TAGS = {*BLOCKS, *_VOID, "span", "time", "title", "button"} - {
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
        name = tag["name"].lower()
        if name in _VOID:
            return tag[0]
        if name in _CLOSED_BY_THE_NEXT:
            return " " if depth >= DEEPEST else tag[0]
        if tag["close"]:
            if skipped:
                skipped -= 1
                return " "
            depth = max(0, depth - 1)
            return tag[0]
        if depth >= DEEPEST:
            skipped += 1
            return " "
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
        inside = Walk(self.removed, self.leads, self.dropped, None).lines(self.article)
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
        walk = Walk(self.removed, self.leads, self.dropped, self.article)
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


def _above(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


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
