"""What was written: the plain data every part of Báo Nói knows.

An Article is made by `sources` from what somebody pasted or sent, kept in versions by `library`,
and read by `reading`. All text is NFC. Nothing here touches a database, a clock or the network.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, get_args

BlockKind = Literal[
    "title", "date", "lead", "heading", "paragraph", "item", "row", "quote", "image", "byline"
]
BLOCK_KINDS: tuple[str, ...] = get_args(BlockKind)

CELL_SEPARATOR = " | "

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an article, in page order.

    text: NFC, one line, no leading or trailing space. For a "row" the cells joined by CELL_SEPARATOR;
    for an "image" the caption, or the alt text when there is no caption (may be empty).
    Bullets ("-", "•", "+") are not part of an item's text; numbering ("1.", "a)") is.
    """

    kind: BlockKind
    text: str
    level: int | None = None
    """Headings only: 2 to 6."""
    header: bool = False
    """Rows only: the cells name the columns."""
    src: str | None = None
    """Images only: the address as written."""
    alt: str | None = None
    """Images only."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a row; the whole text as one cell for any other kind."""
        return tuple(self.text.split(CELL_SEPARATOR)) if self.kind == "row" else (self.text,)


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that was pasted but is not on the page, and why (a Vietnamese phrase)."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """A news article as it stands in one version. `body` holds what comes between lead and byline."""

    title: str
    lead: str | None = None
    body: tuple[Block, ...] = ()
    byline: str | None = None
    published_at: datetime | None = None
    """Aware, in the site's time zone. None when the text names no date."""
    section: str | None = None
    source_url: str | None = None
    dropped: tuple[Dropped, ...] = field(default=())
    id: int | None = None
    """Given by the library when first kept."""
    version: int = 1

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The whole page in order: title, published date, lead, body, byline. All of it is said in this order."""
        head = [Block("title", self.title)]
        if self.published_at is not None:
            head.append(Block("date", written_date(self.published_at)))
        if self.lead:
            head.append(Block("lead", self.lead))
        tail = [Block("byline", self.byline)] if self.byline else []
        return (*head, *self.body, *tail)

    @property
    def word_count(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)

    def kept_as(self, article_id: int, version: int) -> "Article":
        return replace(self, id=article_id, version=version)


def written_date(moment: datetime) -> str:
    """A date as the page writes it: "Thứ Tư, 28/4/2021"."""
    return f"{WEEKDAYS[moment.weekday()]}, {moment.day}/{moment.month}/{moment.year}"
