"""What a mail says where a session begins later than announced."""

from dataclasses import replace
from datetime import timedelta

from meetings.domain.codes import PlaceState
from meetings.domain.live.hours import AGAIN, is_about
from meetings.formats.times import short_words
from meetings.mail.words import Body, TimeTold, is_off, place_of, slot_of, told_of, values_of, worded, zone_of
from meetings.queries.live.hours import decided_of
from meetings.queries.messages import Item


def delayed(item: Item) -> Body | None:
    """Tell that a time begins later, or to those who heard that, as announced after all; nothing where it moved."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    minutes = decided_of(slot.id).delay_minutes
    late = timedelta(minutes=minutes)
    if is_off(item, slot) or not is_about(item.occasion, slot.starts_at, minutes):
        return None
    if item.at >= slot.starts_at + late and AGAIN not in item.occasion:
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
