"""A season's file (`minamata/season/1`) read into values; what is wrong is refused with its path."""

import re
from datetime import datetime, timedelta
from typing import Any, Final

from meetings.domain.codes import GENDERS, LANGUAGES, RESERVED_SLUGS
from meetings.domain.errors import AmbiguousTime, Refused, WrongFile
from meetings.domain.imports import (
    FigureGiven,
    PanelistGiven,
    ProgrammeGiven,
    SeasonGiven,
    SessionGiven,
    SlotGiven,
    StreamGiven,
)
from meetings.domain.zones import to_instant, to_local
from meetings.formats.json_file import Node
from meetings.formats.season_names import place_name, season_title, source_words, stream_title

SCHEMA: Final = "minamata/season/1"
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH: Final = 80
TOTALS: Final = {
    "sessions": "sessions",
    "hours": "hours",
    "attendance": "attendances",
    "participants": "participants",
    "registrations": "registrations",
    "countries": "countries",
    "panelists": "panelists",
}
PALETTES: Final = 3
MOST: Final = 10_000_000


def read_season(root: Node, name: str) -> SeasonGiven:
    """Read a season; `name` is the file's name without `.json` and becomes its slug.

    Raises: WrongFile, with the path of the field and what is expected there.
    """
    slug = check_slug(name)
    zone, year = root.zone("timezone"), root.number("year", 1970, 2037)
    streams = _streams(root)
    partners = {one.code("id"): one.text("name") for one in root.items("partners")}
    nodes = root.items("sessions", needed=True)
    sessions = tuple(_session(node, at, streams, partners) for at, node in enumerate(nodes))
    check_unique(nodes)
    check_unique([slot for node in nodes for slot in node.items("slots", needed=True)])
    slots = tuple(slot for node in nodes for slot in _slots(node, zone))
    days = sorted(slot.local_start.date() for slot in slots)
    programme = ProgrammeGiven(
        title=season_title(root.text("title"), year),
        place=place_name(zone),
        zone=zone,
        starts_on=days[0] if days else None,
        ends_on=days[-1] if days else None,
        complete=root.flag("complete"),
    )
    return SeasonGiven(
        slug=slug,
        programme=programme,
        streams=tuple(streams.values()),
        sessions=sessions,
        slots=slots,
        panelists=tuple(one for node in nodes for one in _panelists(node)),
        figures=(*_totals(root), *(one for node in nodes for one in _attendances(node))),
    )


def check_slug(name: str) -> str:
    """Give a file's name as a slug.

    Raises: WrongFile, for one that no address could have.
    """
    if not SLUG.fullmatch(name) or len(name) > SLUG_LENGTH or name in RESERVED_SLUGS or name in LANGUAGES:
        raise WrongFile(
            field="file name", expected="small letters a-z, figures and single hyphens, as season-2020"
        )
    return name


def _streams(root: Node) -> dict[str, StreamGiven]:
    nodes = root.items("streams", needed=True)
    check_unique(nodes)
    return {
        node.code("id"): StreamGiven(
            slug=_stream_slug(node),
            title=stream_title(node.text("title")),
            palette=position % PALETTES,
            position=position,
        )
        for position, node in enumerate(nodes)
    }


def _stream_slug(node: Node) -> str:
    slug = node.code("id")
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS:
        raise node.at("id").refuse("small letters a-z, figures and single hyphens")
    return slug


def _session(
    node: Node, position: int, streams: dict[str, StreamGiven], partners: dict[str, str]
) -> SessionGiven:
    if not isinstance(node.value, dict):
        raise node.refuse("an object { … }")
    expected = node.maybe("panelists_expected")
    return SessionGiven(
        key=node.code("id"),
        stream=node.choice("stream", streams) if node.maybe("stream") else None,
        position=position,
        title={"en": node.text("title")},
        languages=[one for one in LANGUAGES if one in _languages(node)],
        partners=[partners[_known(one, partners)] for one in node.items("partners")],
        articles=[one.as_text() for one in node.items("articles")],
        panelists_expected=node.number("panelists_expected", 0, 1_000) if expected else None,
        marks=_marks(node),
    )


def _languages(node: Node) -> set[str]:
    return {str(one.value) for one in node.items("languages") if _known(one, LANGUAGES)}


def _known(node: Node, choices: Any) -> str:
    if not isinstance(node.value, str) or node.value not in choices:
        raise node.refuse("one of " + ", ".join(sorted(choices)))
    return node.value


def _marks(node: Node) -> dict[str, str]:
    """Name the fields that the file says are filled in; an empty list of partners was not filled in with any."""
    sources = node.maybe("sources")
    if sources is None:
        return {}
    if not isinstance(sources.value, dict):
        raise sources.refuse("an object { … }")
    marked = [name for name in sorted(sources.value) if sources.at(name).maybe_text("source") == "inferred"]
    empty = {name for name in ("partners", "panelists") if not node.value.get(name)}
    return {name: "inferred" for name in marked if name not in empty | {"attendance"}}


