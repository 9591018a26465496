"""Several applications for side events that become one: proposed by the desk, agreed by each, names of all kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.cop.documents_errors import NotSeveral, NotThisStep
from meetings.domain.cop.side_events import SideEventState, names_together
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.side_events import SideEvent
from meetings.models.programmes import Programme
from meetings.services.cop.side_events import move, noted

OPEN: Final = (SideEventState.APPLIED, SideEventState.ACCEPTED)
YES, NO = "yes", "no"


def propose_merge(programme: str, event_ids: Sequence[str], now: datetime, actor: str) -> None:
    """Propose to the applicants of several side events to hold them as one, that of the first.

    Raises: NotSeveral, for fewer than two, for some of other segments, decided, or in a proposal already.
    """
    wanted = list(dict.fromkeys(event_ids))
    with transaction():
        rows = {
            row.id: row
            for row in db.session.scalars(
                select(SideEvent)
                .join(Segment, Segment.id == SideEvent.segment_id)
                .join(Programme, Programme.id == Segment.programme_id)
                .where(Programme.slug == programme, SideEvent.id.in_(wanted))
                .with_for_update(of=SideEvent)
            )
        }
        are_open = all(row.state in OPEN and row.merge_id is None for row in rows.values())
        is_one = len({row.segment_id for row in rows.values()}) == 1
        if len(wanted) < 2 or len(rows) != len(wanted) or not are_open or not is_one:
            raise NotSeveral(field="events")
        for event_id in wanted:
            row = rows[event_id]
            row.merge_id, row.merge_answer = wanted[0], None
            row.revision, row.updated_at = row.revision + 1, now
            noted(row, programme, now, actor, "propose_merge", {})


def answer_merge(event_id: str, answer: str, revision: int, now: datetime) -> None:
    """Answer a proposal to merge; with the last yes they are one, with a no the proposal is gone.

    Raises: NotFound, Stale, NotAChoice; NotThisStep, where nothing is proposed.
    """
    if answer not in (YES, NO):
        raise errors.NotAChoice(field="answer", value=answer[:20])
    with transaction():
        row = db.session.scalar(select(SideEvent).where(SideEvent.id == event_id))
        if row is None:
            raise errors.NotFound()
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        if row.merge_id is None:
            raise NotThisStep(state=row.state, to=str(SideEventState.MERGED))
        rows = list(
            db.session.scalars(
                select(SideEvent)
                .where(SideEvent.merge_id == row.merge_id)
                .order_by(SideEvent.sent_at, SideEvent.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        )
        if row not in rows or row.revision != revision:  # somebody else answered or gave up meanwhile
            raise errors.Stale(current=revision + 1)
        row.merge_answer = answer
        row.revision, row.updated_at = row.revision + 1, now
        slug = _slug(row)
        noted(row, slug, now, "applicant", f"merge_{answer}", {})
        if answer == NO:
            _end(rows, now)
        elif all(one.merge_answer == YES for one in rows):
            _merge(rows, slug, now)


def _merge(rows: list[SideEvent], slug: str, now: datetime) -> None:
    stays = next(one for one in rows if one.id == one.merge_id)
    others = [one for one in rows if one is not stays]
    together = names_together(
        [stays.lead, *stays.organizers], [[one.lead, *one.organizers] for one in others]
    )
    stays.organizers = together[1:]
    stays.languages = list(
        dict.fromkeys([*stays.languages, *(code for one in others for code in one.languages)])
    )
    for one in others:
        move(one, SideEventState.MERGED, now)
        one.merged_into_id = stays.id
        noted(one, slug, now, "house", "merged", {})
    _end(rows, now)


def _end(rows: list[SideEvent], now: datetime) -> None:
    for one in rows:
        one.merge_id = one.merge_answer = None
        one.revision, one.updated_at = one.revision + 1, now


def _slug(row: SideEvent) -> str:
    return db.session.scalars(
        select(Programme.slug)
        .join(Segment, Segment.programme_id == Programme.id)
        .where(Segment.id == row.segment_id)
    ).one()
