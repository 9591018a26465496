"""The shapes of the calendar's rows: sessions by month, each with its times as the reader has them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from meetings.domain.codes import Admission
from meetings.domain.registrations import propose
from meetings.domain.seasons import Room, Standing, is_over, standing
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.languages import apart
from meetings.queries.programmes import ProgrammeShown, RecordingShown, SessionShown, SlotShown, StreamShown
from meetings.web.readers import Reader

HOUR_MARKS = frozenset(("local_start", "starts_at", "start", "start_times"))
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Link:
    """An address with its words."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One time of a row."""

    starts_at: datetime
    hour: str
    fact: str
    day_off: str
    look: str
    inferred: bool
    cancelled: bool
    at: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a session in the list, or (with `clocks`) the line where clocks change.

    `tick` is the session's name where it can be ticked, once for all of its parts.
    """

    starts_on: date
    date: str = ""
    is_today: bool = False
    date_inferred: bool = False
    anchor: str = ""
    stream: StreamShown | None = None
    title: dict[str, str] | None = None
    address: str = ""
    facts: str = ""
    chips: tuple[Chip, ...] = ()
    hours_words: str = ""
    cancelled: bool = False
    register_address: str | None = None
    tick: str = ""
    links: tuple[Link, ...] = ()
    clocks: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """The rows of one month of the reader."""

    words: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is coming, or what is held, with the number of sessions."""

    months: tuple[Month, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom and when a timetable is made, and of which programme."""

    programme: ProgrammeShown
    reader: Reader
    now: datetime


def coming_and_held(sessions: Iterable[SessionShown], desk: Desk) -> tuple[Group, Group]:
    """Part the sessions into those that still have a time to come and the rest, both in order of time."""
    ahead: list[tuple[SessionShown, tuple[SlotShown, ...]]] = []
    behind: list[tuple[SessionShown, tuple[SlotShown, ...]]] = []
    for session in sessions:
        for slots in parts_of(session):
            over = all(is_over(slot, desk.now) for slot in slots)
            (behind if over else ahead).append((session, slots))
    return _group(ahead, desk, True), _group(behind, desk, False)


def parts_of(session: SessionShown) -> list[tuple[SlotShown, ...]]:
    """Give the slots of each part, in order."""
    return [tuple(slots) for _part, slots in groupby(session.slots, key=lambda slot: slot.part)]


def proposed_slot(slots: Iterable[SlotShown], desk: Desk) -> str | None:
    """Name the slot nearest to the reader's waking and working hours, of those with seats, where there is a choice."""
    open_ones = [slot for slot in slots if slot.state == "planned" and not is_over(slot, desk.now)]
    with_seats = [slot for slot in open_ones if slot.room is not Room.FULL]
    if len(open_ones) < 2:
        return None
    return propose(with_seats or open_ones, desk.reader.zone).id


def may_register(session: SessionShown, desk: Desk) -> bool:
    """Say whether a session still takes registrations; for one of a conference others nominate."""
    if desk.programme.admission == Admission.ACCREDITATION or session.cancelled:
        return False
    if session.register_until and desk.now >= session.register_until:
        return False
    return any(slot.state == "planned" and not is_over(slot, desk.now) for slot in session.slots)


def session_address(desk: Desk, slug: str, *, register: bool = False) -> str:
    """Give the address of a session's page or of its form."""
    path = f"/{desk.reader.language}/{desk.programme.slug}/{slug}/"
    return path + "register" if register else path


def recording_links(slot: SlotShown, lang: str, page: str) -> tuple[Link, ...]:
    """Give a slot's public recordings, each with its language and its captions; those kept here are on the page."""
    return tuple(
        Link(f"{page}#{recording_anchor(one)}" if one.kept else one.address, _recording_words(one, lang))
        for one in slot.recordings
    )


def recording_anchor(recording: RecordingShown) -> str:
    """Name the place of a recording on its page, which stays."""
    return f"recording-{recording.name}"


def _recording_words(recording: RecordingShown, lang: str) -> str:
    spoken = times.language_name(recording.language, lang)
    if not recording.captions:
        return _("Recording (%(language)s)", language=spoken)
    captions = _(", ").join(times.language_name(code, lang) for code in recording.captions)
    return _("Recording (%(language)s; captions: %(captions)s)", language=spoken, captions=captions)


def _afterwards(session: SessionShown, slots: Iterable[SlotShown], desk: Desk) -> tuple[Link, ...]:
    """Link what is there afterwards: the recording, or the page with all of them, and the documents."""
    page = session_address(desk, session.slug)
    found = [one for slot in slots for one in slot.recordings]
    links = []
    if found:
        links.append(Link(_where_recorded(found, page), _("Recording")))
    if session.documents:
        links.append(Link(page + "#documents", _("Documents")))
    return tuple(links)


def _where_recorded(found: Sequence[RecordingShown], page: str) -> str:
    if len(found) > 1:
        return page + "#times"
    return f"{page}#{recording_anchor(found[0])}" if found[0].kept else found[0].address


def slot_state(slot: SlotShown, desk: Desk, cancelled: bool) -> Standing:
    """Say how a slot stands for the reader; a cancelled session has no other."""
    return Standing.CANCELLED if cancelled else standing(slot, desk.now)


def _group(entries: list[tuple[SessionShown, tuple[SlotShown, ...]]], desk: Desk, ahead: bool) -> Group:
    entries.sort(key=lambda entry: entry[1][0].starts_at)
    rows: list[Row] = []
    for number, (session, slots) in enumerate(entries):
        row = _row(session, slots, desk, ahead)
        if ahead and number:
            rows += _clock_rows(entries[number - 1][1][-1], slots[0], row.starts_on, desk)
        rows.append(row)
    months = [
        Month(times.month_words(first, desk.reader.language), tuple(found))
        for first, found in groupby(rows, key=lambda row: row.starts_on.replace(day=1))
    ]
    return Group(tuple(months), len({session.slug for session, _slots in entries}))


def _row(session: SessionShown, slots: tuple[SlotShown, ...], desk: Desk, ahead: bool) -> Row:
    reader = desk.reader
    starts_on = to_local(slots[0].starts_at, reader.zone).date()
    is_open = ahead and may_register(session, desk)
    return Row(
        starts_on=starts_on,
        date=times.day_words(slots[0].starts_at, reader.zone, reader.language),
        is_today=starts_on == to_local(desk.now, reader.zone).date(),
        date_inferred="date" in session.inferred,
        anchor=f"{session.slug}-{slots[0].part}",
        stream=session.stream,
        title=session.title,
        address=session_address(desk, session.slug),
        facts=_facts(session, slots, reader.language),
        chips=_chips(session, slots, desk) if ahead else (),
        hours_words="" if ahead else _hours(slots, desk),
        cancelled=session.cancelled,
        register_address=session_address(desk, session.slug, register=True) if is_open else None,
        tick=session.slug if is_open and slots == _next_part(session, desk) else "",
        links=() if ahead else _afterwards(session, slots, desk),
    )


def _next_part(session: SessionShown, desk: Desk) -> tuple[SlotShown, ...]:
    """Give the times of the first part that is not over."""
    coming = (slots for slots in parts_of(session) if not all(is_over(slot, desk.now) for slot in slots))
    return next(coming, ())


def names_words(names: Iterable[str], lang: str) -> str:
    """List names that are in no language, each in its own place."""
    return _(", ").join(apart(one, lang) for one in names)


def _facts(session: SessionShown, slots: tuple[SlotShown, ...], lang: str) -> str:
    facts = []
    parts = len(parts_of(session))
    if parts > 1:
        facts.append(_("Part %(part)d of %(parts)d", part=slots[0].part, parts=parts))
    facts.append(minutes_words(slots[0].minutes))
    if session.partners:
        facts.append(_("with %(partners)s", partners=names_words(session.partners, lang)))
    return " · ".join(facts)


def _chips(session: SessionShown, slots: tuple[SlotShown, ...], desk: Desk) -> tuple[Chip, ...]:
    proposed = None if session.cancelled else proposed_slot(slots, desk)
    first = to_local(slots[0].starts_at, desk.reader.zone).date()
    return tuple(_chip(slot, first, slot.id == proposed, desk, session.cancelled) for slot in slots)


def _chip(slot: SlotShown, first: date, proposed: bool, desk: Desk, cancelled: bool) -> Chip:
    local = to_local(slot.starts_at, desk.reader.zone)
    state = slot_state(slot, desk, cancelled)
    at = local.hour * 60 + local.minute
    return Chip(
        starts_at=slot.starts_at,
        hour=times.hour_words(slot.starts_at, desk.reader.zone, desk.reader.language),
        fact=chip_fact(slot, state, proposed),
        day_off=times.day_difference_words((local.date() - first).days, desk.reader.language),
        look="was" if state is Standing.HELD else "mine" if proposed else "",
        inferred=is_hour_inferred(slot),
        cancelled=state in (Standing.CANCELLED, Standing.NOT_HELD),
        at=at,
        minutes=min(slot.minutes, DAY_MINUTES - at),
    )


def is_hour_inferred(slot: SlotShown) -> bool:
    """Say whether the hour was filled in rather than found."""
    return bool(slot.inferred & HOUR_MARKS)


def chip_fact(slot: SlotShown, state: Standing, proposed: bool) -> str:
    """Word the one fact at the end of a chip, the most telling."""
    if state in (Standing.CANCELLED, Standing.NOT_HELD, Standing.HELD):
        return state_words(state).lower()
    if slot.room is Room.FULL:
        return _("full")
    if proposed:
        few = " · " + _("few seats") if slot.room is Room.FEW else ""
        return "✓ " + _("Proposed") + few
    return _("few seats") if slot.room is Room.FEW else minutes_words(slot.minutes)


def minutes_words(minutes: int) -> str:
    """Word a length shortly; in some languages the word bends with the number."""
    return ngettext("%(num)d min", "%(num)d min", minutes)


def state_words(state: Standing) -> str:
    """Word how a slot stands."""
    return {
        Standing.COMING: _("Coming"),
        Standing.OPEN: _("Open now"),
        Standing.HELD: _("Held"),
        Standing.CANCELLED: _("Cancelled"),
        Standing.NOT_HELD: _("Not held"),
    }[state]


def _hours(slots: tuple[SlotShown, ...], desk: Desk) -> Markup:
    each = []
    for slot in slots:
        words = times.hour_words(slot.starts_at, desk.reader.zone, desk.reader.language)
        hour = Markup("<bdi>{}</bdi>").format(words)
        mark = Markup('<span class="inferred">≈ {}</span>')
        each.append(mark.format(hour) if is_hour_inferred(slot) else hour)
    return Markup(_(", ")).join(each)


def _clock_rows(before: SlotShown, after: SlotShown, on: date, desk: Desk) -> list[Row]:
    words = [
        _(
            "Clocks change in %(city)s: %(before)s before, %(after)s from here on.",
            city=times.zone_city(zone, desk.reader.language),
            before=times.zone_offset(zone, before.starts_at, desk.reader.language),
            after=times.zone_offset(zone, after.starts_at, desk.reader.language),
        )
        for zone in dict.fromkeys((desk.reader.zone, after.zone))
        if to_local(before.starts_at, zone).utcoffset() != to_local(after.starts_at, zone).utcoffset()
    ]
    return [Row(starts_on=on, clocks=" ".join(words))] if words else []
