"""What may be answered to a survey, how it is written before it is sealed, and how many sealed ones are counted."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from meetings.domain import errors
from meetings.domain.programmes import CONTROLS
from meetings.domain.report_cells import SMALL
from meetings.domain.survey_errors import NothingAnswered
from meetings.domain.surveys import STEPS, Kind, Question

LEAST: Final = SMALL
MOST_TEXT: Final = 1000
PREFIX: Final = "q-"
KEY_BYTES: Final = 60
BLOCK: Final = 1024
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered: what can be counted, and what they wrote, which goes its own way."""

    values: Mapping[str, Any]
    texts: Mapping[str, str]


def check_answers(
    questions: Sequence[Question], given: Given, crowd: str
) -> tuple[Answers, list[errors.Refused]]:
    """Read what was answered, by the names of the form's fields, with one refusal for each that is wrong."""
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    problems: list[errors.Refused] = []
    for question in questions:
        if not question.is_for(crowd):
            continue
        field = PREFIX + question.key
        try:
            value = _value(question, [one for one in given.get(field, ()) if one.strip()], field)
            if value is None and question.needed:
                raise errors.Missing(field=field)
        except errors.Refused as refusal:
            problems.append(refusal)
            continue
        if value is not None:
            (texts if question.is_written else values)[question.key] = value
    if not values and not texts and not problems:
        problems.append(NothingAnswered())
    return Answers(values, texts), problems


def _value(question: Question, given: Sequence[str], field: str) -> Any:
    if not given:
        return None
    if question.is_written:
        return _text(given[0], field)
    keys = [one.key for one in question.choices]
    if question.kind == Kind.SCALE:
        keys = [str(one) for one in STEPS]
    if question.kind != Kind.SEVERAL:
        given = given[:1]
    for one in given:
        if one not in keys:
            raise errors.NotAChoice(field=field, value=one[:40])
    if question.kind == Kind.SEVERAL:
        return [one for one in keys if one in given]
    return int(given[0]) if question.kind == Kind.SCALE else given[0]


def _text(given: str, field: str) -> str:
    kept = given.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(kept) > MOST_TEXT:
        raise errors.TooLong(field=field, most=MOST_TEXT)
    return "".join(
        letter for letter in kept if letter in "\n\t" or unicodedata.category(letter) not in CONTROLS
    )


def written(answers: Answers, questions: Sequence[Question]) -> bytes:
    """Write answers as bytes of a length that says nothing of them: every answer to a survey is as long."""
    text = json.dumps({"values": dict(answers.values), "texts": dict(answers.texts)}, ensure_ascii=False)
    return text.encode().ljust(length_of(questions))


def read(plain: bytes) -> Answers:
    """Read answers that were written."""
    kept = json.loads(plain)
    return Answers(kept["values"], kept["texts"])


def length_of(questions: Sequence[Question]) -> int:
    """Say how many bytes the longest answers to a survey may take, rounded up."""
    longest = BLOCK // 4
    for one in questions:
        longest += KEY_BYTES * (2 + len(one.choices)) + (4 * MOST_TEXT if one.is_written else 0)
    return -(-longest // BLOCK) * BLOCK


def count_now(waiting: int, *, is_over: bool) -> int:
    """Say how many of the answers that wait, drawn by lot, are counted now.

    While a survey is open, never fewer than five at once, and five stay behind, so that nobody's answer is known by
    when it came, and the last ones are five or more too. When it is over all are, unless they are fewer than five.
    """
    if is_over:
        return waiting if waiting >= LEAST else 0
    return waiting - LEAST if waiting >= 2 * LEAST else 0
