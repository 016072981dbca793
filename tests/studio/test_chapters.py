"""Chapters: where a listener may jump to, in the article and in its files."""

import io

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.article import Article, Block
from service.audio.pcm import HOUSE_RATE
from service.audio.timeline import TimedSentence, Timeline
from service.reading import read
from service.studio.chapters import MAX_CHAPTERS, MAX_TITLE_CHARS, chapters_of, marks_of, shortened
from service.wiring import Parts


def paragraph(text: str) -> Block:
    return Block("paragraph", text)


def titles(article: Article) -> list[str]:
    return [mark.title for mark in marks_of(article, read(article))]


WITH_HEADINGS = Article(
    "Cấp nước sạch cho vùng cao",
    lead="Sáng 27/4, tỉnh thông qua nghị quyết.",
    body=(
        paragraph("Mùa khô đến sớm. Dân thiếu nước."),
        Block("heading", "Làm ở đâu trước", level=2),
        paragraph("Đợt một làm ở xã thiếu nước nhất."),
        Block("heading", "Tiền lấy từ đâu", level=3),
        paragraph("Ngân sách tỉnh góp một phần."),
    ),
    byline="Hương Lan",
)


def test_headings_are_chapters_and_the_opening_has_the_articles_title():
    assert titles(WITH_HEADINGS) == ["Cấp nước sạch cho vùng cao", "Làm ở đâu trước", "Tiền lấy từ đâu"]


def test_without_headings_each_passage_is_a_chapter_named_by_its_first_words():
    article = Article(
        "Chợ phiên",
        lead="Tiếng then trở lại chợ phiên vùng cao sau nhiều năm vắng bóng người hát.",
        body=(paragraph("Bà con rất vui."), Block("item", "Một mục."), Block("quote", "Tôi nhớ tiếng then.")),
        byline="Nông Văn Thụ",
    )
    assert titles(article) == [
        "Chợ phiên",
        "Tiếng then trở lại chợ phiên vùng cao sau nhiều…",
        "Bà con rất vui.",
        "Tôi nhớ tiếng then.",
    ]


def test_a_very_long_article_has_no_more_chapters_than_a_list_can_hold():
    article = Article("Dài", body=tuple(paragraph(f"Đoạn {n} đây.") for n in range(1000)))
    marks = marks_of(article, read(article))
    assert MAX_CHAPTERS / 2 < len(marks) <= MAX_CHAPTERS
    assert marks[0].sentence == 0


def test_chapters_fill_the_time_and_wait_for_what_is_not_made_yet():
    marks = marks_of(WITH_HEADINGS, read(WITH_HEADINGS))
    sentences = tuple(TimedSentence(n, n * HOUSE_RATE, (n + 1) * HOUSE_RATE, ()) for n in range(5))
    known = chapters_of(marks, Timeline(HOUSE_RATE, sentences))
    assert [(chapter.start_ms, chapter.end_ms, chapter.title) for chapter in known] == [
        (0, 4000, "Cấp nước sạch cho vùng cao"),
        (4000, 5000, "Làm ở đâu trước"),
    ]
    assert chapters_of(marks, Timeline(HOUSE_RATE, ())) == ()


@given(st.text(), st.integers(2, 100))
@settings(max_examples=60)
def test_a_shortened_title_is_never_longer_than_asked(text, limit):
    assert len(shortened(text, limit)) <= max(limit, 1)


@pytest.mark.parametrize("codec", ["mp3", "opus"])
def test_finished_files_carry_title_date_mark_and_chapters_for_other_players(parts: Parts, codec: str):
    article = parts.desk.publish(
        Article("Cấp nước sạch", body=(paragraph("Mở đầu thế này."), paragraph("Hết rồi.")))
    )
    rendering = parts.audio.make(article, codec)
    assert rendering is not None
    rendering.finished.result(60)
    kept = parts.audio.kept(article, codec)
    assert kept is not None
    found = parts.audio.file(kept.digest, codec)
    assert not isinstance(found, str)

    with av.open(io.BytesIO(found.path.read_bytes())) as container:
        stream = container.streams.audio[0]
        metadata = {**stream.metadata, **container.metadata}
        read_back = [
            (float(chapter["start"] * (chapter["time_base"] or 0)), chapter["metadata"]["title"])
            for chapter in container.chapters()
        ]
    words = {name.lower(): value for name, value in metadata.items()}
    assert words["title"] == "Cấp nước sạch"
    assert words["comment"] == "Giọng đọc do máy tổng hợp."
    assert words["digitalsourcetype"].endswith("/digitalsourcetype/algorithmicMedia")
    told = [(chapter.start_ms / 1000, chapter.title) for chapter in parts.audio.chapters(article)]
    assert len(told) >= 2
    assert read_back == told


def test_a_heading_written_otherwise_but_said_alike_gives_a_new_file(parts: Parts):
    def made(heading: str) -> str:
        article = Article("Bài", body=(Block("heading", heading, level=2), paragraph("Một câu.")))
        kept = parts.desk.publish(article) if not made_before else parts.desk.revise(made_before[0], article)
        made_before.append(kept.id or 0)
        rendering = parts.audio.make(kept, "mp3")
        if rendering is not None:
            rendering.finished.result(60)
        file = parts.audio.kept(kept, "mp3")
        assert file is not None
        return file.digest

    made_before: list[int] = []
    assert made("Phần hai") != made("PHẦN HAI")


def test_titles_of_chapters_are_cut():
    article = Article("T" * 500, body=(paragraph("Một câu."),))
    assert all(len(title) <= MAX_TITLE_CHARS for title in titles(article))
