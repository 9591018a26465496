"""A harvester as InforMEA's portal has one, written from what its own code does; and readers of each form of a node."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask.testing import FlaskClient

from meetings.domain.informea import EPOCH, PROPERTIES, Edm, milliseconds

ATOM: Final = "{http://www.w3.org/2005/Atom}"
DATA: Final = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
META: Final = f"{DATA[:-1]}/metadata}}"
Get = Callable[[str, str], tuple[int, bytes]]
Record = dict[str, Any]
KNOWN: Final = ("cbd", "cartagena", "nagoya", "basel", "rotterdam", "stockholm", "minamata", "cites")
WARNED: Final = ("type", "url", "country", "city", "location")
INSTANTS: Final = tuple(name for name, one in PROPERTIES.items() if one.edm == Edm.INSTANT)
TEXTS: Final = tuple(name for name, one in PROPERTIES.items() if one.edm == Edm.WORDS)


def getting(client: FlaskClient) -> Get:
    """Give what asks an application, as a program of somebody else does: an address, and what is accepted."""

    def get(address: str, accept: str) -> tuple[int, bytes]:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = client.get(path, headers={"Accept": accept} if accept else {})
        assert "Set-Cookie" not in answer.headers
        return answer.status_code, answer.data

    return get


@dataclass
class Harvest:
    """What a harvest brought: records by id, whom it skipped and why, what it warned of, and how often it asked."""

    records: dict[str, Record] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    warned: dict[str, list[str]] = field(default_factory=dict)
    doubles: list[str] = field(default_factory=list)
    pages: int = 0


@dataclass
class Harvester:
    """The portal's harvester of one node; `base` is the node's address."""

    get: Get
    base: str
    page_size: int = 100

    def count(self) -> int:
        """Ask how many there are: a number alone, else what stands in the feed."""
        status, content = self.get(f"{self.base}/Meetings/$count", "")
        if status == 200 and content.strip() not in (b"", b"0"):
            return int(content)
        _status, content = self.get(f"{self.base}/Meetings?$inlinecount=allpages", "application/atom+xml")
        found = re.search(rb"<m:count(?:\s+[^>]+)?>(.*?)</m:count>", content, re.DOTALL)
        return int(found[1]) if found else 0

    def harvest(self, more: str = "") -> Harvest:
        """Take all meetings page by page, until a page is empty or the same as the one before."""
        found, before, skip = Harvest(), None, 0
        while True:
            address = f"{self.base}/Meetings?$top={self.page_size}&$skip={skip}"
            address += f"&$expand=title,description&$orderby=updated%20desc,id{more}"
            status, content = self.get(address, "application/json")
            rows = json.loads(content)["d"]["results"] if status == 200 else []
            if not rows or rows == before:
                assert rows == [], "two pages are the same"
                return found
            found.pages += 1
            for row in rows:
                self._take(found, row)
            before, skip = rows, skip + self.page_size

    def exists(self, name: str) -> bool:
        """Ask whether a meeting is still there; what is not there is deleted from the portal."""
        return self.get(f"{self.base}/Meetings('{name}')", "")[0] == 200

    def item(self, name: str) -> Record | None:
        """Take one meeting, by its id, else as an identity of another kind."""
        for key in (f"'{name}'", f"guid'{name}'"):
            status, content = self.get(f"{self.base}/Meetings({key})?$expand=title", "application/json")
            if status == 200:
                return of_json(json.loads(content)["d"])
        return None

    def _take(self, found: Harvest, row: Record) -> None:
        record = of_json(row)
        name = record["id"]
        if name in found.records or name in found.skipped:
            found.doubles.append(name)
        elif not record["title"].get("en"):
            found.skipped[name] = "no English title"
        elif record["treaty"].lower() not in KNOWN:
            found.skipped[name] = "unknown treaty"
        elif record["start"] is None:
            found.skipped[name] = "no start"
        else:
            found.records[name] = record
            if lacking := [one for one in WARNED if not record[one]]:
                found.warned[name] = lacking


def of_json(row: Record) -> Record:
    """Read a meeting of the verbose form: letters are stripped from dates, which leaves milliseconds."""
    record = {name: value for name, value in row.items() if name != "__metadata"}
    for name in INSTANTS:
        if record.get(name) is not None:
            record[name] = int(re.sub(r"[^\d-]", "", record[name]))
    for name in TEXTS:
        if name in record:
            record[name] = {one["language"]: one["value"] for one in record[name]["results"]}
    return record


def of_plain(row: Record) -> Record:
    """Read a meeting of the plain form."""
    instants = {name: None if row[name] is None else _milliseconds(row[name]) for name in INSTANTS}
    return row | instants


def of_entry(entry: ElementTree.Element) -> Record:
    """Read a meeting of the form of Atom."""
    properties = entry.find(f"{ATOM}content/{META}properties")
    assert properties is not None
    return {one.tag.removeprefix(DATA): _value(one) for one in properties}


def feed(content: bytes) -> tuple[list[Record], str | None, int | None]:
    """Read a feed: its meetings, the address of what follows, and how many there are where it says so."""
    root = ElementTree.fromstring(content)
    following = next((one.get("href") for one in root.iter(f"{ATOM}link") if one.get("rel") == "next"), None)
    count = root.findtext(f"{META}count")
    return [of_entry(one) for one in root.iter(f"{ATOM}entry")], following, int(count) if count else None


def follow_atom(get: Get, address: str) -> Iterator[Record]:
    """Take all meetings of a feed, page by page as it says itself."""
    following: str | None = address
    while following:
        status, content = get(following, "application/atom+xml")
        assert status == 200
        records, following, _count = feed(content)
        yield from records


def follow_json(get: Get, address: str) -> Iterator[Record]:
    """Take all meetings as scripts do that follow `__next`."""
    following: str | None = address
    while following:
        status, content = get(following, "*/*")
        assert status == 200
        d = json.loads(content)["d"]
        yield from (of_json(row) for row in d["results"])
        following = d.get("__next")


def follow_plain(get: Get, site: str, size: int, more: str = "") -> Iterator[Record]:
    """Take all meetings of the plain form."""
    after = ""
    while after is not None:
        status, content = get(f"{site}/api/v2/meetings?size={size}&after={after}{more}", "application/json")
        assert status == 200
        page = json.loads(content)
        yield from (of_plain(row) for row in page["value"])
        after = page["next"]


def _value(one: ElementTree.Element) -> Any:
    kind, text = one.get(f"{META}type", Edm.STRING), one.text or ""
    if one.get(f"{META}null") == "true":
        return None
    if kind == Edm.WORDS:
        items = one.findall(f"{META}item")
        return {item.findtext(f"{DATA}language"): item.findtext(f"{DATA}value") for item in items}
    if kind == Edm.INSTANT:
        return _milliseconds(text)
    return {Edm.NUMBER: int, Edm.BOOLEAN: "true".__eq__}.get(Edm(kind), str)(text)


def _milliseconds(text: str) -> int:
    instant = datetime.fromisoformat(text)
    assert instant >= EPOCH  # which takes a zone
    return milliseconds(instant)
