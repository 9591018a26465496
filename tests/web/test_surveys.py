"""Answering a survey by its link, from the mail to the thanks: once, kept on error, in words when it is over."""

import logging
import re
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.adapters.key_shelf import FolderShelf
from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.jobs import tick_surveys
from meetings.models import Ballot, Message, Person, Sealed, Survey
from meetings.services.erasing import erase
from meetings.services.links import withdraw_links
from meetings.services.optouts import stop
from tests.factories import KEYS, NOW, make_programme
from tests.gates.test_access import every_row
from tests.mail.test_outbox import World, parts
from tests.surveys import (
    AWAY,
    DAY,
    HOUR,
    MINUTE,
    QUESTIONS,
    answer_all,
    came,
    close,
    held_session,
    make_survey,
    registered,
)

GIVEN = {"q-useful": "yes", "q-pace": "4", "q-why": "Quuxmarker: more time."}


class Surveyed(World):
    """An application whose ticks run when a test says so, that of surveys too."""

    def survey(self, now: object = NOW) -> list[object]:
        """Ask whoever is to be asked, and give the mails that are new."""
        tick_surveys(self.app, now)  # type: ignore[arg-type]
        return self.tick(now)  # type: ignore[arg-type, return-value]


@pytest.fixture
def world(app: Flask, database: object) -> Surveyed:
    return Surveyed(app)


def links(mails: list[object]) -> dict[str, str]:
    """Give the path to answer of each mail, by who it is to."""
    found = {}
    for mail in mails:
        address = re.findall(r"https://meetings.example.org(/\w\w/survey/\S+)", parts(mail)[0])  # type: ignore[arg-type]
        if address:
            found[mail["To"].addresses[0].addr_spec] = address[0]  # type: ignore[index]
    return found


@pytest.fixture
def link(world: Surveyed) -> str:
    """Give the link of somebody who came to a session, as the mail brings it."""
    session = held_session()
    came(session, 10)
    make_survey(session, lead={"en": "Three questions."}, remind_days=2)
    world.tick(NOW)
    return links(world.survey())["p3@example.org"]


def number(table: type) -> int:
    db.session.rollback()
    return len(db.session.query(table).all())


def test_mail_brings_the_link_in_the_readers_language(world: Surveyed) -> None:
    session = held_session()
    registered(session, 1, language="ar")
    came(session, 1, first=2)
    survey = make_survey(session, remind_days=2)
    world.tick(NOW)
    (mail,) = world.survey()
    assert mail["To"].addresses[0].addr_spec == "p2@example.org"  # type: ignore[index]
    assert mail["Subject"] == "A few questions: Session topic"  # type: ignore[index]
    text, page, calendar = parts(mail)  # type: ignore[arg-type]
    assert "Your answer is anonymous" in text
    assert "until Tue 1 December, 11:59 Nairobi" in text
    assert mail["List-Unsubscribe"]  # type: ignore[index]
    assert calendar == ""
    assert links([mail])["p2@example.org"] in page
    assert world.survey(NOW + DAY) == []
    (again,) = world.survey(NOW + 2 * DAY)
    assert again["Subject"] == "Once more, a few questions: Session topic"  # type: ignore[index]
    assert world.survey(NOW + 4 * DAY) == []
    assert db.session.get_one(Survey, survey).revision == 1


def test_get_changes_nothing_and_post_answers_once(link: str, app: Flask, client: FlaskClient) -> None:
    before = every_row(app)
    page = client.get(link)
    assert client.head(link).status_code == 200
    assert every_row(app) == before
    assert page.status_code == 200
    assert "Three questions." in page.text
    assert "one person who came to the session" in page.text
    assert "Person 3" not in page.text
    assert "p3@example.org" not in page.text
    answer = client.post(link, data=GIVEN)
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "Thank you: this link was answered." in client.get(link).text
    again = client.post(link, data=GIVEN | {"q-useful": "no"})
    assert again.status_code == 409
    assert "Thank you: this link was answered." in again.text
    assert "Quuxmarker" not in again.text
    assert (number(Ballot), number(Sealed)) == (1, 1)


