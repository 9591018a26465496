"""Slides that panellists bring: of which kinds, for whom, and whether the organizers still take them."""

from enum import StrEnum
from typing import Final

from meetings.domain.errors import NotAChoice
from meetings.domain.kept_files import DOCUMENTS
from meetings.domain.panel.slides_errors import SlidesClosed

KINDS: Final = {kind: ending for kind, ending in DOCUMENTS.items() if ending in ("pdf", "pptx", "odp")}
# No talk needs more, and a bad line takes an hour for it.
MOST_MB: Final = 100
PUBLIC: Final = "public"
PARTICIPANTS: Final = "participants"


class SlidesRule(StrEnum):
    """For whom panellists may put slides: for everybody or for participants, for these alone, or for nobody now."""

    OPEN = "open"
    PARTICIPANTS = "participants"
    CLOSED = "closed"


def check_rule(typed: str) -> SlidesRule:
    """Give a rule of slides.

    Raises: NotAChoice, with field `slides`.
    """
    if typed not in set(SlidesRule):
        raise NotAChoice(field="slides", value=typed[:20])
    return SlidesRule(typed)


def audiences(rule: SlidesRule) -> tuple[str, ...]:
    """Name for whom a panellist may put slides."""
    return {
        SlidesRule.OPEN: (PUBLIC, PARTICIPANTS),
        SlidesRule.PARTICIPANTS: (PARTICIPANTS,),
        SlidesRule.CLOSED: (),
    }[rule]


def check_audience(typed: str, rule: SlidesRule) -> str:
    """Give for whom slides shall be, as far as the organizers allow it.

    Raises: SlidesClosed; NotAChoice, with field `audience`.
    """
    if rule is SlidesRule.CLOSED:
        raise SlidesClosed()
    if typed not in audiences(rule):
        raise NotAChoice(field="audience", value=typed[:20])
    return typed
