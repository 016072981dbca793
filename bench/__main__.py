"""`make bench`: every measurement, side by side with its peer or limit, written to docs/benchmarks.md.

python -m bench [making serving gtts memory reading search …]   only these; then the page is printed, not written.
"""

import importlib
import os
import platform
import sys
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PARTS = ("making", "serving", "gtts", "memory", "reading", "search")


def main(chosen: list[str]) -> None:
    sections: list[str] = []
    for name in chosen or PARTS:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        sections.append(importlib.import_module(f"bench.{name}").run())
        print(sections[-1], flush=True)
    if chosen:
        return
    head = (
        "# Benchmarks\n\n"
        f"Measured by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}. "
        "One part alone: `.venv/bin/python -m bench making`. Everything is measured from outside, against a real "
        "`baonoi serve` on loopback unless the line says otherwise; times are medians.\n\n"
    )
    PAGE.write_text(head + "\n".join(sections), encoding="utf-8")
    print(f"written to {PAGE}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
