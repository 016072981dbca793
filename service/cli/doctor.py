"""`baonoi doctor`: what works here, what does not, and every setting with where it came from."""

import importlib.metadata
import shutil
import sys

import click

from service.errors import BaoNoiError
from service.settings import load_settings, origins
from service.wiring import build

TRIAL = "Xin chào."
LOW_DISK_BYTES = 1_000_000_000

ORIGINS = {"environment": "biến môi trường", "baonoi.toml": "baonoi.toml", "default": "mặc định"}


@click.command(help="Xem máy này làm được gì và chưa làm được gì.\n\nVí dụ: baonoi doctor")
def doctor() -> None:
    healthy = True
    settings = load_settings()
    click.echo(f"Báo Nói {importlib.metadata.version('baonoi')}, Python {sys.version.split()[0]}")
    click.echo(f"Thư mục dữ liệu: {settings.data_dir}")
    try:
        parts = build(settings)
    except BaoNoiError as error:
        click.echo(f"✗ Kho bài: {error.vi_text} ({error.en_text})")
        sys.exit(1)
    try:
        click.echo(f"✓ Kho bài: mở được, có {parts.desk.count()} bài")
        free = shutil.disk_usage(settings.data_dir).free
        low = free < LOW_DISK_BYTES
        mark, remark = ("!", ", sắp đầy") if low else ("✓", "")
        click.echo(f"{mark} Đĩa: còn trống {free / 1e9:.1f} GB{remark}".replace(".", ","))
        for each in parts.voices():
            engine = parts.speaker.chain.engine_of(each)
            if each.online:
                trouble = engine.available()
                click.echo(
                    f"{'✗' if trouble else '·'} Giọng {each.name} ({each.label}): {trouble or 'cần mạng; chưa gọi thử'}"
                )
                continue
            try:
                spoken = engine.speak(TRIAL, each.name)
            except BaoNoiError as error:
                healthy = False
                click.echo(f"✗ Giọng {each.name} ({each.label}): {error.vi_text} ({error.en_text})")
            else:
                seconds = len(spoken.pcm) / spoken.rate
                click.echo(
                    f"✓ Giọng {each.name} ({each.label}): đọc được, {seconds:.1f} giây".replace(".", ",")
                )
    finally:
        parts.close()
    click.echo("Cài đặt:")
    for name, (shown, origin) in origins(settings).items():
        click.echo(f"  {name}={shown}  ({ORIGINS[origin]})")
    if not healthy:
        sys.exit(1)
