"""Samples: the house format and the small things done to them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
"""Mono PCM, shape (samples,), dtype int16."""

HOUSE_RATE: Final = 24_000
"""Hz. One rate for everything that is kept."""

UNIT_SAMPLES: Final = 2_880
"""120 ms at 24 kHz: five MP3 frames of 576 samples and six Opus packets of 480. Every segment is a whole number of these."""
