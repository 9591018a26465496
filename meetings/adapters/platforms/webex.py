"""Webex: meetings by its REST API, for which a refresh token of an integration or a service app lets us in."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from meetings.adapters.platforms.wire import (
    JsonApi,
    TokenAsked,
    Tokens,
    Wire,
    check_status,
    instant,
    rows_of,
    text_of,
    web_address,
)
from meetings.domain.attendance import PARTICIPANT, STAFF
from meetings.domain.platforms import (
    Account,
    As,
    Entrant,
    Kind,
    Meeting,
    MeetingMade,
    Presence,
    RecordingMade,
)
from meetings.domain.platforms_errors import Nonsense, NotThere

API: Final = "https://webexapis.com/v1"
PAGE: Final = 100
MOST_PAGES: Final = 200
GUEST: Final = "@guest.webex.localhost"
UNKNOWN_YEAR: Final = 1970  # so it writes a time that it does not know yet
HOSTS: Final = frozenset(("host", "cohost"))


class Webex:
    """One integration; meetings belong to the user who let it in, or to the host that is set."""

    kind = Kind.WEBEX

    def __init__(self, account: Account, wire: Wire, tokens: Tokens) -> None:
        address = (account.address or API).rstrip("/")
        client, keys = account.settings.get("client_id", ""), account.keys
        form = {
            "grant_type": "refresh_token",
            "client_id": client,
            "client_secret": keys.get("client_secret", ""),
            "refresh_token": keys.get("refresh_token", ""),
        }
        key = ("webex", address, client, form["client_secret"], form["refresh_token"])
        self._api = JsonApi(
            address, wire, tokens, TokenAsked(f"{address}/access_token", form, head={}, key=key)
        )
        self._user = account.settings.get("user", "")

    def check(self) -> None:
        """Ask who we are there."""
        self._api.ask("GET", "/people/me")

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Look for a meeting by its number, or by the tag that we gave it."""
        if number:
            try:
                return _made(self._api.ask("GET", f"/meetings/{quote(number, safe='')}"))
            except NotThere:
                return None
        asked = self._whose() | {"integrationTag": meeting.reference, "meetingType": "scheduledMeeting"}
        for each in self._pages("/meetings", asked):
            if meeting.reference in (each.get("integrationTags") or ()):
                return _made(each)
        return None

    def create(self, meeting: Meeting) -> MeetingMade:
        """Make a meeting; Webex writes to nobody."""
        body = _facts(meeting) | self._whose() | {"integrationTags": [meeting.reference], "sendEmail": False}
        body |= {"enabledJoinBeforeHost": True, "enabledAutoRecordMeeting": False}
        return _made(self._api.ask("POST", "/meetings", body))

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Tell a meeting's hour and name; its way in stays."""
        body = _facts(meeting) | self._whose() | {"sendEmail": False}
        self._api.ask("PATCH", f"/meetings/{quote(made.number, safe='')}", body)
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Delete a meeting."""
        asked = urlencode(self._whose() | {"sendEmail": "false"})
        try:
            self._api.ask("DELETE", f"/meetings/{quote(made.number, safe='')}?{asked}")
        except NotThere:
            return

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Give the meeting's own address: here everybody enters by the same."""
        return made.address

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Give who was there each time the meeting was run; where the report is not filled yet, who its devices say."""
        found = []
        for run in self._runs(made):
            asked = {"meetingId": run, **self._whose()}
            report = [_presence(each) for each in self._pages("/meetingReports/attendees", asked)]
            if not report:
                people = self._pages("/meetingParticipants", asked)
                report = [one for each in people for one in _stretches(each)]
            found += report
        return found

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Give where the recordings of every time the meeting was run are looked at."""
        found = []
        for run in self._runs(made):
            for each in self._pages("/recordings", {"meetingId": run, **self._whose()}):
                seconds = each.get("durationSeconds")
                address = web_address(each, "playbackUrl")
                found.append(RecordingMade(address, seconds if isinstance(seconds, int) else None))
        return found

    def _runs(self, made: MeetingMade) -> list[str]:
        asked = {"meetingSeriesId": made.number, "meetingType": "meeting", "state": "ended"}
        return [text_of(each, "id") for each in self._pages("/meetings", asked | self._whose())]

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Give items page by page; where the next is stands in the answer's head."""
        where = f"{path}?{urlencode({'max': str(PAGE), **asked})}"
        for _page in range(MOST_PAGES):
            answer = check_status(self._api.call("GET", where))
            yield from rows_of(answer.json(), "items")
            if not answer.next_page or answer.next_page == where:
                return
            where = answer.next_page
        raise Nonsense(word="next page")

    def _whose(self) -> dict[str, str]:
        return {"hostEmail": self._user} if self._user else {}


def _made(found: Mapping[str, Any]) -> MeetingMade:
    number = text_of(found, "id")
    if not number:
        raise Nonsense(word="id")
    return MeetingMade(number, web_address(found, "webLink"))


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title[:128],
        "start": meeting.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": meeting.ends_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "timezone": "UTC",
    }


def _presence(each: Mapping[str, Any]) -> Presence:
    role = STAFF if text_of(each, "participantType").lower() in HOSTS else PARTICIPANT
    joined, left = instant(text_of(each, "joinedTime")), text_of(each, "leftTime")
    return Presence(text_of(each, "displayName"), _address(each), joined, _known(left), role)


def _stretches(each: Mapping[str, Any]) -> Iterator[Presence]:
    """Give a stretch for each device of a person."""
    role = STAFF if each.get("host") is True or each.get("coHost") is True else PARTICIPANT
    for device in rows_of(each, "devices"):
        joined = _known(text_of(device, "joinedTime"))
        if joined is not None:
            left = _known(text_of(device, "leftTime"))
            yield Presence(text_of(each, "displayName"), _address(each), joined, left, role)


def _known(text: str) -> datetime | None:
    found = instant(text) if text else None
    return None if found is None or found.year == UNKNOWN_YEAR else found


def _address(each: Mapping[str, Any]) -> str:
    email = text_of(each, "email").lower()
    return "" if email.endswith(GUEST) else email
