"""The words of a conference's programme: segments, days and rooms, each time in its place and for the reader."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from flask_babel import gettext as _

from meetings.domain.cop.conferences import Live, live
from meetings.domain.zones import offset_minutes, to_local
from meetings.formats import times
from meetings.formats.languages import apart
from meetings.queries.cop.programme import (
    ConferenceShown,
    ItemShown,
    MeetingShown,
    RecordShown,
    SegmentShown,
)
from meetings.queries.programmes import SlotShown, StreamShown
from meetings.web.cop.words import MODES, REGIONS, treaty_word
from meetings.web.sessions import Fact, figure_words, title_in
from meetings.web.timetable import DAY_MINUTES, Desk, is_hour_inferred, session_address

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The beginning of a time in the reader's zone, where the clocks there say something else."""

    hour: str
    city: str
    day_off: str
    at: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Line:
    """A time of a meeting in the programme; `city` is said where it is not that of the segment."""

    anchor: str
    address: str
    title: Words
    stream: StreamShown | None
    starts_at: datetime
    hours: str
    is_inferred: bool
    city: str
    own: Elsewhere | None
    entry: str
    is_entry_inferred: bool
    items: tuple[ItemShown, ...]
    part: str
    status: Live
    held: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What is held in a room on a day; without a name where nothing is in a room."""

    name: Words | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a segment, with a column for each room that is used on it."""

    words: str
    is_today: bool
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A contact group or another thing on record of a segment, with whom and when."""

    kind: str
    title: Words
    is_inferred: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of the programme."""

    slug: str
    title: Words
    lead: str
    zone: str
    facts: tuple[Fact, ...]
    days: tuple[Day, ...]
    groups: tuple[Group, ...]


def parts_of(found: ConferenceShown, desk: Desk, stream: str | None) -> list[Part]:
    """Give the segments with their days, narrowed to a stream; what is in no segment comes last."""
    standing = live((slot for one in found.meetings for slot in one.session.slots), desk.now)
    shown = [one for one in found.meetings if not stream or _stream(one) == stream]
    parts = [
        Part(
            slug=segment.slug,
            title=segment.title,
            lead=segment_lead(segment, desk.reader.language),
            zone=zone_words(segment, desk.reader.language),
            facts=tuple(segment_facts(segment, desk)),
            days=_days([one for one in shown if one.segment == segment.slug], segment, desk, standing),
            groups=tuple(_groups(found.records, segment, desk.reader.language)),
        )
        for segment in found.segments
    ]
    others = [one for one in shown if found.segment(one.segment) is None]
    if others:
        days = _days(others, None, desk, standing)
        parts.append(Part("other", {desk.reader.language: _("Other meetings")}, "", "", (), days, ()))
    return parts


def _stream(one: MeetingShown) -> str:
    return one.session.stream.slug if one.session.stream else ""


def segment_lead(segment: SegmentShown, lang: str) -> str:
    """Say in one line when a segment is held, and how."""
    return " · ".join(
        (times.date_range_words(segment.starts_on, segment.ends_on, lang), MODES[segment.mode]())
    )


def segment_facts(segment: SegmentShown, desk: Desk) -> Iterable[Fact]:
    """List where a segment is held and in which languages, until when one nominates, and what was reported."""
    lang = desk.reader.language
    if segment.venue:
        yield Fact(_("Venue"), apart(segment.venue, lang), "venue" in segment.inferred)
    if segment.languages:
        names = _(", ").join(times.language_name(code, lang) for code in segment.languages)
        yield Fact(_("Languages"), names)
    if segment.nominate_until and segment.nominate_until > desk.now:
        place = place_name(segment, segment.zone, lang)
        words = times.short_words(segment.nominate_until, segment.zone, lang, place)
        yield Fact(_("Nominations until"), words)
    for figure in segment.figures:
        yield Fact(_("Reported"), figure_words(figure))


def zone_words(segment: SegmentShown, lang: str) -> str:
    """Name a segment's place with its offset on the first day."""
    noon = _noon(segment)
    offset = times.zone_offset(segment.zone, noon, lang)
    return _("%(city)s, %(offset)s", city=place_name(segment, segment.zone, lang), offset=offset)


def _noon(segment: SegmentShown) -> datetime:
    from_utc = datetime.combine(segment.starts_on, datetime.min.time()) + timedelta(hours=12)
    return from_utc.replace(tzinfo=UTC)


def place_name(segment: SegmentShown | None, zone: str, lang: str) -> str:
    """Name the place of a time: the segment's where its clocks are used, else the city of the zone."""
    named = times.place_words(segment.place, zone, lang) if segment and segment.zone == zone else ""
    return named or times.zone_city(zone, lang)


def _days(
    meetings: list[MeetingShown],
    segment: SegmentShown | None,
    desk: Desk,
    standing: dict[str, Live],
) -> tuple[Day, ...]:
    """Part the times of meetings by the day they begin on where they are held."""
    every = sorted(
        ((slot.local_start, slot.starts_at, one, slot) for one in meetings for slot in one.session.slots),
        key=lambda each: (each[0], each[1], each[2].slug),
    )
    lang, days = desk.reader.language, []
    for day, found in groupby(every, key=lambda each: each[0].date()):
        group = [(one, slot) for _local, _starts, one, slot in found]
        first = group[0][1]
        days.append(
            Day(
                words=times.full_day_words(first.starts_at, first.zone, lang),
                is_today=day == to_local(desk.now, first.zone).date(),
                columns=_columns(group, segment, desk, standing),
            )
        )
    return tuple(days)


