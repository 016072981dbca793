"""The command line: `baonoi`. Thin: it translates options in, calls the same functions as the web, prints in Vietnamese.

Exit codes: 0 done; 1 an error that was told in words; 2 the command was not understood; 130 interrupted.
"""

import importlib
import sys
from collections.abc import Sequence

import click

from service.errors import BaoNoiError

COMMANDS = {
    "serve": ("service.cli.serve", "serve", "Mở trang báo trên máy này."),
    "speak": ("service.cli.speak", "speak", "Đọc một bài thành tệp âm thanh."),
    "normalize": ("service.cli.normalize", "normalize", "Cho xem lời sẽ đọc của một bài."),
    "import": ("service.cli.articles", "import_articles", "Đưa bài dán từ cổng thông tin vào trang báo."),
    "article": ("service.cli.articles", "article", "Xem danh sách bài, rút bài."),
    "voice": ("service.cli.voices", "voice", "Xem các giọng đọc."),
    "lexicon": ("service.cli.lexicon", "lexicon", "Xem và sửa cách đọc riêng của tòa soạn."),
    "token": ("service.cli.tokens", "token", "Cấp và thu hồi mã truy cập."),
    "cache": ("service.cli.cache", "cache", "Xem, kiểm tra, dọn kho âm thanh."),
    "doctor": ("service.cli.doctor", "doctor", "Xem máy này làm được gì và chưa làm được gì."),
}


class Lazy(click.Group):
    """Imports a command's module only when the command is named, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        return getattr(importlib.import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Các lệnh"):
            formatter.write_dl([(name, help_text) for name, (_, _, help_text) in COMMANDS.items()])


@click.command(
    cls=Lazy,
    help="Báo Nói đọc báo tiếng Việt thành lời.\n\nVí dụ: baonoi serve --port 8000",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="baonoi", prog_name="baonoi")
def cli() -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit. Errors in words go to stderr."""
    try:
        cli.main(args=arguments, prog_name="baonoi", standalone_mode=False)
    except BaoNoiError as error:
        click.echo(f"Lỗi: {error.vi_text}\n({error.en_text})", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nĐã dừng.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
