"""A change of a time before it is made: what it was and will be, who is told what, when, and who is not and why."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain import errors
from meetings.domain.changes import Group, Outcome
from meetings.domain.changes import Moment as Resting
from meetings.domain.codes import LANGUAGES, SessionState
from meetings.domain.moves import check_set_up, switched
from meetings.domain.programmes import place_names
from meetings.domain.reminders import moments_left
from meetings.domain.seasons import is_over
from meetings.formats.times import (
    SlotWords,
    day_words,
    full_day_words,
    hour_words,
    language_name,
    word_slot,
    zone_city,
)
from meetings.mail.samples import subject_of_change
from meetings.queries import outlook
from meetings.queries.desk import SlotPage, SlotRow
from meetings.queries.messages import Heard
from meetings.queries.outlook import moved_slot, set_up_slot
from meetings.queries.phrases import edited, resting_since
from meetings.queries.registrations import RegistrationShown, latest_registration
from meetings.web.desk.access import Moment
from meetings.web.desk.announced import notes_of_change
from meetings.web.desk.capacity import (
    limit_notes,
    room_words,
    seats_words,
)
from meetings.web.desk.contacts.letter_effects import note_of_change
from meetings.web.desk.typed import Typed, typed_move, typed_set_up, whole_minute
from meetings.web.errors import sentence


@dataclass(frozen=True, slots=True)
class ToldRow:
    """People of one language who are told the same at the same moment."""

    language: str
    language_words: str
    people: int
    subject: str
    when: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What follows from an act that was asked for and not done yet; `kept` is what was typed, for the second button."""

    act: str
    before: SlotWords | None
    after: SlotWords | None
    days: tuple[str, str]
    set_up: tuple[tuple[str, str, str], ...]
    told: str
    rows: tuple[ToldRow, ...]
    notes: tuple[str, ...]
    announced: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """What a change of zone may keep, with the time that follows; `value` is empty for one that cannot be."""

    value: str
    label: str
    lines: tuple[str, ...]


def preview(act: str, page: SlotPage, typed: Typed, moment: Moment) -> Preview:
    """Say what follows from an act, refusing what the act itself would refuse.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    after = slot_after(act, page.slot, typed)
    is_new = outlook.is_new_version(page.slot, after)
    groups = told_groups(page, after, moment.now)
    set_up = _set_up(page.slot, after)
    return Preview(
        act=act,
        before=_words(page.slot, page, moment) if act != "edit" else None,
        after=_words(after, page, moment) if act in ("move", "revive") else None,
        days=(_day(page.slot, moment), _day(after, moment)),
        set_up=set_up,
        told=_told_words(groups),
        rows=tuple(told_rows(groups, page, after, moment)),
        notes=(
            *(() if is_new or set_up else (_("Nothing changes by this."),)),
            *_time_notes(act, page, after, moment),
            *limit_notes(page.slot, after, moment.now),
            *_people_notes(groups, is_new, page, moment),
        ),
        announced=(*note_of_change(page, after), *notes_of_change(page, after, moment)),
        kept=tuple((name, typed.get(name, "")) for name in KEPT[act]),
    )


KEPT: Final[dict[str, tuple[str, ...]]] = {
    "move": ("local_start", "zone", "minutes", "fold", "keep"),
    "edit": (
        "capacity",
        "has_room",
        "had_room",
        "room_capacity",
        "platform_address",
        "platform_meeting",
        "doors_minutes",
    ),
    "cancel": (),
    "revive": (),
}


def slot_after(act: str, slot: SlotRow, typed: Typed) -> SlotRow:
    """Give a time as it would be after an act.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    if act == "move":
        return moved_slot(slot, typed_move(typed, slot))
    if act in ("cancel", "revive"):
        return replace(slot, state=switched(slot.state, act))
    if act == "edit":
        return set_up_slot(slot, check_set_up(typed_set_up(typed)))
    raise errors.NotAChoice(field="act", value=act[:20])


