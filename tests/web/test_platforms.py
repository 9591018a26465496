"""Platforms at the desk and at the entrance, without JavaScript, on both stores; platforms answer over real HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from time_machine import travel

from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.domain.platforms import Kind
from meetings.domain.platforms_errors import FAILURES
from meetings.extensions import db
from meetings.jobs import tick_platforms, tick_ways
from meetings.models import Import, PlatformAccount, PlatformMeeting, Slot
from meetings.services.registrations import register
from meetings.web.errors import SENTENCES
from meetings.web.platforms_sentences import CANNOT
from tests.conftest import make_app
from tests.factories import KEYS, NOW, make_topic, request_for, somebody
from tests.platforms.bigbluebutton import BigBlueButtonServer
from tests.platforms.serving import StandIn, running
from tests.platforms.zoom import SECRET, ZoomServer
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/platforms"
BEGIN = NOW + timedelta(days=2)


@pytest.fixture
def app(store: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application whose platforms may be on this machine."""
    one = make_app(store, tmp_path, PLATFORM_NETWORKS="127.0.0.0/8")
    yield one
    with one.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def zoom() -> Iterator[ZoomServer]:
    server = ZoomServer()
    with running(server):
        yield server


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """Give a client that signed in as an administrator."""
    return sign_in(app, app.test_client(), "administrator")


def typed(server: StandIn, **changes: str) -> dict[str, str]:
    """Give an account as somebody types it."""
    one = server.account()
    return {
        "kind": str(one.kind),
        "name": "Our account",
        "address": one.address,
        **one.settings,
        **one.keys,
    } | changes


def post(desk: FlaskClient, page: str, **values: str) -> Any:
    return desk.post(page, data={"csrf_token": csrf(desk, page)} | values)


def number(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(PlatformAccount.id)).one()


def times(app: Flask) -> list[str]:
    with app.app_context():
        return make_topic(BEGIN, platform_address=None)[1]


def held(app: Flask, desk: FlaskClient, server: StandIn) -> list[str]:
    """Hold the times of a season with an account, and let a worker make their meetings."""
    found = times(app)
    post(desk, PAGE, **typed(server))
    post(desk, "/en/desk/season/platforms", act="default", account=str(number(app)))
    with app.app_context():
        tick_platforms(app, datetime.now(UTC))
    return found


def test_an_account_is_added_tested_changed_and_taken_away(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    assert "No account yet." in desk.get(PAGE).text
    assert 'name="account_id"' in desk.get(f"{PAGE}?kind=zoom").text
    done = post(desk, PAGE, **typed(zoom))
    own = f"{PAGE}/{number(app)}"
    assert (done.status_code, done.location) == (303, f"{own}?done=add#done")
    assert post(desk, own, act="test").location == f"{own}?done=test#done"
    page = desk.get(f"{own}?done=test").text
    for words in ("The platform knows us", "Our account", zoom.url, "Kept, and never shown."):
        assert words in page
    assert SECRET not in page + desk.get(PAGE).text + desk.get("/en/desk/audit").text
    changes = typed(zoom, act="change", revision="1", name="Renamed", client_secret="")
    assert post(desk, own, **changes).location == f"{own}?done=change#done"
    assert post(desk, own, act="test").status_code == 303, "a key left empty stays"
    stale = post(desk, own, **changes | {"name": "Another"})
    assert stale.status_code == 412
    assert "Renamed" in stale.text
    assert "Another" in stale.text
    assert post(desk, own, act="remove").location == f"{PAGE}?done=remove#done"
    assert desk.get(own).status_code == 404


def test_what_is_wrong_comes_back_as_typed_but_for_the_keys(desk: FlaskClient, zoom: ZoomServer) -> None:
    refused = post(desk, PAGE, **typed(zoom, name="", address="http://zoom.example.org"))
    assert refused.status_code == 422
    assert 'id="error-summary"' in refused.text
    refused = post(desk, PAGE, **typed(zoom, address="http://zoom.example.org"))
    assert 'href="#address"' in refused.text
    assert "http://zoom.example.org" in refused.text
    assert SECRET not in refused.text
    assert post(desk, PAGE, kind="carrier pigeon").status_code == 422


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("slow", "There is nothing to do."),
        ("broken", "see whether it works for others"),
        ("nonsense", "See whether the address of its account is right"),
    ],
)
def test_a_test_that_fails_says_what_to_do(
    app: Flask, desk: FlaskClient, zoom: ZoomServer, mood: str, words: str
) -> None:
    post(desk, PAGE, **typed(zoom))
    zoom.mood = mood
    failed = post(desk, f"{PAGE}/{number(app)}", act="test")
    assert failed.status_code == 422
    assert words.lower() in failed.text.lower()
    assert words.lower() in desk.get(PAGE).text.lower()


