"""The list of participants as an officer, a focal point and a reader meet it, on both stores."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.lists import ListKind, mark_of
from meetings.domain.devices import proof_of
from meetings.extensions import db
from meetings.models import ChangeRequest, Delegation, ListCopy, ListSeen, ListSetting, Nomination
from meetings.queries.cop.lists import gather, listing_of
from meetings.services.cop.lists import SettingGiven, publish, set_listing
from meetings.services.links import give_link, link_token
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_focal_point,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW
from tests.formats.docx_reader import read_docx
from tests.web.test_desk import csrf, sign_in

DESK = "/en/desk/cop/list/1"
SYMBOL = "UNEP/MC/COP.7/INF/27"
PUBLIC = "/en/cop/participants"
DAY = timedelta(days=1)


@pytest.fixture
def tokens(app: Flask, client: FlaskClient) -> dict[str, str]:
    """Give the links of two focal points whose delegations have accredited people."""
    with app.app_context():
        programme = make_conference()
        first = segments_of(programme)[0]
        facts: dict[str, Any] = {"state": "accredited", "lists": ["name"], "function": "Director"}
        kenya = make_delegation(programme, make_state())
        body = make_delegation(programme, make_body())
        make_nominee(kenya, first, name="Amina Example", role="head", **facts)
        make_nominee(kenya, first, name="BRIAN EXAMPLE", **facts | {"function": None})
        observer = make_nominee(body, first, name="Cara <script>", role="representative", **facts)
        token = link_token(give_link("me", f"person:{observer.person_id}", NOW, KEYS), KEYS)
        db.session.commit()
        return {"kenya": _proved(client, kenya), "body": _proved(client, body), "cara": token}


def _proved(client: FlaskClient, delegation: Delegation) -> str:
    """Give the link of a focal point who proved the client's device."""
    point, token = make_focal_point(delegation)
    client.set_cookie(f"device_{point.id}", proof_of(KEYS, point.id, 1, NOW))
    return token


@pytest.fixture
def desk(app: Flask, client: FlaskClient, tokens: dict[str, str]) -> FlaskClient:
    """Give a client that signed in as an accreditation officer."""
    assert tokens
    return sign_in(app, client, "officer")


def post(desk: FlaskClient, path: str = DESK, **values: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | values)


def setting(**values: Any) -> dict[str, Any]:
    day = (NOW + 5 * DAY).date().isoformat()
    return {
        "act": "setting", "symbol": SYMBOL, "audience": "participants", "corrections_until": day, "revision": 0,
    } | values  # fmt: skip


def published(app: Flask, audience: str = "participants", until: datetime = NOW + 5 * DAY) -> None:
    with app.app_context():
        set_listing("cop", "1", SettingGiven(SYMBOL, audience, until, {}, False, ()), 0, NOW, "test")
        made = gather(listing_of("cop", "1")).participants(ListKind.PROVISIONAL)
        publish("cop", "1", ListKind.PROVISIONAL, mark_of(made), NOW, "test")


