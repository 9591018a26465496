"""Accounts of staff: what a password may be, codes of a second step, what is asked next, the pace after failures."""

import hmac
import unicodedata
from base64 import b32encode
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha1
from typing import Final
from urllib.parse import quote

from meetings.domain import account_errors, errors

LEAST_LENGTH: Final = 12
MOST_LENGTH: Final = 200
LEAST_DIFFERENT: Final = 5
LEAST_OWN: Final = 6  # letters that are left without the words everybody tries
# Of what everybody tries, only what is long enough to come here; the rest is refused by its length.
TRIED: Final = """
    123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678901 098765432109 987654321098
    112233445566 abcdefghijkl abcdefghijklm abcd12345678 abc123456789 a1b2c3d4e5f6 1q2w3e4r5t6y 1qaz2wsx3edc
    1qazxsw23edc q1w2e3r4t5y6 qazwsxedcrfv qweasdzxc123 qwerty123456 qwerty12345678 qwertyuiop12 qwertyuiop123
    qwertyuiop[] qwertyuiopas asdfghjkl123 zxcvbnm12345 azertyuiop12 iloveyou1234 iloveyou2000 letmein12345
    trustno1trustno1 correcthorsebatterystaple changeme1234 changemechangeme 1234qwerasdf unitednations
    """
COMMON: Final = frozenset(TRIED.split())
WORDS: Final = ("password", "passwort", "motdepasse", "contrasena", "qwerty", "welcome", "changeme", "administrator",
                "minamata", "mercury", "meetings", "organizer", "secretariat")  # fmt: skip

STEP_SECONDS: Final = 30
STEPS_ASIDE: Final = 1
FIGURES: Final = 6
SECRET_BYTES: Final = 20

RECOVERY_ALPHABET: Final = "abcdefghjkmnpqrstvwxyz23456789"
RECOVERY_LENGTH: Final = 10
RECOVERY_CODES: Final = 10

FREE_FAILURES: Final = 5
FIRST_REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=15)
FAILURES_COUNT: Final = timedelta(days=1)


class Way(StrEnum):
    """How somebody came to the desk."""

    PASSWORD = "password"
    SIGN_ON = "sign_on"  # another system of the house said who they are
    LINK = "link"  # made by whoever runs the machine
    INVITED = "invited"  # mailed by an administrator
    FORGOTTEN = "forgotten"  # mailed to whoever asked for it


class Need(StrEnum):
    """What is still asked of somebody before the desk opens."""

    NOTHING = ""
    CODE = "code"
    PASSWORD = "password"
    SECOND = "second"


def still_needed(
    way: str, *, has_second: bool, is_required: bool, gave_code: bool = False, chose_password: bool = False
) -> Need:
    """Say what comes next: the second step, then a new password, then setting up a second step.

    A link of whoever runs the machine opens the desk by itself, and so does the system of the house, which asks
    for a second step itself. A link that came by mail proves a mailbox and nothing more.

    Takes: whether the second step is set up; whether it is required of whoever has a password.
    """
    if way in (Way.LINK, Way.SIGN_ON):
        return Need.NOTHING
    if has_second and not gave_code:
        return Need.CODE
    if way in (Way.INVITED, Way.FORGOTTEN) and not chose_password:
        return Need.PASSWORD
    return Need.SECOND if is_required and not has_second else Need.NOTHING


def check_password(typed: str, address: str, field: str = "password") -> str:
    """Give a password as it is kept: composed, so that two keyboards that write é differently agree (NFC).

    Raises: Missing, TooShort, TooLong, CommonPassword.
    """
    password = composed(typed)
    if not password:
        raise errors.Missing(field=field)
    if len(password) < LEAST_LENGTH:
        raise account_errors.TooShort(field=field, least=LEAST_LENGTH)
    if len(password) > MOST_LENGTH:
        raise errors.TooLong(field=field, most=MOST_LENGTH)
    if _is_common(password.casefold(), address.casefold()):
        raise account_errors.CommonPassword(field=field)
    return password


