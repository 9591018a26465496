"""Files that are kept: for whom they are, what opens them and for how long, which bytes, and under which name."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.domain.codes import AUDIENCES, RecordingState
from meetings.domain.kept_files import (
    LASTS,
    Audience,
    Signed,
    Stands,
    Wanted,
    Watcher,
    ascii_name,
    check_signed,
    may_have,
    sign,
    tidy_name,
    wanted_bytes,
)
from meetings.domain.recording_errors import Closed, Expired, NotARange, SeveralRanges
from meetings.domain.tokens import Keys

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEYS = Keys("a secret for tests only")


def test_audiences_let_in_whom_they_name() -> None:
    watchers = {
        "nobody": Watcher(),
        "participant": Watcher(is_participant=True),
        "party": Watcher(is_participant=True, parties=frozenset(["KE"]), regions=frozenset(["Africa"])),
        "named": Watcher(is_named=True),
    }
    regions = frozenset(["Africa"])
    let_in = {
        code: {name for name, who in watchers.items() if may_have(Audience(code, regions), who)}
        for code in AUDIENCES
    }
    assert let_in == {
        "public": set(watchers),
        "participants": {"participant", "party"},
        "parties": {"party"},
        "region": {"party"},
        "body": {"named"},
        "named": {"named"},
    }
    assert not may_have(Audience("region", frozenset(["Asia-Pacific"])), watchers["party"])
    assert not may_have(Audience("whoever"), watchers["party"])


def test_stands_say_who_sees_it() -> None:
    public = Stands(RecordingState.PUBLIC)
    assert (public.is_public(NOW), public.is_hidden(NOW)) == (True, False)
    for hidden in (
        Stands(RecordingState.PROCESSING),
        Stands(RecordingState.PUBLIC, is_closed=True),
        Stands(RecordingState.RESTRICTED, is_closed=True),
        Stands(RecordingState.PUBLIC, embargo_until=NOW + timedelta(seconds=1)),
    ):
        assert (hidden.is_public(NOW), hidden.is_hidden(NOW)) == (False, True)
    for ours in (Stands(RecordingState.RESTRICTED), Stands(RecordingState.PUBLIC, Audience("parties"))):
        assert (ours.is_public(NOW), ours.is_hidden(NOW)) == (False, False)
    assert Stands(RecordingState.PUBLIC, embargo_until=NOW).is_public(NOW)


def test_signed_address_opens_one_thing_until_it_is_over() -> None:
    signed = sign(KEYS, "recording", "abc", NOW)
    check_signed(KEYS, "recording", "abc", signed, NOW + LASTS - timedelta(seconds=1))
    with pytest.raises(Expired):
        check_signed(KEYS, "recording", "abc", signed, NOW + LASTS)
    for keys, purpose, name, given in (
        (KEYS, "recording", "abd", signed),
        (KEYS, "document", "abc", signed),
        (Keys("another secret of tests"), "recording", "abc", signed),
        (KEYS, "recording", "abc", Signed(signed.until + 1, signed.proof)),
        (KEYS, "recording", "abc", Signed(signed.until, signed.proof[:-1])),
        (KEYS, "recording", "abc", Signed(signed.until, "é" * 26)),
        (KEYS, "recording", "abc", None),
    ):
        with pytest.raises(Closed):
            check_signed(keys, purpose, name, given, NOW)


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-0", Wanted(0, 1, True)),
        ("bytes=0-", Wanted(0, 100, True)),
        ("bytes=90-200", Wanted(90, 100, True)),
        ("bytes=-10", Wanted(90, 100, True)),
        ("bytes=-1000", Wanted(0, 100, True)),
        ("Bytes = 5-9", Wanted(5, 10, True)),
        ("pages=1-2", Wanted(0, 100, False)),
    ],
)
def test_ranges_are_read(header: str, wanted: Wanted) -> None:
    assert wanted_bytes(header, 100) == wanted


@pytest.mark.parametrize("spec", ["5-2", "100-", "-0", "-", "", "a-b", "-5-9"])
def test_ranges_that_are_none_are_refused(spec: str) -> None:
    with pytest.raises(NotARange):
        wanted_bytes(f"bytes={spec}", 100)


def test_several_ranges_are_refused() -> None:
    with pytest.raises(SeveralRanges):
        wanted_bytes("bytes=0-1,5-6", 100)
    with pytest.raises(NotARange):
        wanted_bytes("bytes=0-", 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Slides.pdf", "Slides.pdf"),
        ("slides.mp4", "slides.pdf"),
        ("C:\\Users\\x\\a b.PDF", "a b.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ('a"; filename="b.html', "a filename=b.pdf"),
        ("\r\nSet-Cookie: a", "Set-Cookie a.pdf"),
        ("سجل.pdf", "سجل.pdf"),
        ("", "document.pdf"),
        (".htaccess", "document.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_names_are_tidied(given: str, kept: str) -> None:
    assert tidy_name(given, "pdf", "document") == kept


def test_names_for_programs_that_know_no_other_letters() -> None:
    assert ascii_name("Résumé 2.pdf") == "Resume 2.pdf"
    assert ascii_name("سجل.pdf") == "file.pdf"
