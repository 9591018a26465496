"""Proving a device of a focal point: who typed the mailed code is known to have been here."""

from datetime import datetime

from meetings.domain.tokens import Keys
from meetings.extensions import transaction
from meetings.queries.cop.focal_points import Focal
from meetings.services import tries
from meetings.services.audit import note
from meetings.services.cop.delegations import mark_opened_within, subject_of
from meetings.services.devices import check_code_within, tries_key


def prove(focal: Focal, typed: str, now: datetime, keys: Keys, *, peer: str = "") -> None:
    """Take a code that was mailed lately, once; the focal point is known to have been here from now on.

    Takes: the address of who types it, by which wrong ones are counted.
    Raises: TooSoon, after some wrong ones; WrongDeviceCode. Both with field `code`.
    """
    focal_point_id, generation, actor = focal.point.id, focal.generation, focal.actor
    delegation_id = focal.delegation.id
    tried = tries_key(focal_point_id, peer, keys)
    tries.take(tried, now, "code")
    with transaction():
        check_code_within(focal_point_id, generation, typed, now, keys)
        tries.forgive(tried)
        mark_opened_within(focal_point_id, now)
        note(
            now, actor, "focal_point.prove", subject_of(delegation_id), after={"focal_point": focal_point_id}
        )
