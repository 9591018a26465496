"""A feed in Atom: entries that are dated, each with an address that stays. Source: RFC 4287."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "http://www.w3.org/XML/1998/namespace"
# Source: XML 1.0, production 2 (Char).
NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was published; `text` is plain. Its address is its name, too, where it has no other that stays."""

    title: str
    address: str
    updated: datetime
    text: str
    name: str = ""


def write_feed(
    title: str, address: str, language: str, author: str, entries: Sequence[Entry], *, page: str = ""
) -> bytes:
    """Write a feed; the same entries give the same bytes.

    Takes: the entries, the latest first; without any, it is as old as can be said. The address of the page that says
    the same to people, where there is one.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language})
    updated = max((one.updated for one in entries), default=datetime(2020, 1, 1, tzinfo=UTC))
    _add(feed, "title", title)
    _add(feed, "id", address)
    _add(feed, "updated", _stamp(updated))
    _add(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", author)
    ElementTree.SubElement(
        feed, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": address}
    )
    if page:
        _link(feed, "alternate", page, language)
    for one in entries:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "title", one.title)
        _add(entry, "id", one.name or one.address)
        _add(entry, "updated", _stamp(one.updated))
        _link(entry, "alternate", one.address, language)
        _add(entry, "content", one.text)
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _link(parent: ElementTree.Element, rel: str, address: str, language: str) -> None:
    names = {"rel": rel, "type": "text/html", "hreflang": language, "href": address}
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", names)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = NOT_IN_XML.sub("", text)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
