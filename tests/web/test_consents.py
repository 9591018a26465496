"""Consents as people and staff meet them: asked unticked, asked again, withdrawn, listed, and inert in tables."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.codes import CONSENTS
from meetings.domain.consents import present
from meetings.extensions import db
from meetings.models import Consent, PersonConsent
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.gates.site import Site, make_site
from tests.web.test_registrations import FORM, REGISTER, join_path, me_path

NEW = present("recording")
BARE = {name: value for name, value in FORM.items() if not name.startswith("consent_")}
BOX = re.compile(r"<input[^>]*type=\"checkbox\"[^>]*>")
API = "/api/v1/registrations"


def asked(html: str) -> list[str]:
    """Give the boxes in which a page asks its person for consents; whoever else comes is asked apart."""
    return [one for one in BOX.findall(html) if 'name="consent_' in one and 'id="other-' not in one]


@pytest.fixture
def slots(app: Flask) -> list[str]:
    """Store a session held twice, whose first time is open to join."""
    with app.app_context():
        make_party()
        session = make_session(make_programme())
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=5)
        return [make_slot(session, begin + timedelta(hours=hours)).id for hours in (0, 6)]


def register(client: FlaskClient, lang: str = "en", **changes: str) -> str:
    answer = client.post(REGISTER.replace("/en/", f"/{lang}/"), data=BARE | changes)
    assert answer.status_code == 200, answer.text
    return answer.text


def stored(app: Flask) -> list[tuple[str, str, str | None]]:
    with app.app_context():
        rows = db.session.scalars(select(Consent).order_by(Consent.kind, Consent.text_version)).all()
        return [(row.kind, row.text_version, row.language) for row in rows]


def of_person(app: Flask) -> list[tuple[str, str, str | None, bool]]:
    with app.app_context():
        rows = db.session.scalars(select(PersonConsent).order_by(PersonConsent.id)).all()
        return [(row.kind, row.text_version, row.language, row.withdrawn_at is not None) for row in rows]


def age(app: Flask) -> None:
    """Let every agreement to a recording be one to the words of before."""
    with app.app_context():
        for row in db.session.scalars(select(Consent).where(Consent.kind == "recording")):
            db.session.delete(row)
            db.session.add(
                Consent(
                    registration_id=row.registration_id,
                    kind="recording",
                    text_version="2026-11",
                    language="en",
                    at=row.at - timedelta(minutes=1),
                )
            )
        db.session.commit()


@pytest.mark.usefixtures("slots")
def test_form_asks_for_three_consents_and_needs_none(app: Flask, client: FlaskClient) -> None:
    boxes = BOX.findall(client.get(REGISTER).text)
    assert [re.search(r'name="(\w+)"', one)[1] for one in boxes] == [f"consent_{kind}" for kind in CONSENTS]
    assert [re.search(r'value="([\w-]+)"', one)[1] for one in boxes] == [present(kind) for kind in CONSENTS]
    assert not [one for one in boxes if "checked" in one or "required" in one]
    register(client)
    assert (stored(app), of_person(app)) == ([], [])


@pytest.mark.usefixtures("slots")
def test_form_keeps_the_words_that_were_shown(app: Flask, client: FlaskClient) -> None:
    register(client, "fr", consent_recording="2026-11", consent_list="y", consent_news="2026-11")
    assert stored(app) == [("list", "2026-11", "fr"), ("recording", "2026-11", "fr")]
    assert of_person(app) == [("news", "2026-11", "fr", False)]


@pytest.mark.usefixtures("slots")
def test_refused_form_comes_back_ticked_where_the_words_are_the_same(client: FlaskClient) -> None:
    typed = BARE | {"name": "", "consent_recording": "2026-11", "consent_list": "2026-11"}
    boxes = BOX.findall(client.post(REGISTER, data=typed).text)
    assert [" checked" in one for one in boxes] == [False, True, False]


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("consents", [[], ["recording", "list", "news"], ["recording:2026-11", "news"]])
def test_api_takes_all_three(app: Flask, client: FlaskClient, consents: list[str]) -> None:
    person = {"name": "Ada Example", "email": "ada@example.org", "language": "ru"}
    body = {"programme": "season", "session": "topic", "person": person, "consents": consents}
    assert client.post(API, json=body).status_code == 201
    found = {kind: version for kind, version, _lang in stored(app)}
    found |= {kind: version for kind, version, _lang, _off in of_person(app)}
    wanted = dict(one.split(":") if ":" in one else (one, present(one)) for one in consents)
    assert found == wanted
    assert {one[2] for one in [*stored(app), *of_person(app)]} <= {"ru"}


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("wrong", ["all", "list:1", "\u202enews", "=1+1"])
def test_api_names_the_field_of_a_wrong_consent(app: Flask, client: FlaskClient, wrong: str) -> None:
    person = {"name": "Ada Example", "email": "ada@example.org"}
    body = {"programme": "season", "session": "topic", "person": person, "consents": ["list", wrong]}
    answer = client.post(API, json=body)
    assert (answer.status_code, answer.json["field"]) == (422, "consents")
    assert stored(app) == []


def test_entrance_asks_again_unticked_when_the_words_changed(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    path = join_path(register(client, slot=slots[0], consent_recording=NEW))
    assert asked(client.get(path).text) == []
    age(app)
    page = client.get(path).text
    (box,) = asked(page)
    assert f'value="{NEW}"' in box
    assert "checked" not in box
    assert "These words have changed since you agreed." in page
    assert client.post(path, data={"slot": slots[0]}).status_code == 303
    assert stored(app) == [("recording", "2026-11", "en")]
    for _time in range(2):
        typed = {"slot": slots[0], "consent_recording": NEW}
        assert client.post(path.replace("/en/", "/es/"), data=typed).status_code == 303
    assert stored(app) == [("recording", "2026-11", "en"), ("recording", NEW, "es")]
    assert asked(client.get(path).text) == []


def test_my_page_shows_asks_again_withdraws_and_gives(
    app: Flask, client: FlaskClient, slots: list[str]
) -> None:
    register(client, slot=slots[0], consent_recording=NEW, consent_list="2026-11")
    age(app)
    path = me_path(app)
    page = client.get(path).text
    assert "I know that the session may be recorded." in page
    assert "My name and organization may appear in a list of participants." in page
    assert page.count("Agreed on ") == 2
    boxes = asked(page)
    assert [re.search(r'name="(\w+)"', one)[1] for one in boxes] == ["consent_recording", "consent_news"]
    assert not [one for one in boxes if "checked" in one]
    done = client.post(path, data={"act": "consents", "withdraw": "list"})
    assert done.status_code == 303
    page = client.get(done.location).text
    assert "What you agreed to is kept as shown below." in page
    assert "Withdrawn on " in page
    for _time in range(2):
        typed = {"act": "consents", "consent_recording": NEW, "consent_list": "2026-11"}
        assert client.post(path.replace("/en/", "/ar/"), data=typed).status_code == 303
    assert of_person(app) == [
        ("list", "2026-11", "en", True),
        ("recording", NEW, "ar", False),
        ("list", "2026-11", "ar", False),
    ]
    assert stored(app) == [("list", "2026-11", "en"), ("recording", "2026-11", "en")]
    page = client.get(path).text
    assert page.count('<bdi lang="ar">') == 2
    assert [re.search(r'name="(\w+)"', one)[1] for one in asked(page)] == ["consent_news"]


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("wrong", [{"withdraw": "all"}, {"withdraw": "<script>"}])
def test_my_page_refuses_what_is_no_consent(app: Flask, client: FlaskClient, wrong: dict[str, str]) -> None:
    register(client)
    answer = client.post(me_path(app), data={"act": "consents"} | wrong)
    assert answer.status_code == 422
    assert "<script>" not in answer.text.replace("<script src", "")
    assert of_person(app) == []


@pytest.fixture
def site(app_sqlite: Flask) -> Site:
    """Give a site with one of everything, and a stranger's text in names."""
    site = make_site(app_sqlite, rows=3)
    client = app_sqlite.test_client()
    for number, name in enumerate(("=1+1", "Eve <script>alert(1)</script>")):
        typed = BARE | {
            "name": name,
            "organization": "@SUM(A1)",
            "email": f"stranger{number}@example.org",
            "consent_list": "2026-11",
            "consent_news": "2026-11",
        }
        assert client.post("/zh/season/topic/register", data=typed).status_code == 200
    return site


