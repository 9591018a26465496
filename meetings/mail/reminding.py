"""What reminders say before a session, and what is said after it."""

from dataclasses import replace

from flask_babel import gettext as _

from meetings.domain.codes import PlaceState
from meetings.domain.messages import occasion_of
from meetings.mail.words import (
    Body,
    count_words,
    is_as_heard,
    is_off,
    place_of,
    slot_of,
    time_of,
    told_of,
    values_of,
)
from meetings.queries.certificates import has_earned
from meetings.queries.messages import Item


def reminder(item: Item) -> Body | None:
    """Remind of a time; nothing where it moved, fell away or is not the reader's any more."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    if is_off(item, slot) or occasion_of(slot.starts_at) != item.occasion:
        return None
    return Body(
        "reminder",
        values_of(item, slot),
        times=(time_of(item, place),),
        told=(told_of(item, slot),),
    )


def opened(item: Item) -> Body | None:
    """Tell that one can join now."""
    body = reminder(item)
    return replace(body, key="open") if body else None


def digest(item: Item) -> Body | None:
    """Tell a time of the coming week; nothing where it fell away, or stands otherwise than its reader heard."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    if is_off(item, slot) or not is_as_heard(item, slot):
        return None
    return Body("digest", values_of(item, slot), times=(time_of(item, place),), told=(told_of(item, slot),))


def together(bodies: list[Body], key: str) -> Body:
    """Give the mail that tells several times, the first one first."""
    told = tuple(one for body in bodies for one in body.told)
    values = {**bodies[0].values, "sessions": count_words(len(bodies))}
    return replace(bodies[0], key=key, values=values, told=told)


def thank_you(item: Item) -> Body | None:
    """Thank whoever came, and lead to the recording, and to the certificate if they have earned one."""
    body, about = _afterwards(item, "thank_you"), item.registration
    if body is None or not has_earned(about.person_id, about.programme.slug, about.session.slug, item.at):
        return body
    return replace(body, answer=_("Get the certificate"))


def missed(item: Item) -> Body | None:
    """Lead whoever registered and was not seen to the recording."""
    return _afterwards(item, "missed")


def _afterwards(item: Item, key: str) -> Body | None:
    slots = item.registration.session.slots
    if not any(slot.recordings for slot in slots):
        return None
    return Body(key, values_of(item, slots[0]), may_join=False, action=_("Watch the recording"))
