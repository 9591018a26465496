"""The desk does for panellists what they may do themselves, within each one's reach, and it is said who did."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings.extensions import db
from meetings.models import Assistant, Link, PanelInvitation, Panelist, PanelProposal, Person, Session, Stream
from meetings.services.panel.proposals import propose
from tests.factories import NOW, make_session, make_slot
from tests.panels import make_panelist
from tests.services.panel.world import START, Panel, make_panel, row_of
from tests.web.panel.speaker import browser_of
from tests.web.test_desk import csrf, sign_in

LIST = "/en/desk/season/panel"
TOPIC = f"{LIST}/session/topic"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def panel(app: Flask) -> Panel:
    with app.app_context():
        return make_panel(language="en")


@pytest.fixture
def desk(app: Flask, client: FlaskClient, panel: Panel) -> FlaskClient:
    return sign_in(app, client, "organizer")


def post(desk: FlaskClient, path: str, **values: Any) -> TestResponse:
    return desk.post(path, data={"csrf_token": csrf(desk, LIST)} | values)


def page_of(app: Flask, panel: Panel, person_id: int = 0) -> str:
    with app.app_context():
        return f"{LIST}/{db.session.get_one(Person, person_id or panel.rosa).public_id}"


def count(app: Flask, table: Any) -> int:
    with app.app_context():
        return db.session.query(table).count()


def test_everybody_is_listed_with_what_is_wanted_and_filters_are_addresses(
    desk: FlaskClient, panel: Panel
) -> None:
    page = desk.get(LIST).text
    assert f'href="{LIST}/letters"' in page
    for said in ("Rosa Example", "Mona Example", "Whether they come (Session topic), by"):
        assert said in page
    assert "Mona Example" not in _table(desk.get(f"{LIST}?show=silent").text)
    assert "Rosa Example" not in _table(desk.get(f"{LIST}?show=uninvited").text)
    assert "Nobody fits." in desk.get(f"{LIST}?show=declined&session=topic").text


def test_who_is_ticked_is_invited_once(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    mona = page_of(app, panel, panel.mona).rpartition("/")[2]
    assert post(desk, LIST, act="invite", person=mona).location.endswith("done=invited&count=1#done")
    assert post(desk, LIST, act="invite", person=mona).location.endswith("done=invited&count=0#done")
    assert count(app, PanelInvitation) == 2


def test_acts_on_behalf_are_done_and_said(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    here = page_of(app, panel)
    assert post(desk, here, act="answer", session="topic", answer="confirmed").status_code == 303
    sent = {"act": "release", "session": "topic", "slot": panel.slots[0], "revision": 1}
    assert post(desk, here, **sent, release="refused").status_code == 303
    with app.app_context():
        seen = row_of(panel).revision
    printed = {"act": "print", "session": "topic", "revision": seen, "function": "Chemist"}
    assert post(desk, here, **printed, organization="Institute").status_code == 303
    assert post(desk, here, **printed, organization="Ministry").status_code == 412
    assert "The secretariat, on their behalf confirmed" in desk.get(here).text
    with app.app_context():
        rosa = browser_of(app, row_of(panel), panel.programme_id).prove()
    assert "The secretariat confirmed on your behalf" in rosa.get().text


def test_links_are_shown_renewed_and_withdrawn(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    here = page_of(app, panel)
    assert "/speak/" not in desk.get(here).text
    post(desk, here, act="link")
    first = _link(desk.get(here).text)
    post(desk, here, act="renew")
    assert _link(desk.get(here).text) != first
    post(desk, here, act="withdraw")
    assert "/speak/" not in desk.get(here).text
    with app.app_context():
        assert db.session.query(Link).filter_by(purpose="speak").one().withdrawn_at == NOW


def test_assistants_are_added_with_links_of_their_own(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    here = page_of(app, panel)
    refused = post(desk, here, act="assistant", name="Sam Example", email="no")
    assert refused.status_code == 422
    assert 'value="Sam Example"' in refused.text
    post(desk, here, act="assistant", name="Sam Example", email="sam@example.org")
    with app.app_context():
        sam = db.session.query(Assistant).one().id
    post(desk, here, act="link", assistant=sam)
    assert "sam@example.org" in desk.get(here).text
    assert post(desk, here, act="link", assistant="of-another").status_code == 404
    post(desk, here, act="end_assistant", assistant=sam)
    with app.app_context():
        assert db.session.query(Assistant).one().ended_at == NOW


def test_a_panel_is_made_put_in_order_and_unmade(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    ana = {"name": "Ana <i>Example</i>", "email": "ana@example.org", "role": "speaker", "language": "fr"}
    wrong = post(desk, TOPIC, act="put", **ana, minutes="many")
    assert wrong.status_code == 422
    assert 'href="#minutes"' in wrong.text
    assert "Ana &lt;i&gt;Example" in wrong.text
    assert post(desk, TOPIC, act="put", **ana, minutes="12", invited="y").status_code == 303
    assert post(desk, TOPIC, act="put", **ana, minutes="12", invited="y").status_code == 422
    page = desk.get(TOPIC).text
    with app.app_context():
        rows = db.session.query(Panelist).order_by(Panelist.id).all()
        places = {f"place-{one.id}": str(3 - number) for number, one in enumerate(rows)}
        person = rows[2].person.public_id
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert post(desk, TOPIC, act="arrange", seen=seen, **places).status_code == 303
    with app.app_context():
        order = [one.person.name for one in db.session.query(Panelist).order_by(Panelist.position)]
    assert order == ["Ana <i>Example</i>", "Mona Example", "Rosa Example"]
    turned = {name: str(4 - int(value)) for name, value in places.items()}
    assert post(desk, TOPIC, act="arrange", seen=seen, **turned).status_code == 412
    for _time in range(2):
        assert post(desk, TOPIC, act="take_off", person=person).status_code == 303
    assert count(app, Panelist) == 2


def test_proposals_are_taken_or_left(app: Flask, desk: FlaskClient, panel: Panel) -> None:
    with app.app_context():
        ana, bob = (
            propose(panel.session_id, panel.rosa, (name, email, "", ""), NOW, actor="panel:rosa")
            for name, email in (("Ana Example", "ana@example.org"), ("Bob Example", "bob@example.org"))
        )
    assert "ana@example.org" in desk.get(LIST).text
    assert post(desk, LIST, act="decide", proposal=ana, decision="taken").status_code == 303
    assert post(desk, LIST, act="decide", proposal=bob, decision="left").status_code == 303
    assert post(desk, LIST, act="decide", proposal=bob, decision="taken").status_code == 409
    with app.app_context():
        assert {one.state for one in db.session.query(PanelProposal)} == {"taken", "left"}
    assert count(app, Panelist) == 3


def test_readers_of_figures_see_no_names_and_stewards_change_nothing(
    app: Flask, client: FlaskClient, panel: Panel
) -> None:
    here = page_of(app, panel)
    assert sign_in(app, client, "reader").get(LIST).status_code == 403
    steward = sign_in(app, app.test_client(), "steward")
    assert "Put somebody on the panel" not in steward.get(TOPIC).text
    assert "/speak/" not in steward.get(here).text
    assert steward.post(here, data={"csrf_token": csrf(steward, LIST), "act": "link"}).status_code == 403


def test_co_organizers_see_and_touch_only_their_own_sessions(
    app: Flask, client: FlaskClient, panel: Panel
) -> None:
    with app.app_context():
        programme = db.session.get_one(Session, panel.session_id).programme
        other = Stream(programme_id=programme.id, slug="other", title={"en": "Other"}, updated_at=NOW)
        db.session.add(other)
        db.session.commit()
        secret = make_session(programme, "secret", stream_id=other.id, state="draft")
        make_slot(secret, START)
        person = db.session.get_one(Person, panel.rosa)
        db.session.add(Panelist(session_id=secret.id, person_id=person.id, role="speaker", updated_at=NOW))
        make_panelist(secret, "Secret Example", email="secret@example.org")
    here = page_of(app, panel)
    co = sign_in(app, client, "organizer", programme="season", stream="science")
    for page in (co.get(LIST).text, co.get(here).text):
        assert "Session topic" in page
        assert "secret" not in page.lower()
    assert co.get(f"{LIST}/session/secret").status_code == 404
    assert post(co, here, act="answer", session="secret", answer="confirmed").status_code == 404
    assert post(co, here, act="answer", session="topic", answer="confirmed").status_code == 303
    assert post(co, here, act="link").status_code == 403  # the link opens the other panel too
    assert "Link</h2>" not in co.get(here).text


def _table(page: str) -> str:
    return page.partition('id="people"')[2].partition("</table>")[0]


def _link(page: str) -> str:
    return page.partition("/speak/")[2].partition("<")[0]
