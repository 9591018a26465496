"""Rules of surveys: what can be asked of whom, what may change once somebody answered, and when one is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.languages import missing
from meetings.domain.programmes import check_choice, check_words
from meetings.domain.survey_errors import (
    NobodyAsked,
    NoQuestions,
    QuestionsFrozen,
    RemarksOfSession,
    TooFewChoices,
    UnevenChoices,
)
from meetings.domain.zones import to_instant

Words = Mapping[str, str]
MOST_QUESTIONS: Final = 20
MOST_CHOICES: Final = 12
STEPS: Final = (1, 2, 3, 4, 5)
MOST_DAYS: Final = 60
LAST_MINUTE: Final = time(23, 59)


class SurveyState(StrEnum):
    """What became of a survey; that it is open or over follows from the clock."""

    DRAFT = "draft"  # nobody is asked yet
    PUBLISHED = "published"  # people are asked, until its last day
    COUNTED = "counted"  # over, and what waited was counted or destroyed


class Kind(StrEnum):
    """What a question takes for an answer."""

    CHOICE = "choice"
    SEVERAL = "several"
    SCALE = "scale"
    TEXT = "text"
    REMARK = "remark"  # a text that is meant for the panellists of the session


WRITTEN: Final = frozenset((Kind.TEXT, Kind.REMARK))


class Crowd(StrEnum):
    """Who is asked; each crowd is counted apart."""

    CAME = "came"
    AWAY = "away"  # registered, and was in none
    LISTED = "listed"  # of a list of addresses


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered, under a key that stays."""

    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Question:
    """A question under a key by which it is compared; `asked` names the crowds it is for, or nobody for all.

    `low` and `high` are the words at the ends of a scale.
    """

    key: str
    kind: Kind
    words: Words
    choices: tuple[Choice, ...] = ()
    low: Words = field(default_factory=dict)
    high: Words = field(default_factory=dict)
    needed: bool = False
    asked: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Question":
        """Read a question as it is kept."""
        return cls(
            key=str(kept["key"]),
            kind=Kind(kept["kind"]),
            words=kept["words"],
            choices=tuple(Choice(str(one["key"]), one["words"]) for one in kept.get("choices", ())),
            low=kept.get("low", {}),
            high=kept.get("high", {}),
            needed=bool(kept.get("needed", False)),
            asked=tuple(kept.get("asked", ())),
        )

    @property
    def as_kept(self) -> dict[str, Any]:
        """Give a question as JSON holds it."""
        return {
            "key": self.key,
            "kind": str(self.kind),
            "words": dict(self.words),
            "choices": [{"key": one.key, "words": dict(one.words)} for one in self.choices],
            "low": dict(self.low),
            "high": dict(self.high),
            "needed": self.needed,
            "asked": list(self.asked),
        }

    @property
    def meaning(self) -> tuple[object, ...]:
        """Give all that an answer rests on, which is everything but the words."""
        return (self.key, self.kind, tuple(one.key for one in self.choices), self.needed, set(self.asked))

    @property
    def missing(self) -> tuple[str, ...]:
        """Name the languages in which any of its words are missing."""
        texts = [self.words, self.low, self.high, *(one.words for one in self.choices)]
        lacking = {code for text in texts for code in missing(text)}
        return tuple(code for code in LANGUAGES if code in lacking)

    @property
    def is_written(self) -> bool:
        """Say whether it is answered by a text, which goes its own way and is read before it is shown."""
        return self.kind in WRITTEN

    def is_for(self, crowd: str) -> bool:
        """Say whether it is asked of a crowd."""
        return not self.asked or crowd in self.asked


def check_meant_for(questions: Sequence[Question], *, is_of_session: bool) -> None:
    """Refuse remarks for panellists in a survey of a whole season: no panel could be shown them.

    Raises: RemarksOfSession.
    """
    if not is_of_session and any(one.kind == Kind.REMARK for one in questions):
        raise RemarksOfSession(field="kind")


def questions_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Read the questions of a survey as they are kept."""
    return tuple(Question.of(one) for one in kept)


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as somebody typed it; `choices` are the lines by language, the same choice on the same line."""

    kind: str
    words: Words
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    low: Words = field(default_factory=dict)
    high: Words = field(default_factory=dict)
    needed: bool = False
    asked: Collection[str] = ()


