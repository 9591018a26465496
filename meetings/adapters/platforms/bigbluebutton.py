"""A BigBlueButton server: calls with a checksum over the query exactly as it is sent, answered in XML."""

from datetime import datetime
from ipaddress import ip_network
from typing import Final
from urllib.parse import urlencode
from xml.etree import ElementTree

from meetings.adapters.platforms.wire import Wire, check_status, web_address
from meetings.domain.hooks import CHECKSUM, bigbluebutton_checksum
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
from meetings.domain.platforms_errors import Declined, KeysRefused, Nonsense, NotThere, PlatformFailed
from meetings.domain.ports import PlatformAway

MOST_BYTES: Final = 100_000
HOOK: Final = "hooks/create"
OK: Final = "SUCCESS"
ANYWHERE: Final = (ip_network("0.0.0.0/0"), ip_network("::/0"))
FAILED: Final[dict[str, type[PlatformFailed]]] = {
    "checksumError": KeysRefused,
    "notFound": NotThere,
    "invalidMeetingIdentifier": NotThere,
}


class BigBlueButton:
    """One server, by the address of its API, which ends in `/bigbluebutton/api`.

    It knows no meeting before somebody makes it, and forgets it when it is started anew: making one twice is once.
    """

    kind = Kind.BIGBLUEBUTTON

    def __init__(self, address: str, secret: str, algorithm: str, wire: Wire | None = None) -> None:
        self.address = address.rstrip("/")
        self.secret = secret
        self.algorithm = algorithm
        self._wire = wire or Wire(ANYWHERE)  # an address that a setting names is the machine's owner's choice

    def ask_for_events(self, callback: str) -> None:
        """Ask for what happens in all its meetings; asked again for the same address, it is nothing to do.

        Raises: PlatformAway.
        """
        try:
            self.call(HOOK, {"callbackURL": callback, "getRaw": "false"})
        except PlatformFailed as error:
            raise PlatformAway(error.word) from None

    def check(self) -> None:
        """Ask for the meetings that are held now, which only whoever knows the secret may."""
        self.call("getMeetings", {})

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Look whether the server knows the meeting now."""
        try:
            self.call("getMeetingInfo", {"meetingID": number or meeting.reference})
        except NotThere:
            return None
        return self._made(number or meeting.reference)

    def create(self, meeting: Meeting) -> MeetingMade:
        """Make the meeting, which nobody's absence ends; the server knows it again by its reference."""
        values = {
            "meetingID": meeting.reference,
            "name": meeting.title,
            "record": "true",
            "autoStartRecording": "false",
            "meetingExpireIfNoUserJoinedInMinutes": "0",
        }
        self.call("create", values)
        return self._made(meeting.reference)

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Look whether the meeting is there; when it is held, the server does not ask.

        Raises: NotThere.
        """
        if self.find(meeting, made.number) is None:
            raise NotThere(word="notFound")
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """End the meeting; one that nobody knows is ended."""
        try:
            self.call("end", {"meetingID": made.number})
        except NotThere:
            return

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Sign the way in of one person; the server is not asked."""
        values = {
            "fullName": person.name,
            "meetingID": made.number,
            "role": "MODERATOR" if role in LEADING else "VIEWER",
            "userID": person.reference,
            "redirect": "true",
        }
        return f"{self.address}/join?{self.query('join', values)}"

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Refuse: afterwards the server knows of nobody; it tells while the meeting is held.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.ATTENDANCE)
        return []

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Give the recordings that the server has finished and shows."""
        found = self.call("getRecordings", {"meetingID": made.number, "state": "published"})
        rows = []
        for each in found.iter("format"):
            address, minutes = (each.findtext("url") or "").strip(), (each.findtext("length") or "").strip()
            if (each.findtext("type") or "").strip() in ("presentation", "video") and address:
                seconds = int(minutes) * 60 if minutes.isascii() and minutes.isdigit() else None
                rows.append(RecordingMade(web_address({"url": address}, "url"), seconds))
        return rows

    def query(self, name: str, values: dict[str, str]) -> str:
        """Write the query of a call, with its checksum."""
        plain = urlencode(values)
        checksum = bigbluebutton_checksum(self.secret, self.algorithm, name, plain)
        return f"{plain}&{CHECKSUM}={checksum}" if plain else f"{CHECKSUM}={checksum}"

    def call(self, name: str, values: dict[str, str]) -> ElementTree.Element:
        """Call the server, and give what it answers where it says that all is well.

        Raises: PlatformFailed, with a word for why; never with the secret, the address or the answer.
        """
        answer = check_status(self._wire.ask("GET", f"{self.address}/{name}?{self.query(name, values)}"))
        if len(answer.body) > MOST_BYTES and name != "getRecordings":
            raise Nonsense(word="too large")
        found = _parsed(answer.body)
        if (found.findtext("returncode") or "").strip() != OK:
            word = (found.findtext("messageKey") or "refused").strip()[:40]
            raise FAILED.get(word, Declined)(word=word)
        return found

    def _made(self, number: str) -> MeetingMade:
        """Give the meeting; its plain address opens to nobody, because it is not signed."""
        return MeetingMade(number, f"{self.address}/join?{urlencode({'meetingID': number})}")


def _parsed(body: bytes) -> ElementTree.Element:
    """Read XML that declares nothing: what grows when it is read is refused."""
    if b"<!" in body:
        raise Nonsense(word="not an answer")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError:
        raise Nonsense(word="not an answer") from None
