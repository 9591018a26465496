"""A conference's file (`minamata/cop/1`) read into values; what is wrong is refused with its path."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from meetings.domain.codes import LANGUAGES, Admission, ProgrammeKind
from meetings.domain.cop.codes import STREAMS, SegmentMode
from meetings.domain.cop.documents_errors import NotASymbol
from meetings.domain.cop.imports import (
    ConferenceGiven,
    CopGiven,
    ItemGiven,
    MeetingGiven,
    SegmentFigureGiven,
    SegmentGiven,
    slug_of,
)
from meetings.domain.cop.symbols import DocumentGiven, parse_symbol
from meetings.domain.imports import SlotGiven, StreamGiven
from meetings.formats.cop.cop_names import (
    PALETTES,
    conference_title,
    groups_in,
    known_title,
    segment_place,
)
from meetings.formats.cop.cop_names import STREAMS as STREAM_NAMES
from meetings.formats.cop.cop_records import inferred_by, read_kept, source_of
from meetings.formats.json_file import Node
from meetings.formats.party_file import GROUPS
from meetings.formats.season_file import check_slug, check_unique, wall_time

SCHEMA: Final = "minamata/cop/1"
MODES: Final = {
    "online": SegmentMode.ONLINE,
    "in-person": SegmentMode.IN_PERSON,
    "hybrid": SegmentMode.HYBRID,
}
# In which stream a meeting of a kind is, and who may enter it; a conference's rules may say otherwise.
KINDS: Final = {
    "ceremony": ("plenary", "participants"),
    "plenary": ("plenary", "participants"),
    "contact-group": ("contact-groups", "participants"),
    "regional": ("regional-meetings", "region"),
    "bureau": ("bureau", "body"),
    "briefing": ("briefings", "participants"),
    "training": ("briefings", "participants"),
    "side-event": ("side-events", "participants"),
    "exhibition": ("exhibitions", "participants"),
}
# Words of meetings' titles that stand for items called otherwise.
TOPICS: Final = {
    "opening": "opening of the meeting",
    "organization of work": "organizational matters",
    "gef": "financial resources and mechanism",
    "closure": "closure of the meeting",
}
NUMBER: Final = re.compile(r"\d{1,2}(?:\([a-z]{1,2}\))*(?:\([ivx]+\))?")
# Hours of days of which none are known, and how many days a meeting has at most.
DAY_STARTS: Final = time(10)
DAY_MINUTES, MOST_DAYS = 480, 10
MOST: Final = 1_000_000


def read_cop(root: Node) -> CopGiven:
    """Read a conference; its `id` becomes its slug, and a segment's `4.1` becomes `4-1`.

    Raises: WrongFile, with the path of the field and what is expected there.
    """
    nodes = root.items("segments", needed=True)
    if not nodes:
        raise root.at("segments").refuse("at least one segment")
    check_unique(nodes)
    segments = {node.code("id"): _segment(node, at) for at, node in enumerate(nodes)}
    if len({one.slug for one in segments.values()}) < len(segments):
        raise root.at("segments").refuse("ids that differ in more than dots")
    item_nodes = root.items("agenda")
    check_unique(item_nodes)
    items = _items(item_nodes, segments)
    meetings = [(node, one) for one in nodes for node in _meeting_nodes(one)]
    check_unique([node for node, _segment in meetings])
    ordered = sorted(segments.values(), key=lambda one: one.starts_on)
    first = next(iter(segments.values()))
    return CopGiven(
        slug=check_slug(root.code("id")),
        programme=ConferenceGiven(
            title=conference_title(root.text("name")),
            place=first.place,
            zone=first.zone,
            starts_on=ordered[0].starts_on,
            ends_on=max(one.ends_on for one in ordered),
            complete=False,
            kind=ProgrammeKind.CONFERENCE,
            treaty="minamata",
            admission=Admission.ACCREDITATION,
        ),
        streams=tuple(
            StreamGiven(slug, dict(STREAM_NAMES[slug]), PALETTES[slug], at) for at, slug in enumerate(STREAMS)
        ),
        segments=tuple(segments.values()),
        items=tuple(items),
        meetings=tuple(
            _meeting(node, at, segments[segment.code("id")], items)
            for at, (node, segment) in enumerate(meetings)
        ),
        slots=tuple(slot for node, _segment in meetings for slot in _slots(node)),
        figures=tuple(_figures(root, nodes, segments)),
        kept=tuple(read_kept(root, {key: one.slug for key, one in segments.items()})),
        documents=tuple(_documents(item_nodes)),
    )


def _segment(node: Node, at: int) -> SegmentGiven:
    zone = node.zone("timezone")
    starts_on, ends_on = _day(node, "start"), _day(node, "end")
    if ends_on < starts_on:
        raise node.at("end").refuse(f"a date not before {starts_on.isoformat()}")
    marks = {}
    for name, field in (("dates", "starts_on"), ("venue", "venue"), ("mode", "mode")):
        said = node.at("sources").maybe(name) if node.maybe("sources") else None
        if said is not None and inferred_by(said):
            marks[field] = "inferred"
    return SegmentGiven(
        slug=check_slug(node.code("id").lower().replace(".", "-")),
        position=at,
        title=known_title(node.text("title")),
        mode=MODES[node.choice("mode", MODES)],
        starts_on=starts_on,
        ends_on=ends_on,
        zone=zone,
        place=segment_place(node.maybe_text("city"), zone),
        venue=node.maybe_text("venue"),
        languages=[one for one in LANGUAGES if one in _languages(node)],
        marks=marks,
    )


def _languages(node: Node) -> set[str]:
    found = node.items("languages")
    for one in found:
        if one.value not in LANGUAGES:
            raise one.refuse("one of " + ", ".join(sorted(LANGUAGES)))
    return {str(one.value) for one in found}


def _day(node: Node, name: str) -> date:
    node.at(name)
    day = node.maybe_day(name)
    if day is None or not 1970 <= day.year <= 2037:
        raise node.at(name).refuse("a date from 1970 to 2037")
    return day


def _items(nodes: list[Node], segments: dict[str, SegmentGiven]) -> list[ItemGiven]:
    """Read the items of an agenda; the number of one's parent is that of an item before it."""
    numbers: set[str] = set()
    found = []
    for at, node in enumerate(nodes):
        number = node.maybe_text("number")
        if number and (not NUMBER.fullmatch(number) or number in numbers):
            raise node.at("number").refuse("a number of its own like 4 or 4(a)")
        parent = node.maybe_text("parent")
        if parent is not None and parent not in numbers:
            raise node.at("parent").refuse("the number of an item before this one")
        numbers |= {number} if number else set()
        marks = inferred_by(node.maybe("sources"))
        if marks.pop("all", None):
            marks |= {"title": "inferred"} | ({"number": "inferred"} if number else {})
        found.append(
            ItemGiven(
                key=node.code("id"),
                position=at,
                number=number,
                parent=parent,
                title=known_title(node.text("title")),
                segments=[
                    segments[one.as_text()].slug if one.value in segments else _refused(one, segments)
                    for one in node.items("segments")
                ],
                marks=marks,
            )
        )
    return found


