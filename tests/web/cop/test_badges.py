"""Badges, letters, arrivals and quorum, as officers and strangers meet them without JavaScript."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from meetings.domain.cop.badges import new_badge_code
from meetings.domain.cop.identities import Passport
from meetings.domain.cop.papers import new_paper_code
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Audit, Badge, Job, Paper, Participation
from meetings.services import staff
from meetings.services.cop import badges, papers
from meetings.services.cop.check_ins import Gate, scan
from meetings.services.cop.identities import put_identity
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import NOW
from tests.papers import facts_of, text_of
from tests.web.cop.desk import press
from tests.web.test_desk import sign_in

DESK = "/en/desk/cop"
ODD = ("=1+1", "<script>alert(1)</script>", "\u202eAna Silva", "مي زيادة", "陈小明")


@pytest.fixture
def people(app: Flask) -> list[str]:
    """Give participations of accredited people with odd names, in the first segment."""
    with app.app_context():
        programme = make_conference()
        segment = segments_of(programme)[0]
        segment.starts_on = NOW.date()  # it opens today
        db.session.commit()
        kenya, body = make_delegation(programme, make_state()), make_delegation(programme, make_body())
        rows = [
            make_nominee(body if number % 2 else kenya, segment, name=name, state="accredited")
            for number, name in enumerate(ODD)
        ]
        make_nominee(kenya, segment, name="Not Yet", state="nominated")
        return [one.participations[0].id for one in rows]


@pytest.fixture
def officer(app: Flask, client: FlaskClient, people: list[str]) -> FlaskClient:
    return sign_in(app, client, "officer")


def test_badges_of_all_are_issued_and_printed_with_progress(
    app: Flask, officer: FlaskClient, people: list[str], tmp_path: Path
) -> None:
    page = officer.get(f"{DESK}/badges").text
    assert "Not Yet" not in page
    assert "With all 5 people shown" in page
    answer = press(officer, f"{DESK}/badges", act="badges", form="a4", language="en", segment="1")
    assert answer.status_code == 303
    assert "Badges to print" in officer.get(answer.location).text
    with app.app_context():
        tick_jobs(app, NOW)
    done = officer.get(answer.location).text
    assert "Ready" in done
    archive = zipfile.ZipFile(BytesIO(officer.get(f"{answer.location}/file").data))
    (name,) = archive.namelist()
    said = text_of(archive.read(name), tmp_path)
    with app.app_context():
        rows = db.session.scalars(select(Badge)).all()
        assert len(rows) == 5
        assert all(row.code in said for row in rows)
        states = db.session.scalars(select(Participation.state).where(Participation.id.in_(people)))
        assert set(states) == {"badge_issued"}
    assert facts_of(archive.read(name), tmp_path)["Pages"] == "2"
    assert "=1+1" in said
    again = press(officer, f"{DESK}/badges", act="badges", form="paper", language="en", segment="1")
    assert again.status_code == 422


def test_letters_of_all_are_made_each_in_its_language(
    app: Flask, officer: FlaskClient, people: list[str], tmp_path: Path
) -> None:
    with app.app_context():
        db.session.get_one(Participation, people[3]).nomination.language = "ar"
        db.session.commit()
    papers_page = f"{DESK}/letterhead"
    assert press(officer, papers_page, letterhead="Own Secretariat\n1 Street", signatory="", revision="0")
    answer = press(officer, f"{DESK}/badges", act="letters", kind="visa", language="", segment="1")
    with app.app_context():
        tick_jobs(app, NOW)
    archive = zipfile.ZipFile(BytesIO(officer.get(f"{answer.location}/file").data))
    assert sorted(name.rsplit("-", 1)[1] for name in archive.namelist()) == ["ar.pdf", "en.pdf"]
    said = text_of(archive.read(archive.namelist()[1]), tmp_path)
    assert "Own Secretariat" in said
    with app.app_context():
        assert len(db.session.scalars(select(Paper)).all()) == 5
        job = db.session.scalars(select(Job)).one()
        assert (job.done, job.total, job.problems) == (5, 5, {})


def test_badge_of_one_is_issued_made_anew_suspended_and_lifted(
    app: Flask, officer: FlaskClient, people: list[str], tmp_path: Path
) -> None:
    path = f"{DESK}/badges/{people[0]}"

    def code() -> str:
        with app.app_context():
            stands = Badge.state.in_(("valid", "suspended"))
            return db.session.scalars(
                select(Badge.code).where(Badge.participation_id == people[0], stands)
            ).one()

    assert "Issue the badge" in officer.get(path).text
    assert press(officer, path, act="issue").status_code == 303
    first = code()
    assert first in text_of(officer.get(f"{path}/badge.pdf").data, tmp_path)
    refused = press(officer, path, act="suspend", code=first, reason=" ")
    assert (refused.status_code, 'href="#reason-suspend"' in refused.text) == (422, True)
    assert press(officer, path, act="suspend", code=first, reason="Quarrel").status_code == 303
    assert "the person stays accredited" in officer.get(path).text
    assert officer.get(f"{path}/badge.pdf").status_code == 404
    assert press(officer, path, act="lift", code=first, reason="Settled").status_code == 303
    assert press(officer, path, act="again", code=first, reason="Lost").status_code == 303
    assert code() != first
    stale = press(officer, path, act="suspend", code=first, reason="Quarrel")
    assert stale.status_code == 403  # the form was about another badge


def test_visa_letter_says_the_passport_only_when_made_so_and_that_is_noted(
    app: Flask, officer: FlaskClient, people: list[str], tmp_path: Path
) -> None:
    path = f"{DESK}/badges/{people[0]}"
    none = press(officer, path, act="letter", kind="visa", language="en", passport="1")
    assert (none.status_code, "No passport number is kept" in none.text) == (409, True)
    with app.app_context():
        nomination = db.session.get_one(Participation, people[0]).nomination_id
        outside = app.extensions["outside"]
        given = Passport(number="X1234567")
        put_identity(
            nomination, NOW, actor="x", shelf=outside.identity_shelf, storage=outside.storage, passport=given
        )
    assert press(officer, path, act="letter", kind="visa", language="en").status_code == 303
    with app.app_context():
        plain = db.session.scalars(select(Paper.code)).one()
        assert "identity.read" not in db.session.scalars(select(Audit.act)).all()
    assert "X1234567" not in text_of(officer.get(f"{DESK}/letters/{plain}.pdf").data, tmp_path)
    answer = press(officer, path, act="letter", kind="visa", language="en", passport="1")
    assert "X1234567" in text_of(answer.data, tmp_path)
    with app.app_context():
        assert "identity.read" in db.session.scalars(select(Audit.act)).all()
        code = db.session.scalars(select(Paper.code).where(Paper.with_passport)).one()
    assert officer.get(f"{DESK}/letters/{code}.pdf").status_code == 404
    assert "X1234567" not in officer.get(path).text
    wrong = press(officer, path, act="letter", kind="acknowledgement", language="en", passport="1")
    assert wrong.status_code == 422


def test_code_of_a_badge_tells_strangers_little(app: Flask, client: FlaskClient, people: list[str]) -> None:
    with app.app_context():
        code = badges.issue(people[3], NOW, "user:1")
    page = client.get(f"/en/verify/{code}").text
    for words in ("Valid.", "Non-governmental organization", "First segment"):
        assert words in page
    assert "زيادة" not in page
    assert client.get(f"/en/verify?code={code.lower()}").location == f"/en/verify/{code}"
    with app.app_context():
        badges.suspend(code, "A quarrel", NOW, "user:1")
    closed = client.get(f"/en/verify/{code}").text
    assert "Not valid." in closed
    for words in ("quarrel", "uspended", "First segment", "Non-governmental"):
        assert words not in closed
    assert client.get(f"/en/verify/{new_badge_code()}").status_code == 404


def test_code_of_a_letter_tells_its_standing_and_initials(
    app: Flask, client: FlaskClient, people: list[str]
) -> None:
    with app.app_context():
        code = papers.make(people[2], "visa", "en", NOW, actor="user:1")
    path = f"/en/verify/{code}"
    page = client.get(path).text
    assert "Visa letter" in page
    assert "Silva" not in page
    assert "S…" in page
    wrong = client.post(path, data={"name": "Somebody"})
    assert (wrong.status_code, "The name differs" in wrong.text) == (422, True)
    assert "Ana Silva" in client.post(path, data={"name": "ana silva"}).text
    with app.app_context():
        db.session.get_one(Participation, people[2]).state = "withdrawn"
        db.session.commit()
    assert "Not valid." in client.get(path).text
    assert client.get(f"/en/verify/{new_paper_code()}").status_code == 404


def arrived(app: Flask) -> None:
    with app.app_context():
        programme = db.session.scalars(select(Participation)).first()
        assert programme is not None
        for code in db.session.scalars(select(Badge.code)).all():
            scan(Gate(programme.segment_id, "user:7", "Gate A"), code, NOW)


def test_arrivals_add_up_and_others_see_no_small_numbers(
    app: Flask, officer: FlaskClient, people: list[str]
) -> None:
    with app.app_context():
        badges.issue_many(people, NOW, "user:1")
    arrived(app)
    with app.app_context():
        scan(Gate(1, "user:7", "Gate A"), new_badge_code(), NOW)
    page = officer.get(f"{DESK}/arrivals").text
    assert "24 November 2026" in page
    assert "Not known" in page
    rows = sheet(officer, f"{DESK}/arrivals.xlsx")
    day = [row for row in rows if row[1] == "24 November 2026"]
    for by in ("By category", "By gender, if given"):
        told = [row for row in day if row[0] == by]
        assert told[0][2:] == ("All", 5)
        assert sum(row[3] for row in told[1:]) == 5
    others = sheet(officer, f"{DESK}/arrivals.xlsx?for=others")
    assert {row[3] for row in others if row[0] == "By category" and row[2] != "All"} == {"1–4"}
    assert not any(row[0] == "By State" for row in others)


def sheet(client: FlaskClient, path: str) -> list[tuple[Any, ...]]:
    book = load_workbook(BytesIO(client.get(path).data))
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_quorum_counts_parties_and_says_that_its_shares_are_not_verified(
    app: Flask, officer: FlaskClient, people: list[str]
) -> None:
    with app.app_context():
        for code in ("GH", "TO"):
            make_state(code, f"State {code}")
        make_state("EU", "European Union", kind="reio")
        badges.issue_many(people, NOW, "user:1")
    arrived(app)
    page = officer.get(f"{DESK}/quorum").text
    assert "1 of 4 Parties are present" in page
    assert "Not verified for this Convention." in page
    assert "counts by its member States" in page
    assert "1 is missing" in page
    assert "2 are missing" in page
    assert "Refresh" not in officer.get(f"{DESK}/quorum").headers
    assert officer.get(f"{DESK}/quorum?live=1").headers["Refresh"] == "30"
    saved = press(officer, f"{DESK}/quorum", to_open="1/4", to_decide="1/2", revision="0")
    assert saved.status_code == 303
    assert "✓ Enough" in officer.get(f"{DESK}/quorum").text
    stale = press(officer, f"{DESK}/quorum", to_open="1/5", to_decide="1/2", revision="0")
    assert (stale.status_code, "Both sides" in stale.text) == (412, True)
    wrong = press(officer, f"{DESK}/quorum", to_open="most", to_decide="1/2", revision="1")
    assert (wrong.status_code, 'value="most"' in wrong.text) == (422, True)


def test_programs_of_officers_list_badges(app: Flask, people: list[str]) -> None:
    with app.app_context():
        codes = [badges.issue(one, NOW, "user:1") for one in people]
        new = badges.reissue(codes[0], "Lost", NOW, "user:1")
        token = staff.create_token("gates", "officer", NOW)
        other = staff.create_token("others", "organizer", NOW)
    client, path = app.test_client(), "/api/v1/programmes/cop/badges"
    head = {"Authorization": f"Bearer {token}"}
    first = client.get(f"{path}?size=4", headers=head).json
    rest = client.get(f"{path}?size=4&after={first['next']}", headers=head).json
    items = first["items"] + rest["items"]
    assert sorted(one["code"] for one in items) == sorted([*codes, new])
    (old,) = (one for one in items if one["code"] == codes[0])
    assert (old["state"], old["reason"], old["segment"], old["party"]) == ("replaced", "Lost", "1", "KE")
    assert client.get(path, headers={"Authorization": f"Bearer {other}"}).status_code == 403
    assert client.get(path).status_code == 401


def test_way_to_the_gate_is_shown_for_conferences(app: Flask, officer: FlaskClient) -> None:
    assert f"{DESK}/gate" in officer.get(f"{DESK}/").text
