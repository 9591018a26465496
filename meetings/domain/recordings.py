"""Recordings: their states, chapters and lengths, what releases leave of them, and what a cut takes out."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from meetings.domain import recording_errors as refusals
from meetings.domain.captions import Cue
from meetings.domain.codes import Cut, RecordingState, ReleaseState
from meetings.domain.errors import NotThisMove, TooLong, TooManyLines

MOST_LINES: Final = 200
TITLE_LENGTH: Final = 120
LONGEST_SECONDS: Final = 24 * 3600
CLOCK: Final = r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)"
CHAPTER: Final = re.compile(rf"{CLOCK}\s+(\S.*)")
SPAN: Final = re.compile(rf"{CLOCK}\s*(?:-|–|—)\s*{CLOCK}")

MOVES: Final[Mapping[RecordingState, frozenset[RecordingState]]] = {
    RecordingState.PROCESSING: frozenset((RecordingState.RESTRICTED, RecordingState.PUBLIC)),
    RecordingState.RESTRICTED: frozenset((RecordingState.PROCESSING, RecordingState.PUBLIC)),
    RecordingState.PUBLIC: frozenset((RecordingState.PROCESSING, RecordingState.RESTRICTED)),
}
ANSWERS: Final = frozenset((ReleaseState.GIVEN, ReleaseState.PARTS, ReleaseState.REFUSED))
# Only what was given can be withdrawn; and nobody becomes silent again.
RELEASE_MOVES: Final[Mapping[ReleaseState, frozenset[ReleaseState]]] = {
    ReleaseState.SILENT: ANSWERS,
    ReleaseState.GIVEN: frozenset((ReleaseState.PARTS, ReleaseState.REFUSED, ReleaseState.WITHDRAWN)),
    ReleaseState.PARTS: ANSWERS | {ReleaseState.WITHDRAWN},
    ReleaseState.REFUSED: frozenset((ReleaseState.GIVEN, ReleaseState.PARTS)),
    ReleaseState.WITHDRAWN: ANSWERS,
}
CLOSING: Final = (ReleaseState.REFUSED, ReleaseState.WITHDRAWN)


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A stretch of a recording, in seconds from its beginning; what it ends with is not of it."""

    begin: int
    end: int

    @property
    def seconds(self) -> int:
        """Give how long it is."""
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class CutOut:
    """A part that somebody states is no longer in the file, and how it was cut."""

    part: Part
    how: Cut


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title, and the second it begins at."""

    begin: int
    title: str


@dataclass(frozen=True, slots=True)
class Release:
    """What somebody said of being recorded."""

    name: str
    state: ReleaseState
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleared:
    """What releases say of a recording: who closes it, which parts are still in its file, and who is silent."""

    closed_by: tuple[str, ...]
    uncut: tuple[Part, ...]
    silent: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Say whether nobody may see or hear it."""
        return bool(self.closed_by or self.uncut)


def check_move(state: str, wanted: str) -> RecordingState:
    """Give the state that a recording goes to; staying is no move and is fine.

    Raises: NotThisMove.
    """
    try:
        before, after = RecordingState(state), RecordingState(wanted)
    except ValueError:
        raise NotThisMove(field="state", state=state, wanted=wanted) from None
    if after != before and after not in MOVES[before]:
        raise NotThisMove(field="state", state=state, wanted=wanted)
    return after


def check_release_move(state: str, wanted: str) -> ReleaseState:
    """Give the state that a release goes to; saying the same again is no move and is fine.

    Raises: NotThisMove.
    """
    try:
        before, after = ReleaseState(state), ReleaseState(wanted)
    except ValueError:
        raise NotThisMove(field="release", state=state, wanted=wanted) from None
    if after != before and after not in RELEASE_MOVES[before]:
        raise NotThisMove(field="release", state=state, wanted=wanted)
    return after


def cleared(releases: Iterable[Release], cuts: Iterable[CutOut]) -> Cleared:
    """Say what releases leave of a recording from whose file some parts were cut."""
    every, gone = list(releases), {one.part for one in cuts}
    refused = {part for one in every if one.state is ReleaseState.PARTS for part in one.parts}
    return Cleared(
        closed_by=tuple(one.name for one in every if one.state in CLOSING),
        uncut=tuple(sorted(one for one in refused if not _is_within(one, gone))),
        silent=tuple(one.name for one in every if one.state is ReleaseState.SILENT),
    )


def check_cleared(found: Cleared, wanted: RecordingState, *, knows_silent: bool) -> None:
    """Let a recording be seen only as far as releases go; for the public, silence has to be known.

    Raises: NotReleased, NotCut, SilentSpeakers.
    """
    if wanted is RecordingState.PROCESSING:
        return
    if found.closed_by:
        raise refusals.NotReleased(field="state", names=found.closed_by)
    if found.uncut:
        raise refusals.NotCut(field="state", parts=tuple(span_words(one) for one in found.uncut))
    if wanted is RecordingState.PUBLIC and found.silent and not knows_silent:
        raise refusals.SilentSpeakers(field="knows_silent", names=found.silent)


