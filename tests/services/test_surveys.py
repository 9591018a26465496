"""Surveys from beginning to counting: who is asked, one answer each, batches, erasing; on both stores."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.adapters.key_shelf import FolderShelf
from meetings.domain.errors import LinkDead, Missing, NotThisMove, Stale, Taken
from meetings.domain.permissions import EVERYWHERE
from meetings.domain.survey_errors import (
    AnsweredBefore,
    ClosesTooSoon,
    NoQuestions,
    NotOpenYet,
    QuestionsFrozen,
    SurveyClosed,
)
from meetings.domain.surveys import Typed
from meetings.extensions import db, take_turns, transaction
from meetings.models import (
    Answer,
    AnswerText,
    Asked,
    Attendance,
    Audit,
    Ballot,
    Box,
    Mailbox,
    Notice,
    Person,
    Sealed,
    Survey,
)
from meetings.queries.own_data import own_data
from meetings.queries.survey_results import compared, crossed, results, taken_along, together
from meetings.queries.surveys import Response, response_counts, survey, surveys
from meetings.services import surveys as services
from meetings.services.erasing import erase
from meetings.services.merging import merge
from meetings.services.optouts import stop, stop_token
from meetings.services.programmes import delete_session
from meetings.services.survey_answers import answer, turn_of
from meetings.services.survey_lists import add_list, drop_list, listed_count
from meetings.services.survey_texts import moderate
from tests.factories import KEYS, NOW, make_programme, register_somebody
from tests.surveys import (
    AWAY,
    DAY,
    HOUR,
    QUESTIONS,
    answer_all,
    attend,
    came,
    close,
    given,
    held_session,
    make_survey,
    registered,
    run,
    slots_of,
    text_of,
)

pytestmark = pytest.mark.usefixtures("database")
ACTOR = "user:1"


@pytest.fixture
def shelf(app: Flask) -> FolderShelf:
    """Give the shelf on which keys are kept."""
    return FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")


def number(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def revision(survey_id: str) -> int:
    db.session.rollback()
    return db.session.get_one(Survey, survey_id).revision


def test_ten_came_six_answered_one_pressed_twice(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 10)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer_all(survey_id, people[:6])
    with pytest.raises(AnsweredBefore):
        answer(survey_id, people[3], given(3), NOW)
    run(NOW + HOUR, shelf)
    row = survey("season", survey_id)
    assert (row.asked, row.answered) == (10, 6)
    assert results(row)[0].counted is None  # open: fewer than ten wait
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    (found,) = results(survey("season", survey_id))
    assert (found.crowd, found.asked, found.answered, found.counted) == ("came", 10, 6, 6)
    assert dict(found.tallies[0].counts) == {"yes": 3, "no": 3}
    assert sorted(one.text for one in found.texts) == [text_of(at) for at in range(6)]
    assert {one.state for one in found.texts} == {"waiting"}
    assert (number(Sealed), number(Box), shelf.names()) == (0, 0, set())
    assert response_counts("season") == (Response(survey_id, "topic", "came", 10, 6),)


def test_four_answers_are_never_read_by_anybody(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 8)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer_all(survey_id, people[:4])
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    (found,) = results(survey("season", survey_id))
    assert (found.answered, found.counted, found.tallies, found.texts) == (4, None, (), ())
    assert (number(Answer), number(AnswerText), number(Sealed), shelf.names()) == (0, 0, 0, set())


def test_while_open_batches_are_of_five_or_more_and_five_stay_behind(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 23)
    survey_id = make_survey(session)
    run(NOW, shelf)
    seen = []
    for at, person_id in enumerate(people):
        answer(survey_id, person_id, given(at), NOW)
        run(NOW, shelf)
        seen.append(number(Answer))
    assert seen == [0] * 9 + [5] * 5 + [10] * 5 + [15] * 4
    assert number(Sealed) == 8
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    assert (number(Answer), number(AnswerText)) == (23, 23)
    assert db.session.get_one(Survey, survey_id).state == "counted"


def test_two_at_once_are_one_answer(app: Flask, shelf: FolderShelf) -> None:
    session = held_session()
    (person_id,) = came(session, 1)
    survey_id = make_survey(session)
    run(NOW, shelf)
    outcomes: list[str] = []

    def press() -> None:
        with app.app_context():
            try:
                answer(survey_id, person_id, given(0), NOW)
                outcomes.append("kept")
            except AnsweredBefore:
                outcomes.append("answered before")
            db.session.remove()

    db.session.rollback()
    threads = [Thread(target=press) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["answered before"] * 3 + ["kept"]
    assert (number(Ballot), number(Sealed)) == (1, 1)


def test_a_person_in_both_times_is_asked_once(shelf: FolderShelf) -> None:
    session = held_session()
    second = slots_of(session)[1]
    (person_id,) = came(session, 1)
    attend(second.id, person_id)
    survey_id = make_survey(session)
    run(NOW, shelf)
    assert number(Attendance) == 2
    assert number(Asked) == 1
    kinds = db.session.scalars(select(Notice.occasion).where(Notice.kind == "survey")).all()
    assert kinds == ["invitation"]
    assert survey("season", survey_id).asked == 1


def test_who_came_is_who_the_report_counts(shelf: FolderShelf) -> None:
    session = held_session()
    slot = slots_of(session)[0]
    (stayed,) = came(session, 1)
    glanced = registered(session, 50)
    attend(slot.id, glanced, minutes=0)
    registered(session, 51)
    make_survey(session)
    run(NOW, shelf)
    assert db.session.scalars(select(Asked.person_id)).all() == [stayed]
    late = registered(session, 52)
    attend(slot.id, late)  # a file that says so comes later
    run(NOW + HOUR, shelf)
    assert set(db.session.scalars(select(Asked.person_id))) == {stayed, late}


def test_a_season_asks_its_crowds_apart(shelf: FolderShelf) -> None:
    programme = make_programme()
    session = held_session(programme=programme)
    people = came(session, 12)
    away = [registered(session, at) for at in range(100, 107)]
    survey_id = make_survey(programme, questions=[one.as_kept for one in (*QUESTIONS, AWAY)])
    run(NOW, shelf)
    answer_all(survey_id, people[:7])
    for person_id in away[:5]:
        answer(survey_id, person_id, given(1) | {"q-kept": ["hour"]}, NOW)
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    first, second = results(survey("season", survey_id))
    assert (first.crowd, first.asked, first.counted) == ("came", 12, 7)
    assert (second.crowd, second.asked, second.counted) == ("away", 7, 5)
    assert [one.question.key for one in first.tallies] == ["useful", "pace"]
    assert dict(second.tallies[2].counts) == {"hour": 5, "line": 0}
    assert response_counts("season") == (
        Response(survey_id, None, "came", 12, 7),
        Response(survey_id, None, "away", 7, 5),
    )


def test_a_session_asks_when_its_last_time_is_over(shelf: FolderShelf) -> None:
    session = held_session()
    came(session, 2)
    make_survey(session)
    last = slots_of(session)[1]
    end = last.starts_at + timedelta(minutes=last.minutes)
    run(end + timedelta(minutes=59), shelf)
    assert number(Asked) == 0
    run(end + HOUR, shelf)
    assert number(Asked) == 2


def test_one_reminder_goes_to_whoever_did_not_answer(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 3)
    survey_id = make_survey(session, remind_days=3)
    run(NOW, shelf)
    answer(survey_id, people[0], given(0), NOW + DAY)
    for moment in (NOW + 2 * DAY, NOW + 3 * DAY, NOW + 5 * DAY):
        run(moment, shelf)
    reminded = select(Notice.person_id).where(Notice.kind == "survey", Notice.occasion == "reminder")
    assert sorted(db.session.scalars(reminded)) == people[1:]


def test_whoever_stopped_surveys_is_not_asked(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 2)
    stop_token(people[0], "surveys", NOW, KEYS)
    stop(f"person:{people[0]}:surveys", NOW)
    make_survey(session)
    run(NOW, shelf)
    assert db.session.scalars(select(Asked.person_id)).all() == [people[1]]


def test_answers_are_refused_in_words(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 2)
    stranger = registered(session, 9)
    survey_id = make_survey(session)
    db.session.add(Asked(survey_id=survey_id, person_id=people[0], crowd="came"))
    db.session.commit()
    with pytest.raises(NotOpenYet):
        answer(survey_id, people[0], given(0), NOW)
    run(NOW, shelf)
    with pytest.raises(LinkDead):
        answer(survey_id, stranger, given(0), NOW)
    with pytest.raises(Missing):
        answer(survey_id, people[0], {"q-why": ["x"]}, NOW)
    assert (number(Ballot), number(Sealed)) == (0, 0)  # what is refused is no answer
    with pytest.raises(SurveyClosed):
        answer(survey_id, people[0], given(0), NOW + 7 * DAY)
    answer(survey_id, people[0], given(0), NOW)
    with pytest.raises(AnsweredBefore):
        answer(survey_id, people[0], {}, NOW)


def test_a_box_whose_key_is_lost_takes_no_more_answers(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 12)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer_all(survey_id, people[:5])
    for name in shelf.names():
        shelf.drop(name)
    run(NOW + HOUR, shelf)
    answer_all(survey_id, people[5:])
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    assert (number(Answer), number(Sealed)) == (7, 5)
    assert db.session.get_one(Survey, survey_id).state == "published"
    run(NOW + 8 * DAY, shelf)
    assert (number(Sealed), db.session.get_one(Survey, survey_id).state) == (0, "counted")


def test_a_key_that_was_left_behind_is_destroyed(shelf: FolderShelf) -> None:
    session = held_session()
    make_survey(session)
    shelf.put("leftbehindleftbehind", b"x" * 32)
    run(NOW, shelf)
    assert "leftbehindleftbehind" not in shelf.names()
    assert len(shelf.names()) == 1


def test_erasing_keeps_how_many_answered(app: Flask, shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 8)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer_all(survey_id, people[:6])
    data = own_data(people[0])["surveys"]
    assert data == [
        {"programme": "season", "session": "topic", "title": {"en": "How was it?"}, "answered": True}
    ]
    assert own_data(people[7])["surveys"][0]["answered"] is False
    log = app.extensions["outside"].erasures
    for person_id in (people[0], people[7]):
        erase(person_id, NOW + HOUR, "person", keys=KEYS, log=log)
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    (found,) = results(survey("season", survey_id))
    assert (found.asked, found.answered, found.counted) == (8, 6, 6)
    gone = (people[0], people[7])
    for table in (Asked, Ballot):
        assert db.session.scalar(select(func.count()).where(table.person_id.in_(gone))) == 0


@pytest.mark.parametrize("act", ["erase", "merge"])
def test_whoever_goes_waits_for_a_batch_and_stops_none(app: Flask, shelf: FolderShelf, act: str) -> None:
    session = held_session()
    first, second, third = came(session, 3)
    survey_id = make_survey(session)
    run(NOW, shelf)
    log = app.extensions["outside"].erasures
    db.session.remove()

    def go() -> None:
        with app.app_context():
            if act == "erase":
                erase(first, NOW, "person", keys=KEYS, log=log)
            else:
                merge(second, first, NOW, "user:1")

    with ThreadPoolExecutor(1) as pool:
        with transaction():
            take_turns(turn_of(survey_id))
            gone = pool.submit(go)
            wait([gone], timeout=1)
            assert not gone.done()
            db.session.add_all([Ballot(survey_id=survey_id, person_id=one) for one in (first, third)])
        gone.result()
    answered = {"erase": {third}, "merge": {second, third}}[act]
    assert set(db.session.scalars(select(Ballot.person_id))) == answered


def test_merged_people_keep_one_ballot(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 3)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer(survey_id, people[1], given(1), NOW)
    merge(people[0], people[1], NOW, ACTOR)
    with pytest.raises(AnsweredBefore):
        answer(survey_id, people[0], given(0), NOW)


def test_building_publishing_and_closing(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 2)
    survey_id = services.create("season", "topic", {"en": "How?"}, NOW, actor=ACTOR)
    with pytest.raises(Taken):
        services.create("season", "topic", {"en": "Twice"}, NOW, actor=ACTOR)
    with pytest.raises(NoQuestions):
        services.publish(survey_id, 1, NOW, actor=ACTOR)
    typed = Typed("choice", {"en": "Good?"}, {"en": ["Yes", "No"]})
    key = services.put_question(survey_id, "new", typed, 1, NOW, actor=ACTOR)
    with pytest.raises(Stale):
        services.put_question(survey_id, key, typed, 1, NOW, actor=ACTOR)
    with pytest.raises(Missing):
        services.publish(survey_id, 2, NOW, actor=ACTOR)
    values = {"title": {"en": "How?"}, "lead": {"en": "Two minutes."}, "remind_days": "3"}
    today = NOW.date()
    services.change(survey_id, values, 2, NOW, actor=ACTOR, closes_on=today - DAY)
    with pytest.raises(ClosesTooSoon):
        services.publish(survey_id, 3, NOW, actor=ACTOR)
    services.change(survey_id, values, 3, NOW, actor=ACTOR, closes_on=today + 7 * DAY)
    services.publish(survey_id, 4, NOW, actor=ACTOR)
    run(NOW, shelf)
    answer(survey_id, people[0], {f"q-{key}": [survey("season", survey_id).questions[0].choices[0].key]}, NOW)
    with pytest.raises(QuestionsFrozen):
        services.put_question(
            survey_id, key, Typed("text", {"en": "Good?"}), revision(survey_id), NOW, actor=ACTOR
        )
    with pytest.raises(QuestionsFrozen):
        services.drop_question(survey_id, key, revision(survey_id), NOW, actor=ACTOR)
    corrected = Typed("choice", {"en": "Was it good?"}, {"en": ["Yes", "No, not"], "fr": ["Oui", "Non"]})
    services.put_question(survey_id, key, corrected, revision(survey_id), NOW, actor=ACTOR)
    services.close(survey_id, revision(survey_id), NOW + HOUR, actor=ACTOR)
    with pytest.raises(NotThisMove):
        services.close(survey_id, revision(survey_id), NOW + HOUR, actor=ACTOR)
    with pytest.raises(SurveyClosed):
        answer(survey_id, people[1], {f"q-{key}": ["x"]}, NOW + HOUR)
    acts = set(db.session.scalars(select(Audit.act).where(Audit.subject == f"survey:{survey_id}")))
    assert acts == {"survey.create", "survey.change"}


def test_a_copy_keeps_the_keys_so_that_answers_are_compared(shelf: FolderShelf) -> None:
    programme = make_programme()
    sessions = [held_session(slug, programme) for slug in ("one", "two", "three")]
    first = make_survey(sessions[0])
    ids = [first] + [
        services.create("season", one.slug, {"en": "How?"}, NOW, actor=ACTOR, copied=first)
        for one in sessions[1:]
    ]
    for at, (survey_id, session) in enumerate(zip(ids, sessions, strict=True)):
        db.session.get_one(Survey, survey_id).state = "published"
        close(survey_id, NOW + 7 * DAY)
        people = came(session, 6, first=20 * at)
        run(NOW, shelf)
        answer_all(survey_id, people if at < 2 else people[:4])
        close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    rows = surveys("season", EVERYWHERE)
    found = compared(rows, rows[0].questions[0], "came")
    assert [(one.title["en"], one.tally.answered) for one in found] == [
        ("Session one", 6),
        ("Session two", 6),
    ]
    (sums,) = together(found, rows[0].questions[0]).values()
    assert (sums.count, sums.tally.answered, dict(sums.tally.counts)) == (2, 12, {"yes": 6, "no": 6})
    assert crossed(rows[0], "came", "useful", "pace") is not None
    assert crossed(rows[0], "came", "useful", "why") is None
    assert crossed(rows[2], "came", "useful", "pace") is None


def test_texts_are_read_before_others_see_them(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 12)
    survey_id = make_survey(session)
    run(NOW, shelf)
    answer_all(survey_id, people)
    run(NOW, shelf)
    (found,) = results(survey("season", survey_id))
    keys = [one.key for one in found.texts]
    assert moderate(survey_id, keys[:2], "shown", NOW, actor=ACTOR) == 2
    assert moderate(survey_id, keys[:2], "shown", NOW, actor=ACTOR) == 0
    assert moderate(survey_id, keys[2:3], "hidden", NOW, actor=ACTOR) == 1
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    (found,) = results(survey("season", survey_id))
    assert sorted(one.state for one in found.texts) == ["hidden", "shown", "shown"] + ["waiting"] * 9
    assert not {one.key for one in found.texts} & set(keys)  # laid anew with the batch
    noted = db.session.scalars(select(Audit.after).where(Audit.act == "survey.text")).all()
    assert noted == [{"state": "shown", "texts": 2}, {"state": "hidden", "texts": 1}]


def test_what_few_answered_is_not_taken_along_either(shelf: FolderShelf) -> None:
    session = held_session()
    people = came(session, 6)
    survey_id = make_survey(session)
    run(NOW, shelf)
    for at, person_id in enumerate(people):
        words = given(at)
        answer(survey_id, person_id, words if at < 4 else words | {"q-pace": []}, NOW)
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    row = survey("season", survey_id)
    (found,) = results(row)
    assert [one.answered for one in found.tallies] == [6, None]
    assert sorted(values["useful"] for _crowd, values in taken_along(row)[0]) == ["no"] * 3 + ["yes"] * 3
    assert all("pace" not in values for _crowd, values in taken_along(row)[0])


def test_a_list_is_a_crowd_of_its_own_and_can_be_taken_away(shelf: FolderShelf) -> None:
    programme = make_programme()
    session = held_session(programme=programme)
    known = registered(session, 1, name="Ada Example", email="ada@example.org")
    survey_id = make_survey(programme, state="draft", crowds=["came"])
    text = "ada@example.org\nBea Example <bea@example.org>\ncai@example.org;Cai Example;fr"
    assert add_list(survey_id, text, 1, NOW, actor=ACTOR) == 3
    assert add_list(survey_id, text, 2, NOW, actor=ACTOR) == 0
    assert listed_count(survey_id) == 3
    assert db.session.get_one(Survey, survey_id).crowds == ["came", "listed"]
    languages = dict(db.session.execute(select(Person.name, Person.language)).all())
    assert languages == {"Ada Example": "en", "Bea Example": "en", "Cai Example": "fr"}
    drop_list(survey_id, 2, NOW, actor=ACTOR)
    assert (listed_count(survey_id), number(Person), number(Mailbox)) == (0, 1, 1)
    assert db.session.scalars(select(Person.id)).all() == [known]


def test_a_survey_asks_no_draft_and_nobody_twice(shelf: FolderShelf) -> None:
    session = held_session()
    came(session, 2)
    make_survey(session, state="draft")
    run(NOW, shelf)
    assert (number(Asked), number(Box), shelf.names()) == (0, 0, set())
    register_somebody(slots_of(session)[0].id, now=slots_of(session)[0].starts_at - DAY)


def test_a_draft_takes_its_survey_along_when_it_is_deleted(shelf: FolderShelf) -> None:
    session = held_session(state="draft")
    make_survey(session)
    run(NOW, shelf)
    assert number(Box) == 1
    delete_session("season", "topic", session.revision, NOW, ACTOR)
    assert (number(Survey), number(Box)) == (0, 0)
    run(NOW, shelf)
    assert shelf.names() == set()
