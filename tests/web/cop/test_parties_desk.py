"""Parties at the desk as officers and readers meet them, on both stores."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from meetings.domain.imports import CountGiven, PartyGiven
from meetings.extensions import db
from meetings.models import Party, PartyStatus
from meetings.queries.cop.parties import standings
from meetings.services.parties import import_parties
from tests.cop import make_conference, make_state
from tests.factories import NOW
from tests.web.test_desk import csrf, sign_in

PAGE = "/en/desk/parties"
TODAY = NOW.date()
GEORGIA = PartyGiven(
    "GE", "state", {"en": "Georgia"}, "eeg", None, None, (("to_be_confirmed", None, "a list"),)
)
DEPOSIT = {"act": "status", "treaty": "minamata", "kind": "deposited", "source": "C.N.1.2026"}


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FlaskClient:
    """Give a client that signed in as an officer, where Kenya is a Party and Georgia is to be confirmed."""
    with app.app_context():
        make_state()
        import_parties({"GE": GEORGIA}, NOW, [CountGiven(date(2021, 9, 30), 135, "a page")])
    return sign_in(app, client, "officer")


def post(desk: FlaskClient, path: str, **fields: Any) -> Any:
    return desk.post(path, data={"csrf_token": csrf(desk, path)} | fields)


def test_list_says_what_each_is_on_a_day(desk: FlaskClient) -> None:
    page = desk.get(PAGE).text
    assert "Kenya" in page
    assert '<span class="tag warn">To be confirmed</span>' in page
    before = desk.get(f"{PAGE}?on=2017-12-01&text=kenya").text
    assert "1 State or organization · as of 1 December 2017" in before
    assert "<td>Not a Party</td>" in before
    assert "No State fits." in desk.get(f"{PAGE}?standing=deposited").text
    assert desk.get(f"{PAGE}?on=tomorrow&treaty=none&group=none&standing=x").status_code == 200


def test_what_is_to_be_confirmed_is_never_printed_as_no_party(desk: FlaskClient) -> None:
    for path in ("", "/to-confirm", "/report", "/report.csv", "/report.csv?of=states", "/GE"):
        page = desk.get(PAGE + path).text
        lines = [line for line in page.splitlines() if "Georgia" in line]
        assert not any("Not a Party" in line for line in lines), path
    assert "Georgia" in desk.get(f"{PAGE}/to-confirm").text
    assert "a list" in desk.get(f"{PAGE}/to-confirm").text


def test_deposit_shows_the_ninetieth_day_before_anything_is_saved(app: Flask, desk: FlaskClient) -> None:
    yesterday = TODAY - timedelta(days=1)
    path = f"{PAGE}/GE"
    looked = post(desk, path, revision="1", deposited_on=yesterday.isoformat(), **DEPOSIT)
    assert looked.status_code == 200
    ninetieth = yesterday + timedelta(days=90)
    assert f'value="{ninetieth.isoformat()}"' in looked.text
    with app.app_context():
        assert standings("minamata", TODAY)["GE"] == "to_be_confirmed"
    days = {"deposited_on": yesterday.isoformat(), "in_force_on": ninetieth.isoformat()}
    saved = post(desk, path, revision="1", **days, **DEPOSIT)
    assert (saved.status_code, saved.location) == (303, f"{path}?done=status#done")
    with app.app_context():
        assert standings("minamata", TODAY)["GE"] == "deposited"
        assert standings("minamata", ninetieth)["GE"] == "party"
    page = desk.get(path).text
    assert "Party since" in page
    assert "officer@example.org" in page  # the history says who
    assert "Georgia" not in desk.get(f"{PAGE}/to-confirm").text


def test_refused_standing_comes_back_as_typed(desk: FlaskClient) -> None:
    path = f"{PAGE}/GE"
    answer = post(desk, path, revision="1", **DEPOSIT | {"kind": "non_party", "source": " "})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert 'href="#source-minamata"' in answer.text
    assert 'id="kind-minamata-non_party" value="non_party" checked' in answer.text
    ahead = (TODAY + timedelta(days=5)).isoformat()
    days = {"deposited_on": ahead, "in_force_on": ahead}
    assert "still ahead" in post(desk, path, revision="1", **days, **DEPOSIT).text
    wrong = post(desk, path, revision="1", act="look", treaty="minamata", deposited_on="soon")
    assert wrong.status_code == 422


def test_stale_save_shows_both_sides(app: Flask, desk: FlaskClient) -> None:
    path = f"{PAGE}/KE"
    names = {"act": "names", "name-en": "Kenya", "group": "africa"}
    assert post(desk, path, revision="1", **names, also="Republic of Kenya").status_code == 303
    stale = post(desk, path, revision="1", **names | {"name-en": "Kenya!"})
    assert stale.status_code == 412
    assert "Kenya!" in stale.text
    assert "Republic of Kenya" in stale.text
    with app.app_context():
        assert db.session.get_one(Party, "KE").names == {"en": "Kenya"}


def test_lists_new_word_is_settled_on_the_page(app: Flask, desk: FlaskClient) -> None:
    path = f"{PAGE}/GE"
    post(desk, path, revision="1", **DEPOSIT | {"kind": "non_party"})
    with app.app_context():
        said = (("party", date(2024, 2, 1), "news"),)
        import_parties({"GE": PartyGiven("GE", "state", {"en": "Georgia"}, "eeg", None, None, said)}, NOW)
    assert "Party since 1 February 2024" in desk.get(f"{PAGE}/to-confirm").text
    assert "The list says otherwise" in desk.get(path).text
    settled = post(desk, path, act="take", subject="status:minamata", revision="2")
    assert settled.status_code == 303
    with app.app_context():
        assert standings("minamata", TODAY)["GE"] == "party"
    again = post(desk, path, act="take", subject="status:minamata", revision="3")
    assert again.status_code == 409


def test_report_is_taken_along_with_numbers_as_numbers(desk: FlaskClient) -> None:
    page = desk.get(f"{PAGE}/report?on=2026-11-29").text
    assert "<i>135</i>" in page
    assert '<span class="tag warn">differs</span>' in page
    book = CalamineWorkbook.from_filelike(BytesIO(desk.get(f"{PAGE}/report.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == [
        "Regional group",
        "Party",
        "Instrument deposited, not yet a Party",
        "Not a Party",
        "To be confirmed",
        "All",
    ]
    assert rows[1] == ["African States", 1, 0, 0, 0, 1]
    assert rows[-1] == ["All", 1, 0, 0, 1, 2]
    states = desk.get(f"{PAGE}/report.csv?of=states").text.splitlines()
    assert states[1:] == [
        "Georgia,GE,Eastern European States,To be confirmed,,",
        "Kenya,KE,African States,Party,,2017-12-20",
    ]


def test_reader_sees_and_changes_nothing(app: Flask, desk: FlaskClient) -> None:
    with app.test_client() as other:
        reader = sign_in(app, other, "reader")
        page = reader.get(f"{PAGE}/KE").text
        assert 'name="act"' not in page.replace("sign-out", "")
        assert reader.post(f"{PAGE}/KE", data={"csrf_token": csrf(reader, PAGE)}).status_code == 403
    assert desk.get(f"{PAGE}/ZZ").status_code == 404


def test_role_in_one_conference_does_not_open_what_belongs_to_all(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        make_conference()
    here = sign_in(app, client, "officer", programme="cop")
    assert here.get(PAGE).status_code == 403
    assert here.get("/en/desk/observers").status_code == 403


def test_each_treaty_is_decided_by_itself(app: Flask, desk: FlaskClient) -> None:
    path = f"{PAGE}/KE"
    days = {"deposited_on": "2000-06-01", "in_force_on": "2000-08-30"}
    assert post(desk, path, revision="1", **days, **DEPOSIT | {"treaty": "basel"}).status_code == 303
    with app.app_context():
        assert standings("basel", date(2000, 8, 30))["KE"] == "party"
        assert {one.treaty for one in db.session.query(PartyStatus).filter_by(party_code="KE")} == {
            "basel",
            "minamata",
        }
