"""The accreditation desk, as an officer without JavaScript meets it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.accreditation import AT_ONCE
from meetings.domain.cop.identities import Passport
from meetings.extensions import db
from meetings.jobs import tick_jobs
from meetings.models import Audit, ChangeRequest, Delegation, FocalPoint, Nomination, Programme
from meetings.services.cop.identities import put_identity
from tests.cop import make_conference, make_nominee, segments_of
from tests.factories import NOW
from tests.web.cop.desk import DESK, letter_of, make_desk, parts_of, press, seen
from tests.web.test_desk import csrf, sign_in

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
Ids = dict[str, str]


@pytest.fixture
def ids(app: Flask) -> Ids:
    with app.app_context():
        return make_desk()


@pytest.fixture
def officer(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(app, client, "officer")


def page_of(ids: Ids, whose: str) -> str:
    return f"{DESK}/accreditation/{ids[whose]}"


def states(app: Flask, *names: str) -> list[str]:
    with app.app_context():
        return [state for name in names for _id, _revision, state in parts_of(name)]


def fields(app: Flask, *names: str) -> dict[str, Any]:
    with app.app_context():
        return seen(*names)


def test_queue_shows_what_waits_and_is_narrowed_by_its_address(ids: Ids, officer: FlaskClient) -> None:
    page = officer.get(f"{DESK}/accreditation").text
    assert re.findall(r'<a href="\?task=(\w+)">', page) == [
        "letter",
        "answered",
        "names",
        "accredit",
        "request",
        "double",
    ]
    for whose in ("Kenya", "Ghana", "Invented Working Group"):
        assert f">{whose}" in page
    assert "(less than a day)" in page
    only = officer.get(f"{DESK}/accreditation?task=letter").text
    assert (only.count('<th scope="row">'), "MFA/12" in only) == (1, False)
    assert "Nothing waits." in officer.get(f"{DESK}/accreditation?region=weog").text
    assert "Names returned" in officer.get(f"{DESK}/accreditation?whose=delegation").text


def test_page_of_the_queue_asks_the_store_few_questions(
    ids: Ids, officer: FlaskClient, count_queries: Callable[[], Any]
) -> None:
    with count_queries() as seen:
        assert officer.get(f"{DESK}/accreditation").status_code == 200
    assert len(seen) <= 15


def test_letter_is_accepted_and_the_names_are_checked_against_it(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here = page_of(ids, "kenya")
    refused = press(officer, here, act="people:letter_checked", **fields(app, "Baraka Example"))
    assert (refused.status_code, "accept the letter first" in refused.text) == (409, True)
    with app.app_context():
        letter = letter_of(ids["kenya"]).id
    done = press(officer, here, act="letter:accepted", letter=letter, revision="1")
    assert done.status_code == 303
    assert "Letter accepted" in officer.get(done.location).text
    done = press(officer, here, act="people:letter_checked", **fields(app, "Baraka Example"))
    page = officer.get(done.location).text
    assert "Letter checked: 2 participations." in page
    assert states(app, "Baraka Example") == ["letter_checked", "letter_checked"]
    undo = re.search(r'<div class="note done undo".*?</form>', page, re.DOTALL)
    assert undo is not None
    back = dict(re.findall(r'name="(seen-\w+|reason)" value="([^"]*)"', undo[0]))
    people = re.findall(r'name="person" value="(\w+)"', undo[0])
    done = press(officer, here, act="people:nominated", person=people, **back)
    assert done.status_code == 303
    assert states(app, "Baraka Example") == ["nominated", "nominated"]


def test_letter_is_returned_in_the_language_of_the_focal_point(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here = page_of(ids, "kenya")
    with app.app_context():
        letter = letter_of(ids["kenya"]).id
    empty = press(officer, here, act="letter:returned", letter=letter, revision="1")
    assert (empty.status_code, "Please write the reason." in empty.text) == (422, True)
    said = {"ready": ["not_signed", "not_dated"], "reason": "Page 2 is missing."}
    wrong = press(officer, here, act="letter:returned", letter=letter, revision="1", ready="no_such")
    assert wrong.status_code == 422
    done = press(officer, here, act="letter:returned", letter=letter, revision="1", **said)
    assert done.status_code == 303
    with app.app_context():
        row = letter_of(ids["kenya"])
        assert row.state == "returned"
        assert row.reason is not None
        assert row.reason.endswith("Page 2 is missing.")
    assert "told why, in their language" in officer.get(done.location).text


def test_of_two_officers_the_second_sees_both_sides(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    here, chosen = page_of(ids, "ghana"), fields(app, "Efua Example")
    assert press(officer, here, act="people:accredited", **chosen).status_code == 303
    late = press(officer, here, act="people:returned", reason="A letter for another", **chosen)
    assert late.status_code == 412
    for words in ("Efua Example", "Letter checked", "Accredited", "Returned for completion", "officer@"):
        assert words in late.text, words
    assert "A letter for another" in late.text
    assert states(app, "Efua Example") == ["accredited", "accredited"]


def test_all_who_were_checked_are_accredited_from_the_queue(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here = f"{DESK}/accreditation"
    page = officer.get(here).text
    people = re.search(rf'name="people-{ids["ghana"]}" value="([^"]+)"', page)
    assert people is not None
    sent = {f"people-{ids['ghana']}": people[1]}
    nobody = press(officer, here, act="accredit", **sent)
    assert (nobody.status_code, "tick at least one" in nobody.text) == (422, True)
    done = press(officer, here, act="accredit", delegation=ids["ghana"], task="accredit", **sent)
    assert "task=accredit" in done.location
    assert "Accredited: 2 participations." in officer.get(done.location).text
    assert states(app, "Efua Example") == ["accredited", "accredited"]
    assert press(officer, here, act="accredit", delegation=ids["ghana"], **sent).status_code == 412


def test_many_are_accredited_by_a_worker_who_says_how_far_it_is(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    with app.app_context():
        ghana = db.session.get_one(Delegation, ids["ghana"])
        programme = db.session.scalars(select(Programme)).one()
        for number in range(AT_ONCE // 2):
            make_nominee(ghana, *segments_of(programme), name=f"Delegate {number}", state="letter_checked")
    here = f"{DESK}/accreditation?task=accredit"
    people = re.search(rf'name="people-{ids["ghana"]}" value="([^"]+)"', officer.get(here).text)
    assert people is not None
    sent = {f"people-{ids['ghana']}": people[1]}
    asked = press(officer, here, act="accredit", delegation=ids["ghana"], **sent)
    assert "/desk/job/" in asked.location
    assert "<progress" in officer.get(asked.location).text
    with app.app_context():
        tick_jobs(app, datetime.now(UTC))
    page = officer.get(asked.location).text
    assert f"{AT_ONCE + 2} of {AT_ONCE + 2}" in page
    assert states(app, "Efua Example", f"Delegate {AT_ONCE // 2 - 1}") == ["accredited"] * 4


def test_only_observers_are_refused_and_revoked(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    assert 'value="people:revoked"' not in officer.get(page_of(ids, "ghana")).text
    said = {"reason": "The body withdrew him", "authority": "Bureau, 20 November"}
    kofi = press(officer, page_of(ids, "ghana"), act="people:refused", **said, **fields(app, "Kofi Example"))
    assert (kofi.status_code, "its own choice" in kofi.text) == (409, True)
    here = page_of(ids, "body")
    noa = fields(app, "Noa Example")
    without = press(officer, here, act="people:revoked", reason="Why", **noa)
    assert (without.status_code, "by whose decision" in without.text) == (422, True)
    assert press(officer, here, act="people:revoked", **said, **noa).status_code == 303
    page = officer.get(here).text
    assert states(app, "Noa Example") == ["revoked"]
    assert "Bureau, 20 November" in page
    assert "The body withdrew him" in page


def test_request_is_shown_old_beside_new_and_done_in_one_act(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here, one = page_of(ids, "ghana"), ids["request"]
    page = officer.get(here).text
    assert "<s><bdi>Kofi Example</bdi></s>" in page
    assert "<strong><bdi>Kofi Corrected</bdi></strong>" in page
    assert "A new post" in page
    declined = press(officer, here, act=f"request:decline:{one}", **{f"seen-{one}": "1"})
    assert declined.status_code == 422
    other = press(officer, page_of(ids, "kenya"), act=f"request:accept:{one}", **{f"seen-{one}": "1"})
    assert other.status_code == 404
    done = press(officer, here, act=f"request:accept:{one}", **{f"seen-{one}": "1"})
    assert done.status_code == 303
    with app.app_context():
        assert db.session.get_one(Nomination, ids["kofi"]).name == "Kofi Corrected"
        assert db.session.get_one(ChangeRequest, one).state == "accepted"
    again = press(officer, here, act=f"request:decline:{one}", **{f"reason-{one}": "No", f"seen-{one}": "2"})
    assert again.status_code == 409


def test_focal_points_are_invited_renewed_ended_and_succeeded(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here = page_of(ids, "kenya")
    given = {"name": "Njeri Invented", "email": "njeri@example.org", "kind": "mission", "language": "en"}
    wrong = press(officer, here, act="invite", **(given | {"email": "njeri"}))
    assert (wrong.status_code, 'value="Njeri Invented"' in wrong.text) == (422, True)
    assert press(officer, here, act="invite", **given).status_code == 303
    without = press(officer, here, act="take-over", **(given | {"kind": "focal_point"}))
    assert without.status_code == 422
    noted = given | {"kind": "focal_point", "notified_by": "Note 7/2026"}
    assert press(officer, here, act="take-over", **noted).status_code == 303
    page = officer.get(here).text
    assert "Note 7/2026" in page
    with app.app_context():
        points = {
            (one.name, one.kind): one
            for one in db.session.scalars(select(FocalPoint).where(FocalPoint.delegation_id == ids["kenya"]))
        }
        assert points["Wanjiru Invented", "focal_point"].ended_at is not None
        mission = points["Njeri Invented", "mission"].id
    assert press(officer, page_of(ids, "ghana"), act=f"end:{mission}").status_code == 404
    assert press(officer, here, act=f"renew:{mission}").status_code == 303
    assert press(officer, here, act=f"end:{mission}").status_code == 303


def test_one_delegation_is_opened_again_for_a_time(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    here = page_of(ids, "kenya")
    no_time = press(officer, here, act="reopen", until="soon", why="Late letter", revision="1")
    assert (no_time.status_code, 'value="Late letter"' in no_time.text) == (422, True)
    until = (NOW + timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M")
    done = press(officer, here, act="reopen", until=until, why="Late letter", revision="1")
    page = officer.get(done.location).text
    assert "Open again for this delegation until" in page
    assert "Late letter" in page
    with app.app_context():
        row = db.session.get_one(Delegation, ids["kenya"])
        assert row.reopened_until == NOW + timedelta(hours=24)  # in the zone of the conference
        (noted,) = db.session.scalars(select(Audit).where(Audit.act == "delegation.reopen"))
        assert noted.actor.startswith("user:")
    assert press(officer, here, act="quota", quota="x", revision="2").status_code == 422
    assert press(officer, here, act="quota", quota="3", revision="2").status_code == 303
    assert press(officer, here, act="close", revision="3").status_code == 303
    assert press(officer, here, act="close", revision="3").status_code == 412


def test_letter_that_came_on_paper_is_taken_in_and_given_back(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    here = page_of(ids, "body")
    sent = {"reference": "by courier", "kind": "note_verbale", "dated_on": "2026-11-20"}
    bad = press(officer, here, act="put", file=(BytesIO(b"no letter"), "a.pdf"), **sent)
    assert bad.status_code == 422
    done = press(officer, here, act="put", file=(BytesIO(PDF), "../..%2fnote verbale.pdf"), **sent)
    assert done.status_code == 303
    with app.app_context():
        letter = letter_of(ids["body"])
        assert (letter.version, letter.state, letter.received_by[:5]) == (2, "received", "user:")
        name = letter.id
    page = officer.get(here).text
    assert "officer@example.org, secretariat" in page
    answer = officer.get(f"{here}/letter/{name}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert officer.get(f"{page_of(ids, 'kenya')}/letter/{name}").status_code == 404


def test_person_is_named_changed_and_replaced_on_behalf(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    here = page_of(ids, "ghana")
    form = {
        "role": "adviser",
        "name": "Adjoa Example",
        "email": "adjoa@example.org",
        "language": "en",
        "segment-1": "1",
        "mode-1": "online",
        "rights-1": "viewer",
    }
    wrong = press(officer, f"{here}/person/new", **(form | {"name": ""}))
    assert (wrong.status_code, 'value="adjoa@example.org"' in wrong.text) == (422, True)
    done = press(officer, f"{here}/person/new", **form)
    assert "noted as done by you" in officer.get(done.location).text
    with app.app_context():
        adjoa = db.session.scalars(select(Nomination).where(Nomination.name == "Adjoa Example")).one()
        name, revision = adjoa.id, adjoa.revision
    changed = form | {"function": "Director", "revision": str(revision)}
    assert press(officer, f"{here}/person/{name}", **changed).status_code == 303
    assert press(officer, f"{here}/person/{name}", **changed).status_code == 412
    other = form | {"name": "Esi Example", "email": "esi@example.org", "act": "replace"}
    with app.app_context():
        other["revision"] = str(db.session.get_one(Nomination, name).revision)
    assert press(officer, f"{here}/person/{name}", **other).status_code == 303
    assert states(app, "Adjoa Example") == ["replaced"]
    assert states(app, "Esi Example") == ["nominated"]
    assert officer.get(f"{page_of(ids, 'kenya')}/person/{name}").status_code == 404


def test_passport_is_read_on_its_own_page_and_each_reading_noted(
    app: Flask, ids: Ids, officer: FlaskClient
) -> None:
    with app.app_context():
        outside: Any = app.extensions["outside"]
        put_identity(
            ids["kofi"],
            NOW,
            actor="focal:x",
            shelf=outside.identity_shelf,
            storage=outside.storage,
            passport=Passport("X1234567", "Accra"),
        )
    here = page_of(ids, "ghana")
    own = f"{here}/passport/{ids['kofi']}"
    for path in (here, own):
        assert "X1234567" not in officer.get(path).text
    assert own.removeprefix("/en") in officer.get(here).text
    assert "X1234567" in press(officer, own).text
    with app.app_context():
        acts = db.session.scalars(select(Audit).where(Audit.act == "identity.read")).all()
        assert [one.actor[:5] for one in acts] == ["user:"]
    elsewhere = f"{page_of(ids, 'kenya')}/passport/{ids['kofi']}"
    token = csrf(officer, f"{DESK}/accreditation")
    assert officer.post(elsewhere, data={"csrf_token": token}).status_code == 404


def test_delegation_of_another_conference_is_not_there(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    with app.app_context():
        make_conference("other")
    assert officer.get(f"/en/desk/other/accreditation/{ids['kenya']}").status_code == 404
    assert officer.get(f"{DESK}/accreditation/none").status_code == 404


def test_nobody_but_officers_come_in(app: Flask, ids: Ids, client: FlaskClient) -> None:
    sign_in(app, client, "organizer")
    for path in (f"{DESK}/accreditation", page_of(ids, "kenya"), f"{DESK}/follow-up", f"{DESK}/funding"):
        assert client.get(path).status_code == 403


def test_strangers_words_are_inert(app: Flask, ids: Ids, officer: FlaskClient) -> None:
    with app.app_context():
        row = db.session.scalars(select(Nomination).where(Nomination.name == "Baraka Example")).one()
        row.name, row.function = "<script>1</script>", "\u202eevil"
        db.session.commit()
    page = officer.get(page_of(ids, "kenya")).text
    assert "<script>1" not in page
    assert "\u202e" not in page
