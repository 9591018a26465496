"""Proving a device: a code is mailed to whoever a link is for, and whoever types it reads their mail."""

from datetime import datetime

from meetings.domain.device_errors import WrongDeviceCode
from meetings.domain.devices import AGAIN, CODE_LASTS, device_code, is_device_code
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.devices import DeviceCode
from meetings.services import tries


def ask_code(holder: str, now: datetime) -> None:
    """Let a new code be mailed to a holder; asked for again within a minute, the one on its way holds."""
    with transaction():
        row = _held(holder, now)
        if now - row.asked_at >= AGAIN or row.used_at is not None:
            row.number, row.asked_at, row.used_at = row.number + 1, now, None


def check_code_within(holder: str, generation: int, typed: str, now: datetime, keys: Keys) -> None:
    """Take the code that was mailed last, once; call it within a transaction, after `tries.take`.

    Takes: the generation of the link.
    Raises: WrongDeviceCode, with field `code`.
    """
    row = db.session.get(DeviceCode, holder, with_for_update=True)
    is_due = row is not None and row.used_at is None and now < row.asked_at + CODE_LASTS
    code = device_code(keys, holder, generation, row.number if row else 0)
    if not is_device_code(typed, code, keys) or row is None or not is_due:
        raise WrongDeviceCode(field="code")
    row.used_at = now
    tries.forgive(tries_key(holder))


def tries_key(holder: str) -> str:
    """Name a holder where wrong codes are counted."""
    return f"device:{holder}"


def open_device(holder: str, generation: int, now: datetime, keys: Keys) -> str:
    """Give a code that proves one device without a mail, for a demonstration; call it within a transaction."""
    row = _held(holder, now)
    row.number, row.asked_at, row.used_at = row.number + 1, now, None
    return device_code(keys, holder, generation, row.number)


def _held(holder: str, now: datetime) -> DeviceCode:
    values = {"holder": holder, "number": 0, "asked_at": now - 2 * AGAIN}
    db.session.execute(insert_new(DeviceCode).values(**values).on_conflict_do_nothing())
    return db.session.get_one(DeviceCode, holder, with_for_update=True, populate_existing=True)