def test_what_is_refused_comes_back_as_it_was_typed(link: str, client: FlaskClient) -> None:
    answer = client.post(link, data={"q-pace": "4", "q-why": "<b>x" + "y" * 1000})
    assert answer.status_code == 422
    assert 'href="#q-useful-0"' in answer.text
    assert 'href="#q-why"' in answer.text
    assert re.search(r'value="4" checked', answer.text)
    assert "&lt;b&gt;xyyy" in answer.text
    assert number(Ballot) == 0
    assert client.post(link, data={"website": "x"} | GIVEN).status_code == 422
    assert client.post(link, data={"made": "x"} | GIVEN).status_code == 422
    assert client.post(link, data={}).status_code == 422  # as a mail gateway presses
    assert number(Ballot) == 0


def test_over_withdrawn_and_unknown_links_say_so(link: str, world: Surveyed, client: FlaskClient) -> None:
    survey = db.session.scalars(select(Survey.id)).one()
    close(survey, NOW + DAY)
    with time_machine.travel(NOW + DAY + HOUR):
        page = client.get(link)
        assert (page.status_code, "This survey is over." in page.text) == (200, True)
        answer = client.post(link, data=GIVEN)
        assert (answer.status_code, "This survey is over." in answer.text) == (410, True)
    person = db.session.scalars(select(Person).where(Person.name == "Person 3")).one()
    withdraw_links(f"person:{person.id}:{survey}", NOW)
    db.session.commit()
    for path in (link, link[:-1], "/en/survey/nothing"):
        assert client.get(path).status_code == 404
        assert client.post(path, data=GIVEN).status_code == 404
    assert number(Ballot) == 0


def test_erased_before_answering_the_link_is_dead(link: str, app: Flask, client: FlaskClient) -> None:
    person = db.session.scalars(select(Person.id).where(Person.name == "Person 3")).one()
    erase(person, NOW, "person", keys=KEYS, log=app.extensions["outside"].erasures)
    assert client.get(link).status_code == 404


def test_whoever_answered_or_stopped_meanwhile_is_not_mailed(world: Surveyed) -> None:
    session = held_session()
    people = came(session, 3)
    survey = make_survey(session, remind_days=2)
    world.tick(NOW)
    assert len(world.survey()) == 3
    tick_surveys(world.app, NOW + 2 * DAY)  # reminders are due for all three
    answer_all(survey, people[:1], NOW + 2 * DAY)
    stop(f"person:{people[1]}:surveys", NOW + 2 * DAY)
    (mail,) = world.tick(NOW + 2 * DAY + MINUTE)
    assert mail["To"].addresses[0].addr_spec == "p2@example.org"
    states = db.session.scalars(select(Message.state).where(Message.subject.is_(None))).all()
    assert states == ["withdrawn"] * 2


def test_a_crowd_sees_its_own_questions(world: Surveyed, client: FlaskClient) -> None:
    programme = make_programme()
    session = held_session(programme=programme)
    came(session, 1)
    registered(session, 40)
    make_survey(programme, questions=[one.as_kept for one in (*QUESTIONS, AWAY)])
    world.tick(NOW)
    found = links(world.survey())
    assert "What kept you away?" not in client.get(found["p0@example.org"]).text
    page = client.get(found["p40@example.org"]).text
    assert "What kept you away?" in page
    assert "one person who had registered and was not there" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_is_in_six_languages(link: str, client: FlaskClient, lang: str) -> None:
    page = client.get(link.replace("/en/", f"/{lang}/")).text
    assert f'lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"' in page


def test_nothing_that_was_answered_is_logged_or_left_in_the_instance(
    link: str, app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(link, data=GIVEN | {"q-useful": "wrong"})
        client.post(link, data=GIVEN)
        client.post(link, data=GIVEN)
    assert "Quuxmarker" not in caplog.text
    db.session.remove()
    for file in Path(app.config["INSTANCE"]).rglob("*"):
        assert not file.is_file() or b"Quuxmarker" not in file.read_bytes(), file
    assert isinstance(app.extensions["outside"].shelf, FolderShelf)
