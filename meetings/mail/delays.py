"""What a mail says where a session begins later than announced."""

from dataclasses import replace
from datetime import timedelta

from meetings.domain.codes import PlaceState
from meetings.domain.messages import occasion_of
from meetings.formats.times import short_words
from meetings.mail.words import Body, TimeTold, is_off, place_of, slot_of, told_of, values_of, worded, zone_of
from meetings.queries.live.hours import decided_of
from meetings.queries.messages import Item


def delayed(item: Item) -> Body | None:
    """Tell that a time begins later; nothing where it begins as announced after all, moved, or has begun."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    late = timedelta(minutes=decided_of(slot.id).delay_minutes)
    if not late or is_off(item, slot) or occasion_of(slot.starts_at) != item.occasion:
        return None
    if item.at >= slot.starts_at + late:
        return None
    really = replace(slot, starts_at=slot.starts_at + late)
    words = worded(item, really)
    until = short_words(really.starts_at, zone_of(item), item.language, words.city)
    return Body(
        "delayed",
        values_of(item, slot) | {"until": until},
        times=(TimeTold(words, worded(item, slot)),),
        told=(told_of(item, slot),),
    )
