"""Zoom: webinars to which only we let people in, by registrations that we approve ourselves."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from meetings.adapters.platforms.wire import (
    Answer,
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
from meetings.domain.platforms_errors import Limits, Nonsense, NotThere

API: Final = "https://api.zoom.us/v2"
LOGIN: Final = "https://zoom.us/oauth/token"
WEBINAR: Final = 5  # a webinar that is held once
BY_HAND: Final = 1  # registrations wait until somebody approves them, and that is us
PAGE: Final = 300
MOST_PAGES: Final = 200
PANEL: Final = frozenset((As.SPEAKER, As.MODERATOR, As.INTERPRETER))
# What the account never booked or has used up comes as a refusal with a code of its own.
SPENT: Final = frozenset((200, 300, 2500, 3000, 3027, 3038, 3044))
UNKNOWN: Final = frozenset((1001, 3001))
# By such addresses a list names people to us, and no mailbox of theirs is ever at the platform.
OURS: Final = re.compile(r"([a-z0-9][a-z0-9-]*)@join\.")


class Zoom:
    """One account, by server-to-server OAuth; meetings belong to one user of it, who is the host."""

    kind = Kind.ZOOM

    def __init__(self, account: Account, wire: Wire, tokens: Tokens, host: str) -> None:
        found, client = account.settings, account.settings.get("client_id", "")
        asked = TokenAsked(
            address=found.get("login") or LOGIN,
            form={"grant_type": "account_credentials", "account_id": found.get("account_id", "")},
            head={"Authorization": f"Basic {_basic(client, account.keys.get('client_secret', ''))}"},
            key=("zoom", account.address, client, account.keys.get("client_secret", "")),
        )
        self._api = JsonApi(account.address or API, wire, tokens, asked)
        self._user = quote(found.get("user", "") or "me", safe="@")
        self._host = host

    def check(self) -> None:
        """Ask for the user under whose name webinars are made."""
        self._ask("GET", f"/users/{self._user}")

    def find(self, meeting: Meeting, number: str = "") -> MeetingMade | None:
        """Look for a webinar by its number, or among those of the user by the reference that we wrote into it."""
        if number:
            try:
                return self._made(self._ask("GET", f"/webinars/{quote(number, safe='')}"))
            except NotThere:
                return None
        for each in self._pages(f"/users/{self._user}/webinars", {}, "webinars"):
            if meeting.reference in text_of(each, "agenda"):
                return self.find(meeting, text_of(each, "id"))
        return None

    def create(self, meeting: Meeting) -> MeetingMade:
        """Make a webinar to which nobody registers around us."""
        body = _facts(meeting) | {"type": WEBINAR, "settings": _settings()}
        return self._made(self._ask("POST", f"/users/{self._user}/webinars", body))

    def update(self, meeting: Meeting, made: MeetingMade) -> MeetingMade:
        """Tell a webinar's hour and name; its way in stays."""
        self._ask("PATCH", f"/webinars/{quote(made.number, safe='')}", _facts(meeting))
        return made

    def cancel(self, meeting: Meeting, made: MeetingMade) -> None:
        """Delete a webinar; Zoom writes to nobody, because we do."""
        try:
            self._ask("DELETE", f"/webinars/{quote(made.number, safe='')}?cancel_webinar_reminder=false")
        except NotThere:
            return

    def role_link(self, made: MeetingMade, person: Entrant, role: As, now: datetime) -> str:
        """Let one person in: as the host, on the panel, or by a registration that is approved at once."""
        path = f"/webinars/{quote(made.number, safe='')}"
        if role is As.HOST:
            return web_address(self._ask("GET", path), "start_url")
        email = f"{person.reference.lower()}@join.{self._host}"
        if role in PANEL:
            return self._panelist(path, person.name, email)
        return self._registrant(path, person, email)

    def attendance(self, meeting: Meeting, made: MeetingMade) -> list[Presence]:
        """Give who was there, page by page; whoever we let in is named by our own reference."""
        path = f"/report/webinars/{quote(made.number, safe='')}/participants"
        return [_presence(each) for each in self._pages(path, {}, "participants")]

    def recordings(self, meeting: Meeting, made: MeetingMade) -> list[RecordingMade]:
        """Give where the recordings of every time the webinar was run are looked at."""
        runs = self._ask("GET", f"/past_webinars/{quote(made.number, safe='')}/instances")
        found = []
        for run in rows_of(runs, "webinars"):
            try:
                each = self._ask("GET", f"/meetings/{run_name(text_of(run, 'uuid'))}/recordings")
            except NotThere:
                continue  # run, and not recorded
            minutes = each.get("duration")
            seconds = minutes * 60 if isinstance(minutes, int) and minutes >= 0 else None
            found.append(RecordingMade(web_address(each, "share_url"), seconds))
        return found

    def _registrant(self, path: str, person: Entrant, email: str) -> str:
        body = {"email": email, "first_name": person.name[:64], "language": _language(person.language)}
        one = self._ask("POST", f"{path}/registrants", body)
        number = text_of(one, "registrant_id") or text_of(one, "id")
        if not one.get("join_url"):
            whom = {"action": "approve", "registrants": [{"id": number, "email": email}]}
            self._ask("PUT", f"{path}/registrants/status", whom)
            one = self._ask("GET", f"{path}/registrants/{quote(number, safe='')}")
        return web_address(one, "join_url")

    def _panelist(self, path: str, name: str, email: str) -> str:
        for again in (False, True):
            found = self._ask("GET", f"{path}/panelists")
            for each in rows_of(found, "panelists"):
                if text_of(each, "email").lower() == email:
                    return web_address(each, "join_url")
            if not again:
                self._ask("POST", f"{path}/panelists", {"panelists": [{"name": name[:64], "email": email}]})
        raise Nonsense(word="panelists")

    def _pages(self, path: str, asked: Mapping[str, str], name: str) -> Iterator[dict[str, Any]]:
        """Give rows page by page, by the word that leads to the next one."""
        following, seen = "", set[str]()
        for _page in range(MOST_PAGES):
            query = {"page_size": str(PAGE), **asked, **({"next_page_token": following} if following else {})}
            found = self._ask("GET", f"{path}?{urlencode(query)}")
            yield from rows_of(found, name)
            following = text_of(found, "next_page_token")
            if not following:
                return
            if following in seen:
                raise Nonsense(word="next_page_token")
            seen.add(following)
        raise Nonsense(word="next_page_token")

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self._api.call(method, path, body)
        if answer.status in (400, 404):
            _check_code(answer)
        found = check_status(answer)
        return found.json() if found.body.strip() else {}

    def _made(self, found: Mapping[str, Any]) -> MeetingMade:
        number = text_of(found, "id")
        if not number:
            raise Nonsense(word="id")
        start = text_of(found, "start_url")
        # Without a registration that we approved, the plain address leads to a form at Zoom, where the host decides.
        address = (found.get("registration_url") and "registration_url") or "join_url"
        return MeetingMade(number, web_address(found, address), start)


