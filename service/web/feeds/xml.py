"""XML that every parser takes: elements whose text may be anything.

In: names with their usual prefix, text from anywhere. Out: bytes of well-formed XML 1.0. Pure.
"""

import re
import xml.etree.ElementTree as ET
from typing import Final

ATOM: Final = "http://www.w3.org/2005/Atom"
NAMESPACES: Final = {
    "atom": ATOM,
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_FORBIDDEN: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What XML 1.0 does not allow, and what it discourages: controls, surrogates, noncharacters."""


def clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(clean(text).split())


def root(name: str, default: str | None = None, **attributes: str) -> ET.Element:
    """A root element that knows NAMESPACES by their prefixes. default: the namespace of names without a prefix."""
    named = {f"xmlns:{prefix}": address for prefix, address in NAMESPACES.items() if address != default}
    return ET.Element(name, {**({"xmlns": default} if default else {}), **named, **attributes})


def add(parent: ET.Element, name: str, text: str | None = None, /, **attributes: str) -> ET.Element:
    """A new last child; attributes are put on one line."""
    child = ET.SubElement(parent, name, {key: line(value) for key, value in attributes.items()})
    if text is not None:
        child.text = clean(text)
    return child


def written(element: ET.Element) -> bytes:
    """The document in UTF-8, indented for people who look into it."""
    ET.indent(element)
    return ET.tostring(element, encoding="utf-8", xml_declaration=True)
