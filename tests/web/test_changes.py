"""Changes of a time at the desk: shown before they are made, asked where they are not clear, compared when stale."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.jobs import tick_notices, tick_outbox
from meetings.models import Slot
from meetings.services.phrases import rest
from meetings.services.registrations import register
from tests.factories import make_programme, make_session, make_slot, request_for, somebody
from tests.web.test_desk import BEGIN, act, desk, sign_in, slots

__all__ = ["desk", "slots"]


def typed_time(app: Flask, slot_id: str, **changes: str) -> dict[str, str]:
    """Give what the form of a move holds when it is opened."""
    slot = stored(app, slot_id)
    local = slot.local_start.isoformat(timespec="minutes")
    return {"local_start": local, "zone": slot.zone, "minutes": str(slot.minutes)} | changes


def stored(app: Flask, slot_id: str) -> Slot:
    with app.app_context():
        return db.session.get_one(Slot, slot_id)


def send_all(app: Flask, now: datetime) -> None:
    with app.app_context():
        tick_notices(app, now)
        tick_outbox(app, now)


def confirm(desk: FlaskClient, slot_id: str, page: str) -> Any:
    """Press the second button of a preview, with everything its form carries."""
    form = page[page.index('id="preview"') :]
    form = form[: form.index("</form>")]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))
    pressed = re.search(r'name="act" value="([\w-]+)"', form)
    assert pressed is not None
    values = {name: unescape(value) for name, value in fields.items()}
    return desk.post(f"/en/desk/slot/{slot_id}", data=values | {"act": pressed[1]})


def told(page: str) -> list[tuple[str, ...]]:
    """Give language, number, moment and subject of each line of a preview."""
    found = page[page.index('id="preview"') :]
    lines = re.findall(r"<li><p><strong>(.*?)</strong> · (.*?) · (.*?)</p><p.*?<bdi.*?>(.*?)</bdi>", found)
    return [tuple(unescape(part) for part in line) for line in lines]


def table(page: str, label: str) -> list[list[str]]:
    """Give the cells of a table's rows in words."""
    found = page[page.index(f'aria-label="{label}"') :]
    found = found[found.index("<tbody>") : found.index("</tbody>")]
    return [
        [
            unescape(re.sub(r"<[^>]+>", "", cell.replace("<br>", " | "))).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        ]
        for row in found.split("<tr>")[1:]
    ]


@pytest.mark.parametrize(
    ("wanted", "values", "subject", "after"),
    [
        ("cancel", {}, "Cancelled: ", ("cancelled", 2)),
        ("move", {"local_start": "2027-06-01T15:00"}, "New time: Tue 1 June, 15:00 Geneva", ("planned", 2)),
    ],
)
def test_act_is_shown_and_then_done(
    app_sqlite: Flask,
    desk: FlaskClient,
    slots: list[str],
    wanted: str,
    values: dict[str, str],
    subject: str,
    after: tuple[str, int],
) -> None:
    send_all(app_sqlite, datetime.now(UTC))
    typed = typed_time(app_sqlite, slots[0], **values) if values else {}
    answer = act(desk, slots[0], act=f"preview-{wanted}", **typed)
    assert answer.status_code == 200
    assert "1 person will be told of the change." in answer.text
    ((language, people, when, said),) = told(answer.text)
    assert (language, people) == ("English", "1 person")
    assert said.startswith(subject)
    assert when.startswith("about ")
    assert stored(app_sqlite, slots[0]).version == 1
    assert confirm(desk, slots[0], answer.text).status_code == 303
    slot = stored(app_sqlite, slots[0])
    assert (slot.state, slot.version) == after


