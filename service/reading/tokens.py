"""Cut text into tokens that tile it: words, digits, spaces, single marks.

In: any text. Out: parallel lists (kinds, texts, starts), one linear pass, nothing lost.
Lists and not objects, because an article has thousands of tokens and a rule looks at most of them.
"""

import re
from enum import IntEnum


class Kind(IntEnum):
    SPACE = 0
    WORD = 1
    """Letters with their combining marks; an underscore is a mark."""
    DIGITS = 2
    """ASCII digits only. Other digits and ², ½ are marks with a rule of their own."""
    MARK = 3
    """One character that is none of these."""


_NUMERAL_SIGNS = "ªº²³¹¼-¾⁰-₟⅐-↋①-⓿❶-➓㈀-㏿"
"""Python counts these as letters; here they are marks."""
_LETTER = rf"[^\W\d_{_NUMERAL_SIGNS}]"
_TOKEN = re.compile(rf"(\s+)|({_LETTER}(?:{_LETTER}|[\u0300-\u036f])*)|([0-9]+)|(.)", re.DOTALL)


class Tokens:
    """The tokens of one text. `starts` has one item more than the others: the length of the text."""

    __slots__ = ("kinds", "starts", "texts")

    def __init__(self, text: str) -> None:
        self.kinds: list[int] = []
        self.texts: list[str] = []
        self.starts: list[int] = []
        kinds, texts, starts = self.kinds.append, self.texts.append, self.starts.append
        for found in _TOKEN.finditer(text):
            kinds((found.lastindex or 4) - 1)
            texts(found.group())
            starts(found.start())
        starts(len(text))

    def __len__(self) -> int:
        return len(self.kinds)
