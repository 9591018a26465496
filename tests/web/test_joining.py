"""The entrance, as a person without JavaScript meets it, and a program that presses what it finds."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.codes import LANGUAGES
from meetings.extensions import db, transaction
from meetings.models import Attendance, Consent, Link, Material, Person, Place, Programme, Registration, Slot
from meetings.services.links import give_link, link_code, link_token, renew_link, withdraw_links
from meetings.services.registrations import Registered, cancel, register
from tests.conftest import make_app
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot, request_for, somebody

PLATFORM = "https://platform.example.org/room"
EVIL = "\u202eAda <script>alert(1)</script>"
OTHER = {"act": "other", "name": "Ana Example", "country": "KE", "category": "government", "email": ""}
PHONE = {
    "kind": "phone",
    "label": "Geneva",
    "address": "+41 22 555 01 00, 123#",
    "language": "fr",
    "note": "",
}


class Forms(HTMLParser):
    """The forms of a page in their order, with what a program that presses their first button would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.first: dict[str, Any] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, fields and buttons."""
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                {"method": values.get("method", "get"), "action": values.get("action"), "data": {}}
            )
        if tag == "input" and values.get("type") != "checkbox":
            self.forms[-1]["data"][values["name"]] = values.get("value", "")
        if tag == "button" and self.first is None:
            self.first = self.forms[-1]
            if "name" in values:
                self.first["data"][values["name"]] = values.get("value", "")

    @property
    def enter(self) -> dict[str, Any]:
        """What the button sends by which one joins."""
        fields: dict[str, Any] = next(one["data"] for one in self.forms if "slot" in one["data"])
        return fields | {"act": "enter"}


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    """Store a session that can be entered now."""
    with app_sqlite.app_context():
        make_party()
        return store_open()


def store_open(slug: str = "topic", minutes: int = 10, **changes: Any) -> str:
    programme = db.session.scalar(select(Programme)) or make_programme(contact="office@example.org")
    begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    return make_slot(make_session(programme, slug), begin, **changes).id


def register_for(app: Flask, slot: str, slug: str = "topic", **person: str) -> Registered:
    with app.app_context():
        return register(request_for(somebody(**person), slot, session=slug), datetime.now(UTC), KEYS)


def rows(app: Flask) -> list[tuple[str | None, str, int]]:
    with app.app_context():
        found = db.session.execute(
            select(Attendance.name, Attendance.source, Attendance.people).order_by(Attendance.id)
        )
        return [(one[0], one[1], one[2]) for one in found]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_code_typed_leads_in(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, lang: str) -> None:
    done = register_for(app_sqlite, slot)
    page = client_sqlite.get(f"/{lang}/join").text
    (form,) = Forms(page).forms
    assert (form["method"], list(form["data"])) == ("post", ["code"])
    answer = client_sqlite.post(f"/{lang}/join", data={"code": done.code.upper().replace("-", " ")})
    assert (answer.status_code, answer.location) == (303, f"/{lang}/join/{done.token}")
    door = client_sqlite.get(answer.location)
    entered = client_sqlite.post(answer.location, data=Forms(door.text).enter)
    assert (entered.status_code, entered.location) == (303, PLATFORM)
    assert len(rows(app_sqlite)) == 1


def test_pasted_link_leads_in_and_a_dead_one_comes_back(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot)
    pasted = f"<HTTPS://meetings.example.org/en/join/{done.token}?zone=Africa/Nairobi>."
    assert client_sqlite.post("/en/join", data={"code": pasted}).location == f"/en/join/{done.token}"
    with app_sqlite.app_context(), transaction():
        withdraw_links(f"registration:{done.id}", datetime.now(UTC))
    answer = client_sqlite.post("/en/join", data={"code": pasted})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text


@pytest.fixture
def limited(store_sqlite: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that counts failed tries."""
    app = make_app(store_sqlite, tmp_path, RATELIMIT_ENABLED=True)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_only_failed_codes_are_counted_and_right_ones_lead_in(limited: Flask) -> None:
    with limited.app_context():
        slot = store_open()
    done, client = register_for(limited, slot), limited.test_client()
    right = {"code": done.code}
    for _time in range(70):
        assert client.post("/en/join", data=right).status_code == 303
    for number in range(60):
        assert client.post("/en/join", data={"code": f"wrong {number}"}).status_code == 422
    refused = client.post("/en/join", data={"code": "wrong again"})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert re.search(r"Try again in \d+ minutes?\. Links from our mails and pages work", refused.text)
    assert 'value="wrong again"' in refused.text
    assert client.post("/en/join", data=right).status_code == 303
    link = f"https://meetings.example.org/en/join/{done.token}"
    assert client.post("/en/join", data={"code": link}).status_code == 303
    assert client.post("/en/join", data={"code": link[:-1]}).status_code == 429
    assert client.get(f"/en/join/{done.token}").status_code == 200
    assert client.post(f"/en/join/{done.token}").status_code == 303
    neighbour = {"REMOTE_ADDR": "192.0.2.7"}
    other = client.post("/en/join", data={"code": "wrong"}, environ_overrides=neighbour)
    assert other.status_code == 422


