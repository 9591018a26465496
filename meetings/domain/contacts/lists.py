"""Rules of contact lists: their names, and why somebody on one cannot be reached by mail."""

from enum import StrEnum
from typing import Final

from meetings.domain.contacts.filters import check_line
from meetings.domain.errors import Missing

LONGEST_NAME: Final = 120
SAMPLE: Final = 20


class Unreached(StrEnum):
    """Why no mail reaches a contact; the first that is so is said."""

    HELD = "held"  # nothing is mailed to them, because what they wrote looks like an advertisement
    NO_MAILBOX = "no_mailbox"  # none is known, or its reader said that they are nobody there
    FAILED = "failed"  # each of their mailboxes takes no mail


def check_name(name: str) -> str:
    """Give the name of a list without spaces round it.

    Raises: Missing, TooLong, NotOneLine, with field `name`.
    """
    plain = " ".join(name.split(" ")).strip()
    if not plain:
        raise Missing(field="name")
    return check_line(plain, "name", LONGEST_NAME)