def _is_within(part: Part, gone: Collection[Part]) -> bool:
    """Say whether a part lies in what was cut, which may be in several adjoining pieces."""
    at = part.begin
    for one in sorted(gone):
        if one.begin <= at < one.end:
            at = one.end
    return at >= part.end


def cut_chapters(chapters: Iterable[Chapter], cuts: Sequence[CutOut]) -> tuple[Chapter, ...]:
    """Give the chapters of a file from which parts were cut: those that begin within one are gone, later ones move."""
    left = (one for one in chapters if not _falls(one.begin, cuts))
    return tuple(replace(one, begin=one.begin - _before(one.begin, cuts)) for one in left)


def cut_cues(cues: Iterable[Cue], cuts: Sequence[CutOut]) -> tuple[Cue, ...]:
    """Give the captions of a file from which parts were cut: a cue that has any of one is gone, later ones move."""
    found = []
    for one in cues:
        if any(one.start < each.part.end * 1000 and one.end > each.part.begin * 1000 for each in cuts):
            continue
        back = _before(one.seconds, cuts) * 1000
        found.append(replace(one, start=one.start - back, end=one.end - back))
    return tuple(found)


def cut_length(seconds: int | None, cuts: Sequence[CutOut]) -> int | None:
    """Give the length of a file after a cut, as far as it is known."""
    return None if seconds is None else max(0, seconds - _before(seconds, cuts))


def blanked(cuts: Iterable[CutOut]) -> tuple[CutOut, ...]:
    """Give the cuts that still have their place in the file: what captions say there is not shown."""
    return tuple(one for one in cuts if one.how is Cut.BLANKED)


def _falls(second: int, cuts: Iterable[CutOut]) -> bool:
    return any(one.part.begin <= second < one.part.end for one in cuts)


def _before(second: int, cuts: Iterable[CutOut]) -> int:
    """Give how many seconds were removed before a moment."""
    return sum(one.part.seconds for one in cuts if one.how is Cut.REMOVED and one.part.end <= second)


def read_chapters(text: str) -> tuple[Chapter, ...]:
    """Read chapters, one a line like `00:12:30 Title`, in order; empty lines say nothing.

    Raises: NotAChapter, TooLong, TooManyLines, with the field.
    """
    found: list[Chapter] = []
    for number, line in _lines(text, "chapters"):
        match = CHAPTER.fullmatch(line)
        if match is None or not match[4].isprintable():
            raise refusals.NotAChapter(field="chapters", line=number)
        one = Chapter(_seconds(match.groups()[:3]), match[4].strip())
        if one.begin > LONGEST_SECONDS or (found and one.begin <= found[-1].begin):
            raise refusals.NotAChapter(field="chapters", line=number)
        if len(one.title) > TITLE_LENGTH:
            raise TooLong(field="chapters", most=TITLE_LENGTH)
        found.append(one)
    return tuple(found)


def read_parts(text: str) -> tuple[Part, ...]:
    """Read parts, one a line like `00:12:30-00:14:00`, in order of time and apart.

    Raises: NotParts, also for no part at all; TooManyLines.
    """
    found: list[Part] = []
    for number, line in _lines(text, "parts"):
        match = SPAN.fullmatch(line)
        if match is None:
            raise refusals.NotParts(field="parts", line=number)
        one = Part(_seconds(match.groups()[:3]), _seconds(match.groups()[3:6]))
        if one.end <= one.begin or one.end > LONGEST_SECONDS:
            raise refusals.NotParts(field="parts", line=number)
        found.append(one)
    if not found or any(first.end > second.begin for first, second in pairwise(sorted(found))):
        raise refusals.NotParts(field="parts", line=len(found) or 1)
    return tuple(sorted(found))


def read_length(text: str) -> int | None:
    """Read a length like 1:23:45 or 83:45, in seconds; nothing for nothing.

    Raises: NotALength.
    """
    given = text.strip()
    if not given:
        return None
    found = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", given)
    seconds = _seconds(found.groups()) if found else 0
    if not 0 < seconds <= LONGEST_SECONDS:
        raise refusals.NotALength(field="seconds", value=given[:20])
    return seconds


def clock_words(seconds: int) -> str:
    """Write a moment of a recording as 0:12:30, which is read alike in every language."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def span_words(part: Part) -> str:
    """Write a part as it is typed."""
    return f"{clock_words(part.begin)}-{clock_words(part.end)}"


def _lines(text: str, field: str) -> list[tuple[int, str]]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines(field=field, most=MOST_LINES)
    return lines


def _seconds(parts: Iterable[str | None]) -> int:
    hours, minutes, seconds = (int(one or 0) for one in parts)
    return (hours * 60 + minutes) * 60 + seconds
