"""Writes the pages that code knows: `python docs/generate.py` after a change of settings. A test compares."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from service.settings import Settings

SETTINGS_PAGE = Path(__file__).parent / "settings.md"

HEAD = """# Settings

Each setting is an environment variable, or a key of `baonoi.toml` in the folder that `baonoi` is started from (without
`BAONOI_`, in small letters). The environment leads. `baonoi doctor` prints every setting with where it came from.
Lists are separated by commas.
"""


def settings_page() -> str:
    """The text of docs/settings.md, from the class Settings."""
    parts = [HEAD]
    for name, field in Settings.model_fields.items():
        default = field.default
        if default is PydanticUndefined:
            told = "the checkout's own folder; from a wheel the current folder"
        elif isinstance(default, tuple):
            told = f"`{','.join(default)}`"
        elif isinstance(default, bool):
            told = f"`{int(default)}`"
        elif default in {"", None}:
            told = "empty"
        else:
            told = f"`{default}`"
        parts.append(f"## BAONOI_{name.upper()}\n\n{field.description}\n\nDefault: {told}.\n")
    return "\n".join(parts)


if __name__ == "__main__":
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
