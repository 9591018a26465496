"""A BigBlueButton server: checksums over the query as it came, XML, and meetings that are there until they end."""

from hashlib import sha1, sha256, sha384, sha512
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from werkzeug.wrappers import Request, Response

from meetings.domain.platforms import Account, Kind
from tests.platforms.serving import Came, Held, StandIn

SECRET = "bbb-secret"
SUMS = {"sha1": sha1, "sha256": sha256, "sha384": sha384, "sha512": sha512}
FORGED = "checksumError"


class BigBlueButtonServer(StandIn):
    """One server."""

    kind = Kind.BIGBLUEBUTTON
    algorithm = "sha256"

    def account(self, *, wrong: bool = False) -> Account:
        secret = "another-secret" if wrong else SECRET
        settings = {"hash": self.algorithm}
        return Account(self.kind, f"{self.url}/bigbluebutton/api", settings, {"secret": secret})

    def is_signed(self, name: str, query: str) -> bool:
        """Say whether a query carries the sum of itself."""
        plain, _, checksum = query.rpartition("checksum=")
        return checksum == SUMS[self.algorithm](f"{name}{plain.rstrip('&')}{SECRET}".encode()).hexdigest()

    def answer(self, request: Request) -> Response:
        name, query = request.path.removeprefix("/bigbluebutton/api/"), request.query_string.decode()
        if not self.is_signed(name, query):
            return failed(FORGED)
        asked = {key: values[0] for key, values in parse_qs(query).items()}
        if name == "getMeetings":
            return said("<meetings/>")
        meeting = self.held.get(asked["meetingID"])
        if name == "create":
            known = meeting is not None
            if meeting is None:
                meeting = Held(asked["meetingID"], asked["meetingID"], asked["name"])
                self.held[meeting.number] = meeting
            warning = "<messageKey>duplicateWarning</messageKey>" if known else ""
            return said(f"<meetingID>{escape(meeting.number)}</meetingID>{warning}")
        if name == "getRecordings":
            return said(
                f"<recordings>{''.join(map(recording, meeting.recordings if meeting else ()))}</recordings>"
            )
        if meeting is None:
            return failed("notFound")
        if name == "end":
            del self.held[meeting.number]
            return said("<messageKey>sentEndMeetingRequest</messageKey>")
        return said(f"<meetingName>{escape(meeting.title)}</meetingName>")

    def come(self, address: str) -> Came:
        parts = urlsplit(address)
        assert parts.path == "/bigbluebutton/api/join"
        assert self.is_signed("join", parts.query), "a way in that is not signed"
        asked: dict[str, Any] = parse_qs(parts.query)
        assert asked["meetingID"][0] in self.held
        return Came(asked["fullName"][0], asked["role"][0] == "MODERATOR")


def recording(address: str) -> str:
    return (
        "<recording><state>published</state><playback><format><type>presentation</type>"
        f"<url>{escape(address)}</url><length>90</length></format></playback></recording>"
    )


def said(more: str) -> Response:
    return Response(f"<response><returncode>SUCCESS</returncode>{more}</response>", mimetype="text/xml")


def failed(key: str) -> Response:
    body = f"<response><returncode>FAILED</returncode><messageKey>{key}</messageKey></response>"
    return Response(body, mimetype="text/xml")
