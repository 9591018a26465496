"""What notices say of panels somebody is told to be on, or not to be on any more, and what follows for who knows what.

Each is an occasion such as `invited:1:12,15` or `off:2:12`: what it tells, the how-manieth of its reader it is, so that
whoever is put on a panel again is told again, and the sessions, several in one letter.
"""

from collections.abc import Iterable
from typing import Final

INVITED: Final = "invited"
OFF: Final = "off"


def occasion_of_panels(kind: str, number: int, sessions: Iterable[int]) -> str:
    """Write of which panels a notice tells."""
    return f"{kind}:{number}:{','.join(str(one) for one in sorted(sessions))}"


def panels_in(occasion: str) -> tuple[int, ...]:
    """Read of which sessions' panels a notice tells; none where it tells of something else."""
    kind, _colon, rest = occasion.partition(":")
    if kind not in (INVITED, OFF):
        return ()
    return tuple(int(one) for one in rest.partition(":")[2].split(",") if one)


def known(occasions: Iterable[tuple[str, bool]]) -> frozenset[int]:
    """Give the sessions of whose panels somebody knows that they are on.

    Takes: what was noted for them, the first one first, and whether it stood; an invitation that never left, because
    the facts had moved on, told nobody anything. Whoever was taken off is asked again when they are put there again.
    """
    found: set[int] = set()
    for occasion, stood in occasions:
        if occasion.startswith(f"{OFF}:"):
            found -= set(panels_in(occasion))
        elif stood:
            found |= set(panels_in(occasion))
    return frozenset(found)
