"""Accounts of staff: who is at the desk, what they prove themselves by, and who they are to others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from meetings.domain.accounts import Need
from meetings.domain.permissions import Holder, Scope
from meetings.extensions import db
from meetings.models.accounts import Account, RecoveryCode, SignOn, StaffMail, Stay
from meetings.models.staff import Grant, User
from meetings.models.webhooks import Webhook
from meetings.queries.staff import holder_of, scope_of
from meetings.queries.webhooks import is_ended


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Somebody with a stay: who it is, how they came, what is still asked, and whether they have a password."""

    holder: Holder
    stay_id: str
    way: str
    needs: str
    began_at: datetime
    email: str
    has_password: bool
    has_second: bool
    is_webhook_ended: bool  # anybody's: asked beside, as it is on every page

    @property
    def user_id(self) -> int:
        """Give the user's number."""
        assert self.holder.user_id is not None  # whoever is at the desk is a user
        return self.holder.user_id


def at_desk(stay_id: str, user_id: int, now: datetime) -> AtDesk | None:
    """Give who is at the desk by a stay; nothing for one that has ended, is over, or is of somebody who is gone."""
    row = db.session.execute(
        select(
            User,
            Stay,
            Account.password_hash,
            Account.second_at,
            select(Webhook.id).where(is_ended()).exists(),
        )
        .join(Stay, Stay.user_id == User.id)
        .outerjoin(Account, Account.user_id == User.id)
        .where(
            Stay.id == stay_id,
            User.id == user_id,
            User.active,
            Stay.ended_at.is_(None),
            Stay.expires_at > now,
        )
        .options(selectinload(User.grants))
    ).one_or_none()
    if row is None:
        return None
    user, stay, password, second_at, is_webhook_ended = row
    return AtDesk(
        holder_of(user),
        stay.id,
        stay.way,
        stay.needs,
        stay.began_at,
        user.email,
        has_password=password is not None,
        has_second=second_at is not None,
        is_webhook_ended=is_webhook_ended,
    )


@dataclass(frozen=True, slots=True)
class StayRow:
    """A stay that is open: the device, how it began and when."""

    id: str
    device: str
    way: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What somebody has to prove themselves by, and where they are signed in."""

    password_at: datetime | None
    second_at: datetime | None
    codes_left: int
    issuers: tuple[str, ...]
    stays: tuple[StayRow, ...]


def account_page(user_id: int, now: datetime) -> AccountPage:
    """Give the account of somebody, with the stays that are open, the latest first."""
    row = db.session.get(Account, user_id)
    left = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    issuers = select(SignOn.issuer).where(SignOn.user_id == user_id).order_by(SignOn.issuer)
    stays = db.session.scalars(
        select(Stay)
        .where(
            Stay.user_id == user_id,
            Stay.ended_at.is_(None),
            Stay.expires_at > now,
            Stay.needs == Need.NOTHING,
        )
        .order_by(Stay.began_at.desc(), Stay.id)
    )
    return AccountPage(
        row.password_at if row else None,
        row.second_at if row else None,
        db.session.scalar(left) or 0,
        tuple(db.session.scalars(issuers)),
        tuple(StayRow(one.id, one.device, one.way, one.began_at) for one in stays),
    )


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role of somebody, with its number."""

    id: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as administrators see them; `mail_error` says why the last mail to them did not arrive."""

    id: int
    email: str
    name: str
    is_active: bool
    grants: tuple[GrantRow, ...]
    has_password: bool
    has_second: bool
    has_sign_on: bool
    last_at: datetime | None
    mail_error: str


def staff_rows(user_id: int | None = None) -> list[StaffRow]:
    """Give everybody of the staff, or one of them, by address; those who are gone come last."""
    last = select(func.max(Stay.began_at)).where(Stay.user_id == User.id, Stay.needs == Need.NOTHING)
    bound = select(SignOn.user_id).where(SignOn.user_id == User.id).exists()
    failed = select(func.max(StaffMail.error)).where(StaffMail.address_key == User.email)
    question = (
        select(
            User,
            Account.password_hash.is_not(None),
            Account.second_at.is_not(None),
            bound,
            last.scalar_subquery(),
            failed.scalar_subquery(),
        )
        .outerjoin(Account, Account.user_id == User.id)
        .order_by(User.active.desc(), User.email)
        .options(selectinload(User.grants))
    )
    if user_id is not None:
        question = question.where(User.id == user_id)
    return [
        StaffRow(
            user.id,
            user.email,
            user.name or "",
            user.active,
            tuple(GrantRow(one.id, scope_of(one)) for one in sorted(user.grants, key=_order)),
            bool(password),
            bool(second),
            bool(sign_on),
            at,
            error or "",
        )
        for user, password, second, sign_on, at, error in db.session.execute(question)
    ]


def _order(grant: Grant) -> tuple[str, ...]:
    return (grant.programme, grant.stream, grant.partner, grant.role)
