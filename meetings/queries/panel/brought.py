"""What panellists brought already: slides, what they say of themselves, and when they can."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from meetings.domain.panel.slides import SlidesRule
from meetings.domain.panel.wanted import Thing
from meetings.extensions import db
from meetings.models.panel.papers import Availability, Profile
from meetings.models.publications import Material, Panelist
from meetings.queries.panel.settings import rules_of


@dataclass(frozen=True, slots=True)
class Brought:
    """What some people brought for a programme; `takes_slides` says whether slides are asked for."""

    takes_slides: bool
    slides: frozenset[tuple[int, int]]
    biographies: frozenset[int]
    photos: frozenset[int]
    hours: frozenset[int]

    def slides_of(self, person_id: int, session_id: int) -> bool | None:
        """Say whether somebody brought slides for a session; nothing where none are asked for."""
        return (person_id, session_id) in self.slides if self.takes_slides else None

    def about(self, person_id: int) -> tuple[tuple[Thing, bool], ...]:
        """Give what somebody may add about themselves, each with whether it is there."""
        return (
            (Thing.BIOGRAPHY, person_id in self.biographies),
            (Thing.PHOTO, person_id in self.photos),
            (Thing.AVAILABILITY, person_id in self.hours),
        )


def brought_by(programme_id: int, people: Collection[int]) -> Brought:
    """Give what some people brought for a programme."""
    here = list(people)
    slides = select(Panelist.person_id, Panelist.session_id).join(
        Material, Material.panelist_id == Panelist.id
    )
    profiles = db.session.execute(
        select(Profile.person_id, Profile.biography, Profile.photo).where(
            Profile.programme_id == programme_id, Profile.person_id.in_(here)
        )
    ).all()
    hours = select(Availability.person_id).where(
        Availability.programme_id == programme_id, Availability.person_id.in_(here)
    )
    return Brought(
        takes_slides=rules_of(programme_id).slides is not SlidesRule.CLOSED,
        slides=frozenset(
            (row[0], row[1]) for row in db.session.execute(slides.where(Panelist.person_id.in_(here)))
        ),
        biographies=frozenset(row[0] for row in profiles if row[1]),
        photos=frozenset(row[0] for row in profiles if row[2]),
        hours=frozenset(db.session.scalars(hours)),
    )