def test_reviving_before_anybody_was_told_says_so(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    send_all(app_sqlite, datetime.now(UTC))
    act(desk, slots[0], act="cancel")
    page = act(desk, slots[0], act="preview-revive", revision="2").text
    assert "Nobody will be told of a change." in page
    assert "1 person is told nothing, because it is again as they know it." in page
    assert "People are reminded: " in page
    assert confirm(desk, slots[0], page).status_code == 303
    assert stored(app_sqlite, slots[0]).state == "planned"


def test_address_is_told_to_nobody_and_says_why(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    send_all(app_sqlite, datetime.now(UTC))
    typed = {"capacity": "", "doors_minutes": "15", "platform_address": "https://b.example.org/?a=1&b=<2>"}
    page = act(desk, slots[0], act="preview-edit", **typed).text
    shown = re.findall(r"<p><strong>(.*?)</strong></p><dl.*?<bdi>(.*?)</bdi>.*?<bdi>(.*?)</bdi>", page)
    assert [tuple(map(unescape, one)) for one in shown] == [
        ("Address of the meeting", "https://platform.example.org/room", typed["platform_address"])
    ]
    assert "1 person is told nothing, because nothing that people see changes; our links stay." in page
    assert confirm(desk, slots[0], page).status_code == 303
    assert stored(app_sqlite, slots[0]).platform_address == typed["platform_address"]
    page = act(desk, slots[0], act="preview-edit", revision="2", **typed).text
    assert "Nothing changes by this." in page


def test_nobody_registered_nobody_told(desk: FlaskClient, slots: list[str]) -> None:
    assert "Nobody is registered, so nobody is told." in act(desk, slots[1], act="preview-cancel").text


def test_confirmation_on_its_way_and_sending_at_rest_are_said(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    page = act(desk, slots[0], act="preview-cancel").text
    assert "1 person has a mail about their registration on its way" in page
    send_all(app_sqlite, datetime.now(UTC))
    with app_sqlite.app_context():
        rest(datetime.now(UTC), "organizer")
    assert "Nothing is sent since " in act(desk, slots[0], act="preview-cancel").text


@pytest.mark.parametrize(
    ("minutes", "local", "words"),
    [
        (-30, timedelta(days=-3), "This time lies in the past: nobody is reminded of it"),
        (30, timedelta(), "It has begun as it stands; people may be in the meeting already."),
        (30, timedelta(minutes=15), "By this it has begun already: nobody is reminded of it."),
        (-50, timedelta(minutes=1), "Nobody is reminded: the moments to remind of it have passed."),
    ],
)
def test_move_near_or_behind_says_what_it_means(
    app_sqlite: Flask,
    slots: list[str],
    minutes: int,
    local: timedelta,
    words: str,
) -> None:
    begun = BEGIN + timedelta(minutes=minutes)
    to = stored(app_sqlite, slots[0]).local_start + local
    typed = typed_time(app_sqlite, slots[0], local_start=to.isoformat(timespec="minutes"), minutes="80")
    with time_machine.travel(begun - timedelta(minutes=1), tick=False):
        client = sign_in(app_sqlite, app_sqlite.test_client(), "organizer")
    send_all(app_sqlite, begun)
    with time_machine.travel(begun, tick=False):
        answer = act(client, slots[0], act="preview-move", **typed)
        assert answer.status_code == 200
        assert words in answer.text
        assert confirm(client, slots[0], answer.text).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "values", "status"),
    [
        ("preview-nothing", {}, 422),
        ("nothing", {}, 422),
        ("preview-revive", {}, 409),
        ("revive", {}, 409),
        ("preview-cancel", {"revision": "7"}, 412),
        ("preview-cancel", {"revision": "x"}, 422),
        ("preview-edit", {"capacity": "=1+1", "doors_minutes": "15", "platform_address": ""}, 422),
        (
            "preview-edit",
            {"capacity": "", "doors_minutes": "15", "platform_address": "https://a\r\nb.example.org"},
            422,
        ),
    ],
)
def test_preview_refuses_what_the_act_refuses(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], wanted: str, values: dict[str, str], status: int
) -> None:
    answer = act(desk, slots[0], act=wanted, **values)
    assert answer.status_code == status
    assert 'id="error-summary"' in answer.text
    assert 'id="preview"' not in answer.text
    assert stored(app_sqlite, slots[0]).revision == 1


