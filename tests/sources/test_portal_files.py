"""Portal files: what an operator can add, and how a mistake is answered."""

import pytest

from service.sources import BUILTIN, BadPortalFile, load_chrome
from service.sources.chrome import PORTALS


@pytest.mark.parametrize(
    "line",
    ["Chia sẻ Facebook Zalo", "0 Thích   Chia sẻ   Zalo", "Bình luận (3)", "Tăng cỡ chữ Giảm cỡ chữ", "Lượt xem: 846",
     ">> Xem thêm: Đề xuất mở rộng quốc lộ", "12 Thích   Trả lời   2 giờ trước", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
     "Bản quyền thuộc Trung tâm. Ghi rõ nguồn khi phát lại bản tin này.", "PublishingPortal - Block_BanTin_Toolbar"],
)  # fmt: skip
def test_a_line_of_the_page_is_known(line: str):
    assert BUILTIN.verdict(line) is not None


@pytest.mark.parametrize(
    "line",
    ["Trả lời:", "Miền Bắc", "Ba", "Từ hôm nay", "Chia sẻ với chúng tôi, bà Thảo nói lúa năm nay được mùa.",
     "Theo Nghị quyết, tỉnh phấn đấu đạt các mục tiêu sau:", "Nhà nước Cộng hòa"],
)  # fmt: skip
def test_a_line_of_an_article_is_not_taken_for_the_page(line: str):
    assert BUILTIN.verdict(line) is None


def test_an_operator_adds_patterns_without_losing_the_shipped_ones(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[[drop]]\nreason = "khẩu hiệu của trang"\nline = ["Vì một xã văn minh"]\n', encoding="utf-8"
    )
    chrome = load_chrome([PORTALS, own])
    verdict = chrome.verdict("VÌ MỘT XÃ VĂN MINH!")
    assert verdict is not None
    assert verdict.reason == "khẩu hiệu của trang"
    assert chrome.verdict("Lưu bài viết") is not None


@pytest.mark.parametrize(
    "text",
    ["[[drop]]\nline = ['a']", "[[drop]]\nreason = 'lý do'\nuntil = 'forever'", "[[drop]]\nreason = 'x'\nregex = ['.*']",
     "[words]\nsections = 'Thời sự'", "[colours]\na = 1", "[[drop]\n", "drop = 1"],
    ids=["no reason", "unknown until", "unknown key", "a string for a list", "unknown table", "not TOML", "not a list"],
)  # fmt: skip
def test_a_wrong_portal_file_is_named_with_its_mistake(tmp_path, text: str):
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadPortalFile) as caught:
        load_chrome([file])
    assert str(file) in caught.value.vi_text
