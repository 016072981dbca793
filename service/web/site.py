"""What the site is called, how it is reached, and by which address it is known.

Pages and feeds that leave the site (podcast apps, search engines, shared links) need whole addresses. The operator's
BAONOI_BASE_URL leads; without it the request's own Host counts, if it looks like one. Pure.
"""

import re
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

MAX_HOST_CHARS: Final = 255
_LABEL: Final = r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?"
_HOST: Final = re.compile(
    rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?", re.ASCII | re.IGNORECASE
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Site:
    """contact: an e-mail address, an https address, or any words that tell how to reach the newsroom; may be empty."""

    name: str = "Báo Nói"
    base_url: str = ""
    contact: str = ""

    def address(self, request: Request) -> str:
        """ "https://bao.example.vn" without a final slash; empty when nothing trustworthy is known."""
        if self.base_url:
            return self.base_url
        host, scheme = request.headers.get("host", ""), request.scope["scheme"]
        if len(host) > MAX_HOST_CHARS or not _HOST.fullmatch(host) or scheme not in ("http", "https"):
            return ""
        return f"{scheme}://{host.lower()}"

    @property
    def contact_link(self) -> str | None:
        """Where the contact leads when it is an address, else None."""
        if self.mail:
            return f"mailto:{self.mail}"
        return self.contact if self.contact.startswith(("https://", "http://")) else None

    @property
    def mail(self) -> str | None:
        """The contact if it is an e-mail address."""
        return self.contact if _MAIL.fullmatch(self.contact) else None
