"""`baonoi speak`: one article as one audio file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from service.audio.id3 import Tags
from service.audio.timeline import to_vtt
from service.cli.files import read_text, write_whole
from service.errors import UnknownFormat
from service.settings import load_settings
from service.studio.chapters import chapters_of, marks_of
from service.studio.rendering import Rendering
from service.studio.synthetic import SYNTHETIC, iptc_address
from service.wiring import build

FORMATS = ("mp3", "opus", "wav", "flac")


@click.command(
    help="Đọc một bài thành tệp âm thanh. FILE là tệp chữ hoặc HTML, “-” là đầu vào chuẩn.\n\n"
    "Ví dụ: baonoi speak bai.txt --out bai.mp3"
)
@click.argument("file")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp sẽ ghi.")
@click.option("--voice", help="Giọng đọc, ví dụ espeak:vi (xem: baonoi voice list).")
@click.option("--format", "audio_format", help="mp3, opus, wav hoặc flac; không ghi thì theo đuôi tệp.")
@click.option("--vtt", type=click.Path(dir_okay=False, path_type=Path), help="Ghi thêm lời đọc kèm mốc giờ.")
def speak(file: str, out: Path, voice: str | None, audio_format: str | None, vtt: Path | None) -> None:
    chosen = audio_format or out.suffix.lstrip(".").lower()
    if chosen not in FORMATS:
        raise UnknownFormat(format=chosen, known=", ".join(FORMATS))
    settings = load_settings()
    text = read_text(file, settings.max_text_bytes)
    parts = build(settings)
    try:
        article = parts.desk.parse(text)
        script = parts.desk.script(article)
        tags = Tags(
            title=article.title,
            artist=settings.site_name,
            date=article.published_at.date().isoformat() if article.published_at else "",
            comment=SYNTHETIC,
        )
        rendering = parts.speech.rendering(script, chosen, voice, tags=tags)
        _show_progress(rendering)
        tags = replace(
            tags,
            chapters=chapters_of(marks_of(article, script), rendering.timeline()),
            source_type=iptc_address(each.name for each in rendering.voices),
        )
        write_whole(out, rendering.codec.file(rendering.parts(), rendering.total_units(), tags))
        if vtt is not None:
            texts = [sentence.written.strip() for sentence in script.sentences]
            write_whole(vtt, [to_vtt(rendering.timeline(), texts).encode()])
    finally:
        parts.close()
    seconds = round(rendering.timeline().samples / 24_000)
    voices = ", ".join(each.name for each in rendering.voices)
    click.echo(
        f"Đã ghi {out}: {len(rendering.lines)} câu, {seconds // 60} phút {seconds % 60} giây, giọng {voices}.",
        err=True,
    )


def _show_progress(rendering: Rendering) -> None:
    """Wait until every sentence is spoken, with a bar on stderr. Raises what the rendering failed with."""

    def sentences() -> Iterator[None]:
        for _ in rendering.each_sentence():
            yield None

    with click.progressbar(
        sentences(), length=len(rendering.lines), label="Đang đọc", file=click.get_text_stream("stderr")
    ) as bar:
        for _ in bar:
            pass
