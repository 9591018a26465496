"""The papers of participation of one person: badges, letters, and the days on which they came."""

from typing import Any

from sqlalchemy import Select, select

from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.papers import Badge, CheckIn, Paper
from meetings.models.programmes import Programme

Facts = dict[str, Any]


def papers(person_id: int) -> dict[str, list[Facts]]:
    """Give what is stored of somebody's papers, by what it is; which steward saw them is the steward's."""
    return {
        "badges": _of(
            person_id, Badge, ("code", "state", "state_since", "reason", "issued_at"), Badge.issued_at
        ),
        "check_ins": _of(person_id, CheckIn, ("day", "at", "entrance", "from_list"), CheckIn.day),
        "letters": _of(
            person_id,
            Paper,
            ("code", "kind", "language", "name", "with_passport", "made_at", "ended_at"),
            Paper.id,
        ),
    }


def _of(person_id: int, table: Any, names: tuple[str, ...], order: Any) -> list[Facts]:
    rows: Select[Any] = (
        select(table, Programme.slug, Segment.slug)
        .join(Participation, Participation.id == table.participation_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Nomination.person_id == person_id)
        .order_by(order)
    )
    return [
        {"programme": programme, "segment": segment, **{name: getattr(row, name) for name in names}}
        for row, programme, segment in db.session.execute(rows)
    ]