def _refused(node: Node, choices: Iterable[str]) -> str:
    raise node.refuse("one of " + ", ".join(sorted(choices)))


def _meeting_nodes(segment: Node) -> list[Node]:
    return [*segment.items("timetable", needed=True), *segment.items("preparatory")]


def _meeting(node: Node, at: int, segment: SegmentGiven, items: list[ItemGiven]) -> MeetingGiven:
    title, kind = node.text("title"), node.choice("kind", KINDS)
    stream, audience = KINDS[kind]
    taken_up = _taken_up(title, items)
    marks = {"audience": "inferred"} | ({"items": "inferred"} if taken_up else {})
    if _inferred_part(node, "date"):
        marks["date"] = "inferred"
    groups = groups_in(title) or list(GROUPS)
    return MeetingGiven(
        key=node.code("id"),
        stream=stream,
        position=at,
        title=known_title(title),
        languages=[],
        partners=[],
        articles=[],
        panelists_expected=None,
        marks=marks,
        segment=segment.slug,
        audience=audience,
        regions=groups if audience == "region" else [],
        items=taken_up,
    )


def _taken_up(title: str, items: list[ItemGiven]) -> list[str]:
    """Give the items of whose topics a meeting's title speaks."""
    words = title.lower()
    topics = {word for word in re.split(r"[:,()]", words) if word.strip()}
    said = {
        TOPICS[short]
        for short in TOPICS
        if any(short == one.strip() or one.strip().startswith(f"{short}-") for one in topics)
    }
    found = []
    for one in items:
        topic = re.split(r"[:,(]", one.title["en"].lower())[0].strip()
        if topic in said or (len(topic.split()) > 1 and topic in words):
            found.append(one.key)
    return found


