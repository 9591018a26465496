"""Proving a device of a focal point: who typed the mailed code is known to have been here."""

from datetime import datetime

from meetings.domain.tokens import Keys
from meetings.extensions import transaction
from meetings.queries.cop.focal_points import Focal
from meetings.services import tries
from meetings.services.audit import note
from meetings.services.cop.delegations import mark_opened_within, subject_of
from meetings.services.devices import check_code_within, tries_key


def prove(focal: Focal, typed: str, now: datetime, keys: Keys) -> None:
    """Take the code that was mailed last, once; the focal point is known to have been here from now on.

    Raises: TooSoon, after some wrong ones; WrongDeviceCode. Both with field `code`.
    """
    focal_point_id, generation, actor = focal.point.id, focal.generation, focal.actor
    delegation_id = focal.delegation.id
    tries.take(tries_key(focal_point_id), now, "code")
    with transaction():
        check_code_within(focal_point_id, generation, typed, now, keys)
        mark_opened_within(focal_point_id, now)
        note(
            now, actor, "focal_point.prove", subject_of(delegation_id), after={"focal_point": focal_point_id}
        )
