"""Following up in one act: all who wait are reminded once, and a whole list of focal points is invited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from meetings.domain.cop.accreditation_errors import NoLineRead, RemindedToday
from meetings.domain.tokens import Keys
from meetings.extensions import transaction
from meetings.queries.cop.followup import followed
from meetings.services.cop.delegations import FocalGiven, find_or_add_within, invite_within, remind


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who shall name the delegation of a State."""

    party: str
    given: FocalGiven


def remind_all(programme: str, shown: Collection[str], now: datetime, *, actor: str) -> int:
    """Remind the focal points of delegations from whom something is awaited; give how many people are told.

    Takes: the delegations that were shown before; of those, whoever is not waited for any more is not told, and
    nobody twice within a day.
    Raises: NotFound; RemindedToday, where nobody is left to tell.
    """
    waiting = [one.body.id for one in followed(programme) if one.body.id in shown and one.due_points(now)]
    told = remind(waiting, now, actor=actor) if waiting else 0
    if not told:
        raise RemindedToday()
    return told


def invite_all(
    programme: str, invitations: Sequence[Invitation], now: datetime, *, actor: str, keys: Keys
) -> int:
    """Invite a list of focal points in one act, each by a link of their own; give how many.

    Whoever was invited before at the same address is not invited again.

    Raises: NoLineRead; NotFound, NoDelegationOf, and what one invitation raises.
    """
    if not invitations:
        raise NoLineRead(field="list")
    with transaction():
        made = set()
        for one in invitations:
            delegation_id = find_or_add_within(programme, now, actor=actor, party=one.party)
            made.add(invite_within(delegation_id, one.given, now, actor=actor, keys=keys))
        return len(made)
