"""Templates in, answers out: rendering, the pages' headers, and the pages kept ready.

A Rendered page is bytes with an entity tag, compressed once. RenderedPages keeps the last ones in a bounded
memory. Templates come from the checkout or from the wheel; nothing else is read.
"""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from service.web import urls

MAX_PAGES_KEPT = 512
MAX_BYTES_KEPT = 32_000_000
GZIP_LEVEL = 6

PAGE_HEADERS = {"Cache-Control": "no-cache", "Vary": "Cookie, Accept-Encoding"}
"""no-cache: browsers ask again and are answered 304. Vary: the cookie decides size and theme."""


def project_folder(name: str) -> Path:
    """`templates` or `static`: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


class Rendered:
    """A page ready to be sent."""

    def __init__(self, body: bytes, media_type: str = "text/html; charset=utf-8") -> None:
        self.body = body
        self.media_type = media_type
        self.digest = hashlib.sha256(body).hexdigest()[:20]
        self.etag = f'W/"{self.digest}"'

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.body, GZIP_LEVEL, mtime=0)

    def response(self, request: Request, headers: Mapping[str, str], status: int = 200) -> Response:
        """200 in the encoding that the browser takes, or 304 when it has this page already."""
        if status == 200 and _knows(request, self.etag):
            return Response(status_code=304, headers={**headers, "ETag": self.etag})
        body, extra = self.body, {"Content-Type": self.media_type}
        if status == 200:
            extra["ETag"] = self.etag
        if _takes_gzip(request):
            body = self.gzipped
            extra["Content-Encoding"] = "gzip"
        return Response(body, status, {**headers, **extra})


class RenderedPages:
    """The pages rendered last, at most `max_pages` and `max_bytes` of them (compressed copies add about a fifth).

    Safe to use from several threads.
    """

    def __init__(self, max_pages: int = MAX_PAGES_KEPT, max_bytes: int = MAX_BYTES_KEPT) -> None:
        self._max_pages = max_pages
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Rendered] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Rendered | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: Rendered) -> None:
        """Keep a page. One that is larger than the whole memory is not kept."""
        size = len(page.body)
        if size > self._max_bytes:
            return
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += size - (len(before.body) if before else 0)
            self._pages[key] = page
            while len(self._pages) > self._max_pages or self._bytes > self._max_bytes:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= len(gone.body)

    def __len__(self) -> int:
        return len(self._pages)


class Templates:
    """The site's templates. asset: name of a static file -> its address."""

    def __init__(self, asset: Mapping[str, str], folder: Path | None = None) -> None:
        environment: Any = Environment(
            loader=FileSystemLoader(folder or project_folder("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.globals.update(asset=asset, urls=urls)
        environment.filters.update(thousands=thousands, decimal=decimal)
        self._environment: Environment = environment

    def render(self, template: str, **context: object) -> Rendered:
        text = self._environment.get_template(template).render(**context)
        return Rendered(text.encode("utf-8", "replace"))


def thousands(number: int) -> str:
    """1234567 -> "1.234.567", as Vietnamese writes it."""
    return f"{number:,}".replace(",", ".")


def decimal(number: float) -> str:
    """1.64 -> "1,6"; whole numbers above ten without a decimal."""
    text = f"{number:.0f}" if number >= 10 else f"{number:.1f}"
    return text.replace(".", ",")


def _knows(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match")
    if not known:
        return False
    return known.strip() == "*" or etag in (tag.strip() for tag in known.split(","))


def _takes_gzip(request: Request) -> bool:
    for offer in request.headers.get("accept-encoding", "").split(","):
        coding, _, parameters = offer.partition(";")
        if coding.strip().lower() == "gzip":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
