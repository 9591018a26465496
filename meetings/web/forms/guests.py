"""What open forms carry against programs that fill in everything at once: a trap, and the signed second of making.

A form without that second is taken, because programs may post the fields alone; how often they may is limited. Pages
that are kept for a while carry an older second, which only makes the check milder.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from flask import current_app
from itsdangerous import BadSignature, TimestampSigner

HONEYPOT: Final = "website"
MADE: Final = "made"
SOONEST: Final = timedelta(seconds=2)
LATEST: Final = timedelta(days=1)


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
    """Say whether a form is to be sent once more: trapped, too soon, kept too long, or not signed by us."""
    if typed.get(HONEYPOT):
        return True
    signed = typed.get(MADE)
    if signed is None:
        return False
    try:
        _form, made = _signer().unsign(signed, return_timestamp=True)
    except BadSignature:
        return True
    return not SOONEST <= now.astimezone(UTC).replace(microsecond=0) - made <= LATEST


def _signer() -> _Signer:
    return _Signer(str(current_app.secret_key), salt="form", key_derivation="hmac")