def test_desk_counts_by_kind_and_words(site: Site) -> None:
    html = site.ask("organizer", "GET", "/en/desk/season/consents").text
    rows = re.findall(
        r'<tr><th scope="row">([^<]+)</th>.*?<td>([\w-]+).*?<td class="n">(\d+)</td></tr>', html
    )
    assert rows == [
        ("Recording", NEW, "0"),
        ("Recording", "2026-11", "3"),
        ("List of participants", "2026-11", "2"),
        ("News by mail", "2026-11", "2"),
    ]
    assert "Eve &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_reader_sees_numbers_and_no_names(site: Site) -> None:
    html = site.ask("reader", "GET", "/en/desk/season/consents").text
    assert "Recording" in html
    assert "Participant 0" not in html
    assert site.ask("reader", "GET", "/en/desk/season/consents.csv").status_code == 403


def test_table_says_who_agreed_to_which_words_in_which_language(site: Site) -> None:
    answer = site.ask("officer", "GET", "/en/desk/season/consents.csv")
    text = answer.get_data().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[:4] == ["Kind", "Name", "Organization", "Session"]
    assert len(rows) == 7
    first = next(row for row in rows if row[0] == "Recording")
    assert (first[1], first[3], first[4], first[5]) == ("Participant 0", "topic", "2026-11", "French")
    assert first[7] == "Je sais que la séance peut être enregistrée."
    assert ["List of participants", "'=1+1", "'@SUM(A1)", "topic", "2026-11", "Chinese"] in [
        row[:6] for row in rows
    ]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]
