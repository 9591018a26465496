"""Captions: what a cue is, how WebVTT is read and written, what was said where, and what a cut leaves of it.

Source: WebVTT, W3C Candidate Recommendation of 4 April 2019, sections 4 and 6.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from meetings.domain.recording_errors import NotCaptions
from meetings.domain.search import Question, terms_of

MOST_BYTES: Final = 2_000_000
MOST_CUES: Final = 20_000
LONGEST_CUE: Final = 2_000
TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING: Final = re.compile(rf"[ \t]*{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+(.*?))?[ \t]*")
SETTING: Final = re.compile(r"(?:vertical|line|position|size|align):[\w.,%+-]{1,40}")
TAG: Final = re.compile(r"<[^>]*>")
ENTITIES: Final = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&nbsp;": " ",
    "&lrm;": "\u200e",
    "&rlm;": "\u200f",
}
ENTITY: Final = re.compile("|".join(ENTITIES))
# Of what was said, a question's words may be a few cues apart: a sentence is seldom one cue.
NEIGHBOURS: Final = 3


class Why(StrEnum):
    """Why a file is not WebVTT."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_HEAD = "no_head"
    NO_TIMES = "no_times"
    WRONG_TIMES = "wrong_times"
    ENDS_BEFORE = "ends_before"
    OUT_OF_ORDER = "out_of_order"
    NO_CUES = "no_cues"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words on the screen from one moment to another, in milliseconds from the beginning."""

    start: int
    end: int
    text: str
    settings: str = ""

    @property
    def seconds(self) -> int:
        """Give the whole second at which it begins."""
        return self.start // 1000

    @property
    def plain(self) -> str:
        """Give the words without marks, on one line."""
        return " ".join(ENTITY.sub(lambda found: ENTITIES[found[0]], TAG.sub("", self.text)).split())


def read_captions(raw: bytes) -> tuple[Cue, ...]:
    """Read a file of captions. Comments, styles and regions are left out, because a style may load what it likes.

    Raises: NotCaptions, with the line and why.
    """
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise _wrong(1, Why.EMPTY)
    if len(raw) > MOST_BYTES:
        raise _wrong(1, Why.TOO_LARGE)
    lines = _lines(raw)
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise _wrong(1, Why.NO_HEAD)
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is None:
            continue
        if cues and cue.start < cues[-1].start:
            raise _wrong(number + (0 if "-->" in block[0] else 1), Why.OUT_OF_ORDER)
        cues.append(cue)
        if len(cues) > MOST_CUES:
            raise _wrong(number, Why.TOO_MANY)
    if not cues:
        raise _wrong(len(lines), Why.NO_CUES)
    return tuple(cues)


def _lines(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(raw[: error.start].count(b"\n") + 1, Why.NOT_TEXT) from None
    if "\0" in text:
        raise _wrong(text[: text.index("\0")].count("\n") + 1, Why.NOT_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the blocks between empty lines, each with the number of its first line; the head is none."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            begin = number - len(block)
            if begin > 1:
                yield begin, block
            elif any("-->" in one for one in block):
                raise _wrong(2, Why.NO_HEAD)
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    """Read a block: a cue, or nothing for what is none."""
    if re.match(r"(NOTE|STYLE|REGION)\b", block[0]) and "-->" not in block[0]:
        return None
    at = 0 if "-->" in block[0] else 1
    if at >= len(block) or "-->" not in block[at]:
        raise _wrong(number, Why.NO_TIMES)
    found = TIMING.fullmatch(block[at])
    if found is None:
        raise _wrong(number + at, Why.WRONG_TIMES)
    start, end = _moment(found.groups()[:4]), _moment(found.groups()[4:8])
    if end <= start:
        raise _wrong(number + at, Why.ENDS_BEFORE)
    text = "\n".join(block[at + 1 :])
    if "-->" in text:
        raise _wrong(number + at + 1, Why.WRONG_TIMES)
    if len(text) > LONGEST_CUE:
        raise _wrong(number + at + 1, Why.TOO_LONG)
    settings = " ".join(one for one in (found[9] or "").split() if SETTING.fullmatch(one))
    return Cue(start, end, text, settings)


def _moment(parts: Iterable[str | None]) -> int:
    hours, minutes, seconds, rest = (int(one or 0) for one in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _wrong(line: int, why: Why) -> NotCaptions:
    return NotCaptions(field="captions", line=line, why=str(why))


def write_captions(cues: Iterable[Cue]) -> str:
    """Write captions as WebVTT, with nothing in it but cues."""
    each = (
        f"{_stamp(one.start)} --> {_stamp(one.end)}{' ' if one.settings else ''}{one.settings}\n{one.text}\n"
        for one in cues
    )
    return "WEBVTT\n\n" + "\n".join(each)


def _stamp(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def said(cues: Iterable[Cue], asked: Question, most: int) -> list[Cue]:
    """Find where something was said: the first cue of each passage that has every word of a question.

    A passage is a cue with the few that follow; of passages that overlap, the one that begins last is given.
    """
    every = list(cues)
    terms = [terms_of([one.plain]) for one in every]
    found: list[Cue] = []
    for at in range(len(every)):
        near = tuple(sorted({term for each in terms[at : at + NEIGHBOURS] for term in each}))
        later = tuple(sorted({term for each in terms[at + 1 : at + NEIGHBOURS] for term in each}))
        if asked.finds(near) and not asked.finds(later):
            found.append(every[at])
            if len(found) == most:
                break
    return found
