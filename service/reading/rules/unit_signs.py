"""Signs of measure behind a number: degrees, units typed as one character, minutes and seconds."""

from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

SQUARE_SIGNS = {
    "㎡": "mét vuông", "㎢": "ki lô mét vuông", "㎥": "mét khối", "㎞": "ki lô mét", "㎝": "xen ti mét", "㎜": "mi li mét",
    "㎏": "ki lô gam", "㎎": "mi li gam", "㎖": "mi li lít", "㏊": "héc ta", "℃": "độ xê", "℉": "độ ép",
}  # fmt: skip
MINUTE_MARKS = frozenset("'′’")
SECOND_MARKS = frozenset('"″')
QUOTED = 300
"""Code points before a double prime in which an opening quote would make it a closing one."""
SCREENS = frozenset(("tivi", "vi", "tv", "màn", "hình", "laptop", "máy"))
RACES = frozenset(("sau", "kém", "hơn", "trong", "phút", "chậm", "nhanh", "tích", "lục", "gian"))


def degree(place: Place) -> Found | None:
    """ "°C", "º", "°": "độ xê", "độ"."""
    if place.texts[place.at] not in "°º":
        return None
    following = place.texts[place.at + 1] if place.at + 1 < len(place.texts) else ""
    spoken = {"C": "độ xê", "c": "độ xê", "F": "độ ép", "f": "độ ép", "K": "độ ca", "k": "độ ca"}.get(
        following
    )
    if spoken:
        return place.one(place.pos + 2, spoken, "unit.degree")
    if following == " " and place.texts[place.at + 2 : place.at + 3] == ["C"]:
        return place.one(place.pos + 3, "độ xê", "unit.degree")
    return place.one(place.pos + 1, "độ", "unit.degree")


def square_sign(place: Place) -> Found | None:
    """ "㎡", "℃": a unit typed as one character."""
    spoken = SQUARE_SIGNS.get(place.texts[place.at])
    return place.one(place.pos + 1, spoken, "unit") if spoken else None


def prime(place: Place) -> Found | None:
    """ "90'" is a minute."""
    if place.texts[place.at] not in MINUTE_MARKS or place.at == 0 or place.kinds[place.at - 1] != Kind.DIGITS:
        return None
    if place.glued(place.at + 1) and place.kinds[place.at + 1] == Kind.WORD:
        return None
    if place.lower(place.before(place.at - 1)) == "phút":
        return (Silent(place.pos, place.pos + 1, "“phút” đã viết ở trước"),)
    return place.one(place.pos + 1, "phút", "time.minute")


def double_prime(place: Place) -> Found | None:
    """ "15\"": seconds of a race or inches of a screen, by the words before; a closing quote stays one."""
    at = place.at
    if place.texts[at] not in SECOND_MARKS or at == 0 or place.kinds[at - 1] != Kind.DIGITS:
        return None
    if place.text.count('"', max(0, place.pos - QUOTED), place.pos) % 2:
        return None
    near = set(place.words_before(6))
    if not SCREENS.isdisjoint(near):
        return place.one(place.pos + 1, "inch", "unit")
    if not RACES.isdisjoint(near):
        return place.one(place.pos + 1, "giây", "time.second")
    return None


FAMILY = Family(
    title="Ký hiệu đo",
    about="Độ, đơn vị gõ bằng một ký tự, dấu phút và giây.",
    rules=(
        Rule("unit.degree", Kind.MARK, degree),
        Rule("unit.sign", Kind.MARK, square_sign),
        Rule("time.minute", Kind.MARK, prime),
        Rule("time.second", Kind.MARK, double_prime),
    ),
    examples=(
        Example("-5°C", "âm năm độ xê", "nhiệt độ âm"),
        Example("50㎡", "năm mươi mét vuông", "đơn vị gõ bằng một ký tự"),
        Example('về sau 15"', "về sau mười lăm giây", "thành tích"),
    ),
)  # fmt: skip
