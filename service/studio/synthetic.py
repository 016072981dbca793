"""The mark of synthetic speech, in words and for machines.

Source of the codes: IPTC NewsCodes, "Digital Source Type", http://cv.iptc.org/newscodes/digitalsourcetype/ ; schema.org
names the same codes in IPTCDigitalSourceEnumeration.
"""

from collections.abc import Iterable
from typing import Final

SYNTHETIC: Final = "Giọng đọc do máy tổng hợp."
"""The mark in the tags of audio files, in feeds and on pages."""

IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SCHEMA: Final = "https://schema.org/"

BY_RULES: Final = frozenset({"espeak"})
"""Engines whose sound follows from rules alone; every other one learned from recordings."""


def source_type(voices: Iterable[str]) -> str:
    """The IPTC code of what these voices speak, e.g. "algorithmicMedia". voices: "engine:voice"; none: as one that learned."""
    engines = {voice.partition(":")[0] for voice in voices}
    return "algorithmicMedia" if engines and engines <= BY_RULES else "trainedAlgorithmicMedia"


def iptc_address(voices: Iterable[str]) -> str:
    return IPTC + source_type(voices)


def schema_address(voices: Iterable[str]) -> str:
    """The same code as schema.org writes it: https://schema.org/AlgorithmicMediaDigitalSource."""
    code = source_type(voices)
    return f"{SCHEMA}{code[0].upper()}{code[1:]}DigitalSource"
