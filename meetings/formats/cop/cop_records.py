"""What a conference's file says beside its meetings: who presided, where, what was decided, which groups met."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from meetings.domain.cop.imports import RecordGiven
from meetings.formats.cop.cop_names import known_title
from meetings.formats.json_file import Node
from meetings.formats.season_names import source_words

MODES: Final = {"online": "online", "in-person": "in_person", "hybrid": "hybrid"}
# Which word of a source's note says of which field that it was filled in.
SAID: Final = {
    "number": "number",
    "letter": "number",
    "title": "title",
    "titles": "title",
    "day": "starts_on",
}
NOTE: Final = re.compile(r"(\w+)(?: is| are)? inferred")


def read_kept(root: Node, segments: Mapping[str, str]) -> Iterator[RecordGiven]:
    """Read what is kept as it is.

    Takes: the slugs of the segments by their ids in the file.
    Raises: WrongFile, with the path of the field and what is expected there.
    """
    seen: set[str] = set()
    counts: Counter[str] = Counter()
    for one in _every(root, segments):
        if one.key in seen:
            raise root.refuse(f"one record {one.key}, not two")
        seen.add(one.key)
        yield replace(one, position=counts[one.kind])
        counts[one.kind] += 1


def _every(root: Node, segments: Mapping[str, str]) -> Iterator[RecordGiven]:
    for name, kind in (("president", "president"), ("executive_secretary", "secretary")):
        node = root.maybe(name)
        if node is not None:
            yield _record(kind, node, {}, people=[node.text("name")], country=_code(node, "country"))
    host = root.maybe("host_country")
    if host is not None:
        yield _record("host", host, {}, country=_code(host, "iso2"))
    for node in root.items("decisions"):
        number = node.maybe_text("number")
        yield _record("decision", node, segments, number=number)
    for node in root.items("contact_groups"):
        people = [one.as_text() for one in node.items("co_chairs")]
        yield _record("contact_group", node, segments, people=people)
    for node in root.items("side_events"):
        yield _record("side_event", node, segments)
    for node in root.items("online_forums"):
        yield _record("forum", node, segments)


def _record(
    kind: str,
    node: Node,
    segments: Mapping[str, str],
    *,
    number: str | None = None,
    people: Iterable[str] = (),
    country: str | None = None,
) -> RecordGiven:
    title = node.maybe_text("title")
    segment = node.maybe_text("segment")
    if segment is not None and segment not in segments:
        raise node.at("segment").refuse("one of " + ", ".join(sorted(segments)))
    marks = inferred_by(node.maybe("sources"))
    if marks.pop("all", None):
        marks = dict.fromkeys(("title",) if title else ("people",), "inferred")
    return RecordGiven(
        key=node.code("id") if node.maybe("id") else kind,
        kind=kind,
        segment=segments[segment] if segment else None,
        position=0,
        number=number,
        title=known_title(title) if title else {},
        people=list(people),
        country=country,
        starts_on=_first_day(node),
        ends_on=node.maybe_day("end"),
        mode=MODES[node.choice("mode", MODES)] if node.maybe("mode") else None,
        source=source_of(node.maybe("sources")),
        marks=marks,
    )


def _first_day(node: Node) -> date | None:
    return node.maybe_day("start") or node.maybe_day("opens")


def _code(node: Node, name: str) -> str | None:
    if node.maybe(name) is None:
        return None
    code = node.text(name)
    if len(code) != 2 or not (code.isascii() and code.isalpha() and code.isupper()):
        raise node.at(name).refuse("a country's two capital letters, as CH")
    return code


def inferred_by(sources: Node | None) -> dict[str, str]:
    """Name the fields of which a source says that they were filled in; `all`, where the record as a whole was."""
    if sources is None:
        return {}
    kind, note = sources.maybe_text("source"), sources.maybe_text("note") or ""
    found = {SAID[word] for word in NOTE.findall(note) if word in SAID}
    if not found and note == "title":
        found = {"title"}
    if found:
        return dict.fromkeys(sorted(found), "inferred")
    return {"all": "inferred"} if kind == "inferred" or "assumed" in note else {}


def source_of(sources: Node | None) -> str:
    """Write the source of a record for readers; nothing where it was filled in."""
    if sources is None or sources.maybe_text("source") == "inferred":
        return ""
    return source_words(sources.maybe_text("ref") or "")
