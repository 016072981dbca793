"""Pages that code knows are as the code would write them."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_settings_page_tells_every_setting_as_the_code_has_it():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    assert (DOCS / "settings.md").read_text("utf-8") == generate.settings_page(), (
        "run: python docs/generate.py"
    )
