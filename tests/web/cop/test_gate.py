"""The gate, as a steward without JavaScript meets it, and what its script is answered."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from meetings.domain.cop.badges import new_badge_code
from meetings.extensions import db
from meetings.models import CheckIn, Participation, RefusedScan
from meetings.services.cop import badges
from meetings.services.cop.identities import put_identity
from tests.cop import make_badged, make_conference, make_delegation, make_state, segments_of
from tests.factories import NOW
from tests.papers import text_of
from tests.web.cop.desk import press
from tests.web.test_desk import sign_in

GATE = "/en/desk/cop/gate"
PNG = b"\x89PNG\r\n\x1a\n and so on"


@dataclass
class There:
    """Whose badge of the first segment is valid, by its code, and one whose is of the second."""

    participation: str
    code: str
    elsewhere: str


@pytest.fixture
def there(app: Flask) -> There:
    with app.app_context():
        programme = make_conference()
        first, second = segments_of(programme)
        first.starts_on = NOW.date()  # it opens today
        db.session.commit()
        kenya = make_delegation(programme, make_state())
        one, code = make_badged(kenya, first, "Wanjiru <b>Invented</b>")
        make_badged(kenya, first, "مي زيادة")
        return There(one, code, make_badged(kenya, second, "Of Bali")[1])


@pytest.fixture
def steward(app: Flask, client: FlaskClient, there: There) -> FlaskClient:
    return sign_in(app, client, "steward")


def scanned(client: FlaskClient, code: str, **fields: str) -> str:
    answer = press(client, GATE, code=code, **fields)
    assert answer.status_code == 200
    return str(answer.text)


def test_valid_badge_is_told_in_words_and_colour_and_the_next_can_follow(
    app: Flask, steward: FlaskClient, there: There
) -> None:
    page = scanned(steward, there.code.replace("-", "").lower(), entrance="Gate B")
    for words in (
        'class="verdict v-ok"',
        ">Valid<",
        "Please let them in.",
        "Wanjiru &lt;b&gt;Invented&lt;/b&gt;",
        "Kenya",
    ):
        assert words in page
    assert 'value="Gate B"' in page
    assert 'id="code" name="code"' in page
    again = scanned(steward, there.code)
    assert 'class="verdict v-again"' in again
    assert "Checked in earlier today." in again
    assert "First seen at 10:0" in again
    with app.app_context():
        assert [row.entrance for row in db.session.scalars(select(CheckIn))] == ["Gate B"]
        assert db.session.get_one(Participation, there.participation).state == "checked_in"


def test_refused_badges_say_why(app: Flask, steward: FlaskClient, there: There) -> None:
    with app.app_context():
        new = badges.reissue(there.code, "Lost", NOW, "user:1")
    replaced = scanned(steward, there.code)
    assert ">Replaced<" in replaced
    assert "Wanjiru" in replaced
    assert 'class="verdict v-no"' in replaced
    assert ">Not for here<" in scanned(steward, there.elsewhere)
    with app.app_context():
        badges.suspend(new, "Seen elsewhere", NOW, "user:1")
    suspended = scanned(steward, new)
    assert "Please call security." in suspended
    assert "Seen elsewhere" not in suspended
    assert ">Not known<" in scanned(steward, new_badge_code())
    changed = new[:-1] + ("A" if new[-1] != "A" else "B")
    assert ">Not a badge<" in scanned(steward, changed)
    assert ">Not a badge<" in scanned(steward, "<script>alert(1)</script>")
    with app.app_context():
        assert len(db.session.scalars(select(RefusedScan)).all()) == 6
        assert db.session.scalars(select(CheckIn)).all() == []


def test_badge_of_another_conference_names_nobody(app: Flask, steward: FlaskClient, there: There) -> None:
    with app.app_context():
        other = make_conference("other")
        code = make_badged(
            make_delegation(other, make_state("GH", "Ghana")), segments_of(other)[0], "Secret"
        )[1]
    page = scanned(steward, code)
    assert ">Not for here<" in page
    assert "Secret" not in page
    assert code not in page


def test_script_is_answered_with_the_verdict_alone(steward: FlaskClient, there: There) -> None:
    token = steward.get(GATE).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = steward.post(GATE, data={"csrf_token": token, "code": there.code}, headers={"X-Part": "verdict"})
    assert answer.text.strip().startswith("<section")
    assert 'data-came="1"' in answer.text
    assert "<html" not in answer.text


def test_only_this_page_may_use_a_camera_and_nothing_stands_inline(steward: FlaskClient) -> None:
    answer = steward.get(GATE)
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert "camera=()" in steward.get("/en/desk/account").headers["Permissions-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    script = answer.text.split('type="module"')[0].rsplit('src="', 1)[1].split('"')[0]
    for path in (script, "/static/vendor/qr/decode.js"):
        with steward.get(path) as file:
            assert file.status_code == 200


def test_people_are_found_by_name_and_checked_in_by_a_button(steward: FlaskClient, there: There) -> None:
    found = steward.get(f"{GATE}?name=wanjiru").text
    assert f'name="code" value="{there.code}"' in found
    assert "Of Bali" not in steward.get(f"{GATE}?name=of").text
    assert "مي زيادة" in steward.get(f"{GATE}?name=زيادة").text
    assert "Nobody with a badge of this segment is called so." in steward.get(f"{GATE}?name=nobody").text


def test_photo_is_for_whoever_stands_at_the_gate(app: Flask, steward: FlaskClient, there: There) -> None:
    with app.app_context():
        nomination = db.session.get_one(Participation, there.participation).nomination_id
        outside = app.extensions["outside"]
        put_identity(
            nomination, NOW, actor="x", shelf=outside.identity_shelf, storage=outside.storage, photo=PNG
        )
    path = f"{GATE}/photo/{there.code}"
    assert path in scanned(steward, there.code)
    answer = steward.get(path)
    assert (answer.data, answer.content_type) == (PNG, "image/png")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert steward.get(f"{GATE}/photo/{there.elsewhere}").status_code == 404
    assert app.test_client().get(path).status_code == 401


def test_list_is_printed_and_entered_afterwards(
    app: Flask, steward: FlaskClient, there: There, tmp_path: Path
) -> None:
    page = steward.get(f"{GATE}/list").text
    assert there.code in page
    assert there.elsewhere not in page
    pdf = steward.get(f"{GATE}/list.pdf")
    assert there.code in text_of(pdf.data, tmp_path)
    empty = press(steward, f"{GATE}/list", day="2026-11-24", codes=" \n")
    assert (empty.status_code, "error-summary" in empty.text) == (422, True)
    wrong = press(steward, f"{GATE}/list", day="2026-11-25", codes=there.code)
    assert wrong.status_code == 422
    assert there.code in wrong.text.split("<textarea")[1].split("</textarea>")[0]
    done = press(steward, f"{GATE}/list", day="2026-11-24", codes=f"{there.code}\nWRONG\n{there.elsewhere}")
    assert "1 person is checked in." in done.text
    assert "WRONG</bdi>: Not a badge" in done.text
    assert "Not for here" in done.text
    again = press(steward, f"{GATE}/list", day="2026-11-24", codes=there.code)
    assert "0 people are checked in. 1 was checked in before." in again.text


def test_gate_before_the_segment_takes_nobody(steward: FlaskClient, there: There) -> None:
    answer = press(steward, GATE, code=there.elsewhere, segment="2")
    assert ">Not for today<" in answer.text
    assert "Resumed segment" in answer.text
    assert "No day of this segment has come yet." in steward.get(f"{GATE}/list?segment=2").text
    assert steward.get(f"{GATE}?segment=3").status_code == 404


@pytest.mark.parametrize("role", ["reader", "organizer"])
def test_others_have_no_gate(app: Flask, client: FlaskClient, there: There, role: str) -> None:
    other = sign_in(app, client, role)
    assert other.get(GATE).status_code == 403
