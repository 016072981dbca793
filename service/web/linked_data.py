"""An article for machines: JSON-LD in the words of schema.org.

In: what the page shows, and the site. Out: text safe inside <script type="application/ld+json">,
which browsers never run, so that a strict content security policy stands. Pure.
"""

import json
from typing import Any, Final

from markupsafe import Markup

from service.studio.synthetic import SYNTHETIC, schema_address
from service.web import urls
from service.web.contexts import ArticlePage
from service.web.ranges import MEDIA_TYPES
from service.web.site import Site

SPEAKABLE: Final = ["h1", ".lead"]
"""What assistants may read out: title and lead, as selectors of the article page."""

ESCAPED: Final = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
"""No text can close the script element or open a comment in it."""


def news_article(page: ArticlePage, site: Site) -> Markup:
    """The article, its sound and what may be spoken of it; addresses are paths unless the site knows its own."""
    article, address = page.article, site.base_url
    url = address + urls.article(article.id or 0, article.title)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "url": url,
        "headline": article.title,
        "inLanguage": "vi",
        "isAccessibleForFree": True,
        "wordCount": article.word_count,
        "image": address + urls.COVER,
        "publisher": {"@type": "NewsMediaOrganization", "name": site.name, "url": address + urls.FRONT},
        "accessMode": ["textual", "auditory"],
        "accessibilityFeature": ["structuralNavigation", "synchronizedAudioText", "transcript"],
        "speakable": {"@type": "SpeakableSpecification", "cssSelector": SPEAKABLE},
    }
    if article.lead:
        told["description"] = article.lead
    if article.published_at is not None:
        told["datePublished"] = article.published_at.isoformat()
    if article.section:
        told["articleSection"] = article.section
    if article.byline:
        told["author"] = {"@type": "Person", "name": article.byline}
    if article.source_url and article.source_url.startswith(("https://", "http://")):
        told["isBasedOn"] = article.source_url
    if page.audio.complete:
        told["audio"] = _audio(page, address)
    return Markup(json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED))  # noqa: S704


def _audio(page: ArticlePage, address: str) -> dict[str, Any]:
    audio: dict[str, Any] = {
        "@type": "AudioObject",
        "name": page.article.title,
        "description": SYNTHETIC,
        "contentUrl": address + page.audio_url,
        "encodingFormat": MEDIA_TYPES["mp3"],
        "inLanguage": "vi",
        "digitalSourceType": schema_address(page.audio.voices),
    }
    if page.audio.duration_seconds is not None:
        audio["duration"] = _duration(page.audio.duration_seconds)
    size = page.audio.sizes.get("mp3")
    if size is not None:
        audio["contentSize"] = str(size)
    return audio


def _duration(seconds: float) -> str:
    """ISO 8601: 196.2 -> "PT3M16S"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"PT{minutes}M{rest}S"
