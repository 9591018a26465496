"""Recordings: which moves are allowed, what releases leave of them, and what a cut takes out."""

from itertools import product

import pytest

from meetings.domain.captions import Cue
from meetings.domain.codes import Cut, RecordingState, ReleaseState
from meetings.domain.errors import NotThisMove, TooLong, TooManyLines
from meetings.domain.recording_errors import (
    NotAChapter,
    NotALength,
    NotCut,
    NotParts,
    NotReleased,
    SilentSpeakers,
)
from meetings.domain.recordings import (
    Chapter,
    CutOut,
    Part,
    Release,
    blanked,
    check_cleared,
    check_move,
    check_release_move,
    cleared,
    clock_words,
    cut_chapters,
    cut_cues,
    cut_length,
    read_chapters,
    read_length,
    read_parts,
    span_words,
)

R, S = ReleaseState, RecordingState
AT = Part(60, 120)


def test_recordings_move_between_all_states_and_to_no_other() -> None:
    for before, after in product(S, S):
        assert check_move(before, after) is after
    for wrong in ("held", ""):
        with pytest.raises(NotThisMove):
            check_move(S.PUBLIC, wrong)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (R.SILENT, R.WITHDRAWN),
        (R.GIVEN, R.SILENT),
        (R.REFUSED, R.WITHDRAWN),
        (R.REFUSED, R.SILENT),
        (R.WITHDRAWN, R.SILENT),
        (R.PARTS, R.SILENT),
        (R.SILENT, "maybe"),
    ],
)
def test_release_does_not_move_there(before: R, after: str) -> None:
    with pytest.raises(NotThisMove):
        check_release_move(before, after)


@pytest.mark.parametrize("state", list(R))
def test_release_may_be_said_again(state: R) -> None:
    assert check_release_move(state, state) is state


def test_releases_close_a_recording() -> None:
    given = Release("Amina", R.GIVEN)
    assert not cleared([given], []).is_closed
    for state in (R.REFUSED, R.WITHDRAWN):
        found = cleared([given, Release("Boris", state)], [])
        assert (found.is_closed, found.closed_by) == (True, ("Boris",))
        for wanted in (S.PUBLIC, S.RESTRICTED):
            with pytest.raises(NotReleased):
                check_cleared(found, wanted, knows_silent=True)
        check_cleared(found, S.PROCESSING, knows_silent=False)


def test_refused_part_closes_until_it_is_cut() -> None:
    releases = [Release("Amina", R.PARTS, (AT, Part(200, 300)))]
    assert cleared(releases, []).uncut == (AT, Part(200, 300))
    cuts = [CutOut(Part(50, 90), Cut.REMOVED), CutOut(Part(90, 130), Cut.REMOVED)]
    assert cleared(releases, cuts).uncut == (Part(200, 300),)
    with pytest.raises(NotCut) as caught:
        check_cleared(cleared(releases, cuts), S.RESTRICTED, knows_silent=True)
    assert caught.value.values["parts"] == ("0:03:20-0:05:00",)
    assert not cleared(releases, [*cuts, CutOut(Part(200, 300), Cut.BLANKED)]).is_closed
    assert cleared([Release("Amina", R.PARTS, (AT,))], [CutOut(Part(61, 120), Cut.REMOVED)]).is_closed


def test_silence_has_to_be_known_for_the_public() -> None:
    found = cleared([Release("Amina", R.SILENT)], [])
    check_cleared(found, S.RESTRICTED, knows_silent=False)
    check_cleared(found, S.PUBLIC, knows_silent=True)
    with pytest.raises(SilentSpeakers):
        check_cleared(found, S.PUBLIC, knows_silent=False)


def test_cut_takes_out_chapters_and_captions_and_moves_what_follows() -> None:
    chapters = (Chapter(0, "Opening"), Chapter(60, "Refused"), Chapter(119, "Also"), Chapter(120, "After"))
    cues = tuple(Cue(at * 1000, at * 1000 + 2000, str(at)) for at in (0, 57, 59, 60, 118, 120))
    removed, dark = [CutOut(AT, Cut.REMOVED)], [CutOut(AT, Cut.BLANKED)]
    assert cut_chapters(chapters, removed) == (Chapter(0, "Opening"), Chapter(60, "After"))
    assert cut_chapters(chapters, dark) == (Chapter(0, "Opening"), Chapter(120, "After"))
    assert [(one.text, one.seconds) for one in cut_cues(cues, removed)] == [("0", 0), ("57", 57), ("120", 60)]
    assert [(one.text, one.seconds) for one in cut_cues(cues, dark)] == [("0", 0), ("57", 57), ("120", 120)]
    assert (cut_length(500, removed), cut_length(500, dark), cut_length(None, removed)) == (440, 500, None)
    assert blanked([*removed, *dark]) == tuple(dark)


def test_chapters_are_read() -> None:
    text = "\n0:00 Opening\n 00:12:30   مرحبا \n\n1:02:03 Questions\n"
    assert read_chapters(text) == (
        Chapter(0, "Opening"),
        Chapter(750, "مرحبا"),
        Chapter(3723, "Questions"),
    )
    assert read_chapters(" \n") == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Opening", 1),
        ("0:00", 1),
        ("0:00 A\n\n0:00 B", 3),
        ("0:10 A\n0:05 B", 2),
        ("0:61 A", 1),
        ("25:00:01 A", 1),
        ("0:00 A\u202eB", 1),
        ("<script>", 1),
    ],
)
def test_wrong_chapters_name_their_line(text: str, line: int) -> None:
    with pytest.raises(NotAChapter) as caught:
        read_chapters(text)
    assert caught.value.values["line"] == line


def test_chapters_have_an_end() -> None:
    with pytest.raises(TooLong):
        read_chapters("0:00 " + "x" * 121)
    with pytest.raises(TooManyLines):
        read_chapters("\n".join(f"{at // 60}:{at % 60:02} x" for at in range(201)))


def test_parts_are_read() -> None:
    assert read_parts("0:12:30 – 0:14:00\n1:00-2:00") == (AT, Part(750, 840))
    assert span_words(Part(750, 840)) == "0:12:30-0:14:00"
    for wrong in ("", "0:02-0:01", "0:01-0:01", "words", "0:00-1:00\n0:30-2:00", "0:00"):
        with pytest.raises(NotParts):
            read_parts(wrong)


def test_lengths_are_read() -> None:
    assert [read_length(one) for one in ("", "1:23:45", "83:45", "0:30")] == [None, 5025, 5025, 30]
    assert clock_words(5025) == "1:23:45"
    for wrong in ("0:00", "90", "1:2", "25:00:00", "long"):
        with pytest.raises(NotALength):
            read_length(wrong)
