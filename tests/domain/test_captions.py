"""Captions: what is one and what is none, how they are written again, and where something was said."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meetings.domain.captions import Cue, Why, read_captions, said, write_captions
from meetings.domain.recording_errors import NotCaptions
from meetings.domain.search import question

GOOD = """WEBVTT - of a session
Kind: captions

NOTE a comment

STYLE
::cue { background: url(https://example.org/seen) }

first
00:01.000 --> 00:04.000 align:start line:90% bad"setting
<v Amina>Mercury &amp; gold</v>

00:00:05.500 --> 01:00:08.000
in small-scale
mining
"""


def test_cues_are_read_and_nothing_else() -> None:
    assert read_captions(GOOD.encode()) == (
        Cue(1000, 4000, "<v Amina>Mercury &amp; gold</v>", "align:start line:90%"),
        Cue(5500, 3_608_000, "in small-scale\nmining"),
    )
    assert [one.plain for one in read_captions(GOOD.encode())] == ["Mercury & gold", "in small-scale mining"]


@pytest.mark.parametrize(
    "change", [lambda raw: b"\xef\xbb\xbf" + raw, lambda raw: raw.replace(b"\n", b"\r\n")]
)
def test_marks_and_line_ends_of_other_machines_are_read(change: object) -> None:
    assert read_captions(change(GOOD.encode())) == read_captions(GOOD.encode())  # type: ignore[operator]


@pytest.mark.parametrize(
    ("raw", "line", "why"),
    [
        (b"", 1, Why.EMPTY),
        (b"\xef\xbb\xbf \r\n", 1, Why.EMPTY),
        (b"1\n00:00:01,000 --> 00:00:02,000\nSRT\n", 1, Why.NO_HEAD),
        (b"<!doctype html><html></html>", 1, Why.NO_HEAD),
        (b"WEBVTTX\n\n00:01.000 --> 00:02.000\na\n", 1, Why.NO_HEAD),
        (b"WEBVTT\n00:01.000 --> 00:02.000\na\n", 2, Why.NO_HEAD),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\xfe\n", 4, Why.NOT_TEXT),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\na\0b\n", 4, Why.NOT_TEXT),
        (b"WEBVTT\n\njust words\n", 3, Why.NO_TIMES),
        (b"WEBVTT\n\n1\nwords\n", 3, Why.NO_TIMES),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\na\n", 3, Why.WRONG_TIMES),
        (b"WEBVTT\n\n1\n00:61.000 --> 00:62.000\na\n", 4, Why.WRONG_TIMES),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n00:03.000 --> 00:04.000\n", 4, Why.WRONG_TIMES),
        (b"WEBVTT\n\n00:02.000 --> 00:02.000\na\n", 3, Why.ENDS_BEFORE),
        (b"WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n2\n00:01.000 --> 00:02.000\nb\n", 7, Why.OUT_OF_ORDER),
        (b"WEBVTT\n\nNOTE nothing\n", 4, Why.NO_CUES),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"a" * 2001, 4, Why.TOO_LONG),
        (b"WEBVTT" + b" " * 2_000_000, 1, Why.TOO_LARGE),
        (b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\na\n\n" * 20_001, 60_003, Why.TOO_MANY),
    ],
)
def test_what_is_none_is_refused_with_line_and_reason(raw: bytes, line: int, why: Why) -> None:
    with pytest.raises(NotCaptions) as caught:
        read_captions(raw)
    assert caught.value.values == {"line": line, "why": str(why)}


@given(some.binary(max_size=200))
def test_nothing_else_is_raised(raw: bytes) -> None:
    for one in (raw, b"WEBVTT\n\n" + raw, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + raw):
        with suppress(NotCaptions):
            read_captions(one)


TEXT = some.text(some.characters(exclude_categories=["C", "Z"], exclude_characters="<>&-"), min_size=1)
MOMENTS = some.tuples(some.integers(0, 9_000_000), some.integers(1, 9_000))


@given(some.lists(some.tuples(MOMENTS, TEXT), min_size=1, max_size=20))
def test_what_is_written_is_read_again(each: list[tuple[tuple[int, int], str]]) -> None:
    cues = tuple(sorted((Cue(at, at + long, text) for (at, long), text in each), key=lambda one: one.start))
    assert read_captions(write_captions(cues).encode()) == cues


def test_style_is_not_written_again() -> None:
    written = write_captions(read_captions(GOOD.encode()))
    assert written.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:04.000 align:start line:90%\n<v Amina>")
    assert "url" not in written


def test_what_was_said_is_found_over_neighbouring_cues() -> None:
    words = (
        "we speak of",
        "mercury in",
        "small-scale gold",
        "mining",
        "and of nothing",
        "else here",
        "mercury",
    )
    cues = [Cue(at * 1000, at * 1000 + 900, text) for at, text in enumerate(words)]
    assert [one.seconds for one in said(cues, question("mercury gold"), 9)] == [1]
    assert [one.seconds for one in said(cues, question("mercury"), 9)] == [1, 6]
    assert [one.seconds for one in said(cues, question("mercury"), 1)] == [1]
    assert said(cues, question("mercury else"), 9) == [cues[5]]
    assert said(cues, question("speak nothing"), 9) == []
    assert said(cues, question(""), 9) == []
