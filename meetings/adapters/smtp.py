"""Mail to an SMTP server, over one connection that is kept between messages."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from meetings.domain.messages import Failure
from meetings.domain.ports import Undeliverable

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
OVERLOADED: Final = (
    "4.7.28",
    "4.7.32",
    "4.4.5",
    "4.3.2",
)  # enhanced codes of a domain that wants less; RFC 3463
BROKEN: Final = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, slots=True)
class Wire:
    """How to speak to a relay: `patience_seconds` for its last word, TLS `checked`, `needed` or `unchecked`.

    `checked` uses STARTTLS where it is offered, with a certificate that must hold; `needed` refuses to do without;
    `unchecked` takes any certificate. `authorities` is a file of certificates believed beside the system's.
    """

    name: str = "localhost"
    tls: str = "checked"
    authorities: Path | None = None
    patience_seconds: float = 30


class SmtpMailer:
    """Hands messages to `smtp://host:port` or `smtps://user:password@host`."""

    def __init__(self, address: str, wire: Wire | None = None) -> None:
        self.parts: SplitResult = urlsplit(address)
        self.wire = wire or Wire()
        self.connection: smtplib.SMTP | None = None

    def send(
        self, message: bytes, sender: str, recipient: str, copies: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Hand over one message; a kept connection that was lost meanwhile is opened once more.

        Copies that are not taken do not hold up the message, and are given back.

        Raises: Undeliverable. What goes wrong before the recipient is named says nothing of the message: `away`.
        """
        kept = self.connection is not None
        try:
            connection = self._announced(sender, recipient, copies)
        except BROKEN as error:
            self._drop()
            if not kept:
                raise Undeliverable(_words(error), Failure.AWAY) from error
            return self.send(message, sender, recipient, copies)
        self._name(connection, recipient)
        refused = tuple(one for one in copies if not self._is_named(connection, one))
        self._hand_over(connection, message)
        return refused

    def close(self) -> None:
        """End the connection."""
        if self.connection is not None:
            with contextlib.suppress(*BROKEN):
                self.connection.quit()
        self._drop()

    def _announced(self, sender: str, recipient: str, copies: Sequence[str]) -> smtplib.SMTP:
        """Give a connection on which a message was announced.

        Raises: OSError, SMTPException, where the relay is away or does not want to talk to us.
        """
        if self.connection is None:
            self.connection = self._open()
        options = []
        if not (sender + recipient).isascii():
            if not self.connection.has_extn("smtputf8"):
                raise Undeliverable("the server takes only plain addresses", Failure.REFUSED)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        elif not "".join(copies).isascii() and self.connection.has_extn("smtputf8"):
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, words = self.connection.mail(sender, options)
        if code != 250:
            raise smtplib.SMTPSenderRefused(code, words, sender)
        return self.connection

    def _name(self, connection: smtplib.SMTP, recipient: str) -> None:
        try:
            code, words = connection.rcpt(recipient)
        except BROKEN as error:
            self._drop()
            raise Undeliverable(_words(error), Failure.AWAY) from error
        if code not in (250, 251):
            self._reset(connection, code)
            raise Undeliverable(_answer(code, words), _failure(code, words))

    def _is_named(self, connection: smtplib.SMTP, copy: str) -> bool:
        """Name one more recipient, and say whether they are taken.

        Raises: Undeliverable, where the server ends the connection, so that nobody has the message.
        """
        if not copy.isascii() and not connection.has_extn("smtputf8"):
            return False
        try:
            code, words = connection.rcpt(copy)
        except BROKEN as error:
            self._drop()
            raise Undeliverable(_words(error), Failure.AWAY) from error
        if code == 421:
            self._reset(connection, code)
            raise Undeliverable(_answer(code, words), _failure(code, words))
        return code in (250, 251)

    def _hand_over(self, connection: smtplib.SMTP, message: bytes) -> None:
        try:
            if connection.sock is not None:
                connection.sock.settimeout(self.wire.patience_seconds)
            code, words = connection.data(message)
        except smtplib.SMTPDataError as error:
            self._reset(connection, error.smtp_code)
            raise Undeliverable(_words(error), _failure(error.smtp_code, error.smtp_error)) from error
        except BROKEN as error:
            self._drop()
            raise Undeliverable(_words(error), Failure.UNSURE) from error
        if code != 250:
            self._reset(connection, code)
            raise Undeliverable(_answer(code, words), _failure(code, words))

    def _reset(self, connection: smtplib.SMTP, code: int) -> None:
        """Make the connection fit for the next message, or end it where the server is about to."""
        try:
            if code == 421 or connection.rset()[0] != 250:
                self.close()
        except BROKEN:
            self._drop()

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _open(self) -> smtplib.SMTP:
        host, timeout = self.parts.hostname or "localhost", min(20.0, self.wire.patience_seconds)
        connection: smtplib.SMTP
        if self.parts.scheme == "smtps":
            connection = smtplib.SMTP_SSL(
                host, self.parts.port or 465, self.wire.name, timeout=timeout, context=self._context()
            )
        else:
            connection = smtplib.SMTP(host, self.parts.port or 25, self.wire.name, timeout=timeout)
        try:
            self._prepare(connection, host)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: smtplib.SMTP, host: str) -> None:
        connection.ehlo_or_helo_if_needed()
        is_secret = self.parts.scheme == "smtps"
        if not is_secret and connection.has_extn("starttls"):
            connection.starttls(context=self._context())
            connection.ehlo()
            is_secret = True
        if not is_secret and self.wire.tls == "needed":
            raise smtplib.SMTPException(
                "the server offers no STARTTLS, and MEETINGS_SMTP_TLS says it is needed"
            )
        if self.parts.username:
            if not is_secret and host not in LOOPBACK:
                raise smtplib.SMTPException(
                    "the server offers no STARTTLS; a password is not sent in the open"
                )
            connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.wire.authorities is not None:
            context.load_verify_locations(self.wire.authorities)
        if self.wire.tls == "unchecked":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _failure(code: int, words: bytes | str) -> Failure:
    """Read what an answer to a recipient or a message means. Source: RFC 5321, 4.2.1; RFC 3463."""
    if code >= 500:
        return Failure.REFUSED
    if code == 421 or _text(words).startswith(OVERLOADED):
        return Failure.THROTTLED
    return Failure.DEFERRED


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {_text(words)}"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
