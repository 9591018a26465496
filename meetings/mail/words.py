"""What each kind of mail says, in the reader's language; the times come worded from `formats/times`."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.codes import ACTIVE_PLACES, NoticeKind, PlaceState, SlotState
from meetings.domain.messages import occasion_of
from meetings.formats.times import SlotWords, short_words, word_slot
from meetings.queries.messages import Heard, Letter
from meetings.queries.programmes import SlotShown
from meetings.queries.registrations import PlaceShown
from meetings.services.outbox import Told


@dataclass(frozen=True, slots=True)
class TimeTold:
    """A time in a mail: what it is now, and what it was where that changed."""

    now: SlotWords
    before: SlotWords | None = None
    is_off: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says; `may_join` and `may_change` say which links it carries."""

    subject: str
    heading: str
    lead: str
    title: str
    times: tuple[TimeTold, ...] = ()
    may_join: bool = True
    told: tuple[Told, ...] = ()
    parts: tuple[int, ...] = field(default=())


def body_of(letter: Letter, now: datetime) -> Body | None:
    """Say what a letter says today, or nothing where the facts have moved on and it would be wrong or idle."""
    return {
        NoticeKind.CONFIRMATION: _confirmation,
        NoticeKind.REMINDER: _reminder,
        NoticeKind.CHANGE: _change,
        NoticeKind.CANCELLATION: _change,
        NoticeKind.LINK: _link,
    }[letter.kind](letter)


def _confirmation(letter: Letter) -> Body | None:
    registration = letter.registration
    if not letter.is_latest:
        return None
    places = [place for place in registration.places if place.state in ACTIVE_PLACES]
    parts = tuple(place.part for place in registration.places)
    if registration.ended_at is not None or not places:
        first = _slot(letter, registration.places[0].slot_id)
        return Body(
            subject=_("No longer registered: %(title)s", title=_title(letter)),
            heading=_("Your registration is cancelled"),
            lead=_("You are no longer registered for this session. You can register again at any time."),
            title=_title(letter),
            times=(TimeTold(_worded(letter, first), is_off=True),),
            may_join=False,
            parts=parts,
        )
    slots = [_slot(letter, place.slot_id) for place in places]
    off = all(_is_off(letter, slot) for slot in slots)
    heading, lead = _standing(registration.waits, off)
    return Body(
        subject=_subject(letter, slots[0]),
        heading=heading,
        lead=lead,
        title=_title(letter),
        times=tuple(_time_of(letter, place) for place in places),
        may_join=not off,
        told=tuple(_told(letter, slot) for slot in slots),
        parts=parts,
    )


def _standing(waits: bool, off: bool) -> tuple[str, str]:
    if off:
        return _("This time is cancelled"), _("The time you registered for will not be held.")
    if waits:
        return _("You are on the waiting list"), _("We write to you as soon as a seat is free.")
    return _("You are registered"), _("The entry for your calendar is attached to this mail.")


def _reminder(letter: Letter) -> Body | None:
    place = _place(letter)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = _slot(letter, place.slot_id)
    if _is_off(letter, slot) or occasion_of(slot.starts_at) != letter.occasion:
        return None
    return Body(
        subject=_("Reminder: %(what)s", what=_subject(letter, slot)),
        heading=_("Your session is near"),
        lead=_("You can join a quarter of an hour before it begins."),
        title=_title(letter),
        times=(_time_of(letter, place),),
        told=(_told(letter, slot),),
    )


def _change(letter: Letter) -> Body | None:
    place = _place(letter)
    if place is None or place.state not in ACTIVE_PLACES:
        return None
    slot = _slot(letter, place.slot_id)
    heard = letter.heard.get(slot.id)
    if heard is None or (heard.starts_at, heard.minutes, heard.state) == (
        slot.starts_at,
        slot.minutes,
        slot.state,
    ):
        return None
    is_off = slot.state != SlotState.PLANNED
    subject, heading, lead = _change_words(_subject(letter, slot), heard, is_off)
    return Body(
        subject=subject,
        heading=heading,
        lead=lead,
        title=_title(letter),
        times=(TimeTold(_worded(letter, slot), _before(letter, slot, heard), is_off),),
        may_join=not is_off,
        told=(_told(letter, slot),),
        parts=(place.part,),
    )


def _change_words(what: str, heard: Heard, is_off: bool) -> tuple[str, str, str]:
    """Give subject, heading and first sentence of a change: off, on again, or moved."""
    if is_off:
        off = _("The time you registered for will not be held.")
        return _("Cancelled: %(what)s", what=what), _("This time is cancelled"), off
    lead = _("Your registration moves with it. The entry for your calendar is attached to this mail.")
    if heard.state != SlotState.PLANNED:
        return _("Held after all: %(what)s", what=what), _("This time is held after all"), lead
    return _("New time: %(what)s", what=what), _("The time has changed"), lead


def _link(letter: Letter) -> Body | None:
    return Body(
        subject=_("Your registrations"),
        heading=_("Your link"),
        lead=_(
            "Somebody registered in your name again. Nothing was changed. With the link below you can see and "
            "change your registrations."
        ),
        title=_title(letter),
        may_join=False,
    )


def _place(letter: Letter) -> PlaceShown | None:
    if letter.registration.ended_at is not None:
        return None
    return next((one for one in letter.registration.places if one.slot_id == letter.slot_id), None)


def _slot(letter: Letter, slot_id: str) -> SlotShown:
    return next(slot for slot in letter.registration.session.slots if slot.id == slot_id)


def _is_off(letter: Letter, slot: SlotShown) -> bool:
    return slot.state != SlotState.PLANNED or letter.registration.session.cancelled


def _time_of(letter: Letter, place: PlaceShown) -> TimeTold:
    slot = _slot(letter, place.slot_id)
    note = ""
    if place.state == PlaceState.WAITING and place.position:
        note = _("Your number in line: %(number)d.", number=place.position)
    return TimeTold(_worded(letter, slot), is_off=_is_off(letter, slot), note=note)


def _before(letter: Letter, slot: SlotShown, heard: Heard) -> SlotWords | None:
    if (heard.starts_at, heard.minutes) == (slot.starts_at, slot.minutes):
        return None
    place = letter.registration.programme.place
    return word_slot(heard.starts_at, heard.minutes, heard.zone, zone_of(letter), letter.language, place)


def _worded(letter: Letter, slot: SlotShown) -> SlotWords:
    place = letter.registration.programme.place
    return word_slot(slot.starts_at, slot.minutes, slot.zone, zone_of(letter), letter.language, place)


def zone_of(letter: Letter) -> str:
    """Give the zone a person reads in: their own, else the programme's."""
    return letter.registration.zone or letter.registration.programme.zone


def _title(letter: Letter) -> str:
    title = letter.registration.session.title
    return title.get(letter.language) or title.get("en", "")


def _subject(letter: Letter, slot: SlotShown) -> str:
    city = _worded(letter, slot).city
    when = short_words(slot.starts_at, zone_of(letter), letter.language, city)
    return _("%(when)s: %(title)s", when=when, title=_title(letter))


def _told(letter: Letter, slot: SlotShown) -> Told:
    return Told(letter.registration.id, slot.id, slot.version, slot.starts_at)
