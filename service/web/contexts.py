"""What the pages show, ready for the templates: blocks grouped, sentences placed, nothing left to decide.

In: an Article with its Script and audio, summaries. Out: plain data without HTML and, but for names and text of
the article itself, without words: those live in the templates. Pure.
Law, property-tested: the pieces of a block, joined, are exactly the block's text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from service.article import CELL_SEPARATOR, Article, Block
from service.reading.script import Script, Sentence
from service.web import urls
from service.web.display import SCALES, THEMES, Display
from service.web.reader.newsstand import AudioInfo, Summary

NEWEST_BESIDE_LEAD = 3
FRONT_PAGE_ARTICLES = 40
FRONT_PAGE_PER_SECTION = 3
MAX_FILE_NAME_CHARS = 80

_MARKER = re.compile(r"(?:\d{1,3}|[a-zđ]|[ivx]{1,5})[.)]\s")


class Piece(NamedTuple):
    """Text, and the sentence of the script that it is part of (None for the space between sentences)."""

    text: str
    sentence: int | None


class BlockView(NamedTuple):
    """A block of the article, and its place in `Article.blocks`. cells: its text, cut into the cells of a row (one cell for any other kind)."""

    number: int
    kind: str
    cells: tuple[tuple[Piece, ...], ...]
    level: int | None = None
    image: str | None = None
    alt: str = ""

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self.cells[0]


class Group(NamedTuple):
    """Neighbouring blocks that make one element: a list, a table, a quotation; any other block alone.

    marked: a list whose items carry their own numbers or letters. head, columns: tables only; columns holds the
    names that narrow pages repeat before each cell.
    """

    kind: str
    blocks: tuple[BlockView, ...]
    marked: bool = False
    head: BlockView | None = None
    columns: tuple[str, ...] = ()


class Download(NamedTuple):
    format: str
    url: str
    file_name: str
    bytes: int | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    article: Article
    title: BlockView
    date: BlockView | None
    lead: BlockView | None
    byline: BlockView | None
    body: tuple[Group, ...]
    audio: AudioInfo
    audio_url: str
    downloads: tuple[Download, ...]
    linked_data: str = ""
    """The article for machines, as linked_data.news_article writes it."""

    @staticmethod
    def of(article: Article, script: Script, audio: AudioInfo) -> "ArticlePage":
        """The page of a kept article. Raises ValueError for one that has no id yet."""
        if article.id is None:
            raise ValueError("an article page needs an article that is kept")
        article_id = article.id
        views = block_views(article.blocks, script)
        single = {view.kind: view for view in views if view.kind in ("title", "date", "lead", "byline")}
        body = [view for view in views if view.kind not in single]
        files = {
            name: audio.urls.get(name, urls.article_audio(article_id, name))
            for name in ("mp3", "opus", "wav")
        }
        files["vtt"] = urls.transcript(article_id)
        return ArticlePage(
            article=article,
            title=single["title"],
            date=single.get("date"),
            lead=single.get("lead"),
            byline=single.get("byline"),
            body=tuple(grouped(body, article.blocks)),
            audio=audio,
            audio_url=files["mp3"],
            downloads=tuple(
                Download(name, url, f"{_file_name(article.title)}.{name}", audio.sizes.get(name))
                for name, url in files.items()
            ),
        )


class SectionList(NamedTuple):
    name: str
    stories: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The lead story, the newest beside it, and what remains by section, in the order of the menu."""

    today: date
    sections: tuple[str, ...]
    count: int
    total_seconds: float | None
    """None unless the audio of every article is complete."""
    lead: Summary | None
    newest: tuple[Summary, ...]
    lists: tuple[SectionList, ...]

    @staticmethod
    def of(stories: Sequence[Summary], sections: Sequence[str], today: date) -> "FrontPage":
        durations = [story.duration_seconds for story in stories]
        rest: dict[str | None, list[Summary]] = defaultdict(list)
        for story in stories[1 + NEWEST_BESIDE_LEAD :]:
            rest[story.section].append(story)
        return FrontPage(
            today=today,
            sections=tuple(sections),
            count=len(stories),
            total_seconds=sum(d for d in durations if d is not None) if None not in durations else None,
            lead=stories[0] if stories else None,
            newest=tuple(stories[1 : 1 + NEWEST_BESIDE_LEAD]),
            lists=tuple(
                SectionList(name, tuple(rest[name][:FRONT_PAGE_PER_SECTION]))
                for name in sections
                if rest[name]
            ),
        )


