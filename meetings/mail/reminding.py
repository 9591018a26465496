"""What reminders say before a session, and what is said after it."""

from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import PlaceState
from meetings.domain.messages import occasion_of
from meetings.formats.times import short_words
from meetings.mail.words import (
    Body,
    is_off,
    place_of,
    slot_of,
    subject_of,
    time_of,
    title_of,
    told_of,
    worded,
    zone_of,
)
from meetings.queries.messages import Item


def reminder(item: Item) -> Body | None:
    """Remind of a time; nothing where it moved, fell away or is not the reader's any more."""
    place = place_of(item)
    if place is None or place.state != PlaceState.CONFIRMED:
        return None
    slot = slot_of(item, place.slot_id)
    if is_off(item, slot) or occasion_of(slot.starts_at) != item.occasion:
        return None
    what = subject_of(item, slot)
    return Body(
        subject=_("Reminder: %(what)s", what=what),
        heading=_("Your session is near"),
        lead=ngettext(
            "You can join %(num)d minute before it begins.",
            "You can join %(num)d minutes before it begins.",
            slot.doors_minutes,
        ),
        title=title_of(item),
        times=(time_of(item, place),),
        told=(told_of(item, slot),),
    )


def opened(item: Item) -> Body | None:
    """Tell that one can join now."""
    body, place = reminder(item), place_of(item)
    if body is None or place is None:
        return None
    what = subject_of(item, slot_of(item, place.slot_id))
    return replace(
        body,
        subject=_("You can join now: %(what)s", what=what),
        heading=_("You can join now"),
        lead=_("Your page to join is open."),
    )


def together(bodies: list[Body], items: list[Item]) -> Body:
    """Give subject, heading and lead of a mail that reminds of several times, the first one first."""
    first, slot = items[0], slot_of(items[0], str(items[0].slot_id))
    when = short_words(slot.starts_at, zone_of(first), first.language, worded(first, slot).city)
    number = len(bodies)
    return replace(
        bodies[0],
        subject=ngettext(
            "Reminder: %(num)d session from %(when)s",
            "Reminder: %(num)d sessions from %(when)s",
            number,
            when=when,
        ),
        heading=_("Your sessions are near"),
        told=tuple(one for body in bodies for one in body.told),
    )


def thank_you(item: Item) -> Body | None:
    """Thank whoever came, and lead to the recording."""
    return _afterwards(
        item,
        _("Thank you: %(title)s", title=title_of(item)),
        _("Thank you for coming"),
        _("The recording is on the page of the session."),
    )


def missed(item: Item) -> Body | None:
    """Lead whoever registered and was not seen to the recording."""
    return _afterwards(
        item,
        _("The recording: %(title)s", title=title_of(item)),
        _("In case you missed it"),
        _("The recording is on the page of the session."),
    )


def _afterwards(item: Item, subject: str, heading: str, lead: str) -> Body | None:
    if not any(slot.recordings for slot in item.registration.session.slots):
        return None
    return Body(
        subject=subject,
        heading=heading,
        lead=lead,
        title=title_of(item),
        may_join=False,
        action=_("Watch the recording"),
    )
