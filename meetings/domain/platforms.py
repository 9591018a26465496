"""Platforms on which times are held: one contract for all kinds, and what each of them cannot do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from meetings.domain.platforms_errors import NotOffered


class Kind(StrEnum):
    """The kinds of platforms there are; `manual` is an address that somebody types."""

    MANUAL = "manual"
    BIGBLUEBUTTON = "bigbluebutton"
    ZOOM = "zoom"
    JITSI = "jitsi"
    WEBEX = "webex"
    TEAMS = "teams"


class What(StrEnum):
    """What may be asked of a platform."""

    CREATE = "create"
    UPDATE = "update"
    CANCEL = "cancel"
    ROLES = "roles"
    ATTENDANCE = "attendance"
    RECORDINGS = "recordings"


class As(StrEnum):
    """As what somebody enters."""

    PARTICIPANT = "participant"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    HOST = "host"
    INTERPRETER = "interpreter"


class Ways(StrEnum):
    """How somebody gets a way in of their own: made here at the entrance, asked for ahead, or the same for all."""

    HERE = "here"
    AHEAD = "ahead"
    SAME = "same"


LEADING: Final = frozenset((As.MODERATOR, As.HOST))


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform can do; `forgets`: a meeting in which nobody is must be made again around its hour.

    `patience` is how long after the end its lists are complete.
    """

    can: frozenset[What]
    ways: Ways = Ways.SAME
    forgets: bool = False
    patience: timedelta = timedelta(minutes=30)

    @property
    def cannot(self) -> tuple[What, ...]:
        """Give what it cannot do, in the order of `What`."""
        return tuple(one for one in What if one not in self.can)


MAKES: Final = frozenset((What.CREATE, What.UPDATE, What.CANCEL))
ABILITIES: Final[Mapping[Kind, Abilities]] = {
    Kind.MANUAL: Abilities(frozenset()),
    Kind.BIGBLUEBUTTON: Abilities(MAKES | {What.ROLES, What.RECORDINGS}, Ways.HERE, forgets=True),
    Kind.ZOOM: Abilities(frozenset(What), Ways.AHEAD),
    Kind.JITSI: Abilities(frozenset((What.CREATE, What.ROLES)), Ways.HERE),
    Kind.WEBEX: Abilities(MAKES | {What.ATTENDANCE, What.RECORDINGS}, patience=timedelta(hours=24)),
    Kind.TEAMS: Abilities(MAKES | {What.ATTENDANCE}),
}
CREATING: Final = tuple(kind for kind in Kind if What.CREATE in ABILITIES[kind].can)


def check_offers(kind: Kind, what: What) -> None:
    """Refuse what a platform cannot do.

    Raises: NotOffered.
    """
    if what not in ABILITIES[kind].can:
        raise NotOffered(kind=str(kind), what=str(what))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A time as platforms are told of it; by `reference` it is found again, whatever was answered and got lost."""

    reference: str
    title: str
    starts_at: datetime
    minutes: int
    zone: str = "UTC"

    @property
    def ends_at(self) -> datetime:
        """Give when it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class MeetingMade:
    """A meeting at a platform: its number there, the address to enter by, and the host's, which is secret.

    `asked_for` are passwords of the meeting that its links need.
    """

    number: str
    address: str
    host_address: str = ""
    asked_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who enters: what others see of them, and a word by which a list of the platform names them to us."""

    reference: str
    name: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody who was let in by us: by which word a platform knows them, who they are, as what they come."""

    reference: str
    person_id: int
    name: str
    language: str
    role: As = As.PARTICIPANT


class Presence(NamedTuple):
    """A stretch of presence as a platform's list has it; `left_at` null where it does not say."""

    name: str
    address: str
    joined_at: datetime
    left_at: datetime | None
    role: str = "participant"
    reference: str = ""


class RecordingMade(NamedTuple):
    """A recording at a platform: where it is looked at, and how long it is."""

    address: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """How a platform is reached and what it knows us by; `keys` are never shown, noted or logged."""

    kind: Kind
    address: str
    settings: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


class Platform(Protocol):
    """One account at a platform. Everything may raise a `PlatformFailed`, and what it cannot do raises NotOffered."""

    @property
    def kind(self) -> Kind:
        """The kind."""

    def check(self) -> None:
        """See whether the platform knows us; nothing is changed there."""

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Look for a meeting by its number there, or by its reference where the answer with the number got lost."""

    def create(self, meeting: Meeting) -> MeetingMade:
        """Make a meeting; whoever may have made it before looks for it first."""

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Tell the platform when a meeting is held now, and what it is called.

        Raises: NotThere, where somebody deleted it.
        """

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Take a meeting away; one that is gone already is fine."""

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Give the address by which somebody enters in a role.

        Where the platform does not tell roles apart, it is the meeting's own.
        """

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Give who was there, as the platform has it after the end."""

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Give what was recorded and can be looked at by now."""


class Platforms(Protocol):
    """Where accounts are opened."""

    def open(self, account: Account) -> Platform:
        """Give the platform of an account.

        Raises: NotOutside.
        """

    def stop(self) -> None:
        """Give up what is being asked, and ask nothing more."""
