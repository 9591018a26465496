"""Times held with accounts at platforms: made, moved, cancelled and fetched by workers, against stand-ins over HTTP."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from meetings.adapters.erasure_log import FileErasureLog
from meetings.adapters.platforms.opening import HttpPlatforms
from meetings.adapters.platforms.wire import Wire
from meetings.domain import errors
from meetings.domain.moves import Move
from meetings.domain.platforms import As, Kind, Whom
from meetings.domain.platforms_errors import (
    AccountInUse,
    AwayNow,
    KeysAgain,
    KeysLost,
    KeysRefused,
    WayBeingMade,
)
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.formats.platforms import presence_file
from meetings.models import (
    Attendance,
    Audit,
    Import,
    Panelist,
    PlatformAccount,
    PlatformMeeting,
    PlatformWay,
    Recording,
    Session,
    Slot,
)
from meetings.queries.platforms import accounts, held_slot
from meetings.services import platforms as services
from meetings.services import slots
from meetings.services.erasing import erase
from meetings.services.joining import enter
from meetings.services.panel.entering import enter as enter_as_panelist
from meetings.services.platforms import AccountGiven
from meetings.services.platforms_tasks import claim, expect, failure_of, keep_failure, run_next
from meetings.services.platforms_ways import expect_ways, make_ways, way_in
from meetings.services.registrations import register
from tests.factories import KEYS, NOW, make_topic, request_for, somebody
from tests.panels import make_panelist
from tests.platforms.bigbluebutton import BigBlueButtonServer
from tests.platforms.jitsi import JitsiServer
from tests.platforms.serving import HOST, LOOPBACK, StandIn, running
from tests.platforms.teams import TeamsServer
from tests.platforms.webex import WebexServer
from tests.platforms.zoom import ZoomServer

SERVERS = (BigBlueButtonServer, ZoomServer, JitsiServer, WebexServer, TeamsServer)
BEGIN = NOW + timedelta(days=2)
PLATFORMS = HttpPlatforms(Wire(LOOPBACK, seconds=2), HOST)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def start() -> Iterator[Any]:
    """Give a function that lets a stand-in run until the test ends."""
    with ExitStack() as stack:
        yield lambda kind: stack.enter_context(running(kind()))


def given(server: StandIn, name: str = "Ours", *, wrong: bool = False) -> AccountGiven:
    one = server.account(wrong=wrong)
    return AccountGiven(name, one.kind, one.address, one.settings, one.keys)


def account_at(server: StandIn, name: str = "Ours") -> int:
    return services.add_account(given(server, name), NOW, "user:1", keys=KEYS)


def work(now: datetime, most: int = 20) -> int:
    """Let a worker do what is due; give how many tasks there were."""
    expect(now)
    for number in range(most):
        if not run_next(PLATFORMS, now, keys=KEYS, as_file=presence_file):
            return number
    raise AssertionError("a worker that never rests")


def slot_of(slot_id: str) -> Slot:
    db.session.expire_all()
    return db.session.get_one(Slot, slot_id)


def meeting_of(slot_id: str) -> PlatformMeeting:
    db.session.expire_all()
    return db.session.scalars(select(PlatformMeeting).where(PlatformMeeting.slot_id == slot_id)).one()


def held(server: StandIn, **changes: Any) -> tuple[str, str]:
    """Store a topic whose two times are held with an account; give them."""
    _slug, ids = make_topic(BEGIN, **({"platform_address": None} | changes))
    services.set_default("season", account_at(server), NOW, "user:1")
    return ids[0], ids[1]


@pytest.mark.parametrize("kind", SERVERS)
def test_coming_times_get_their_meetings_once(start: Any, kind: type[StandIn]) -> None:
    server = start(kind)
    first, second = held(server)
    assert work(NOW) == 2
    assert work(NOW) == 0
    one, other = slot_of(first), slot_of(second)
    assert one.platform_kind == other.platform_kind == server.kind
    assert one.platform_address != other.platform_address
    assert one.version == 1, "a meeting given for the first time changes nobody's"
    assert server.kind is Kind.JITSI or len(server.held) == 2
    journal = db.session.scalars(select(Audit).where(Audit.act == "slot.platform")).all()
    assert {each.actor for each in journal} == {"platform"}


@pytest.mark.parametrize("kind", [ZoomServer, WebexServer, TeamsServer])
def test_an_answer_that_got_lost_makes_no_second_meeting(start: Any, kind: type[StandIn]) -> None:
    server = start(kind)
    first, _second = held(server)
    server.mood = "lost"
    assert work(NOW) == 2
    assert failure_of(meeting_of(first).problem).code == "platform_away"
    assert work(NOW + timedelta(minutes=2)) == 1
    assert (len(server.held), meeting_of(first).problem) == (2, {})


def test_a_worker_that_falls_silent_leaves_its_task_to_another(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    expect(NOW)
    silent = claim(NOW, keys=KEYS)
    assert silent is not None
    PLATFORMS.open(silent.account).create(silent.meeting)  # it did it, and never said so
    assert work(NOW) == 1
    assert work(NOW + timedelta(minutes=3)) == 1
    assert len(server.held) == 2
    assert slot_of(first).platform_address is not None


@pytest.mark.parametrize("kind", [ZoomServer, WebexServer, TeamsServer])
def test_a_moved_time_is_told_and_a_cancelled_one_is_taken_away(start: Any, kind: type[StandIn]) -> None:
    server = start(kind)
    first, _second = held(server)
    work(NOW)
    before = slot_of(first)
    address, number = before.platform_address, meeting_of(first).number
    slots.move(first, Move(before.local_start + timedelta(hours=1)), before.revision, NOW, "user:1")
    assert work(NOW) == 1
    assert server.held[str(number)].starts_at == BEGIN + timedelta(hours=1)
    moved = slot_of(first)
    assert (moved.platform_address, moved.version) == (address, 2)
    slots.cancel(first, moved.revision, NOW, "user:1")
    assert work(NOW) == 1
    assert (number in server.held, meeting_of(first).state) == (False, "ended")
    slots.revive(first, slot_of(first).revision, NOW, "user:1")
    assert work(NOW) == 1
    assert meeting_of(first).number in server.held


def test_a_time_moved_while_its_meeting_is_made_is_told_after(start: Any) -> None:
    server = start(ZoomServer)
    first, second = held(server)
    work(NOW)
    services.choose(second, "none", NOW, "user:1")
    work(NOW)
    slot = slot_of(first)
    slots.move(first, Move(slot.local_start + timedelta(hours=1)), slot.revision, NOW, "user:1")
    due = claim(NOW, keys=KEYS)
    assert due is not None
    again = slot_of(first)
    slots.move(first, Move(again.local_start + timedelta(hours=1)), again.revision, NOW, "user:1")
    assert work(NOW + timedelta(minutes=3)) == 1
    assert server.held[str(meeting_of(first).number)].starts_at == BEGIN + timedelta(hours=2)


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        ("slow", "platform_slow"),
        ("broken", "platform_away"),
        ("nonsense", "platform_nonsense"),
        ("hang", "platform_away"),
    ],
)
def test_whatever_a_platform_does_is_kept_with_when_it_is_tried_again(
    start: Any, mood: str, code: str
) -> None:
    server = start(BigBlueButtonServer)
    first, _second = held(server)
    server.mood = mood
    tasks = work(NOW)
    meetings = db.session.scalars(select(PlatformMeeting)).all()
    assert tasks == (1 if mood == "slow" else 2), "one that asks for patience is left alone altogether"
    assert {one.problem["code"] for one in meetings if one.problem} == {code}
    assert work(NOW) == 0
    server.mood = ""
    server.over.set()
    services.try_again(first, NOW)
    assert work(NOW) >= 1
    assert slot_of(first).platform_address is not None
    assert work(NOW + timedelta(minutes=5)) <= 1
    assert db.session.scalars(select(PlatformAccount)).one().problem == {}


def test_wrong_keys_wait_for_somebody_and_right_ones_help_at_once(start: Any) -> None:
    server = start(ZoomServer)
    _slug, ids = make_topic(BEGIN, platform_address=None)
    number = services.add_account(given(server, wrong=True), NOW, "user:1", keys=KEYS)
    services.set_default("season", number, NOW, "user:1")
    assert work(NOW) == 2
    assert work(NOW + timedelta(minutes=30)) == 0
    assert meeting_of(ids[0]).problem == {"code": "platform_keys", "word": "status 400"}
    with pytest.raises(KeysRefused):
        services.see_account(number, NOW, platforms=PLATFORMS, keys=KEYS)
    row = accounts(NOW)[0]
    assert (row.has_keys, row.coming, row.problem["code"]) == (True, 2, "platform_keys")
    right = AccountGiven(
        "Ours", "zoom", row.address, row.settings, {"client_secret": "client-secret-of-zoom"}
    )
    services.change_account(number, right, row.revision, NOW, "user:1", keys=KEYS)
    services.see_account(number, NOW, platforms=PLATFORMS, keys=KEYS)
    assert work(NOW) == 2


def test_an_account_is_held_before_its_meetings_by_everybody(start: Any, count_queries: Any) -> None:
    server = start(ZoomServer)
    held(server)
    expect(NOW)
    due = claim(NOW, keys=KEYS)
    assert due is not None
    with count_queries() as asked:
        keep_failure(due, AwayNow(word="x"), NOW)
    with count_queries() as again:
        services.try_again(due.slot_id, NOW)
    for statements in (asked, again):
        tables = [
            table
            for one in statements
            for table in ("platform_accounts", "platform_meetings")
            if f"FROM {table}" in one.replace("\n", "").partition("WHERE")[0]
            or one.startswith(f"UPDATE {table}")
        ]
        assert tables[0] == "platform_accounts"


@pytest.mark.parametrize(
    ("address", "settings"),
    [
        ("https://elsewhere.example.org/v2", {}),
        ("", {"login": "https://elsewhere.example.org/t"}),
        ("", {"client_id": "another"}),
        ("", {"account_id": "another"}),
    ],
)
def test_keys_go_nowhere_they_were_not_typed_for(start: Any, address: str, settings: dict[str, str]) -> None:
    server = start(ZoomServer)
    number = account_at(server)
    row = accounts(NOW)[0]
    goes = AccountGiven("Ours", "zoom", address or row.address, {**row.settings, **settings})
    with pytest.raises(KeysAgain) as refusal:
        services.change_account(number, goes, row.revision, NOW, "user:1", keys=KEYS)
    assert refusal.value.field == "client_secret"
    assert accounts(NOW)[0].address == row.address
    typed = replace(goes, keys={"client_secret": "another"})
    services.change_account(number, typed, row.revision, NOW, "user:1", keys=KEYS)
    kept = services.account_of(db.session.get_one(PlatformAccount, number), KEYS)
    assert kept.keys == {"client_secret": "another"}


def test_keys_are_sealed_never_noted_and_lost_with_the_secret(start: Any) -> None:
    server = start(ZoomServer)
    number = account_at(server)
    row = db.session.get_one(PlatformAccount, number)
    kept = services.account_of(row, KEYS)
    assert kept.keys == server.account().keys
    told = [str(value) for value in vars(row).values()] + [
        str((one.before, one.after)) for one in db.session.scalars(select(Audit))
    ]
    assert not any("client-secret-of-zoom" in one for one in told)
    with pytest.raises(KeysLost):
        services.account_of(row, Keys("another secret of another installation"))


def test_a_meeting_deleted_by_hand_is_made_anew_before_its_hour(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    gone = meeting_of(first).number
    server.delete_by_hand(str(gone))
    assert work(BEGIN - timedelta(minutes=50)) == 2  # it is looked for, and made anew
    assert meeting_of(first).number in server.held
    assert meeting_of(first).number != gone
    assert slot_of(first).platform_meeting == meeting_of(first).number


def test_a_server_that_forgets_is_told_again_while_people_come(start: Any) -> None:
    server = start(BigBlueButtonServer)
    first, _second = held(server)
    work(NOW)
    server.held.clear()
    assert work(BEGIN - timedelta(minutes=20)) == 1
    assert list(server.held) == [meeting_of(first).number]
    assert work(BEGIN - timedelta(minutes=20)) == 0
    server.held.clear()
    work(BEGIN + timedelta(minutes=10))
    assert meeting_of(first).number in server.held


def test_a_typed_address_stands_before_every_account(start: Any) -> None:
    server = start(ZoomServer)
    first, second = held(server, platform_address="https://platform.example.org/typed")
    assert work(NOW) == 0
    services.choose(first, str(accounts(NOW)[0].id), NOW, "user:1")
    assert work(NOW) == 1
    made = slot_of(first)
    assert made.platform_kind == "zoom"
    slots.edit(first, {"platform_address": "https://other.example.org/now"}, made.revision, NOW, "user:1")
    assert slot_of(first).platform_kind == "manual"
    assert work(NOW) == 1
    assert server.held == {}
    assert slot_of(first).platform_address == "https://other.example.org/now"
    assert slot_of(second).platform_address == "https://platform.example.org/typed"


def test_a_new_account_takes_over_and_the_old_meeting_ends_after(start: Any) -> None:
    zoom, bbb = start(ZoomServer), start(BigBlueButtonServer)
    first, _second = held(zoom)
    work(NOW)
    other = account_at(bbb, "Own server")
    services.choose(first, str(other), NOW, "user:1")
    assert work(NOW) == 2
    assert (len(zoom.held), len(bbb.held)) == (1, 1)
    assert slot_of(first).platform_kind == "bigbluebutton"
    assert slot_of(first).version == 2  # whoever must know of another platform is told by its version


def test_an_address_typed_in_the_middle_ends_nothing_for_those_inside(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    number = meeting_of(first).number
    slots.edit(
        first,
        {"platform_address": "https://other.example.org/now"},
        slot_of(first).revision,
        BEGIN + timedelta(minutes=5),
        "user:1",
    )
    work(BEGIN + timedelta(minutes=6))
    assert number in server.held


def test_by_hand_leaves_no_address_of_the_platform(start: Any) -> None:
    server = start(WebexServer)
    first, _second = held(server)
    work(NOW)
    services.choose(first, "none", NOW, "user:1")
    assert (slot_of(first).platform_address, slot_of(first).platform_kind) == (None, "manual")
    assert work(NOW) == 1
    assert len(server.held) == 1


def test_an_account_in_use_stays(start: Any) -> None:
    server = start(ZoomServer)
    first, second = held(server)
    number = accounts(NOW)[0].id
    with pytest.raises(AccountInUse) as told:
        services.remove_account(number, NOW, "user:1")
    assert told.value.values == {"number": 2}
    for each in (first, second):
        services.choose(each, "none", NOW, "user:1")
    services.remove_account(number, NOW, "user:1")
    assert accounts(NOW) == []
    assert db.session.get_one(PlatformAccount, number).sealed is None
    with pytest.raises(errors.NotAChoice):
        services.set_default("season", number, NOW, "user:1")
    assert work(NOW) == 0


def entered(slot: str, now: datetime, **changes: str) -> tuple[Any, str]:
    """Let somebody register and enter; give their entry and registration."""
    done = register(request_for(somebody(**changes), slot), NOW, KEYS)
    return enter(f"registration:{done.id}", slot, now), done.id


@pytest.mark.parametrize("kind", [BigBlueButtonServer, JitsiServer])
def test_whoever_enters_is_led_by_a_way_signed_for_them(start: Any, kind: type[StandIn]) -> None:
    server = start(kind)
    first, _second = held(server)
    work(NOW)
    one, _registration = entered(first, BEGIN, name="Amina Otieno Example")
    calls = len(server.calls)
    link = way_in(first, one.address, one.whom, NOW, platforms=PLATFORMS, keys=KEYS)
    assert server.come(link).name == "Amina Otieno Example"
    assert server.come(link).leads is False
    assert len(server.calls) == calls


@pytest.mark.parametrize("kind", [BigBlueButtonServer, JitsiServer])
def test_whoever_is_on_the_panel_is_led_in_as_what_they_are_there(start: Any, kind: type[StandIn]) -> None:
    server = start(kind)
    first, _second = held(server)
    work(NOW)
    session = db.session.get_one(Session, db.session.get_one(Slot, first).session_id)
    moderator = make_panelist(session, "Mona Example", role="moderator").person_id
    speaker = make_panelist(session, "Rosa Example").person_id
    for person, leads in ((moderator, True), (speaker, False)):
        one = enter_as_panelist(person, first, BEGIN)
        came = server.come(way_in(first, one.address, one.whom, NOW, platforms=PLATFORMS, keys=KEYS))
        assert (came.name, came.leads) == (one.whom.name, leads)


def test_whoever_has_a_seat_too_enters_once_by_either_link(start: Any) -> None:
    first, _second = held(start(BigBlueButtonServer))
    work(NOW)
    session = db.session.get_one(Session, db.session.get_one(Slot, first).session_id)
    rosa = make_panelist(session, "Rosa Example", email="rosa@example.org").person_id
    seat = register(request_for(somebody("Rosa Example", email="rosa@example.org"), first), NOW, KEYS)
    one = enter_as_panelist(rosa, first, BEGIN)
    assert one.whom.reference == seat.id
    enter(f"registration:{seat.id}", first, BEGIN)
    rows = db.session.scalars(select(Attendance).where(Attendance.source == "door")).all()
    assert [(row.person_id, row.registration_id, row.role) for row in rows] == [(rosa, seat.id, "panelist")]


def test_ways_that_must_be_asked_for_are_made_ahead_or_in_seconds(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    ahead = register(request_for(somebody(), first), NOW, KEYS)
    expect_ways(NOW)
    assert make_ways(PLATFORMS, NOW, keys=KEYS) == 0  # two days are too early
    expect_ways(BEGIN - timedelta(hours=3))
    assert make_ways(PLATFORMS, BEGIN - timedelta(hours=3), keys=KEYS) == 1
    one = enter(f"registration:{ahead.id}", first, BEGIN)
    assert (
        server.come(way_in(first, one.address, one.whom, BEGIN, platforms=PLATFORMS, keys=KEYS)).leads
        is False
    )
    late, _registration = entered(first, BEGIN)
    with pytest.raises(WayBeingMade):
        way_in(first, late.address, late.whom, BEGIN, platforms=PLATFORMS, keys=KEYS)
    assert make_ways(PLATFORMS, BEGIN, keys=KEYS) == 1
    assert server.come(way_in(first, late.address, late.whom, BEGIN, platforms=PLATFORMS, keys=KEYS))


def test_a_hosts_way_is_asked_for_when_they_come_and_ends_after_an_hour(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    one, _registration = entered(first, BEGIN)
    session_id = slot_of(first).session_id
    db.session.add(Panelist(session_id=session_id, person_id=one.whom.person_id, role="host", updated_at=NOW))
    db.session.commit()

    def way(at: datetime) -> str:
        return way_in(first, one.address, one.whom, at, platforms=PLATFORMS, keys=KEYS)

    expect_ways(BEGIN - timedelta(hours=3))
    assert db.session.scalars(select(PlatformWay)).all() == []
    for at in (BEGIN - timedelta(hours=1), BEGIN + timedelta(minutes=30)):
        with pytest.raises(WayBeingMade):
            way(at)
        assert make_ways(PLATFORMS, at, keys=KEYS) == 1
        assert server.come(way(at + timedelta(minutes=59))).leads
    expect_ways(BEGIN + timedelta(hours=2))
    assert db.session.scalars(select(PlatformWay)).all() == []


def test_a_platform_in_trouble_leads_by_the_plain_address(start: Any) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    one, _registration = entered(first, BEGIN)
    with pytest.raises(WayBeingMade):
        way_in(first, one.address, one.whom, BEGIN, platforms=PLATFORMS, keys=KEYS)
    server.mood = "broken"
    assert make_ways(PLATFORMS, BEGIN, keys=KEYS) == 0
    assert way_in(first, one.address, one.whom, BEGIN, platforms=PLATFORMS, keys=KEYS) == one.address
    server.mood = ""
    assert make_ways(PLATFORMS, BEGIN + timedelta(minutes=2), keys=KEYS) == 1


def test_a_way_is_for_the_address_that_stands_now(start: Any) -> None:
    server = start(BigBlueButtonServer)
    first, _second = held(server)
    work(NOW)
    whom = Whom("r1", 1, "Amina", "en", As.PARTICIPANT)
    typed = "https://other.example.org/now"
    assert way_in(first, typed, whom, NOW, platforms=PLATFORMS, keys=KEYS) == typed


def test_ways_go_with_whoever_is_erased(start: Any, tmp_path: Path) -> None:
    server = start(ZoomServer)
    first, _second = held(server)
    work(NOW)
    one, _registration = entered(first, BEGIN)
    with pytest.raises(WayBeingMade):
        way_in(first, one.address, one.whom, BEGIN, platforms=PLATFORMS, keys=KEYS)
    assert db.session.scalars(select(PlatformWay)).one().person_id == one.whom.person_id
    erase(one.whom.person_id, NOW, "user:1", log=FileErasureLog(tmp_path / "erasures.log"), keys=KEYS)
    assert db.session.scalars(select(PlatformWay)).all() == []


def test_after_the_hour_lists_wait_for_review_and_recordings_for_staff(start: Any) -> None:
    server = start(ZoomServer)
    first, second = held(server)
    services.choose(second, "none", NOW, "user:1")
    work(NOW)
    one, registration = entered(first, BEGIN, name="Amina Otieno Example")
    number = str(meeting_of(first).number)
    ours = f"{registration}@join.{HOST}"
    server.attended(number, ("Amina Otieno Example", ours), ("Bo", "bo@example.org"), ("=1+1", ""))
    assert work(BEGIN + timedelta(minutes=100)) == 0
    later = BEGIN + timedelta(minutes=125)
    assert work(later) == 1
    kept = db.session.scalars(select(Import)).one()
    assert (kept.state, kept.layout, kept.created_by) == ("preview", "zoom_meeting", "platform")
    assert db.session.scalars(select(Attendance.source)).all() == ["door"], (
        "nothing counts before somebody looked"
    )
    assert db.session.scalars(select(Recording)).all() == []
    server.held[number].recordings = ["https://zoom.example.org/rec/share/1"]
    assert work(later + timedelta(hours=3)) == 1
    recording = db.session.scalars(select(Recording)).one()
    assert (recording.state, recording.seconds, recording.published_at) == ("processing", 5400, None)
    assert work(later + timedelta(hours=9)) == 0
    assert len(db.session.scalars(select(Import)).all()) == 1
    assert one.whom.reference == registration


def test_a_platform_that_never_has_a_list_is_asked_four_times(start: Any) -> None:
    server = start(TeamsServer)
    held(server)
    work(NOW)
    days = [BEGIN + timedelta(hours=9 + 4 * each) for each in range(8)]
    assert [work(day) for day in days] == [2, 2, 2, 2, 0, 0, 0, 0]
    assert db.session.scalars(select(Import)).all() == []


def test_a_draft_gets_no_meeting_and_past_times_neither(start: Any) -> None:
    server = start(ZoomServer)
    first, second = held(server)
    db.session.get_one(Slot, first).session.state = "draft"
    db.session.commit()
    assert work(NOW) == 0
    assert held_slot(first) is None
    assert second


def test_what_is_typed_of_an_account_is_checked(start: Any) -> None:
    for changes, field, code in (
        ({"name": " "}, "name", "missing"),
        ({"kind": "manual"}, "kind", "not_a_choice"),
        ({"address": "http://bbb.example.org/bigbluebutton/api"}, "address", "not_a_web_address"),
        ({"address": "ftp://x"}, "address", "not_a_web_address"),
        ({"address": ""}, "address", "missing"),
        ({"settings": {"hash": "md5"}}, "hash", "not_a_choice"),
        ({"keys": {}}, "secret", "missing"),
        ({"keys": {"secret": "x" * 10_001}}, "secret", "too_long"),
    ):
        values: dict[str, Any] = {
            "name": "Ours",
            "kind": "bigbluebutton",
            "address": "https://bbb.example.org/bigbluebutton/api",
            "keys": {"secret": "bbb-secret"},
        }
        with pytest.raises(errors.Refused) as told:
            services.add_account(AccountGiven(**values | changes), NOW, "user:1", keys=KEYS)
        assert (told.value.field, told.value.code) == (field, code)
    assert issubclass(AwayNow, errors.Refused)
