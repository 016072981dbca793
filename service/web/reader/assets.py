"""The static files, read once at start: one style sheet joined from its parts, modules, icons, robots.

Out: `Assets.url` (name -> address) and the answers to those addresses. The digest of all files is a folder in the
address, so that browsers may keep them for ever and modules import each other by relative path. Only names read at
start are answered; no path reaches the disk.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from service.web import urls
from service.web.html import Rendered, project_folder

STYLE_SHEET = "baonoi.css"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ASK_AGAIN = {"Cache-Control": "no-cache"}
A_DAY = {"Cache-Control": "public, max-age=86400"}
_VARY = {"Vary": "Accept-Encoding"}


class Assets:
    def __init__(self, folder: Path | None = None) -> None:
        """folder: the project's `static`. Raises FileNotFoundError when it is not there."""
        self._files = dict(_files(folder or project_folder("static")))
        every_digest = "".join(f"{name} {file.digest} " for name, file in self._files.items())
        self._release = hashlib.sha256(every_digest.encode()).hexdigest()[:12]
        self.url: Mapping[str, str] = {name: f"{urls.STATIC}{self._release}/{name}" for name in self._files}

    def answer(self, request: Request, path: str) -> Response | None:
        """The file at an address made by `url`; None for a name that is not there.

        A page of another release gets the file of this one, to be asked for again: better than none.
        """
        release, _, name = path.removeprefix(urls.STATIC).partition("/")
        file = self._files.get(name)
        if file is None:
            return None
        return file.response(request, {**_VARY, **(FOR_EVER if release == self._release else ASK_AGAIN)})

    def named(self, request: Request, name: str) -> Response:
        """A file whose address cannot carry a digest: favicon.ico, podcast.png."""
        return self._files[name].response(request, {**_VARY, **A_DAY})

    def text(self, name: str) -> str:
        """What stands in a file, for answers that begin with it: robots.txt."""
        return self._files[name].body.decode()


def _files(folder: Path) -> Iterator[tuple[str, Rendered]]:
    for path in sorted(folder.iterdir()):
        if path.suffix in MEDIA_TYPES:
            yield path.name, Rendered(path.read_bytes(), MEDIA_TYPES[path.suffix])
    for path in sorted((folder / "parts").glob("*.js")):
        yield f"parts/{path.name}", Rendered(path.read_bytes(), MEDIA_TYPES[".js"])
    yield STYLE_SHEET, Rendered(_style_sheet(folder).encode(), MEDIA_TYPES[".css"])


def _style_sheet(folder: Path) -> str:
    """Themes first (their files are numbered), then the parts, then print, without comments and indentation."""
    themes = sorted((folder / "themes").glob("*.css"))
    parts = sorted((folder / "parts").glob("*.css"), key=lambda path: (path.stem == "print", path.stem))
    text = "\n".join(path.read_text("utf-8") for path in (*themes, *parts))
    without_comments = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip())
