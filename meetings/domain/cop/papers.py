"""Letters given for a participation: their kinds, their codes, and what a code tells strangers."""

import secrets
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Final

from meetings.domain.certificates import Standing
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.errors import NotAChoice, TooLong
from meetings.domain.printed_codes import Shape, make_code, read

# A letter shorter than the code of a certificate, one longer than that of a badge: none is taken for another.
CODE: Final = Shape(letters=9, group=4)
LONGEST_HEAD: Final = 600


class PaperKind(StrEnum):
    """What a letter is: that a registration was received and accepted, or that a visa is asked for."""

    ACKNOWLEDGEMENT = "acknowledgement"
    VISA = "visa"


def new_paper_code(pick: Callable[[int], int] = secrets.randbelow) -> str:
    """Make a code as `7K3M-QX9D-HF2`: nine random letters and figures, and two that follow from them."""
    return make_code(CODE, pick)


def read_paper_code(typed: str) -> str | None:
    """Give the code of a letter however it was typed, or nothing for what can be none."""
    return read(CODE, typed)


def check_kind(typed: str) -> PaperKind:
    """Give a kind of letter.

    Raises: NotAChoice, with field `kind`.
    """
    if typed not in set(PaperKind):
        raise NotAChoice(field="kind", value=typed[:20])
    return PaperKind(typed)


def check_head(typed: str, field: str) -> str | None:
    """Give lines of a letterhead or signature as they are kept, without empty ones.

    Raises: TooLong.
    """
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) > LONGEST_HEAD:
        raise TooLong(field=field, most=LONGEST_HEAD)
    return text or None


def standing(name: str | None, ended_at: datetime | None, participation_state: str) -> Standing:
    """Say what a letter is: it holds for as long as its person is accredited."""
    if name is None:
        return Standing.WITHDRAWN
    if participation_state not in ADMITTED:
        return Standing.REVOKED
    return Standing.VALID if ended_at is None else Standing.REPLACED
