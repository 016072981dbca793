"""Errors that help two people: `en` tells the operator the cause, `vi` tells the reader what happened and what to do.

Raise with the fields the sentences name; the web turns `code`, `status` and both sentences into a
problem document or a page, the command line prints `vi` and exits with 1.
"""

from typing import ClassVar


class BaoNoiError(Exception):
    """Base of every error that is answered in words. Subclasses set the class fields."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    en: ClassVar[str] = "Something failed inside Báo Nói."
    vi: ClassVar[str] = "Báo Nói gặp trục trặc. Hãy thử lại sau ít phút."

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        super().__init__(self.en_text)

    @property
    def en_text(self) -> str:
        return self.en.format(**self.fields)

    @property
    def vi_text(self) -> str:
        return self.vi.format(**self.fields)


class InvalidInput(BaoNoiError):
    """Base of what the sender can put right."""

    code = "invalid-input"
    status = 400
    en = "The request was not understood: {detail}"
    vi = "Yêu cầu chưa đúng: {detail}"


class NothingToRead(InvalidInput):
    code = "nothing-to-read"
    status = 422
    en = "The text holds no word that can be read aloud."
    vi = "Chưa có chữ nào để đọc. Hãy dán phần chữ của bài rồi thử lại."


class TextTooLarge(InvalidInput):
    code = "text-too-large"
    status = 413
    en = "The text has {size} bytes; the limit is {limit}."
    vi = "Bài dài {size} byte, quá mức cho phép là {limit} byte. Hãy chia bài thành nhiều phần."


class NoSuchArticle(BaoNoiError):
    code = "no-such-article"
    status = 404
    en = "There is no article {id}."
    vi = "Không có bài này. Có thể địa chỉ bị gõ sai; hãy về trang nhất để tìm bài."


class ArticleWithdrawn(BaoNoiError):
    code = "article-withdrawn"
    status = 410
    en = "Article {id} has been withdrawn."
    vi = "Bài này đã được tòa soạn rút lại nên không còn đọc và nghe được nữa."


class UnknownVoice(InvalidInput):
    code = "unknown-voice"
    en = "There is no voice {voice!r}. Voices here: {known}."
    vi = "Không có giọng đọc “{voice}”. Các giọng đang có: {known}."


class UnknownFormat(InvalidInput):
    code = "unknown-format"
    en = "There is no audio format {format!r}. Formats here: {known}."
    vi = "Không có định dạng âm thanh “{format}”. Các định dạng đang có: {known}."
