"""Named refusals of tokens of programs."""

from meetings.domain.errors import Refused


class TokenExpired(Refused):
    """The time of this token is over; an administrator can make another."""

    code = "token_expired"
    status = 401


class MoreThanOwn(Refused):
    """A token that could do more, or longer, than the one that makes it. Values: choices (acts)."""

    code = "more_than_own"
    status = 403


class ActNeedsSight(Refused):
    """An act that changes something, without those by which that is seen. Values: wanted (acts)."""

    code = "act_needs_sight"