def _inferred_part(node: Node, name: str) -> bool:
    """Say whether a part of a time was filled in; what is said of the whole record holds for each of its parts."""
    sources = node.maybe("sources")
    if sources is None:
        return False
    said = sources.maybe(name) or (sources if sources.maybe("source") else None)
    return bool(said and inferred_by(said))


def _slots(node: Node) -> list[SlotGiven]:
    """Give the times of a meeting: one; of one that fills days of which no hours are known, one a day."""
    zone = node.zone("timezone")
    if node.flag("all_day"):
        return _whole_days(node, zone)
    start, end = node.instant("start"), node.instant("end")
    minutes = int((end - start) / timedelta(minutes=1))
    if not 1 <= minutes <= 1440:
        raise node.at("end").refuse("a time after the start, within a day of it")
    if node.maybe("start_utc") and node.instant("start_utc") != start:
        raise node.at("start_utc").refuse(f"{start.isoformat()}, as start says")
    local, fold = wall_time(node, start, zone)
    names = ("local_start", "minutes") if _inferred_part(node, "time") else ()
    key = node.code("id")
    return [SlotGiven(key, key, 1, local, zone, fold, minutes, dict.fromkeys(names, "inferred"))]


def _whole_days(node: Node, zone: str) -> list[SlotGiven]:
    first, last = _day(node, "start"), _day(node, "end")
    days = (last - first).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise node.at("end").refuse(f"a date from the first to the {MOST_DAYS}th day")
    key = node.code("id")
    return [
        SlotGiven(
            key=key if not day else f"{key}-{day + 1}",
            session=key,
            part=day + 1,
            local_start=datetime.combine(first + timedelta(days=day), DAY_STARTS),
            zone=zone,
            fold=None,
            minutes=DAY_MINUTES,
            marks=dict.fromkeys(("local_start", "minutes"), "inferred"),
        )
        for day in range(days)
    ]


def _figures(
    root: Node, nodes: list[Node], segments: dict[str, SegmentGiven]
) -> Iterable[SegmentFigureGiven]:
    """Give who was counted there: of the conference, where it has one segment; and how many decisions it took."""
    for node in nodes:
        said = node.maybe("participants")
        if said is None:
            continue
        qualifier = said.maybe_text("qualifier") or ""
        count = "registrations" if "registered" in qualifier else "participants"
        yield SegmentFigureGiven(
            slot=None,
            count=count,
            value=said.number("value", 0, MOST),
            qualifier=qualifier.replace("(registered)", "").strip() or None,
            source=source_of(said.maybe("sources")),
            note=None,
            segment=segments[node.code("id")].slug if len(nodes) > 1 else None,
        )
    decided = root.maybe("decisions_reported")
    if decided is not None:
        sources = decided.items("sources")
        yield SegmentFigureGiven(
            slot=None,
            count="decisions",
            value=decided.number("total", 0, MOST),
            qualifier=None,
            source=", ".join(source_of(one) for one in sources),
            note=None,
        )


def _documents(nodes: list[Node]) -> Iterable[DocumentGiven]:
    seen: set[str] = set()
    for item in nodes:
        for node in item.items("documents"):
            title = node.maybe_text("title")
            try:
                symbol = parse_symbol(node.text("symbol"))
            except NotASymbol:
                raise node.at("symbol").refuse("a symbol like UNEP/MC/COP.4/9/Add.1") from None
            if symbol.key in seen:
                raise node.at("symbol").refuse("a symbol of its own")
            seen.add(symbol.key)
            yield DocumentGiven(
                symbol=symbol.printed,
                title={"en": title} if title else {},
                items=(slug_of(item.code("id")),),
            )
