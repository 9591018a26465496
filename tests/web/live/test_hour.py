"""The hour on participants' side: asked for in a few bytes, asked in, and nothing of others told; on both stores."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain.live.floor import State
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import LiveQuestion
from meetings.queries.live.floor import floor_of
from meetings.services.live.floor import give, put
from meetings.services.live.floor_asking import Wish
from meetings.services.live.floor_asking import ask as ask_for_floor
from meetings.services.live.floor_lists import ListGiven, set_list
from meetings.services.live.questions import Decision, decide
from meetings.services.live.telling import delay, let_read, move_platform
from meetings.services.slots import move
from tests.conftest import make_app
from tests.factories import NOW, make_session, make_slot
from tests.live import MINUTE, WIRE_BYTES, TheHour, asked, make_hour, on_the_wire, question


@pytest.fixture
def hour(app: Flask) -> TheHour:
    """Store an hour that is open."""
    with app.app_context():
        return make_hour()


def page(hour: TheHour, who: str = "rosa", lang: str = "en") -> str:
    return f"/{lang}/join/{hour.tokens[who]}/live/{hour.slot_id}"


def status(hour: TheHour, lang: str = "en") -> str:
    return f"/{lang}/live/{hour.slot_id}/status"


def test_entrance_leads_to_the_hour_and_a_question_comes_back_with_its_state(
    client: FlaskClient, hour: TheHour
) -> None:
    entrance = client.get(f"/en/join/{hour.tokens['rosa']}").text
    assert page(hour) in entrance
    assert "You have asked nothing yet." in client.get(page(hour)).text
    sent = client.post(page(hour), data={"text": "How much is left?", "language": "fr"})
    assert (sent.status_code, sent.location) == (303, f"{page(hour)}?done=asked#done")
    shown = client.get(sent.location).text
    assert "How much is left?" in shown
    assert "The moderators have it." in shown
    again = client.post(page(hour), data={"text": "How much is left? ", "language": "fr"})
    assert again.status_code == 303
    with client.application.app_context():
        assert db.session.scalar(select(func.count()).select_from(LiveQuestion)) == 1


def test_answer_reaches_whoever_asked_in_their_language(
    app: Flask, client: FlaskClient, hour: TheHour
) -> None:
    with app.app_context():
        row = asked(hour, "كم بقي؟", language="ar")
        given = Decision("written", answer="أربعون طنا.", language="ar")
        decide(hour.slot_id, row.id, given, row.revision, now=NOW, actor="user:1")
    shown = client.get(page(hour, lang="ar")).text
    assert '<p class="note" lang="ar" dir="rtl">أربعون طنا.</p>' in shown
    assert "أربعون" not in client.get(page(hour, "sam")).text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This is needed."),
        (" \u202e\n ", "This is needed."),
        ("x" * 100_000, "Please keep it to 1000 characters."),
    ],
)
def test_refused_question_keeps_what_was_typed(
    client: FlaskClient, hour: TheHour, text: str, words: str
) -> None:
    answer = client.post(page(hour), data={"text": text, "language": "ru", "is_anonymous": "y"})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert 'id="error-summary"' in answer.text
    assert text.strip() in answer.text
    assert 'value="ru" lang="ru" selected' in answer.text
    assert 'name="is_anonymous" value="y" checked' in answer.text


def test_script_in_a_question_is_text(client: FlaskClient, hour: TheHour) -> None:
    client.post(page(hour), data={"text": "<script>alert(1)</script>", "language": "en"})
    shown = client.get(page(hour)).text
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_five_hundred_questions_a_minute_are_held_off_in_words(client: FlaskClient, hour: TheHour) -> None:
    statuses = [
        client.post(page(hour), data={"text": f"Question {n}?", "language": "en"}).status_code
        for n in range(20)
    ]
    assert statuses == [303] * 5 + [429] * 15
    last = client.post(page(hour), data={"text": "One more?", "language": "en"})
    assert "Within a minute you can ask 5 questions." in last.text
    assert ">One more?</textarea>" in last.text


def test_link_of_another_session_and_hours_that_are_not_open_take_no_question(
    app: Flask, client: FlaskClient, hour: TheHour
) -> None:
    with app.app_context():
        programme = hour.slot.session.programme
        other = make_slot(make_session(programme, "other"), NOW + 5 * MINUTE).id
    path = f"/en/join/{hour.tokens['rosa']}/live/{other}"
    assert [client.get(path).status_code, client.post(path, data={"text": "?"}).status_code] == [404, 404]
    with app.app_context():
        slot = hour.slot
        local = slot.local_start + timedelta(hours=5)
        move(slot.id, Move(local_start=local), slot.revision, NOW, "user:1")
    refused = client.post(page(hour), data={"text": "Moved?", "language": "en"})
    assert (refused.status_code, "Questions are not taken yet" in refused.text) == (422, True)
    assert ">Moved?</textarea>" in refused.text
    assert "It begins at Tue 24 November, 15:05 Geneva." in client.get(status(hour)).text


def test_others_are_read_only_where_that_was_opened_and_hidden_ones_never(
    app: Flask, client: FlaskClient, hour: TheHour
) -> None:
    with app.app_context():
        for text, state, more in (
            ("Shown?", "shown", {}),
            ("An insult!", "hidden", {"reason": "Please be polite"}),
            ("Waits?", None, {}),
        ):
            row = asked(hour, text)
            if state:
                decide(hour.slot_id, row.id, Decision(state, **more), 1, now=NOW, actor="user:1")
    assert "Shown?" not in client.get(page(hour, "sam")).text
    with app.app_context():
        let_read(hour.slot_id, shows=True, now=NOW, actor="user:1")
    theirs = client.get(page(hour, "sam")).text
    assert "Shown?" in theirs
    assert not {"An insult!", "Waits?", "Rosa"} & set(theirs.split())
    assert "An insult!" not in theirs
    assert "Please be polite" in client.get(page(hour)).text


def test_status_line_says_a_delay_and_a_new_platform_in_each_language_and_no_address(
    app: Flask, client: FlaskClient, hour: TheHour
) -> None:
    first = client.get(status(hour))
    assert first.text == "You can join now. It begins at Tue 24 November, 10:05 Geneva."
    with app.app_context():
        delay(hour.slot_id, 20, NOW, "user:1")
        move_platform(hour.slot_id, "https://other.example.org/secret", hour.slot.revision, NOW, "user:1")
    told = client.get(status(hour), headers={"If-None-Match": first.headers["ETag"]})
    assert told.status_code == 200
    assert told.text == (
        "It begins 20 minutes later than announced: Tue 24 November, 10:25 Geneva. "
        "It has moved to another platform: please join again here."
    )
    assert "secret" not in told.text + client.get(page(hour)).text
    assert "Begins 20 minutes later than announced." in client.get(f"/en/join/{hour.tokens['rosa']}").text
    assert "Begins 20 minutes later than announced." in client.get("/en/season/topic/").text
    entered = client.post(f"/en/join/{hour.tokens['rosa']}", data={"act": "enter", "slot": hour.slot_id})
    assert entered.location == "https://other.example.org/secret"


def test_unchanged_status_is_a_304_of_few_headers(client: FlaskClient, hour: TheHour) -> None:
    first = client.get(status(hour))
    again = client.get(status(hour), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert set(again.headers.keys()) == {"ETag", "Cache-Control", "Vary", "X-Content-Type-Options"}
    assert first.headers["Content-Security-Policy"] == "default-src 'none'"
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert on_the_wire(again) <= WIRE_BYTES
    assert client.get("/en/live/none/status").status_code == 404


def test_kept_status_lines_are_asked_of_the_store_once(store: str, tmp_path: Any, count_queries: Any) -> None:
    app = make_app(store, tmp_path, PAGE_CACHE_SECONDS=60.0)
    with app.app_context():
        hour = make_hour()
    client = app.test_client()
    first = client.get(status(hour))
    with count_queries() as seen:
        answers = [client.get(status(hour)) for _ in range(5)]
        unchanged = client.get(status(hour), headers={"If-None-Match": first.headers["ETag"]})
    assert seen == []
    assert {one.text for one in answers} == {first.text}
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert client.get(status(hour, "ar")).text != first.text
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_own_question_stays_when_it_is_shortened(app: Flask, client: FlaskClient, hour: TheHour) -> None:
    with app.app_context():
        row = asked(hour, "I should like to know how much is left")
        assert question(row.id).edited is None
    assert "I should like to know" in client.get(page(hour)).text


def test_entrance_of_a_delayed_hour_asks_the_store_no_more_than_any_other(
    app: Flask, client: FlaskClient, hour: TheHour, count_queries: Callable[[], Any]
) -> None:
    address = f"/en/join/{hour.tokens['rosa']}"
    counts = []
    for minutes in (0, 20):
        with app.app_context():
            delay(hour.slot_id, minutes, NOW, "user:1")
        client.get(address)
        with count_queries() as seen:
            assert client.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def on_the_floor(app: Flask, audience: str) -> TheHour:
    """Store an hour that is on, of such an audience, in which Rosa Example has the floor."""
    with app.app_context():
        hour = make_hour(NOW - 10 * MINUTE)
        set_list(hour.slot_id, ListGiven(True, True), 0, NOW, "user:1")
        name = ask_for_floor(hour.rosa, hour.slot_id, Wish("participant"), NOW)
        put(hour.slot_id, name, State.LISTED, 1, NOW, "user:1")
        give(hour.slot_id, name, floor_of(hour.slot_id).turns, NOW, "user:1")
        hour.slot.session.audience = audience
        db.session.commit()
        return hour


@pytest.mark.parametrize("audience", ["public", "participants", "parties"])
def test_line_for_everybody_names_nobody_and_the_page_behind_the_link_does(
    app: Flask, client: FlaskClient, audience: str
) -> None:
    hour = on_the_floor(app, audience)
    assert client.get(status(hour)).text == "It is on."
    assert "Speaking now: Rosa Example." in client.get(page(hour, "sam")).text


@pytest.mark.parametrize("audience", ["body", "named"])
def test_nobody_hears_without_a_link_that_a_hidden_meeting_is_on(
    app: Flask, client: FlaskClient, audience: str
) -> None:
    hour = on_the_floor(app, audience)
    assert client.get(status(hour)).status_code == 404
    assert "It is on." in client.get(page(hour, "sam")).text
