"""One contract for all six platforms, each held against a stand-in that follows its published rules over real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.adapters.platforms.wire import Wire
from meetings.domain.platforms import (
    ABILITIES,
    Account,
    As,
    Entrant,
    Kind,
    Meeting,
    MeetingMade,
    Platform,
    Presence,
    RecordingMade,
    Ways,
    What,
)
from meetings.domain.platforms_errors import (
    AwayNow,
    KeysRefused,
    Nonsense,
    NotOffered,
    NotOutside,
    NotThere,
    PlatformFailed,
    Slow,
)
from tests.factories import NOW
from tests.platforms.bigbluebutton import BigBlueButtonServer
from tests.platforms.jitsi import HostedJitsi, JitsiServer
from tests.platforms.manual import ByHand
from tests.platforms.serving import HOST, LOOPBACK, PAUSE, StandIn, opened, running, stamp
from tests.platforms.teams import TeamsServer
from tests.platforms.webex import WebexServer
from tests.platforms.zoom import ZoomServer

STAND_INS = {
    "manual": ByHand,
    "bigbluebutton": BigBlueButtonServer,
    "zoom": ZoomServer,
    "jitsi": JitsiServer,
    "jaas": HostedJitsi,
    "webex": WebexServer,
    "teams": TeamsServer,
}
CALLED = (Kind.BIGBLUEBUTTON, Kind.ZOOM, Kind.WEBEX, Kind.TEAMS)
BEGIN = NOW + timedelta(days=2)
MEETING = Meeting("mm-abc123", "Mercury in products", BEGIN, 90, "Europe/Zurich")
SOMEBODY = Entrant("r5k2", "Amina Otieno Example")
TYPED = MeetingMade("", "https://platform.example.org/room")
SECRETS = ("bbb-secret", "client-secret", "refresh-token", "shares with us", "PRIVATE KEY", "zak=")


@pytest.fixture(params=[pytest.param(name, id=name) for name in STAND_INS])
def stand_in(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with running(STAND_INS[request.param]()) as one:
        yield one


@pytest.fixture(params=[pytest.param(kind, id=kind) for kind in STAND_INS if kind in CALLED])
def called(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    """Give those that are called, in turn."""
    with running(STAND_INS[request.param]()) as one:
        yield one


def can(stand_in: StandIn, what: What) -> bool:
    return what in ABILITIES[stand_in.kind].can


def made_at(stand_in: StandIn) -> tuple[Platform, MeetingMade]:
    platform = opened(stand_in)
    return platform, platform.create(MEETING) if can(stand_in, What.CREATE) else TYPED


def test_it_knows_us(stand_in: StandIn) -> None:
    platform = opened(stand_in)
    platform.check()
    assert platform.kind is stand_in.kind
    assert stand_in.held == {}


def test_a_meeting_is_made_and_found_again(stand_in: StandIn) -> None:
    platform = opened(stand_in)
    if not can(stand_in, What.CREATE):
        with pytest.raises(NotOffered):
            platform.create(MEETING)
        return
    made = platform.create(MEETING)
    again = platform.find(MEETING, made.number)
    assert again is not None
    assert (again.number, again.address) == (made.number, made.address)
    assert made.address.startswith("http")
    assert opened(stand_in).find(MEETING, made.number) is not None  # whoever comes anew finds it, too


def test_what_was_made_while_the_answer_got_lost_is_one(called: StandIn) -> None:
    platform, called.mood = opened(called), "lost"
    if called.kind is not Kind.BIGBLUEBUTTON:  # whose calls are all GET, and where twice is once anyway
        with pytest.raises(AwayNow):
            platform.create(MEETING)
    made = platform.find(MEETING) or platform.create(MEETING)
    assert list(called.held) == [made.number]
    assert (platform.find(MEETING) or platform.create(MEETING)).number == made.number
    assert len(called.held) == 1


def test_a_moved_meeting_is_told_and_keeps_its_way_in(stand_in: StandIn) -> None:
    platform, made = made_at(stand_in)
    later = replace(MEETING, starts_at=BEGIN + timedelta(days=1), title="Mercury in all products")
    if not can(stand_in, What.UPDATE):
        with pytest.raises(NotOffered):
            platform.update(later, made)
        return
    assert platform.update(later, made).address == made.address
    held = stand_in.held[made.number]
    if stand_in.kind is not Kind.BIGBLUEBUTTON:  # which asks for no hour
        assert (held.title, held.starts_at, held.minutes) == (later.title, later.starts_at, 90)


def test_a_meeting_deleted_by_hand_is_not_there_and_cancelled_before(stand_in: StandIn) -> None:
    platform, made = made_at(stand_in)
    if not can(stand_in, What.CANCEL):
        with pytest.raises(NotOffered):
            platform.cancel(MEETING, made)
        return
    stand_in.delete_by_hand(made.number)
    with pytest.raises(NotThere):
        platform.update(MEETING, made)
    assert platform.find(MEETING, made.number) is None
    platform.cancel(MEETING, made)


def test_a_meeting_is_cancelled_once_and_twice(called: StandIn) -> None:
    platform, made = made_at(called)
    platform.cancel(MEETING, made)
    platform.cancel(MEETING, made)
    assert called.held == {}


@pytest.mark.parametrize("role", list(As))
def test_everybody_gets_in_by_the_address_of_their_role(stand_in: StandIn, role: As) -> None:
    platform, made = made_at(stand_in)
    before = len(stand_in.calls)
    came = stand_in.come(platform.role_link(made, SOMEBODY, role, datetime.now(UTC)))
    if can(stand_in, What.ROLES) and not (stand_in.kind is Kind.ZOOM and role is As.HOST):
        assert came.name == SOMEBODY.name
    if stand_in.kind is Kind.ZOOM:
        assert came.leads is (role is not As.PARTICIPANT)
    elif can(stand_in, What.ROLES):
        assert came.leads is (role in (As.MODERATOR, As.HOST))
    if ABILITIES[stand_in.kind].ways is not Ways.AHEAD:
        assert len(stand_in.calls) == before, "nobody is asked while people enter"


def test_who_comes_twice_has_one_way_in(stand_in: StandIn) -> None:
    platform, made = made_at(stand_in)
    now = datetime.now(UTC)
    links = {platform.role_link(made, SOMEBODY, As.PARTICIPANT, now) for _time in range(2)}
    assert len(links) == 1


def attend(stand_in: StandIn, made: MeetingMade) -> list[Presence]:
    """Let three people have been there, on two pages; give what is to be read."""
    begin, until = BEGIN, BEGIN + timedelta(minutes=30)
    names = [("Amina", "amina@example.org"), ("Bo", ""), ("Chen", "chen@example.org")]
    held = stand_in.held[made.number]
    if isinstance(stand_in, ZoomServer):
        stand_in.attended(made.number, *names)
    elif isinstance(stand_in, WebexServer):
        stand_in.reports[made.number] = [
            {
                "displayName": name,
                "email": email or "bo@guest.webex.localhost",
                "joinedTime": stamp(begin),
                "leftTime": stamp(until),
            }
            for name, email in names
        ]
    elif isinstance(stand_in, TeamsServer):
        stretch = {"joinDateTime": stamp(begin), "leaveDateTime": stamp(until), "durationInSeconds": 1800}
        held.was_there = [
            {
                "emailAddress": email or None,
                "identity": {"displayName": name},
                "role": "Attendee",
                "attendanceIntervals": [stretch],
            }
            for name, email in names
        ]
    return [Presence(name, email, begin, until) for name, email in names]


def test_who_was_there_comes_page_by_page(stand_in: StandIn) -> None:
    platform, made = made_at(stand_in)
    if not can(stand_in, What.ATTENDANCE):
        with pytest.raises(NotOffered) as told:
            platform.attendance(MEETING, made)
        assert told.value.values == {"kind": str(stand_in.kind), "what": "attendance"}
        return
    expected = attend(stand_in, made)
    assert platform.attendance(MEETING, made) == expected


def test_recordings_are_where_they_are_looked_at(stand_in: StandIn) -> None:
    platform, made = made_at(stand_in)
    if not can(stand_in, What.RECORDINGS):
        with pytest.raises(NotOffered):
            platform.recordings(MEETING, made)
        return
    assert platform.recordings(MEETING, made) == []
    stand_in.held[made.number].recordings = ["https://platform.example.org/rec/1"]
    assert platform.recordings(MEETING, made) == [RecordingMade("https://platform.example.org/rec/1", 5400)]


@pytest.mark.parametrize(
    ("mood", "failure"),
    [
        ("slow", Slow),
        ("broken", AwayNow),
        ("nonsense", Nonsense),
        ("hang", AwayNow),
        ("elsewhere", Nonsense),
    ],
)
def test_each_mood_of_a_platform_has_a_name(called: StandIn, mood: str, failure: type[Any]) -> None:
    made = made_at(called)[1]
    anew = opened(called, seconds=0.5)  # one that has no token yet
    called.mood = mood
    for act in (
        lambda: anew.check(),
        lambda: anew.create(MEETING),
        lambda: anew.find(MEETING, made.number),
        lambda: anew.update(MEETING, made),
        lambda: anew.cancel(MEETING, made),
    ):
        with pytest.raises(PlatformFailed) as told:
            act()
        assert type(told.value) is failure
        assert failure is not Slow or told.value.seconds == PAUSE
        assert not any(secret in repr(told.value.values) for secret in SECRETS)
        assert told.value.__cause__ is None
    assert list(called.held) == [made.number]


def test_wrong_keys_are_refused_without_a_word_of_them(stand_in: StandIn) -> None:
    if stand_in.kind is Kind.MANUAL:
        return
    with pytest.raises(KeysRefused) as told:
        opened(stand_in, wrong=True).check()
    assert not any(secret in repr(told.value.values) for secret in SECRETS)
    assert not any(secret in repr(stand_in.account()) for secret in SECRETS)


def test_a_platform_that_is_away_is_away(called: StandIn) -> None:
    account = called.account()
    gone = replace(account, address=account.address.replace(called.url, "http://127.0.0.1:1"))
    gone = replace(gone, settings=dict(account.settings) | {"login": "http://127.0.0.1:1/token"})
    with pytest.raises(AwayNow):
        HttpPlatforms(Wire(LOOPBACK, seconds=2), HOST).open(gone).check()


@pytest.mark.parametrize("kind", CALLED)
@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/api", "https://[::1]/api", "http://bbb.example.org/api"]
)
def test_an_address_inside_is_not_asked(kind: Kind, address: str) -> None:
    account = Account(kind, address, {"login": address}, {"secret": "x", "client_secret": "x"})
    with pytest.raises(NotOutside):
        HttpPlatforms(Wire(seconds=2), HOST).open(account).check()


def test_what_each_cannot_do_is_said_before_anybody_asks() -> None:
    assert set(ABILITIES) == set(Kind)
    assert ABILITIES[Kind.MANUAL].cannot == tuple(What)
    assert ABILITIES[Kind.ZOOM].cannot == ()
    assert What.ATTENDANCE in ABILITIES[Kind.JITSI].cannot
