"""The telephone and doubles as pages: each act is one post, and only for those who may."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Audit, Contact, Merge, Message, Person
from meetings.queries.links import bearer_of_code
from meetings.services.registrations import register
from tests.factories import NOW, make_party, request_for, somebody
from tests.web.test_desk import csrf, desk, sign_in, slots

__all__ = ["desk", "slots"]


@pytest.fixture
def ada(app_sqlite: Flask, slots: list[str]) -> str:
    """Give the address of the page of somebody who is registered."""
    with app_sqlite.app_context():
        make_party("TG", "Togo")
        return f"/en/desk/person/{db.session.query(Person).one().public_id}"


def post(client: FlaskClient, person: str, path: str, **typed: str) -> tuple[int, str]:
    form = {"csrf_token": csrf(client, "/en/desk/telephone"), **typed}
    answer = client.post(f"{person}{path}", data=form)
    return answer.status_code, answer.location or answer.text


def code_in(page: str) -> str:
    return page.partition('<p class="code"><bdi dir="ltr">')[2].partition("<")[0]


def test_first_hit_has_the_focus_and_the_box_before(desk: FlaskClient, ada: str) -> None:
    empty = desk.get("/en/desk/telephone").text
    assert empty.count("autofocus") == 1
    assert "autofocus" in empty.partition('name="text"')[2].partition(">")[0]
    page = desk.get("/en/desk/telephone?text=ada+exampel").text
    assert page.count("autofocus") == 1
    assert f'href="{ada}" autofocus' in page
    assert "<b>Example" not in page
    page = desk.get("/en/desk/telephone?text=%3Cscript%3E%E2%80%AE").text
    assert "<script>" not in page.partition("<main")[2]


def test_code_is_on_the_page_only_when_asked_for(desk: FlaskClient, app_sqlite: Flask, ada: str) -> None:
    assert code_in(desk.get(ada).text) == ""
    status, page = post(desk, ada, "/code")
    with app_sqlite.app_context():
        assert bearer_of_code(code_in(page), app_sqlite.extensions["outside"].keys)
        assert db.session.query(Audit).filter_by(act="person.code").count() == 1
    assert (status, "meetings.example.org/en/join" in page) == (200, True)
    assert desk.get(f"{ada}/code").location == ada
    _status, page = post(desk, ada, "/link")
    assert "One mail brings the new ones." in page
    with app_sqlite.app_context():
        assert db.session.query(Message).count() == 1


def test_colleague_is_added_or_what_was_typed_comes_back(desk: FlaskClient, ada: str) -> None:
    status, page = post(desk, ada, "/colleague", name="=1+1 \u202e<script>")
    assert (status, "Registered for 1 coming session." in page) == (200, True)
    assert "&lt;script&gt;" in page
    status, page = post(desk, ada, "/colleague", name="Kofi", email="no<b>body")
    assert status == 422
    assert 'value="no&lt;b&gt;body"' in page
    assert 'href="#email-colleague"' in page


def test_stale_correction_shows_both_sides(desk: FlaskClient, ada: str) -> None:
    first = {"name": "Ada Example", "language": "fr", "country": "TG", "revision": "1"}
    assert post(desk, ada, "/correct", **first) == (303, f"{ada}?done=correct#done")
    typed = first | {"name": "Ada E.", "was_name": "Ada <b>Example</b>", "was_country": ""}
    status, page = post(desk, ada, "/correct", **typed)
    assert status == 412
    table = page.partition('<table class="sides">')[2].partition("</table>")[0]
    said = re.findall(r"<td data-label=\"[^\"]+\"><bdi>(.*?)</bdi></td>", table)
    assert said[:3] == ["Ada &lt;b&gt;Example&lt;/b&gt;", "Ada Example", "Ada E."]
    assert 'name="revision" value="2"' in page
    assert 'value="Ada E."' in page


def test_same_name_leads_to_both_side_by_side_and_merging_is_undone(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], ada: str
) -> None:
    with app_sqlite.app_context():
        wish = request_for(somebody("Ada Example", email="ada@example.org"), slots[0])
        register(wish, datetime.now(UTC), app_sqlite.extensions["outside"].keys)
        other = db.session.query(Person).filter_by(name="Ada Example").one().public_id
    status, page = post(desk, ada, "/correct", name="ADA example", language="en", revision="1")
    both = f"/en/desk/doubles?one={ada.rpartition('/')[2]}&amp;other={other}"
    assert (status, f'href="{both}"' in page) == (409, True)
    page = desk.get(both.replace("&amp;", "&")).text
    assert page.count("The same person") == 1
    names = {"one": ada.rpartition("/")[2], "other": other}
    assert post(desk, "/en/desk", "/doubles", **names, act="merge", kept="nobody")[0] == 422
    done = post(desk, "/en/desk", "/doubles", **names, act="merge", kept=other)
    assert done == (303, f"/en/desk/person/{other}?done=merge#done")
    assert desk.get(ada).location == f"/en/desk/person/{other}"
    assert post(desk, ada, "/code")[0] == 404
    kept = desk.get(f"/en/desk/person/{other}").text
    assert "Take apart again" in kept
    with app_sqlite.app_context():
        number = db.session.query(Merge).one().id
    assert post(desk, "/en/desk", f"/doubles/{number}/undo")[0] == 303
    assert desk.get(ada).status_code == 200
    assert post(desk, "/en/desk", "/doubles", **names, act="apart")[0] == 303
    assert "Nobody seems to be there twice." in desk.get("/en/desk/doubles").text
    assert post(desk, "/en/desk", "/doubles/999/undo")[0] == 404


def test_who_may_not_sees_no_act(app_sqlite: Flask, client_sqlite: FlaskClient, ada: str) -> None:
    steward = sign_in(app_sqlite, client_sqlite, "steward")
    page = steward.get(ada).text
    assert ("Registrations" in page, "Read out the code" in page) == (True, False)
    assert post(steward, ada, "/code")[0] == 403
    officer = sign_in(app_sqlite, app_sqlite.test_client(), "officer")
    page = officer.get(ada).text
    assert ("Read out the code" in page, "Make new links" in page, 'name="revision"' in page) == (
        True,
        True,
        False,
    )
    assert post(officer, ada, "/correct", name="Other", language="en", revision="1")[0] == 403
    assert officer.get("/en/desk/doubles").status_code == 403
    scoped = sign_in(app_sqlite, app_sqlite.test_client(), "organizer", programme="season")
    assert scoped.get("/en/desk/doubles").status_code == 403


def test_whose_role_holds_in_one_programme_redirects_no_contact(
    app_sqlite: Flask, desk: FlaskClient, ada: str
) -> None:
    with app_sqlite.app_context():
        person = db.session.query(Person).one()
        values = {"source": "test", "added_at": NOW, "added_by": "user:1", "updated_at": NOW}
        db.session.add(Contact(person_id=person.id, **values))
        db.session.commit()
        known = {"name": person.name, "country": person.country or "", "language": "en", "revision": "1"}
    scoped = sign_in(app_sqlite, app_sqlite.test_client(), "administrator", programme="season")
    moved = known | {"address": "ada@example.org", "email": "mine@example.org"}
    for typed in (moved, known | {"name": "Other"}, known | {"country": "TG"}):
        assert post(scoped, ada, "/correct", **typed)[0] == 403
    assert post(scoped, ada, "/correct", **known | {"organization": "Ministry"})[0] == 303
    assert post(desk, ada, "/correct", **moved | {"revision": "2"})[0] == 303
