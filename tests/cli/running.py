"""The command line as a process of its own, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

SECONDS = 180
"""After so long a command hangs; none takes a tenth of it."""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Data in folder/data, the offline voice, no demo articles; settings lead."""
    return {
        **os.environ,
        "BAONOI_DATA_DIR": str(folder / "data"),
        "BAONOI_VOICES": "espeak:vi",
        "BAONOI_DEMO": "0",
        **settings,
    }


def baonoi(
    folder: Path, *arguments: str, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=environment(folder, **settings),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        cwd=folder,
    )
