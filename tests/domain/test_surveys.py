"""Rules of surveys: questions whose meaning stays, answers of one length, batches, and cells that give nothing away."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.errors import Missing, NotAChoice, Refused, TooLong
from meetings.domain.survey_answers import Answers, check_answers, count_now, length_of, read, written
from meetings.domain.survey_errors import (
    NobodyAsked,
    NoQuestions,
    NotALine,
    NothingAnswered,
    QuestionsFrozen,
    RemarksOfSession,
    TooFewChoices,
    UnevenChoices,
)
from meetings.domain.survey_lists import Listed, listed, name_of
from meetings.domain.survey_results import cross, is_same, tally
from meetings.domain.surveys import (
    Choice,
    Kind,
    Question,
    Typed,
    check_meant_for,
    check_question,
    check_ready,
    end_of,
)

NEW = tuple(f"new{number}" for number in range(12))
USEFUL = Question(
    "useful",
    Kind.CHOICE,
    {"en": "Useful?", "fr": "Utile ?"},
    (Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"})),
)
WHY = Question("why", Kind.TEXT, {"en": "Why?"})
PACE = Question("pace", Kind.SCALE, {"en": "Pace?"}, low={"en": "slow"}, high={"en": "fast"}, needed=True)
TOPICS = Question(
    "topics",
    Kind.SEVERAL,
    {"en": "Topics?"},
    tuple(Choice(key, {"en": key.upper()}) for key in "abc"),
    asked=("came",),
)
REMARK = Question("remark", Kind.REMARK, {"en": "For the panellists?"})
ALL = (USEFUL, WHY, PACE, TOPICS)


def typed(question: Question, **changes: Any) -> Typed:
    """Give a question as its form would send it."""
    languages = {code for one in question.choices for code in one.words}
    values: dict[str, Any] = {
        "kind": str(question.kind),
        "words": question.words,
        "choices": {code: [one.words[code] for one in question.choices] for code in languages},
        "low": question.low,
        "high": question.high,
        "needed": question.needed,
        "asked": question.asked,
    }
    return Typed(**(values | changes))


@pytest.mark.parametrize("question", [*ALL, REMARK], ids=lambda one: one.key)
def test_question_reads_back_as_it_is_kept_and_as_it_is_typed(question: Question) -> None:
    assert Question.of(question.as_kept) == question
    assert check_question(typed(question), question.key, question, NEW) == question


def test_choices_keep_their_keys_where_they_read_as_before() -> None:
    lines = {"en": ["Partly", "No", "Yes"], "fr": ["En partie", "Non", "Oui"]}
    after = check_question(typed(USEFUL, choices=lines), "useful", USEFUL, NEW)
    assert [one.key for one in after.choices] == ["new0", "no", "yes"]


def test_once_answered_words_change_and_meaning_does_not() -> None:
    corrected = typed(USEFUL, choices={"en": ["Yes, it was", "No, it was not"], "fr": ["Oui", "Non"]})
    after = check_question(corrected, "useful", USEFUL, NEW, is_frozen=True)
    assert [one.key for one in after.choices] == ["yes", "no"]
    assert after.meaning == USEFUL.meaning
    for changes in (
        {"choices": {"en": ["Yes", "No", "Partly"]}},
        {"kind": "several"},
        {"needed": True},
        {"asked": ("away",)},
    ):
        with pytest.raises(QuestionsFrozen):
            check_question(typed(USEFUL, **changes), "useful", USEFUL, NEW, is_frozen=True)


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"kind": "riddle"}, NotAChoice, "kind"),
        ({"words": {}}, Missing, "words"),
        ({"words": {"en": "x" * 301}}, TooLong, "words.en"),
        ({"choices": {"en": ["One"]}}, TooFewChoices, "choices"),
        ({"choices": {"en": ["One", "Two"], "fr": ["Un"]}}, UnevenChoices, "choices.fr"),
        ({"asked": ("everybody",)}, NotAChoice, "asked"),
        ({"kind": "scale"}, Missing, "low"),
    ],
)
def test_questions_are_refused_by_name(changes: dict[str, Any], refusal: type[Refused], field: str) -> None:
    with pytest.raises(refusal) as caught:
        check_question(typed(USEFUL, **changes), "useful", None, NEW)
    assert caught.value.field == field


def test_a_survey_that_nobody_could_answer_is_not_published() -> None:
    with pytest.raises(NobodyAsked):
        check_ready(ALL, ())
    with pytest.raises(NoQuestions):
        check_ready((TOPICS,), ("came", "away"))
    check_ready((TOPICS, WHY), ("came", "away"))


def test_remarks_for_the_panellists_are_texts_that_only_a_session_asks_for() -> None:
    check_meant_for((WHY, REMARK), is_of_session=True)
    check_meant_for((WHY,), is_of_session=False)
    with pytest.raises(RemarksOfSession):
        check_meant_for((WHY, REMARK), is_of_session=False)
    answers, problems = check_answers((REMARK, PACE), {"q-remark": [" Go on.\x00 "], "q-pace": ["4"]}, "came")
    assert (answers, problems) == (Answers({"pace": 4}, {"remark": "Go on."}), [])
    assert length_of((REMARK,)) == length_of((WHY,))
    with pytest.raises(QuestionsFrozen):  # who wrote to the organizers did not write to the panel
        check_question(typed(WHY, kind="remark"), "why", WHY, NEW, is_frozen=True)


def test_last_day_ends_at_midnight_of_its_zone() -> None:
    assert end_of(date(2026, 12, 24), "Europe/Zurich") == datetime(2026, 12, 24, 23, 0, tzinfo=UTC)
    assert end_of(date(2026, 12, 24), "Asia/Kathmandu") == datetime(2026, 12, 24, 18, 15, tzinfo=UTC)


def test_answers_are_read_by_what_was_asked() -> None:
    form = {"q-useful": ["yes"], "q-why": [" So.\r\nYes. "], "q-pace": ["4"], "q-topics": ["c", "a"]}
    answers, problems = check_answers(ALL, form, "came")
    assert problems == []
    assert answers == Answers({"useful": "yes", "pace": 4, "topics": ["a", "c"]}, {"why": "So.\nYes."})
    answers, _problems = check_answers(ALL, form, "away")
    assert "topics" not in answers.values


def test_each_wrong_answer_is_named_and_an_empty_form_is_one() -> None:
    form = {"q-useful": ["perhaps"], "q-why": ["x" * 1001], "q-pace": ["6"]}
    _answers, problems = check_answers(ALL, form, "came")
    assert [(one.code, one.field) for one in problems] == [
        ("not_a_choice", "q-useful"),
        ("too_long", "q-why"),
        ("not_a_choice", "q-pace"),
    ]
    _answers, problems = check_answers(ALL, {}, "came")
    assert [(one.code, one.field) for one in problems] == [("missing", "q-pace")]
    _answers, problems = check_answers((USEFUL,), {"q-useful": [" "]}, "came")
    assert [type(one) for one in problems] == [NothingAnswered]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=1000), st.sampled_from(["yes", "no"]), st.integers(1, 5))
def test_every_answer_is_as_long_whatever_it_says(text: str, choice: str, step: int) -> None:
    form = {"q-useful": [choice], "q-why": [text], "q-pace": [str(step)], "q-topics": list("abc")}
    answers, problems = check_answers(ALL, form, "came")
    assert problems == []
    plain = written(answers, ALL)
    assert len(plain) == length_of(ALL) == len(written(Answers({}, {}), ALL))
    assert read(plain) == answers


def test_longest_text_fits() -> None:
    for letter in ("😀", '"', "\\", "\t", "汞"):
        answers, _problems = check_answers(ALL, {"q-why": [f"a{letter * 998}b"], "q-pace": ["1"]}, "came")
        assert len(written(answers, ALL)) == length_of(ALL)


@pytest.mark.parametrize(("waiting", "counted"), [(0, 0), (4, 0), (5, 5), (6, 6), (37, 37)])
def test_when_over_all_are_counted_or_none(waiting: int, counted: int) -> None:
    assert count_now(waiting, is_over=True) == counted


@given(st.lists(st.integers(1, 30), max_size=20))
def test_no_batch_is_smaller_than_five(arrivals: list[int]) -> None:
    waiting, batches = 0, []
    for number in arrivals:
        waiting += number
        if now := count_now(waiting, is_over=False):
            batches.append(now)
            waiting -= now
            assert waiting >= 5
    last = count_now(waiting, is_over=True)
    assert all(one >= 5 for one in batches)
    assert last >= 5 or (not batches and sum(arrivals) < 5)
    assert sum(batches) + last in (sum(arrivals), 0)


def test_tally_counts_what_was_answered_and_hides_the_few() -> None:
    answers = [{"useful": "yes", "pace": 5}] * 4 + [{"useful": "no"}, {"useful": "gone"}]
    counted = tally(USEFUL, answers)
    assert (counted.answered, dict(counted.counts)) == (6, {"yes": 4, "no": 1})
    assert not tally(PACE, answers).is_shown
    scale = tally(PACE, [{"pace": step} for step in (1, 2, 3, 4, 5, 5)])
    assert (scale.mean, scale.share("5")) == (3.3, 2 / 6)
    several = tally(TOPICS, [{"topics": ["a", "b"]}] * 5)
    assert (several.answered, dict(several.counts)) == (5, {"a": 5, "b": 5, "c": 0})


def test_same_key_is_compared_only_where_the_same_is_asked() -> None:
    assert is_same(USEFUL, Question("useful", Kind.CHOICE, {"ar": "?"}, USEFUL.choices[::-1]))
    assert not is_same(USEFUL, Question("useful", Kind.CHOICE, {"en": "?"}, USEFUL.choices[:1]))
    assert not is_same(USEFUL, Question("useful", Kind.SEVERAL, {"en": "?"}, USEFUL.choices))


def asked(key: str, number: int) -> Question:
    return Question(
        key, Kind.CHOICE, {"en": key}, tuple(Choice(f"{key}{at}", {"en": "x"}) for at in range(number))
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_small_cell_follows_from_sums(table: list[list[int]]) -> None:
    by, of = asked("r", len(table)), asked("c", 3)
    answers = [
        {"r": f"r{row}", "c": f"c{column}"}
        for row, line in enumerate(table)
        for column, number in enumerate(line)
        for _one in range(number)
    ]
    cells = cross(by, of, answers).cells
    counts = {(f"r{row}", f"c{column}"): n for row, line in enumerate(table) for column, n in enumerate(line)}
    assert all(shown in (None, counts[cell]) for cell, shown in cells.items())
    assert not any(shown is not None and 0 < shown < 5 for shown in cells.values())
    lines = [[(f"r{row}", f"c{column}") for column in range(3)] for row in range(len(table))]
    lines += [[(f"r{row}", f"c{column}") for row in range(len(table))] for column in range(3)]
    for line in lines:
        hidden = [cell for cell in line if cells[cell] is None]
        is_whole = len(hidden) == len(line)
        assert not hidden or is_whole or (len(hidden) > 1 and sum(counts[cell] for cell in hidden) >= 5)


def test_lists_are_read_as_people_paste_them() -> None:
    text = "\n".join(
        [
            "﻿E-mail;Name;Language",
            "ada@example.org",
            "",
            "Bea Example <bea@example.org>,",
            '"Cai, Dr" <cai@example.org>',
            "dee@example.org;Dee Example;fr",
            "ADA@example.org",
            "Эва Пример\teva@example.org\tru",
        ]
    )
    assert listed(text) == [
        Listed("ada@example.org"),
        Listed("bea@example.org", "Bea Example"),
        Listed("cai@example.org", "Cai, Dr"),
        Listed("dee@example.org", "Dee Example", "fr"),
        Listed("eva@example.org", "Эва Пример", "ru"),
    ]
    assert name_of("ada.example+x@example.org") == "ada example x"


@pytest.mark.parametrize("line", ["nobody", "a@b", "=1+1", "Ada <>", "a@example.org\x00;b"])
def test_a_line_without_an_address_is_named(line: str) -> None:
    with pytest.raises(NotALine) as caught:
        listed(f"ada@example.org\n{line}")
    assert (caught.value.field, caught.value.values) == ("addresses", {"line": 2})


def test_keys_are_unique_after_every_edit() -> None:
    numbers = count()
    question = USEFUL
    for lines in (["No", "Yes"], ["Yes", "Yes"], ["Yes", "No", "Yes"], ["A", "B", "C", "D"]):
        keys = [f"k{next(numbers)}" for _one in range(12)]
        question = check_question(typed(question, choices={"en": lines}), "useful", question, keys)
        assert len({one.key for one in question.choices}) == len(lines)