def mark(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_officer_sets_looks_and_publishes(app: Flask, desk: FlaskClient) -> None:
    assert post(desk, **setting()).status_code == 303
    page = desk.get(DESK).text
    for words in (
        "Participants: 3; of these not named: 0.",
        "No function",
        "BRIAN EXAMPLE",
        "Name all in capitals",
    ):
        assert words in page
    assert "No list is published yet." in page
    answer = post(desk, act="publish", kind="provisional", mark=mark(page))
    assert (answer.status_code, answer.location.endswith("done=published-1#done")) == (303, True)
    with app.app_context():
        copy = db.session.scalars(select(ListCopy)).one()
        assert (copy.kind, copy.symbol, copy.number) == ("provisional", SYMBOL, 1)
        db.session.scalars(
            select(Nomination).where(Nomination.name == "Amina Example")
        ).one().function = "Minister"
        db.session.commit()
    page = desk.get(DESK).text
    assert "changed: Function" in page
    assert "Cara &lt;script&gt;" not in page or "<script>" not in page.split("<main")[1]
    assert desk.get("/en/desk/cop/list").text.count(SYMBOL) == 1


def test_what_was_looked_at_is_published(app: Flask, desk: FlaskClient) -> None:
    post(desk, **setting())
    answer = post(desk, act="publish", kind="provisional", mark="0" * 64)
    assert answer.status_code == 409
    assert "changed since you looked at it" in answer.text
    with app.app_context():
        assert db.session.scalars(select(ListCopy)).all() == []


def test_refused_setting_keeps_what_was_typed(app: Flask, desk: FlaskClient) -> None:
    answer = post(desk, **setting(symbol="no symbol", **{"unconfirmed-en": "Other States"}))
    assert answer.status_code == 422
    for words in ('id="error-summary"', 'value="no symbol"', 'value="Other States"', 'href="#symbol"'):
        assert words in answer.text
    answer = post(desk, **setting(corrections_until="2026-13-40"))
    assert (answer.status_code, 'href="#corrections_until"' in answer.text) == (422, True)
    with app.app_context():
        assert db.session.scalars(select(ListSetting)).all() == []


def test_stale_setting_shows_both_sides(desk: FlaskClient) -> None:
    post(desk, **setting())
    answer = post(desk, **setting(symbol="UNEP/MC/COP.7/INF/28"))
    assert answer.status_code == 412
    assert "UNEP/MC/COP.7/INF/28" in answer.text
    assert f"<bdi>{SYMBOL}</bdi>" in answer.text or SYMBOL in answer.text


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx", "csv"])
def test_officer_looks_at_files(desk: FlaskClient, form: str) -> None:
    post(desk, **setting())
    answer = desk.get(f"{DESK}.{form}")
    assert answer.status_code == 200
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="UNEP-MC-COP.7-INF-27-preview-en.{form}"'
    )
    if form == "docx":
        names = [one.text for one in read_docx(answer.data).paragraphs if one.style == "Name"]
        assert names == ["1.\tAmina Example", "2.\tBRIAN EXAMPLE", "3.\tCara <script>"]


@pytest.mark.parametrize("role", ["reader", "steward", "organizer"])
def test_nobody_but_officers_makes_lists(
    app: Flask, client: FlaskClient, tokens: dict[str, str], role: str
) -> None:
    assert tokens
    desk = sign_in(app, client, role)
    assert [desk.get(one).status_code for one in (DESK, "/en/desk/cop/list", f"{DESK}.pdf")] == [403] * 3


def test_unknown_segments_and_programmes_are_not_there(desk: FlaskClient) -> None:
    assert desk.get("/en/desk/cop/list/9").status_code == 404
    assert desk.get("/en/none/participants").status_code == 404


def files(page: str) -> list[str]:
    return [
        one.replace("&amp;", "&")
        for one in re.findall(r'href="(/[^"]*participants/[^"]*\.(?:pdf|docx)[^"]*)"', page)
    ]