def test_wrong_keys_and_inside_addresses_say_what_to_do(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    post(desk, PAGE, **typed(zoom, client_secret="wrong"))
    own = f"{PAGE}/{number(app)}"
    assert "type the keys of the account anew" in post(desk, own, act="test").text
    changes = typed(
        zoom, act="change", revision="1", address="https://10.0.0.1/v2", login="https://10.0.0.1/t"
    )
    refused = post(desk, own, **changes | {"client_secret": ""})
    assert refused.status_code == 422
    assert 'href="#client_secret"' in refused.text
    assert "Type this key again" in refused.text
    assert post(desk, own, **changes).status_code == 303
    assert "can open that network" in post(desk, own, act="test").text


def test_every_failure_and_every_inability_has_a_sentence(app: Flask) -> None:
    with app.test_request_context("/en/"):
        for code in FAILURES:
            said = SENTENCES[code]({"word": "x", "seconds": 120, "what": "attendance", "kind": "jitsi"})
            assert said.endswith(".")
        assert all(words().endswith(".") for words in CANNOT.values())


def test_times_are_held_and_trouble_is_seen_where_one_looks(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    zoom.mood = "broken"
    first, second = held(app, desk, zoom)
    overview = "/en/desk/season/platforms"
    page = desk.get(overview).text
    assert "In trouble: 2" in page
    assert "does not answer, or is in trouble itself" in desk.get(f"/en/desk/slot/{first}").text
    zoom.mood = ""
    for each in (first, second):
        assert post(desk, overview, act="again", slot=each).location == f"{overview}?done=again#done"
    with app.app_context():
        tick_platforms(app, datetime.now(UTC))
    page = desk.get(overview).text
    assert "In trouble" not in page
    assert page.count("The meeting stands.") == 2
    assert "start_url" not in page
    assert "zak=" not in page
    assert post(desk, overview, act="choose", slot=second, account="none").status_code == 303
    assert "No address yet." in desk.get(overview).text
    for wrong in ("99", "pigeon"):
        assert post(desk, overview, act="choose", slot=second, account=wrong).status_code == 422
        assert post(desk, overview, act="default", account=wrong).status_code == 422
    assert post(desk, overview, act="none").status_code == 422
    assert post(desk, f"{PAGE}/{number(app)}", act="remove").status_code == 422


def test_organizers_choose_among_accounts_and_see_no_more_of_them(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    held(app, desk, zoom)
    organizer = sign_in(app, app.test_client(), "organizer")
    page = organizer.get("/en/desk/season/platforms").text
    assert "Our account" in page
    assert zoom.url not in page
    assert organizer.get(PAGE).status_code == 403
    assert organizer.get(f"{PAGE}/{number(app)}").status_code == 403


def enters(app: Flask, slot: str, name: str = "Amina Otieno Example") -> Any:
    """Let somebody register and press the button at the entrance."""
    with app.app_context():
        token = register(request_for(somebody(name), slot), datetime.now(UTC), KEYS).token
    client = app.test_client()
    return lambda: client.post(f"/en/join/{token}")


def test_whoever_presses_the_button_is_led_by_their_own_way(app: Flask, desk: FlaskClient) -> None:
    server = BigBlueButtonServer()
    with running(server):
        first, _second = held(app, desk, server)
        with travel(BEGIN, tick=True):
            answer = enters(app, first)()
            assert answer.status_code == 303
            assert server.come(answer.location).name == "Amina Otieno Example"


def test_a_way_that_must_be_asked_for_comes_within_seconds(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    first, _second = held(app, desk, zoom)
    with travel(BEGIN, tick=True):
        press = enters(app, first)
        waits = press()
        assert waits.status_code == 503
        assert "Press the button again in a few seconds." in waits.text
        assert "zoom.us" not in waits.text
        with app.app_context():
            tick_ways(app, datetime.now(UTC))
        answer = press()
        assert answer.status_code == 303
        assert zoom.come(answer.location).name == "Amina Otieno Example"


def test_a_change_of_platform_changes_no_link_of_ours(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    first, _second = held(app, desk, zoom)
    other = BigBlueButtonServer()
    with running(other), travel(BEGIN - timedelta(hours=2), tick=True):
        press, desk = enters(app, first), sign_in(app, app.test_client(), "administrator")
        post(desk, PAGE, **typed(other, name="Own server"))
        with app.app_context():
            mine = db.session.scalars(
                select(PlatformAccount.id).where(PlatformAccount.kind == "bigbluebutton")
            ).one()
        post(desk, "/en/desk/season/platforms", act="choose", slot=first, account=str(mine))
        with app.app_context():
            tick_platforms(app, datetime.now(UTC))
        with travel(BEGIN, tick=True):
            assert other.come(press().location).name == "Amina Otieno Example"


def test_nothing_of_a_platform_is_on_a_public_page_feed_or_api(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    first, _second = held(app, desk, zoom)
    with app.app_context():
        slot = db.session.get_one(Slot, first)
        meeting = db.session.scalars(select(PlatformMeeting).where(PlatformMeeting.slot_id == first)).one()
        secret = (slot.platform_address, meeting.number, meeting.reference, zoom.url, "zoom")
    stranger = app.test_client()
    for path in (
        "/en/season/",
        "/en/season/topic/",
        "/calendars/season.ics",
        "/calendars/season/topic.ics",
        "/api/v1/programmes/season/sessions",
        f"/api/v1/slots/{first}",
        "/informea.svc/Meetings",
        "/en/desk/season/platforms",
    ):
        text = stranger.get(path).text
        assert not any(str(one) in text for one in secret), path


def test_the_list_of_a_platform_is_reviewed_like_any_other(
    app: Flask, desk: FlaskClient, zoom: ZoomServer
) -> None:
    first, _second = held(app, desk, zoom)
    with app.app_context():
        meeting = db.session.scalars(select(PlatformMeeting).where(PlatformMeeting.slot_id == first)).one()
        zoom.attended(str(meeting.number), ("Bo Example", "bo@example.org"))
        tick_platforms(app, BEGIN + timedelta(hours=2, minutes=5))
        file = db.session.scalars(select(Import.id)).one()
    page = desk.get(f"/en/desk/attendance/{file}").text
    assert "Bo Example" in page
    assert "waits for review" in desk.get(f"/en/desk/slot/{first}").text
    with app.app_context():
        assert db.session.scalars(select(Import.state)).one() == "preview"
        assert isinstance(app.extensions["outside"].platforms, HttpPlatforms)
        assert Kind(db.session.get_one(Slot, first).platform_kind) is Kind.ZOOM
