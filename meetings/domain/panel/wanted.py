"""What is still wanted of somebody on a panel, and by when: counted back from the first time that is still to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from meetings.domain.codes import PanelistState


class Thing(StrEnum):
    """What a panellist can be asked for."""

    ANSWER = "answer"
    AFFILIATION = "affiliation"
    SLIDES = "slides"
    RELEASE = "release"
    BIOGRAPHY = "biography"
    PHOTO = "photo"
    AVAILABILITY = "availability"


OPTIONAL: Final = frozenset((Thing.BIOGRAPHY, Thing.PHOTO, Thing.AVAILABILITY))
OF_A_PERSON: Final = OPTIONAL
# Whose name is printed, and who shows slides.
PRINTED: Final = frozenset(("speaker", "moderator", "host"))
SHOWING: Final = frozenset(("speaker",))
# How long before the first coming time each is wanted.
AHEAD: Final = {
    Thing.ANSWER: timedelta(days=21),
    Thing.AFFILIATION: timedelta(days=14),
    Thing.BIOGRAPHY: timedelta(days=14),
    Thing.PHOTO: timedelta(days=14),
    Thing.AVAILABILITY: timedelta(days=14),
    Thing.SLIDES: timedelta(days=3),
    Thing.RELEASE: timedelta(days=1),
}
# How long before the first coming time whoever still owes something is reminded, the earlier first.
REMINDERS: Final = (timedelta(days=7), timedelta(days=2))
# A reminder that nobody could send in so long is left out: the next one says the same.
REMINDED_WITHIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OnPanel:
    """What is known of somebody on the panel of a session, as far as it decides what is wanted.

    `starts_at` is its first time that is still to come, null for none; `unanswered` how many of its coming times they
    have not said whether they may be recorded in. `slides` is null where slides are not asked for.
    """

    session: str
    state: str
    roles: frozenset[str]
    starts_at: datetime | None
    is_affiliated: bool
    unanswered: int
    slides: bool | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is wanted: of which session, empty for all of them; until when, and whether it is there."""

    thing: Thing
    session: str
    until: datetime
    is_done: bool

    @property
    def is_optional(self) -> bool:
        """Say whether it may be left out."""
        return self.thing in OPTIONAL

    @property
    def is_owed(self) -> bool:
        """Say whether it is needed and is not there."""
        return not (self.is_done or self.is_optional)


def wanted_of(panels: Iterable[OnPanel], optional: Iterable[tuple[Thing, bool]] = ()) -> tuple[Wanted, ...]:
    """Give what is wanted of somebody, what is needed first, then by day; nothing for what they declined or is over.

    Whoever has not answered yet is asked for that alone: all else follows from coming.

    Takes: their panels; what they may add about themselves, each with whether it is there.
    """
    coming = [one for one in panels if one.starts_at is not None and one.state != PanelistState.DECLINED]
    found = [wanted for one in coming for wanted in _of_session(one)]
    starts = [one.starts_at for one in coming if one.starts_at is not None]
    if starts:
        found += [Wanted(thing, "", min(starts) - AHEAD[thing], is_done) for thing, is_done in optional]
    return tuple(sorted(found, key=lambda one: (one.is_optional, one.is_done, one.until)))


def _of_session(panel: OnPanel) -> Iterable[Wanted]:
    starts_at = panel.starts_at
    assert starts_at is not None
    has_answered = panel.state == PanelistState.CONFIRMED

    def one(thing: Thing, is_done: bool) -> Wanted:
        return Wanted(thing, panel.session, starts_at - AHEAD[thing], is_done)

    yield one(Thing.ANSWER, has_answered)
    if not has_answered:
        return
    if panel.roles & PRINTED:
        yield one(Thing.AFFILIATION, panel.is_affiliated)
    if panel.roles & SHOWING and panel.slides is not None:
        yield one(Thing.SLIDES, panel.slides)
    yield one(Thing.RELEASE, panel.unanswered == 0)


def reminder_due(starts_at: datetime, now: datetime) -> timedelta | None:
    """Give which reminder of a first coming time is due: how long before it, or nothing."""
    for ahead in sorted(REMINDERS):
        if starts_at - ahead <= now < starts_at - ahead + REMINDED_WITHIN:
            return ahead
    return None