def check_question(
    typed: Typed, key: str, before: Question | None, new_keys: Sequence[str], *, is_frozen: bool = False
) -> Question:
    """Give the question that was typed.

    Takes: the question as it stood, whose choices keep their keys: line by line where it `is_frozen`, else those
    that read as before in some language; keys for choices that are new.
    Raises: NotAChoice, Missing, TooLong, NotOneLine, TooFewChoices, UnevenChoices, QuestionsFrozen, with the field.
    """
    kind = Kind(check_choice(typed.kind, "kind", tuple(Kind)))
    for crowd in typed.asked:
        check_choice(crowd, "asked", tuple(Crowd))
    has_choices = kind in (Kind.CHOICE, Kind.SEVERAL)
    is_scale = kind == Kind.SCALE
    question = Question(
        key=key,
        kind=kind,
        words=check_words(typed.words, "words", needed=True),
        choices=_choices(typed.choices, before, new_keys, is_frozen=is_frozen) if has_choices else (),
        low=check_words(typed.low, "low", needed=True) if is_scale else {},
        high=check_words(typed.high, "high", needed=True) if is_scale else {},
        needed=typed.needed,
        asked=tuple(one for one in Crowd if one in typed.asked),
    )
    if is_frozen and (before is None or before.meaning != question.meaning):
        raise QuestionsFrozen(field="kind")
    return question


def _choices(
    lines: Mapping[str, Sequence[str]], before: Question | None, new_keys: Sequence[str], *, is_frozen: bool
) -> tuple[Choice, ...]:
    given = {code: list(each) for code, each in lines.items() if each}
    number = max((len(each) for each in given.values()), default=0)
    for code, each in given.items():
        if len(each) != number:
            raise UnevenChoices(field=f"choices.{code}", wanted=number, found=len(each))
    if number < 2:
        raise TooFewChoices(field="choices")
    if number > MOST_CHOICES:
        raise errors.TooManyLines(field="choices", most=MOST_CHOICES)
    words = [
        check_words({code: each[at] for code, each in given.items()}, "choices", needed=True)
        for at in range(number)
    ]
    keys = _keys(words, before.choices if before else (), new_keys, is_frozen=is_frozen)
    return tuple(Choice(key, each) for key, each in zip(keys, words, strict=True))


def _keys(
    words: Sequence[Words], before: Sequence[Choice], new_keys: Sequence[str], *, is_frozen: bool
) -> list[str]:
    """Give each choice its key: the one it had, or a new one."""
    if is_frozen:
        kept = [one.key for one in before]
        return [kept[at] if at < len(kept) else new_keys[at] for at in range(len(words))]
    keys: list[str] = []
    for at, each in enumerate(words):
        known = next(
            (
                one.key
                for one in before
                if one.key not in keys and any(one.words.get(code) == text for code, text in each.items())
            ),
            None,
        )
        keys.append(known or new_keys[at])
    return keys


def check_correction(before: Sequence[Question], after: Sequence[Question]) -> None:
    """Refuse to change what is asked once somebody answered; words, and the order, may change.

    Raises: QuestionsFrozen.
    """
    if sorted(map(_meant, before)) != sorted(map(_meant, after)):
        raise QuestionsFrozen(field="questions")


def _meant(one: Question) -> str:
    return repr((*one.meaning[:-1], sorted(one.asked)))


def check_ready(questions: Sequence[Question], crowds: Collection[str]) -> None:
    """Refuse to publish a survey that nobody can answer.

    Raises: NobodyAsked, NoQuestions.
    """
    if not crowds:
        raise NobodyAsked(field="crowds")
    if not all(any(one.is_for(crowd) for one in questions) for crowd in crowds):
        raise NoQuestions(field="questions")


def end_of(day: date, zone: str) -> datetime:
    """Give the first instant after a day in a zone.

    Raises: TooFar, and what `to_instant` raises where the last minute of the day does not exist.
    """
    return to_instant(datetime.combine(day, LAST_MINUTE), zone, fold=1) + timedelta(minutes=1)


class Opens(Protocol):
    """A survey, as far as it says whether it takes answers."""

    @property
    def state(self) -> str:
        """What became of it."""

    @property
    def closes_at(self) -> datetime | None:
        """The first instant at which it takes none any more."""


def is_open(survey: Opens, now: datetime) -> bool:
    """Say whether a survey takes answers."""
    return survey.state == SurveyState.PUBLISHED and survey.closes_at is not None and now < survey.closes_at


def is_over(survey: Opens, now: datetime) -> bool:
    """Say whether a survey took answers once, and takes none any more."""
    return survey.state != SurveyState.DRAFT and not is_open(survey, now)
