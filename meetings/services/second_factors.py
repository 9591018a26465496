"""The second step: codes of an app, each taken once, and codes on paper that stand in for a lost telephone."""

import base64
import secrets
from datetime import datetime
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import delete, func, select, update

from meetings.domain import account_errors, errors
from meetings.domain.accounts import (
    RECOVERY_CODES,
    SECRET_BYTES,
    Need,
    Way,
    recovery_code,
    step_of,
    typed_recovery,
)
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, take_turns, transaction
from meetings.models.accounts import Account, RecoveryCode
from meetings.queries.accounts import AtDesk
from meetings.services import stays, tries
from meetings.services.audit import note
from meetings.services.passwords import Device, check_proof

FIELD: Final = "code"
TURNS: Final = "second step of"


def offered_secret(who: AtDesk, keys: Keys) -> bytes:
    """Give the secret that is offered to an app: the same as often as this stay asks, and stored only when confirmed.

    Another one is offered after a second step was set up.
    """
    purpose = f"second step {who.stay_id} {_since(who)}"
    return keys.key(purpose)[:SECRET_BYTES]


def set_up(who: AtDesk, typed: str, now: datetime, *, keys: Keys, is_required: bool) -> list[str]:
    """Set up a first second step with its first code, on the way to the desk; give the recovery codes, this once.

    Raises: NotAllowed, where none is asked for; WrongCode, TooSoon.
    """
    if who.needs != Need.SECOND:
        raise errors.NotAllowed()
    first = _first_code(who, typed, now, keys)
    with transaction():
        codes = _put(who, first, now, keys)
        stays.go_on_within(who.stay_id, now, is_required=is_required, gave_code=True)
    return codes


def replace(who: AtDesk, current: str, typed: str, now: datetime, *, keys: Keys) -> list[str]:
    """Set up another second step in place of the one there is, or a first one; every other stay ends.

    Raises: as `passwords.check_proof`; WrongCode, TooSoon.
    """
    check_proof(who, current, now, keys=keys)
    first = _first_code(who, typed, now, keys)
    with transaction():
        codes = _put(who, first, now, keys)
        stays.end_all_within(who.user_id, now, but=who.stay_id)
    return codes


def new_codes(who: AtDesk, current: str, now: datetime, *, keys: Keys) -> list[str]:
    """Make ten new recovery codes; the old ones are dead.

    Raises: as `passwords.check_proof`; NotAllowed, where there is no second step.
    """
    if not who.has_second:
        raise errors.NotAllowed()
    check_proof(who, current, now, keys=keys)
    with transaction():
        note(now, who.holder.actor, "recovery_codes", f"user:{who.user_id}")
        return _new_codes(who.user_id, keys)


def give_code(
    who: AtDesk, typed: str, now: datetime, *, device: Device, keys: Keys, is_required: bool
) -> Need:
    """Take a code of the app, or a recovery code; give what is asked next.

    Whoever came by a mailed link is not slowed down by strangers who know the password.

    Raises: NotAllowed, where none is asked for; WrongCode, TooSoon.
    """
    if who.needs != Need.CODE:
        raise errors.NotAllowed()
    user_id = who.user_id
    pace = device.pace(user_id) if who.way == Way.PASSWORD else who.way
    key = keys.hashed("code try", str(user_id), pace)
    tries.take(key, now, FIELD)
    with transaction():
        if not (_take_step(user_id, typed, now, keys) or _take_recovery(user_id, typed, now, keys)):
            raise account_errors.WrongCode(field=FIELD)
        tries.forgive(key)
        return stays.go_on_within(who.stay_id, now, is_required=is_required, gave_code=True)


