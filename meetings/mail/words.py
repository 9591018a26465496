"""What mails about a registration say, in the reader's language; the times come worded from `formats/times`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import ACTIVE_PLACES, NoticeKind, PlaceState, SlotState
from meetings.domain.programmes import place_names
from meetings.domain.registrations import free_elsewhere
from meetings.domain.seasons import doors_at, ends_at
from meetings.formats.languages import marked
from meetings.formats.times import SlotWords, hour_words, short_words, word_slot
from meetings.mail.modes import part_words
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
class SessionTold:
    """A session in a mail, with its times."""

    title: str
    times: tuple[TimeTold, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says of one thing: the `key` of its phrases, and what fills their places.

    `may_join` gives the way in, `action` words a button to the session's page, `answer` one to the reader's own;
    `told` is what its reader knows after it, `parts` whose entries go into their calendar. Of a mail that `is_shared`,
    one link is the way into all that it tells, and one calendar holds the entries; `follows` says that more will come.
    """

    key: str
    values: Mapping[str, str]
    times: tuple[TimeTold, ...] = ()
    may_join: bool = True
    action: str = ""
    answer: str = ""
    told: tuple[Told, ...] = ()
    parts: tuple[int, ...] = field(default=())
    is_shared: bool = False
    follows: bool = False


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
            "left",
            values_of(item, first),
            times=(TimeTold(worded(item, first), is_off=True),),
            may_join=False,
            parts=parts,
        )
    if all(place.state == PlaceState.OFFERED for place in places):
        return (
            None if item.kind == NoticeKind.CONFIRMATION else _offered(item, places)
        )  # the offer itself is told
    slots = [slot_of(item, place.slot_id) for place in places]
    off = all(is_off(item, slot) for slot in slots)
    return Body(
        "cancelled" if off else "waiting" if registration.waits else "registered",
        values_of(item, slots[0]),
        times=tuple(time_of(item, place) for place in places),
        may_join=not off,
        told=tuple(told_of(item, slot) for slot in slots),
        parts=parts,
    )


def offer(item: Item) -> Body | None:
    """Offer a seat; nothing where it was answered, lapsed, or was offered anew since."""
    place = place_of(item)
    if place is None or place.offered_until is None or place.state != PlaceState.OFFERED:
        return None
    is_this_one = item.not_after is None or place.offered_until <= item.not_after
    return _offered(item, [place]) if is_this_one else None


def lapsed(item: Item) -> Body | None:
    """Tell that an offer lapsed; nothing where its reader registered again."""
    place = next((one for one in item.registration.places if one.slot_id == item.slot_id), None)
    if place is None or place.state != PlaceState.DECLINED:
        return None
    slot = slot_of(item, place.slot_id)
    return Body(
        "lapsed",
        values_of(item, slot),
        times=(TimeTold(worded(item, slot), is_off=True),),
        may_join=False,
        action=_("Register again"),
    )


def _offered(item: Item, places: list[PlaceShown]) -> Body:
    slots = [slot_of(item, place.slot_id) for place in places]
    return Body(
        "offer",
        values_of(item, slots[0]),
        times=tuple(time_of(item, place) for place in places),
        may_join=False,
        answer=_("Accept or decline"),
        told=tuple(told_of(item, slot) for slot in slots),
    )


def change(item: Item) -> Body | None:
    """Say what became of a time: moved, off, or on again; nothing where it is again what its reader heard."""
    place = place_of(item)
    if place is None or place.state not in ACTIVE_PLACES:
        return None
    slot = slot_of(item, place.slot_id)
    heard = item.heard.get(slot.id)
    if heard is None or is_as_heard(item, slot):
        return None
    off = slot.state != SlotState.PLANNED
    return Body(
        _change_key(heard, slot, item.at),
        values_of(item, slot),
        times=(
            TimeTold(
                worded(item, slot),
                _before(item, slot, heard),
                off,
                part_words(place.mode, has_room=slot.has_room),
            ),
        ),
        may_join=not off and item.at < ends_at(slot),
        told=(told_of(item, slot),),
        parts=(place.part,),
    )


def _change_key(heard: Heard, slot: SlotShown, now: datetime) -> str:
    """Say what a change is called: off, on again, moved by the rules of its zone, or moved by us; or told too late."""
    if slot.state != SlotState.PLANNED:
        return "cancelled" if now < heard.starts_at + timedelta(minutes=heard.minutes) else "cancelled_over"
    if now >= ends_at(slot):
        return "moved_over"
    if now >= slot.starts_at:
        return "moved_begun"
    if heard.state != SlotState.PLANNED:
        return "revived"
    return "clocks" if _is_by_clocks(heard, slot) else "moved"


