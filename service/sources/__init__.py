"""Outside text -> Article: what somebody pasted, uploaded or sent becomes plain data with nothing lost unreported."""

from service.sources.chrome import BUILTIN, Chrome, load_chrome
from service.sources.clean import clean, decode
from service.sources.demo import DemoArticle, demo_articles
from service.sources.errors import BadPortalFile, MissingTitle, WrongDate, WrongEncoding
from service.sources.fields import article_from_fields
from service.sources.text import article_from_text

__all__ = [
    "BUILTIN",
    "BadPortalFile",
    "Chrome",
    "DemoArticle",
    "MissingTitle",
    "WrongDate",
    "WrongEncoding",
    "article_from_fields",
    "article_from_text",
    "clean",
    "decode",
    "demo_articles",
    "load_chrome",
]