def _columns(
    group: list[tuple[MeetingShown, SlotShown]],
    segment: SegmentShown | None,
    desk: Desk,
    standing: dict[str, Live],
) -> tuple[Column, ...]:
    """Give a column for each room in use, in the order of rooms, and one for what is in none."""
    names = {room.slug: room.name for room in segment.rooms} if segment else {}
    lines: dict[str, list[Line]] = {}
    for one, slot in group:
        room = one.rooms.get(slot.id, "")
        lines.setdefault(room, []).append(_line(one, slot, segment, desk, standing[slot.id]))
    order = [room for room in (*names, "") if room in lines]
    return tuple(Column(names.get(room), tuple(lines[room])) for room in order)


def _line(
    one: MeetingShown, slot: SlotShown, segment: SegmentShown | None, desk: Desk, standing: Live
) -> Line:
    lang, session = desk.reader.language, one.session
    if session.cancelled:
        standing = Live.CANCELLED
    parts = len({each.part for each in session.slots})
    is_elsewhere = segment is None or slot.zone != segment.zone
    return Line(
        anchor=f"{session.slug}-{slot.part}" if parts > 1 else session.slug,
        address=session_address(desk, session.slug),
        title=session.title,
        stream=session.stream,
        starts_at=slot.starts_at,
        hours=times.word_three(slot, slot.zone, lang, {}).hours,
        is_inferred=is_hour_inferred(slot) or "date" in session.inferred,
        city=times.zone_city(slot.zone, lang) if is_elsewhere else "",
        own=_elsewhere(slot, desk),
        entry=entry_words(one.audience, one.regions),
        is_entry_inferred="audience" in session.inferred,
        items=one.items,
        part=_("Part %(part)d of %(parts)d", part=slot.part, parts=parts) if parts > 1 else "",
        status=standing,
        held=standing in (Live.HELD, Live.CANCELLED, Live.NOT_HELD),
    )


def _elsewhere(slot: SlotShown, desk: Desk) -> Elsewhere | None:
    zone, lang = desk.reader.zone, desk.reader.language
    if offset_minutes(slot.starts_at, zone) == offset_minutes(slot.starts_at, slot.zone):
        return None
    local = to_local(slot.starts_at, zone)
    at = local.hour * 60 + local.minute
    return Elsewhere(
        hour=times.hour_words(slot.starts_at, zone, lang),
        city=desk.reader.city or times.zone_city(zone, lang),
        day_off=times.day_difference_words((local.date() - slot.local_start.date()).days, lang),
        at=at,
        minutes=min(slot.minutes, DAY_MINUTES - at),
    )


def entry_words(audience: str, regions: Iterable[str]) -> str:
    """Say who may enter a meeting."""
    if audience == "region":
        return _(", ").join(REGIONS[one]() for one in regions)
    return {
        "public": _("Open to everybody"),
        "participants": _("Open to observers"),
        "parties": _("Parties only, not open to observers"),
    }.get(audience, _("By invitation"))


def status_words(status: Live) -> str:
    """Say how a time stands now; nothing of one that is simply to come."""
    return {
        Live.COMING: "",
        Live.NEXT: _("Next"),
        Live.NOW: _("Now"),
        Live.HELD: _("Held"),
        Live.CANCELLED: _("Cancelled"),
        Live.NOT_HELD: _("Not held"),
    }[status]


def _groups(records: Iterable[RecordShown], segment: SegmentShown, lang: str) -> Iterable[Group]:
    for one in records:
        if one.segment != segment.slug or one.kind not in ("contact_group", "side_event", "forum"):
            continue
        detail = []
        if one.people:
            names = _(", ").join(apart(name, lang) for name in one.people)
            detail.append(_("Co-chairs: %(names)s", names=names))
        if one.starts_on:
            detail.append(times.date_range_words(one.starts_on, one.ends_on or one.starts_on, lang))
        yield Group(one.kind, one.title, bool(one.inferred), " · ".join(detail))


def conference_facts(found: ConferenceShown, desk: Desk) -> list[Fact]:
    """List whose conference it is: treaties, President, Executive Secretary, host, and what was reported of it."""
    lang = desk.reader.language
    treaties = (found.programme.treaty, *found.programme.other_treaties)
    facts = [
        Fact(_("Treaties") if len(treaties) > 1 else _("Treaty"), _(", ").join(map(treaty_word, treaties)))
    ]
    names = {
        "president": _("President"),
        "secretary": _("Executive Secretary"),
        "host": _("Host country"),
    }
    for one in found.records:
        if one.kind in names:
            country = title_in(one.country, lang) if one.country else ""
            people = _(", ").join(apart(name, lang) for name in one.people)
            words = _("%(name)s (%(country)s)", name=people, country=country) if people and country else ""
            facts.append(Fact(names[one.kind], words or people or country, bool(one.inferred)))
    facts += [Fact(_("Reported"), figure_words(figure)) for figure in found.figures]
    return facts


def in_streams(found: ConferenceShown, base: str) -> list[dict[str, object]]:
    """Give the streams that meetings are in, with how many."""
    counts = {one.slug: sum(_stream(each) == one.slug for each in found.meetings) for one in found.streams}
    return [
        {
            "slug": one.slug,
            "title": one.title,
            "palette": one.palette,
            "count": counts[one.slug],
            "address": f"{base}?stream={one.slug}",
        }
        for one in found.streams
        if counts[one.slug]
    ]


def without_repeats(parts: list[Part], narrowed: bool) -> list[Part]:
    """Leave out what is on record beside meetings, where the programme is narrowed to some."""
    return [replace(one, groups=(), facts=()) for one in parts] if narrowed else parts