def test_a_thousand_wrong_codes_rest_codes_and_no_links(limited: Flask) -> None:
    with limited.app_context():
        slot = store_open()
    done, client = register_for(limited, slot), limited.test_client()
    for number in range(1001):
        client.post("/en/join", data={"code": f"wrong {number}"})
    assert client.post("/en/join", data={"code": done.code}).status_code == 429
    assert client.post("/en/join", data={"code": f"/join/{done.token}"}).status_code == 303


def test_withdrawn_code_answers_like_one_that_never_was(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    withdrawn, renewed = (register_for(app_sqlite, slot) for _one in range(2))
    with app_sqlite.app_context(), transaction():
        withdraw_links(f"registration:{withdrawn.id}", datetime.now(UTC))
        renew_link("join", f"registration:{renewed.id}", datetime.now(UTC), KEYS)
    answers = [
        client_sqlite.post("/en/join", data={"code": code})
        for code in (withdrawn.code, renewed.code, "bafu-miko-sera")
    ]
    assert {one.status_code for one in answers} == {422}
    assert len({len(one.data) for one in answers}) == 1


def test_codes_of_links_made_before_still_lead_in(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot)
    with app_sqlite.app_context():
        link = db.session.scalars(select(Link).where(Link.bearer == f"registration:{done.id}")).one()
        link.id = "abcdefghjkmn"
        link.code_key = KEYS.code_key(KEYS.code(link.id, 1))
        db.session.commit()
    answer = client_sqlite.post("/en/join", data={"code": "guta jovu pite"})
    assert answer.status_code == 303
    assert client_sqlite.get(answer.location).status_code == 200


def test_program_that_presses_the_first_button_enters_nobody(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot)
    page = Forms(client_sqlite.get(f"/en/join/{done.token}").text)
    assert page.first is not None
    address = page.first["action"] or f"/en/join/{done.token}"
    answer = client_sqlite.open(
        address,
        method=page.first["method"].upper(),
        **{"data" if page.first["method"] == "post" else "query_string": page.first["data"]},
    )
    assert answer.status_code in (200, 302, 303)
    for made_up in ({"act": "none"}, {"act": ""}, {"act": "enter"}, {"act": "other"}, {"act": "room"}):
        assert client_sqlite.post(f"/en/join/{done.token}", data=made_up).status_code in (303, 422)
    assert rows(app_sqlite) == []
    assert client_sqlite.post(f"/en/join/{done.token}").location == PLATFORM
    assert (
        client_sqlite.post(f"/en/join/{done.token}", data={"act": "enter", "slot": slot}).location == PLATFORM
    )
    assert len(rows(app_sqlite)) == 1


def test_page_says_for_whom_it_is_and_what_a_stranger_wrote_stays_inert(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot, name=EVIL)
    page = client_sqlite.get(f"/en/join/{done.token}").text
    inert = "<strong><bdi>\u202eAda &lt;script&gt;alert(1)&lt;/script&gt;</bdi></strong>"
    assert f"This link is for {inert}." in page
    assert "<script>alert" not in page
    assert "platform.example.org" not in page


def test_recording_is_asked_once(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> None:
    done = register_for(app_sqlite, slot)
    path = f"/en/join/{done.token}"
    assert 'id="consent_recording"' in client_sqlite.get(path).text
    client_sqlite.post(path, data={"act": "enter", "slot": slot, "consent_recording": "y"})
    with app_sqlite.app_context():
        assert db.session.scalars(select(Consent.registration_id)).all() == [done.id]
    assert 'id="consent_recording"' not in client_sqlite.get(path).text


def test_somebody_else_registers_on_the_page_and_gets_a_link(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot)
    answer = client_sqlite.post(f"/fr/join/{done.token}", data=OTHER | {"slot": slot, "name": EVIL})
    assert answer.status_code == 200
    assert f'href="{PLATFORM}"' in answer.text
    assert "<script>alert" not in answer.text
    own = re.search(r"https://meetings.example.org(/fr/join/[\w-]+)\"", answer.text)
    code = re.search(r'class="code"><bdi dir="ltr">([a-z-]+)<', answer.text)
    assert own is not None
    assert code is not None
    assert own[1] != f"/fr/join/{done.token}"
    assert client_sqlite.post("/fr/join", data={"code": code[1]}).location == own[1]
    assert client_sqlite.get(own[1]).status_code == 200
    assert rows(app_sqlite) == [(EVIL, "door", 1)]
    with app_sqlite.app_context():
        person = db.session.scalars(select(Person).where(Person.name == EVIL)).one()
        assert (person.language, person.zone) == ("fr", "Africa/Nairobi")


def test_refused_somebody_comes_back_filled_in(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    done = register_for(app_sqlite, slot)
    wrong = OTHER | {"slot": slot, "name": "", "email": "no<where", "country": "XX"}
    answer = client_sqlite.post(f"/en/join/{done.token}", data=wrong)
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    for field in ("name", "email", "country"):
        assert f'href="#{field}"' in answer.text
    assert 'value="no&lt;where"' in answer.text
    assert '<option selected value="government">' in answer.text
    assert re.search(r"<details open><summary>I am someone else", answer.text)
    robot = client_sqlite.post(f"/en/join/{done.token}", data=OTHER | {"slot": slot, "website": "x"})
    assert robot.status_code == 422
    assert rows(app_sqlite) == []


def test_somebody_else_in_a_full_session_waits(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_party()
        slot = store_open(capacity=1)
    done = register_for(app_sqlite, slot)
    answer = client_sqlite.post(f"/en/join/{done.token}", data=OTHER | {"slot": slot})
    assert answer.status_code == 200
    assert "You are on the waiting list." in answer.text
    assert "platform.example.org" not in answer.text
    assert rows(app_sqlite) == []
    with app_sqlite.app_context():
        assert db.session.scalars(select(Place.state).order_by(Place.id)).all() == ["confirmed", "waiting"]


def test_room_is_noted_and_leads_on(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> None:
    done = register_for(app_sqlite, slot, name="Ada Example")
    path = f"/en/join/{done.token}"
    room = {"act": "room", "slot": slot, "names": "Bela\r\n<script>\r\n", "number": "12"}
    answer = client_sqlite.post(path, data=room)
    assert (answer.status_code, answer.location) == (303, PLATFORM)
    assert rows(app_sqlite) == [
        ("Ada Example", "door", 1),
        ("Bela", "room", 1),
        ("<script>", "room", 1),
        (None, "room", 12),
    ]
    page = client_sqlite.get(path).text
    assert "By name: 2. Without names: 12." in page
    assert "Bela" not in page
    client_sqlite.post(path, data=room | {"names": "", "number": "3"})
    assert rows(app_sqlite)[-1] == (None, "room", 3)
    assert len(rows(app_sqlite)) == 4


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"names": "", "number": ""}, "names"),
        ({"names": "x" * 300, "number": "4"}, "names"),
        ({"names": "Ada\n" * 10_000}, "names"),
        ({"names": "Bela", "number": "0"}, "number"),
        ({"number": "-1"}, "number"),
        ({"number": "1e9"}, "number"),
        ({"number": "<script>"}, "number"),
    ],
)
def test_refused_room_comes_back(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str, typed: dict[str, str], field: str
) -> None:
    done = register_for(app_sqlite, slot)
    answer = client_sqlite.post(f"/en/join/{done.token}", data={"act": "room", "slot": slot} | typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert typed.get("names", "").strip()[:500] in answer.text
    assert "<script>" not in answer.text.replace("<script src", "")
    assert re.search(r"<details open><summary>We are several", answer.text)
    assert rows(app_sqlite) == []


def test_what_ended_between_page_and_press_is_said(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    ended, withdrawn, off = (register_for(app_sqlite, slot) for _one in range(3))
    with app_sqlite.app_context():
        cancel(ended.id, datetime.now(UTC), "person")
        with transaction():
            withdraw_links(f"registration:{withdrawn.id}", datetime.now(UTC))
    for act in ({"act": "enter"}, OTHER, {"act": "room", "number": "3"}):
        cancelled = client_sqlite.post(f"/en/join/{ended.token}", data=act | {"slot": slot})
        assert cancelled.status_code == 422
        assert "This registration was cancelled" in cancelled.text
        assert client_sqlite.post(f"/en/join/{withdrawn.token}", data=act | {"slot": slot}).status_code == 404
    with app_sqlite.app_context():
        db.session.get_one(Slot, slot).state = "cancelled"
        db.session.commit()
    for act in ({"act": "enter"}, OTHER, {"act": "room", "number": "3"}):
        answer = client_sqlite.post(f"/en/join/{off.token}", data=act | {"slot": slot})
        assert answer.status_code == 409
        assert "This time will not be held." in answer.text
        assert "Join now" not in answer.text
    assert rows(app_sqlite) == []


def store_season(app: Flask, *minutes: int) -> tuple[str, list[str]]:
    """Register one person for sessions that begin in so many minutes; gives path of their link and the slots."""
    with app.app_context():
        make_party()
        slots = [store_open(f"topic-{at}", one) for at, one in enumerate(minutes)]
        ada, now = somebody("Ada Example"), datetime.now(UTC)
        held = [register(request_for(ada, session=f"topic-{at}"), now, KEYS) for at in range(len(minutes))]
        programme = db.session.scalars(select(Programme.id)).one()
        with transaction():
            link = give_link("join", f"season:{held[0].person_id}:{programme}", now, KEYS)
            token, code = link_token(link, KEYS), link_code(link, KEYS)
        assert app.test_client().post("/en/join", data={"code": code}).location == f"/en/join/{token}"
        return f"/en/join/{token}", slots


def test_season_link_shows_the_next_and_enters_the_open_one(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    path, slots = store_season(app_sqlite, 4000, 300)
    page = client_sqlite.get(path).text
    assert "<h1>Session topic-1" in page.replace('<span lang="en" dir="ltr">', "")
    assert "You can join from" in page
    with app_sqlite.app_context():
        row = db.session.get_one(Slot, slots[0])
        row.starts_at = datetime.now(UTC)
        db.session.commit()
    assert "Session topic-0" in client_sqlite.get(path).text
    assert client_sqlite.post(path).location == PLATFORM
    with app_sqlite.app_context():
        assert db.session.scalars(select(Attendance.slot_id)).all() == [slots[0]]


def test_season_link_with_a_clash_lists_each_with_its_button(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    path, slots = store_season(app_sqlite, 10, 5, 3000)
    page = client_sqlite.get(path).text
    assert "Several of your sessions are open now." in page
    forms = Forms(page)
    assert [one["data"]["slot"] for one in forms.forms if "slot" in one["data"]] == [slots[1], slots[0]]
    assert forms.first == forms.forms[0]
    assert "slot" not in forms.forms[0]["data"]
    refused = client_sqlite.post(path)
    assert refused.status_code == 409
    assert 'id="error-summary"' in refused.text
    assert rows(app_sqlite) == []
    assert client_sqlite.post(path, data={"act": "enter", "slot": slots[0]}).location == PLATFORM
    one = client_sqlite.get(f"{path}?slot={slots[0]}").text
    assert "We are several in this room" in one
    answer = client_sqlite.post(path, data=OTHER | {"slot": slots[1]})
    assert answer.status_code == 200
    with app_sqlite.app_context():
        held = select(Registration.source, Attendance.slot_id).join(
            Attendance, Attendance.registration_id == Registration.id
        )
        assert [tuple(row) for row in db.session.execute(held.order_by(Attendance.id))] == [
            ("form", slots[0]),
            ("door", slots[1]),
        ]


def test_when_the_video_fails_other_ways_are_shown_once_open(
    app_sqlite: Flask, client_sqlite: FlaskClient
) -> None:
    with app_sqlite.app_context():
        early, now = store_open("early", 300, channels=[PHONE]), store_open("topic", channels=[PHONE])
        session_id = db.session.get_one(Slot, now).session_id
        made = {"language": "en", "address": "https://example.org/s", "updated_at": datetime.now(UTC)}
        db.session.add(Material(session_id=session_id, title={"en": "Slides"}, bytes=2_100_000, **made))
        db.session.commit()
    before, opened = register_for(app_sqlite, early, "early"), register_for(app_sqlite, now)
    closed = client_sqlite.get(f"/en/join/{before.token}").text
    assert "555 01 00" not in closed
    assert "Test sound and line before" in closed
    page = client_sqlite.get(f"/en/join/{opened.token}").text
    assert 'href="tel:+41225550100,,123%23"' in page
    assert (
        '<bdi dir="ltr">+41 22 555 01 00</bdi></a> · French · Code <bdi dir="ltr"><strong>123#</strong>'
        in page
    )
    assert "2.1 MB" in page
    assert "mailto:office@example.org" in page
    for public in ("/en/season/topic/", "/calendars/season.ics", f"/api/v1/slots/{now}"):
        shown = client_sqlite.get(public).text
        assert "555 01 00" not in shown
        assert "5550100" not in shown
