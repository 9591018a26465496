"""A feed in Atom: entries that are dated, each with an address that stays. Source: RFC 4287."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree

ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "http://www.w3.org/XML/1998/namespace"
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was published: its address is its name, too; `text` is plain."""

    title: str
    address: str
    updated: datetime
    text: str


def write_feed(title: str, address: str, language: str, author: str, entries: Sequence[Entry]) -> bytes:
    """Write a feed; the same entries give the same bytes.

    Takes: the entries, the latest first; without any, it is as old as can be said.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": language})
    updated = max((one.updated for one in entries), default=datetime(2020, 1, 1, tzinfo=UTC))
    _add(feed, "title", title)
    _add(feed, "id", address)
    _add(feed, "updated", _stamp(updated))
    _add(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", author)
    ElementTree.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": address})
    for one in entries:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "title", one.title)
        _add(entry, "id", one.address)
        _add(entry, "updated", _stamp(one.updated))
        ElementTree.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": one.address})
        _add(entry, "content", one.text)
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = "".join(
        letter for letter in text if letter >= " " or letter in "\n\t"
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
