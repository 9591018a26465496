"""An officer at a delegation: of which conference, who, and when."""

from dataclasses import dataclass
from typing import Final

from meetings.domain.permissions import Act
from meetings.queries.cop.catalogue import Within, check_delegation
from meetings.queries.cop.focal_points import standing_points
from meetings.queries.desk import ProgrammeRow
from meetings.queries.desk import programme as programme_of
from meetings.web.desk.access import Moment, allowed, at_desk
from meetings.web.pages import LANG

ADDRESS: Final = f"/{LANG}/desk/<programme>/accreditation/<delegation_id>"


@dataclass(frozen=True, slots=True)
class Here:
    """The page of a delegation at work."""

    programme: ProgrammeRow
    delegation: str
    actor: str
    moment: Moment

    @property
    def address(self) -> str:
        """Give the address of the page."""
        lang = self.moment.reader.language
        return f"/{lang}/desk/{self.programme.slug}/accreditation/{self.delegation}"


def here(programme: str, delegation: str) -> Here:
    """Give the officer who is signed in, at a delegation.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    actor = allowed(Act.ACCREDIT, programme).actor
    shown = programme_of(programme)
    check_delegation(Within(programme), delegation)
    return Here(shown, delegation, actor, at_desk(shown))


def language_of(at: Here) -> str:
    """Give the language in which the delegation is answered: that of whoever names it, else the officer's own."""
    points = standing_points(at.delegation)
    return points[0].language if points else at.moment.reader.language
