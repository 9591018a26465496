"""Letters for panellists: their kinds, their codes, who signs them, and what a code tells strangers."""

import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from meetings.domain.certificates import Standing
from meetings.domain.errors import NotAChoice, NotOneLine, TooLong
from meetings.domain.languages import upright
from meetings.domain.printed_codes import Shape, make_code, read

# Longer than the code of a certificate, so that none is taken for another.
CODE: Final = Shape(letters=12, group=5)
LONGEST: Final = 120


class LetterKind(StrEnum):
    """What a letter is: an invitation that a panellist shows at their institute, or thanks afterwards."""

    INVITATION = "invitation"
    THANKS = "thanks"


def new_letter_code(pick: Callable[[int], int] = secrets.randbelow) -> str:
    """Make a code as `7K3MQ-X9DHF-2ATZ`: twelve random letters and figures, and two that follow from them."""
    return make_code(CODE, pick)


def read_letter_code(typed: str) -> str | None:
    """Give the code of a letter however it was typed, or nothing for what can be none."""
    return read(CODE, typed)


def check_kind(typed: str) -> LetterKind:
    """Give a kind of letter.

    Raises: NotAChoice, with field `kind`.
    """
    if typed not in set(LetterKind):
        raise NotAChoice(field="kind", value=typed[:20])
    return LetterKind(typed)


def check_line(typed: str, field: str) -> str | None:
    """Give a name or title of who signs, nothing for an empty one.

    Raises: TooLong, NotOneLine.
    """
    if "\n" in typed.strip():
        raise NotOneLine(field=field)
    text = " ".join(upright(typed).split())
    if len(text) > LONGEST:
        raise TooLong(field=field, most=LONGEST)
    return text or None


def standing(name: str | None, ended_at: datetime | None) -> Standing:
    """Say what a letter is: one whose person was erased tells nothing any more."""
    if name is None:
        return Standing.WITHDRAWN
    return Standing.VALID if ended_at is None else Standing.REPLACED
