"""The archive: what of each season was recorded or put into writing, and everybody may have."""

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from meetings.domain.codes import RecordingState
from meetings.extensions import db
from meetings.models.programmes import Session
from meetings.models.publications import Material, Recording
from meetings.models.slots import Slot
from meetings.queries.programmes import ProgrammeShown, is_shown, published_programmes


@dataclass(frozen=True, slots=True)
class Shelf:
    """A programme with how much of it there is."""

    programme: ProgrammeShown
    recordings: int
    documents: int


def shelves() -> list[Shelf]:
    """Give the published programmes of which there is anything, the latest first."""
    recordings = _counts(
        select(Session.programme_id, func.count(Recording.id))
        .join(Slot, Slot.session_id == Session.id)
        .join(Recording, Recording.slot_id == Slot.id)
        .where(
            is_shown(),
            Session.audience == "public",
            Recording.state == RecordingState.PUBLIC,
            Recording.audience == "public",
        )
    )
    documents = _counts(
        select(Session.programme_id, func.count(Material.id))
        .join(Material, Material.session_id == Session.id)
        .where(
            is_shown(),
            Session.audience == "public",
            Material.audience == "public",
            or_(Material.embargo_until.is_(None), Material.published_at.is_not(None)),
        )
    )
    every = [
        Shelf(one, recordings.get(one.id, 0), documents.get(one.id, 0)) for one in published_programmes()
    ]
    return [one for one in every if one.recordings or one.documents]


def _counts(question: Select[int, int]) -> dict[int, int]:
    rows = db.session.execute(question.group_by(Session.programme_id))
    return {row[0]: row[1] for row in rows}