def _slots(session: Node, zone: str) -> list[SlotGiven]:
    marks = _marks(session)
    days: list[str] = []
    given = []
    for node in session.items("slots", needed=True):
        slot = _slot(node, session.code("id"), zone, marks)
        day = slot.local_start.date().isoformat()
        if day not in days:
            days.append(day)
        part = days.index(day) + 1 if session.flag("multi_part") else 1
        given.append(_with_part(slot, part))
    return given


def _slot(node: Node, session: str, zone: str, marks: dict[str, str]) -> SlotGiven:
    start = node.instant("start")
    zone = node.zone("timezone") if node.maybe("timezone") else zone
    minutes = node.number("duration_min", 1, 1440)
    local, fold = wall_time(node, start, zone)
    for name, wanted in (("start_utc", start), ("end", start + timedelta(minutes=minutes))):
        if node.maybe(name) and node.instant(name) != wanted:
            raise node.at(name).refuse(f"{wanted.isoformat()}, as start and duration_min say")
    return SlotGiven(
        key=node.code("id"),
        session=session,
        part=1,
        local_start=local,
        zone=zone,
        fold=fold,
        minutes=minutes,
        marks={
            name: "inferred"
            for name, source in (("local_start", "start_times"), ("minutes", "duration"))
            if source in marks
        },
    )


def wall_time(node: Node, start: datetime, zone: str) -> tuple[datetime, int | None]:
    """Give the wall time of a record's `start`, and which of two where it comes twice.

    Raises: WrongFile, where its offset is not the zone's on that day.
    """
    local = start.replace(tzinfo=None)
    try:
        instant, fold = to_instant(local, zone), None
    except AmbiguousTime:
        fold = 0 if to_instant(local, zone, 0) == start else 1
        instant = to_instant(local, zone, fold)
    except Refused:
        raise node.at("start").refuse(f"a time that {zone} has") from None
    if instant != start:
        offset = to_local(instant, zone).isoformat()
        raise node.at("start").refuse(f"the offset that {zone} has on that day, {offset}")
    return local, fold


def _with_part(slot: SlotGiven, part: int) -> SlotGiven:
    return SlotGiven(
        slot.key, slot.session, part, slot.local_start, slot.zone, slot.fold, slot.minutes, slot.marks
    )


def _panelists(session: Node) -> list[PanelistGiven]:
    """Give those who have a name; who is known by role only stays a number, `panelists_expected`."""
    given: dict[str, PanelistGiven] = {}
    for position, node in enumerate(session.items("panelists")):
        name = node.maybe_text("name")
        if name and name not in given:
            given[name] = PanelistGiven(
                session=session.code("id"),
                name=name,
                position=position,
                function=node.maybe_text("role"),
                organization=node.maybe_text("organization"),
                gender=_known(node.at("gender"), GENDERS) if node.maybe("gender") else None,
            )
    return list(given.values())


def _totals(root: Node) -> list[FigureGiven]:
    reported = root.maybe("reported_totals") or Node({}, "reported_totals")
    given = []
    for name, count in TOTALS.items():
        node = reported.maybe(name)
        if node is not None:
            given.append(
                _figure(node, None, count, node.number("value", 0, MOST), node.maybe_text("qualifier"))
            )
    return given


def _attendances(session: Node) -> list[FigureGiven]:
    """Give the attendances that a source shows; what was filled in is no figure."""
    given = []
    for node in session.items("slots", needed=True):
        source = node.maybe("attendance_source")
        if node.maybe("attendance") is None or source is None:
            continue
        value = node.number("attendance", 0, MOST)
        if source.text("source") not in ("inferred", "none"):
            note = (source.maybe_text("note") or "").lower()
            count = "registrations" if "registr" in note else "attendances"
            qualifier = "over" if '"over ' in note else None
            given.append(_figure(source, node.code("id"), count, value, qualifier))
    return given


def _figure(node: Node, slot: str | None, count: str, value: int, qualifier: str | None) -> FigureGiven:
    return FigureGiven(
        slot=slot,
        count=count,
        value=value,
        qualifier=qualifier,
        source=source_words(node.text("ref")),
        note=node.maybe_text("note"),
    )


def check_unique(nodes: list[Node]) -> None:
    """Refuse records of which two have the same `id`.

    Raises: WrongFile, with the path of the second.
    """
    seen: set[str] = set()
    for node in nodes:
        key = node.code("id")
        if key in seen:
            raise node.at("id").refuse("an id of its own")
        seen.add(key)