def forget_second(user_id: int) -> None:
    """Take somebody's second step away, with its recovery codes; call it within a transaction."""
    gone = {"second_sealed": None, "second_at": None}
    db.session.execute(
        update(Account)
        .where(Account.user_id == user_id)
        .values(**gone)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def _first_code(who: AtDesk, typed: str, now: datetime, keys: Keys) -> tuple[bytes, int]:
    """Give the secret that was offered, once its code is typed, and the step of that code.

    Raises: WrongCode, TooSoon.
    """
    secret = offered_secret(who, keys)
    key = keys.hashed("second step try", str(who.user_id), who.stay_id)
    tries.take(key, now, FIELD)
    step = step_of(typed, secret, now, 0)
    if step is None:
        raise account_errors.WrongCode(field=FIELD)
    with transaction():
        tries.forgive(key)
    return secret, step


def _put(who: AtDesk, first: tuple[bytes, int], now: datetime, keys: Keys) -> list[str]:
    """Keep the secret whose code was typed; of two at the same moment, the first.

    Raises: WrongCode, where another was set up meanwhile.
    """
    user_id, (secret, step) = who.user_id, first
    take_turns(f"{TURNS} {user_id}")
    if offered_secret(who, keys) != secret:
        raise account_errors.WrongCode(field=FIELD)
    sealed = _fernet(keys).encrypt(f"{user_id}:{secret.hex()}".encode()).decode()
    values = {"second_sealed": sealed, "second_at": now, "second_step": step}
    new = insert_new(Account).values(user_id=user_id, **values)
    db.session.execute(new.on_conflict_do_update(index_elements=["user_id"], set_=values))
    note(now, who.holder.actor, "second_step", f"user:{user_id}")
    return _new_codes(user_id, keys)


def _new_codes(user_id: int, keys: Keys) -> list[str]:
    take_turns(f"{TURNS} {user_id}")
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [recovery_code(secrets.choice) for _number in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(code_hash=_code_hash(user_id, code.replace("-", ""), keys), user_id=user_id)
        for code in codes
    )
    return codes


def _take_step(user_id: int, typed: str, now: datetime, keys: Keys) -> bool:
    row = db.session.get(Account, user_id, populate_existing=True)
    secret = _opened(row.second_sealed, user_id, keys) if row and row.second_sealed else None
    step = step_of(typed, secret, now, row.second_step) if row and secret else None
    if step is None or typed_recovery(typed):
        return False
    taken = update(Account).where(Account.user_id == user_id, Account.second_step < step)
    done = db.session.execute(
        taken.values(second_step=step).returning(Account.user_id).execution_options(synchronize_session=False)
    )
    return done.scalar() is not None


def _take_recovery(user_id: int, typed: str, now: datetime, keys: Keys) -> bool:
    letters = typed_recovery(typed)
    if letters is None:
        return False
    found = update(RecoveryCode).where(
        RecoveryCode.code_hash == _code_hash(user_id, letters, keys),
        RecoveryCode.user_id == user_id,
        RecoveryCode.used_at.is_(None),
    )
    used = found.values(used_at=now).returning(RecoveryCode.user_id)
    if db.session.execute(used.execution_options(synchronize_session=False)).scalar() is None:
        return False
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    after = {"left": db.session.scalar(left) or 0}
    note(now, f"user:{user_id}", "recovery_code", f"user:{user_id}", after=after)
    return True


def _opened(sealed: str, user_id: int, keys: Keys) -> bytes | None:
    """Give a secret that was sealed for this user; nothing where the key of the instance became another."""
    try:
        owner, _colon, secret = _fernet(keys).decrypt(sealed.encode()).decode().partition(":")
    except InvalidToken:
        return None
    return bytes.fromhex(secret) if owner == str(user_id) else None


def _code_hash(user_id: int, letters: str, keys: Keys) -> str:
    return keys.hashed("recovery code", str(user_id), letters)


def _since(who: AtDesk) -> str:
    at = db.session.scalar(select(Account.second_at).where(Account.user_id == who.user_id))
    return at.isoformat() if at else "new"


def _fernet(keys: Keys) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.key("second step")))
