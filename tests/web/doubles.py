"""A newsstand that holds its articles in memory: what the pages' tests and the browser tests show."""

import re
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from fastapi import FastAPI
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.article import Article, Block
from service.errors import ArticleWithdrawn, BaoNoiError, NoSuchArticle
from service.library.errors import NoSuchResultPage
from service.reading.script import Reading, Script, Sentence
from service.web.html import RenderedPages
from service.web.reader.about import create_about_router
from service.web.reader.assets import Assets
from service.web.reader.finder import Finder
from service.web.reader.finding import create_finding_router
from service.web.reader.newsstand import AudioInfo, Newsstand, StoriesPage, Summary
from service.web.reader.routes import ReaderPages, create_reader_router
from service.web.security import SecurityHeaders

RETRY_AFTER_SECONDS = 7
HANOI = timezone(timedelta(hours=7))
NOW = datetime(2021, 4, 28, 8, 30, tzinfo=HANOI)


def spoken_word_by_word(article: Article) -> Script:
    """A script whose sentences end at full stops and whose every word is read as written."""
    sentences: list[Sentence] = []
    for number, block in enumerate(article.blocks):
        for match in re.finditer(r".+?(?:[.!?…]+(?:\s+|$)|$)", block.text):
            written = match[0]
            words = tuple(
                Reading(match.start() + word.start(), match.start() + word.end(), word[0], word[0], "word")
                for word in re.finditer(r"\w+", written)
            )
            spoken = " ".join(word.spoken for word in words)
            place = (len(sentences), number, match.start(), match.end())
            sentences.append(Sentence(*place, written, spoken, words, ()))
    return Script(tuple(sentences))


class MemoryNewsstand:
    """In: articles without ids, newest first. Counts how often a whole article is asked for."""

    def __init__(self, *articles: Article, audio: AudioInfo | None = None, remembers: bool = True) -> None:
        self.articles = {n: article.kept_as(n, 1) for n, article in enumerate(articles, 1)}
        self.withdrawn: set[int] = set()
        self.audio_of_all = audio or AudioInfo("Giọng máy miền Bắc")
        self.remembers = remembers
        self.page_stories = 40
        self.asked = 0
        self.trouble: Exception | None = None
        """Raised instead of giving an article."""

    def article(self, article_id: int) -> Article:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        if article_id in self.withdrawn:
            raise ArticleWithdrawn(id=article_id)
        if article_id not in self.articles:
            raise NoSuchArticle(id=article_id)
        return self.articles[article_id]

    def edit(self, article_id: int, title: str) -> None:
        article = self.articles[article_id]
        self.articles[article_id] = replace(article, title=title, version=article.version + 1)

    def latest(self, limit: int, section: str | None = None) -> tuple[Summary, ...]:
        chosen = [
            a for a in self.articles.values() if section in (None, a.section) and a.id not in self.withdrawn
        ]
        return tuple(
            Summary(a.id or 0, a.title, a.lead, a.section, a.published_at, a.word_count / 3.5, a.word_count)
            for a in chosen[:limit]
        )

    def listed(self, page: int, section: str) -> StoriesPage:
        every = self.latest(len(self.articles), section)
        pages = max(1, -(-len(every) // self.page_stories))
        if not 1 <= page <= pages:
            raise NoSuchResultPage(page=page, last=pages)
        shown = every[(page - 1) * self.page_stories : page * self.page_stories]
        return StoriesPage(shown, page, pages, len(every))

    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a.section for a in self.articles.values() if a.section))

    def script(self, article_id: int) -> Script:
        return spoken_word_by_word(self.article(article_id))

    def audio(self, article_id: int) -> AudioInfo:
        return self.audio_of_all

    def edition(self, article_id: int) -> Hashable | None:
        article = self.articles.get(article_id)
        if not self.remembers or article is None or article_id in self.withdrawn:
            return None
        return article.version, self.audio_of_all.complete


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    """The only element that matches."""
    (found,) = page.css(selector)
    return found


def reader_app(
    newsstand: Newsstand, kept: RenderedPages | None = None, finder: Finder | None = None
) -> FastAPI:
    """The listener's pages alone, with the site's headers, at half past eight on 28 April 2021.

    finder: for search and archive, which are left out without it.
    """
    app = FastAPI()
    pages = ReaderPages(newsstand, lambda: NOW, RenderedPages() if kept is None else kept, Assets())

    async def in_words(request: Request, error: Exception) -> Response:
        if isinstance(error, BaoNoiError):
            return pages.error(request, error, RETRY_AFTER_SECONDS if error.status == 503 else None)
        return pages.error(request, error.status_code if isinstance(error, HTTPException) else 500)

    if finder is not None:
        app.include_router(create_finding_router(pages, finder))
    app.include_router(create_about_router(pages))
    app.include_router(create_reader_router(pages))
    app.add_exception_handler(BaoNoiError, in_words)
    app.add_exception_handler(HTTPException, in_words)
    app.add_exception_handler(Exception, in_words)
    app.add_middleware(SecurityHeaders)
    return app


FINISHED_AUDIO = AudioInfo(
    "Giọng máy miền Bắc",
    duration_seconds=196.2,
    complete=True,
    urls={name: f"/audio/{'5e1d' * 16}.{name}" for name in ("mp3", "opus", "wav")},
    sizes={"mp3": 1_569_600, "opus": 588_600, "wav": 9_417_600, "vtt": 12_300},
)


def _paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in texts)


