"""What goes wrong between us and a platform for meetings, by name: each says what somebody can do about it."""

from typing import ClassVar

from meetings.domain.errors import Refused


class PlatformFailed(Refused):
    """A platform did not do what it was asked. Values: word (short, and never a secret).

    `tries_again`: the worker asks again by itself, later and later; else somebody has to do something first.
    """

    code = "platform_failed"
    status = 422
    tries_again: ClassVar[bool] = True

    @property
    def word(self) -> str:
        """Give what is to blame, shortly."""
        return str(self.values.get("word", ""))


class AwayNow(PlatformFailed):
    """Nobody answered in time, or the platform is in trouble itself."""

    code = "platform_away"


class Slow(PlatformFailed):
    """The platform asks for patience. Values: seconds, how long."""

    code = "platform_slow"

    @property
    def seconds(self) -> int:
        """Give how long it wants to be left alone."""
        found = self.values.get("seconds", 60)
        return found if isinstance(found, int) else 60


class KeysRefused(PlatformFailed):
    """The platform does not know us by these keys, or they open too little."""

    code = "platform_keys"
    tries_again = False


class KeysAgain(Refused):
    """A key that is kept would go elsewhere than it was typed for, so it must be typed again."""

    code = "platform_keys_again"
    status = 422


class NotThere(PlatformFailed):
    """The meeting is not, or no longer, at the platform."""

    code = "platform_not_there"


class Nonsense(PlatformFailed):
    """An answer that cannot be read, or that leads elsewhere."""

    code = "platform_nonsense"


class Declined(PlatformFailed):
    """The platform understood, and does not take what it was asked."""

    code = "platform_declined"
    tries_again = False


class Limits(PlatformFailed):
    """What the account allows is used up, or was never booked."""

    code = "platform_limits"
    tries_again = False


class NotOutside(PlatformFailed):
    """An address of a platform that lies inside our own networks, or is not secured."""

    code = "platform_inside"
    tries_again = False


class NotOffered(PlatformFailed):
    """A platform that cannot do this at all. Values: kind, what."""

    code = "platform_cannot"
    tries_again = False


class KeysLost(PlatformFailed):
    """Keys that were sealed under another secret key of this installation."""

    code = "platform_keys_lost"
    tries_again = False


class AccountInUse(Refused):
    """An account that coming times are held with. Values: number, how many."""

    code = "platform_in_use"


class WayBeingMade(Refused):
    """Somebody's own way into the platform is being made; it takes seconds."""

    code = "way_being_made"
    status = 503


FAILURES: dict[str, type[PlatformFailed]] = {
    one.code: one
    for one in (
        AwayNow,
        Slow,
        KeysRefused,
        NotThere,
        Nonsense,
        Declined,
        Limits,
        NotOutside,
        NotOffered,
        KeysLost,
    )
}
