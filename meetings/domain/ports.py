"""What services and doors ask of worlds outside, as types."""

from typing import Protocol

from meetings.domain.messages import Failure


class Undeliverable(Exception):
    """A mail that was not taken; `failure` says what follows from it."""

    def __init__(self, reason: str, failure: Failure) -> None:
        super().__init__(reason)
        self.failure = failure


class Mailer(Protocol):
    """Takes mails; keeps what it needs open between them, and opens it again by itself."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand over one message.

        Raises: Undeliverable, when it was not taken.
        """

    def close(self) -> None:
        """End what was kept open."""
