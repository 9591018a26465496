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
        _play(Stage(page, desk, app, hour, axe))
    finally:
        desk.close()


@dataclass
class Stage:
    """The two browsers, a delegation's and the desk's, with the addresses that they go to."""

    page: Any
    desk: Any
    app: Flask
    hour: Hour
    axe: Any

    @property
    def live(self) -> str:
        """Give the address of the live desk."""
        return f"/en/desk/cop/live/{self.hour.slot}"

    @property
    def floor(self) -> str:
        """Give the address of the chair's list of speakers."""
        return f"/en/desk/cop/floor/{self.hour.slot}"

    @property
    def sheet(self) -> str:
        """Give the address of the run-sheet."""
        return f"/en/desk/cop/run-sheet/{self.hour.slot}"

    @property
    def kenya(self) -> str:
        """Give the address of Kenya's link to join."""
        return f"/en/join/{self.hour.speakers['KE']}"


def _play(on: Stage) -> None:
    on.desk.goto(f"/en/desk/sign-in/{on.hour.sign_in}")
    _press(on.desk, "Sign in")
    _run_sheet_is_made(on)
    _everybody_comes(on)
    _question_is_answered(on)
    with time_machine.travel(BEGINS + timedelta(minutes=10), tick=True):
        _region_goes_before_parties(on)
        _speaker_is_cut_off(on)
        _platform_fails(on)
        _rest_is_sent_in_writing(on)
    with time_machine.travel(BEGINS + timedelta(minutes=MINUTES + 30), tick=True):
        _hour_is_written_up(on)
    _all_of_it_is_stored(on)


def _run_sheet_is_made(on: Stage) -> None:
    """It is made from a template, and what is done is ticked."""
    on.desk.goto(on.sheet)
    on.desk.locator("#template-plenary").check()
    _press(on.desk, "Make the run-sheet")
    _press(on.desk, "Done")
    assert "Done: 1" in on.desk.locator("main").inner_text()


def _everybody_comes(on: Stage) -> None:
    """The entrance opens, and all 1,700 come."""
    on.page.goto(f"{on.kenya}/live/{on.hour.slot}")
    assert "You can join now." in on.page.locator("[data-status]").inner_text()
    assert on.axe(on.page) == []
    assert _enter_all(on.app, on.hour) == {OLD}
    assert {_leads(on.app, token, on.hour.slot) for token in on.hour.speakers.values()} == {OLD}
    on.desk.goto(on.live)
    assert "Came by our links: 1700" in on.desk.locator("[data-part=presence]").inner_text()
    assert on.axe(on.desk) == []


def _question_is_answered(on: Stage) -> None:
    """A question from a phone is shown and answered in writing, and the answer stands on the asker's page."""
    on.page.locator("#text").fill("How is the price of a <b>thermometer</b> found?")
    _press(on.page, "Send")
    on.desk.goto(on.live)
    assert "<b>thermometer</b>" in on.desk.locator("[data-part=questions]").inner_text()
    _press(on.desk, "Show")
    on.desk.get_by_role("link", name="Answer, shorten, join or hide").first.click()
    on.desk.locator("#answer").fill("By the table in the annex.")
    _press(on.desk, "Send the answer")
    on.page.goto(f"{on.kenya}/live/{on.hour.slot}")
    assert "By the table in the annex." in on.page.locator("main").inner_text()


def _region_goes_before_parties(on: Stage) -> None:
    """A statement for a region, once the chair took it, goes before Parties on the list of speakers."""
    _ask(on.app, on.hour, "JP", "party")
    _ask(on.app, on.hour, "TG", "party")
    on.page.goto(f"{on.kenya}/floor/{on.hour.slot}")
    on.page.locator("#kind").select_option("region")
    _press(on.page, "Ask for the floor")
    assert "The chair looks at it first." in on.page.locator("main").inner_text()
    on.desk.goto(on.floor)
    assert on.axe(on.desk) == []
    with on.desk.expect_navigation():
        on.desk.locator("#floor button[value=take]").click()
    on.page.reload()
    assert "You are number 1 on the list" in on.page.locator("main").inner_text()


def _speaker_is_cut_off(on: Stage) -> None:
    """A delegation is cut off while it speaks, and asks again."""
    on.desk.goto(on.floor)
    _press(on.desk, "Next speaker: Kenya")
    on.page.reload()
    assert "You have the floor" in on.page.locator("main").inner_text()
    _press(on.desk, "Connection lost")
    on.page.reload()
    assert "Your connection was lost" in on.page.locator("main").inner_text()
    assert on.page.get_by_role("button", name="Ask again").count() == 1
    assert on.page.get_by_role("link", name="Send our statement").count() == 1
    assert on.axe(on.page) == []
    _press(on.desk, "Next speaker: Japan")
    _press(on.page, "Ask again")
    assert "You keep your turn" in on.page.locator("main").inner_text()


def _platform_fails(on: Stage) -> None:
    """Everybody is told by their own pages, and every link that anybody holds leads on."""
    on.desk.goto(on.live)
    on.desk.locator("#platform_address").fill(NEW)
    _press_in(on.desk, "#form-platform", "Tell everybody")
    on.page.goto(f"{on.kenya}/live/{on.hour.slot}")
    assert "It has moved to another platform: please join again here." in on.page.content()
    assert NEW not in on.page.content()
    assert OLD not in on.page.content()
    assert _enter_all(on.app, on.hour) == {NEW}
    assert {_leads(on.app, token, on.hour.slot) for token in on.hour.speakers.values()} == {NEW}


def _rest_is_sent_in_writing(on: Stage) -> None:
    """Called again and cut off once more, the delegation sends the rest in writing."""
    on.desk.goto(on.floor)
    _press(on.desk, "Next speaker: Kenya")
    on.page.goto(f"{on.kenya}/floor/{on.hour.slot}")
    assert "You have the floor" in on.page.locator("main").inner_text()
    _press(on.desk, "Connection lost")
    on.page.reload()
    on.page.locator("#words").fill("Kenya speaks for the region.\nMercury has no place in a school.")
    _press(on.page, "Send the statement")
    assert "SHA-256" in on.page.locator("#receipts").inner_text()


def _hour_is_written_up(on: Stage) -> None:
    """Afterwards stand the document of questions, the run-sheet, and who spoke."""
    on.desk.goto(f"{on.live}/answers")
    assert "By the table in the annex." in on.desk.locator("main").inner_text()
    _press(on.desk, "Publish")
    on.desk.goto(on.sheet)
    assert "Done: 1" in on.desk.locator("main").inner_text()
    assert on.axe(on.desk) == []
    on.desk.goto(on.floor)
    record = on.desk.locator("#record").inner_text()
    assert ("Kenya" in record, "Japan" in record) == (True, True)


def _all_of_it_is_stored(on: Stage) -> None:
    """Everybody is counted once, and the question and its document are there."""
    with on.app.app_context():
        came = select(func.count(func.distinct(Attendance.person_id))).where(
            Attendance.slot_id == on.hour.slot
        )
        assert db.session.scalar(came) == CROWD + len(STATES)
        assert [one.state for one in db.session.scalars(select(LiveQuestion))] == ["written"]
        assert db.session.scalar(select(func.count(Material.id))) == 1


def _press_in(page: Any, form: str, words: str) -> None:
    with page.expect_navigation():
        page.locator(form).get_by_role("button", name=words).click()


def _ask(app: Flask, hour: Hour, code: str, kind: str) -> None:
    address = f"/en/join/{hour.speakers[code]}/floor/{hour.slot}"
    assert app.test_client().post(address, data={"act": "ask", "kind": kind}).status_code == 303
