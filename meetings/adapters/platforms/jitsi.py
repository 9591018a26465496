"""Jitsi, on a server of one's own or hosted as JaaS: a room is there as soon as a signed token leads into it."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from meetings.domain.platforms import (
    LEADING,
    As,
    Entrant,
    Kind,
    Meeting,
    MeetingMade,
    Presence,
    RecordingMade,
    What,
    check_offers,
)
from meetings.domain.platforms_errors import KeysRefused, NotOutside

LIFE: Final = timedelta(minutes=10)
EARLIER: Final = timedelta(minutes=1)  # for a server whose clock is behind
HOSTED: Final = "jitsi"


class Jitsi:
    """One server or one hosted tenant; no call is ever made: the tokens are signed here.

    Takes: `app`, the name by which the server knows us (hosted: the AppID, `vpaas-magic-cookie-…`); `secret`, what it
    shares with us, or hosted a private key in PEM, which `key_id` names.
    """

    kind = Kind.JITSI

    def __init__(self, address: str, app: str, secret: str, *, key_id: str = "", subject: str = "") -> None:
        self.address = address.rstrip("/")
        self.app, self.key_id = app, key_id
        self.subject = subject or (app if key_id else urlsplit(self.address).hostname or "")
        self._secret = secret
        if not self.address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise NotOutside(word="http")

    def check(self) -> None:
        """See whether the key can sign.

        Raises: KeysRefused.
        """
        self._key()

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Give the room, which is there whenever somebody is in it."""
        return self._made(number or meeting.reference)

    def create(self, meeting: Meeting) -> MeetingMade:
        """Name the room; it is made by whoever enters first."""
        return self._made(meeting.reference)

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Refuse: a room has no hour.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.UPDATE)
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Refuse: a room that nobody gets a token for is closed by that.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.CANCEL)

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Sign a token for one person and one room, good for minutes; the server is not asked."""
        return f"{made.address}?jwt={self.token(made.number, person, role, now)}"

    def token(self, room: str, person: Entrant, role: As, now: datetime) -> str:
        """Sign the token; hosted, whether somebody leads is said as a text, as their rules have it.

        Raises: KeysRefused.
        Source: developer.8x8.com/jaas/docs/api-keys-jwt; github.com/jitsi/lib-jitsi-meet, doc/tokens.md.
        """
        leads = role in LEADING
        head: dict[str, Any] = {"typ": "JWT", "alg": "RS256" if self.key_id else "HS256"}
        user: dict[str, Any] = {"id": person.reference, "name": person.name, "email": "", "avatar": ""}
        context: dict[str, Any] = {"user": user}
        if self.key_id:
            head["kid"] = self.key_id
            user["moderator"] = "true" if leads else "false"
            context["features"] = {"recording": "true" if leads else "false", "livestreaming": "false"}
        else:
            user["moderator"], user["affiliation"] = leads, "owner" if leads else "member"
            context["features"] = {"recording": leads, "livestreaming": False}
        claims = {
            "aud": HOSTED,
            "iss": "chat" if self.key_id else self.app,
            "sub": self.subject,
            "room": room,
            "nbf": int((now - EARLIER).timestamp()),
            "exp": int((now + LIFE).timestamp()),
            "context": context,
        }
        try:
            return jwt.encode(head, claims, self._key(), algorithms=[head["alg"]])
        except (JoseError, ValueError):
            raise KeysRefused(word="key") from None

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Refuse: it keeps no list.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.ATTENDANCE)
        return []

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Refuse: it keeps what is recorded where its owner says, and tells nobody.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.RECORDINGS)
        return []

    def _made(self, room: str) -> MeetingMade:
        tenant = f"/{quote(self.app, safe='')}" if self.key_id else ""
        return MeetingMade(room, f"{self.address}{tenant}/{quote(room, safe='')}")

    def _key(self) -> Any:
        if not self._secret:
            raise KeysRefused(word="key")
        try:
            if not self.key_id:
                return OctKey.import_key(self._secret.encode())
            found = RSAKey.import_key(self._secret)
        except (JoseError, ValueError, TypeError):
            raise KeysRefused(word="key") from None
        if not found.is_private:
            raise KeysRefused(word="key")
        return found
