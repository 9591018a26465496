"""What mails about a registration say, in the reader's language; the times come worded from `formats/times`."""

from dataclasses import dataclass, field

from flask_babel import gettext as _

from meetings.domain.codes import ACTIVE_PLACES, PlaceState, SlotState
from meetings.formats.times import SlotWords, short_words, word_slot
from meetings.queries.messages import Heard, Item
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
    """What a mail says of one thing: `may_join` gives it the way in, `action` words a button to the session's page.

    `told` is what its reader knows after it, `parts` whose entries go into their calendar.
    """

    subject: str
    heading: str
    lead: str
    title: str
    times: tuple[TimeTold, ...] = ()
    may_join: bool = True
    action: str = ""
    told: tuple[Told, ...] = ()
    parts: tuple[int, ...] = field(default=())


def confirmation(item: Item) -> Body | None:
    """Say how a registration stands; of several such mails, the latest says it."""
    registration = item.registration
    if not item.is_latest:
        return None
    places = [place for place in registration.places if place.state in ACTIVE_PLACES]
    parts = tuple(place.part for place in registration.places)
    if registration.ended_at is not None or not places:
        first = slot_of(item, registration.places[0].slot_id)
        return Body(
            subject=_("No longer registered: %(title)s", title=title_of(item)),
            heading=_("Your registration is cancelled"),
            lead=_("You are no longer registered for this session. You can register again at any time."),
            title=title_of(item),
            times=(TimeTold(worded(item, first), is_off=True),),
            may_join=False,
            parts=parts,
        )
    slots = [slot_of(item, place.slot_id) for place in places]
    off = all(is_off(item, slot) for slot in slots)
    heading, lead = _standing(registration.waits, off)
    what = subject_of(item, slots[0])
    return Body(
        subject=_("Waiting list: %(what)s", what=what) if registration.waits and not off else what,
        heading=heading,
        lead=lead,
        title=title_of(item),
        times=tuple(time_of(item, place) for place in places),
        may_join=not off,
        told=tuple(told_of(item, slot) for slot in slots),
        parts=parts,
    )


def _standing(waits: bool, off: bool) -> tuple[str, str]:
    if off:
        return _("This time is cancelled"), _("The time you registered for will not be held.")
    if waits:
        return _("You are on the waiting list"), _("We write to you as soon as a seat is free.")
    return _("You are registered"), _("The entry for your calendar is attached to this mail.")


def change(item: Item) -> Body | None:
    """Say what became of a time: moved, off, or on again; nothing where it is again what its reader heard."""
    place = place_of(item)
    if place is None or place.state not in ACTIVE_PLACES:
        return None
    slot = slot_of(item, place.slot_id)
    heard = item.heard.get(slot.id)
    if heard is None or (heard.starts_at, heard.minutes, heard.state) == (
        slot.starts_at,
        slot.minutes,
        slot.state,
    ):
        return None
    off = slot.state != SlotState.PLANNED
    subject, heading, lead = _change_words(subject_of(item, slot), heard, off)
    return Body(
        subject=subject,
        heading=heading,
        lead=lead,
        title=title_of(item),
        times=(TimeTold(worded(item, slot), _before(item, slot, heard), off),),
        may_join=not off,
        told=(told_of(item, slot),),
        parts=(place.part,),
    )


def _change_words(what: str, heard: Heard, off: bool) -> tuple[str, str, str]:
    """Give subject, heading and first sentence of a change: off, on again, or moved."""
    if off:
        lead = _("The time you registered for will not be held.")
        return _("Cancelled: %(what)s", what=what), _("This time is cancelled"), lead
    lead = _("Your registration moves with it. The entry for your calendar is attached to this mail.")
    if heard.state != SlotState.PLANNED:
        return _("Held after all: %(what)s", what=what), _("This time is held after all"), lead
    return _("New time: %(what)s", what=what), _("The time has changed"), lead


def link(item: Item) -> Body | None:
    """Give the link to whoever owns it, because somebody registered in their name."""
    return Body(
        subject=_("Your registrations"),
        heading=_("Your link"),
        lead=_(
            "Somebody registered in your name again. Nothing was changed. With the link below you can see and "
            "change your registrations."
        ),
        title=title_of(item),
        may_join=False,
    )


def place_of(item: Item) -> PlaceShown | None:
    """Give the place that stands for the time an item is about, if any."""
    if item.registration.ended_at is not None:
        return None
    return next((one for one in item.registration.places if one.slot_id == item.slot_id), None)


def slot_of(item: Item, slot_id: str) -> SlotShown:
    """Give a time of the session."""
    return next(slot for slot in item.registration.session.slots if slot.id == slot_id)


def is_off(item: Item, slot: SlotShown) -> bool:
    """Say whether a time will not be held."""
    return slot.state != SlotState.PLANNED or item.registration.session.cancelled


def time_of(item: Item, place: PlaceShown) -> TimeTold:
    """Word a time that somebody has a place in."""
    slot = slot_of(item, place.slot_id)
    note = ""
    if place.state == PlaceState.WAITING and place.position:
        note = _("Your number in line: %(number)d.", number=place.position)
    return TimeTold(worded(item, slot), is_off=is_off(item, slot), note=note)


def _before(item: Item, slot: SlotShown, heard: Heard) -> SlotWords | None:
    if (heard.starts_at, heard.minutes) == (slot.starts_at, slot.minutes):
        return None
    place = item.registration.programme.place
    return word_slot(heard.starts_at, heard.minutes, heard.zone, zone_of(item), item.language, place)


def worded(item: Item, slot: SlotShown) -> SlotWords:
    """Word a time in its reader's zone, at its place and in UTC."""
    place = item.registration.programme.place
    return word_slot(slot.starts_at, slot.minutes, slot.zone, zone_of(item), item.language, place)


def zone_of(item: Item) -> str:
    """Give the zone a person reads in: their own, else the programme's."""
    return item.registration.zone or item.registration.programme.zone


def title_of(item: Item) -> str:
    """Give the session's title."""
    title = item.registration.session.title
    return title.get(item.language) or title.get("en", "")


def subject_of(item: Item, slot: SlotShown) -> str:
    """Give day, hour and title in one line."""
    city = worded(item, slot).city
    when = short_words(slot.starts_at, zone_of(item), item.language, city)
    return _("%(when)s: %(title)s", when=when, title=title_of(item))


def told_of(item: Item, slot: SlotShown) -> Told:
    """Note what a mail tells of a time."""
    return Told(item.registration.id, slot.id, slot.version, slot.starts_at)
