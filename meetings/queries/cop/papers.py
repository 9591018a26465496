"""Letters given for participations, as the desk makes them and as strangers check them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain.certificates import Standing
from meetings.domain.cop.papers import PaperKind, standing
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.papers import Paper
from meetings.queries.cop.badges import Bearer, bearers_of


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A letter that was given, for whom, and whether it holds."""

    code: str
    kind: PaperKind
    language: str
    name: str | None
    with_passport: bool
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    standing: Standing
    bearer: Bearer


def paper(code: str) -> PaperShown:
    """Give the letter of a code, whatever became of it.

    Raises: NotFound.
    """
    row = db.session.scalar(select(Paper).where(Paper.code == code))
    if row is None:
        raise NotFound()
    return _all_shown([row])[0]


def papers_by_code(codes: Sequence[str]) -> list[PaperShown]:
    """Give letters by their codes, in the order asked for; one that is not there is left out."""
    rows = {row.code: row for row in db.session.scalars(select(Paper).where(Paper.code.in_(codes)))}
    return _all_shown([rows[one] for one in codes if one in rows])


def papers_of(participation_ids: Sequence[str]) -> dict[str, list[PaperShown]]:
    """Give the letters of participations that nothing has followed, by the participation."""
    rows = db.session.scalars(
        select(Paper)
        .where(Paper.participation_id.in_(participation_ids), Paper.ended_at.is_(None))
        .order_by(Paper.id)
    ).all()
    found: dict[str, list[PaperShown]] = {}
    for one in _all_shown(rows):
        found.setdefault(one.bearer.participation_id, []).append(one)
    return found


def _all_shown(rows: Sequence[Paper]) -> list[PaperShown]:
    people = {one.participation_id: one for one in bearers_of([row.participation_id for row in rows])}
    return [_shown(row, people[row.participation_id]) for row in rows]


def _shown(row: Paper, bearer: Bearer) -> PaperShown:
    return PaperShown(
        code=row.code,
        kind=PaperKind(row.kind),
        language=row.language,
        name=row.name,
        with_passport=row.with_passport,
        made_at=row.made_at,
        made_by=row.made_by,
        ended_at=row.ended_at,
        standing=standing(row.name, row.ended_at, bearer.state),
        bearer=bearer,
    )
