"""Remarks that participants leave for the panellists of a session: who is shown which, and when; on both stores."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.adapters.key_shelf import FolderShelf
from meetings.domain.survey_errors import RemarksOfSession
from meetings.domain.surveys import Kind, Question, Typed
from meetings.extensions import db
from meetings.models import AnswerText, Programme, Session, Survey
from meetings.queries.survey_results import Remarks, remarks_for, results, taken_along
from meetings.queries.surveys import survey
from meetings.services import surveys
from meetings.services.survey_answers import answer
from meetings.services.survey_texts import moderate
from tests.factories import NOW, make_programme
from tests.surveys import DAY, QUESTIONS, came, close, given, held_session, make_survey, run

pytestmark = pytest.mark.usefixtures("database")
ACTOR = "user:1"
ASKED = {"en": "For the panellists: what would you tell them?"}
REMARK = Question("remark", Kind.REMARK, ASKED)


@pytest.fixture
def shelf(app: Flask) -> FolderShelf:
    """Give the shelf on which keys are kept."""
    return FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")


def counted(session: Session, writing: int, silent: int, shelf: FolderShelf) -> str:
    """Let some who came write a remark, and others answer without one; give the survey once it is counted."""
    people = came(session, writing + silent)
    survey_id = make_survey(session, questions=[one.as_kept for one in (*QUESTIONS, REMARK)])
    run(NOW, shelf)
    for at, person_id in enumerate(people):
        said = {"q-remark": f"Remark {at}"} if at < writing else {}
        answer(survey_id, person_id, given(at, **said), NOW)
    close(survey_id, NOW + DAY)
    run(NOW + DAY, shelf)
    return survey_id


def keys(survey_id: str, question: str) -> list[str]:
    of_it = (AnswerText.survey_id == survey_id, AnswerText.question == question)
    return list(db.session.scalars(select(AnswerText.key).where(*of_it).order_by(AnswerText.text)))


def test_what_was_read_and_shown_is_for_the_panel_and_nothing_else_is(shelf: FolderShelf) -> None:
    session = held_session()
    survey_id = counted(session, 6, 2, shelf)
    moderate(survey_id, keys(survey_id, "why"), "shown", NOW, actor=ACTOR)
    assert remarks_for(session.id) == ()
    found = keys(survey_id, "remark")
    assert len(found) == 6
    moderate(survey_id, found[:3], "shown", NOW, actor=ACTOR)
    moderate(survey_id, found[2:4], "hidden", NOW, actor=ACTOR)
    (remarks,) = remarks_for(session.id)
    assert remarks.question == ASKED
    assert sorted(remarks.texts) == ["Remark 0", "Remark 1"]
    other = held_session("other", db.session.get_one(Programme, session.programme_id))
    assert remarks_for(other.id) == ()


@pytest.mark.parametrize(("writing", "silent"), [(4, 4), (4, 0)])
def test_fewer_than_five_are_never_shown(shelf: FolderShelf, writing: int, silent: int) -> None:
    session = held_session()
    survey_id = counted(session, writing, silent, shelf)
    moderate(survey_id, keys(survey_id, "remark") or ["none"], "shown", NOW, actor=ACTOR)
    assert remarks_for(session.id) == ()


def test_results_and_files_hold_remarks_as_they_hold_texts(shelf: FolderShelf) -> None:
    survey_id = counted(held_session(), 5, 0, shelf)
    moderate(survey_id, keys(survey_id, "remark"), "shown", NOW, actor=ACTOR)
    row = survey("season", survey_id)
    (found,) = results(row)
    assert [one.question.key for one in found.tallies] == ["useful", "pace"]
    assert sorted(one.text for one in found.texts if one.question == "remark") == [
        f"Remark {at}" for at in range(5)
    ]
    answers, texts = taken_along(row)
    assert {key for _crowd, values in answers for key in values} == {"useful", "pace"}
    assert sorted(one.text for one in texts) == [f"Remark {at}" for at in range(5)]


def test_a_season_asks_for_no_remarks_by_whatever_way() -> None:
    session = held_session()
    model = make_survey(session, questions=[one.as_kept for one in (*QUESTIONS, REMARK)])
    season = surveys.create("season", None, {"en": "Season"}, NOW, actor=ACTOR, copied=model)
    assert [one["key"] for one in db.session.get_one(Survey, season).questions] == ["useful", "pace", "why"]
    with pytest.raises(RemarksOfSession) as caught:
        surveys.put_question(season, "new", Typed("remark", {"en": "And?"}), 1, NOW, actor=ACTOR)
    assert caught.value.field == "kind"
    programme = make_programme("next")
    held_session("again", programme)
    copied = surveys.create("next", "again", {"en": "Again"}, NOW, actor=ACTOR, copied=model)
    assert [one["kind"] for one in db.session.get_one(Survey, copied).questions][-1] == "remark"


def test_remarks_of_a_survey_that_is_drafted_anew_are_told_to_nobody(shelf: FolderShelf) -> None:
    session = held_session()
    survey_id = counted(session, 5, 0, shelf)
    moderate(survey_id, keys(survey_id, "remark"), "shown", NOW, actor=ACTOR)
    assert remarks_for(session.id) == (Remarks(ASKED, remarks_for(session.id)[0].texts),)
    db.session.get_one(Survey, survey_id).state = "draft"
    db.session.commit()
    assert remarks_for(session.id) == ()
