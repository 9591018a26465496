"""What somebody follows, on the page with their registrations, and leaving it there."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext as _

from meetings.domain.codes import HeldTwice
from meetings.domain.errors import NotFound
from meetings.formats.times import full_day_words
from meetings.queries.programmes import Words
from meetings.queries.subscriptions import SubscriptionShown, subscriptions_of
from meetings.services.subscriptions import leave
from meetings.web.readers import Reader


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that is followed, in words."""

    id: int
    title: Words
    programme: Words | None
    since: str
    held_twice: str


def followed(person_id: int, reader: Reader) -> list[Followed]:
    """Give what a person follows, for the page."""
    return [_followed(one, reader) for one in subscriptions_of(person_id)]


def leave_followed(person_id: int, now: datetime) -> str:
    """End what a form of a person's own page names; give what was done.

    Raises: NotFound, for what this person does not follow.
    """
    wanted = request.form.get("subscription", "")
    own = next((one.id for one in subscriptions_of(person_id) if str(one.id) == wanted), None)
    if own is None:
        raise NotFound()
    leave(own, now, "person")
    return "leave"


def _followed(one: SubscriptionShown, reader: Reader) -> Followed:
    return Followed(
        id=one.id,
        title=one.title,
        programme=one.programme_title if one.stream else None,
        since=_("Since %(day)s.", day=full_day_words(one.since, reader.zone, reader.language)),
        held_twice={
            HeldTwice.BEST: _("Of sessions that are held twice, the time that suits you best."),
            HeldTwice.EARLIER: _("Of sessions that are held twice, the earlier one."),
            HeldTwice.LATER: _("Of sessions that are held twice, the later one."),
        }[HeldTwice(one.held_twice)],
    )
