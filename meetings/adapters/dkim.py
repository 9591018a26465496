"""Mails signed by the domain they come from (DKIM, RFC 6376); needs the extra `dkim`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import dkim

from meetings.domain.messages import Failure
from meetings.domain.ports import Mailer, Undeliverable

SIGNED: Final = [
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
]


class SigningMailer:
    """Signs each message with the key of the sender's domain, and hands it to another mailer."""

    def __init__(self, mailer: Mailer, domain: str, selector: str, key: Path) -> None:
        self.mailer, self.key = mailer, key.read_bytes()
        self.domain, self.selector = domain.encode("idna"), selector.encode("ascii")

    def send(
        self, message: bytes, sender: str, recipient: str, copies: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Sign and hand over one message.

        Raises: Undeliverable; `away`, where the key cannot sign, so that nothing leaves unsigned.
        """
        try:
            signature: bytes = dkim.sign(
                message,
                self.selector,
                self.domain,
                self.key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=SIGNED,
            )
        except dkim.DKIMException as error:
            raise Undeliverable(f"MEETINGS_DKIM_KEY: {error}", Failure.AWAY) from error
        return self.mailer.send(signature + message, sender, recipient, copies)

    def close(self) -> None:
        """Close the mailer behind."""
        self.mailer.close()
