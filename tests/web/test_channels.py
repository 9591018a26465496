"""Other ways into a meeting at the desk and for programs: typed, corrected, guarded, and shown to nobody else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import Slot
from meetings.services import staff
from tests.factories import make_programme, make_session, make_slot
from tests.web.test_desk import act, sign_in

PHONE = {
    "kind": "phone",
    "label": "Geneva",
    "address": "+41 22 555 01 00, 123#",
    "language": "fr",
    "note": "",
}
FIELDS = ("kind", "address", "language", "label", "note")
ROWS = [
    ("phone", " +41 22 555 01 00, 123# ", "fr", "Geneva", ""),
    ("phone", "", "", "", ""),
    ("web", "https://platform.example.org/web", "", "", "Sound <alone>"),
]


@pytest.fixture
def slot(app_sqlite: Flask) -> str:
    with app_sqlite.app_context():
        return make_slot(make_session(make_programme())).id


@pytest.fixture
def desk(app_sqlite: Flask, client_sqlite: FlaskClient) -> FlaskClient:
    return sign_in(app_sqlite, client_sqlite, "organizer")


def form(*rows: tuple[str, str, str, str, str]) -> dict[str, Any]:
    columns = zip(*rows, strict=True)
    return {"act": "channels"} | {
        f"channel_{name}": list(values) for name, values in zip(FIELDS, columns, strict=True)
    }


def stored(app: Flask, slot: str) -> tuple[list[Any], int, int]:
    with app.app_context():
        row = db.session.get_one(Slot, slot)
        return row.channels, row.version, row.revision


def test_rows_typed_at_the_desk_are_kept_and_make_no_new_version(
    app_sqlite: Flask, desk: FlaskClient, slot: str
) -> None:
    answer = act(desk, slot, **form(*ROWS))
    assert (answer.status_code, answer.location) == (303, f"/en/desk/slot/{slot}?done=channels#done")
    web = {"kind": "web", "label": "", "address": ROWS[2][1], "language": None, "note": "Sound <alone>"}
    assert stored(app_sqlite, slot) == ([PHONE, web], 1, 2)
    page = desk.get(f"/en/desk/slot/{slot}").text
    assert 'value="+41 22 555 01 00, 123#"' in page
    assert 'value="Sound &lt;alone&gt;"' in page
    assert page.count("<legend>Way ") == 4
    assert act(desk, slot, revision="2", **form(("phone", "", "", "", ""))).status_code == 303
    assert stored(app_sqlite, slot) == ([], 1, 3)


def test_wrong_row_comes_back_with_its_message(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    wrong = ("phone", "call <me>", "", "Geneva", "")
    answer = act(desk, slot, **form(ROWS[0], ROWS[1], wrong))
    assert answer.status_code == 422
    assert 'href="#channels-1-address"' in answer.text
    assert 'id="channels-1-address-error"' in answer.text
    assert 'value="call &lt;me&gt;"' in answer.text
    assert "+41 22 555 01 00, 123#" in answer.text
    assert stored(app_sqlite, slot) == ([], 1, 1)


def test_stale_rows_show_both_sides(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    act(desk, slot, **form(ROWS[0]))
    answer = act(desk, slot, **form(ROWS[2]))
    assert answer.status_code == 412
    assert "phone | Geneva | +41 22 555 01 00, 123# | fr" in answer.text
    assert "web | https://platform.example.org/web | Sound &lt;alone&gt;" in answer.text
    assert stored(app_sqlite, slot)[2] == 2


def test_label_in_six_languages_outlives_the_form(app_sqlite: Flask, desk: FlaskClient, slot: str) -> None:
    label = {"en": "Geneva", "fr": "Genève"}
    with app_sqlite.app_context():
        db.session.get_one(Slot, slot).channels = [PHONE | {"label": label}]
        db.session.commit()
    act(desk, slot, **form(("phone", PHONE["address"], "ar", "Geneva", "night")))
    assert stored(app_sqlite, slot)[0] == [PHONE | {"label": label, "language": "ar", "note": "night"}]
    act(desk, slot, revision="2", **form(("phone", PHONE["address"], "ar", "Kenya", "")))
    assert stored(app_sqlite, slot)[0][0]["label"] == "Kenya"


def test_only_who_may_edit_types_channels(app_sqlite: Flask, client_sqlite: FlaskClient, slot: str) -> None:
    steward = sign_in(app_sqlite, client_sqlite, "steward")
    assert "channel_address" not in steward.get(f"/en/desk/slot/{slot}").text


def test_programs_set_channels_and_only_staff_read_them(
    app_sqlite: Flask, client_sqlite: FlaskClient, slot: str
) -> None:
    with app_sqlite.app_context():
        token = staff.create_token("program", "organizer", datetime.now(UTC))
    head, path = {"Authorization": f"Bearer {token}", "If-Match": '"r1"'}, f"/api/v1/slots/{slot}"
    assert "channels" not in client_sqlite.get(path).json
    answer = client_sqlite.patch(path, json={"channels": [PHONE]}, headers=head)
    assert (answer.status_code, answer.json["channels"], answer.json["version"]) == (200, [PHONE], 1)
    stale = client_sqlite.patch(path, json={"channels": []}, headers=head)
    assert stale.status_code == 412
    wrong = client_sqlite.patch(
        path, json={"channels": [PHONE, {"kind": "fax"}]}, headers=head | {"If-Match": '"r2"'}
    )
    assert (wrong.status_code, wrong.json["field"]) == (422, "channels.1.kind")
    assert client_sqlite.get(path, headers=head).json["channels"] == [PHONE]
    for public in (path, "/api/v1/programmes/season/sessions", "/calendars/season.ics", "/en/season/topic/"):
        assert "555 01 00" not in client_sqlite.get(public).text
