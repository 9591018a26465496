"""The page that shows a programme at a glance, and the lists behind its numbers."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Party, PartyStatus
from meetings.services.joining import enter
from meetings.services.registrations import register
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    request_for,
    somebody,
)
from tests.web.test_desk import sign_in

DAY = timedelta(days=1)
GLANCE = "/en/desk/season/glance"


@pytest.fixture
def slots(app_sqlite: Flask) -> tuple[str, str]:
    """Store a season with a time that was held and a full one that comes, and a Party nobody has seen."""
    with app_sqlite.app_context():
        for code, names in (("KE", "Kenya"), ("GH", "Ghana <b>")):
            db.session.add(
                Party(code=code, kind="state", names={"en": names}, regional_group="africa", updated_at=NOW)
            )
            db.session.flush()
            db.session.add(
                PartyStatus(
                    party_code=code,
                    treaty="minamata",
                    status="party",
                    starts_on=date(2017, 8, 16),
                    source="a list",
                )
            )
        programme = make_programme(starts_on=date(2026, 11, 17), ends_on=date(2026, 12, 17))
        session = make_session(programme)
        held = make_slot(session, NOW - 2 * DAY).id
        coming = make_slot(make_session(programme, "full"), NOW + 2 * DAY, capacity=1).id
        person = somebody("Wanjiru", country="KE", category="government")
        done = register(request_for(person, held), NOW - 3 * DAY, KEYS)
        enter(f"registration:{done.id}", held, NOW - 2 * DAY)
        for name in ("First", "Second <i>"):
            register_somebody(coming, session="full", name=name)
        return held, coming


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr><th scope=\"row\"[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", one).strip() for one in re.split(r"</t[hd]>", row)][:-1] for row in rows]


def links(html: str) -> dict[str, str]:
    """Give the number that leads to each address."""
    return dict(re.findall(r'<a href="([^"]+)">(\d+\+?)</a>', html))


def test_each_number_leads_to_its_rows(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: tuple[str, str]
) -> None:
    held, coming = slots
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    page = desk.get(GLANCE).text
    rows = "/en/desk/season/report/rows"
    found = {address.replace("&amp;", "&"): number for address, number in links(page).items()}
    assert found == {
        f"{rows}/registrations?session=topic&slot={held}": "1",
        f"{rows}/attendances?session=topic&slot={held}": "1",
        f"{rows}/registrations?session=full&slot={coming}": "2",
        f"{rows}/registrations": "3",
        f"{GLANCE}/parties?never=registered&group=africa": "1",
        f"{GLANCE}/parties?never=came&group=africa": "1",
        f"{GLANCE}/parties?never=registered": "1",
        f"{GLANCE}/parties?never=came": "1",
        "/en/desk/season/attendance/review": "0",
        f"{GLANCE}/waiting": "1",
        f"{GLANCE}/offered": "0",
        f"{GLANCE}/pending": "0",
        f"{GLANCE}/releases": "0",
        "/en/desk/held": "0",
        "/en/desk/doubles": "0",
        "/en/desk/season/sent?state=late": "0",
        "/en/desk/season/sent?state=retry": "0",
        "/en/desk/season/sent?state=given_up": "0",
        "/en/desk/season/sent?state=returned": "0",
    }
    for address, number in found.items():
        answer = desk.get(address)
        assert answer.status_code == 200, address
        if "/rows/" in address:
            assert f": {number}</h1>" in answer.text
    assert "Second &lt;i&gt;" in desk.get(f"{GLANCE}/waiting").text
    parties = desk.get(f"{GLANCE}/parties?never=came&group=africa").text
    assert "Ghana &lt;b&gt;" in parties
    assert "Kenya" not in parties
    assert "No" not in cells(desk.get(f"{GLANCE}/parties?never=came&group=weog").text)
    weeks = [row for row in cells(page) if row[0].endswith("2026")]
    assert ["17 November 2026", "0", "0"] not in weeks
    assert weeks[-1] == ["24 November 2026", "+7", "3"]


def test_a_reader_sees_figures_and_a_steward_people(
    app_sqlite: Flask, client_sqlite: FlaskClient, slots: tuple[str, str]
) -> None:
    page = sign_in(app_sqlite, client_sqlite, "reader").get(GLANCE).text
    assert "Parties never seen" in page
    assert "What waits" not in page
    assert "/report/rows" not in page
    assert client_sqlite.get(f"{GLANCE}/waiting").status_code == 403
    other = app_sqlite.test_client()
    page = sign_in(app_sqlite, other, "steward").get(GLANCE).text
    assert "What waits" in page
    assert "Parties never seen" not in page
    assert ">Came<" not in page
    assert other.get(f"{GLANCE}/parties").status_code == 403


@pytest.mark.usefixtures("slots")
def test_what_is_no_list_is_not_there(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    for path in ("nothing", "parties?never=paid", "WAITING"):
        assert desk.get(f"{GLANCE}/{path}").status_code == 404
    assert desk.get("/en/desk/nothing/glance").status_code == 404


def test_an_empty_programme_says_so(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme(starts_on=None, ends_on=None)
    page = sign_in(app_sqlite, client_sqlite, "organizer").get(GLANCE)
    assert page.status_code == 200
    assert page.text.count("None.") == 2
    assert "Registrations, day by day" not in page.text


def test_the_first_page_leads_there(app_sqlite: Flask, client_sqlite: FlaskClient) -> None:
    with app_sqlite.app_context():
        make_programme()
        make_programme("another")
    desk = sign_in(app_sqlite, client_sqlite, "organizer")
    assert f'href="{GLANCE}"' in desk.get("/en/desk/").text
    assert f'href="{GLANCE}"' in desk.get("/en/desk/season/").text
