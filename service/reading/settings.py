"""How a newsroom wants things said where Vietnamese leaves the choice. Plain data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Choices that are a matter of region or house style; every one of them is right somewhere."""

    letters: Literal["pe", "po"] = "pe"
    """Letter names: "pê xê i" or "pờ cờ i" for PCI."""
    thousand: Literal["nghìn", "ngàn"] = "nghìn"
    zero_tens: Literal["linh", "lẻ"] = "linh"
    early_day: Literal["", "mùng", "mồng"] = ""
    """Said before the first ten days of a month in dates: "ngày mùng chín tháng năm"."""
    say_day: bool = True
    """"sáng 22/4" is said "sáng ngày hai mươi hai tháng tư"."""
    per: Literal["trên", "một", "mỗi"] = "mỗi"
    """The slash in prices and shares: "đồng/kg". Measures ("km/h") are always "trên"."""
    foreign: Literal["as-written", "respell"] = "as-written"
    """Foreign words that no table knows: left to the voice, or approximated in Vietnamese syllables."""
    breath: int = 140
    """Letters that may follow each other without a pause before a breathing point is looked for."""