def keeps(page: SlotPage, typed: Typed, moment: Moment) -> tuple[Keep, ...]:
    """Give what a change of zone alone may keep, the hour or the instant; nothing where both are one or it was said.

    Raises: what a move raises for what was typed.
    """
    slot, move = page.slot, typed_move(typed, page.slot)
    is_hour_as_it_was = move.local_start == whole_minute(slot.local_start) and move.fold is None
    if move.zone == slot.zone or move.keep or not is_hour_as_it_was:
        return ()
    bare = replace(move, local_start=None)
    instant = moved_slot(slot, replace(bare, keep="instant"))
    try:
        walls = [("wall", moved_slot(slot, replace(bare, keep="wall")))]
    except errors.AmbiguousTime:
        walls = [(f"wall{fold}", moved_slot(slot, replace(bare, keep="wall", fold=fold))) for fold in (0, 1)]
    except errors.NonexistentTime as refusal:
        walls = []
        refused = Keep("", sentence(refusal), ())
    if [one.starts_at for _name, one in walls] == [instant.starts_at]:
        return ()
    return (
        *(_keep(name, _("Keep the hour"), one, page, moment) for name, one in walls),
        *(() if walls else (refused,)),
        _keep("instant", _("Keep the instant"), instant, page, moment),
    )


def _keep(value: str, words: str, after: SlotRow, page: SlotPage, moment: Moment) -> Keep:
    lang = moment.reader.language
    hour, city = hour_words(after.starts_at, after.zone, lang), zone_city(after.zone, lang)
    label = _("%(what)s: %(hour)s in %(city)s", what=words, hour=hour, city=city)
    return Keep(value, label, _words(after, page, moment).lines)


def told_groups(page: SlotPage, after: SlotRow, now: datetime) -> list[Group]:
    """Give whom a change means what, resting as long as changes do here."""
    return outlook.told_groups(page, after, Resting(now, current_app.config["SETTLING_SECONDS"]))


def told_rows(groups: Iterable[Group], page: SlotPage, after: SlotRow, moment: Moment) -> list[ToldRow]:
    """Word who is told a change, by language and by the subject they will read."""
    told = [one for one in groups if one.outcome is Outcome.TOLD]
    registration = latest_registration(page.slot.id) if told else None
    if registration is None:
        return []
    phrases = {language: edited(language) for language in {one.language for one in told}}
    heard = {
        one.version: Heard(one.local_start, one.starts_at, one.minutes, one.zone, one.state)
        for one in page.versions
    }
    people: Counter[tuple[str, str, datetime]] = Counter()
    for one in told:
        as_heard = heard[one.told_version or 0]
        words = phrases[one.language]
        subject = _subject(registration, after, as_heard, one.language, words, moment.now)
        people[one.language, subject, one.due_at or moment.now] += one.people
    lang = moment.reader.language
    return [
        ToldRow(language, language_name(language, lang), number, subject, _when(due_at, moment))
        for (language, subject, due_at), number in sorted(
            people.items(), key=lambda pair: (LANGUAGES.index(pair[0][0]), pair[0][2], pair[0][1])
        )
    ]


def _subject(
    registration: RegistrationShown,
    after: SlotRow,
    heard: Heard,
    language: str,
    phrases: dict,
    now: datetime,
) -> str:
    known = next(one for one in registration.session.slots if one.id == after.id)
    slot = replace(
        known,
        local_start=after.local_start,
        zone=after.zone,
        fold=after.fold,
        starts_at=after.starts_at,
        minutes=after.minutes,
        state=after.state,
    )
    return subject_of_change(registration, slot, heard, language, phrases, now)


def _when(at: datetime, moment: Moment) -> str:
    if at <= moment.now:
        return _("at once")
    return _("about %(hour)s, if nothing changes before", hour=instant_words(at, moment))


def instant_words(at: datetime, moment: Moment) -> str:
    """Word an instant near at hand: the hour, with its day where that is another than today."""
    zone, lang = moment.reader.zone, moment.reader.language
    hour, day = hour_words(at, zone, lang), day_words(at, zone, lang)
    if day == day_words(moment.now, zone, lang):
        return hour
    return _("%(day)s, %(hour)s", day=day, hour=hour)


def _told_words(groups: Iterable[Group]) -> str:
    number = sum(one.people for one in groups if one.outcome is Outcome.TOLD)
    if not number:
        return _("Nobody will be told of a change.")
    return ngettext(
        "%(num)d person will be told of the change.", "%(num)d people will be told of the change.", number
    )


def _words(slot: SlotRow, page: SlotPage, moment: Moment) -> SlotWords:
    reader, place = moment.reader, place_names(page.programme, slot.zone)
    return word_slot(slot.starts_at, slot.minutes, slot.zone, reader.zone, reader.language, place)


def _day(slot: SlotRow, moment: Moment) -> str:
    """Word the day with its year, which a slip of the hand gets wrong."""
    return full_day_words(slot.starts_at, moment.reader.zone, moment.reader.language)


