"""Abbreviations that the article explains itself: "thủ tục hành chính (TTHC)".

In its bracket the abbreviation is silent, for the words were just said; elsewhere it is said as those words.
"""

from service.reading.context import defined_by
from service.reading.rules.place import Example, Family, Found, Place, Rule
from service.reading.script import Silent
from service.reading.tokens import Kind


def defined(place: Place) -> Found | None:
    forms = place.article.heads.get(place.texts[place.at])
    if not forms:
        return None
    for written in forms:
        end = place.pos + len(written)
        if (
            not place.text.startswith(written, place.pos)
            or place.token_at(end) < 0
            or place.text[end : end + 1].isalnum()
        ):
            continue
        bracketed = place.at > 0 and place.texts[place.at - 1] == "(" and place.text[end : end + 1] == ")"
        if bracketed and defined_by(place.text, place.pos - 1, written):
            return (Silent(place.pos, end, "chữ viết tắt của cụm từ ngay trước"),)
        return place.one(end, place.article.defined[written], "abbreviation.article")
    return None


FAMILY = Family(
    title="Chữ viết tắt do bài tự giải thích",
    about="Cụm từ viết đủ rồi mở ngoặc viết tắt: trong ngoặc không đọc lại, về sau đọc cụm từ đủ.",
    rules=(Rule("abbreviation.article", Kind.WORD, defined),),
    examples=(
        Example(
            "giải quyết thủ tục hành chính (TTHC); TTHC đất đai",
            "giải quyết thủ tục hành chính; thủ tục hành chính đất đai",
            "trong ngoặc không đọc lại",
        ),
        Example("Ban tổ chức giải (BTC) họp; BTC cho biết", "Ban tổ chức giải, họp; Ban tổ chức cho biết", "thêm một từ sau cụm từ"),
    ),
)  # fmt: skip
