"""Signatures and names against vectors, and what is read of heads."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.adapters.platforms.wire import Wire, next_of, pause_of
from meetings.adapters.platforms.zoom import run_name
from meetings.domain.hooks import bigbluebutton_checksum, zoom_signature, zoom_token
from meetings.domain.platforms import Account, As, Entrant, Kind, Meeting
from meetings.domain.platforms_errors import KeysRefused, Limits, NotOutside
from tests.factories import NOW
from tests.platforms.bigbluebutton import BigBlueButtonServer
from tests.platforms.jitsi import SECRET, JitsiServer
from tests.platforms.serving import LOOPBACK, opened, running
from tests.platforms.zoom import ZoomServer

MEETING = Meeting("mm-abc123", "Mercury", NOW + timedelta(days=2), 90)


@pytest.fixture
def zoom() -> Iterator[ZoomServer]:
    server = ZoomServer()
    with running(server):
        yield server


def test_signatures_are_those_of_the_vectors() -> None:
    query = "meetingID=mo-2025-03&name=Minamata+Online&record=true"
    sums = {
        "sha1": "bfa966478ff7148afb4500f0ca130661b16fbc34",
        "sha256": "e85dbe80d7b6c946290ad5fb4ee4a21f23175b249ed1a8f676d1b37fd744d7d8",
    }
    assert {one: bigbluebutton_checksum("bbb-secret", one, "create", query) for one in sums} == sums
    body = b'{"event":"webinar.ended","event_ts":1742304704000}'
    signed = "v0=0acd2ad13ab79fd7aa8d574b19bdb48696b0fcd24170b369bb936b5380a61649"
    assert zoom_signature("test-secret-token", "1742304705", body) == signed
    answered = "9c8ad56737c19db2904b301c0781e86857e999f39f07727668cf62a5e7e298c8"
    assert zoom_token("test-secret-token", "qgg8vlvZRS6UYooatFL8Aw") == answered


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_server_that_sums_by_any_of_four_takes_calls_and_ways_in(algorithm: str) -> None:
    server = BigBlueButtonServer()
    server.algorithm = algorithm
    with running(server):
        platform = opened(server)
        made = platform.create(MEETING)
        link = platform.role_link(made, Entrant("r1", "Ñandú & Co + “x”"), As.HOST, NOW)
        assert server.come(link).name == "Ñandú & Co + “x”"
        assert server.is_signed("join", made.address.partition("?")[2]) is False


@pytest.mark.parametrize(
    ("uuid", "written"),
    [
        ("aDYlohsHRtCd4ii1uC2+hA==", "aDYlohsHRtCd4ii1uC2%2BhA%3D%3D"),
        ("/ajXp112QmuoKj4854875==", "%252FajXp112QmuoKj4854875%253D%253D"),
        ("a//b==", "a%252F%252Fb%253D%253D"),
        ("a/b==", "a%2Fb%3D%3D"),
    ],
)
def test_names_of_runs_with_slashes_are_written_twice_over(uuid: str, written: str) -> None:
    assert run_name(uuid) == written


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("7", 7),
        ("99999999", 86_400),
        (None, 60),
        ("soon", 60),
        ("-5", 60),
        ((NOW + timedelta(minutes=5)).strftime("%a, %d %b %Y %H:%M:%S GMT"), 300),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
    ],
)
def test_patience_is_read_as_seconds_or_as_a_date(head: str | None, seconds: int) -> None:
    assert abs(pause_of(head) - seconds) <= 2


def test_the_next_page_is_read_from_a_head() -> None:
    link = '<https://a.example/x?p=1>; rel="first", <https://a.example/x?p=3>; rel="next"'
    assert next_of(link) == "https://a.example/x?p=3"
    assert (next_of(""), next_of("nonsense"), next_of('<x>; rel="prev"')) == ("", "", "")


def test_nobody_registers_at_zoom_around_us(zoom: ZoomServer) -> None:
    platform = opened(zoom)
    made = platform.create(MEETING)
    one = Entrant("5k2a", "Amina Otieno Example")
    link = platform.role_link(made, one, As.PARTICIPANT, NOW)
    email = "5k2a@join.meetings.example.org"
    assert zoom.held[made.number].people[email]["status"] == "approved"
    zoom.attended(made.number, (one.name, email))
    there = platform.attendance(MEETING, made)
    assert [(each.reference, each.address) for each in there] == [("5k2a", "")]
    assert zoom.come(link).leads is False


def test_a_token_of_zoom_is_kept_and_asked_for_again_when_it_is_not_taken(zoom: ZoomServer) -> None:
    platform = opened(zoom)
    platform.check()
    platform.check()
    assert zoom.calls.count("POST /oauth/token") == 1
    zoom.tokens.clear()
    platform.check()
    assert zoom.calls.count("POST /oauth/token") == 2


def test_an_account_without_webinars_is_told_from_wrong_keys(zoom: ZoomServer) -> None:
    zoom.has_webinars = False
    with pytest.raises(Limits) as told:
        opened(zoom).create(MEETING)
    assert told.value.word == "code 200"


def test_a_token_of_jitsi_names_one_room_for_minutes() -> None:
    server = JitsiServer()
    with running(server):
        platform = opened(server)
        made = platform.create(MEETING)
        link = platform.role_link(made, Entrant("r1", "Amina"), As.PARTICIPANT, NOW)
        claims = server.checked(link.partition("jwt=")[2])
    assert claims["room"] == MEETING.reference
    assert claims["exp"] - claims["nbf"] == 11 * 60
    assert claims["context"]["user"] == {
        "id": "r1",
        "name": "Amina",
        "email": "",
        "avatar": "",
        "moderator": False,
        "affiliation": "member",
    }


def test_a_server_of_jitsi_without_security_is_refused() -> None:

    platforms = HttpPlatforms(Wire(LOOPBACK), "meetings.example.org")
    with pytest.raises(NotOutside):
        platforms.open(Account(Kind.JITSI, "http://meet.example.org", {"app": "a"}, {"secret": SECRET}))
    hosted = platforms.open(
        Account(Kind.JITSI, "https://8x8.vc", {"app": "a", "key_id": "a/b"}, {"secret": SECRET})
    )
    with pytest.raises(KeysRefused):
        hosted.check()
