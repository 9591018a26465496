"""The pages of a list of speakers: of delegates on a phone, of the chair at the desk and by their own link."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from meetings.domain.codes import LANGUAGES
from meetings.domain.devices import proof_of
from meetings.domain.live.floor import State
from meetings.extensions import db
from meetings.models import (
    Attendance,
    FloorStatement,
    Intervention,
    Participation,
    Programme,
    Session,
    Slot,
    Statement,
)
from meetings.queries.live.floor import floor_of
from meetings.services.cop.entering import delegate_links
from meetings.services.links import rights_of
from meetings.services.live import floor
from meetings.services.live.floor_asking import Wish, ask
from meetings.services.live.floor_lists import ListGiven, set_list
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.cop_files import pdf
from tests.factories import KEYS, make_slot, make_topic, register_somebody
from tests.panels import make_panelist, panel_cookie, panel_link
from tests.web.test_desk import csrf, sign_in

CHAIR = "user:1"
EVIL = "\u202eAda <script>alert(1)</script>"


def now() -> datetime:
    return datetime.now(UTC)


def delegate(
    code: str, name: str = "Kenya", person: str = "Wanjiru Invented", **changes: Any
) -> dict[str, str]:
    """Store an accredited delegate of a State who may take the floor; gives the token of their link and its bearer."""
    programme = db.session.scalars(select(Programme)).one()
    delegation = make_delegation(programme, make_state(code, name))
    values = {"state": "accredited", "rights": "speaker", "name": person} | changes
    one = make_nominee(delegation, *segments_of(programme), **values)
    found = delegate_links([one.id], now(), KEYS)
    return {
        "token": found[one.id, "join"].text,
        "bearer": f"nomination:{one.id}",
        "delegation": delegation.id,
    }


@pytest.fixture
def hour(app_sqlite: Flask) -> dict[str, Any]:
    """Store a meeting that is held now, with an open list, and delegates of two Parties."""
    with app_sqlite.app_context():
        programme = make_conference()
        begin = now().replace(second=0, microsecond=0) - timedelta(minutes=5)
        slot = make_slot(make_meeting(segments_of(programme)[0]), begin).id
        set_list(slot, ListGiven(True, True), 0, now(), CHAIR)
        return {
            "slot": slot,
            "kenya": delegate("KE"),
            "ghana": delegate("GH", "Ghana", person=EVIL),
            "desk": f"/en/desk/cop/floor/{slot}",
        }


def page_of(hour: dict[str, Any], who: str = "kenya", lang: str = "en") -> str:
    return f"/{lang}/join/{hour[who]['token']}/floor/{hour['slot']}"


def entries(app: Flask, slot: str) -> dict[str, State]:
    with app.app_context():
        return {one.names.get("en", one.name): one.state for one in floor_of(slot).entries}


def put_on(app: Flask, hour: dict[str, Any], who: str = "kenya", kind: str = "party") -> str:
    with app.app_context():
        return ask(hour[who]["bearer"], hour["slot"], Wish(kind), now())


def press(client: FlaskClient, address: str, **fields: Any) -> Any:
    return client.post(address, data={"csrf_token": csrf(client, address)} | fields)


def turns(app: Flask, slot: str) -> int:
    with app.app_context():
        return floor_of(slot).turns


@pytest.mark.parametrize("lang", LANGUAGES)
def test_delegate_asks_sees_their_place_and_withdraws(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any], lang: str
) -> None:
    put_on(app_sqlite, hour, "ghana")
    address = page_of(hour, lang=lang)
    assert client_sqlite.get(address).status_code == 200
    done = client_sqlite.post(address, data={"act": "ask", "kind": "party"})
    assert (done.status_code, done.location) == (303, f"{address}?done=ask#done")
    assert entries(app_sqlite, hour["slot"]) == {"Ghana": State.LISTED, "Kenya": State.LISTED}
    page = client_sqlite.get(address).text
    (mine,) = re.findall(r'name="entry" value="(\w+)"><p class="acts">', page)
    client_sqlite.post(address, data={"act": "withdraw", "entry": mine})
    assert entries(app_sqlite, hour["slot"])["Kenya"] is State.WITHDRAWN


def test_place_on_the_list_is_said_in_words(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    put_on(app_sqlite, hour, "ghana")
    put_on(app_sqlite, hour)
    page = client_sqlite.get(page_of(hour)).text
    assert "You are number 2 on the list" in page
    assert "Next: <strong>Ghana</strong>" in page
    assert "Wanjiru Invented" in page
    assert "alert(1)" not in page  # the person behind another delegation is nobody's business


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ({"act": "ask", "kind": "observer"}, 422, "This kind of statement is not open to you here."),
        ({"act": "ask", "kind": "group", "behalf_of": ""}, 422, "This is needed."),
        ({"act": "ask", "kind": "group", "behalf_of": "x" * 121}, 422, "Please keep it to 120 characters."),
        ({"act": "ask", "kind": "party", "item": "nothing"}, 422, "Please choose one of the list."),
        ({"act": "ask", "kind": "party", "website": "x"}, 422, "This cannot be done."),
        ({"act": "dance"}, 422, "Please choose one of the list."),
        ({"act": "withdraw", "entry": "nobody"}, 404, "There is no such page, or it is not open to you."),
    ],
)
def test_refused_form_comes_back_as_it_was_typed(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any], typed: Any, status: int, words: str
) -> None:
    answer = client_sqlite.post(page_of(hour), data=typed)
    assert answer.status_code == status
    assert 'id="error-summary"' in answer.text
    assert words in answer.text
    if typed.get("behalf_of"):
        assert typed["behalf_of"] in answer.text
    assert entries(app_sqlite, hour["slot"]) == {}


def test_second_request_and_closed_list_are_refused(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    put_on(app_sqlite, hour)
    again = client_sqlite.post(page_of(hour), data={"act": "ask", "kind": "party"})
    assert (again.status_code, "on the list of speakers already" in again.text) == (409, True)
    with app_sqlite.app_context():
        set_list(hour["slot"], ListGiven(False, True), 1, now(), CHAIR)
    closed = client_sqlite.post(page_of(hour, "ghana"), data={"act": "ask", "kind": "party"})
    assert (closed.status_code, "The list of speakers is closed." in closed.text) == (409, True)


def test_whoever_is_not_accredited_any_more_sees_nothing_of_the_list(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    put_on(app_sqlite, hour, "ghana")
    with app_sqlite.app_context():
        db.session.execute(update(Participation).values(state="withdrawn"))
        db.session.commit()
    page = client_sqlite.get(page_of(hour))
    assert (page.status_code, "Ghana" in page.text) == (200, False)
    assert client_sqlite.post(page_of(hour), data={"act": "ask", "kind": "party"}).status_code == 403


def test_cancelled_time_and_another_slot(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    with app_sqlite.app_context():
        db.session.execute(update(Slot).values(state="cancelled"))
        db.session.commit()
    assert "This time will not be held." in client_sqlite.get(page_of(hour)).text
    assert client_sqlite.post(page_of(hour), data={"act": "ask", "kind": "party"}).status_code == 409
    assert client_sqlite.get(page_of(hour | {"slot": "elsewhere"})).status_code == 404


def cut_off(app: Flask, hour: dict[str, Any]) -> str:
    one = put_on(app, hour)
    with app.app_context():
        floor.give(hour["slot"], one, floor_of(hour["slot"]).turns, now(), CHAIR)
        floor.lose(hour["slot"], floor_of(hour["slot"]).turns, now(), CHAIR)
    return one


def test_cut_off_delegation_sees_two_buttons_and_asks_again(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    one = cut_off(app_sqlite, hour)
    page = client_sqlite.get(page_of(hour)).text
    assert "Your connection was lost" in page
    assert ">Ask again</button>" in page
    assert 'href="#send">Send our statement</a>' in page
    assert "connection was lost" not in client_sqlite.get(page_of(hour, "ghana")).text
    client_sqlite.post(page_of(hour), data={"act": "again", "entry": one})
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.LISTED}


def test_platform_tells_that_the_speaker_left(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    one = put_on(app_sqlite, hour)
    with app_sqlite.app_context():
        floor.give(hour["slot"], one, 0, now(), CHAIR)
    tag = client_sqlite.get(hour["desk"], headers={"X-Part": "floor"}).headers["ETag"]
    with app_sqlite.app_context():
        part = db.session.scalars(select(Participation).where(Participation.rights == "speaker")).first()
        assert part is not None
        row = Attendance(slot_id=hour["slot"], source="zoom", connection="c1", participation_id=part.id)
        row.joined_at, row.left_at = now() - timedelta(minutes=2), now() + timedelta(seconds=5)
        db.session.add(row)
        db.session.commit()
    again = client_sqlite.get(hour["desk"], headers={"X-Part": "floor", "If-None-Match": tag})
    assert (again.status_code, "The platform tells that they left" in again.text) == (200, True)
    page = client_sqlite.get(page_of(hour)).text
    assert ("Your connection was lost" in page, ">Ask again</button>" in page) == (True, True)
    client_sqlite.post(page_of(hour), data={"act": "again", "entry": one})
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.LISTED}


@pytest.mark.parametrize(
    "statement", [{"words": "Thank you.\r\nالسلام"}, {"file": (BytesIO(pdf()), "../statement.exe")}]
)
def test_statement_instead_gets_a_receipt_and_is_one_of_the_conference(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any], statement: dict[str, Any]
) -> None:
    one = cut_off(app_sqlite, hour)
    typed = {"act": "send", "entry": one, "language": "en"} | statement
    assert client_sqlite.post(page_of(hour), data=typed).status_code == 303
    with app_sqlite.app_context():
        row, kept = (
            db.session.scalars(select(Statement)).one(),
            db.session.scalars(select(FloorStatement)).one(),
        )
        assert (kept.statement_id, kept.digest, len(kept.digest)) == (row.id, row.digest, 64)
        assert row.delivered == "partly"
        number, digest = row.id, row.digest
    page = client_sqlite.get(page_of(hour)).text
    assert f"Receipt {number}" in page
    assert digest in page
    assert number not in client_sqlite.get(page_of(hour, "ghana")).text


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ({}, "Please write your statement, or choose one file."),
        (
            {"words": "x", "file": (BytesIO(pdf()), "a.pdf")},
            "Please write your statement, or choose one file.",
        ),
        ({"file": (BytesIO(b"<html><script>alert(1)</script>"), "a.pdf")}, "file"),
        ({"file": (BytesIO(b"MZ\x90\x00" * 40), "a.pdf")}, "file"),
    ],
)
def test_statement_of_the_wrong_kind_is_refused_and_nothing_is_lost(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any], statement: Any, words: str
) -> None:
    one = cut_off(app_sqlite, hour)
    typed = {"act": "send", "entry": one, "language": "en"} | statement
    answer = client_sqlite.post(page_of(hour), data=typed)
    assert (answer.status_code, 'id="error-summary"' in answer.text) == (422, True)
    assert words in answer.text
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.LOST}


def test_part_of_the_page_is_as_it_was_until_something_changes(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    for address in (page_of(hour), hour["desk"]):
        page = client_sqlite.get(address).text
        (tag,) = re.findall(r'data-tag="&quot;([^&]+)&quot;"', page)
        head = {"X-Part": "floor", "If-None-Match": f'"{tag}"'}
        same = client_sqlite.get(address, headers=head)
        assert (same.status_code, same.get_data()) == (304, b"")
        put_on(app_sqlite, hour, "kenya" if address == hour["desk"] else "ghana")
        new = client_sqlite.get(address, headers=head)
        assert (new.status_code, "<html" in new.text) == (200, False)
        assert new.headers["ETag"] != f'"{tag}"'


def test_desk_gives_the_floor_on_and_the_other_sees_it(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    put_on(app_sqlite, hour)
    put_on(app_sqlite, hour, "ghana")
    done = press(client_sqlite, hour["desk"], act="next", turns="0")
    assert (done.status_code, done.location) == (303, f"{hour['desk']}#floor")
    other = press(client_sqlite, hour["desk"], act="next", turns="0")
    assert other.status_code == 409
    assert "Somebody else gave the floor on a moment ago." in other.text
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.SPEAKING, "Ghana": State.LISTED}
    page = client_sqlite.get(hour["desk"]).text
    assert 'data-ends="' in page
    mine = client_sqlite.get(page_of(hour)).text
    assert "You have the floor" in mine


def test_desk_loses_and_recalls_adds_moves_limits_and_shows_old_pages_how_it_is(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    one, desk = put_on(app_sqlite, hour), hour["desk"]
    press(client_sqlite, desk, act="give", entry=one, turns="0")
    press(client_sqlite, desk, act="lost", turns="1")
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.LOST}
    press(client_sqlite, desk, act="recall", entry=one, turns="2")
    assert entries(app_sqlite, hour["slot"]) == {"Kenya": State.SPEAKING}
    press(client_sqlite, desk, act="add", kind="party", delegation=hour["ghana"]["delegation"])
    press(client_sqlite, desk, act="add", kind="panel", name=EVIL)
    page = client_sqlite.get(desk).text
    assert "<script>alert" not in page
    assert "<bdi>\u202eAda &lt;script&gt;" in page
    with app_sqlite.app_context():
        last = floor_of(hour["slot"]).waiting[-1].id
    assert press(client_sqlite, desk, act="up", entry=last, revision="1").status_code == 303
    stale = press(client_sqlite, desk, act="up", entry=last, revision="1")
    assert (stale.status_code, "Now: On the list of speakers." in stale.text) == (412, True)
    assert press(client_sqlite, desk, act="limit", entry=last, revision="2", seconds="x").status_code == 422
    assert press(client_sqlite, desk, act="limit", entry=last, revision="2", seconds="45").status_code == 303
    refused = press(client_sqlite, desk, act="add", kind="group", name="Some body", behalf_of="")
    assert (refused.status_code, 'href="#behalf_of"' in refused.text) == (422, True)
    assert 'value="Some body"' in refused.text
    assert press(client_sqlite, desk, act="done", turns="3").status_code == 303


def test_desk_closes_the_list_and_sets_the_programme_s_rules(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    desk = hour["desk"]
    assert press(client_sqlite, desk, act="list", revision="1", is_shown="y").status_code == 303
    assert press(client_sqlite, desk, act="list", revision="1", is_open="y").status_code == 412
    assert (
        press(client_sqlite, desk, act="rules", revision="0", **{"seconds-party": "240"}).status_code == 303
    )
    refused = press(client_sqlite, desk, act="rules", revision="1", **{"seconds-party": "5"})
    assert (refused.status_code, 'href="#seconds-party"' in refused.text) == (422, True)
    page = client_sqlite.get(desk).text
    assert "not verified: the organizer’s own setting" in page
    assert 'name="seconds-party" inputmode="numeric" value="240"' in page


def test_record_is_a_sheet_without_formulas(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    cut_off(app_sqlite, hour)
    press(client_sqlite, hour["desk"], act="add", kind="panel", name="=1+1")
    answer = client_sqlite.get(f"{hour['desk']}/record")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="plenary-speakers-')
    sheet = load_workbook(BytesIO(answer.get_data())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in rows] == ["Kenya", "=1+1"]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    assert (rows[0][4], rows[0][10]) == ("Connection lost", "yes")


def test_slot_of_another_programme_is_not_there(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any]
) -> None:
    sign_in(app_sqlite, client_sqlite, "organizer")
    assert client_sqlite.get(hour["desk"].replace("/cop/", "/elsewhere/")).status_code == 404


def test_moderator_keeps_the_list_of_a_webinar_and_names_come_with_the_floor(
    client_sqlite: FlaskClient, app_sqlite: Flask
) -> None:
    with app_sqlite.app_context():
        slug, (slot, _other) = make_topic(now() + timedelta(minutes=5))
        session = db.session.scalars(select(Session).where(Session.slug == slug)).one()
        programme_id = session.programme_id
        tokens = {}
        for role, name in (("moderator", "Mona Example"), ("speaker", "Sam Example")):
            one = make_panelist(session, name, email=f"{role}@example.org", role=role)
            link, token = panel_link(one, programme_id, KEYS)
            tokens[role] = (token, link.bearer)
        first, second = (register_somebody(slot, name=name) for name in ("Ada Example", "Bo Example"))
        joins = [rights_of(one.person_id, one.id, now(), KEYS).join_token for one in (first, second)]
    address = f"/en/speak/{tokens['moderator'][0]}/floor/{slot}"
    assert client_sqlite.get(address).status_code == 401
    for _token, bearer in tokens.values():
        client_sqlite.set_cookie(panel_cookie(bearer), proof_of(KEYS, bearer, 1, now()))
    assert client_sqlite.get(f"/en/speak/{tokens['speaker'][0]}/floor/{slot}").status_code == 403
    assert client_sqlite.get(address).status_code == 200
    assert client_sqlite.post(address, data={"act": "rules", "revision": "0"}).status_code == 422
    client_sqlite.post(address, data={"act": "list", "is_open": "y", "is_shown": "y", "revision": "0"})
    for token in joins:
        asked = client_sqlite.post(
            f"/en/join/{token}/floor/{slot}", data={"act": "ask", "kind": "participant"}
        )
        assert asked.status_code == 303
    with app_sqlite.app_context():
        for one in floor_of(slot).entries:
            floor.put(slot, one.id, State.LISTED, 1, now(), CHAIR)
    page = client_sqlite.get(f"/en/join/{joins[1]}/floor/{slot}").text
    assert ("Ada Example" in page, "A participant" in page) == (False, True)
    client_sqlite.post(address, data={"act": "next", "turns": "0"})
    assert "Ada Example" in client_sqlite.get(f"/en/join/{joins[1]}/floor/{slot}").text
    with app_sqlite.app_context():
        acts = db.session.scalars(select(Intervention.asked_by)).all()
        assert all(one.startswith("registration:") for one in acts)


@pytest.mark.parametrize(
    ("audience", "line"), [("public", "It is on. Speaking now: Kenya."), ("parties", "It is on.")]
)
def test_line_for_everybody_says_which_state_speaks_in_public_meetings_alone(
    client_sqlite: FlaskClient, app_sqlite: Flask, hour: dict[str, Any], audience: str, line: str
) -> None:
    put_on(app_sqlite, hour)
    with app_sqlite.app_context():
        floor.give(hour["slot"], None, floor_of(hour["slot"]).turns, now(), CHAIR)
        db.session.execute(update(Session).values(audience=audience))
        db.session.commit()
    assert client_sqlite.get(f"/en/live/{hour['slot']}/status").text == line
