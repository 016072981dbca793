"""How a reader wants to see the pages: size of text and theme, kept in one cookie.

In: a cookie, a form. Out: a Display, a Set-Cookie value. Pure. Whatever a cookie holds (forged, huge, of an
older version), a Display comes out; only a form with unknown values is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.errors import InvalidInput

SCALES = (100, 125, 150, 175, 200, 250, 300, 400, 500)
"""Per cent of the normal text size, from the smallest to the largest step."""
THEMES = ("sang", "nga", "toi", "diu", "vang-den", "den-vang")
FOLLOW_DEVICE = "may"
"""What a form sends for "no theme of my own"."""

COOKIE = "hien_thi"
COOKIE_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie (RFC 6265bis)."""
MAX_COOKIE_CHARS = 200

LARGER, SMALLER, NORMAL = "tang", "giam", "macdinh"


class UnknownDisplaySetting(InvalidInput):
    code = "unknown-display-setting"
    en = "There is no display setting {name}={value!r}."
    vi = "Cài đặt hiển thị này không có ở đây. Hãy chọn lại trong trang Cài đặt hiển thị."


@dataclass(frozen=True, slots=True)
class Display:
    """scale: one of SCALES. theme: one of THEMES, None to follow the device's light, dark and contrast settings."""

    scale: int = 100
    theme: str | None = None

    @property
    def largest(self) -> bool:
        return self.scale == SCALES[-1]

    @property
    def smallest(self) -> bool:
        return self.scale == SCALES[0]

    def larger(self) -> "Display":
        return replace(self, scale=min((s for s in SCALES if s > self.scale), default=SCALES[-1]))

    def smaller(self) -> "Display":
        return replace(self, scale=max((s for s in SCALES if s < self.scale), default=SCALES[0]))


def from_cookie(value: str | None) -> Display:
    """The settings in a cookie. What is missing or not understood is the default; sizes go to the nearest step."""
    if not value or len(value) > MAX_COOKIE_CHARS:
        return Display()
    fields: dict[str, str] = {}
    for part in value.split("."):
        name, _, setting = part.partition(":")
        fields[name] = setting
    theme = fields.get("mau")
    return Display(_nearest_scale(fields.get("co", "")), theme if theme in THEMES else None)


def to_cookie(display: Display, *, secure: bool) -> str:
    """The whole Set-Cookie value. Readable by scripts: it holds no secret, and a player may want it."""
    fields = [f"co:{display.scale}"] if display.scale != Display().scale else []
    if display.theme:
        fields.append(f"mau:{display.theme}")
    lifetime = COOKIE_SECONDS if fields else 0
    tail = "; Secure" if secure else ""
    return f"{COOKIE}={'.'.join(fields)}; Max-Age={lifetime}; Path=/; SameSite=Lax{tail}"


def changed_by(display: Display, form: Mapping[str, str]) -> Display:
    """The settings after a form: "co" is tang, giam, macdinh or a size; "mau" a theme or "may".

    Raises UnknownDisplaySetting for any other value. Fields that are not there stay as they are.
    """
    if "datlai" in form:
        return Display()
    size, theme = form.get("co"), form.get("mau")
    if size == LARGER:
        display = display.larger()
    elif size == SMALLER:
        display = display.smaller()
    elif size == NORMAL:
        display = replace(display, scale=Display().scale)
    elif size in {str(scale) for scale in SCALES}:
        display = replace(display, scale=int(size))
    elif size is not None:
        raise UnknownDisplaySetting(name="co", value=size)
    if theme is None:
        return display
    if theme != FOLLOW_DEVICE and theme not in THEMES:
        raise UnknownDisplaySetting(name="mau", value=theme)
    return replace(display, theme=None if theme == FOLLOW_DEVICE else theme)


def _nearest_scale(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 4:
        return Display().scale
    return min(SCALES, key=lambda scale: abs(scale - int(text)))
