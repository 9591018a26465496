"""What services and doors ask of worlds outside, as types."""

from typing import Protocol


class Undeliverable(Exception):
    """A mail that was not taken; `permanent` says whether trying again may help."""

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Mailer(Protocol):
    """Takes mails; may keep a connection open between them."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand over one message.

        Raises: Undeliverable, when it was not taken.
        """

    def close(self) -> None:
        """End what was kept open."""
