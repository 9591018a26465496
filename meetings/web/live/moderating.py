"""Moderating questions, from the desk or by a moderator's own link: the acts of a form, and what the page shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import request
from flask_babel import gettext as _

from meetings.domain.errors import NotAChoice, NotFound, Refused
from meetings.domain.live.questions import ANSWERED, GROUPS, QuestionState
from meetings.domain.live.questions_errors import ChangedByAnother
from meetings.queries.live import questions as queries
from meetings.queries.live.questions import QuestionRow
from meetings.services.live import questions as services
from meetings.services.live.questions import Decision
from meetings.web.desk.sides import Side, compare
from meetings.web.errors import sentence
from meetings.web.live.words import QuestionLine, question_lines, state_words
from meetings.web.readers import Reader

S = QuestionState
FIELDS: Final = ("reason", "into", "by", "answer", "answer_language", "edited")


@dataclass(frozen=True, slots=True)
class Moderation:
    """Who moderates which hour; `is_desk` may read who asked anonymously. `base` is the page's address."""

    slot_id: str
    actor: str
    is_desk: bool
    base: str
    reader: Reader
    now: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, its field, and both sides where another was quicker."""

    words: str
    field: str
    status: int
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand alike: the newest of them, how many there are, and how many of those are not shown."""

    name: str
    lines: list[QuestionLine]
    total: int
    older: int


def quick_act() -> tuple[str, str, int]:
    """Read which act on which question, as it was seen: of a button in a list, or of a question's own form."""
    act, _colon, rest = request.form.get("act", "").partition(":")
    if rest:
        question, _colon, seen = rest.partition(":")
        return act, question[:20], int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
    return act, request.form.get("question", "")[:20], request.form.get("revision", 0, type=int)


def moderate(here: Moderation) -> str:
    """Do what a form says with a question, and name it.

    Raises: what the services raise.
    """
    act, question, seen = quick_act()
    if act == "edit":
        services.edit(
            here.slot_id,
            question,
            request.form.get("edited", ""),
            seen,
            now=here.now,
            actor=here.actor,
        )
        return act
    if act not in list(QuestionState):
        raise NotAChoice(field="act", value=act[:20])
    typed = {name: request.form.get(name, "") for name in FIELDS}
    decision = Decision(
        act,
        reason=typed["reason"],
        into=typed["into"],
        by=typed["by"],
        answer=typed["answer"],
        language=typed["answer_language"],
    )
    services.decide(here.slot_id, question, decision, seen, now=here.now, actor=here.actor)
    return act


def shown(here: Moderation, refusal: Refused | None = None) -> dict[str, Any]:
    """Give what a page shows of questions: by where they stand, the one that is open, and what was refused."""
    rows = queries.questions_of(here.slot_id, is_desk=here.is_desk)
    lines = question_lines(rows, here.reader)
    wanted = quick_act()[1] if refusal else request.args.get("question", "")
    opened = _opened(here, lines, wanted)
    typed: Mapping[str, str] = request.form if refusal else {}
    problem = None
    if refusal is not None:
        sides = _sides(opened, typed) if isinstance(refusal, ChangedByAnother) and opened else ()
        problem = Problem(sentence(refusal), refusal.field or "", refusal.status, sides)
    return {
        "groups": _groups(lines, queries.counts_of(here.slot_id)),
        "opened": opened,
        "typed": typed,
        "problem": problem,
        "others": _others(rows, opened),
        "base": here.base,
        "is_desk": here.is_desk,
    }


def _opened(here: Moderation, lines: list[QuestionLine], wanted: str) -> QuestionLine | None:
    """Give the question a page opens, which may be older than those it shows."""
    found = next((one for one in lines if one.row.id == wanted), None)
    if found is not None or not wanted:
        return found
    try:
        row = queries.question_of(here.slot_id, wanted, is_desk=here.is_desk)
    except NotFound:
        return None
    return question_lines([row], here.reader)[0]


def _groups(lines: list[QuestionLine], counts: Mapping[str, int]) -> list[Group]:
    names: tuple[Callable[[], str], ...] = (
        lambda: _("New"),
        lambda: _("Shown"),
        lambda: _("Questions answered"),
        lambda: _("Left for the speakers"),
        lambda: _("Set aside"),
    )
    groups = []
    for name, states in zip(names, GROUPS, strict=True):
        shown = [one for one in lines if one.row.state in states]
        total = max(sum(counts.get(one, 0) for one in states), len(shown))
        groups.append(Group(name(), shown, total, total - len(shown)))
    return groups


def _others(rows: list[QuestionRow], opened: QuestionLine | None) -> list[QuestionRow]:
    """Give the questions that one may be joined to."""
    stand = (S.NEW, S.SHOWN, S.LEFT, *ANSWERED)
    return [one for one in rows if opened and one.id != opened.row.id and one.state in stand]


def _sides(opened: QuestionLine, typed: Mapping[str, str]) -> tuple[Side, ...]:
    """Give what the other moderator made of a question, beside what was typed here."""
    row, act = opened.row, quick_act()[0]
    labels = {
        "state": _("State"),
        "by": _("Answered by"),
        "answer": _("Answer"),
        "edited": _("Question"),
        "reason": _("Reason"),
    }
    now = {
        "state": opened.state,
        "by": row.answered_by,
        "answer": row.answer,
        "edited": row.text,
        "reason": row.reason,
    }
    mine = {"state": state_words(act) if act in list(S) else opened.state}
    mine |= {name: typed[name] for name in now if typed.get(name)}
    return tuple(one for one in compare(labels, {name: now[name] for name in mine}, mine))


def open_question(here: Moderation) -> None:
    """Check that the question a page is to open is of this hour.

    Raises: NotFound.
    """
    wanted = request.args.get("question")
    if wanted:
        queries.question_of(here.slot_id, wanted, is_desk=here.is_desk)
