"""The command line as a person uses it, each command a real process."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tests.cli.running import baonoi, environment

PASTED = """PublishingPortal - Block_BanTin_Toolbar

28/04/2021
Tăng cỡ chữ Giảm cỡ chữ
Xã Bằng Lãng có đường mới sau ba năm chờ đợi
Ngày 22/4/2021, xã Bằng Lãng khánh thành đoạn đường dài 12 km nối với trung tâm huyện.

Bà con đi chợ nhanh hơn trước nhiều lần, 80% hộ có xe máy./.

Hương Lan
"""


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    path = tmp_path / "bai.txt"
    path.write_text(PASTED, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["serve"],
        ["speak"],
        ["normalize"],
        ["import"],
        ["article"],
        ["voice"],
        ["token"],
        ["cache"],
        ["doctor"],
    ],
    ids=lambda command: " ".join(command) or "baonoi",
)
def test_help_of_every_command_shows_an_example(tmp_path, command):
    told = baonoi(tmp_path, *command, "--help")

    assert told.returncode == 0
    assert "Ví dụ: baonoi" in " ".join(told.stdout.split())


def test_import_tells_the_page_and_what_was_left_out(tmp_path, pasted):
    told = baonoi(tmp_path, "import", str(pasted), "--section", "Xã hội")

    assert told.returncode == 0, told.stderr
    assert "Xã Bằng Lãng có đường mới sau ba năm chờ đợi" in told.stdout
    assert "/bai/1/xa-bang-lang" in told.stdout
    assert "Tăng cỡ chữ Giảm cỡ chữ" in told.stdout
    listed = baonoi(tmp_path, "article", "list")
    assert listed.stdout.split("\t")[:3] == ["1", "28/04/2021", "Xã hội"]


def test_an_article_is_withdrawn_once_and_for_all(tmp_path, pasted):
    baonoi(tmp_path, "import", str(pasted))

    assert baonoi(tmp_path, "article", "withdraw", "1").returncode == 0
    assert baonoi(tmp_path, "article", "list").stdout == ""
    missing = baonoi(tmp_path, "article", "withdraw", "7")
    assert missing.returncode == 1
    assert "Không có bài này" in missing.stderr


@pytest.mark.parametrize("extension", ["mp3", "opus", "wav", "flac"])
def test_speak_writes_a_whole_file_with_its_transcript(tmp_path, pasted, extension):
    out, vtt = tmp_path / f"bai.{extension}", tmp_path / "bai.vtt"

    told = baonoi(tmp_path, "speak", str(pasted), "--out", str(out), "--vtt", str(vtt))

    assert told.returncode == 0, told.stderr
    assert "Đã ghi" in told.stderr
    with av.open(str(out)) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert seconds > 8
    assert vtt.read_text("utf-8").startswith("WEBVTT")
    assert "tăng cỡ chữ" not in vtt.read_text("utf-8").lower()


def test_speak_reads_standard_input(tmp_path):
    told = baonoi(tmp_path, "speak", "-", "--out", "ra.mp3", stdin="Chào bà con.")

    assert told.returncode == 0, told.stderr
    assert (tmp_path / "ra.mp3").stat().st_size > 1_000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["khong-co.txt", "--out", "a.mp3"], "Không mở được tệp", id="no such file"),
        pytest.param(["bai.txt", "--out", "a.xyz"], "định dạng", id="an unknown format"),
        pytest.param(["bai.txt", "--out", "a.mp3", "--voice", "robot"], "espeak:vi", id="an unknown voice"),
        pytest.param(["bai.txt", "--out", "khong/co/a.mp3"], "Không ghi được", id="no such folder"),
        pytest.param(["trong.txt", "--out", "a.mp3"], "Chưa có chữ", id="an empty file"),
    ],
)
def test_speak_refuses_in_words_and_leaves_nothing_behind(tmp_path, pasted, arguments, told):
    (tmp_path / "trong.txt").write_text(" \n ... \n", encoding="utf-8")
    before = set(tmp_path.iterdir())

    result = baonoi(tmp_path, "speak", *arguments)

    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert {path.name for path in set(tmp_path.iterdir()) - before} <= {"data"}


def test_ctrl_c_while_speaking_leaves_no_half_file(tmp_path):
    long = tmp_path / "dai.txt"
    long.write_text(
        "Bài dài\n" + "\n".join(f"Câu số {n} của bài rất dài này." for n in range(20_000)), "utf-8"
    )
    speaking = subprocess.Popen(
        [sys.executable, "-m", "service", "speak", str(long), "--out", str(tmp_path / "dai.mp3")],
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        # Where tests run in the background, children would inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    try:
        assert speaking.stderr is not None
        speaking.stderr.read(5)  # "Đang…": it speaks
        speaking.send_signal(signal.SIGINT)
        ended = speaking.wait(60)
        speaking.stderr.close()
    finally:
        speaking.kill()

    assert ended == 130
    assert {path.name for path in tmp_path.iterdir()} == {"dai.txt", "data"}


def test_normalize_shows_one_spoken_sentence_a_line(tmp_path, pasted):
    told = baonoi(tmp_path, "normalize", str(pasted))

    lines = told.stdout.splitlines()
    assert told.returncode == 0
    assert lines[0].startswith("Xã Bằng Lãng có đường mới")
    assert any("tám mươi phần trăm hộ" in line for line in lines)
    assert not any("tăng cỡ chữ" in line.lower() for line in lines)


def test_normalize_explains_which_rule_chose_the_words(tmp_path, pasted):
    told = baonoi(tmp_path, "normalize", str(pasted), "--explain")

    assert "tám mươi phần trăm hộ" in told.stdout
    assert "80 → tám mươi  [number]" in told.stdout
    assert "% → phần trăm  [percent]" in told.stdout


def test_normalize_lines_gives_one_line_for_each(tmp_path):
    lines = ["Ngày 22/4", "", "Một câu. Hai câu.", "!!!", "tỉnh An Giang", "\u00a0"]

    told = baonoi(tmp_path, "normalize", "--lines", stdin="\n".join(lines) + "\n")
    as_json = baonoi(tmp_path, "normalize", "--lines", "--json", stdin="\n".join(lines) + "\n")

    assert len(told.stdout.split("\n")) == len(lines) + 1
    assert told.stdout.split("\n")[0] == "Ngày hai mươi hai tháng tư"
    read = [json.loads(line) for line in as_json.stdout.splitlines()]
    assert [each["written"] for each in read] == lines
    for each in read:
        for reading in each["readings"]:
            assert each["written"][reading["start"] : reading["end"]] == reading["written"]


def test_a_token_is_shown_once_and_can_be_revoked(tmp_path):
    created = baonoi(tmp_path, "token", "create", "tòa soạn")
    token = created.stdout.split()[-1]

    assert len(token) >= 32
    assert token.encode() not in (tmp_path / "data" / "baonoi.sqlite3").read_bytes()
    assert baonoi(tmp_path, "token", "create", "tòa soạn").returncode == 1
    assert token not in baonoi(tmp_path, "token", "list").stdout
    assert baonoi(tmp_path, "token", "revoke", "tòa soạn").returncode == 0
    assert "đã thu hồi" in baonoi(tmp_path, "token", "list").stdout


def test_the_cache_is_counted_verified_and_pruned(tmp_path, pasted):
    baonoi(tmp_path, "speak", str(pasted), "--out", "a.mp3")
    segments = list((tmp_path / "data" / "audio_cache").rglob("*.flac"))

    stats = baonoi(tmp_path, "cache", "stats")
    sound = baonoi(tmp_path, "cache", "verify")
    segments[0].write_bytes(b"hong")
    damaged = baonoi(tmp_path, "cache", "verify")
    pruned = baonoi(tmp_path, "cache", "prune", "--max-bytes", "0")

    assert str(len(segments)) in stats.stdout
    assert sound.returncode == 0
    assert damaged.returncode == 1
    assert "1" in damaged.stdout
    assert pruned.returncode == 0
    assert not list((tmp_path / "data" / "audio_cache").rglob("*.flac"))


def test_doctor_says_what_works_and_where_settings_come_from(tmp_path):
    (tmp_path / "baonoi.toml").write_text('site_name = "Báo Ba Bể"\n', encoding="utf-8")

    told = baonoi(tmp_path, "doctor")

    assert told.returncode == 0, told.stdout
    assert "✓ Giọng espeak:vi" in told.stdout
    assert "BAONOI_VOICES=espeak:vi  (biến môi trường)" in told.stdout
    assert "BAONOI_SITE_NAME=Báo Ba Bể  (baonoi.toml)" in told.stdout
    assert "BAONOI_WARM=True  (mặc định)" in told.stdout


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"BAONOI_TIMEZONE": "Mars/Olympus"}, "BAONOI_TIMEZONE"),
        ({"BAONOI_VOICES": ","}, "BAONOI_VOICES"),
        ({"BAONOI_VOICES": "robot:vi"}, "robot:vi"),
        ({"BAONOI_MAX_TEXT_BYTES": "nhiều"}, "BAONOI_MAX_TEXT_BYTES"),
        ({"BAONOI_PORTALS": "/khong/co.toml"}, "/khong/co.toml"),
    ],
    ids=lambda value: next(iter(value), "") if isinstance(value, dict) else None,
)
def test_a_wrong_setting_is_named(tmp_path, pasted, settings, told):
    result = baonoi(tmp_path, "speak", str(pasted), "--out", "a.mp3", **settings)

    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_data_folder_that_cannot_be_made_is_told_in_words(tmp_path, pasted):
    (tmp_path / "tep").write_text("không phải thư mục", "utf-8")

    told = baonoi(tmp_path, "import", str(pasted), BAONOI_DATA_DIR=str(tmp_path / "tep" / "data"))

    assert told.returncode == 1
    assert "BAONOI_DATA_DIR" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_port_in_use_is_told_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        told = baonoi(tmp_path, "serve", "--port", str(port))

    assert told.returncode == 1
    assert f"Cổng {port} đang có chương trình khác dùng" in told.stderr


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"this is no database at all" * 50, id="not a database"),
        pytest.param(b"SQLite format 3\0" + b"\xff" * 4000, id="garbage inside"),
    ],
)
def test_an_unreadable_database_is_told_and_left_as_it_is(tmp_path, content):
    database = tmp_path / "data" / "baonoi.sqlite3"
    database.parent.mkdir()
    database.write_bytes(content)

    told = baonoi(tmp_path, "article", "list")

    assert told.returncode == 1
    assert told.stderr.startswith("Lỗi: ")
    assert "Traceback" not in told.stderr
    assert database.read_bytes() == content
