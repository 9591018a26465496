"""Each file of attendance gives one truth by command, API and page: again, withdrawn, and in another order."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Attendance, Import
from tests.api.test_api import API, token
from tests.cli.test_imports import run
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.formats.test_attendance import EXPECTED, FILES, truth
from tests.services.test_attendance import BEGIN, PEOPLE, add_person
from tests.web.test_desk import csrf, sign_in

ZONE = "Europe/Zurich"
FILES_OF_PEOPLE = [name for name, one in EXPECTED.items() if isinstance(one, dict) and one.get("people")]
COUNTING = [name for name in FILES_OF_PEOPLE if "unique" not in name]
Totals = dict[str, Any]


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    """Store the session of the files, held in the past, with people registered for it."""
    with app_sqlite.app_context():
        make_party()
        session = make_session(make_programme(starts_on=None, ends_on=None))
        for name, (address, country) in PEOPLE.items():
            add_person(session.id, name, address, country)
        return make_slot(session, BEGIN, minutes=90).id


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    return sign_in(app_sqlite, client_sqlite, "organizer")


def bring(desk: FlaskClient, slot: str, raw: bytes, name: str = "file.csv", **more: str) -> Any:
    path = f"/en/desk/slot/{slot}/attendance"
    data = {"csrf_token": csrf(desk, path), "file": (io.BytesIO(raw), name), "zone": ZONE, **more}
    return desk.post(path, data=data)


def press(desk: FlaskClient, page: str, act: str, **more: str) -> Any:
    text = desk.get(page).text
    seen = re.search(r'name="seen" value="(\w+)"', text)
    data = {"csrf_token": csrf(desk, page), "act": act, "seen": seen[1] if seen else ""}
    return desk.post(page, data=data | more)


def told(page: str) -> Totals:
    """Read the people of the page: rows and seconds, or the minutes stated, by address or name."""
    body = page[page.index("Who was there") :]
    found: Totals = {}
    for row in re.findall(r'<tr><th scope="row"><bdi>.*?</tr>', body, re.DOTALL):
        if 'class="n"' not in row or "<strong>" in row:
            continue
        name = unescape(re.search(r"<bdi>(.*?)</bdi>", row)[1])  # type: ignore[index]
        address = re.search(r'<bdi class="small muted" dir="ltr">(.*?)</bdi>', row)
        cells = [re.sub("<[^>]+>", "", one) for one in re.findall(r'<td class="n">(.*?)</td>', row)]
        key = unescape(address[1]).lower() if address else f"name:{name}"
        if "Minutes stated" in cells[1]:
            found[key] = int(cells[1].split()[-1])
        else:
            hours, minutes, seconds = map(int, cells[1].split(":"))
            found[key] = (int(cells[0]), hours * 3600 + minutes * 60 + seconds)
    return found


def by_command(app: Flask, slot: str, name: str) -> Totals:
    code, out, _wrong = run(
        app, "attendance", "import", str(FILES / name), "--slot", slot, "--zone", ZONE, "--json"
    )
    assert code == 0
    return of_json(json.loads(out))


def of_json(body: Totals) -> Totals:
    return {one["key"]: one.get("minutes_stated") or (one["rows"], one["seconds"]) for one in body["people"]}


def by_api(app: Flask, client: FlaskClient, slot: str, name: str) -> Totals:
    data = {"file": (io.BytesIO((FILES / name).read_bytes()), name), "slot": slot, "zone": ZONE}
    answer = client.post(f"{API}/imports", data=data, headers=token(app))
    return of_json(answer.json)


@pytest.mark.parametrize("name", FILES_OF_PEOPLE)
def test_each_file_is_the_truth_by_every_door(
    app_sqlite: Flask, desk: FlaskClient, slot: str, name: str
) -> None:
    expected = truth(name)
    assert by_command(app_sqlite, slot, name) == expected
    assert by_api(app_sqlite, desk, slot, name) == expected
    page = bring(desk, slot, (FILES / name).read_bytes(), name).location
    assert told(desk.get(page).text) == expected
    if name not in COUNTING:
        assert press(desk, page.partition("?")[0], "commit").status_code == 422
        return
    here = page.partition("?")[0]
    assert press(desk, here, "commit").status_code == 303
    assert told(desk.get(here).text) == expected
    assert by_command(app_sqlite, slot, name) == expected  # again
    again = bring(desk, slot, (FILES / name).read_bytes(), name)
    assert again.location.startswith(here)
    assert "nothing changed" in desk.get(again.location).text
    assert press(desk, here, "withdraw").status_code == 303
    assert told(desk.get(here).text) == expected  # withdrawn, its rows are still to be seen
    assert "<dd>not recorded</dd>" in desk.get(f"/en/desk/slot/{slot}/attendance").text
    once_more = press(desk, here, "again").location.partition("?")[0]
    assert once_more != here
    assert press(desk, once_more, "commit").status_code == 303
    assert told(desk.get(once_more).text) == expected


def figures(desk: FlaskClient, slot: str) -> list[str]:
    page = desk.get(f"/en/desk/slot/{slot}/attendance").text
    return re.findall(r"<dd>([^<]+)</dd>", page[page.index("Numbers of the session") :])[:4]


def test_every_file_together_in_any_order_and_withdrawn_again(
    app_sqlite: Flask, desk: FlaskClient, slot: str
) -> None:
    before, seen = figures(desk, slot), []
    for order in (COUNTING, COUNTING[::-1], COUNTING[5:] + COUNTING[:5]):
        pages = []
        for name in order:
            page = bring(desk, slot, (FILES / name).read_bytes(), name).location.partition("?")[0]
            assert press(desk, page, "commit").status_code == 303
            assert told(desk.get(page).text) == truth(name)
            pages.append(page)
        seen.append(figures(desk, slot))
        for page in pages:
            assert press(desk, page, "withdraw").status_code == 303
        assert figures(desk, slot) == before
    assert seen[0] == seen[1] == seen[2] != before
    with app_sqlite.app_context():
        assert {one.state for one in db.session.query(Import)} == {"withdrawn"}
        assert db.session.query(Attendance).count() > 0
