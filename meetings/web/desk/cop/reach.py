"""Who may see or change what belongs to all conferences: roles that hold everywhere."""

from meetings.domain.errors import NotAllowed
from meetings.domain.permissions import Act, Holder, reach
from meetings.web.desk.access import staff


def everywhere(act: Act) -> Holder:
    """Give who is signed in, if they may do this everywhere.

    Raises: SignInNeeded, NotAllowed.
    """
    holder = staff()
    if not reach(holder, act).everywhere:
        raise NotAllowed()
    return holder


def may_everywhere(act: Act) -> bool:
    """Say whether whoever is signed in may do this everywhere.

    Raises: SignInNeeded.
    """
    return reach(staff(), act).everywhere
