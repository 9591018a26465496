"""Whether a platform really sent what came in by its webhook: signatures over the bytes as they came."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

PATIENCE: Final = timedelta(minutes=5)
# BigBlueButton sends an event again under the time of its first try, until somebody takes it.
SENT_AGAIN: Final = timedelta(days=1)
HASHES: Final = ("sha1", "sha256", "sha384", "sha512")
SECONDS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
CHECKSUM: Final = "checksum"


class Doubt(StrEnum):
    """Why something that came in is not believed."""

    UNSIGNED = "unsigned"
    FORGED = "forged"
    LATE = "late"


def zoom_signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a body as Zoom does.

    Source: developers.zoom.us/docs/api/webhooks, verifying with the header.
    """
    return "v0=" + _hmac(secret, b":".join((b"v0", timestamp.encode(), body)))


def zoom_token(secret: str, plain: str) -> str:
    """Answer the question by which Zoom makes sure that an address is ours."""
    return _hmac(secret, plain.encode())


def doubt_zoom(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> Doubt | None:
    """Say why a body is not Zoom's, or nothing where it is; the comparison takes a time that tells nothing.

    Takes: both headers as they came, empty where there is none. A time may be five minutes old, or ahead.
    """
    if not timestamp or not signature:
        return Doubt.UNSIGNED
    expected = zoom_signature(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return Doubt.FORGED
    sent_at = instant_of(timestamp)
    if sent_at is None or abs(now - sent_at) > PATIENCE:
        return Doubt.LATE
    return None


def bigbluebutton_checksum(secret: str, algorithm: str, *parts: str | bytes) -> str:
    """Give the checksum that BigBlueButton makes: a plain hash over all parts, and the secret behind them.

    Takes: the name of a call and its query as sent; of a webhook, the address called and the body as it came.
    Source: docs.bigbluebutton.org/development/api and /webhooks.
    """
    given = b"".join(one.encode() if isinstance(one, str) else one for one in (*parts, secret))
    return hashlib.new(algorithm, given, usedforsecurity=True).hexdigest()


def doubt_bigbluebutton(
    secret: str, algorithm: str, address: str, checksum: str, body: bytes
) -> Doubt | None:
    """Say why a body is not BigBlueButton's, or nothing where it is; when it was sent stands within it.

    Takes: the address as it was given to BigBlueButton, without the checksum that it adds.
    """
    if not checksum:
        return Doubt.UNSIGNED
    expected = bigbluebutton_checksum(secret, algorithm, address, body)
    return None if hmac.compare_digest(expected.encode(), checksum.lower().encode()) else Doubt.FORGED


def is_late(sent_at: datetime | None, now: datetime) -> bool:
    """Say whether an event of BigBlueButton is from a day ago, or from a time to come."""
    return sent_at is None or not now - SENT_AGAIN <= sent_at <= now + PATIENCE


def without_checksum(query: str) -> tuple[str, str]:
    """Take the checksum out of a query, and leave the rest as it came; give both."""
    parts = query.split("&") if query else []
    found = [one.partition("=")[2] for one in parts if one.partition("=")[0] == CHECKSUM]
    return "&".join(one for one in parts if one.partition("=")[0] != CHECKSUM), found[-1] if found else ""


def instant_of(seconds: str) -> datetime | None:
    """Read seconds since 1970, or nothing where these are none."""
    if not SECONDS.fullmatch(seconds):
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _hmac(secret: str, message: bytes) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
