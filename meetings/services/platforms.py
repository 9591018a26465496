"""Accounts at platforms, and which times are held with them; keys are sealed, and only ever replaced."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.platforms import Account, Kind, Platforms
from meetings.domain.platforms_accounts import check_account, check_keys, goes_elsewhere
from meetings.domain.platforms_errors import AccountInUse, KeysLost, PlatformFailed, Slow
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.platforms import (
    PlatformAccount,
    PlatformChoice,
    PlatformDefault,
    PlatformMeeting,
    seal,
    unseal,
)
from meetings.models.programmes import Programme
from meetings.models.slots import Slot
from meetings.queries.platforms import coming_with
from meetings.services.audit import note
from meetings.services.slots import put_platform_within

PURPOSE = "platforms"


@dataclass(frozen=True, slots=True)
class AccountGiven:
    """An account as somebody typed it; keys left empty stay as they are."""

    name: str
    kind: str
    address: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


def add_account(given: AccountGiven, now: datetime, actor: str, *, keys: Keys) -> int:
    """Add an account; give its number.

    Raises: Missing, TooLong, NotOneLine, NotAChoice, NotAWebAddress, with the field.
    """
    kind, values = check_account(given.name, given.kind, given.address, given.settings)
    secrets = check_keys(kind, given.keys, are_known=False)
    with transaction():
        row = PlatformAccount(kind=str(kind), created_at=now, updated_at=now, **values)
        row.sealed, row.problem = seal(secrets, keys.key(PURPOSE)), {}
        db.session.add(row)
        db.session.flush()
        after = {"account": row.name, "kind": row.kind, "address": row.address, "settings": row.settings}
        note(now, actor, "platform.add", f"platform:{row.id}", after=after)
        return row.id


def change_account(
    account_id: int, given: AccountGiven, revision: int, now: datetime, actor: str, *, keys: Keys
) -> None:
    """Change an account; its kind stays, and keys that are not typed stay as they are, while they go where they went.

    Whoever could send them elsewhere would read them.

    Raises: NotFound, Stale; KeysAgain, with the field; what `add_account` raises.
    """
    with transaction():
        row = _account(account_id)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        kind, values = check_account(given.name, row.kind, given.address, given.settings)
        known = unseal(row.sealed, keys.key(PURPOSE)) if row.sealed else None
        before = {"account": row.name, "address": row.address, "settings": row.settings}
        anew = known is not None and goes_elsewhere(before, values)
        typed = check_keys(kind, given.keys, are_known=known is not None, anew=anew)
        for name, value in values.items():
            setattr(row, name, value)
        row.sealed = seal({**(known or {}), **typed}, keys.key(PURPOSE))
        row.problem, row.rests_until, row.checked_at = {}, None, None
        row.revision, row.updated_at = row.revision + 1, now
        _try_soon(row.id, now)
        after = {"account": row.name, "address": row.address, "settings": row.settings}
        after["keys"] = "replaced" if typed else "as before"
        note(now, actor, "platform.change", f"platform:{row.id}", before=before, after=after)


def remove_account(account_id: int, now: datetime, actor: str) -> None:
    """Take an account away with its keys; meetings of the past stay noted.

    Raises: NotFound; AccountInUse, while coming times are held with it.
    """
    with transaction():
        row = _account(account_id)
        number = coming_with(now).get(row.id, 0)
        if number:
            raise AccountInUse(number=number)
        db.session.execute(delete(PlatformDefault).where(PlatformDefault.account_id == row.id))
        db.session.execute(delete(PlatformChoice).where(PlatformChoice.account_id == row.id))
        before = {"account": row.name, "kind": row.kind, "address": row.address}
        row.sealed, row.removed_at, row.updated_at = None, now, now
        row.revision += 1
        note(now, actor, "platform.remove", f"platform:{row.id}", before=before)


def see_account(account_id: int, now: datetime, *, platforms: Platforms, keys: Keys) -> None:
    """See whether the platform knows us, and keep what came of it; the platform is asked outside of any transaction.

    Raises: NotFound; a PlatformFailed, which is kept, too.
    """
    row = db.session.get(PlatformAccount, account_id)
    if row is None or row.removed_at is not None:
        raise errors.NotFound()
    failure: PlatformFailed | None = None
    try:
        account = account_of(row, keys)
        db.session.rollback()
        platforms.open(account).check()
    except PlatformFailed as error:
        failure = error
    with transaction():
        kept = _account(account_id)
        kept.checked_at, kept.problem = now, problem_of(failure)
        if failure is None:
            kept.rests_until = None
            _try_soon(account_id, now)
    if failure is not None:
        raise failure


def set_default(programme: str, account_id: int | None, now: datetime, actor: str) -> None:
    """Say with which account the times of a programme are held where nothing else is said; or with none.

    Raises: NotFound, NotAChoice.
    """
    with transaction():
        number = db.session.scalar(select(Programme.id).where(Programme.slug == programme))
        if number is None:
            raise errors.NotFound()
        _check_choice(account_id)
        row = db.session.get(PlatformDefault, number)
        before = row.account_id if row else None
        if before == account_id:
            return
        if row is not None and account_id is None:
            db.session.delete(row)
        elif row is not None:
            row.account_id = account_id or 0
        else:
            db.session.add(PlatformDefault(programme_id=number, account_id=account_id))
        subject = f"programme:{programme}"
        note(
            now,
            actor,
            "platform.default",
            subject,
            before={"account": before},
            after={"account": account_id},
        )


def choose(slot_id: str, chosen: str, now: datetime, actor: str) -> None:
    """Say with which account a time is held: a number, `none` for by hand, empty for what holds in the programme.

    What participants hold stays; of an address that a platform made, by hand leaves nothing.
    Raises: NotFound, NotAChoice.
    """
    account_id = None
    if chosen not in ("", "none"):
        if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
            raise errors.NotAChoice(field="account", value=chosen[:20])
        account_id = int(chosen)
    with transaction():
        slot = db.session.get(Slot, slot_id)
        if slot is None:
            raise errors.NotFound()
        _check_choice(account_id)
        typed = slot.platform_address if slot.platform_kind == Kind.MANUAL else None
        row = db.session.get(PlatformChoice, slot_id)
        before = row.account_id if row else None
        if chosen == "":
            if row is not None:
                db.session.delete(row)
        elif row is None:
            db.session.add(PlatformChoice(slot_id=slot_id, account_id=account_id, replaces=typed))
        else:
            row.account_id, row.replaces = account_id, typed
        if chosen == "none" and slot.platform_kind != Kind.MANUAL:
            put_platform_within(slot_id, Kind.MANUAL, None, None, now, actor)
        after = {"account": account_id, "chosen": chosen or "programme"}
        note(now, actor, "platform.choose", f"slot:{slot_id}", before={"account": before}, after=after)


def try_again(slot_id: str, now: datetime) -> None:
    """Let what is to do at the platform of a time be tried soon; also lists that were looked for in vain."""
    with transaction():
        mine = PlatformMeeting.slot_id == slot_id
        accounts = select(PlatformMeeting.account_id).where(mine)
        db.session.execute(
            update(PlatformAccount).where(PlatformAccount.id.in_(accounts)).values(rests_until=None)
        )
        db.session.execute(update(PlatformMeeting).where(mine).values(due_at=now, failures=0, fetches=0))


def account_of(row: Any, keys: Keys) -> Account:
    """Give an account with its keys opened, for an adapter and nobody else.

    Takes: an account, or a row with its kind, address, settings and sealed keys.
    Raises: KeysLost.
    """
    opened: Any = unseal(row.sealed, keys.key(PURPOSE)) if row.sealed else {}
    if not isinstance(opened, dict):
        raise KeysLost(word="keys")
    return Account(Kind(row.kind), row.address, row.settings, opened)


def problem_of(failure: PlatformFailed | None) -> dict[str, Any]:
    """Give what is kept of a failure: its name, and what its sentence needs; never more."""
    if failure is None:
        return {}
    values: dict[str, Any] = {"code": failure.code, "word": failure.word[:60]}
    if isinstance(failure, Slow):
        values["seconds"] = failure.seconds
    if "what" in failure.values:
        values["what"] = str(failure.values["what"])
    return values


def _account(account_id: int) -> PlatformAccount:
    row = db.session.scalar(
        select(PlatformAccount)
        .where(PlatformAccount.id == account_id, PlatformAccount.removed_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise errors.NotFound()
    return row


def _check_choice(account_id: int | None) -> None:
    if account_id is None:
        return
    row = db.session.get(PlatformAccount, account_id)
    if row is None or row.removed_at is not None:
        raise errors.NotAChoice(field="account", value=str(account_id)[:20])


def _try_soon(account_id: int, now: datetime) -> None:
    mine = update(PlatformMeeting).where(PlatformMeeting.account_id == account_id)
    db.session.execute(mine.where(PlatformMeeting.failures > 0).values(due_at=now, failures=0))
