"""Microsoft Teams: online meetings by Microsoft Graph, as an application that a policy lets act for one user."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from meetings.adapters.platforms.wire import (
    JsonApi,
    TokenAsked,
    Tokens,
    Wire,
    instant,
    rows_of,
    text_of,
    web_address,
)
from meetings.domain.attendance import PANELIST, PARTICIPANT, STAFF
from meetings.domain.platforms import (
    Account,
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
from meetings.domain.platforms_errors import Nonsense, NotThere

API: Final = "https://graph.microsoft.com/v1.0"
LOGIN: Final = "https://login.microsoftonline.com"
SCOPE: Final = "https://graph.microsoft.com/.default"
MOST_PAGES: Final = 200
NEXT: Final = "@odata.nextLink"
ROLES: Final = {"organizer": STAFF, "presenter": PANELIST}


class Teams:
    """One tenant and the user in whose name meetings are made."""

    kind = Kind.TEAMS

    def __init__(self, account: Account, wire: Wire, tokens: Tokens) -> None:
        found, secret = account.settings, account.keys.get("client_secret", "")
        login, client = (found.get("login") or LOGIN).rstrip("/"), found.get("client_id", "")
        tenant = quote(found.get("tenant", ""), safe="")
        asked = TokenAsked(
            address=f"{login}/{tenant}/oauth2/v2.0/token",
            form={
                "grant_type": "client_credentials",
                "client_id": client,
                "client_secret": secret,
                "scope": SCOPE,
            },
            head={},
            key=("teams", login, tenant, client, secret),
        )
        self._api = JsonApi(account.address or API, wire, tokens, asked)
        self._user = f"/users/{quote(found.get('user', ''), safe='@')}"
        self._meetings = f"{self._user}/onlineMeetings"

    def check(self) -> None:
        """Ask for the user in whose name meetings are made."""
        self._api.ask("GET", self._user)

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Look for a meeting by its number; without one, making it finds it."""
        if not number:
            return None
        try:
            return _made(self._api.ask("GET", self._of(number)))
        except NotThere:
            return None

    def create(self, meeting: Meeting) -> MeetingMade:
        """Make a meeting, or get the one that was made for the same reference."""
        body = _facts(meeting) | {"externalId": meeting.reference}
        return _made(self._api.ask("POST", f"{self._meetings}/createOrGet", body))

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Tell a meeting's hour and name; its way in stays."""
        self._api.ask("PATCH", self._of(made.number), _facts(meeting))
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Delete a meeting."""
        try:
            self._api.ask("DELETE", self._of(made.number))
        except NotThere:
            return

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Give the meeting's own address: here everybody enters by the same."""
        return made.address

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Give every stretch of every record of every report; whom a policy leaves out is in none."""
        reports = f"{self._of(made.number)}/attendanceReports"
        found: list[Presence] = []
        for report in self._pages(reports):
            name = quote(text_of(report, "id"), safe="")
            for each in self._pages(f"{reports}/{name}/attendanceRecords"):
                found += _stretches(each)
        return found

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Refuse: what Graph gives of a recording opens to programs only.

        Raises: NotOffered.
        """
        check_offers(self.kind, What.RECORDINGS)
        return []

    def _of(self, number: str) -> str:
        return f"{self._meetings}/{quote(number, safe='')}"

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        where = path
        for _page in range(MOST_PAGES):
            found = self._api.ask("GET", where)
            yield from rows_of(found, "value")
            following = text_of(found, NEXT)
            if not following or following == where:
                return
            where = following
        raise Nonsense(word=NEXT)


def _made(found: Mapping[str, Any]) -> MeetingMade:
    number = text_of(found, "id")
    if not number:
        raise Nonsense(word="id")
    address = "joinWebUrl" if found.get("joinWebUrl") else "joinUrl"
    return MeetingMade(number, web_address(found, address))


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "subject": meeting.title[:200],
        "startDateTime": meeting.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "endDateTime": meeting.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _stretches(each: Mapping[str, Any]) -> Iterator[Presence]:
    identity = each.get("identity")
    name = text_of(identity, "displayName") if isinstance(identity, dict) else ""
    role = ROLES.get(text_of(each, "role").lower(), PARTICIPANT)
    address = text_of(each, "emailAddress").lower()
    for stretch in rows_of(each, "attendanceIntervals"):
        left = text_of(stretch, "leaveDateTime")
        joined = instant(text_of(stretch, "joinDateTime"))
        yield Presence(name, address, joined, instant(left) if left else None, role)