@pytest.mark.usefixtures("tokens")
def test_public_list_opens_to_everybody(app: Flask, client: FlaskClient) -> None:
    published(app, "public")
    found = files(client.get(PUBLIC).text)
    assert [client.get(one).status_code for one in found] == [200, 200]
    answer = client.get(found[1])
    assert answer.headers["Content-Disposition"].endswith("UNEP-MC-COP.7-INF-27-1-en.docx")
    assert client.get(found[1], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/en/cop/participants/1/2.pdf").status_code == 404


def test_list_for_participants_opens_by_their_links_alone(
    app: Flask, client: FlaskClient, tokens: dict[str, str]
) -> None:
    published(app)
    page = client.get(PUBLIC).text
    assert (files(page), "This list is for participants" in page) == ([], True)
    assert client.get("/en/cop/participants/1/1.pdf").status_code == 403
    for own in (f"/en/me/{tokens['cara']}/participants/cop", f"/en/delegation/{tokens['kenya']}/list"):
        (_pdf, docx) = files(client.get(own).text)
        assert client.get(docx).status_code == 200
        assert client.get(docx.replace("/1/1.docx", "/2/1.docx")).status_code in (403, 404)
        assert client.get(docx[:-1]).status_code == 403


def test_list_for_parties_is_closed_to_observers(
    app: Flask, client: FlaskClient, tokens: dict[str, str]
) -> None:
    published(app, "parties")
    assert files(client.get(f"/en/delegation/{tokens['body']}/list").text) == []
    assert len(files(client.get(f"/en/delegation/{tokens['kenya']}/list").text)) == 2


def test_unpublished_conference_shows_no_list(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_conference(published=False)
    assert client.get(PUBLIC).status_code == 404
    assert client.get("/en/cop/participants/1/1.pdf").status_code == 404


def nomination(app: Flask, name: str) -> tuple[str, int]:
    with app.app_context():
        row = db.session.scalars(select(Nomination).where(Nomination.name == name)).one()
        return row.id, row.revision


def typed(app: Flask, who: str = "Amina Example", **values: Any) -> dict[str, Any]:
    of, revision = nomination(app, who)
    return {
        "act": "correct", "segment": "1", "nomination": of, "revision": revision, "name": who,
        "email": f"{who.lower().replace(' ', '.')}@example.org", "function": "Director", "lists": ["name"],
    } | values  # fmt: skip


def test_focal_point_sees_only_the_own_delegation(
    app: Flask, client: FlaskClient, tokens: dict[str, str]
) -> None:
    published(app)
    page = client.get(f"/en/delegation/{tokens['kenya']}/list").text
    assert "Amina Example" in page
    assert "Cara" not in page
    assert "Invented Working Group" not in page
    answer = client.post(
        f"/en/delegation/{tokens['kenya']}/list", data=typed(app, "Cara <script>", name="Mine Now")
    )
    assert answer.status_code == 404
    assert "Cara" not in answer.text


def test_focal_point_corrects_before_the_day(app: Flask, client: FlaskClient, tokens: dict[str, str]) -> None:
    published(app)
    path = f"/en/delegation/{tokens['kenya']}/list"
    assert client.post(path, data=typed(app, function="Minister")).status_code == 303
    assert "Minister" in client.get(path).text
    answer = client.post(path, data=typed(app, function="Again", revision=1))
    assert (answer.status_code, 'value="Again"' in answer.text) == (412, True)
    answer = client.post(path, data=typed(app, name="Another Person"))
    assert (answer.status_code, 'value="Another Person"' in answer.text) == (422, True)
    answer = client.post(path, data=typed(app, email="not an address"))
    assert (answer.status_code, 'id="error-summary"' in answer.text) == (422, True)


def test_focal_point_asks_after_the_day(app: Flask, client: FlaskClient, tokens: dict[str, str]) -> None:
    published(app, until=NOW - DAY)
    path = f"/en/delegation/{tokens['kenya']}/list"
    assert "The day for corrections is past" in client.get(path).text
    answer = client.post(path, data=typed(app, function="Minister"))
    assert answer.location.endswith("done=asked#done")
    assert "The secretariat decides" in client.get(answer.location).text
    with app.app_context():
        assert db.session.scalars(select(ChangeRequest.kind)).all() == ["correct"]
        assert (
            db.session.scalars(select(Nomination.function).order_by(Nomination.id)).all().count("Minister")
            == 0
        )


def test_focal_point_signs_off(
    app: Flask, client: FlaskClient, desk: FlaskClient, tokens: dict[str, str]
) -> None:
    published(app)
    path = f"/en/delegation/{tokens['kenya']}/list"
    marks = re.search(r'name="marks" value="([^"]+)"', client.get(path).text)
    assert marks
    assert client.post(path, data={"act": "seen", "segment": "1", "marks": marks[1]}).status_code == 303
    assert "Seen on" in client.get(path).text
    with app.app_context():
        seen = db.session.scalars(select(ListSeen)).one()
        assert seen.by.startswith("focal:")
        assert db.session.get_one(Delegation, seen.delegation_id).party_code == "KE"
    assert "Have seen it as it is" in desk.get(DESK).text
    assert client.post(path, data=typed(app, function="Minister")).status_code == 303
    assert "it changed since" in client.get(path).text
    assert "Changed since they saw it" in desk.get(DESK).text


def test_other_links_open_nothing(client: FlaskClient, tokens: dict[str, str]) -> None:
    answers = [
        client.get(f"/en/delegation/{one}/list") for one in (tokens["cara"], tokens["kenya"][:-1], "none")
    ]
    assert {one.status_code for one in answers} == {404}
    assert not any("Amina" in one.text for one in answers)


def test_a_forwarded_link_shows_nobody(app: Flask, tokens: dict[str, str]) -> None:
    answer = app.test_client().get(f"/en/delegation/{tokens['kenya']}/list")
    assert (answer.status_code, "Amina" in answer.text) == (401, False)


def test_acts_that_are_none_are_refused(client: FlaskClient, tokens: dict[str, str]) -> None:
    path = f"/en/delegation/{tokens['kenya']}/list"
    assert client.post(path, data={"act": "none", "segment": "1"}).status_code == 422
    assert client.post(path, data={"act": "seen", "segment": "9"}).status_code == 404
