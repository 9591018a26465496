"""A whole hour of a conference in two browsers: 1,700 enter, ask, take the floor, are cut off, and move elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import time_machine
from flask import Flask
from sqlalchemy import func, insert, select

from meetings.extensions import db
from meetings.models import Attendance, LiveQuestion, Material, Nomination, Participation, Person, Segment
from meetings.services import staff
from meetings.services.cop.entering import delegate_links
from meetings.services.live.floor_lists import ListGiven, set_list
from tests.conftest import Server
from tests.cop import make_conference, make_delegation, make_meeting, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW, make_slot

STATES: Final = {"KE": "Kenya", "GH": "Ghana", "TG": "Togo", "JP": "Japan"}
CROWD: Final = 1_696  # with one of each State who takes the floor, 1,700
BEGINS: Final = NOW + timedelta(minutes=5)
OLD, NEW = "https://old-platform.example.org/room/1", "https://new-platform.example.org/room/2"
MINUTES: Final = 60


@dataclass
class Hour:
    """A meeting that begins in five minutes, and the tokens by which people join: speakers' by State, the crowd's."""

    slot: str
    speakers: dict[str, str]
    crowd: list[str]
    sign_in: str


def _store_hour(app: Flask) -> Hour:
    """Store a meeting, four delegations with somebody who takes the floor, and many who follow."""
    with app.app_context():
        programme = make_conference(published=True)
        first = segments_of(programme)[0]
        slot = make_slot(make_meeting(first), BEGINS, minutes=MINUTES, platform_address=OLD)
        set_list(slot.id, ListGiven(True, True), 0, NOW, "user:1")
        speakers, crowd = {}, list[str]()
        for code, name in STATES.items():
            delegation = make_delegation(programme, make_state(code, name))
            values = {"state": "accredited", "rights": "speaker", "name": f"Speaker of {name}"}
            speakers[code] = make_nominee(delegation, first, **values).id
            crowd += _crowd(delegation.id, code, first, CROWD // len(STATES))
        found = delegate_links([*speakers.values(), *crowd], NOW, KEYS)
        return Hour(
            slot.id,
            {code: found[one, "join"].text for code, one in speakers.items()},
            [found[one, "join"].text for one in crowd],
            staff.invite("organizer@example.org", "organizer", NOW),
        )


def _crowd(delegation_id: str, code: str, segment: Segment, many: int) -> list[str]:
    """Store people of a delegation who follow the meeting."""
    common = {"updated_at": NOW, "revision": 1}
    last = db.session.scalar(select(func.max(Person.id))) or 0
    names = [f"{code.lower()}{number:05}" for number in range(many)]
    people = [
        {"id": last + at, "name": f"Delegate {one}", "name_key": one} for at, one in enumerate(names, 1)
    ]
    db.session.execute(
        insert(Person), [one | common | {"country": code, "created_at": NOW} for one in people]
    )
    sent = [
        {"id": one, "delegation_id": delegation_id, "person_id": last + at, "name": f"Delegate {one}"}
        for at, one in enumerate(names, 1)
    ]
    db.session.execute(insert(Nomination), [one | common | {"created_at": NOW} for one in sent])
    parts = [{"id": f"p{one}", "nomination_id": one, "segment_id": segment.id} for one in names]
    stands = {"state": "accredited", "state_since": NOW}
    db.session.execute(insert(Participation), [one | common | stands for one in parts])
    db.session.commit()
    return names


def _enter_all(app: Flask, hour: Hour) -> set[str]:
    """Let everybody of the crowd press their button; gives the addresses they were led to."""
    led, client = set(), app.test_client()
    for token in hour.crowd:
        answer = client.post(f"/en/join/{token}", data={"act": "enter", "slot": hour.slot})
        assert answer.status_code == 303, answer.status_code
        led.add(answer.location)
    return led


def _press(page: Any, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def _leads(app: Flask, token: str, slot: str) -> str:
    answer = app.test_client().post(f"/en/join/{token}", data={"act": "enter", "slot": slot})
    return str(answer.location)


def test_whole_hour_from_the_opening_to_the_record(
    page: Any, browser: Any, live_server: Server, axe: Any
) -> None:
    app, hour = live_server.app, _store_hour(live_server.app)
    desk = browser.new_page(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page.set_viewport_size({"width": 360, "height": 740})
    try:
        _play(page, desk, app, hour, axe)
    finally:
        desk.close()


def _play(page: Any, desk: Any, app: Flask, hour: Hour, axe: Any) -> None:
    live, floor = f"/en/desk/cop/live/{hour.slot}", f"/en/desk/cop/floor/{hour.slot}"
    sheet = f"/en/desk/cop/run-sheet/{hour.slot}"
    kenya = f"/en/join/{hour.speakers['KE']}"
    desk.goto(f"/en/desk/sign-in/{hour.sign_in}")
    _press(desk, "Sign in")

    # The run-sheet is made from a template, and what is done is ticked.
    desk.goto(sheet)
    desk.locator("#template-plenary").check()
    _press(desk, "Make the run-sheet")
    _press(desk, "Done")
    assert "Done: 1" in desk.locator("main").inner_text()

    # The entrance opens, and everybody comes.
    page.goto(f"{kenya}/live/{hour.slot}")
    assert "You can join now." in page.locator("[data-status]").inner_text()
    assert axe(page) == []
    assert _enter_all(app, hour) == {OLD}
    assert {_leads(app, token, hour.slot) for token in hour.speakers.values()} == {OLD}
    desk.goto(live)
    assert "Came by our links: 1700" in desk.locator("[data-part=presence]").inner_text()
    assert axe(desk) == []

    # A question from a phone is shown and answered in writing, and the answer stands on the asker's page.
    page.locator("#text").fill("How is the price of a <b>thermometer</b> found?")
    _press(page, "Send")
    desk.goto(live)
    assert "<b>thermometer</b>" in desk.locator("[data-part=questions]").inner_text()
    _press(desk, "Show")
    desk.get_by_role("link", name="Answer, shorten, join or hide").first.click()
    desk.locator("#answer").fill("By the table in the annex.")
    _press(desk, "Send the answer")
    page.goto(f"{kenya}/live/{hour.slot}")
    assert "By the table in the annex." in page.locator("main").inner_text()

    # The list of speakers: a statement for a region, once the chair took it, goes before
    # Parties; a delegation is cut off and called again.
    with time_machine.travel(BEGINS + timedelta(minutes=10), tick=True):
        _ask(app, hour, "JP", "party")
        _ask(app, hour, "TG", "party")
        page.goto(f"{kenya}/floor/{hour.slot}")
        page.locator("#kind").select_option("region")
        _press(page, "Ask for the floor")
        assert "The chair looks at it first." in page.locator("main").inner_text()
        desk.goto(floor)
        assert axe(desk) == []
        with desk.expect_navigation():
            desk.locator("#floor button[value=take]").click()
        page.reload()
        assert "You are number 1 on the list" in page.locator("main").inner_text()
        desk.goto(floor)
        _press(desk, "Next speaker: Kenya")
        page.reload()
        assert "You have the floor" in page.locator("main").inner_text()
        _press(desk, "Connection lost")
        page.reload()
        assert "Your connection was lost" in page.locator("main").inner_text()
        assert page.get_by_role("button", name="Ask again").count() == 1
        assert page.get_by_role("link", name="Send our statement").count() == 1
        assert axe(page) == []
        _press(desk, "Next speaker: Japan")
        _press(page, "Ask again")
        assert "You keep your turn" in page.locator("main").inner_text()

        # The platform fails: everybody is told by their own pages, and every link that anybody holds leads on.
        desk.goto(live)
        desk.locator("#platform_address").fill(NEW)
        _press_in(desk, "#form-platform", "Tell everybody")
        page.goto(f"{kenya}/live/{hour.slot}")
        assert "It has moved to another platform: please join again here." in page.content()
        assert NEW not in page.content()
        assert OLD not in page.content()
        assert _enter_all(app, hour) == {NEW}
        assert {_leads(app, token, hour.slot) for token in hour.speakers.values()} == {NEW}

        # Called again and cut off once more, the delegation sends the rest in writing.
        desk.goto(floor)
        _press(desk, "Next speaker: Kenya")
        page.goto(f"{kenya}/floor/{hour.slot}")
        assert "You have the floor" in page.locator("main").inner_text()
        _press(desk, "Connection lost")
        page.reload()
        page.locator("#words").fill("Kenya speaks for the region.\nMercury has no place in a school.")
        _press(page, "Send the statement")
        assert "SHA-256" in page.locator("#receipts").inner_text()

    # Afterwards: who was there, the questions document, and who spoke.
    with time_machine.travel(BEGINS + timedelta(minutes=MINUTES + 30), tick=True):
        desk.goto(f"{live}/answers")
        assert "By the table in the annex." in desk.locator("main").inner_text()
        _press(desk, "Publish")
        desk.goto(sheet)
        assert "Done: 1" in desk.locator("main").inner_text()
        assert axe(desk) == []
        desk.goto(floor)
        record = desk.locator("#record").inner_text()
        assert ("Kenya" in record, "Japan" in record) == (True, True)
    with app.app_context():
        came = select(func.count(func.distinct(Attendance.person_id))).where(Attendance.slot_id == hour.slot)
        assert db.session.scalar(came) == CROWD + len(STATES)
        assert [one.state for one in db.session.scalars(select(LiveQuestion))] == ["written"]
        assert db.session.scalar(select(func.count(Material.id))) == 1


def _press_in(page: Any, form: str, words: str) -> None:
    with page.expect_navigation():
        page.locator(form).get_by_role("button", name=words).click()


def _ask(app: Flask, hour: Hour, code: str, kind: str) -> None:
    address = f"/en/join/{hour.speakers[code]}/floor/{hour.slot}"
    assert app.test_client().post(address, data={"act": "ask", "kind": kind}).status_code == 303