def run_name(uuid: str) -> str:
    """Write the name of a run into a path: one that begins with a slash, or has two, is written twice over.

    Source: developers.zoom.us, using Zoom APIs, meeting IDs and UUIDs.
    """
    once = quote(uuid, safe="")
    return quote(once, safe="") if uuid.startswith("/") or "//" in uuid else once


def _check_code(answer: Answer) -> None:
    """Name a refusal by Zoom's own code.

    Raises: Limits, NotThere.
    """
    try:
        code = answer.json().get("code")
    except Nonsense:
        return
    if code in SPENT:
        raise Limits(word=f"code {code}")
    if code in UNKNOWN:
        raise NotThere(word=f"code {code}")


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "topic": meeting.title[:200],
        "agenda": meeting.reference,
        "start_time": meeting.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "duration": meeting.minutes,
        "timezone": "UTC",
    }


def _settings() -> dict[str, Any]:
    return {
        "approval_type": BY_HAND,
        "registrants_email_notification": False,
        "registrants_confirmation_email": False,
        "attendees_and_panelists_reminder_email_notification": {"enable": False},
        "follow_up_attendees_email_notification": {"enable": False},
        "follow_up_absentees_email_notification": {"enable": False},
        "panelists_invitation_email_notification": False,
        "allow_multiple_devices": True,
        "auto_recording": "none",
    }


def _presence(each: Mapping[str, Any]) -> Presence:
    email = text_of(each, "user_email").lower()
    ours = OURS.match(email)
    left = text_of(each, "leave_time")
    return Presence(
        name=text_of(each, "name"),
        address="" if ours else email,
        joined_at=instant(text_of(each, "join_time")),
        left_at=instant(left) if left else None,
        reference=ours[1] if ours else "",
    )


def _language(code: str) -> str:
    return {"zh": "zh-CN", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU"}.get(code, "en-US")


def _basic(client: str, secret: str) -> str:
    return b64encode(f"{client}:{secret}".encode()).decode()
