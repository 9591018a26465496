"""What holds for the panels of a programme."""

from dataclasses import dataclass

from sqlalchemy import select

from meetings.domain.errors import NotFound
from meetings.domain.panel.slides import SlidesRule
from meetings.extensions import db
from meetings.models.panel.papers import PanelSettings
from meetings.models.programmes import Programme


@dataclass(frozen=True, slots=True)
class PanelRules:
    """Whether slides are taken, and who signs letters: nobody, where no name is set; `revision` 0 is nothing set."""

    slides: SlidesRule = SlidesRule.OPEN
    signatory: str = ""
    signatory_title: str = ""
    revision: int = 0


def rules_of(programme_id: int) -> PanelRules:
    """Give what holds for the panels of a programme."""
    row = db.session.get(PanelSettings, programme_id)
    if row is None:
        return PanelRules()
    return PanelRules(SlidesRule(row.slides), row.signatory or "", row.signatory_title or "", row.revision)


def number_of(programme: str) -> int:
    """Give the number of a programme by its slug.

    Raises: NotFound.
    """
    number = db.session.scalar(select(Programme.id).where(Programme.slug == programme))
    if number is None:
        raise NotFound()
    return number
