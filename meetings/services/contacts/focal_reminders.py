"""Reminding the missions of Parties that have notified no national focal point: a notice a Party and a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.codes import NoticeKind
from meetings.domain.contacts.focal_points import FocalState
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.messages import Notice
from meetings.queries.contacts.focal_points import SUBJECT, Mission, focal_figures, missions
from meetings.services.audit import note

USEFUL: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of reminding: the codes of Parties whose mission is reminded, was today, or is not reached by mail."""

    reminded: tuple[str, ...]
    before: tuple[str, ...]
    unreached: tuple[str, ...]


def remind(countries: Collection[str], now: datetime, *, actor: str) -> Prepared:
    """Remind the missions of some Parties, in Geneva, else to UNEP; each once a day, however often this is asked.

    Raises: NothingChosen, with field `parties`, where none of them is a Party without a focal point today.
    """
    day = now.date()
    with transaction():
        take_turns("focal reminders")
        missing = [one.country for one in focal_figures(day).standings if one.state != FocalState.NOTIFIED]
        chosen = [one for one in missing if one in set(countries)]
        if not chosen:
            raise errors.NothingChosen(field="parties")
        reached, before = missions(chosen, day), _before(chosen, day.isoformat())
        new = [one for one in chosen if one in reached and one not in before]
        for country in new:
            _insert(country, reached[country], now, actor)
        return Prepared(
            tuple(new),
            tuple(one for one in chosen if one in before),
            tuple(one for one in chosen if one not in reached and one not in before),
        )


def _before(countries: Collection[str], occasion: str) -> set[str]:
    rows = db.session.scalars(
        select(Notice.subject).where(
            Notice.kind == NoticeKind.FOCAL_REMINDER,
            Notice.subject.in_([f"{SUBJECT}{one}" for one in countries]),
            Notice.occasion == occasion,
        )
    )
    return {one.removeprefix(SUBJECT) for one in rows}


def _insert(country: str, mission: Mission, now: datetime, actor: str) -> None:
    values = {
        "kind": str(NoticeKind.FOCAL_REMINDER),
        "person_id": mission.person_id,
        "subject": f"{SUBJECT}{country}",
        "occasion": now.date().isoformat(),
        "due_at": now,
        "not_after": now + USEFUL,
        "created_at": now,
    }
    store(insert_new(Notice).on_conflict_do_nothing(), values)
    after = {"mission": mission.kind, "person": mission.public_id}
    note(now, actor, "focal_point.remind", f"{SUBJECT}{country}", after=after)
