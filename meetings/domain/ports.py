"""What services and doors ask of worlds outside, as types."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from meetings.domain.feeds import Trouble
from meetings.domain.messages import Failure
from meetings.domain.webhooks import Outcome


class Undeliverable(Exception):
    """A mail that was not taken; `failure` says what follows from it."""

    def __init__(self, reason: str, failure: Failure) -> None:
        super().__init__(reason)
        self.failure = failure


class Mailer(Protocol):
    """Takes mails; keeps what it needs open between them, and opens it again by itself."""

    def send(
        self, message: bytes, sender: str, recipient: str, copies: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Hand over one message, once, to its recipient and to those who get copies.

        Gives: which of the copies were not taken; the others have it.
        Raises: Undeliverable, when it was not taken for its recipient: then nobody has it.
        """

    def close(self) -> None:
        """End what was kept open."""


class Unreadable(Exception):
    """A mail that came in and cannot be read."""


class Mailroom(Protocol):
    """Where mails come in: a watched folder, and LMTP. Of a mail its head is read, and never more."""

    def waiting(self, now: datetime) -> list[str]:
        """Name the mails that lie in the folder and are no longer being written; what is not removed is named again."""

    def read(self, name: str) -> bytes | None:
        """Give the head of a mail, or nothing where somebody else took it meanwhile.

        Raises: Unreadable.
        """

    def remove(self, name: str) -> None:
        """Take a mail away that is kept; one that is gone already is fine."""

    def refuse(self, name: str) -> None:
        """Put a mail aside that cannot be read."""

    def listen(self, port: int, keep: Callable[[bytes], object]) -> AbstractContextManager[None]:
        """Take mails by LMTP, on this machine only, while the block runs.

        Takes: `keep`, which gets the head of each; only after it returned is a mail acknowledged.
        """


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-on that has begun: where the browser goes, and what it has to bring back with the answer."""

    address: str
    memory: dict[str, str]


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the system of the house says is here, and whether it verified the address."""

    issuer: str
    subject: str
    email: str
    is_verified: bool


class SignOnSystem(Protocol):
    """The system of the house by which staff sign in; what it says is believed only when it is proved."""

    @property
    def name(self) -> str:
        """Give what people call it."""

    def begin(self, back: str) -> Begun:
        """Begin a sign-on that leads back to an address of ours.

        Raises: domain.errors.IssuerAway.
        """

    def finish(
        self, answer: Mapping[str, str], memory: Mapping[str, str], *, back: str, now: datetime
    ) -> Vouched:
        """Read the answer that a browser brought back.

        Raises: domain.errors.IssuerAway; NotVouchedFor, for an answer that does not hold.
        """


class Unfetchable(Exception):
    """A feed that could not be read; says why, and what is to blame where that can be said shortly."""

    def __init__(self, trouble: Trouble, value: str = "") -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.value = value


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a feed from the last time, in its own words."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed as it is now, with what to ask by the next time; without a body, it is as it was.

    `kind` is what its server says it is (a media type), `address` where it was found after all redirects.
    """

    body: bytes | None
    seen: Seen
    kind: str = ""
    address: str = ""


class Feeds(Protocol):
    """Where strangers' feeds are read, within limits of size and time, and from machines out in the world only."""

    def fetch(self, address: str, seen: Seen) -> Fetched:
        """Read a feed, or learn that it is as it was.

        Raises: Unfetchable.
        """

    def stop(self) -> None:
        """Give up what is being read, and read nothing more."""


class Typesetter(Protocol):
    """Sets papers from the templates in templates/print; a stranger's text in the data stays text.

    Of the data, `language` and `title` are needed, and tell a reader's program what it has before it; `author` and
    `dated` (a datetime, in the zone that the paper speaks of) may be given. The rest is the template's own.
    """

    def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """Set a paper as tagged PDF (PDF/UA-1); the same data give the same bytes.

        Takes: the template's name without `.typ`.
        Raises: domain.typesetting_errors.FontMissing, TypesettingMissing.
        """

    def png(self, template: str, data: Mapping[str, Any]) -> list[bytes]:
        """Set a paper as pictures to look at, a page each.

        Raises: as `pdf`.
        """

    def scripts(self) -> Mapping[str, bool]:
        """Say of each script that people here write in whether it can be set.

        Raises: domain.typesetting_errors.TypesettingMissing.
        """


class Links(Protocol):
    """Where it is looked whether something is still at an address out in the world; nothing of it is read."""

    def look(self, address: str) -> None:
        """Look whether something is there.

        Raises: Unfetchable.
        """

    def stop(self) -> None:
        """Give up what is being looked at, and look at nothing more."""


class Posts(Protocol):
    """Where others are told of events: machines out in the world only, each looked up once for each sending."""

    def check(self, address: str) -> None:
        """Look whether an address may be sent to; a name that nobody knows now may be known later.

        Raises: NotAWebAddress, NotPublic, with field `url`.
        """

    def post(self, address: str, head: Mapping[str, str], body: bytes) -> Outcome:
        """Send a body, once, and give what was answered, whatever its status; redirects are not followed.

        Raises: Unfetchable.
        """

    def stop(self) -> None:
        """Give up what is being sent, and send nothing more."""


class NoSuchFile(Exception):
    """A file that is not where it was kept."""


class StorageAway(Exception):
    """A store of files that does not do what it was asked; it may do it later."""


class FileTooLarge(Exception):
    """A file with more bytes than are taken; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its name there, its bytes, and the SHA-256 of them in hexadecimal."""

    key: str
    size: int
    digest: str


class Storage(Protocol):
    """Where files are kept, by keys of ours; a key is written once and never again."""

    def put(self, key: str, pieces: Iterable[bytes], most: int) -> Kept:
        """Keep a file, piece by piece; it is there only when it is whole.

        Raises: FileTooLarge, for more than `most` bytes.
        """

    def size(self, key: str) -> int | None:
        """Give how many bytes a file has, or nothing where there is none."""

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Give the bytes of a file from one on, up to another that is not among them.

        Raises: NoSuchFile, before the first piece.
        """

    def delete(self, key: str) -> None:
        """Take a file away; one that is gone already is fine.

        Raises: StorageAway.
        """


class PlatformAway(Exception):
    """A platform that does not do what it was asked; says shortly why."""


class EventSource(Protocol):
    """A platform that has to be asked again and again to tell what happens: it forgets that it was."""

    def ask_for_events(self, callback: str) -> None:
        """Ask for what happens in all its meetings, to be told at an address of ours; twice is once.

        Raises: PlatformAway.
        """


class ErasureLog(Protocol):
    """Where erasures are noted outside of the store: numbers and keyed hashes, never a name or an address."""

    def append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Add lines, and return when they cannot be lost any more."""

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines, the oldest first."""


class KeyShelf(Protocol):
    """Where keys are kept that no backup takes along: of boxes with answers, of passports and photos."""

    def put(self, name: str, key: bytes) -> None:
        """Keep a key, and return when it cannot be lost any more."""

    def get(self, name: str) -> bytes | None:
        """Give a key, or nothing where it is not here."""

    def drop(self, name: str) -> None:
        """Destroy a key."""

    def names(self) -> set[str]:
        """Name the keys that are here."""
