"""The commands that the guides show do what they say: every line of every ```sh block is run as it stands."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import baonoi

ROOT = Path(__file__).parents[2]
PAGES = sorted(path for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))

ARTICLE = """28/04/2021
Xã Bằng Lãng có đường mới sau ba năm chờ đợi
Ngày 22/4/2021, xã Bằng Lãng khánh thành đoạn đường dài 12 km nối với trung tâm huyện.

Bà con đi chợ nhanh hơn trước nhiều lần./.

Hương Lan
"""


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_the_commands_of_a_guide_work_one_after_the_other(page, tmp_path):
    (tmp_path / "bai.txt").write_text(ARTICLE, "utf-8")

    for command in commands(page):
        program, *arguments = shlex.split(command)
        assert program == "baonoi", command
        ran = baonoi(tmp_path, *arguments)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target
