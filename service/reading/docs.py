"""Write docs/reading.md from the rules' own example tables: `python -m service.reading.docs > docs/reading.md`.

In: the families. Out: Markdown in Vietnamese. A test compares it with the page, so the page cannot drift.
"""

import sys

from service.reading.rules import AFTER_LEXICON, BEFORE_LEXICON
from service.reading.rules.place import Family

INTRODUCTION = """\
# Báo Nói đọc chữ thế nào

Trang này do máy viết từ bảng ví dụ của chính các quy tắc (`python -m service.reading.docs > docs/reading.md`);
mỗi dòng trong bảng cũng là một phép thử. Muốn xem một bài cụ thể được đọc ra sao và quy tắc nào đã chọn cách đọc,
dùng `baonoi normalize --explain`.

Thứ tự chọn cách đọc cho mỗi chỗ trong bài:

1. mục từ riêng của bài, rồi của trang (lexicon);
2. các quy tắc ở phần “Trước bảng từ” dưới đây, theo đúng thứ tự;
3. bảng từ có sẵn: chữ viết tắt, tên riêng, từ nước ngoài;
4. các quy tắc ở phần “Sau bảng từ”; quy tắc cuối nhận mọi thứ còn lại, nên không chữ nào bị bỏ quên.

Chỗ nào không có gì quyết định thì cách đọc có khả năng nhất được chọn và được đánh dấu chưa chắc, kèm lý do và các
cách đọc khác theo thứ tự.
"""


def page() -> str:
    """The whole of docs/reading.md."""
    parts = [INTRODUCTION, "## Trước bảng từ\n"]
    parts += map(_section, BEFORE_LEXICON)
    parts.append("## Sau bảng từ\n")
    parts += map(_section, AFTER_LEXICON)
    return "\n".join(parts)


def _section(family: Family) -> str:
    rows = "\n".join(
        f"| {_cell(example.written)} | {_cell(example.spoken)} | {_cell(example.why)}{'' if example.sure else ' (chưa chắc)'} |"
        for example in family.examples
    )
    names = ", ".join(dict.fromkeys(f"`{rule.name}`" for rule in family.rules))
    return (
        f"### {family.title}\n\n{family.about} Quy tắc: {names}.\n\n"
        f"| viết | đọc | vì sao |\n| --- | --- | --- |\n{rows}\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.stdout.write(page())
