"""Registering for many on one page, as a person without JavaScript meets it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db
from meetings.models import Link, Person, Place, Programme, Registration, Session, Stream, Subscription
from meetings.services.subscriptions import follow
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.web.test_registrations import FORM, count, join_path, me_path

MANY = "/en/season/register"
TITLES = ("Mercury flows", "Gold mining", "Products <b>", "Effectiveness")


@pytest.fixture
def slots(app_sqlite: Flask) -> list[str]:
    """Store four sessions held twice, two and two at one time, the last of another stream; and one that was held."""
    with app_sqlite.app_context():
        make_party()
        programme = make_programme(demonstration=True)
        other = Stream(
            programme_id=programme.id,
            slug="cop",
            title={"en": "COP"},
            position=1,
            updated_at=programme.updated_at,
        )
        db.session.add(other)
        db.session.commit()
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=2)
        given = []
        for number, title in enumerate(TITLES):
            more: dict[str, Any] = {"title": {"en": title}} | ({"stream_id": other.id} if number == 3 else {})
            session = make_session(programme, f"topic-{number}", **more)
            at = begin + timedelta(days=number // 2, minutes=30 * (number % 2))
            given += [
                make_slot(session, at + timedelta(hours=h), capacity=1 if number == 2 else None).id
                for h in (0, 6)
            ]
        make_slot(make_session(programme, "held", title={"en": "Opening"}), begin - timedelta(days=4))
        make_slot(make_session(programme, "off", title={"en": "Dropped"}, state="cancelled"), begin)
        closed = make_session(
            programme, "closed", title={"en": "Closed"}, register_until=begin - timedelta(days=3)
        )
        make_slot(closed, begin)
        return given


def send(client: FlaskClient, status: int = 200, **changes: Any) -> str:
    answer = client.post(MANY, data=FORM | changes)
    assert answer.status_code == status, answer.text
    return answer.text


def ticked(html: str) -> list[str]:
    """Give what is ticked on a page, by name and value."""
    found = re.findall(r'name="(\w+)" id="[^"]+" value="([^"]*)" checked', html)
    return [f"{name}={value}" for name, value in found if not name.startswith("consent")]


def people(html: str) -> list[tuple[str, str]]:
    """Give the names on an answer, each with its code."""
    return re.findall(
        r"<li><h3><bdi>([^<]+)</bdi></h3>.*?<p class=\"code\"><bdi dir=\"ltr\">([a-z-]+)</bdi>",
        html,
        re.DOTALL,
    )


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_form_offers_all_streams_and_sessions_with_the_proposed_times(
    client_sqlite: FlaskClient, lang: str
) -> None:
    html = client_sqlite.get(f"/{lang}/season/register?zone=Africa/Nairobi").text
    names = re.findall(r'<input type="(?:checkbox|radio)" name="(all|stream|session|held_twice)"', html)
    assert names == ["all", "stream", *["session"] * 3, "stream", "session", *["held_twice"] * 3]
    assert ticked(html) == ["held_twice=best"]
    for identifier in re.findall(r' id="((?:stream|session|held)-[\w-]+|all|name|email|country)"', html):
        assert f'for="{identifier}"' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html.replace("<b></b>", "")


@pytest.mark.usefixtures("slots")
def test_address_ticks_and_shows_what_overlaps(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get(
        f"{MANY}?stream=cop&session=topic-0&session=topic-2&stream=nowhere&session=none&held_twice=earlier"
    ).text
    assert ticked(html) == ["session=topic-0", "session=topic-2", "stream=cop", "held_twice=earlier"]
    assert "“Products &lt;b&gt;” and “Effectiveness” overlap: " in html
    assert "“Mercury flows” and" not in html
    assert "overlap" not in client_sqlite.get(f"{MANY}?session=topic-0").text
    assert "Not open any more" in html
    assert re.findall(r"<li>(Opening|Dropped|Closed)<br><span[^>]*>([^<]+)", html) == [
        ("Opening", "Held"),
        ("Dropped", "Cancelled"),
        ("Closed", "This session does not take registrations now."),
    ]


@pytest.mark.usefixtures("slots")
def test_calendar_leads_to_the_form(client_sqlite: FlaskClient) -> None:
    html = client_sqlite.get("/en/season/").text
    assert re.search(r'<form action="/en/season/register">', html)
    assert re.findall(r'name="session" value="([^"]+)"', html) == [f"topic-{number}" for number in range(4)]
    assert 'href="/en/season/register?all=1"' in html
    assert 'href="/en/season/register?stream=cop"' in client_sqlite.get("/en/season/?stream=cop").text


@pytest.mark.usefixtures("slots")
def test_season_is_answered_with_one_link_and_all_times(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    html = send(client_sqlite, all="1", held_twice="earlier")
    assert "You are registered." in html
    assert len(re.findall(r'class="code"', html)) == 1
    assert join_path(html)
    assert [html.index(f">{title}<") for title in ("Mercury flows", "Gold mining", "Effectiveness")]
    assert html.count(" overlap: ") == 2
    assert "What you follow" in html
    assert "Minamata Online" in html[html.index("What you follow") :]
    assert (count(app_sqlite, Registration), count(app_sqlite, Subscription), count(app_sqlite, Link)) == (
        4,
        1,
        1,
    )
    assert send(client_sqlite, all="1", held_twice="earlier") == html
    assert count(app_sqlite, Registration) == 4


@pytest.mark.usefixtures("slots")
def test_answer_that_is_kept_holds_nobody_elses_link(app_sqlite: Flask) -> None:
    app_sqlite.config["PAGE_CACHE_SECONDS"] = 5
    from meetings.web.caching import PageCache

    app_sqlite.extensions["pages"] = PageCache(app_sqlite, app_sqlite.wsgi_app, 5)
    client = app_sqlite.test_client()
    pages = [send(client, stream="cop", name=f"Person {number}") for number in range(2)]
    assert len({join_path(page) for page in pages}) == 2
    assert not any("hole" in page for page in pages)
    assert "What you follow" not in send(client, session=["topic-0", "topic-1"])


@pytest.mark.usefixtures("slots")
def test_full_session_says_so_on_form_and_answer(client_sqlite: FlaskClient) -> None:
    send(client_sqlite, session=["topic-0", "topic-2"], held_twice="earlier")
    html = client_sqlite.get(f"{MANY}?held_twice=earlier").text
    assert html.count("full: waiting list") == 1
    html = send(client_sqlite, session=["topic-0", "topic-2"], held_twice="earlier", name="Bo Example")
    assert "Products &lt;b&gt;: waiting list. Your number in line: 1." in html
    assert "some on the waiting list" in html


@pytest.mark.usefixtures("slots")
def test_one_session_is_its_own_answer(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    html = send(client_sqlite, session="topic-1")
    assert "What you follow" not in html
    assert client_sqlite.get(join_path(html)).status_code == 200
    with app_sqlite.app_context():
        assert db.session.scalars(select(Link.bearer)).one().startswith("registration:")


@pytest.mark.usefixtures("slots")
def test_everything_typed_and_ticked_comes_back(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    rows = {"colleague_name": ["Bo <i>", "x" * 300, ""], "colleague_email": ["", "bo@example.org", "nobody"]}
    html = send(
        client_sqlite, 422, name=" \u00a0 ", stream="cop", session=["topic-0"], held_twice="later", **rows
    )
    assert '<div id="error-summary"' in html
    links = re.findall(r'<a href="#([\w-]+)"', html[html.index("error-summary") :])[:4]
    assert links == ["name", "colleague_name-2", "colleague_name-3", "colleague_email-3"]
    assert ticked(html) == ["session=topic-0", "stream=cop", "held_twice=later"]
    assert "x" * 300 in html
    assert 'value="Bo &lt;i&gt;"' in html
    assert html.count('name="colleague_name"') == html.count('name="colleague_email"') == 3
    assert html.count('aria-invalid="true"') == 4
    assert "<title>Error:" in html
    assert count(app_sqlite, Person) == 0


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "Please choose at least one session"),
        ({"session": "nowhere"}, "Please choose one of the list."),
        ({"stream": "\u202escience"}, "Please choose one of the list."),
        ({"all": "1", "held_twice": "=1+1"}, "Please choose one of the list."),
        ({"session": "held"}, "Opening: This session does not take registrations now."),
        ({"session": ["topic-0", "closed"]}, "Closed: This session does not take registrations now."),
        ({"all": "1", "name": "\u202e\u202e"}, "This is needed."),
        ({"all": "1", "name": "a\r\nBcc: b"}, "without special signs"),
        ({"all": "1", "name": "e" + "\u0301" * 220}, "200 characters"),
        ({"all": "1", "country": "XX"}, "Please choose one of the list."),
        ({"all": "1", "zone": "Mars/Base"}, "We do not know the time zone"),
        ({"all": "1", "colleague_name": "\u0301" * 120}, "Colleague 1: This is needed."),
        ({"all": "1", "colleague_email": "bo@example.org"}, "Colleague 1: This is needed."),
        (
            {"all": "1", "colleague_name": [f"Person {n}" for n in range(11)]},
            "One form takes 10 colleagues at most.",
        ),
    ],
)
def test_wrong_forms_come_back_with_a_sentence(
    app_sqlite: Flask, client_sqlite: FlaskClient, wrong: dict[str, Any], words: str
) -> None:
    html = send(client_sqlite, 422, **wrong)
    summary = html.index("error-summary")
    assert words in html[summary : html.index("<form", summary)]
    assert (count(app_sqlite, Person), count(app_sqlite, Subscription)) == (0, 0)


@pytest.mark.usefixtures("slots")
def test_filled_trap_asks_once_more(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    assert 'value="Ada Example"' in send(client_sqlite, 422, all="1", website="https://spam.example")
    assert count(app_sqlite, Person) == 0


def test_season_that_is_not_there_is_not_found(client_sqlite: FlaskClient) -> None:
    for path in ("/en/nowhere/register", "/en/<script>/register"):
        assert client_sqlite.get(path).status_code == 404
        assert client_sqlite.post(path, data=FORM).status_code == 404


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("path", [MANY, "/en/season/topic-0/register"])
def test_another_row_is_added_with_everything_kept(
    app_sqlite: Flask, client_sqlite: FlaskClient, path: str
) -> None:
    typed = FORM | {
        "name": "",
        "all": "1",
        "act": "more",
        "colleague_name": "Bo Example",
        "colleague_email": "no",
    }
    answer = client_sqlite.post(path, data=typed)
    assert answer.status_code == 200
    assert answer.text.count('name="colleague_name"') == 2
    assert 'value="Bo Example"' in answer.text
    assert 'value="ada@example.org"' in answer.text
    assert "error-summary" not in answer.text
    assert answer.text.count("autofocus") == 1
    full = client_sqlite.post(path, data=typed | {"colleague_name": ["x"] * 9}).text
    assert full.count('name="colleague_name"') == 10
    assert 'value="more"' not in full
    assert (
        client_sqlite.post(path, data=typed | {"colleague_name": ["x"] * 10}).text.count(
            'name="colleague_name"'
        )
        == 10
    )
    assert count(app_sqlite, Person) == 0


@pytest.mark.usefixtures("slots")
@pytest.mark.parametrize("path", [MANY, "/en/season/topic-0/register"])
def test_colleagues_each_get_a_link_and_code(
    app_sqlite: Flask, client_sqlite: FlaskClient, path: str
) -> None:
    rows = {
        "colleague_name": ["Bo Example", "Cy Example", "bo  EXAMPLE", "ADA example", "", "  "],
        "colleague_email": ["", "cy@example.org", "ada@example.org", "", "", ""],
    }
    answer = client_sqlite.post(path, data=FORM | rows | {"session": "topic-0"})
    assert answer.status_code == 200, answer.text
    names, codes = zip(*people(answer.text), strict=True)
    assert names == ("Ada Example", "Bo Example", "Cy Example")
    assert len(set(codes)) == 3
    assert "3 people are registered." in answer.text
    with app_sqlite.app_context():
        rows_held = db.session.execute(
            select(Person.country, Person.organization, Person.category, Person.language)
        )
        assert {tuple(row) for row in rows_held} == {("KE", "A ministry", "government", "fr")}
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 3
    again = client_sqlite.post(path, data=FORM | rows | {"session": "topic-0"})
    assert again.text == answer.text


def test_colleagues_of_one_session_get_the_time_that_was_chosen(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: list[str]
) -> None:
    client_sqlite.post(
        "/en/season/topic-0/register", data=FORM | {"slot": slots[1], "colleague_name": "Bo Example"}
    )
    with app_sqlite.app_context():
        assert db.session.scalars(select(Place.slot_id)).all() == [slots[1]] * 2
    wrong = client_sqlite.post(
        "/en/season/topic-0/register", data=FORM | {"slot": "nothing", "colleague_name": "Bo"}
    )
    assert wrong.status_code == 422
    assert 'value="Bo"' in wrong.text


@pytest.mark.usefixtures("slots")
def test_what_is_followed_is_shown_and_left(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    send(client_sqlite, stream="science", session="topic-3", held_twice="later")
    path = me_path(app_sqlite)
    page = client_sqlite.get(path).text
    assert "What I follow" in page
    assert "Of sessions that are held twice, the later one." in page
    with app_sqlite.app_context():
        subscription = db.session.scalars(select(Subscription.id)).one()
    for wrong in ("999", "", "<x>"):
        assert client_sqlite.post(path, data={"act": "leave", "subscription": wrong}).status_code == 404
    answer = client_sqlite.post(path, data={"act": "leave", "subscription": subscription})
    assert answer.status_code == 303
    page = client_sqlite.get(answer.location).text
    assert "You no longer follow it." in page
    assert "What I follow" not in page
    with app_sqlite.app_context():
        standing = select(Session.slug).join(Registration).where(Registration.ended_at.is_(None))
        assert db.session.scalars(standing).all() == ["topic-3"]
    assert client_sqlite.post(path, data={"act": "leave", "subscription": subscription}).status_code == 404


@pytest.mark.usefixtures("slots")
def test_nobody_leaves_for_another(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    send(client_sqlite, all="1")
    path = me_path(app_sqlite)
    send(client_sqlite, all="1", name="Bo Example")
    with app_sqlite.app_context():
        other = db.session.scalars(select(Subscription.id).order_by(Subscription.id.desc())).first()
    assert client_sqlite.post(path, data={"act": "leave", "subscription": other}).status_code == 404
    assert count(app_sqlite, Subscription) == 2


def test_stream_without_sessions_can_be_followed(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_party()
        make_programme()
    html = send(client_sqlite, stream="science")
    assert "You will be registered for what is added." in html
    with app_sqlite.app_context():
        programme = db.session.scalars(select(Programme)).one()
        make_slot(make_session(programme, "new"), datetime.now(UTC) + timedelta(days=1))
        db.session.scalars(select(Programme)).one().changes += 1
        db.session.commit()
        follow(datetime.now(UTC))
    assert count(app_sqlite, Registration) == 1
