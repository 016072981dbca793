"""What can go wrong between outside text and an Article, in words for the operator and for the reader."""

from service.errors import BaoNoiError, InvalidInput


class WrongEncoding(InvalidInput):
    """The bytes are in no encoding that names itself."""

    code = "wrong-encoding"
    status = 422
    en = "The file is not UTF-8, has no UTF-16 mark and declares no charset that fits (first bad byte at {position})."
    vi = (
        "Tệp này không dùng bảng mã Unicode nên chưa đọc được chữ. "
        "Hãy mở tệp, chọn “Lưu thành”, chọn bảng mã UTF-8 rồi gửi lại, hoặc dán phần chữ của bài vào ô soạn bài."
    )


class MissingTitle(InvalidInput):
    """The structured form came without a title."""

    code = "missing-title"
    status = 422
    en = "The article has no title."
    vi = "Bài chưa có tiêu đề. Hãy điền tiêu đề rồi gửi lại."


class WrongDate(InvalidInput):
    """`published_at` is not a date that exists."""

    code = "wrong-date"
    status = 422
    en = "{written!r} is not a date; write it like 2024-10-03T05:30:00+07:00."
    vi = "“{written}” không phải là ngày giờ hợp lệ. Hãy viết theo mẫu 2024-10-03 hoặc 2024-10-03T05:30:00+07:00."


class BadPortalFile(BaoNoiError):
    """A portal file of the operator cannot be used."""

    code = "bad-portal-file"
    en = "The portal file {path} cannot be used: {detail}"
    vi = "Tệp mẫu cổng thông tin {path} chưa dùng được: {detail}"
