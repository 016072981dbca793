"""Positions on the globe: "16,9N-105,3E", "15°30'N"."""

import re

from service.reading.rules.figures import Figure, figure_at
from service.reading.rules.place import Example, Family, Found, Piece, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind

_PAIR = re.compile(r"\d{1,2}(?:[.,]\d{1,3})? ?°? ?[NB]( ?[-–;,/] ?| )\d{1,3}(?:[.,]\d{1,3})? ?°? ?[EĐ](?!\w)")
_ONE = re.compile(r"\d{1,3}(?:[.,]\d{1,3})? ?° ?(?:\d{1,2}['′] ?(?:\d{1,2}[\"″] ?)?)?([NSEWBNĐT])(?!\w)")

NAMES = {
    "N": "độ vĩ bắc",
    "B": "độ vĩ bắc",
    "S": "độ vĩ nam",
    "E": "độ kinh đông",
    "Đ": "độ kinh đông",
    "W": "độ kinh tây",
}


def pair(place: Place) -> Found | None:
    found = _PAIR.match(place.text, place.pos)
    if found is None:
        return None
    latitude = figure_at(place, place.pos)
    longitude = figure_at(place, found.end(1))
    if latitude is None or longitude is None:
        return None
    pieces: list[Piece] = [
        place.said(place.pos, found.start(1), f"{latitude.spoken} độ vĩ bắc", "weather.position"),
        Silent(found.start(1), found.end(1), "dấu ngăn hai tọa độ"),
        place.said(found.end(1), found.end(), f"{longitude.spoken} độ kinh đông", "weather.position"),
    ]
    return tuple(pieces)


def single(place: Place) -> Found | None:
    found = _ONE.match(place.text, place.pos)
    if found is None or found.group(1) not in NAMES:
        return None
    numbers: list[Figure] = []
    at = place.pos
    while at < found.end():
        if place.text[at].isdigit():
            figure = figure_at(place, at)
            if figure is None:
                return None
            numbers.append(figure)
            at = figure.end
        else:
            at += 1
    direction = NAMES[found.group(1)]
    spoken = numbers[0].spoken + " độ"
    for number, unit in zip(numbers[1:], ("phút", "giây"), strict=False):
        spoken += f" {number.spoken} {unit}"
    return place.one(found.end(), f"{spoken} {direction.removeprefix('độ ')}", "weather.position")


FAMILY = Family(
    title="Tọa độ",
    about="Vị trí tâm bão, tâm động đất.",
    rules=(
        Rule("weather.position", Kind.DIGITS, pair),
        Rule("weather.position", Kind.DIGITS, single),
    ),
    examples=(
        Example("16,9N-105,3E", "mười sáu phẩy chín độ vĩ bắc một trăm linh năm phẩy ba độ kinh đông", "vị trí tâm bão"),
    ),
)  # fmt: skip