WATER = Article(
    title="Nghị quyết của Hội đồng nhân dân tỉnh về cấp nước sạch cho 12 xã vùng cao giai đoạn 2021 - 2025",
    lead="Sáng 27/4/2021, Hội đồng nhân dân tỉnh thông qua nghị quyết đầu tư 148 tỷ đồng xây mới và sửa chữa 31 "
    "công trình nước sạch, phục vụ khoảng 9.600 hộ dân ở 12 xã vùng cao.",
    body=(
        *_paragraphs(
            "Theo Sở Nông nghiệp và Phát triển nông thôn, hiện 38% số hộ ở vùng cao vẫn dùng nước khe, nước mưa. "
            "Mùa khô năm nay đến sớm, nhiều bản phải đi lấy nước cách nhà từ 2 đến 3 km.",
            "Bà Triệu Thị Mùi, trú tại thôn Nà Lẹng, cho biết gia đình bà có 5 người nhưng mỗi ngày chỉ gánh được "
            "chừng 80 lít nước. “Chỉ mong có cái vòi nước ở đầu bản, trẻ con đi học về có nước mà tắm”, bà nói.",
        ),
        Block(
            "image",
            "Người dân thôn Nà Lẹng lấy nước ở khe đầu bản, cách nhà gần 3 km",
            src="https://example.vn/anh.jpg",
            alt="Hai người gánh nước trên đường dốc",
        ),
        Block("heading", "Làm ở đâu trước", level=2),
        *_paragraphs(
            "Nghị quyết chia việc đầu tư làm hai đợt. Đợt một, từ tháng 6/2021 đến hết năm 2022, làm trước ở những "
            "xã thiếu nước gay gắt nhất:"
        ),
        Block("item", "Xã Bằng Thành: 4 công trình, cấp nước cho 1.250 hộ."),
        Block("item", "Xã Cổ Linh: 3 công trình, sửa đường ống dài 7,5 km."),
        Block("item", "Xã Công Bằng: 2 bể chứa, mỗi bể 150 m3, và trạm lọc ở thôn Nà Tậu."),
        Block("heading", "Tiền lấy từ đâu", level=3),
        Block("row", "Nguồn vốn | Số tiền (tỷ đồng) | Tỷ lệ", header=True),
        Block("row", "Ngân sách trung ương | 88,8 | 60%"),
        Block("row", "Ngân sách tỉnh | 44,4 | 30%"),
        Block("row", "Nhân dân đóng góp bằng công lao động | 14,8 | 10%"),
        *_paragraphs(
            "Mức đóng góp do từng bản bàn và quyết định công khai; hộ nghèo, hộ có người khuyết tật không phải góp. "
            "Thường trực Hội đồng nhân dân sẽ giám sát hai lần mỗi năm."
        ),
        Block(
            "quote",
            "Công trình làm xong phải có người trông, có quỹ sửa. Làm rồi bỏ đấy thì dân lại ra khe gánh nước.",
        ),
        Block("heading", "Ba việc phải xong trong quý III", level=2),
        Block("item", "1. Đo lại lưu lượng 31 nguồn nước vào cuối mùa khô."),
        Block("item", "2. Lập tổ quản lý ở từng bản, ít nhất một phần ba là phụ nữ."),
        Block("item", "3. Niêm yết giá nước, dự kiến từ 3.000 đến 5.500 đồng một mét khối."),
        *_paragraphs(
            "Chiều cùng ngày, đội bóng của Trung tâm Nước sạch thắng đội Điện lực 3-1 trong trận giao hữu gây quỹ, "
            "góp được hơn 26 triệu đồng cho quỹ sửa đường ống của thôn Nà Lẹng.",
            "Nghị quyết có hiệu lực từ ngày 10/5/2021. Người dân có thể gọi số 1900 1234 để báo điểm thiếu nước, "
            "hoặc gửi thư đến nuocsach@backan.example, mỗi phản ánh được trả lời trong 5 ngày làm việc.",
        ),
    ),
    byline="Hương Lan",
    published_at=datetime(2021, 4, 28, 5, 0, tzinfo=HANOI),
    section="Chính trị",
)

SHORT = tuple(
    Article(
        title=title,
        lead=lead,
        body=_paragraphs("Tin của phóng viên thường trú. Báo sẽ tiếp tục thông tin tới bạn đọc."),
        byline="Nông Văn Thụ",
        published_at=NOW - timedelta(hours=hours),
        section=section,
    )
    for hours, section, title, lead in (
        (4, "Xã hội", "Từ 17 giờ: cắt điện một phần thị trấn Bằng Lũng", None),
        (5, "Chính trị", "Ngày bầu cử 23/5: người không đi lại được báo tổ bầu cử trước ngày nào?", None),
        (6, "Xã hội", "Kỳ họp thứ 15: cử tri hỏi về nước sạch nông thôn", None),
        (
            7,
            "Kinh tế",
            "Ba Bể mở rộng vùng bí xanh thơm, gắn mã vùng trồng cho từng hộ",
            "Vụ này bà con trồng thêm 20 ha; hợp tác xã nhận mua hết sản lượng.",
        ),
        (8, "Kinh tế", "Miến dong Na Rì giữ giá nhờ đóng gói mới", "Mỗi cân cao hơn năm ngoái 5.000 đồng."),
        (
            9,
            "Xã hội",
            "Chợ Đồn sửa xong 12 km đường liên xã trước mùa mưa",
            "Xe khách đi lại bình thường từ sáng mai, trừ đoạn qua cầu Nà Đeng.",
        ),
        (
            10,
            "Giáo dục",
            "Lớp học thêm giờ không thu tiền cho học sinh thi vào lớp 10",
            "Thầy cô thay nhau ở lại đến 18 giờ.",
        ),
        (11, "Y tế", "Trạm y tế xã khám ngoài giờ hai buổi mỗi tuần từ tháng Năm", None),
        (12, "Văn hóa", "Tiếng then trở lại chợ phiên", None),
    )
)
