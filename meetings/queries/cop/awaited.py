"""What is awaited from a delegation, in codes and numbers, and never of whom."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from meetings.domain.cop.codes import LetterState
from meetings.domain.cop.codes import ParticipationState as P
from meetings.domain.cop.tracks import Awaited
from meetings.extensions import db
from meetings.models.cop.delegations import Letter, Nomination, Participation


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that is awaited from a delegation, of how many people; of a letter, of none."""

    awaited: Awaited
    people: int = 0


NOTHING: Final[tuple[Waiting, ...]] = ()


def awaited_from(delegation_ids: Collection[str]) -> Mapping[str, tuple[Waiting, ...]]:
    """Give what is awaited from delegations, by two questions however many they are."""
    ids = list(delegation_ids)
    letters = last_letters(ids)
    people = _people(ids)
    found = {}
    for one in ids:
        named, returned = people.get(one, (0, 0))
        waiting = [] if named else [Waiting(Awaited.NAMES)]
        if named and letters.get(one) is None:
            waiting.append(Waiting(Awaited.LETTER))
        if letters.get(one) == LetterState.RETURNED:
            waiting.append(Waiting(Awaited.CORRECTION))
        if returned:
            waiting.append(Waiting(Awaited.CORRECTION, returned))
        found[one] = tuple(waiting)
    return found


def last_letters(delegation_ids: Collection[str]) -> dict[str, str]:
    """Give where the letter of each delegation stands that sent one."""
    last = (
        select(Letter.delegation_id, func.max(Letter.version).label("version"))
        .where(Letter.delegation_id.in_(list(delegation_ids)))
        .group_by(Letter.delegation_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Letter.delegation_id, Letter.state).join(
            last, (last.c.delegation_id == Letter.delegation_id) & (last.c.version == Letter.version)
        )
    )
    return {row[0]: row[1] for row in rows}


def _people(delegation_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Give how many are named of each delegation, and how many of them wait to be completed."""
    rows = db.session.execute(
        select(Nomination.delegation_id, Nomination.id, Participation.state)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .where(Nomination.delegation_id.in_(list(delegation_ids)))
    )
    named: dict[str, set[str]] = {}
    returned: dict[str, set[str]] = {}
    for delegation_id, nomination_id, state in rows:
        if state not in (P.WITHDRAWN, P.REPLACED, P.REFUSED, P.REVOKED):
            named.setdefault(delegation_id, set()).add(nomination_id)
        if state == P.RETURNED:
            returned.setdefault(delegation_id, set()).add(nomination_id)
    return {one: (len(each), len(returned.get(one, ()))) for one, each in named.items()}
