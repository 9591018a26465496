"""A feed reads as Atom, and the same entries give the same bytes."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from meetings.formats.atom import Entry, write_feed

ATOM = "{http://www.w3.org/2005/Atom}"
AT = datetime(2026, 12, 7, 10, tzinfo=UTC)
ENTRIES = [
    Entry("<b>Day</b> & night", "https://example.org/7", AT, "A\x00\ufffe\ud800 line\nand \u202eanother")
]


def test_feed_holds_entries_as_text() -> None:
    made = write_feed("Journal", "https://example.org/feed", "ar", "Secretariat", ENTRIES)
    feed = ElementTree.fromstring(made)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}updated") == "2026-12-07T10:00:00Z"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "<b>Day</b> & night"
    assert entry.findtext(f"{ATOM}content") == "A line\nand \u202eanother"
    assert made == write_feed("Journal", "https://example.org/feed", "ar", "Secretariat", ENTRIES)


def test_feed_without_entries_is_one() -> None:
    feed = ElementTree.fromstring(write_feed("Journal", "https://example.org/feed", "en", "Secretariat", []))
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "2020-01-01T00:00:00Z"


def test_entry_may_have_a_name_beside_its_address() -> None:
    entry = Entry("Moved", "https://example.org/topic/", AT, "", "https://example.org/news#n-1")
    made = write_feed(
        "News", "https://example.org/feed", "en", "Secretariat", [entry], page="https://example.org/news"
    )
    feed = ElementTree.fromstring(made)
    links = [(one.get("rel"), one.get("href")) for one in feed.findall(f"{ATOM}link")]
    assert links == [("self", "https://example.org/feed"), ("alternate", "https://example.org/news")]
    (found,) = feed.findall(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}id") == "https://example.org/news#n-1"
    (link,) = found.findall(f"{ATOM}link")
    assert (link.get("rel"), link.get("href")) == ("alternate", "https://example.org/topic/")
