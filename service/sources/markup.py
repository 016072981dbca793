"""A walk over parsed HTML: text and structure, line by line.

In: a tree of kept tags (html.py makes it). Out: lines with what their tags say; left-out elements as dropped.
No recursion: nesting cannot exhaust the stack.
"""

import re
from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborNode

from service.article import BlockKind, Dropped
from service.sources.clean import clean
from service.sources.kinds import LONGEST_CAPTION
from service.sources.lines import Line, has_words, is_header, row_text

LONGEST_LAYOUT_CELL = 400
"""Code points; a table with a longer cell arranges a page, it does not tabulate."""
OUTSIDE = "phần của trang, ngoài bài"
BLOCKS = frozenset(
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
"""Elements that begin and end a line."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class Walk:
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
        if tag not in BLOCKS:
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