def _is_by_clocks(heard: Heard, slot: SlotShown) -> bool:
    """Say whether an instant moved though its wall time stayed, because the rules of its zone changed."""
    stays = (heard.local_start, heard.zone, heard.minutes) == (slot.local_start, slot.zone, slot.minutes)
    return stays and heard.starts_at != slot.starts_at


def link(item: Item) -> Body | None:
    """Give the link to whoever owns it, because somebody registered in their name."""
    slot = slot_of(item, item.registration.places[0].slot_id)
    return Body("link", values_of(item, slot), may_join=False)


def values_of(item: Item, slot: SlotShown) -> dict[str, str]:
    """Give what fills the places in phrases: title, beginning, both, when one can join, how long an offer stands."""
    lang, zone, city = item.language, zone_of(item), worded(item, slot).city
    when = short_words(slot.starts_at, zone, lang, city)
    place = place_of(item, slot.id)
    until = place.offered_until if place else None
    title = title_of(item)
    return {
        "title": title,
        "when": when,
        "what": _("%(when)s: %(title)s", when=when, title=title),
        "opens": hour_words(doors_at(slot), zone, lang),
        "until": short_words(until or slot.starts_at, zone, lang, city),
        "sessions": count_words(1),
    }


def count_words(number: int) -> str:
    """Word a number of sessions."""
    return ngettext("%(num)d session", "%(num)d sessions", number)


def place_of(item: Item, slot_id: str | None = None) -> PlaceShown | None:
    """Give the place that stands for a time, or for the one an item is about, if any."""
    wanted = slot_id or item.slot_id
    if item.registration.ended_at is not None:
        return None
    return next((one for one in item.registration.places if one.slot_id == wanted), None)


def slot_of(item: Item, slot_id: str) -> SlotShown:
    """Give a time of the session."""
    return next(slot for slot in item.registration.session.slots if slot.id == slot_id)


def is_off(item: Item, slot: SlotShown) -> bool:
    """Say whether a time will not be held."""
    return slot.state != SlotState.PLANNED or item.registration.session.cancelled


def is_as_heard(item: Item, slot: SlotShown) -> bool:
    """Say whether a time stands as its reader last heard."""
    heard = item.heard.get(slot.id)
    now = (slot.starts_at, slot.minutes, slot.state)
    return heard is not None and (heard.starts_at, heard.minutes, heard.state) == now


def time_of(item: Item, place: PlaceShown) -> TimeTold:
    """Word a time that somebody has a place in."""
    slot = slot_of(item, place.slot_id)
    off = is_off(item, slot)
    notes = [part_words(place.mode, has_room=slot.has_room)]
    if place.state == PlaceState.WAITING and place.position:
        notes.append(_("Your number in line: %(number)d.", number=place.position))
    if place.state == PlaceState.WAITING and not off:
        notes.append(_elsewhere(item, place))
    if place.state == PlaceState.OFFERED:
        notes.append(_("A seat is offered to you until %(when)s.", when=values_of(item, slot)["until"]))
    return TimeTold(worded(item, slot), is_off=off, note=" ".join(note for note in notes if note))


def _elsewhere(item: Item, place: PlaceShown) -> str:
    """Name another time of the same part that has a seat, for somebody who waits."""
    others = free_elsewhere(item.registration.session.slots, place.slot_id, place.mode, item.at)
    if not others:
        return ""
    when = short_words(others[0].starts_at, zone_of(item), item.language, worded(item, others[0]).city)
    return _(
        "At the other time, %(when)s, seats are free: you can change to it with the link below.", when=when
    )


def _before(item: Item, slot: SlotShown, heard: Heard) -> SlotWords | None:
    if (heard.starts_at, heard.minutes) == (slot.starts_at, slot.minutes):
        return None
    if _is_by_clocks(heard, slot):  # hours of then, worded by the rules of now, are ones that nobody heard
        return word_slot(heard.starts_at, heard.minutes, "UTC", "UTC", item.language, {})
    place = place_names(item.registration.programme, heard.zone)
    return word_slot(heard.starts_at, heard.minutes, heard.zone, zone_of(item), item.language, place)


def worded(item: Item, slot: SlotShown) -> SlotWords:
    """Word a time in its reader's zone, at its place and in UTC."""
    place = place_names(item.registration.programme, slot.zone)
    return word_slot(slot.starts_at, slot.minutes, slot.zone, zone_of(item), item.language, place)


def zone_of(item: Item) -> str:
    """Give the zone a person reads in: their own, else the programme's."""
    return item.registration.zone or item.registration.programme.zone


def title_of(item: Item) -> str:
    """Give the session's title, with its language where that is not the reader's."""
    return marked(item.registration.session.title, item.language)


def told_of(item: Item, slot: SlotShown) -> Told:
    """Note what a mail tells of a time."""
    return Told(item.registration.id, slot.id, slot.version, slot.starts_at)