def composed(password: str) -> str:
    """Write a password in the one form in which it is compared."""
    return unicodedata.normalize("NFC", password)


def _is_common(password: str, address: str) -> bool:
    left = password
    for word in (address, address.partition("@")[0], *WORDS):
        left = left.replace(word, "") if len(word) > 3 else left
    return password in COMMON or len(set(password)) < LEAST_DIFFERENT or len(left) < LEAST_OWN


def totp(secret: bytes, step: int) -> str:
    """Give the code of a step. Source: RFC 6238 over RFC 4226, SHA-1 and six figures, as every app has it."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), sha1)
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**FIGURES:0{FIGURES}d}"


def step_at(now: datetime) -> int:
    """Give the number of the half minute."""
    return int(now.timestamp()) // STEP_SECONDS


def step_of(typed: str, secret: bytes, now: datetime, last: int) -> int | None:
    """Give the step whose code was typed, or nothing where none fits.

    A telephone's clock may be half a minute off. Of a step that was used, and of earlier ones, no code is taken.
    """
    code, here = typed_figures(typed), step_at(now)
    for step in range(here - STEPS_ASIDE, here + STEPS_ASIDE + 1):
        if step > last and hmac.compare_digest(totp(secret, step).encode(), code.encode()):
            return step
    return None


def typed_figures(typed: str) -> str:
    """Give the figures of a code, in whatever script and with whatever spaces they were typed."""
    return "".join(str(unicodedata.digit(sign)) for sign in typed[:40] if unicodedata.digit(sign, -1) >= 0)


def secret_words(secret: bytes) -> str:
    """Write a secret as one types it into an app, in groups of four letters."""
    text = b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def secret_address(secret: bytes, address: str, site: str) -> str:
    """Give the address that apps read from the picture."""
    issuer, name = quote(site, safe=""), quote(address, safe="@")
    return f"otpauth://totp/{issuer}:{name}?secret={b32encode(secret).decode()}&issuer={issuer}"


def recovery_code(choose: Callable[[str], str]) -> str:
    """Make a code that stands in for a lost telephone, such as `abcde-23456`: 30^10, more than 2^49.

    Takes: what draws one letter of several at random.
    """
    letters = "".join(choose(RECOVERY_ALPHABET) for _ in range(RECOVERY_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def typed_recovery(typed: str) -> str | None:
    """Give the letters of a recovery code however it was typed, or nothing for what has not its shape."""
    plain = unicodedata.normalize("NFKC", typed[:60]).lower()
    letters = "".join(sign for sign in plain if sign.isalnum())
    is_one = len(letters) == RECOVERY_LENGTH and set(letters) <= set(RECOVERY_ALPHABET)
    return letters if is_one else None


def rests_until(failures: int, last_at: datetime) -> datetime | None:
    """Give the moment until which nothing is tried after so many failures in a row; nothing where none is.

    Rests double up to a quarter of an hour and no further, and a day without a failure forgets them: nobody is
    locked out for good. A device that signed in before has a pace of its own, which strangers do not slow down.
    """
    if failures < FREE_FAILURES:
        return None
    return last_at + min(FIRST_REST * (1 << min(failures - FREE_FAILURES, 20)), LONGEST_REST)


def seconds_to_rest(failures: int, last_at: datetime, now: datetime) -> int:
    """Give how many seconds are left to rest, 0 where one may try."""
    until = rests_until(failures, last_at)
    if until is None or now - last_at >= FAILURES_COUNT or now >= until:
        return 0
    return max(1, round((until - now).total_seconds()))


SYSTEMS: Final = (
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)
BROWSERS: Final = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("chrom", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
)


def device_words(user_agent: str) -> str:
    """Name a device by its browser and system, as far as it tells; nothing else of it is kept."""
    text = user_agent[:400].lower()
    found = (next((name for mark, name in every if mark in text), "") for every in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
