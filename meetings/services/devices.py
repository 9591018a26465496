"""Proving a device: a code is mailed to whoever a link is for, and whoever types it reads their mail."""

from datetime import datetime

from sqlalchemy import update

from meetings.domain.device_errors import WrongDeviceCode
from meetings.domain.devices import AGAIN, MOST_WAITING, device_code, is_device_code, waiting
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.devices import DeviceCode

PEER_LENGTH = 16


def ask_code(holder: str, now: datetime) -> None:
    """Let a new code be mailed to a holder.

    Asked for again within a minute, or while some wait to be typed, those on their way hold.
    """
    with transaction():
        row = _held(holder, now)
        waits = _waiting(row, now)
        if (not waits or now - row.asked_at >= AGAIN) and len(waits) < MOST_WAITING:
            _add_code(row, now)


def check_code_within(holder: str, generation: int, typed: str, now: datetime, keys: Keys) -> None:
    """Take one of the codes that were mailed lately, once; call it within a transaction, after `tries.take`.

    Takes: the generation of the link.
    Raises: WrongDeviceCode, with field `code`.
    """
    row = db.session.get(DeviceCode, holder, with_for_update=True)
    numbers = _waiting(row, now) if row is not None else []
    found = [is_device_code(typed, device_code(keys, holder, generation, one), keys) for one in numbers]
    if row is None or not any(found):
        raise WrongDeviceCode(field="code")
    row.used_at, row.spent = now, row.number


def void_codes_within(holder: str, now: datetime) -> None:
    """Let no code wait any more, where the link it was asked for by is renewed; call it within a transaction."""
    mine = update(DeviceCode).where(DeviceCode.holder == holder)
    db.session.execute(mine.values(spent=DeviceCode.number, used_at=now))


def tries_key(holder: str, peer: str, keys: Keys) -> str:
    """Name where wrong codes are counted: by holder and by who types, so that a stranger's are not the holder's."""
    return f"device:{holder}:{keys.hashed('peer', peer)[:PEER_LENGTH]}"


def open_device(holder: str, generation: int, now: datetime, keys: Keys) -> str:
    """Give a code that proves one device without a mail, for a demonstration; call it within a transaction."""
    row = _held(holder, now)
    _add_code(row, now)
    return device_code(keys, holder, generation, row.number)


def _add_code(row: DeviceCode, now: datetime) -> None:
    row.number, row.asked_at, row.used_at = row.number + 1, now, None
    row.lately = [*row.lately, now.isoformat()][-MOST_WAITING:]


def _waiting(row: DeviceCode, now: datetime) -> list[int]:
    return waiting(row.number, row.spent, [datetime.fromisoformat(one) for one in row.lately], now)


def _held(holder: str, now: datetime) -> DeviceCode:
    values = {"holder": holder, "number": 0, "asked_at": now - 2 * AGAIN, "spent": 0, "lately": []}
    db.session.execute(insert_new(DeviceCode).values(**values).on_conflict_do_nothing())
    return db.session.get_one(DeviceCode, holder, with_for_update=True, populate_existing=True)
