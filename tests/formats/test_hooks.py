"""Bodies of webhooks: what they tell, and what they cannot do to whoever reads them."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from meetings.domain.live.told import Kind, Platform
from meetings.formats.hooks import NotAnEvent, read_zoom, told_by_bigbluebutton, told_by_zoom

STAMP = 1742304704000
AT = datetime(2025, 3, 18, 13, 31, 44, tzinfo=UTC)


def zoom(event: str, participant: dict[str, Any] | None = None, **thing: Any) -> bytes:
    """Word an event as Zoom does."""
    about = {"id": "98123456789", "uuid": "4444AAAiAAAAAiAiAiiAii==", "topic": "A webinar"} | thing
    if participant is not None:
        about["participant"] = participant
    body = {"event": event, "event_ts": STAMP, "payload": {"account_id": "AAA", "object": about}}
    return json.dumps(body).encode()


def bigbluebutton(name: str, user: dict[str, Any] | None = None, stamp: Any = STAMP, **more: Any) -> bytes:
    """Word an event as BigBlueButton does."""
    attributes: dict[str, Any] = {
        "meeting": {"internal-meeting-id": "abc-1742304000000", "external-meeting-id": "mo-2025-03"}
    }
    if user is not None:
        attributes["user"] = user
    event = {"data": {"type": "event", "id": name, "attributes": attributes, "event": {"ts": stamp}}}
    fields = {"domain": "bbb.example.org", "event": json.dumps([event]), "timestamp": STAMP} | more
    return urlencode(fields).encode()


SHE = {
    "user_id": "16778240",
    "user_name": "Léa  Fontaine\u0000",
    "email": "lea@example.org",
    "participant_uuid": "55555AAAiAAAAAiAiAiiAii",
    "registrant_id": "abcdefghij0-klmnopq23456",
}


def test_zoom_tells_who_came_and_left() -> None:
    told = told_by_zoom(zoom("webinar.participant_joined", SHE | {"join_time": "2025-03-18T14:00:05+01:00"}))
    assert told is not None
    assert told._replace(key="") == (
        Platform.ZOOM,
        "",
        "webinar.participant_joined",
        Kind.JOINED,
        datetime(2025, 3, 18, 13, 0, 5, tzinfo=UTC),
        "98123456789",
        "4444AAAiAAAAAiAiAiiAii==",
        "16778240",
        "Léa Fontaine",
        "lea@example.org",
        "abcdefghij0-klmnopq23456",
        None,
    )
    left = told_by_zoom(zoom("meeting.participant_left", SHE | {"leave_time": "2025-03-18T13:20:00Z"}))
    assert left is not None
    assert (left.kind, left.at) == (Kind.LEFT, datetime(2025, 3, 18, 13, 20, tzinfo=UTC))
    assert left.connection == told.connection


def test_zoom_tells_of_the_whole_meeting() -> None:
    ended = told_by_zoom(zoom("webinar.ended", end_time="2025-03-18T14:31:00Z"))
    assert ended is not None
    assert (ended.kind, ended.at) == (Kind.ENDED, datetime(2025, 3, 18, 14, 31, tzinfo=UTC))
    recorded = told_by_zoom(zoom("recording.completed", recording_files=[]))
    assert recorded is not None
    assert (recorded.kind, recorded.at, recorded.name) == (Kind.RECORDING, AT, "")


def test_a_number_a_wrong_time_and_nothing_said_are_read_as_they_are() -> None:
    told = told_by_zoom(
        zoom("meeting.participant_joined", {"user_id": 7, "join_time": "soon", "email": None}, id=1234567890)
    )
    assert told is not None
    assert (told.meeting, told.connection, told.at, told.name, told.address) == (
        "1234567890",
        "7",
        AT,
        "",
        "",
    )


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z"])
def test_a_time_that_stands_for_none_is_none(never: str) -> None:
    told = told_by_zoom(zoom("webinar.participant_joined", SHE | {"join_time": never}))
    assert told is not None
    assert told.at == AT


@pytest.mark.parametrize("event", ["webinar.created", "meeting.participant_joined_breakout_room", "user.x"])
def test_what_does_not_matter_here_is_nothing(event: str) -> None:
    assert told_by_zoom(zoom(event, SHE)) is None
    assert told_by_bigbluebutton(bigbluebutton("chat-group-message-sent")) == ()


def test_bigbluebutton_tells_who_came_and_left() -> None:
    user = {
        "internal-user-id": "w_abc",
        "external-user-id": "aiko@example.org",
        "name": "Aiko Hoshino",
        "role": "VIEWER",
    }
    (told,) = told_by_bigbluebutton(bigbluebutton("user-joined", user))
    assert told._replace(key="") == (
        Platform.BIGBLUEBUTTON,
        "",
        "user-joined",
        Kind.JOINED,
        AT,
        "mo-2025-03",
        "abc-1742304000000",
        "w_abc",
        "Aiko Hoshino",
        "aiko@example.org",
        "aiko@example.org",
        AT,
    )
    (left,) = told_by_bigbluebutton(bigbluebutton("user-left", {"internal-user-id": "w_abc"}))
    assert (left.kind, left.connection, left.name) == (Kind.LEFT, "w_abc", "")
    (ended,) = told_by_bigbluebutton(bigbluebutton("meeting-ended"))
    assert (ended.kind, ended.connection) == (Kind.ENDED, "")


def test_the_same_event_sent_again_has_the_same_key() -> None:
    first, again = (bigbluebutton("meeting-ended", timestamp=STAMP + more) for more in (0, 60_000))
    assert told_by_bigbluebutton(first)[0].key == told_by_bigbluebutton(again)[0].key
    assert told_by_zoom(zoom("webinar.ended")) == told_by_zoom(zoom("webinar.ended"))
    assert told_by_zoom(zoom("webinar.ended")) != told_by_zoom(zoom("webinar.ended") + b" ")


DEEP = b"[" * 100_000 + b"]" * 100_000
WIDE = b'{"event": "webinar.ended", "event_ts": ' + b"9" * 100_000 + b"}"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe{}",
        b'{"event": 1}',
        b'{"event": ""}',
        b'{"event": "webinar.ended"}',
        b'{"event": "webinar.ended", "payload": [], "event_ts": 1742304704000}',
        b'{"event": "webinar.ended", "payload": {"object": "x"}, "event_ts": NaN}',
        b'{"event": "webinar.participant_joined", "payload": {"object": {"id": "1"}}, "event_ts": 9e99}',
        DEEP,
        b'{"event": "webinar.ended", "payload": ' + DEEP + b"}",
        WIDE,
        zoom("webinar.participant_joined", {"x": 1}),
        zoom("webinar.participant_joined"),
        zoom("webinar.ended", id=None),
        zoom("webinar.ended", id="\u0000"),
        b'{"event":"webinar.ended","payload":{"object":{"id":"1"}},"event_ts":253402300799000}',
    ],
)
def test_what_is_no_event_of_zoom_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAnEvent):
        told_by_zoom(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"event=",
        b"event=%5B%5D",
        b"event=%7B%7D",
        b"event=%5B1%5D",
        b"event=%ff",
        b"event=" + DEEP,
        b"event=%5B" + b"1," * 10_000 + b"1%5D",
        b"&".join(b"a%d=1" % number for number in range(50)),
        bigbluebutton("user-joined", {}),
        bigbluebutton("meeting-ended", stamp="soon"),
        bigbluebutton("meeting-ended", stamp=10**300),
        bigbluebutton("meeting-ended", stamp=0),
        bigbluebutton("meeting-ended", stamp=253402300799000),
    ],
)
def test_what_is_no_event_of_bigbluebutton_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAnEvent):
        told_by_bigbluebutton(raw)


def test_halves_of_signs_and_long_names_are_kept_as_every_store_can() -> None:
    raw = zoom("webinar.participant_joined", {"user_id": "1", "user_name": "a\ud800b" + "c" * 9_999})
    told = told_by_zoom(raw)
    assert told is not None
    assert told.name.startswith("a b")
    assert len(told.name) == 200
    told.name.encode()


def test_the_name_of_an_event_is_read_before_anything_else() -> None:
    raw = b'{"event":"endpoint.url_validation","payload":{"plainToken":"abc"},"event_ts":1}'
    assert read_zoom(raw) == ("endpoint.url_validation", {"plainToken": "abc", "event_ts": 1})
    assert told_by_zoom(raw) is None
