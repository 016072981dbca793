"""Every address of the site, and the one test of an address that somebody hands us.

In: ids, titles, names. Out: paths that begin with "/" (a host is added only by what must leave the site).
Pure: no request, no settings.
"""

import re
import unicodedata
from datetime import date
from urllib.parse import quote, urlsplit

FRONT = "/"
DISPLAY = "/hien-thi"
KEYS = "/phim-tat"
FIND = "/tim"
ARCHIVE = "/bao-cu"
STATIC = "/static/"
FAVICON = "/favicon.ico"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"
COVER = "/podcast.png"
"""The picture of the podcast and of shared links."""
FEEDS = "/podcast"
"""The page that tells how to listen by podcast and how to follow the news in a reader."""
ACCESSIBILITY = "/tiep-can"
PRIVACY = "/rieng-tu"
IMAGES = "/anh/"
"""Pictures that the site itself holds are below this path; any other picture is shown by its caption only."""

SECTIONS_FRAGMENT = "chuyen-muc"
LISTEN_FRAGMENT = "nghe"

MAX_SLUG_CHARS = 80
MAX_RETURN_CHARS = 2_000
"""The longest query of Vietnamese letters, each written as nine characters."""
MAX_ID_DIGITS = 18
"""The largest ids that SQLite and PostgreSQL can hold have 19 digits."""

_OWN_IMAGE = re.compile(r"/anh/[\w-]+(?:[./][\w-]+)*", re.ASCII)


def slug(text: str) -> str:
    """Vietnamese words as an address: marks and đ folded, other signs to single hyphens.

    At most MAX_SLUG_CHARS characters, cut at a hyphen; "bai" when nothing is left.
    """
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in folded if not unicodedata.combining(c)))
    whole = "-".join(words)
    if len(whole) > MAX_SLUG_CHARS:
        cut = whole[: MAX_SLUG_CHARS + 1]
        whole = cut.rpartition("-")[0] or whole[:MAX_SLUG_CHARS]
    return whole or "bai"


def article(article_id: int, title: str) -> str:
    return f"/bai/{article_id}/{slug(title)}"


def listen(article_id: int, title: str) -> str:
    """The listening part of an article's page."""
    return f"{article(article_id, title)}#{LISTEN_FRAGMENT}"


def section(name: str, page: int = 1) -> str:
    return _on_page(f"/muc/{slug(name)}", page)


def find(typed: str = "", *, section_slug: str = "", dates: str = "", page: int = 1, edition: int = 0) -> str:
    """A page of search results. edition: what the first page was searched in, so that the pages fit together."""
    fields = {"q": typed, "muc": section_slug, "ngay": dates}
    if page > 1:
        fields |= {"trang": str(page), "moc": str(edition)}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items() if value)
    return f"{FIND}?{query}" if query else FIND


def archive(day: date, *, whole_month: bool = False, page: int = 1) -> str:
    """The articles of a day, or the days of its month."""
    month = f"{ARCHIVE}/{day.year:04}/{day.month:02}"
    return month if whole_month else _on_page(f"{month}/{day.day:02}", page)


def _on_page(path: str, page: int) -> str:
    return path if page == 1 else f"{path}?trang={page}"


def article_audio(article_id: int, extension: str) -> str:
    """The audio of an article whatever its state: a stream while it is made, then a redirect to the file."""
    return f"/api/v1/articles/{article_id}/audio.{extension}"


def audio(digest: str, extension: str) -> str:
    """An immutable file, named by its content."""
    return f"/audio/{digest}.{extension}"


def timeline(article_id: int) -> str:
    """When each sentence and word of an article is heard, as JSON."""
    return f"/api/v1/articles/{article_id}/timeline"


def script(article_id: int) -> str:
    """What is said for each written word of an article, as JSON."""
    return f"/api/v1/articles/{article_id}/script"


def transcript(article_id: int, extension: str = "vtt") -> str:
    """The written sentences with their times: vtt, srt or json."""
    return f"/api/v1/articles/{article_id}/transcript.{extension}"


def chapters(article_id: int) -> str:
    """The chapters of an article's audio, as podcast apps read them."""
    return f"/api/v1/articles/{article_id}/chapters.json"


def feed(name: str, section_name: str | None = None) -> str:
    """A feed of the site, or of one section. name: "podcast.xml", "atom.xml" or "feed.json"."""
    return f"{section(section_name)}/{name}" if section_name else f"/{name}"


def sitemap(number: int) -> str:
    """One part of a map too large for one file."""
    return f"/sitemap-{number}.xml"


def display(return_to: str) -> str:
    """The display settings page, which leads back to `return_to`."""
    return DISPLAY if return_to == DISPLAY else f"{DISPLAY}?ve={quote(return_to, safe='/')}"


def own_image(src: str | None) -> str | None:
    """`src` if it is a picture that this site holds, else None."""
    return src if src and _OWN_IMAGE.fullmatch(src) else None


def parse_article_id(digits: str) -> int | None:
    """The id written in an address, None for what cannot be one ("٣", "-1", forty digits)."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MAX_ID_DIGITS:
        return None
    return int(digits)


def parse_number(digits: str, most_digits: int) -> int:
    """The number written in an address; 0, which no page and no year has, for what is none or is longer."""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > most_digits:
        return 0
    return int(digits)


def same_site(raw: str | None) -> str:
    """Where to go back to: `raw` without its fragment if it is a path of this site, else the front page.

    Browsers read "//host", "/\\host" and "/<tab>/host" as other sites, so nothing of the kind passes.
    """
    if not raw or len(raw) > MAX_RETURN_CHARS or not raw.startswith("/"):
        return FRONT
    if "//" in raw or "\\" in raw or any(c <= " " or c == "\x7f" for c in raw):
        return FRONT
    try:
        parts = urlsplit(raw)
    except ValueError:
        return FRONT
    if parts.scheme or parts.netloc:
        return FRONT
    path = quote(parts.path, safe="/%-._~!$&'()*+,;=:@")
    query = quote(parts.query, safe="/%-._~!$&'()*+,;=:@?")
    return f"{path}?{query}" if query else path
