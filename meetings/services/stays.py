"""Who is at the desk: a stay begins with the first proof, opens when nothing more is asked, and can be ended."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.accounts import Need, still_needed
from meetings.extensions import db, transaction
from meetings.models.accounts import Account, Stay
from meetings.models.base import random_id
from meetings.services.audit import note

LASTS: Final = timedelta(days=7)
PROVING_LASTS: Final = timedelta(minutes=30)
KEPT: Final = timedelta(days=30)
DEVICE_LENGTH: Final = 60


def begin(user_id: int, way: str, now: datetime, *, is_required: bool, device: str = "") -> str:
    """Begin a stay of somebody who proved something; give its number.

    Takes: how they came; whether a second step is required of whoever has a password; the device in words.
    """
    with transaction():
        return begin_within(user_id, way, now, is_required=is_required, device=device)


def begin_within(user_id: int, way: str, now: datetime, *, is_required: bool, device: str = "") -> str:
    """Begin a stay within the transaction of the proof."""
    stay = Stay(id=random_id(32), user_id=user_id, way=way, began_at=now, device=device[:DEVICE_LENGTH])
    stay.gave_code = stay.chose_password = False
    _settle(stay, now, is_required)
    db.session.add(stay)
    db.session.flush()
    return stay.id


def go_on_within(
    stay_id: str, now: datetime, *, is_required: bool, gave_code: bool = False, chose_password: bool = False
) -> Need:
    """Note what was proved or set up meanwhile, and say what is asked next.

    Raises: SignInNeeded, where the stay has ended.
    """
    stay = db.session.get(Stay, stay_id, populate_existing=True)
    if stay is None or stay.ended_at is not None or now >= stay.expires_at:
        raise errors.SignInNeeded()
    stay.gave_code, stay.chose_password = stay.gave_code or gave_code, stay.chose_password or chose_password
    return _settle(stay, now, is_required)


def _settle(stay: Stay, now: datetime, is_required: bool) -> Need:
    second = db.session.scalar(select(Account.second_at).where(Account.user_id == stay.user_id))
    before, needs = stay.needs, still_needed(
        stay.way,
        has_second=second is not None,
        is_required=is_required,
        gave_code=stay.gave_code,
        chose_password=stay.chose_password,
    )  # fmt: skip
    stay.needs = needs
    if needs is Need.NOTHING and before != needs:
        note(now, f"user:{stay.user_id}", "sign_in", f"user:{stay.user_id}", after={"way": stay.way})
    stay.expires_at = stay.began_at + (PROVING_LASTS if needs else LASTS)
    return needs


def end(stay_id: str, user_id: int, now: datetime) -> None:
    """End a stay of somebody's own; of nobody else's."""
    with transaction():
        db.session.execute(
            update(Stay)
            .where(Stay.id == stay_id, Stay.user_id == user_id, Stay.ended_at.is_(None))
            .values(ended_at=now)
        )


def end_everywhere(user_id: int, now: datetime, actor: str) -> None:
    """End every stay of somebody, on every device, at once."""
    with transaction():
        end_all_within(user_id, now)
        note(now, actor, "signed_out", f"user:{user_id}")


def end_all_within(user_id: int, now: datetime, *, but: str = "") -> None:
    """End the stays of somebody, but for one; call it within the transaction of what ends them."""
    db.session.execute(
        update(Stay)
        .where(Stay.user_id == user_id, Stay.id != but, Stay.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def prune(now: datetime) -> None:
    """Throw away stays that ended a month ago."""
    if db.session.scalar(select(Stay.id).where(Stay.expires_at < now - KEPT).limit(1)) is not None:
        with transaction():
            db.session.execute(delete(Stay).where(Stay.expires_at < now - KEPT))
