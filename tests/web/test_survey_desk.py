"""Building a survey at the desk, and reading what it gave; on both stores."""

import csv
import html
import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.adapters.key_shelf import FolderShelf
from meetings.extensions import db
from meetings.models import AnswerText, Asked, Audit, Programme, Survey
from meetings.services.survey_answers import answer
from tests.factories import NOW, make_programme
from tests.surveys import DAY, answer_all, came, close, given, held_session, make_survey, run
from tests.web.test_desk import csrf, sign_in

SURVEYS = "/en/desk/season/surveys"


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an organizer, where a session was held."""
    with app.app_context():
        held_session(programme=make_programme())
    return sign_in(app, client, "organizer")


def fields(client: FlaskClient, path: str, form: str) -> dict[str, str]:
    """Give what a form of a page holds, ticks left out."""
    page = client.get(path).text
    body = page[page.index(f'id="{form}"') :]
    body = body[: body.index("</form>")]
    values = {}
    for found in re.finditer(
        r'<input(?![^>]*type="checkbox")[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', body
    ):
        values[found[1]] = html.unescape(found[2])
    for found in re.finditer(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n(.*?)</textarea>', body, re.DOTALL):
        values[found[1]] = html.unescape(found[2])
    return values


def post(desk: FlaskClient, path: str, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def begun(desk: FlaskClient, **values: Any) -> str:
    """Begin a survey; give the path of its page."""
    answer = post(desk, SURVEYS, **({"session": "topic", "title-en": "How was it?"} | values))
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def asked(desk: FlaskClient, path: str, **values: Any) -> Any:
    """Write a question."""
    form = fields(desk, f"{path}/question/new", "form-question")
    return desk.post(f"{path}/question/new", data=form | values)


def test_building_from_nothing_to_published(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk)
    assert "Draft" in desk.get(SURVEYS).text
    refused = post(desk, SURVEYS, session="topic", **{"title-en": "Twice"})
    assert refused.status_code in (403, 422)
    choices = {"kind": "choice", "words-en": "Useful?", "words-ar": "مفيد؟", "choices-en": "Yes\nNo"}
    assert asked(desk, path, **choices).status_code == 303
    assert asked(desk, path, kind="text", **{"words-en": "Why?"}).status_code == 303
    page = desk.get(path).text
    assert page.index("Useful?") < page.index("Why?")
    assert 'lang="ar">العربية</span>' in page  # its choices lack Arabic
    uneven = asked(desk, path, **choices | {"choices-fr": "Oui"})
    assert uneven.status_code == 422
    assert 'href="#choices-fr"' in uneven.text
    assert "as many choices here as in the other languages: 2, not 1" in uneven.text
    form = fields(desk, path, "form-survey") | {"csrf_token": csrf(desk, path), "act": "save"}
    assert desk.post(path, data=form | {"closes_on": "2026-12-05", "remind_days": "3"}).status_code == 303
    preview = desk.get(f"{path}/preview").text
    assert "Useful?" in preview
    assert "Send my answers" not in preview
    revision = fields(desk, path, "form-survey")["revision"]
    published = post(desk, path, act="publish", revision=revision)
    assert published.headers["Location"].endswith("?done=publish#done")
    with app.app_context():
        row = db.session.scalars(select(Survey)).one()
        assert (row.state, row.remind_days, len(row.questions)) == ("published", 3, 2)
        acts = db.session.scalars(select(Audit.act).where(Audit.subject == f"survey:{row.id}")).all()
        assert acts == ["survey.create", *["survey.change"] * 4]


def test_questions_are_put_in_order_and_taken_away(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk)
    for words in ("First?", "Second?", "Third?"):
        asked(desk, path, kind="text", **{"words-en": words})
    with app.app_context():
        keys = [one["key"] for one in db.session.scalars(select(Survey)).one().questions]
    question = f"{path}/question/{keys[2]}"
    form = fields(desk, question, "form-question")
    assert desk.post(question, data=form | {"kind": "text", "position": "1"}).status_code == 303
    page = desk.get(path).text
    assert page.index("Third?") < page.index("First?") < page.index("Second?")
    revision = fields(desk, path, "form-survey")["revision"]
    assert post(desk, f"{path}/question/{keys[0]}", act="drop", revision=revision).status_code == 303
    assert "First?" not in desk.get(path).text
    assert desk.get(f"{path}/question/{keys[0]}").status_code == 404


def test_two_at_once_see_both_sides_and_choose(desk: FlaskClient) -> None:
    path = begun(desk)
    mine = fields(desk, path, "form-survey") | {"csrf_token": csrf(desk, path), "act": "save"}
    theirs = dict(mine)
    assert desk.post(path, data=theirs | {"title-en": "Theirs", "lead-en": "New lead"}).status_code == 303
    stale = desk.post(path, data=mine | {"title-en": "Mine"})
    assert stale.status_code == 412
    assert 'name="pick-title-en"' in stale.text
    for words in ("How was it?", "Theirs", "Mine"):
        assert words in stale.text
    again = mine | {"revision": re.findall(r'name="revision" value="(\d+)"', stale.text)[-1]}
    picked = {"title-en": "Mine", "pick-title-en": "now", "lead-en": "", "pick-lead-en": "now"}
    assert desk.post(path, data=again | picked).status_code == 303
    form = fields(desk, path, "form-survey")
    assert (form["title-en"], form["lead-en"]) == ("Theirs", "New lead")


def test_what_is_typed_is_kept_as_a_draft(desk: FlaskClient) -> None:
    path = begun(desk)
    kept = post(desk, path)  # no such form here; the draft goes by its own address
    assert kept.status_code in (412, 422)
    data = {"csrf_token": csrf(desk, path), "draft_of": path[4:], "draft_form": "survey", "title-en": "Half"}
    answer = desk.post("/en/desk/drafts", data=data)
    assert answer.status_code == 303
    page = desk.get(answer.headers["Location"]).text
    assert 'value="Half"' in page


def test_a_seasons_survey_asks_what_kept_people_away_and_a_list(desk: FlaskClient, app: Flask) -> None:
    path = begun(desk, session="")
    page = desk.get(path).text
    assert "What kept you away?" in page
    revision = fields(desk, path, "form-survey")["revision"]
    wrong = post(desk, path, act="list", revision=revision, addresses="ada@example.org\n=cmd")
    assert wrong.status_code == 422
    assert "The first line without one: 2." in wrong.text
    assert "=cmd</textarea>" in wrong.text
    done = post(desk, path, act="list", revision=revision, addresses="ada@example.org\nBea <b@example.org>")
    assert "count=2" in done.headers["Location"]
    assert "2 people of the list are added." in desk.get(done.headers["Location"]).text
    with app.app_context():
        assert len(db.session.scalars(select(Asked)).all()) == 2
        assert db.session.scalars(select(Survey.crowds)).one() == ["came", "away", "listed"]
    revision = fields(desk, path, "form-survey")["revision"]
    assert post(desk, path, act="unlist", revision=revision).status_code == 303


@pytest.fixture
def answered(desk: FlaskClient, app: Flask) -> str:
    """Give the path of a survey that six of ten answered, and that is counted."""
    with app.app_context():
        session = db.session.scalars(select(Programme)).one() and held_session(
            "second", db.session.scalars(select(Programme)).one()
        )
        people = came(session, 10)
        survey_id = make_survey(session)
        shelf = FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")
        run(NOW, shelf)
        answer_all(survey_id, people[:5])
        answer(survey_id, people[5], given(5, **{"q-why": "=1+1"}), NOW)
        close(survey_id, NOW)
        run(NOW, shelf)
    return f"{SURVEYS}/{survey_id}"


def test_results_show_shares_and_texts_only_after_somebody_read_them(
    desk: FlaskClient, app: Flask, answered: str
) -> None:
    page = desk.get(f"{answered}/results").text
    assert "60 %" in page
    assert '<th scope="row">Yes</th><td class="n">3</td><td class="n">50</td>' in page
    assert "Mean: 2.7" in page
    with app.app_context():
        keys = list(db.session.scalars(select(AnswerText.key)))
    settled = post(desk, f"{answered}/results", act="shown", text=keys[:4])
    assert settled.status_code == 303
    assert "4 texts are settled." in desk.get(settled.headers["Location"]).text
    assert post(desk, f"{answered}/results", act="shown").status_code == 422
    reader = sign_in(app, app.test_client(), "reader")
    with app.app_context():
        texts = dict(db.session.execute(select(AnswerText.text, AnswerText.state)).all())
    seen = html.unescape(reader.get(f"{answered}/results").text)
    assert {text for text, state in texts.items() if text in seen} == {
        text for text, state in texts.items() if state == "shown"
    }
    assert reader.post(f"{answered}/results", data={}).status_code in (400, 403)


def test_few_are_not_shown_and_open_ones_wait(desk: FlaskClient, app: Flask) -> None:
    with app.app_context():
        session = held_session("third", db.session.scalars(select(Programme)).one())
        people = came(session, 6)
        survey_id = make_survey(session)
        shelf = FolderShelf(Path(app.config["INSTANCE"]) / "survey-keys")
        run(NOW, shelf)
        answer_all(survey_id, people[:4])
        close(survey_id, NOW)
        run(NOW, shelf)
    page = desk.get(f"{SURVEYS}/{survey_id}/results").text
    assert "not shown" in page
    assert "Quuxmarker" not in page
    assert "Answers are shown from five on." in page
    rows = desk.get(f"{SURVEYS}/{survey_id}/results.csv").text
    assert rows.count("\r\n") == 1


def test_what_is_taken_along_is_inert_and_in_numbers(desk: FlaskClient, app: Flask, answered: str) -> None:
    with app.app_context():
        db.session.query(AnswerText).update({"state": "shown"})
        db.session.commit()
    answer = desk.get(f"{answered}/results.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Results", "Answers", "Texts"]
    head, *lines = list(book["Answers"].values)
    assert head == ("Who", "Was it useful?", "How was the pace?")
    assert sorted(line[2] for line in lines) == [1, 1, 2, 3, 4, 5]
    assert {line[0] for line in lines} == {"Those who came"}
    cells = {cell.value: cell.data_type for (_who, _question, cell) in book["Texts"].iter_rows(min_row=2)}
    assert cells["'=1+1"] == "s"
    assert set(cells.values()) == {"s"}
    first, second = (desk.get(f"{answered}/results.csv").get_data(as_text=True) for _time in range(2))
    told = [
        [sorted(each) for each in zip(*csv.reader(text.splitlines()[1:]), strict=True)]
        for text in (first, second)
    ]
    assert told[0] == told[1]  # each question says the same, and no line is anybody's
    assert "'=1+1" in desk.get(f"{answered}/results.csv?texts=1").text


def test_two_questions_are_crossed_without_small_cells(desk: FlaskClient, answered: str) -> None:
    page = desk.get(f"{answered}/results?crowd=came&by=useful&of=pace").text
    assert "Cells of one to four are not shown" in page
    assert (
        "Please choose two different questions"
        in desk.get(f"{answered}/results?crowd=came&by=useful&of=useful").text
    )


def test_comparing_takes_the_same_question(desk: FlaskClient, answered: str) -> None:
    page = desk.get(f"{answered}/compare/useful").text
    assert "Session second" in page
    assert "By stream" in page
    assert desk.get(f"{answered}/compare/why").status_code == 404
    assert desk.get(f"{answered}/compare/useful?crowd=away").status_code == 200


def test_words_can_be_corrected_after_answers_and_nothing_else(desk: FlaskClient, answered: str) -> None:
    path = f"{answered}/question/useful"
    form = fields(desk, path, "form-question")
    assert desk.post(path, data=form | {"kind": "text"}).status_code == 409
    good = form | {"kind": "choice", "needed": "1", "words-en": "Was it of use?"}
    assert desk.post(path, data=good).status_code == 303
    assert "Was it of use?" in desk.get(f"{answered}/results").text


def test_closing_asks_first(desk: FlaskClient, app: Flask) -> None:
    with app.app_context():
        session = held_session("fourth", db.session.scalars(select(Programme)).one())
        survey_id = make_survey(session, closes_at=NOW + 90 * DAY)
    path = f"{SURVEYS}/{survey_id}"
    assert post(desk, path, act="close", revision="1").status_code == 422
    assert post(desk, path, act="close", revision="1", sure="1").status_code == 303
    assert post(desk, path, act="close", revision="2", sure="1").status_code == 409
    assert post(desk, path, act="delete", revision="2").status_code == 409
