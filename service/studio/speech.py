"""Speech for a text that is not an article of the site: the OpenAI endpoint and `baonoi speak`.

The same sentences, segments and cache as articles; the sound is handed out as it is made and no rendition is kept.
"""

from collections.abc import Callable, Iterator
from typing import Final

from service.audio.export import MEDIA_TYPES, export
from service.audio.id3 import Tags
from service.audio.pcm import Pcm
from service.audio.speed import change_speed_iter
from service.errors import NothingToRead
from service.library.cache import Cache
from service.reading import read
from service.reading.script import Script
from service.studio.codecs import CODECS, pcm_of
from service.studio.rendering import Rendering
from service.studio.renditions import known_sentences, lines_of
from service.studio.speaking import Speaker

FORMATS: Final = tuple(MEDIA_TYPES)


class SpeechDesk:
    def __init__(self, speaker: Speaker, cache: Cache) -> None:
        self._speaker = speaker
        self._cache = cache

    def rendering(
        self,
        script: Script,
        codec: str,
        voice: str | None,
        *,
        tags: Tags,
        finish: Callable[[Rendering], None] = lambda _: None,
    ) -> Rendering:
        """Begin to speak a script. Raises UnknownVoice, NothingToRead."""
        lines = lines_of(script)
        if not lines:
            raise NothingToRead
        session = self._speaker.session(voice, waiting=True)
        rendering = Rendering(
            lines, CODECS[codec], self._speaker, session, tags=tags, waiting=True, finish=finish
        )
        rendering.start(known_sentences(self._speaker, self._cache, session, lines, CODECS[codec]))
        return rendering

    def speak(self, text: str, audio_format: str, *, voice: str | None, speed: float) -> Iterator[bytes]:
        """The sound of a text in one of FORMATS, in chunks, beginning with the first sentence; blocking.

        speed: 0.25 to 4; the whole lasts 1/speed as long, pauses included. Raises UnknownVoice, NothingToRead before the first chunk.
        """
        rendering = self.rendering(read(text), "flac", voice, tags=Tags())
        return export(_at_speed(pcm_of(rendering.parts()), speed), audio_format)


def _at_speed(chunks: Iterator[Pcm], factor: float) -> Iterator[Pcm]:
    return chunks if factor == 1.0 else change_speed_iter(chunks, factor)
