"""Cut text into tokens that tile it: words, digits, spaces, single marks.

In: any text. Out: parallel lists (kinds, texts, starts), one linear pass, nothing lost.
Lists and not objects, because an article has thousands of tokens and a rule looks at most of them.
"""

import re
from enum import IntEnum
from itertools import accumulate


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
_TOKEN = re.compile(rf"\s+|{_LETTER}(?:{_LETTER}|[\u0300-\u036f])*|[0-9]+|.", re.DOTALL)
_WORD_LETTER = re.compile(_LETTER)


class _KindByFirst(dict[str, int]):
    """The kind of a token by its first character, worked out once for each character met."""

    def __missing__(self, character: str) -> int:
        if character.isspace():
            kind = Kind.SPACE
        elif "0" <= character <= "9":
            kind = Kind.DIGITS
        elif _WORD_LETTER.match(character):
            kind = Kind.WORD
        else:
            kind = Kind.MARK
        self[character] = int(kind)
        return int(kind)


_KIND_BY_FIRST = _KindByFirst()


class Tokens:
    """The tokens of one text. `starts` has one item more than the others: the length of the text."""

    __slots__ = ("kinds", "starts", "texts")

    def __init__(self, text: str) -> None:
        self.texts: list[str] = _TOKEN.findall(text)
        self.kinds: list[int] = [_KIND_BY_FIRST[token[0]] for token in self.texts]
        self.starts: list[int] = [0, *accumulate(map(len, self.texts))]

    def __len__(self) -> int:
        return len(self.kinds)
