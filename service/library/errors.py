"""What can go wrong in the library, answered in words."""

from service.errors import BaoNoiError, InvalidInput, NoSuchArticle


class LibraryError(BaoNoiError):
    """Base of what the operator, not the reader, can put right."""

    code = "library"


class DatabaseUnreadable(LibraryError):
    code = "database-unreadable"
    en = "The database {where} cannot be read: {detail}. It was left as it is."
    vi = (
        "Không đọc được cơ sở dữ liệu {where}. Báo Nói đã để nguyên, không sửa gì. "
        "Hãy khôi phục từ bản sao lưu, hoặc chuyển tệp đi nơi khác để bắt đầu với cơ sở dữ liệu trống."
    )


class DatabaseForeign(LibraryError):
    code = "database-foreign"
    en = "The database {where} belongs to another program (tables: {tables}). It was left as it is."
    vi = (
        "Cơ sở dữ liệu {where} là của một chương trình khác nên Báo Nói không dùng và đã để nguyên. "
        "Hãy đặt BAONOI_DATABASE_URL hoặc BAONOI_DATA_DIR sang nơi khác."
    )


class DatabaseNewer(LibraryError):
    code = "database-newer"
    en = "The database {where} was made by a newer Báo Nói (schema {found}; this one knows up to {known}). It was left as it is."
    vi = (
        "Cơ sở dữ liệu {where} do một bản Báo Nói mới hơn tạo ra (lược đồ {found}, bản này chỉ biết đến {known}). "
        "Báo Nói đã để nguyên, không sửa gì. Hãy cài bản Báo Nói mới hơn."
    )


class DatabaseUpgradeFailed(LibraryError):
    code = "database-upgrade-failed"
    en = "The database {where} could not be upgraded from {found}: {detail}. Nothing was changed."
    vi = (
        "Không nâng cấp được cơ sở dữ liệu {where} từ lược đồ {found}; mọi thứ vẫn như trước khi nâng cấp. "
        "Hãy chạy lại bản Báo Nói cũ và báo lỗi này cho chúng tôi."
    )


class DatabaseBusy(LibraryError):
    code = "database-busy"
    status = 503
    en = "The database is busy: {detail}"
    vi = "Hệ thống đang bận nên chưa ghi được. Hãy thử lại sau ít phút."


class DiskFull(LibraryError):
    code = "disk-full"
    status = 507
    en = "There is no room left to write {name}: {detail}"
    vi = "Ổ đĩa của máy chủ đã đầy nên chưa lưu được. Hãy báo cho người quản trị rồi thử lại sau."


class StoreUnusable(LibraryError):
    code = "store-unusable"
    en = "Audio cannot be kept in {folder}: {detail}"
    vi = (
        "Không ghi được vào thư mục âm thanh {folder}. Hãy kiểm tra quyền ghi của thư mục, "
        "hoặc đặt BAONOI_DATA_DIR sang nơi khác."
    )


class MissingFile(LibraryError):
    """The store holds no such file; what was in it can be made again."""

    code = "file-missing"
    en = "The store holds no file {name}."
    vi = "Tệp âm thanh không còn trong kho và sẽ được làm lại. Hãy thử lại sau ít giây."


class DamagedFile(LibraryError):
    """The file's bytes are not those that were written; they can be made again."""

    code = "file-damaged"
    en = "The file {name} is damaged: its digest is {found}, not {expected}."
    vi = "Tệp âm thanh bị hỏng và sẽ được làm lại. Hãy thử lại sau ít giây."


class NoSuchRendition(LibraryError):
    code = "no-such-rendition"
    status = 404
    en = "There is no rendition {digest}."
    vi = "Không còn tệp âm thanh này. Hãy mở lại trang của bài để nghe."


class NoSuchVersion(NoSuchArticle):
    code = "no-such-version"
    en = "Article {id} has no version {version}."
    vi = "Bài này không có phiên bản số {version}."


class UnstorableText(InvalidInput):
    code = "unstorable-text"
    status = 422
    en = "The article holds characters that no text can hold (lone surrogates or NUL)."
    vi = "Bài có ký tự hỏng nên chưa lưu được. Hãy dán lại phần chữ của bài."


class TokenNameTaken(InvalidInput):
    code = "token-name-taken"
    status = 409
    en = "There is already a token named {name!r}."
    vi = "Đã có mã truy cập tên “{name}”. Hãy chọn tên khác, hoặc thu hồi mã cũ trước."


class NoSuchToken(InvalidInput):
    code = "no-such-token"
    status = 404
    en = "There is no token named {name!r} in use."
    vi = "Không có mã truy cập nào đang dùng tên “{name}”."


class BadTokenName(InvalidInput):
    code = "bad-token-name"
    en = "A token's name has 1 to {limit} printable characters."
    vi = "Tên mã truy cập cần có từ 1 đến {limit} ký tự, không có ký tự điều khiển."


class NoSuchLexiconEntry(InvalidInput):
    code = "no-such-lexicon-entry"
    status = 404
    en = "There is no lexicon entry {id}."
    vi = "Không có mục từ này trong bảng cách đọc."


class BadLexiconEntry(InvalidInput):
    code = "bad-lexicon-entry"
    status = 422
    en = "The lexicon entry {written!r} cannot be kept: each side has 1 to {limit} characters that text can hold."
    vi = "Chưa lưu được cách đọc này. Mỗi mục cần chữ viết và cách đọc, mỗi bên từ 1 đến {limit} ký tự."


class NothingToSearch(InvalidInput):
    code = "nothing-to-search"
    en = "The query holds no letter and no digit."
    vi = "Chưa có chữ nào để tìm. Hãy gõ ít nhất một chữ hoặc một số rồi tìm lại."


class QueryTooLong(InvalidInput):
    code = "query-too-long"
    en = "The query has {size} characters; the limits are {limit} characters and {words} words."
    vi = "Câu tìm quá dài. Hãy gõ ngắn lại, nhiều nhất {words} chữ và {limit} ký tự."


class NoSuchResultPage(InvalidInput):
    code = "no-such-result-page"
    status = 404
    en = "There is no page {page} of these results; the last one is {last}."
    vi = "Không có trang {page}. Danh sách này có {last} trang; hãy mở lại từ trang 1."


class UnknownPeriod(InvalidInput):
    code = "unknown-period"
    en = "{period!r} is no day and no month."
    vi = "Không hiểu ngày “{period}”. Hãy gõ như 28/4/2021, hoặc cả tháng như 4/2021."
