"""Signatures of webhooks: the vectors of the platforms, and everything that is not theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.hooks import (
    Doubt,
    bigbluebutton_checksum,
    doubt_bigbluebutton,
    doubt_zoom,
    instant_of,
    is_late,
    without_checksum,
    zoom_signature,
    zoom_token,
)

SECRET = "test-secret-token"
STAMP = "1742304705"
BODY = b'{"event":"webinar.ended","event_ts":1742304704000}'
SIGNATURE = "v0=0acd2ad13ab79fd7aa8d574b19bdb48696b0fcd24170b369bb936b5380a61649"
SENT = datetime.fromtimestamp(int(STAMP), UTC)
QUERY = "meetingID=mo-2025-03&name=Minamata+Online&record=true"
ADDRESS = "https://meetings.example.org/hooks/bigbluebutton"


def test_zoom_signs_as_in_its_vector() -> None:
    assert zoom_signature(SECRET, STAMP, BODY) == SIGNATURE
    assert doubt_zoom(SECRET, STAMP, SIGNATURE, BODY, SENT) is None
    token = zoom_token(SECRET, "qgg8vlvZRS6UYooatFL8Aw")
    assert token == "9c8ad56737c19db2904b301c0781e86857e999f39f07727668cf62a5e7e298c8"


@pytest.mark.parametrize(
    ("secret", "stamp", "signature", "body", "doubt"),
    [
        ("another secret", STAMP, SIGNATURE, BODY, Doubt.FORGED),
        (SECRET, "1742304706", SIGNATURE, BODY, Doubt.FORGED),
        (SECRET, STAMP, SIGNATURE, BODY + b" ", Doubt.FORGED),
        (SECRET, STAMP, SIGNATURE[:-1], BODY, Doubt.FORGED),
        (SECRET, STAMP, SIGNATURE.removeprefix("v0="), BODY, Doubt.FORGED),
        (SECRET, STAMP, SIGNATURE.upper(), BODY, Doubt.FORGED),
        (SECRET, STAMP, "vé=Ŝ", BODY, Doubt.FORGED),
        (SECRET, "", SIGNATURE, BODY, Doubt.UNSIGNED),
        (SECRET, STAMP, "", BODY, Doubt.UNSIGNED),
    ],
)
def test_what_zoom_did_not_sign_is_not_believed(
    secret: str, stamp: str, signature: str, body: bytes, doubt: Doubt
) -> None:
    assert doubt_zoom(secret, stamp, signature, body, SENT) is doubt


@pytest.mark.parametrize(
    ("seconds", "doubt"),
    [(0, None), (300, None), (-300, None), (301, Doubt.LATE), (-301, Doubt.LATE), (86_400, Doubt.LATE)],
)
def test_zoom_is_heard_within_five_minutes(seconds: int, doubt: Doubt | None) -> None:
    assert doubt_zoom(SECRET, STAMP, SIGNATURE, BODY, SENT + timedelta(seconds=seconds)) is doubt


@pytest.mark.parametrize(
    "stamp", ["17423047o5", "-1742304705", "1742304705.0", "９", "9" * 40, "999999999999"]
)
def test_a_time_that_is_none_is_late_however_it_is_signed(stamp: str) -> None:
    assert doubt_zoom(SECRET, stamp, zoom_signature(SECRET, stamp, BODY), BODY, SENT) is Doubt.LATE
    assert instant_of(stamp) is None or stamp == "999999999999"


@pytest.mark.parametrize(
    ("algorithm", "checksum"),
    [
        ("sha1", "bfa966478ff7148afb4500f0ca130661b16fbc34"),
        ("sha256", "e85dbe80d7b6c946290ad5fb4ee4a21f23175b249ed1a8f676d1b37fd744d7d8"),
    ],
)
def test_bigbluebutton_sums_as_in_its_vector(algorithm: str, checksum: str) -> None:
    assert bigbluebutton_checksum("bbb-secret", algorithm, "create", QUERY) == checksum


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_bigbluebutton_is_believed_by_its_checksum_alone(algorithm: str) -> None:
    body = b"domain=bbb.example.org&event=%5B%7B%7D%5D&timestamp=1742304705000"
    good = bigbluebutton_checksum("bbb-secret", algorithm, ADDRESS, body)
    assert doubt_bigbluebutton("bbb-secret", algorithm, ADDRESS, good, body) is None
    assert doubt_bigbluebutton("bbb-secret", algorithm, ADDRESS, good.upper(), body) is None
    for secret, address, checksum, sent in (
        ("another", ADDRESS, good, body),
        ("bbb-secret", ADDRESS + "?a=b", good, body),
        ("bbb-secret", ADDRESS, good[:-1], body),
        ("bbb-secret", ADDRESS, "Ŝ", body),
        ("bbb-secret", ADDRESS, good, body + b"&"),
    ):
        assert doubt_bigbluebutton(secret, algorithm, address, checksum, sent) is Doubt.FORGED
    assert doubt_bigbluebutton("bbb-secret", algorithm, ADDRESS, "", body) is Doubt.UNSIGNED
    for other in {"sha1", "sha256", "sha384", "sha512"} - {algorithm}:
        wrong = bigbluebutton_checksum("bbb-secret", other, ADDRESS, body)
        assert doubt_bigbluebutton("bbb-secret", algorithm, ADDRESS, wrong, body) is Doubt.FORGED


def test_bigbluebutton_may_send_again_for_a_day() -> None:
    assert not is_late(SENT, SENT)
    assert not is_late(SENT, SENT + timedelta(hours=24))
    assert is_late(SENT, SENT + timedelta(hours=24, seconds=1))
    assert not is_late(SENT, SENT - timedelta(minutes=5))
    assert is_late(SENT, SENT - timedelta(minutes=6))
    assert is_late(None, SENT)


@pytest.mark.parametrize(
    ("query", "rest", "checksum"),
    [
        ("", "", ""),
        ("checksum=ab", "", "ab"),
        ("meeting=a%20b&checksum=ab", "meeting=a%20b", "ab"),
        ("checksum=no&a=1&checksum=ab", "a=1", "ab"),
        ("a=1&b=2", "a=1&b=2", ""),
    ],
)
def test_the_address_called_is_the_query_without_its_checksum(query: str, rest: str, checksum: str) -> None:
    assert without_checksum(query) == (rest, checksum)
