"""Proving a device: a code is mailed to the focal point's own address, and whoever types it reads their mail."""

from datetime import datetime

from meetings.domain.cop.delegation_errors import WrongDeviceCode
from meetings.domain.cop.devices import AGAIN, CODE_LASTS, device_code, is_device_code
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.cop.devices import DeviceCode
from meetings.queries.cop.focal_points import Focal
from meetings.services import tries
from meetings.services.audit import note
from meetings.services.cop.delegations import mark_opened_within, subject_of


def ask_code(focal_point_id: str, now: datetime) -> None:
    """Let a new code be mailed to a focal point; asked for again within a minute, the one on its way holds."""
    with transaction():
        values = {"focal_point_id": focal_point_id, "number": 0, "asked_at": now - 2 * AGAIN}
        db.session.execute(insert_new(DeviceCode).values(**values).on_conflict_do_nothing())
        row = db.session.get_one(DeviceCode, focal_point_id, with_for_update=True, populate_existing=True)
        if now - row.asked_at >= AGAIN or row.used_at is not None:
            row.number, row.asked_at, row.used_at = row.number + 1, now, None


def prove(focal: Focal, typed: str, now: datetime, keys: Keys) -> None:
    """Take the code that was mailed last, once; the focal point is known to have been here from now on.

    Raises: TooSoon, after some wrong ones; WrongDeviceCode. Both with field `code`.
    """
    focal_point_id, generation, actor = focal.point.id, focal.generation, focal.actor
    delegation_id, key = focal.delegation.id, f"device:{focal.point.id}"
    tries.take(key, now, "code")
    with transaction():
        row = db.session.get(DeviceCode, focal_point_id, with_for_update=True)
        is_due = row is not None and row.used_at is None and now < row.asked_at + CODE_LASTS
        code = device_code(keys, focal_point_id, generation, row.number if row else 0)
        if not is_device_code(typed, code, keys) or row is None or not is_due:
            raise WrongDeviceCode(field="code")
        row.used_at = now
        tries.forgive(key)
        mark_opened_within(focal_point_id, now)
        note(
            now, actor, "focal_point.prove", subject_of(delegation_id), after={"focal_point": focal_point_id}
        )


def open_device(focal_point_id: str, generation: int, now: datetime, keys: Keys) -> str:
    """Give a code that proves one device without a mail, for a demonstration; call it within a transaction."""
    values = {"focal_point_id": focal_point_id, "number": 0, "asked_at": now}
    db.session.execute(insert_new(DeviceCode).values(**values).on_conflict_do_nothing())
    row = db.session.get_one(DeviceCode, focal_point_id, with_for_update=True, populate_existing=True)
    row.number, row.asked_at, row.used_at = row.number + 1, now, None
    return device_code(keys, focal_point_id, generation, row.number)
