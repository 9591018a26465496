"""What open forms carry against programs that fill in everything at once: a trap, and the signed second of making.

A form without that second is taken, because programs may post the fields alone; how often they may is limited. Pages
that are kept for a while carry an older second, which only makes the check milder. A few forms that come at once are
taken too, because browsers fill in for people; more of them from one address are to be sent once more.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

from meetings.services.failed_tries import Tries

HONEYPOT: Final = "website"
MADE: Final = "made"
SOONEST: Final = timedelta(seconds=2)
LATEST: Final = timedelta(days=1)
QUICK: Final = Tries("quick forms", "20 per 10 minutes")


class _Signer(TimestampSigner):
    """Signs a moment that is given."""

    moment = 0

    def get_timestamp(self) -> int:
        """Give the moment, in seconds."""
        return self.moment


def made_at(now: datetime, *, again: bool = False) -> str:
    """Sign when a form is made; one that comes back filled in may be sent at once."""
    signer = _signer()
    signer.moment = int((now - SOONEST if again else now).timestamp())
    return signer.sign("form").decode("ascii")


def is_doubtful(typed: Mapping[str, str], now: datetime) -> bool:
    """Say whether a form is to be sent once more: trapped, one of many too soon, kept too long, or not signed by us."""
    if typed.get(HONEYPOT):
        return True
    signed = typed.get(MADE)
    if signed is None:
        return False
    try:
        _form, made = _signer().unsign(signed, return_timestamp=True)
    except BadSignature:
        return True
    age = now.astimezone(UTC).replace(microsecond=0) - made
    if timedelta(0) <= age < SOONEST:
        return QUICK.fail() > 0
    return not SOONEST <= age <= LATEST


def _signer() -> _Signer:
    return _Signer(str(current_app.secret_key), salt="form", key_derivation="hmac")
