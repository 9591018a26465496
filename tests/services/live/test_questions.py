"""Questions of the hour on both stores: asked once, moderated by several, and left to nobody."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain import errors
from meetings.domain.live.questions import MOST_A_MINUTE, MOST_OPEN
from meetings.domain.live.questions_errors import (
    ChangedByAnother,
    QuestionsClosed,
    QuestionStandsElsewhere,
    TooManyQuestions,
    TooManyWaiting,
)
from meetings.extensions import db
from meetings.models import Audit, LiveHour, LiveQuestion
from meetings.queries.journal import opened
from meetings.queries.live import questions as queries
from meetings.queries.live.askers import asker_of
from meetings.queries.own_data import own_data
from meetings.services import slots
from meetings.services.erasing import erase
from meetings.services.live.questions import Decision, QuestionGiven, ask, decide, edit, leave_rest
from meetings.services.merging import merge
from tests.factories import KEYS, NOW, make_session, make_slot
from tests.live import MINUTE, TheHour, asked, make_hour, question
from tests.services.test_races import together

LATER = NOW + MINUTE
SECOND = timedelta(seconds=1)


@pytest.fixture
def hour(database: SQLAlchemy) -> TheHour:
    """Store an hour that is open."""
    return make_hour()


def do(row: LiveQuestion, state: str, actor: str = "user:1", seen: int | None = None, **more: str) -> None:
    decide(
        row.slot_id,
        row.id,
        Decision(state, **more),
        row.revision if seen is None else seen,
        now=LATER,
        actor=actor,
    )


def test_question_is_kept_as_it_was_typed_and_holds_up_nobody_else(hour: TheHour) -> None:
    row = asked(hour, "  How much\r\nis left\u202e? ", language="ar", may_be_named=True)
    facts = (row.text, row.language, row.asker, row.state, row.may_be_named, row.person_id)
    assert facts == ("How much\nis left?", "ar", hour.rosa, "new", True, hour.rosas_id)
    assert db.session.get(LiveHour, hour.slot_id) is None  # the one row that all who ask would wait for


def test_same_words_of_one_person_are_one_question(hour: TheHour) -> None:
    first = asked(hour, "How much is left?")
    again = asked(hour, "how  much is left? ", now=NOW + 5 * MINUTE)
    other = asked(hour, "How much is left?", who="sam")
    assert first.id == again.id != other.id


def test_nobody_asks_more_than_some_questions_a_minute(hour: TheHour) -> None:
    for number in range(MOST_A_MINUTE):
        asked(hour, f"Question {number}?")
    for number in range(500):
        with pytest.raises(TooManyQuestions) as refusal:
            ask(hour.seat(), QuestionGiven(f"More {number}?", "en"), NOW + timedelta(seconds=30))
    assert (refusal.value.status, refusal.value.values) == (429, {"most": MOST_A_MINUTE})
    asked(hour, "Another minute?", now=NOW + 2 * MINUTE)
    asked(hour, "Somebody else?", who="sam")
    assert db.session.scalar(select(func.count()).select_from(LiveQuestion)) == MOST_A_MINUTE + 2


def test_nobody_alone_fills_what_the_moderators_have_to_read(hour: TheHour) -> None:
    rows = [asked(hour, f"{number}?", now=NOW + number * 13 * SECOND) for number in range(MOST_OPEN)]
    later = NOW + 10 * MINUTE
    with pytest.raises(TooManyWaiting) as refusal:
        ask(hour.seat(), QuestionGiven("More?", "en"), later)
    assert (refusal.value.status, refusal.value.values) == (429, {"most": MOST_OPEN})
    assert ask(hour.seat(), QuestionGiven("0?", "en"), later) == rows[0].id
    asked(hour, "Somebody else?", who="sam", now=later)
    do(rows[0], "hidden", reason="Not about the session")
    asked(hour, "More?", now=later)


def test_newest_question_is_read_however_many_were_asked_and_set_aside(hour: TheHour) -> None:
    for number in range(6):
        row = asked(hour, f"Aside {number}?", now=NOW + number * MINUTE)
        do(row, "hidden", reason="Not about the session")
    waiting = [asked(hour, f"Waits {number}?", who="sam", now=NOW + number * MINUTE) for number in range(5)]
    do(asked(hour, "Shown?", now=NOW + 7 * MINUTE), "shown")
    found = queries.questions_of(hour.slot_id, is_desk=True, most=3)
    assert [one.text for one in found if one.state == "new"] == ["Waits 2?", "Waits 3?", "Waits 4?"]
    assert [one.text for one in found if one.state == "shown"] == ["Shown?"]
    assert [one.text for one in found if one.state == "hidden"] == ["Aside 3?", "Aside 4?", "Aside 5?"]
    assert queries.counts_of(hour.slot_id) == {"hidden": 6, "new": 5, "shown": 1}
    assert queries.question_of(hour.slot_id, waiting[0].id, is_desk=True).text == "Waits 0?"


def test_questions_are_taken_while_the_hour_is_open(hour: TheHour) -> None:
    for now, why in ((NOW - timedelta(hours=1), "coming"), (NOW + timedelta(hours=3), "held")):
        with pytest.raises(QuestionsClosed) as refusal:
            ask(hour.seat(), QuestionGiven("Now?", "en"), now)
        assert refusal.value.values == {"state": why}
    slots.cancel(hour.slot_id, hour.slot.revision, NOW, "user:1")
    with pytest.raises(QuestionsClosed):
        ask(hour.seat(), QuestionGiven("Still?", "en"), NOW)


def test_link_of_another_session_opens_no_seat(hour: TheHour) -> None:
    programme = hour.slot.session.programme
    other = make_slot(make_session(programme, "other"), NOW + 5 * MINUTE)
    with pytest.raises(errors.NotFound):
        asker_of(hour.rosa, other.id)


@pytest.mark.parametrize(
    ("state", "more", "field"),
    [
        ("hidden", {}, "reason"),
        ("live", {}, "by"),
        ("written", {"language": "en"}, "answer"),
        ("written", {"answer": "Yes", "language": "xx"}, "answer_language"),
        ("merged", {"into": "nothing"}, "into"),
    ],
)
def test_what_a_step_needs_is_asked_for(hour: TheHour, state: str, more: dict[str, str], field: str) -> None:
    row = asked(hour)
    with pytest.raises(errors.Refused) as refusal:
        do(row, state, **more)
    assert refusal.value.field == field
    assert question(row.id).state == "new"


def test_second_moderator_reads_the_first_ones_answer_and_nothing_is_lost(hour: TheHour) -> None:
    row = asked(hour)
    seen = row.revision
    do(row, "written", answer="Forty tonnes.", language="en")
    with pytest.raises(ChangedByAnother) as refusal:
        do(row, "written", "user:2", seen, answer="Fifty tonnes.", language="en")
    assert refusal.value.values == {"current": seen + 1}
    assert question(row.id).answer == "Forty tonnes."
    do(question(row.id), "written", "user:2", answer="Forty to fifty tonnes.", language="en")
    kept = db.session.scalars(select(Audit).where(Audit.act == "question.written").order_by(Audit.id)).all()
    assert [one.before.get("answer") for one in opened(kept)] == [None, "Forty tonnes."]


def test_shorter_words_keep_what_was_typed(hour: TheHour) -> None:
    row = asked(hour, "I would like to know how much is left.")
    edit(hour.slot_id, row.id, "How much is left?", row.revision, now=LATER, actor="user:1")
    shown = queries.question_of(hour.slot_id, row.id, is_desk=True)
    assert (shown.text, shown.original) == ("How much is left?", "I would like to know how much is left.")
    edit(hour.slot_id, row.id, shown.original, shown.revision, now=LATER, actor="user:1")
    assert question(row.id).edited is None


def test_joined_question_is_answered_with_the_other(hour: TheHour) -> None:
    first, second = asked(hour, "How much?"), asked(hour, "How many tonnes?", who="sam")
    third = asked(hour, "What is left?", who="sam")
    do(third, "merged", into=second.id)
    do(question(second.id), "merged", into=first.id)
    do(question(first.id), "written", answer="Forty.", language="fr")
    own = queries.own_questions(hour.slot_id, hour.seat("sam").person_id)
    assert [(one.state, one.answer, one.answer_language) for one in own] == [("written", "Forty.", "fr")] * 2
    assert queries.question_of(hour.slot_id, first.id, is_desk=True).like_it == 2
    with pytest.raises(QuestionStandsElsewhere):
        do(question(second.id), "hidden", reason="Twice")


def test_questions_of_two_who_are_one_person_are_theirs(hour: TheHour) -> None:
    row = asked(hour, "How much?", who="sam")
    merge(hour.rosas_id, hour.seat("sam").person_id, LATER, "user:1")
    assert [one.text for one in queries.own_questions(hour.slot_id, hour.rosas_id)] == ["How much?"]
    assert ask(hour.seat(), QuestionGiven("How much?", "en"), LATER) == row.id


def test_question_joins_neither_itself_nor_what_is_hidden(hour: TheHour) -> None:
    row, hidden = asked(hour, "One?"), asked(hour, "Two?")
    do(hidden, "hidden", reason="Not about the session")
    with pytest.raises(errors.NotAChoice):
        do(row, "merged", into=row.id)
    with pytest.raises(QuestionStandsElsewhere):
        do(row, "merged", into=hidden.id)


def test_hidden_words_reach_nobody_but_whoever_asked(hour: TheHour) -> None:
    row = asked(hour, "An insult!")
    asked(hour, "Waits?")
    do(row, "hidden", reason="Please be polite")
    assert queries.others_questions(hour.slot_id, hour.seat("sam").person_id) == []
    assert queries.document_of(hour.session_id) == []
    own = [(one.text, one.state, one.reason) for one in queries.own_questions(hour.slot_id, hour.rosas_id)]
    assert ("An insult!", "hidden", "Please be polite") in own


def test_panel_is_not_told_who_asked_where_that_was_wanted(hour: TheHour) -> None:
    asked(hour, "Who?", is_anonymous=True, may_be_named=True)
    asked(hour, "Me!", who="sam")
    desk, panel = (queries.questions_of(hour.slot_id, is_desk=one) for one in (True, False))
    assert {one.text: one.name for one in desk} == {"Who?": "Rosa Example", "Me!": "Sam Example"}
    assert {one.text: one.name for one in panel} == {"Who?": "", "Me!": "Sam Example"}


def test_document_names_only_who_agreed(hour: TheHour) -> None:
    rows = [
        asked(hour, "Named?", may_be_named=True),
        asked(hour, "Not named?", who="sam"),
        asked(hour, "Anonymous?", is_anonymous=True, may_be_named=True),
    ]
    for row in rows:
        do(question(row.id), "live", by="Dr Example")
    asked(hour, "Waits?")
    found = queries.document_of(hour.session_id)
    assert {(one.text, one.name, one.answered_by) for one in found} == {
        ("Named?", "Rosa Example", "Dr Example"),
        ("Not named?", "", "Dr Example"),
        ("Anonymous?", "", "Dr Example"),
    }


def test_what_nobody_answered_is_left_to_the_speakers(hour: TheHour) -> None:
    waits, shown = asked(hour, "Waits?"), asked(hour, "Shown?", is_anonymous=True)
    gone = asked(hour, "Gone?")
    do(shown, "shown")
    do(gone, "left")
    during = queries.left_questions(hour.session_id, NOW)
    after = queries.left_questions(hour.session_id, NOW + timedelta(hours=3))
    assert [one.text for one in during] == ["Gone?"]
    assert {(one.text, one.name) for one in after} == {
        ("Waits?", "Rosa Example"),
        ("Shown?", ""),
        ("Gone?", "Rosa Example"),
    }
    assert leave_rest(hour.slot_id, LATER, "user:1") == 2
    assert question(waits.id).state == "left"


def test_own_data_hold_what_was_asked_and_erasing_keeps_only_what_others_read(
    hour: TheHour, app: Flask
) -> None:
    shown = asked(hour, "Shown?", may_be_named=True)
    asked(hour, "Private: I am ill.")
    do(shown, "live", by="Dr Example")
    assert {one["text"] for one in own_data(hour.rosas_id)["questions"]} == {"Shown?", "Private: I am ill."}
    log = FileErasureLog(Path(app.config["INSTANCE"]) / "erased")
    erase(hour.rosas_id, LATER, "user:1", keys=KEYS, log=log)
    db.session.expire_all()
    rows = db.session.scalars(select(LiveQuestion)).all()
    assert sorted(one.text for one in rows) == ["", "Shown?"]
    assert [one.name for one in queries.document_of(hour.session_id)] == [""]


def test_erasing_leaves_nothing_of_a_question_in_the_journal(hour: TheHour, app: Flask) -> None:
    row = asked(hour, "I, Rosa, am ill: is there a risk?")
    edit(hour.slot_id, row.id, "Rosa is ill. Is there a risk?", row.revision, now=LATER, actor="user:1")
    do(question(row.id), "hidden", reason="Rosa's health is private")
    do(question(row.id), "shown")
    do(question(row.id), "written", answer="Rosa should ask a doctor.", language="en")
    rows = select(Audit).where(Audit.subject == f"question:{row.id}").order_by(Audit.id)
    before = [one.after.get("reason") for one in opened(db.session.scalars(rows))]
    assert before == [None, "Rosa's health is private", None, None]
    log = FileErasureLog(Path(app.config["INSTANCE"]) / "erased")
    erase(hour.rosas_id, LATER, "user:1", keys=KEYS, log=log)
    db.session.expire_all()
    kept = db.session.scalars(rows).all()
    assert "Rosa" not in json.dumps([[one.before, one.after] for one in kept])
    assert [one.act for one in kept] == [
        "question.edit",
        "question.hidden",
        "question.shown",
        "question.written",
    ]
    assert opened(kept)[1].after["reason"] == "erased"


def test_two_moderators_at_once_make_one_answer(app: Flask) -> None:
    with app.app_context():
        hour = make_hour()
        row = asked(hour)
        slot_id, question_id, seen = row.slot_id, row.id, row.revision
    outcomes: list[str] = []

    def answer(number: int) -> None:
        try:
            given = Decision("written", answer=f"Answer {number}", language="en")
            decide(slot_id, question_id, given, seen, now=LATER, actor=f"user:{number}")
            outcomes.append(f"Answer {number}")
        except ChangedByAnother:
            outcomes.append("told")

    together(app, [lambda n=number: answer(n) for number in range(2)], threads=2)
    with app.app_context():
        stored = question(question_id)
        assert sorted(outcomes) == sorted([stored.answer, "told"])
        assert stored.revision == seen + 1


def test_two_moderators_who_join_two_questions_crosswise_are_told_and_not_stopped(app: Flask) -> None:
    with app.app_context():
        hour = make_hour()
        pairs = []
        for number in range(20):
            pair = (
                asked(hour, f"A {number}?", now=NOW + number * MINUTE),
                asked(hour, f"B {number}?", who="sam", now=NOW + number * MINUTE),
            )
            pairs.append(tuple(one.id for one in pair))
    slot_id, outcomes = hour.slot_id, []

    def join(one: str, other: str) -> None:
        try:
            decide(slot_id, one, Decision("merged", into=other), 1, now=LATER, actor="user:1")
            outcomes.append("joined")
        except (ChangedByAnother, QuestionStandsElsewhere):
            outcomes.append("told")

    acts = [lambda a=a, b=b: join(a, b) for pair in pairs for a, b in (pair, pair[::-1])]
    together(app, acts, threads=8)
    assert sorted(outcomes) == ["joined"] * 20 + ["told"] * 20


def test_form_sent_twenty_times_at_once_asks_once(app: Flask) -> None:
    with app.app_context():
        hour = make_hour()
    together(app, [lambda: asked(hour, "Once?")] * 20, threads=8)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(LiveQuestion)) == 1
