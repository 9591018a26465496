"""Platforms in words: what they are called, what their accounts are asked for, and how their meetings stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.platforms import ABILITIES, Kind
from meetings.domain.platforms_errors import FAILURES, PlatformFailed
from meetings.domain.platforms_tasks import State
from meetings.queries.platforms import Held, MeetingRow
from meetings.web.desk.access import Moment
from meetings.web.desk.account import moment_words
from meetings.web.errors import sentence
from meetings.web.platforms_sentences import CANNOT

Lazy = Callable[[], str]
NAMES: Final[Mapping[Kind, Lazy]] = {
    Kind.MANUAL: lambda: _("By hand"),
    Kind.BIGBLUEBUTTON: lambda: "BigBlueButton",
    Kind.ZOOM: lambda: "Zoom",
    Kind.JITSI: lambda: "Jitsi",
    Kind.WEBEX: lambda: "Webex",
    Kind.TEAMS: lambda: "Microsoft Teams",
}
LABELS: Final[Mapping[str, Lazy]] = {
    "name": lambda: _("Name"),
    "address": lambda: _("Address of the platform"),
    "account_id": lambda: _("Account ID"),
    "client_id": lambda: _("Client ID"),
    "tenant": lambda: _("Tenant ID"),
    "user": lambda: _("Host"),
    "login": lambda: _("Address that gives tokens"),
    "hash": lambda: _("Sum (sha1, sha256, sha384, sha512)"),
    "app": lambda: _("Application ID"),
    "key_id": lambda: _("Key ID"),
    "subject": lambda: _("Tenant or domain (sub)"),
    "secret": lambda: _("Secret"),
    "client_secret": lambda: _("Client secret"),
    "refresh_token": lambda: _("Refresh token"),
}
HINTS: Final[Mapping[tuple[Kind, str], Lazy]] = {
    (Kind.BIGBLUEBUTTON, "address"): lambda: _("It ends in /bigbluebutton/api."),
    (Kind.BIGBLUEBUTTON, "hash"): lambda: _("Empty: sha256."),
    (Kind.BIGBLUEBUTTON, "secret"): lambda: _("As “bbb-conf --secret” shows it."),
    (Kind.ZOOM, "account_id"): lambda: _("Of an app of the kind “Server-to-Server OAuth”."),
    (Kind.ZOOM, "user"): lambda: _("E-mail address of the user who has webinars there."),
    (Kind.JITSI, "key_id"): lambda: _("Only of JaaS; empty for a server of your own."),
    (Kind.JITSI, "secret"): lambda: _(
        "What the server shares with us; of JaaS the private key, with its first and last line."
    ),
    (Kind.JITSI, "subject"): lambda: _("Empty: the server's name, of JaaS the application ID."),
    (Kind.WEBEX, "user"): lambda: _("E-mail address of the host, where it is not who gave the token."),
    (Kind.TEAMS, "user"): lambda: _(
        "In whose name meetings are made; a policy must allow the application to do so."
    ),
}


@dataclass(frozen=True, slots=True)
class HeldLine:
    """How a time is held, in words: with what, how its meeting stands, and what somebody can do where it does not."""

    held: Held
    when: str
    platform: str
    state: str
    trouble: str
    again: str
    is_well: bool
    waits: str


def kind_words(kind: Kind) -> str:
    """Name a platform."""
    return NAMES[kind]()


def cannot_words(kind: Kind) -> list[str]:
    """Say what a platform cannot do, before anybody asks."""
    if kind is Kind.MANUAL:
        return [CANNOT["create"]()]
    return [CANNOT[str(one)]() for one in ABILITIES[kind].cannot]


def problem_words(problem: Mapping[str, Any]) -> str:
    """Say what went wrong and what to do, or nothing where all is well."""
    if not problem:
        return ""
    values = {name: value for name, value in problem.items() if name != "code"}
    return sentence(FAILURES.get(str(problem.get("code")), PlatformFailed)(**values))


def held_line(held: Held, when: str, moment: Moment) -> HeldLine:
    """Word how a time is held."""
    meeting = held.meeting
    if meeting is None:
        state = _("The address is typed by hand.") if held.address else _("No address yet.")
        if held.account_id is not None:
            state = _("The meeting is made within a minute.")
        is_well = bool(held.address) or held.account_id is not None
        return HeldLine(held, when, kind_words(Kind.MANUAL), state, "", "", is_well, "")
    trouble = problem_words(meeting.problem)
    again = ""
    if trouble and meeting.due_at > moment.now:
        again = _("Next try: %(when)s.", when=moment_words(meeting.due_at, moment))
    name = _("%(platform)s (%(account)s)", platform=kind_words(meeting.kind), account=meeting.account)
    waits = _("The platform's list of who was there waits for review.") if meeting.attendance_at else ""
    return HeldLine(held, when, name, _state(meeting), trouble, again, not trouble, waits)


def _state(meeting: MeetingRow) -> str:
    if meeting.state == State.WANTED:
        return (
            _("The meeting is not made yet.")
            if meeting.problem
            else _("The meeting is made within a minute.")
        )
    if meeting.state == State.ENDED:
        return _("The meeting was taken away at the platform.")
    if not meeting.is_told:
        return _("The platform is not told of the new hour or title yet.")
    return _("The meeting stands.")
