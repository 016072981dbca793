"""Vietnamese news text to a script that can be read aloud and traced to the letter. No framework, no input or output.

from service.reading import read
script = read(article)
"""

from service.reading.explain import explain
from service.reading.lexicon import Lexicon
from service.reading.lines import read_line, spoken_line
from service.reading.reader import read
from service.reading.script import Reading, Script, Sentence, Silent, Word
from service.reading.settings import ReadingSettings

__all__ = [
    "Lexicon",
    "Reading",
    "ReadingSettings",
    "Script",
    "Sentence",
    "Silent",
    "Word",
    "explain",
    "read",
    "read_line",
    "spoken_line",
]
