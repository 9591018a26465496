"""Remarks from the survey of a session on the pages of its panellists, and their question at the desk."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Answer, AnswerText, Session, Survey
from tests.factories import NOW, make_programme
from tests.panels import make_assistant, make_panelist
from tests.surveys import held_session, make_survey
from tests.web.panel.papers import Browser, browser_of
from tests.web.test_desk import csrf, sign_in

HEADING = 'id="remarks"'
REMARK = {"key": "remark", "kind": "remark", "words": {"en": "What would you tell them?"}}
SAID = "Please <b>go on</b>."


def put_answers(session: Session, number: int, *, shown: bool = True) -> None:
    """Store a counted survey of a session with remarks; the first of them is `SAID`."""
    survey_id = make_survey(session, questions=[REMARK], state="counted")
    of = {"survey_id": survey_id, "crowd": "came"}
    for at in range(number):
        db.session.add(Answer(**of, values={}))
        text = SAID if not at else f"Remark {at}"
        state = "shown" if shown and not at else "waiting"
        db.session.add(AnswerText(**of, question="remark", text=text, state=state))
    db.session.commit()


def panels(app: Flask, number: int, *, shown: bool = True) -> tuple[Browser, Browser, Browser]:
    """Give browsers of a panellist of a session with remarks, of their assistant, and of one of another session."""
    with app.app_context():
        programme = make_programme()
        session = held_session(programme=programme)
        rosa = make_panelist(session, email="rosa@example.org")
        assistant = make_assistant(rosa, programme.id, email="sam@example.org")
        other = make_panelist(held_session("other", programme), "Omar Example", email="omar@example.org")
        put_answers(session, number, shown=shown)
        rosas, sams, omars = (browser_of(app, one, programme.id).prove() for one in (rosa, assistant, other))
        return rosas, sams, omars


def test_panellists_of_the_session_read_what_was_shown(app_sqlite: Flask) -> None:
    rosa, sam, omar = panels(app_sqlite, 5)
    for browser in (rosa, sam):
        page = browser.get("/afterwards/topic").text
        assert HEADING in page
        assert html.escape(SAID) in page
        assert "Remark 1" not in page
    assert omar.get("/afterwards/topic").status_code == 404
    assert HEADING not in omar.get("/afterwards/other").text


@pytest.mark.parametrize(("number", "shown"), [(4, True), (5, False)])
def test_under_five_or_unread_nothing_is_said(app_sqlite: Flask, number: int, shown: bool) -> None:
    rosa, _sam, _omar = panels(app_sqlite, number, shown=shown)
    page = rosa.get("/afterwards/topic")
    assert page.status_code == 200
    assert HEADING not in page.text


def test_the_question_is_added_by_one_button_and_says_who_reads_it(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        survey_id = make_survey(held_session(), state="draft")
        revision = db.session.get_one(Survey, survey_id).revision
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    path = f"/en/desk/season/surveys/{survey_id}"
    assert 'value="remarks"' in desk.get(path).text
    sent = {"csrf_token": csrf(desk, path), "revision": str(revision), "act": "remarks"}
    assert desk.post(path, data=sent).status_code == 303
    page = desk.get(path).text
    assert "Text for the panellists" in page
    assert 'value="remarks"' not in page
    assert "Those on the panel of this session are given it" in desk.get(f"{path}/preview").text
    with app_sqlite.app_context():
        kept = db.session.get_one(Survey, survey_id).questions[-1]
        assert (kept["kind"], sorted(kept["words"])) == ("remark", ["ar", "en", "es", "fr", "ru", "zh"])


def test_a_season_is_not_offered_it_and_does_not_take_it(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        survey_id = make_survey(make_programme(), state="draft")
        revision = db.session.get_one(Survey, survey_id).revision
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    path = f"/en/desk/season/surveys/{survey_id}"
    assert 'value="remarks"' not in desk.get(path).text
    form = f"{path}/question/new"
    assert 'value="remark"' not in desk.get(form).text
    sent = {"csrf_token": csrf(desk, form), "revision": str(revision), "kind": "remark", "words-en": "And?"}
    refused = desk.post(form, data=sent)
    assert refused.status_code == 422
    assert 'href="#kind"' in refused.text


def test_staff_see_which_texts_are_for_the_panel(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        session = held_session()
        put_answers(session, 5)
        survey_id = db.session.query(Survey).one().id
        assert db.session.query(Survey).one().updated_at == NOW
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    path = f"/en/desk/season/surveys/{survey_id}"
    assert "For the panellists" in desk.get(f"{path}/results").text
    assert SAID in desk.get(f"{path}/results.csv?texts=1").text
    assert SAID not in desk.get(f"{path}/results.csv").text
    assert desk.get(f"{path}/compare/remark").status_code == 404
