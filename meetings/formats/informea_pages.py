"""A page of a feed in InforMEA's forms: the meetings on it, and where the next page is.

JSON is read as OData 2 to 4 write it and as our own `/api/v2/meetings` does, XML as Atom with properties. A document
type is refused before anything is read of it, and so is what is made to fill the memory.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring

from meetings.domain.errors import NotACalendar
from meetings.formats.informea_records import Record

MOST_PIECES: Final = 400_000
PAGE: Final = 100
NEXT: Final = ("__next", "@odata.nextLink", "odata.nextLink", "next")
LISTS: Final = ("results", "value", "items")
COUNTS: Final = ("__count", "@odata.count", "odata.count", "count")
DOCUMENT_TYPE: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
FIRST: Final = f"$format=json&$inlinecount=allpages&$orderby=updated%20desc,id&$top={PAGE}&$skip=0"
EXPAND: Final = "&$expand=title"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its meetings as records, how many there are on all pages (if said), and what leads to the next."""

    records: tuple[Record, ...]
    total: int | None = None
    next: str = ""


def first_address(address: str) -> str:
    """Give where to begin with a feed: of a service its meetings, in pages; any other address as it is."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if path.lower().endswith(".svc"):
        path = f"{path}/Meetings"
    elif not path.endswith("/Meetings"):
        return address
    if parts.query:
        return urlunsplit(parts._replace(path=path))
    return urlunsplit(parts._replace(path=path, query=FIRST + EXPAND))


def next_address(page: Page, address: str, so_far: int) -> str:
    """Give where the next page is: where the page says, else (asked in pages) so many further; nothing at the end."""
    if page.next:
        return _led(page.next, address)
    query = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    top, skip = query.get("$top", ""), query.get("$skip", "")
    if not page.records or not (top.isdigit() and skip.isdigit() and len(top + skip) < 12):
        return ""
    is_over = len(page.records) < int(top) if page.total is None else so_far >= page.total
    return "" if is_over else _with(address, {"$skip": str(int(skip) + len(page.records))})


def _led(led: str, address: str) -> str:
    """Give the address that a page leads to: one, or a mark to ask for what comes after it."""
    if led.startswith(("http://", "https://", "/", "?")) or "$" in led:
        return urljoin(address, led)
    return _with(address, {"after": led})


def _with(address: str, values: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(values)
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote, safe="$,")))


def json_page(body: bytes) -> Page:
    """Read a page of JSON.

    Raises: NotACalendar, for what is none, or not a list of meetings.
    """
    if body.count(b"{") + body.count(b"[") > MOST_PIECES:
        raise NotACalendar(field="file")
    try:
        found = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotACalendar(field="file") from None
    around = found.get("d", found) if isinstance(found, dict) else found
    if isinstance(around, list):
        return Page(_records(around))
    if not isinstance(around, dict):
        raise NotACalendar(field="file")
    rows = next((around[name] for name in LISTS if isinstance(around.get(name), list)), None)
    if rows is None:
        raise NotACalendar(field="file")
    led = next((around[name] for name in NEXT if isinstance(around.get(name), str)), "")
    total = next((around[name] for name in COUNTS if name in around), None)
    return Page(_records(rows), _number(total), led.strip())


def _no_number(name: str) -> None:
    raise ValueError(name)


def _records(rows: list[Any]) -> tuple[Record, ...]:
    return tuple(one if isinstance(one, dict) else {} for one in rows)


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def atom_page(body: bytes) -> Page:
    """Read a page of Atom, in UTF-8 and without a document type.

    Raises: NotACalendar.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotACalendar(field="file") from None
    if DOCUMENT_TYPE.search(text) or text.count("<") > MOST_PIECES:
        raise NotACalendar(field="file")
    try:
        feed = fromstring(text, XMLParser(encoding="utf-8"))
    except (ParseError, ValueError):
        raise NotACalendar(field="file") from None
    entries = [feed] if _name(feed) == "entry" else [one for one in feed if _name(one) == "entry"]
    if _name(feed) not in ("feed", "entry"):
        raise NotACalendar(field="file")
    led = next((one.get("href", "") for one in feed if _is_next(one)), "")
    total = next((one.text for one in feed if _name(one) == "count"), None)
    return Page(tuple(_entry(one) for one in entries), _number((total or "").strip()), led.strip())


def _is_next(element: Element) -> bool:
    return _name(element) == "link" and element.get("rel") == "next"


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _entry(entry: Element) -> Record:
    """Give the properties of an entry as a record; titles may also lie in an expanded link beside them."""
    properties = next(_own_properties(entry), None)
    record: dict[str, Any] = {}
    for one in properties if properties is not None else ():
        name = _name(one)
        record.setdefault(name, _texts(one) if name == "title" and len(one) else _value(one))
    if not record.get("title"):
        record["title"] = [text for link in entry if _is_title(link) for text in _texts(link)]
    return record


def _own_properties(entry: Element) -> Iterator[Element]:
    """Give the properties of an entry itself: within it, or within its content."""
    for one in entry:
        if _name(one) == "properties":
            yield one
        elif _name(one) == "content":
            yield from (each for each in one if _name(each) == "properties")


def _is_title(element: Element) -> bool:
    return _name(element) == "link" and element.get("rel", "").rpartition("/")[2].lower() == "title"


def _texts(element: Element) -> list[dict[str, str]]:
    """Give the texts within an element, each with its language."""
    found = []
    for holder in element.iter():
        values = {_name(one): (one.text or "") for one in holder}
        if "language" in values and "value" in values:
            found.append({"language": values["language"], "value": values["value"]})
    return found


def _value(element: Element) -> str | None:
    is_null = any(name.rpartition("}")[2] == "null" and value == "true" for name, value in element.items())
    return None if is_null else (element.text or "").strip()
