"""Marks: what is a pause, what is said, what is silent.

Every mark that no other family took ends here, so nothing is dropped without a reason.
"""

from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

MARK = "dấu câu"
SIGN_SAID = {"&": "và", "+": "cộng", "=": "bằng", "×": "nhân", "@": "a còng", "°": "độ", "±": "cộng trừ"}


def closing(place: Place) -> Found | None:
    """ "./." ends an official text and is not said."""
    if place.text.startswith("./.", place.pos):
        return (Silent(place.pos, place.pos + 3, "dấu kết thúc văn bản"),)
    return None


def any_mark(place: Place) -> Found:
    return (Silent(place.pos, place.pos + 1, MARK),)


FAMILY = Family(
    title="Dấu",
    about="Dấu câu, ký hiệu, gạch nối, gạch chéo.",
    rules=(
        Rule("mark.closing", Kind.MARK, closing),
        Rule("mark", Kind.MARK, any_mark),
    ),
    examples=(
        Example("minh bạch./.", "minh bạch.", "dấu kết thúc văn bản không đọc"),
    ),
)  # fmt: skip
