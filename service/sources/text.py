"""Text as pasted -> Article.

In: text copied from a portal, a mail, a document or a chat; or HTML (a file, or pasted with known tags).
Out: an Article with what was left out and why. Touches nothing else; linear in the text.
"""

import re
from html import unescape
from zoneinfo import ZoneInfo

from service.article import Article, Dropped
from service.errors import NothingToRead
from service.sources.chrome import BUILTIN, Chrome
from service.sources.clean import clean
from service.sources.html import html_source, is_html
from service.sources.lines import Source, has_words, split_lines
from service.sources.page import understand

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")


def article_from_text(
    text: str,
    *,
    timezone: ZoneInfo,
    chrome: Chrome = BUILTIN,
    source_url: str | None = None,
    section: str | None = None,
) -> Article:
    """Understand a whole page as pasted. Raises NothingToRead when no word is left beside the portal's own."""
    text = clean(text)
    if not has_words(text):
        raise NothingToRead()
    source = lines_of(text, chrome, timezone)
    page = understand(source.lines, chrome, timezone)
    if page.title is None or not has_words(page.title):
        raise NothingToRead()
    dropped = [*source.dropped, *page.dropped]
    if source.byline and page.byline and source.byline != page.byline:
        dropped.append(Dropped(source.byline, "tên người viết ghi ngoài bài"))
    return Article(
        title=page.title,
        lead=page.lead,
        body=tuple(page.body),
        byline=page.byline or source.byline,
        published_at=source.moment or page.moment,
        section=section or page.section or source.section,
        source_url=source_url,
        dropped=tuple(dropped),
    )


def lines_of(text: str, chrome: Chrome, zone: ZoneInfo) -> Source:
    """Lines of a clean text; HTML when it holds a known tag, with entities resolved either way."""
    if is_html(text):
        return html_source(text, chrome, zone)
    return Source(split_lines(clean(_ENTITY.sub(lambda found: unescape(found[0]), text))))
