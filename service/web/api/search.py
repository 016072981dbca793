"""Search by API: the same results, order and pages as the search page."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from service.library.archive import period_of
from service.library.marking import Piece
from service.library.search import Hit
from service.web import urls
from service.web.api.routes import PartsDep
from service.web.reader.periods import parse

router = APIRouter(prefix="/api/v1", tags=["articles"])

MAX_EDITION = 2**62


class FoundOut(BaseModel):
    """Marks are pairs of code points, start and end, of what was found."""

    id: int
    url: str
    title: str
    title_marks: list[tuple[int, int]]
    lead: str | None
    snippet: str
    snippet_marks: list[tuple[int, int]]
    section: str | None
    published_at: Any
    version: int


class SearchOut(BaseModel):
    query: str
    instead_of: str | None = Field(
        description="What was asked when it finds nothing and `query` is another spelling."
    )
    total: int
    more: bool = Field(description="There are results behind the ones that can be asked for.")
    page: int
    pages: int
    edition: int = Field(
        description="Give it back with the next page, so that new articles do not move the results."
    )
    articles: list[FoundOut]


@router.get("/search", response_model=SearchOut)
def search_articles(
    parts: PartsDep,
    q: str,
    page: Annotated[int, Query(ge=1, le=9_999_999)] = 1,
    section: str | None = None,
    date: Annotated[str | None, Query(description="2021-04-28, 2021-04 or 2021")] = None,
    edition: Annotated[int | None, Query(ge=0, le=MAX_EDITION)] = None,
) -> Any:
    """Articles by their words, the best first. Marks count where they are typed."""
    period = period_of(*parse(date), parts.settings.zone) if date else None
    results = parts.search.find(q, page, section=section, period=period, edition=edition)
    return {
        "query": results.query,
        "instead_of": results.instead_of,
        "total": results.total,
        "more": results.more,
        "page": results.page,
        "pages": results.pages,
        "edition": results.edition,
        "articles": [_found_out(hit, parts.settings.base_url) for hit in results.hits],
    }


def _found_out(hit: Hit, base_url: str) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "url": base_url + urls.article(article.id, article.title),
        "title": article.title,
        "title_marks": _marks(hit.title),
        "lead": article.lead,
        "snippet": "".join(piece.text for piece in hit.snippet.pieces),
        "snippet_marks": _marks(hit.snippet.pieces),
        "section": article.section,
        "published_at": article.published_at,
        "version": article.version,
    }


def _marks(pieces: tuple[Piece, ...]) -> list[tuple[int, int]]:
    marks: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        if piece.marked:
            marks.append((at, at + len(piece.text)))
        at += len(piece.text)
    return marks
