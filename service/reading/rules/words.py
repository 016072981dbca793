"""Words: plain Vietnamese ones as they are, everything else by its kind."""

from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.tokens import Kind


def plain(place: Place) -> Found:
    return place.one(place.starts[place.at + 1], place.texts[place.at], "word")


FAMILY = Family(
    title="Chữ",
    about="Từ tiếng Việt đọc như viết.",
    rules=(Rule("word", Kind.WORD, plain),),
    examples=(Example("Bắc Kạn", "Bắc Kạn", "từ thường"),),
)
