"""Tokens of programs: what of a role one may do, until when, and that none makes one with more than it has."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from meetings.domain import errors
from meetings.domain.api_token_errors import ActNeedsSight, MoreThanOwn, TokenExpired
from meetings.domain.codes import Role
from meetings.domain.permissions import MAY, Act, Holder

PROPOSED_DAYS: Final = 365
MOST_DAYS: Final = 3650
SOON: Final = timedelta(days=30)
# What is changed is told in answers, and pages that change it show it first.
CHANGING: Final = frozenset((Act.EDIT, Act.SEND, Act.ACCREDIT, Act.CHECK_IN))
SIGHT: Final = frozenset((Act.SEE, Act.PEOPLE))
USE_NOTED_EVERY: Final = timedelta(minutes=10)


def check_acts(given: Collection[str] | None, role: str) -> list[str] | None:
    """Give the acts of a role that a token is held to, in their order; nothing for all that the role may do.

    Raises: NotAChoice, for an act that there is not, or that the role has not; Missing, for none at all;
    ActNeedsSight, for one that changes without those by which that is seen.
    """
    if given is None:
        return None
    may = [str(one) for one in Act if one in MAY[Role(role)]]
    wrong = next((one for one in given if one not in may), None)
    if wrong is not None:
        raise errors.NotAChoice(field="acts", value=str(wrong)[:40], choices=may)
    if not given:
        raise errors.Missing(field="acts")
    if CHANGING & set(given) and not set(given) >= SIGHT:
        raise ActNeedsSight(field="acts", wanted=sorted(SIGHT - set(given)))
    return [one for one in may if one in given]


def check_days(days: object) -> int | None:
    """Give after how many days a token expires, or nothing for never.

    Raises: NotANumber.
    """
    if days is None:
        return None
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise errors.NotANumber(field="expires_days", least=1, most=MOST_DAYS)
    return days


def expiry(days: object, now: datetime) -> datetime | None:
    """Give when a token expires.

    Raises: as `check_days`.
    """
    checked = check_days(days)
    return None if checked is None else now + timedelta(days=checked)


def check_not_more(
    maker: Holder, role: str, acts: Collection[str] | None, expires_at: datetime | None
) -> None:
    """Refuse a token that could do more, or longer, than the one that makes it; people of the staff are not held so.

    Takes: the acts that the new token is held to, or nothing for all of its role.
    Raises: MoreThanOwn.
    """
    if maker.acts is not None:
        wanted = set(acts) if acts is not None else {str(one) for one in MAY[Role(role)]}
        if not wanted <= {str(one) for one in maker.acts}:
            raise MoreThanOwn(field="acts", choices=sorted(maker.acts))
    if maker.expires_at is not None and (expires_at is None or expires_at > maker.expires_at):
        raise MoreThanOwn(field="expires_days")


def check_stands(expires_at: datetime | None, now: datetime) -> None:
    """Refuse a token whose time is over.

    Raises: TokenExpired.
    """
    if expires_at is not None and expires_at <= now:
        raise TokenExpired()


def is_soon(expires_at: datetime | None, now: datetime) -> bool:
    """Say whether a token that stands expires soon, so that somebody makes another in time."""
    return expires_at is not None and now < expires_at <= now + SOON
