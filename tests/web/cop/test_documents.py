"""Documents of a conference on the public side: listed, found, and given to whom they are for and to nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.kept_files import LASTS, AudienceGiven, FileGiven
from meetings.extensions import db
from meetings.models import AgendaItem, OfficialDocument, Participation, Programme, Session
from meetings.services.cop import document_desk as services
from meetings.services.cop.document_desk import DocumentTyped, VersionTyped
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_nominee,
    make_state,
    me_token,
    segments_of,
)
from tests.factories import NOW, make_session

ACTOR = "user:1"
LIST = "/en/cop/papers"
PAPERS = {"public": {}, "parties": {}, "participants": {}, "group": {"meeting": "group"}}


@pytest.fixture
def made(app: Flask) -> dict[str, str]:
    """Give the names of four documents of a conference, and the links of a delegate of a Party and of an observer."""
    with app.app_context():
        programme = make_conference()
        make_session(programme, "group", audience="parties", title={"en": "A group"})
        db.session.add(
            AgendaItem(
                programme_id=programme.id, slug="one", number="1", title={"en": "Opening"}, updated_at=NOW
            )
        )
        db.session.commit()
        names = {}
        for number, (audience, more) in enumerate(PAPERS.items(), 1):
            for_whom = AudienceGiven("public" if audience == "group" else audience)
            typed = DocumentTyped(
                f"X/COP.6/{number}", {"en": f"Paper for {audience}"}, for_whom, items=("one",), **more
            )
            names[audience] = services.add_document("cop", typed, NOW, ACTOR)
            services.put_version("cop", names[audience], VersionTyped("fr", file=kept(app)), 1, NOW, ACTOR)
        first = segments_of(programme)[0]
        party = make_nominee(make_delegation(programme, make_state()), first, state="accredited")
        observer = make_nominee(
            make_delegation(programme, make_body()), first, name="Ob Server", state="accredited"
        )
        return names | {"party": me_token(party.person_id), "observer": me_token(observer.person_id)}


def kept(app: Flask, body: bytes = b"<b>A paper</b> of words\n", name: str = "one\u202e.txt") -> FileGiven:
    found = app.extensions["outside"].storage.put("papers/one", [body], 1_000_000)
    return FileGiven(found.key, "text/plain", found.size, found.digest, name.replace("\u202e", ""))


def links(client: FlaskClient, made: dict[str, str], who: str) -> dict[str, str]:
    """Give the addresses on somebody's own page, by document."""
    page = client.get(f"/en/me/{made[who]}/papers/cop").text
    return {
        one: two.replace("&amp;", "&") for two, one in re.findall(r'href="(/papers/(\w+)/fr[^"]*)"', page)
    }


def test_list_shows_what_is_public_with_languages_and_sizes(
    client: FlaskClient, made: dict[str, str]
) -> None:
    page = client.get(LIST).text
    assert re.findall(r"X/COP\.6/\d", page) == ["X/COP.6/1"]
    assert (
        f'href="/papers/{made["public"]}/fr" hreflang="fr"><strong>F</strong><span class="sr"> French</span>'
        in page
    )
    assert '<span class="count">1 kB</span>' in page
    assert page.count("not in this language:") == 5
    french = client.get("/fr/cop/papers").text
    assert re.findall(r"<strong>(\w)</strong>", french) == ["F"]
    letters = re.findall(r"(?:<strong>|aria-hidden=\"true\">)([ACEFRS])\b", french)
    assert letters == ["F", "A", "C", "E", "R", "S"]


def test_somebody_is_given_what_is_for_them_and_nobody_else_is(
    client: FlaskClient, made: dict[str, str]
) -> None:
    assert set(links(client, made, "party")) == {made[one] for one in PAPERS}
    mine = links(client, made, "observer")
    assert set(mine) == {made["public"], made["participants"]}
    got = client.get(mine[made["participants"]])
    assert (got.status_code, got.data) == (200, b"<b>A paper</b> of words\n")
    assert got.headers["Content-Disposition"] == "attachment; filename=one.txt"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "private, no-store"
    for name in ("parties", "participants", "group"):
        assert client.get(f"/papers/{made[name]}/fr").status_code == 403
    foreign = mine[made["participants"]].replace(made["participants"], made["parties"])
    assert client.get(foreign).status_code == 403
    with_other_person = re.sub(r"for=\w+", "for=abcdefghjkmn", mine[made["participants"]])
    assert client.get(with_other_person).status_code == 403


def test_address_closes_with_its_hours_and_at_once_with_the_accreditation(
    client: FlaskClient, made: dict[str, str], app: Flask
) -> None:
    address = links(client, made, "party")[made["parties"]]
    assert client.get(address).status_code == 200
    with time_machine.travel(NOW + LASTS + timedelta(minutes=20)):
        assert client.get(address).status_code == 410
    with app.app_context():
        for row in db.session.scalars(select(Participation)):
            row.state = "revoked"
        db.session.commit()
    assert client.get(address).status_code == 403
    assert set(links(client, made, "party")) == {made["public"]}