@dataclass(frozen=True, slots=True)
class Pager:
    """previous, following: addresses; None at either end."""

    page: int
    pages: int
    previous: str | None
    following: str | None

    @staticmethod
    def of(page: int, pages: int, address: Callable[[int], str]) -> "Pager":
        return Pager(
            page,
            pages,
            address(page - 1) if page > 1 else None,
            address(page + 1) if page < pages else None,
        )


@dataclass(frozen=True, slots=True)
class SectionPage:
    name: str
    sections: tuple[str, ...]
    stories: tuple[Summary, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """chosen: what the reader sees now. back: the page that led here."""

    chosen: Display
    back: str
    scales: tuple[int, ...] = SCALES
    themes: tuple[str, ...] = THEMES


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """status: of the answer. sentence: what happened and what to do, when the error says it itself."""

    status: int
    sentence: str | None = None
    retry_after_seconds: int | None = None


def block_views(blocks: Sequence[Block], script: Script) -> tuple[BlockView, ...]:
    """Every block with its sentences placed, in page order; heading levels never skip one."""
    sentences: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in script.sentences:
        sentences[sentence.block].append(sentence)
    views: list[BlockView] = []
    level = 1
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            level = max(2, min(block.level or 2, level + 1, 6))
        alt = block.alt if block.alt and block.alt != block.text else ""
        cells = tuple(_cells(block, tuple(_pieces(block.text, sentences[index]))))
        heading = level if block.kind == "heading" else None
        views.append(BlockView(index, block.kind, cells, heading, urls.own_image(block.src), alt))
    return tuple(views)


def grouped(views: Iterable[BlockView], blocks: Sequence[Block]) -> Iterator[Group]:
    """Neighbouring items, rows and quotes together, every other block alone. `blocks` are the views' blocks by index."""
    for kind, neighbours in groupby(views, key=lambda view: view.kind):
        members = tuple(neighbours)
        if kind == "item":
            yield Group("list", members, marked=all(_MARKER.match(blocks[v.number].text) for v in members))
        elif kind == "row":
            yield from _tables(members, blocks)
        elif kind == "quote":
            yield Group("quote", members)
        else:
            yield from (
                Group(kind, (view,))
                for view in members
                if kind != "image" or view.image or blocks[view.number].text
            )


def _tables(rows: tuple[BlockView, ...], blocks: Sequence[Block]) -> Iterator[Group]:
    """A row that names the columns begins a table."""
    head: BlockView | None = None
    body: list[BlockView] = []
    for row in rows:
        if blocks[row.number].header:
            if head or body:
                yield _table(head, body, blocks)
            head, body = row, []
        else:
            body.append(row)
    yield _table(head, body, blocks)


def _table(head: BlockView | None, body: Sequence[BlockView], blocks: Sequence[Block]) -> Group:
    width = max(len(row.cells) for row in (*body, *((head,) if head else ())))
    names = blocks[head.number].cells if head else ()
    return Group("table", tuple(body), head=head, columns=(*names, *("",) * (width - len(names))))


def _pieces(text: str, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    """The text cut at its sentences; white space around a sentence stays outside of it."""
    at = 0
    for sentence in sentences:
        start, end = max(at, sentence.start), min(len(text), sentence.end)
        written = text[start:end]
        inner = written.strip()
        if not inner:
            continue
        start += len(written) - len(written.lstrip())
        if at < start:
            yield Piece(text[at:start], None)
        yield Piece(inner, sentence.index)
        at = start + len(inner)
    if at < len(text):
        yield Piece(text[at:], None)


def _cells(block: Block, pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    if block.kind != "row":
        yield pieces
        return
    at = 0
    for cell in block.cells:
        yield tuple(_between(pieces, at, at + len(cell)))
        at += len(cell) + len(CELL_SEPARATOR)


def _between(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """The pieces, or parts of them, from start to end."""
    at = 0
    for piece in pieces:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if part:
            yield Piece(part, piece.sentence)


def _file_name(title: str) -> str:
    """A title as the name of a file: readable, with its marks, without what file systems refuse."""
    name = " ".join(re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', " ", title).split()).strip(". ")
    if len(name) > MAX_FILE_NAME_CHARS:
        name = name[:MAX_FILE_NAME_CHARS].rpartition(" ")[0] or name[:MAX_FILE_NAME_CHARS]
    return name or "Báo Nói"
