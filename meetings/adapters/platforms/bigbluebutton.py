"""A BigBlueButton server: calls with a checksum over the query exactly as it is sent, answered in XML."""

import http.client
import ssl
from typing import Final
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from meetings.domain.hooks import CHECKSUM, bigbluebutton_checksum
from meetings.domain.ports import PlatformAway

SECONDS: Final = 10.0
MOST_BYTES: Final = 100_000
CREATE: Final = "hooks/create"
OK: Final = "SUCCESS"


class BigBlueButton:
    """One server, by the address of its API, which ends in `/bigbluebutton/api`."""

    def __init__(self, address: str, secret: str, algorithm: str) -> None:
        self.address = address.rstrip("/")
        self.secret = secret
        self.algorithm = algorithm

    def ask_for_events(self, callback: str) -> None:
        """Ask for what happens in all its meetings; asked again for the same address, it is nothing to do.

        Raises: PlatformAway.
        """
        self.call(CREATE, {"callbackURL": callback, "getRaw": "false"})

    def query(self, name: str, values: dict[str, str]) -> str:
        """Write the query of a call, with its checksum."""
        plain = urlencode(values)
        checksum = bigbluebutton_checksum(self.secret, self.algorithm, name, plain)
        return f"{plain}&{CHECKSUM}={checksum}" if plain else f"{CHECKSUM}={checksum}"

    def call(self, name: str, values: dict[str, str]) -> ElementTree.Element:
        """Call the server, and give what it answers where it says that all is well.

        Raises: PlatformAway, with a word for why; never with the secret, the address or the answer.
        """
        target = f"{self.address}/{name}?{self.query(name, values)}"
        try:
            body = _read(target)
        except (OSError, http.client.HTTPException) as error:
            raise PlatformAway(type(error).__name__) from None
        found = _parsed(body)
        if (found.findtext("returncode") or "").strip() != OK:
            raise PlatformAway((found.findtext("messageKey") or "refused").strip()[:40])
        return found


def _read(target: str) -> bytes:
    """Read an answer up to a size; where it leads elsewhere, nobody follows."""
    parts = urlsplit(target)
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        body = answer.read(MOST_BYTES + 1)
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise PlatformAway(f"status {answer.status}")
    if len(body) > MOST_BYTES:
        raise PlatformAway("too large")
    return body


def _parsed(body: bytes) -> ElementTree.Element:
    """Read XML that declares nothing: what grows when it is read is refused."""
    if b"<!" in body:
        raise PlatformAway("not an answer")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise PlatformAway("not an answer") from None
