"""What a mail says where a session begins later than announced."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext as _

from meetings.domain.codes import PlaceState
from meetings.domain.live.hours import is_idle
from meetings.formats.languages import marked
from meetings.formats.times import short_words, word_three
from meetings.mail.words import (
    Body,
    SessionTold,
    TimeTold,
    count_words,
    is_off,
    place_of,
    slot_of,
    told_of,
    values_of,
    worded,
    zone_of,
)
from meetings.queries.live.hours import decided_of
from meetings.queries.live.lates import LateTold
from meetings.queries.messages import Item


def delay_body(late: LateTold, to: str, zone: str, lang: str) -> Body:
    """Say which time begins later, or as announced after all, to those who are not registered for it.

    Takes: `to`, what stands before the keys of their mails.
    """
    title, when = marked(late.title, lang), short_words(late.starts_at, zone, lang)
    values = {
        "title": title,
        "when": when,
        "what": _("%(when)s: %(title)s", when=when, title=title),
        "opens": "",
        "until": short_words(late.begins_at, zone, lang),
        "sessions": count_words(1),
    }
    return Body(f"{to}_delayed" if late.delay_minutes else f"{to}_on_time", values, may_join=False)


def told_late(late: LateTold, zone: str, lang: str, place: Mapping[str, str]) -> SessionTold:
    """Say when it begins, beside when it was to, in its reader's zone, at its place and in UTC."""
    words = [
        word_three(one, zone, lang, dict(place)) for one in (replace(late, starts_at=late.begins_at), late)
    ]
    return SessionTold(
        marked(late.title, lang), (TimeTold(words[0], words[1] if late.delay_minutes else None),)
    )


def delayed(item: Item) -> Body | None:
    """Tell that a time begins later, or to those who heard that, as announced after all; nothing where it moved."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    minutes = decided_of(slot.id).delay_minutes
    late = timedelta(minutes=minutes)
    if is_off(item, slot) or is_idle(item.occasion, slot, minutes, item.at):
        return None
    really = replace(slot, starts_at=slot.starts_at + late)
    words = worded(item, really)
    until = short_words(really.starts_at, zone_of(item), item.language, words.city)
    return Body(
        "delayed" if late else "on_time",
        values_of(item, slot) | {"until": until},
        times=(TimeTold(words, worded(item, slot) if late else None),),
        told=(told_of(item, slot),),
    )
