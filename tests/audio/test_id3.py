"""ID3 tags as FFmpeg reads them, in front of an MP3 of ours."""

import io

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sounds import decoded, duration

from service.audio import mp3
from service.audio.id3 import Chapter, Tags, tag

SOUND = mp3.join([mp3.silence(20)])


def read(tags: Tags) -> dict[str, str]:
    with av.open(io.BytesIO(tag(tags) + SOUND), "r") as container:
        return dict(container.metadata)


def test_title_artist_album_and_date_are_read_back():
    tags = Tags("Tiền Giang: Cải cách hành chính", "Báo Nói", "Bản tin sáng", "2021-04-28")
    assert read(tags) == {
        "title": "Tiền Giang: Cải cách hành chính",
        "artist": "Báo Nói",
        "album": "Bản tin sáng",
        "date": "2021-04-28",
    }


def test_a_comment_is_read_back():
    assert read(Tags(comment="Giọng đọc tổng hợp"))["comment"] == "Giọng đọc tổng hợp"


def test_nothing_to_say_takes_no_bytes():
    assert tag(Tags()) == b""
    assert tag(Tags(title=" \0\n")) == b""


def test_a_tag_moves_no_sample():
    tagged = tag(Tags("Tin", comment="x" * 900)) + SOUND
    assert duration(tagged) == duration(SOUND) == 2.4
    assert decoded(tagged).size == decoded(SOUND).size


@given(st.text(max_size=200))
@settings(max_examples=40)
def test_any_title_is_one_line_that_breaks_nothing(title):
    tagged = tag(Tags(title, artist="Báo Nói"))
    assert all(byte < 0x80 for byte in tagged[6:10])
    with av.open(io.BytesIO(tagged + SOUND), "r") as container:
        assert container.metadata["artist"] == "Báo Nói"
        assert not set(container.metadata.get("title", "")) & set("\0\r\n")


def test_a_title_far_too_long_is_cut():
    assert read(Tags("ệ" * 50_000))["title"] == "ệ" * 1000


def test_half_a_surrogate_does_not_stop_the_file():
    assert read(Tags("a\ud83d"))["title"] == "a?"


def test_chapters_are_read_back_in_order():
    chapters = [Chapter(0, 1000, "Tin đầu"), Chapter(1000, 2400, "Tin sau")]
    with av.open(io.BytesIO(tag(Tags("Bản tin", chapters=chapters)) + SOUND), "r") as container:
        found = [
            (
                round(chapter["start"] * chapter["time_base"] * 1000),
                round(chapter["end"] * chapter["time_base"] * 1000),
                chapter["metadata"]["title"],
            )
            for chapter in container.chapters()
            if chapter["time_base"] is not None
        ]
    assert found == [(0, 1000, "Tin đầu"), (1000, 2400, "Tin sau")]


@pytest.mark.parametrize(
    ("chapters", "said"),
    [
        pytest.param([Chapter(5, 4, "x")], "from 5 to 4", id="backwards"),
        pytest.param([Chapter(-1, 4, "x")], "from -1", id="before the start"),
        pytest.param([Chapter(0, 1 << 32, "x")], "to 4294967296", id="after fifty days"),
        pytest.param([Chapter(0, 1, "x")] * 256, "256 chapters", id="more than a byte counts"),
    ],
)
def test_chapters_that_cannot_be_are_refused(chapters, said):
    with pytest.raises(ValueError, match=said):
        tag(Tags(chapters=chapters))