def test_documents_follow_their_group_at_once(client: FlaskClient, made: dict[str, str], app: Flask) -> None:
    address = links(client, made, "party")[made["group"]]
    for audience, anybody, party in (("public", 200, 200), ("participants", 403, 200), ("named", 403, 403)):
        with app.app_context():
            db.session.scalars(select(Session)).one().audience = audience
            db.session.commit()
        assert client.get(f"/papers/{made['group']}/fr").status_code == anybody, audience
        assert client.get(address).status_code == party, audience
        assert ("X/COP.6/4" in client.get(LIST).text) == (anybody == 200)


def test_embargo_closes_to_everybody_until_its_hour(
    client: FlaskClient, made: dict[str, str], app: Flask
) -> None:
    with app.app_context():
        row = db.session.scalars(
            select(OfficialDocument).where(OfficialDocument.name == made["public"])
        ).one()
        row.embargo_until = NOW + timedelta(hours=1)
        db.session.commit()
    assert client.get(f"/papers/{made['public']}/fr").status_code == 403
    assert made["public"] not in client.get(LIST).text
    assert made["public"] not in links(client, made, "party")
    assert made["public"] not in client.get("/en/search?text=X/COP.6/1").text
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1)):
        assert client.get(f"/papers/{made['public']}/fr").status_code == 200
        assert made["public"] in client.get(LIST).text


def test_withdrawn_document_stays_listed_and_its_files_are_closed(
    client: FlaskClient, made: dict[str, str], app: Flask
) -> None:
    with app.app_context():
        services.withdraw("cop", made["public"], "Issued by mistake", 2, NOW, ACTOR)
    page = client.get(LIST).text
    assert "Withdrawn: Issued by mistake" in page
    assert f"/papers/{made['public']}/" not in page
    assert client.get(f"/papers/{made['public']}/fr").status_code == 403


def test_versions_before_are_for_staff(client: FlaskClient, made: dict[str, str], app: Flask) -> None:
    with app.app_context():
        again = VersionTyped("fr", file=kept(app, b"Version two\n"))
        services.put_version("cop", made["public"], again, 2, NOW, ACTOR)
    assert client.get(f"/papers/{made['public']}/fr").data == b"Version two\n"
    assert client.get(f"/papers/{made['public']}/fr?version=1").status_code == 403
    assert client.get(f"/papers/{made['public']}/fr?version=2").status_code == 200
    for wrong in ("en", "xx", "fr?version=7", "fr?version=-1"):
        assert client.get(f"/papers/{made['public']}/{wrong}").status_code == 404


def test_what_is_elsewhere_is_led_to_after_the_check(
    client: FlaskClient, made: dict[str, str], app: Flask
) -> None:
    with app.app_context():
        for name in ("public", "parties"):
            there = VersionTyped("en", address="https://example.org/paper")
            services.put_version("cop", made[name], there, 2, NOW, ACTOR)
    assert client.get(f"/papers/{made['public']}/en").location == "https://example.org/paper"
    refused = client.get(f"/papers/{made['parties']}/en")
    assert (refused.status_code, "example.org/paper" in refused.text) == (403, False)


def test_conference_that_is_not_published_shows_nothing(
    client: FlaskClient, made: dict[str, str], app: Flask
) -> None:
    with app.app_context():
        db.session.scalars(select(Programme)).one().published = False
        db.session.commit()
    for path in (LIST, f"/papers/{made['public']}/fr", f"/en/me/{made['party']}/papers/cop"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("X/COP.6/1", ["X/COP.6/1"]),
        ("x/cop.6", ["X/COP.6/1"]),
        ("paper public", ["X/COP.6/1"]),
        ("paper for", ["X/COP.6/1"]),
        ("X/COP.6/2", []),
        ("parties", []),
    ],
)
def test_search_finds_symbols_and_titles_and_nothing_closed(
    client: FlaskClient, made: dict[str, str], text: str, found: list[str]
) -> None:
    page = client.get("/en/search", query_string={"text": text}).text
    assert re.findall(r'<bdi dir="ltr">([^<]+)</bdi>', page.split("<h1>")[1]) == found


def test_my_page_leads_to_the_documents_of_my_conference(client: FlaskClient, made: dict[str, str]) -> None:
    mine = client.get(f"/en/me/{made['party']}").text
    assert f'href="/en/me/{made["party"]}/papers/cop"' in mine
    assert "My registrations" in client.get(f"/en/me/{made['party']}/papers/cop").text
