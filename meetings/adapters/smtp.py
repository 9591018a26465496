"""Mail to an SMTP server, over one connection that is kept between messages."""

import contextlib
import smtplib
from urllib.parse import unquote, urlsplit

from meetings.domain.ports import Undeliverable

TIMEOUT_SECONDS = 20


class SmtpMailer:
    """Hands messages to `smtp://host:port` or `smtps://user:password@host`."""

    def __init__(self, address: str) -> None:
        self.parts = urlsplit(address)
        self.connection: smtplib.SMTP | None = None

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand over one message; a connection that was lost is opened once more.

        Raises: Undeliverable; permanent where the server refused for good (5xx).
        """
        try:
            self._connected().sendmail(sender, [recipient], message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = error.recipients[recipient]
            self._reset()
            raise Undeliverable(_reason(code, words), permanent=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            permanent = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
            raise Undeliverable(_reason(error.smtp_code, error.smtp_error), permanent=permanent) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Undeliverable(f"{type(error).__name__}: {error}", permanent=False) from error
        except UnicodeEncodeError as error:
            raise Undeliverable("the server takes only plain addresses", permanent=True) from error

    def close(self) -> None:
        """End the connection."""
        if self.connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
            self.connection.close()
            self.connection = None

    def _reset(self) -> None:
        if self.connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.connection.rset()

    def _connected(self) -> smtplib.SMTP:
        if self.connection is not None:
            try:
                if self.connection.noop()[0] == 250:
                    return self.connection
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        self.connection = self._open()
        return self.connection

    def _open(self) -> smtplib.SMTP:
        host = self.parts.hostname or "localhost"
        connection: smtplib.SMTP
        if self.parts.scheme == "smtps":
            connection = smtplib.SMTP_SSL(host, self.parts.port or 465, timeout=TIMEOUT_SECONDS)
        else:
            connection = smtplib.SMTP(host, self.parts.port or 25, timeout=TIMEOUT_SECONDS)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls()
        if self.parts.username:
            connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        return connection


def _reason(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"
