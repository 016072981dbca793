"""Every setting of Báo Nói, in one class: environment `BAONOI_*` first, then `baonoi.toml`, then the default.

`baonoi doctor` prints them with where each came from; docs/settings.md names each (a test compares).
Reading settings opens at most one file, `baonoi.toml` in the current folder.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, ClassVar, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from service.errors import BaoNoiError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
SETTINGS_FILE = "baonoi.toml"


class BadSettings(BaoNoiError):
    code = "bad-settings"
    en = "The settings are not valid: {detail}"
    vi = "Cài đặt chưa đúng: {detail}"


def default_data_dir() -> Path:
    """The checkout when running from one, else the current folder."""
    return CHECKOUT if (CHECKOUT / "pyproject.toml").is_file() else Path.cwd()


CommaList = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="BAONOI_",
        use_attribute_docstrings=True,
        toml_file=SETTINGS_FILE,
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )
    env_prefix: ClassVar[str] = "BAONOI_"

    data_dir: Path = Field(default_factory=default_data_dir)
    """Folder of the database and of `audio_cache/`."""
    database_url: str = ""
    """SQLAlchemy address of the database. Empty: SQLite in the data folder."""
    store_url: str = ""
    """Where audio files are kept. Empty: `audio_cache/` in the data folder; a path or file:// address: that folder."""
    base_url: str = ""
    """Address the site is known by, e.g. https://bao.example.vn. Empty: links are paths."""
    timezone: str = "Asia/Ho_Chi_Minh"
    """Time zone of dates on pages."""
    site_name: str = "Báo Nói"
    """Name of the site in tags of audio files and feeds."""
    contact: str = ""
    """How readers reach the newsroom: an e-mail address, a web address or a telephone number. Shown on the pages about accessibility and privacy, and in the podcast."""
    demo: bool = True
    """Put the demo articles into an empty library on first start."""
    warm: bool = True
    """Make the audio of an article in the background when it is published."""
    warm_formats: CommaList = ("mp3", "opus")
    """Formats made in the background: mp3, opus, wav."""

    voices: CommaList = ("gtts:vi", "espeak:vi")
    """Voices in order of preference. `gtts` sends the text to Google; remove it to keep everything on this machine."""
    espeak_workers: int = Field(default=0, ge=0, le=64)
    """Processes that run espeak-ng. 0: one for each core."""
    first_sound_patience_seconds: float = Field(default=0.6, ge=0.05, le=10)
    """How long a waiting listener gives the first voice before the next one speaks."""
    gtts_timeout_seconds: float = Field(default=5.0, ge=0.5, le=60)
    """Longest wait for one answer of Google's service."""
    gtts_parallel: int = Field(default=8, ge=1, le=32)
    """Requests to Google's service at the same time."""
    remake_seconds: float = Field(default=60.0, ge=1)
    """How often to look whether audio spoken by a fallback voice can be made again in the first one."""

    max_text_bytes: int = Field(default=1_000_000, ge=1_000)
    """Longest article that is accepted, in bytes of UTF-8; more answers 413."""
    max_speech_input_chars: int = Field(default=20_000, ge=100)
    """Longest input of /v1/audio/speech, in characters."""
    max_public_renditions: int = Field(default=8, ge=1)
    """Articles whose audio may be in the making at public request at the same time; beyond it 503."""
    cache_max_bytes: int = Field(default=5_000_000_000, ge=1_000_000)
    """Size of `audio_cache/`; beyond it the least recently used audio goes first."""
    portals: Path | None = None
    """Further TOML file that names the chrome of portals."""
    trusted_proxies: CommaList = ("127.0.0.1", "::1")
    """Addresses of reverse proxies whose X-Forwarded-* headers are believed."""
    log_level: str = "info"
    """debug, info, warning or error."""
    log_format: str = "text"
    """text for people, json for machines."""

    @field_validator("voices", "warm_formats", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("voices")
    @classmethod
    def _some_voice(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("at least one voice is needed, e.g. espeak:vi")
        return value

    @field_validator("warm_formats")
    @classmethod
    def _known_formats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(value) - {"mp3", "opus", "wav"}:
            raise ValueError(f"unknown format {', '.join(sorted(unknown))}")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value}") from error
        return value

    @field_validator("base_url")
    @classmethod
    def _no_final_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("store_url")
    @classmethod
    def _folder_only(cls, value: str) -> str:
        if "://" in value and not value.startswith("file://"):
            raise ValueError("only a folder (a path or file://) can keep audio in this version")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return value

    @field_validator("log_format")
    @classmethod
    def _known_log_format(cls, value: str) -> str:
        if value not in {"text", "json"}:
            raise ValueError("must be text or json")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def audio_folder(self) -> Path:
        if self.store_url:
            return Path(self.store_url.removeprefix("file://"))
        return self.data_dir / "audio_cache"

    @property
    def espeak_processes(self) -> int:
        return self.espeak_workers or os.cpu_count() or 1


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment and `baonoi.toml`; overrides lead. Raises BadSettings in words."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSettings(detail=f"BAONOI_{name.upper()}: {first['msg']}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(detail=f"{SETTINGS_FILE}: {error}") from error


def origins(settings: Settings) -> dict[str, tuple[str, str]]:
    """Each setting's value as text and where it came from ("environment", "baonoi.toml" or "default"), for `doctor`."""
    in_file: set[str] = set()
    if Path(SETTINGS_FILE).is_file():
        in_file = set(tomllib.loads(Path(SETTINGS_FILE).read_text(encoding="utf-8")))
    told: dict[str, tuple[str, str]] = {}
    for name in Settings.model_fields:
        variable = f"{Settings.env_prefix}{name}".upper()
        origin = (
            "environment" if os.environ.get(variable) else SETTINGS_FILE if name in in_file else "default"
        )
        value: object = getattr(settings, name)
        shown = (
            ",".join(map(str, cast("tuple[object, ...]", value))) if isinstance(value, tuple) else str(value)
        )
        told[variable] = (shown, origin)
    return told
