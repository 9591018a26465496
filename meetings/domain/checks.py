"""What a number or an address of the web must be to be kept."""

from typing import Any, Final
from urllib.parse import urlsplit

from meetings.domain import errors

MOST_MINUTES: Final = 24 * 60
MOST_SEATS: Final = 100_000
MOST_DOORS_MINUTES: Final = 240
ADDRESS_LENGTH: Final = 2_000


def check_number(value: Any, name: str, least: int, most: int) -> int:
    """Give a whole number within limits.

    Raises: NotANumber, with the field.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise errors.NotANumber(field=name, least=least, most=most)
    return value


def check_web_address(value: str | None, name: str) -> str | None:
    """Give an address of the web, or nothing for an empty one.

    Raises: TooLong, NotOneLine, NotAWebAddress, with the field.
    """
    text = (value or "").strip()
    if not text:
        return None
    if len(text) > ADDRESS_LENGTH:
        raise errors.TooLong(field=name, most=ADDRESS_LENGTH)
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in text):
        raise errors.NotOneLine(field=name)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise errors.NotAWebAddress(field=name) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise errors.NotAWebAddress(field=name)
    return text
