"""The structured form of an article (title, lead, body, ...) -> Article.

In: what the API or an editing form sends. `body` is plain text (a paragraph a line, bullets, "a | b" rows) or,
if it holds a known tag, HTML. Out: an Article; chrome and a repeated title in the body are left out and reported.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from service.article import Article, Dropped
from service.errors import NothingToRead
from service.sources.chrome import BUILTIN, Chrome
from service.sources.clean import clean
from service.sources.dates import stated_date
from service.sources.errors import MissingTitle, WrongDate
from service.sources.kinds import without_closing_mark
from service.sources.lines import has_words
from service.sources.page import understand
from service.sources.text import lines_of


def article_from_fields(
    *,
    title: str,
    body: str,
    timezone: ZoneInfo,
    lead: str | None = None,
    byline: str | None = None,
    published_at: datetime | str | None = None,
    section: str | None = None,
    source_url: str | None = None,
    chrome: Chrome = BUILTIN,
) -> Article:
    """Build an Article from its parts. A naive `published_at` is in `timezone`; a given part wins over the body's.

    Raises MissingTitle, WrongDate, and NothingToRead when neither lead nor body holds a word.
    """
    title = _one_line(title)
    if not has_words(title):
        raise MissingTitle()
    lead = without_closing_mark(_one_line(lead or "")) or None
    moment = _moment(published_at, timezone)
    source = lines_of(clean(body), chrome, timezone)
    page = understand(source.lines, chrome, timezone, title=title)
    if not any(has_words(text) for text in (lead or "", *(block.text for block in page.body))):
        raise NothingToRead()
    dropped = [*source.dropped, *page.dropped]
    byline = _one_line(byline or "") or None
    if byline and page.byline:
        dropped.append(Dropped(page.byline, "tên người viết cuối bài; mục tác giả đã có tên"))
    return Article(
        title=title,
        lead=lead,
        body=tuple(page.body),
        byline=byline or page.byline,
        published_at=moment or source.moment or page.moment,
        section=_one_line(section or "") or None,
        source_url=source_url,
        dropped=tuple(dropped),
    )


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _moment(written: datetime | str | None, zone: ZoneInfo) -> datetime | None:
    if written is None or (isinstance(written, str) and not written.strip()):
        return None
    if isinstance(written, datetime):
        return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(zone)
    moment = stated_date(clean(written), zone)
    if moment is None:
        raise WrongDate(written=written[:60])
    return moment