def _set_up(before: SlotRow, after: SlotRow) -> tuple[tuple[str, str, str], ...]:
    """Word what differs of seats, address and doors: what it is called, as it was, as it will be."""
    rows = (
        (_("Seats"), seats_words(before.capacity), seats_words(after.capacity)),
        (_("Seats in the room"), room_words(before.room), room_words(after.room)),
        (_("Address of the meeting"), before.platform_address or "–", after.platform_address or "–"),
        (_("Number of the meeting"), before.platform_meeting or "–", after.platform_meeting or "–"),
        (
            _("People can join this many minutes before"),
            str(before.doors_minutes),
            str(after.doors_minutes),
        ),
    )
    return tuple(row for row in rows if row[1] != row[2])


def _time_notes(act: str, page: SlotPage, after: SlotRow, moment: Moment) -> Iterable[str]:
    """Say what it means that a time lies behind, has begun, or is too near to be reminded of."""
    now, before = moment.now, page.slot
    if act in ("move", "cancel") and before.starts_at <= now and not is_over(before, now):
        yield _("It has begun as it stands; people may be in the meeting already.")
    if act == "revive" and page.session.state == SessionState.CANCELLED:
        yield _("The session itself stays cancelled.")
    if act not in ("move", "revive") or after == before:
        return
    if is_over(after, now):
        yield _("This time lies in the past: nobody is reminded of it, and nobody can join any more.")
    elif after.starts_at <= now:
        yield _("By this it has begun already: nobody is reminded of it.")
    elif page.rules:
        zone, lang = moment.reader.zone, moment.reader.language
        left = moments_left(page.rules, after.starts_at, after.doors_minutes, page.programme.zone, now)
        words = [f"{full_day_words(one, zone, lang)} {hour_words(one, zone, lang)}" for one in left]
        yield (
            _("People are reminded: %(moments)s.", moments=_(", ").join(words))
            if words
            else _("Nobody is reminded: the moments to remind of it have passed.")
        )


def _people_notes(groups: list[Group], is_new: bool, page: SlotPage, moment: Moment) -> Iterable[str]:
    """Say who is told nothing of the change, or something else, and why."""
    if is_new and not groups:
        yield _("Nobody is registered, so nobody is told.")
    for outcome, words in (WHY | (OFFERED if page.programme.offer_hours else {})).items():
        number = sum(one.people for one in groups if one.outcome is outcome)
        if number:
            yield words(number)
    since = resting_since()
    if since and any(one.outcome in (Outcome.TOLD, Outcome.SEAT) for one in groups):
        when = instant_words(since, moment)
        yield _("Nothing is sent since %(when)s; these mails wait until sending goes on.", when=when)


OFFERED: Final[dict[Outcome, Callable[[int], str]]] = {
    Outcome.SEAT: lambda number: ngettext(
        "%(num)d person who waits is offered a seat, and is told of it at once.",
        "%(num)d people who wait are offered a seat, and are told of it at once.",
        number,
    ),
}
WHY: Final[dict[Outcome, Callable[[int], str]]] = {
    Outcome.SEAT: lambda number: ngettext(
        "%(num)d person who waits gets a seat, and is told of it at once.",
        "%(num)d people who wait get a seat, and are told of it at once.",
        number,
    ),
    Outcome.SAME: lambda number: ngettext(
        "%(num)d person is told nothing, because nothing that people see changes; our links stay.",
        "%(num)d people are told nothing, because nothing that people see changes; our links stay.",
        number,
    ),
    Outcome.TAKEN_BACK: lambda number: ngettext(
        "%(num)d person is told nothing, because it is again as they know it.",
        "%(num)d people are told nothing, because it is again as they know it.",
        number,
    ),
    Outcome.OVER: lambda number: ngettext(
        "%(num)d person is told nothing, because the time is over: this corrects the record.",
        "%(num)d people are told nothing, because the time is over: this corrects the record.",
        number,
    ),
    Outcome.CONFIRMATION: lambda number: ngettext(
        "%(num)d person has a mail about their registration on its way; it tells what stands when it leaves.",
        "%(num)d people have a mail about their registration on its way; it tells what stands when it leaves.",
        number,
    ),
    Outcome.NEVER_TOLD: lambda number: ngettext(
        "%(num)d person was never reached by a mail, and will not be by this.",
        "%(num)d people were never reached by a mail, and will not be by this.",
        number,
    ),
    Outcome.NO_MAILBOX: lambda number: ngettext(
        "%(num)d person has no mailbox and is not told.",
        "%(num)d people have no mailbox and are not told.",
        number,
    ),
}
