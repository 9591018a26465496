"""A page of the desk that is about one segment of a conference: which one, and the others to choose from."""

from dataclasses import dataclass
from typing import Any

from flask import request

from meetings.domain.permissions import Act
from meetings.queries.cop.connection_tests import segments_at_desk
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.web.desk.access import Moment, allowed, at_desk, may_here


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: the conference, its segments, the one it is about, when, and who may change it."""

    programme: ProgrammeRow
    segments: list[Any]
    segment: Any
    moment: Moment
    may_change: bool

    @property
    def slug(self) -> str:
        """Give the conference's name in addresses."""
        return self.programme.slug


def open_segment(slug: str, act: Act, *, changes: Act) -> Here:
    """Give the segment that a page is about: the one asked for, else the one that runs, else the next, else the last.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    allowed(act, slug)
    programme = programme_of(slug)
    moment, segments = at_desk(programme), segments_at_desk(slug)
    asked, today = request.values.get("segment", ""), moment.now.date()
    ahead = [one for one in segments if one.ends_on >= today]
    chosen = [one for one in segments if one.slug == asked] or ahead[:1] or segments[-1:]
    return Here(programme, segments, chosen[0] if chosen else None, moment, may_here(changes, slug))