def test_zone_alone_asks_what_shall_stay(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    was = stored(app_sqlite, slots[0])
    typed = typed_time(app_sqlite, slots[0], zone="asia/kathmandu")
    for pressed in ("preview-move", "move"):
        page = act(desk, slots[0], act=pressed, **typed).text
        assert re.findall(r'name="keep" id="[\w-]+" value="(\w+)"', page) == ["wall", "instant"]
        assert f"Keep the hour: {was.local_start:%H:%M} in Kathmandu" in page
        assert "Keep the instant: " in page
        assert stored(app_sqlite, slots[0]).revision == 1
    page = act(desk, slots[0], act="preview-move", keep="instant", **typed).text
    assert 'id="preview"' in page
    assert confirm(desk, slots[0], page).status_code == 303
    slot = stored(app_sqlite, slots[0])
    assert (slot.starts_at, slot.zone) == (was.starts_at, "Asia/Kathmandu")


def test_zone_alone_keeps_the_hour_where_that_is_chosen(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    was = stored(app_sqlite, slots[0])
    typed = typed_time(app_sqlite, slots[0], zone="Asia/Kathmandu", keep="wall")
    page = act(desk, slots[0], act="preview-move", **typed).text
    assert confirm(desk, slots[0], page).status_code == 303
    assert stored(app_sqlite, slots[0]).local_start == was.local_start


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/Zurich"])
def test_zone_with_the_same_clock_asks_nothing(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str], zone: str
) -> None:
    page = act(desk, slots[0], act="preview-move", **typed_time(app_sqlite, slots[0], zone=zone)).text
    assert 'id="preview"' in page
    assert ("Nothing changes by this." in page) is (zone == "Europe/Zurich")


def test_hour_and_zone_typed_together_count_as_typed(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    typed = typed_time(app_sqlite, slots[0], zone="Asia/Kathmandu", local_start="2027-06-01T15:00")
    page = act(desk, slots[0], act="preview-move", keep="instant", **typed).text
    assert confirm(desk, slots[0], page).status_code == 303
    assert stored(app_sqlite, slots[0]).starts_at == datetime(2027, 6, 1, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begin", "choices"),
    [
        (datetime(2027, 10, 31, 2, 30, tzinfo=UTC), ["wall0", "wall1", "instant"]),  # comes twice in Zurich
        (datetime(2027, 3, 28, 2, 30, tzinfo=UTC), ["instant"]),  # does not exist in Zurich
    ],
)
def test_hour_that_comes_twice_or_never_in_the_new_zone_is_said(
    app_sqlite: Flask, desk: FlaskClient, begin: datetime, choices: list[str]
) -> None:
    with app_sqlite.app_context():
        slot_id = make_slot(make_session(make_programme()), begin, zone="UTC").id
    typed = typed_time(app_sqlite, slot_id, zone="Europe/Zurich")
    page = act(desk, slot_id, act="preview-move", **typed).text
    assert re.findall(r'name="keep" id="[\w-]+" value="(\w+)"', page) == choices
    assert page.count(" checked") == 1
    if "wall0" in choices:
        shown = act(desk, slot_id, act="preview-move", keep="wall1", **typed).text
        assert confirm(desk, slot_id, shown).status_code == 303
        assert stored(app_sqlite, slot_id).fold == 1
    else:
        assert "This hour does not exist there" in page


def test_wrong_zone_of_a_stale_form_is_refused_and_not_asked(desk: FlaskClient, slots: list[str]) -> None:
    answer = act(
        desk, slots[0], act="preview-move", local_start="2027-06-01T15:00", zone="Mars/Base", minutes="60"
    )
    assert (answer.status_code, "We do not know the time zone" in answer.text) == (422, True)


def test_stale_save_shows_each_field_on_both_sides(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    before = {
        "capacity": "50",
        "doors_minutes": "15",
        "platform_address": "https://platform.example.org/room",
    }
    assert act(desk, slots[0], act="edit", **before).status_code == 303
    theirs = before | {"capacity": "30", "platform_address": "https://theirs.example.org/"}
    assert act(desk, slots[0], act="edit", revision="2", **theirs).status_code == 303
    mine = before | {"capacity": "40", "doors_minutes": "20"}
    answer = act(desk, slots[0], act="edit", revision="2", **mine)
    assert answer.status_code == 412
    assert table(answer.text, "Both sides")[1:] == [
        ["Time zone", "Europe/Zurich", "Europe/Zurich", "–"],
        ["Minutes", "90", "90", "–"],
        ["State", "Planned", "Planned", "–"],
        ["Seats | changed meanwhile | yours differs", "50", "30", "40"],
        [
            "Address of the meeting | changed meanwhile | yours differs",
            "https://platform.example.org/room",
            "https://theirs.example.org/",
            "https://platform.example.org/room",
        ],
        ["People can join this many minutes before | yours differs", "15", "15", "20"],
    ]
    for value in ("40", "20", "https://platform.example.org/room"):
        assert f'value="{value}"' in answer.text
    assert 'name="revision" value="3"' in answer.text
    assert act(desk, slots[0], act="edit", revision="3", **mine).status_code == 303
    assert stored(app_sqlite, slots[0]).doors_minutes == 20


def test_stale_move_and_cancel_show_what_became_of_it(
    app_sqlite: Flask, desk: FlaskClient, slots: list[str]
) -> None:
    typed = typed_time(app_sqlite, slots[0], local_start="2027-06-01T15:00")
    assert act(desk, slots[0], act="cancel").status_code == 303
    for pressed in ("preview-move", "move"):
        answer = act(desk, slots[0], act=pressed, **typed)
        rows = {row[0]: row[1:] for row in table(answer.text, "Both sides")}
        assert answer.status_code == 412
        assert rows["State | changed meanwhile"] == ["Planned", "Cancelled", "–"]
        assert rows["Day and hour there | yours differs"][2] == "2027-06-01 15:00"
    answer = act(desk, slots[0], act="cancel")
    rows = {row[0]: row[1:] for row in table(answer.text, "Both sides")}
    assert rows["State | changed meanwhile"] == ["Planned", "Cancelled", "Cancelled"]
    unknown = act(desk, slots[0], act="cancel", revision="0")
    assert table(unknown.text, "Both sides")[0][1] == "not known"


def test_stale_recording_shows_both_sides(desk: FlaskClient, slots: list[str]) -> None:
    given = {"act": "recording", "recording_language": "fr", "recording_revision": "0", "captions": ["fr"]}
    assert act(desk, slots[0], recording_address="https://example.org/1", **given).status_code == 303
    answer = act(desk, slots[0], recording_address="https://example.org/<2>", **given)
    assert answer.status_code == 412
    assert table(answer.text, "Both sides")[0] == [
        "Address of the recording | yours differs",
        "not known",
        "https://example.org/1",
        "https://example.org/<2>",
    ]


def test_preview_names_each_language_once(app_sqlite: Flask, desk: FlaskClient, slots: list[str]) -> None:
    with app_sqlite.app_context():
        keys = app_sqlite.extensions["outside"].keys
        for language in ("fr", "fr", "ar", "zh"):
            given = somebody(language=language)
            register(request_for(given, slots[0]), datetime.now(UTC), keys)
    send_all(app_sqlite, datetime.now(UTC))
    page = act(desk, slots[0], act="preview-cancel").text
    assert "5 people will be told of the change." in page
    assert [line[:2] for line in told(page)] == [
        ("Arabic", "1 person"),
        ("Chinese", "1 person"),
        ("English", "1 person"),
        ("French", "2 people"),
    ]
