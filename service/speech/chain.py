"""Which voice speaks now: the operator's order, kept for one rendition.

In: engines and the order of their voices. Out: what to try next. Pure policy: it speaks nothing itself. A rendition
moves on to a later voice when one fails and never flips back, so that a listener hears at most one change for each.
"""

import threading
from collections.abc import Sequence

from service.errors import UnknownVoice
from service.speech.engine import Engine, Voice


class Chain:
    """The voices of all engines, and the order in which the operator wants them tried."""

    def __init__(self, engines: Sequence[Engine], order: Sequence[str]) -> None:
        """Raises UnknownVoice for a name in the order that no engine has, ValueError for an empty order."""
        if not order:
            raise ValueError("the order of voices is empty")
        self._voices = {voice.name: (voice, engine) for engine in engines for voice in engine.voices}
        self.order = tuple(self.voice(name) for name in dict.fromkeys(order))

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice that can be named, in the operator's order or not."""
        return tuple(voice for voice, _ in self._voices.values())

    def voice(self, name: str) -> Voice:
        """Raises UnknownVoice."""
        return self._known(name)[0]

    def engine_of(self, voice: Voice | str) -> Engine:
        """Raises UnknownVoice."""
        return self._known(voice if isinstance(voice, str) else voice.name)[1]

    def session(self, preferred: str | None = None) -> "ChainSession":
        """One for each rendition. preferred: only this voice, whatever happens. Raises UnknownVoice."""
        return ChainSession(self, self.order if preferred is None else (self.voice(preferred),))

    def _known(self, name: str) -> tuple[Voice, Engine]:
        found = self._voices.get(name)
        if found is None:
            raise UnknownVoice(voice=name, known=", ".join(self._voices))
        return found


class ChainSession:
    """What one rendition may still be spoken in. May be asked from several threads."""

    def __init__(self, chain: Chain, order: tuple[Voice, ...]) -> None:
        self._chain = chain
        self._order = order
        self._from = 0
        self._lock = threading.Lock()

    @property
    def ideal(self) -> Voice:
        """The voice this rendition should be in; when another spoke, it is made again later in this one."""
        return self._order[0]

    def candidates(self) -> tuple[Voice, ...]:
        """Voices to try for the next sentence, best first; never empty: the last voice is tried again each time.

        Voices whose engine cannot be called now are left out as long as another is there; those before the first
        that can be called are left behind for good.
        """
        with self._lock:
            remaining = self._order[self._from :]
        ready = [voice for voice in remaining if self._chain.engine_of(voice).available() is None]
        if not ready:
            return remaining
        self._go_on_to(self._order.index(ready[0]))
        return tuple(ready)

    def failed(self, voice: Voice) -> None:
        """This voice gave no audio: later sentences begin with the one after it. The last one stays."""
        self._go_on_to(min(self._order.index(voice) + 1, len(self._order) - 1))

    def _go_on_to(self, position: int) -> None:
        with self._lock:
            self._from = max(self._from, position)
