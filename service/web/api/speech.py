"""The OpenAI audio API, so that programs that speak it get Vietnamese speech by changing one address.

https://platform.openai.com/docs/api-reference/audio/createSpeech
"""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from service.errors import InvalidInput, NothingToRead, UnknownFormat
from service.studio.speech import FORMATS
from service.web.api.shapes import SpeechIn
from service.web.api.tokens import needs_token
from service.web.ranges import MEDIA_TYPES
from service.wiring import Parts

OPENAI_VOICES: Final = frozenset(
    (
        "alloy",
        "ash",
        "ballad",
        "cedar",
        "coral",
        "echo",
        "fable",
        "marin",
        "nova",
        "onyx",
        "sage",
        "shimmer",
        "verse",
    )
)
"""OpenAI's own names mean the default chain of voices."""

router = APIRouter(prefix="/v1", tags=["speech"], dependencies=[Depends(needs_token)])


class InputTooLong(InvalidInput):
    code = "input-too-long"
    status = 413
    en = "The input has {size} characters; the limit is {limit}."
    vi = "Phần chữ dài {size} ký tự, quá mức cho phép là {limit}. Hãy chia thành nhiều lần gửi."


class NoEventStream(InvalidInput):
    code = "no-event-stream"
    en = "Only stream_format=audio is offered here."
    vi = "Ở đây chỉ có dạng phát “audio”, chưa có dạng “{format}”."


def parts_of(request: Request) -> Parts:
    return request.app.state.parts


def _voice_name(voice: str | dict[str, Any]) -> str | None:
    name = str(voice.get("id", "")) if isinstance(voice, dict) else voice
    return None if name in OPENAI_VOICES else name


@router.post("/audio/speech", response_class=Response, responses={200: {"content": {"audio/mpeg": {}}}})
def create_speech(sent: SpeechIn, parts: Annotated[Parts, Depends(parts_of)]) -> Response:
    """Speak a text. The sound is streamed as it is made."""
    limit = parts.settings.max_speech_input_chars
    if len(sent.input) > limit:
        raise InputTooLong(size=len(sent.input), limit=limit)
    if sent.response_format not in FORMATS:
        raise UnknownFormat(format=sent.response_format, known=", ".join(FORMATS))
    if sent.stream_format != "audio":
        raise NoEventStream(format=sent.stream_format)
    if not any(character.isalnum() for character in sent.input):
        raise NothingToRead
    sound = parts.speech.speak(
        sent.input, sent.response_format, voice=_voice_name(sent.voice), speed=sent.speed
    )
    return StreamingResponse(
        sound, media_type=MEDIA_TYPES[sent.response_format], headers={"cache-control": "no-store"}
    )


@router.get("/models")
def list_models(parts: Annotated[Parts, Depends(parts_of)]) -> Any:
    """The models that an OpenAI client may name; each voice is listed as one, too."""
    names = ["tts-1", "tts-1-hd", "gpt-4o-mini-tts", *(voice.name for voice in parts.voices())]
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "created": 0, "owned_by": "baonoi"} for name in names],
    }
