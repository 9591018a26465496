"""The list of speakers on both stores: asked for once, given to one at a time, kept through lost connections."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain import errors
from meetings.domain.cop import entering_errors
from meetings.domain.kept_files import FileGiven
from meetings.domain.live import floor_errors
from meetings.domain.live.floor import MOST_AN_HOUR, Kind, State
from meetings.extensions import db
from meetings.models import (
    Audit,
    Delegation,
    FloorStatement,
    Intervention,
    Participation,
    Party,
    RunSheetTask,
    Session,
    SessionItem,
    Slot,
    Statement,
)
from meetings.models.cop.conferences import AgendaItem
from meetings.queries.live.floor import Floor, changes_of, floor_of, speaking
from meetings.queries.live.floor_seats import seat_of
from meetings.queries.own_data import own_data
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.erasing import erase
from meetings.services.live import floor
from meetings.services.live.floor_asking import Wish, add, ask, ask_again, tell_lost, withdraw
from meetings.services.live.floor_lists import ListGiven, set_list, set_rules
from meetings.services.live.floor_statements import Sent, send_instead
from meetings.services.merging import merge
from tests.cop import (
    make_body,
    make_conference,
    make_delegation,
    make_meeting,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import KEYS, NOW, make_topic, register_somebody
from tests.factories import make_slot as store_slot
from tests.services.test_races import together

SOON = NOW + timedelta(minutes=10)
CHAIR = "user:1"
FILE = FileGiven("statements/abc", "text/plain", 5, "d" * 64, "statement.txt")
SENT = Sent("en", FILE)


def after(seconds: int) -> Any:
    return NOW + timedelta(seconds=seconds)


def make_hour(audience: str = "participants", **changes: Any) -> str:
    """Store a conference with a meeting whose list is open; gives its slot."""
    programme = make_conference()
    slot = store_slot(make_meeting(segments_of(programme)[0], audience=audience, **changes), SOON).id
    set_list(slot, ListGiven(True, True), 0, NOW, CHAIR)
    return slot


def delegate(slot_id: str, code: str = "KE", **changes: Any) -> str:
    """Store an accredited delegate who may take the floor; gives the bearer of their link."""
    programme = db.session.get_one(Slot, slot_id).session.programme
    party = db.session.get(Party, code)
    region = changes.pop("region", "africa")
    if party is None:
        party = make_state(code, code, regional_group=region, **changes.pop("party", {}))
    delegation = db.session.scalar(select(Delegation).where(Delegation.party_code == code))
    delegation = delegation or make_delegation(programme, party)
    values = {"state": "accredited", "rights": "speaker", "name": f"Invented {code}"} | changes
    return delegate_bearer(make_nominee(delegation, *segments_of(programme), **values).id)


def delegation_of(code: str) -> str:
    return db.session.scalars(select(Delegation.id).where(Delegation.party_code == code)).one()


def observer(slot_id: str) -> str:
    programme = db.session.get_one(Slot, slot_id).session.programme
    delegation = make_delegation(programme, make_body())
    one = make_nominee(delegation, *segments_of(programme), state="accredited", rights="speaker", name="Noa")
    return delegate_bearer(one.id)


def stands(slot_id: str) -> Floor:
    db.session.rollback()
    return floor_of(slot_id)


def names(slot_id: str) -> list[str]:
    return [one.names.get("en", one.name) for one in stands(slot_id).waiting]


def turns(slot_id: str) -> int:
    return stands(slot_id).turns


def give(slot_id: str, name: str | None = None, at: int = 0) -> str:
    return floor.give(slot_id, name, turns(slot_id), after(at), CHAIR)


def take(slot_id: str, name: str) -> None:
    floor.put(slot_id, name, State.LISTED, stands(slot_id).entry(name).revision, NOW, CHAIR)


def state(name: str) -> State:
    db.session.rollback()
    return State(db.session.get_one(Intervention, name).state)


def sql(statement: Any) -> None:
    db.session.execute(statement)
    db.session.commit()


@pytest.mark.usefixtures("database")
def test_order_is_by_rule_whoever_asked_first() -> None:
    slot = make_hour()
    ngo, ghana, kenya, peru = (
        observer(slot),
        delegate(slot, "GH"),
        delegate(slot),
        delegate(slot, "PE", party={"since": None}),
    )
    for bearer, kind in ((ngo, "observer"), (peru, "state"), (ghana, "party"), (kenya, "region")):
        one = ask(bearer, slot, Wish(kind), NOW)
    assert names(slot) == ["GH", "PE", "Invented Working Group"]
    take(slot, one)  # of those who say that they speak for a region, the chair knows who was asked to
    assert names(slot) == ["KE", "GH", "PE", "Invented Working Group"]
    assert stands(slot).waiting[0].behalf_of == "africa"
    ask(ghana, slot, Wish("point"), after(5))
    assert names(slot) == ["GH", "KE", "GH", "PE", "Invented Working Group"]


@pytest.mark.usefixtures("database")
def test_each_act_changes_what_pages_show_and_is_noted() -> None:
    slot = make_hour()
    before = changes_of(slot)
    one = ask(delegate(slot), slot, Wish("party"), NOW)
    give(slot)
    assert changes_of(slot) == before + 2
    found = db.session.execute(select(Audit.act, Audit.actor).where(Audit.subject == f"floor:{slot}/{one}"))
    acts = {row.act: row.actor for row in found}
    assert set(acts) == {"floor.ask", "floor.speaking"}
    assert acts["floor.speaking"] == CHAIR


@pytest.mark.usefixtures("database")
def test_a_delegation_asks_once_whoever_of_it_asks() -> None:
    slot = make_hour()
    first, second = delegate(slot), delegate(slot, name="Baraka Invented")
    one = ask(first, slot, Wish("party"), NOW)
    with pytest.raises(floor_errors.AskedBefore):
        ask(second, slot, Wish("region"), NOW)
    ask(second, slot, Wish("point"), NOW)
    withdraw(second, slot, one, NOW)
    assert state(one) is State.WITHDRAWN
    ask(second, slot, Wish("party"), NOW)
    assert names(slot) == ["KE", "KE"]


@pytest.mark.usefixtures("database")
def test_a_seat_asks_so_often_in_an_hour_and_others_are_not_held_up() -> None:
    slot = make_hour()
    kenya, second, ghana = delegate(slot), delegate(slot, name="Baraka Invented"), delegate(slot, "GH")
    for number in range(MOST_AN_HOUR):
        withdraw(kenya, slot, ask(kenya, slot, Wish("party"), after(number)), after(number))
    for bearer in (kenya, second):
        with pytest.raises(floor_errors.AskedTooOften):
            ask(bearer, slot, Wish("point"), after(60))
    ask(ghana, slot, Wish("party"), after(60))
    add(slot, Wish("party"), delegation_of("KE"), "", after(60), CHAIR)
    assert names(slot) == ["GH", "KE"]
    ask(kenya, slot, Wish("point"), after(3601))


@pytest.mark.usefixtures("database")
def test_who_was_two_people_has_one_place_and_it_is_theirs() -> None:
    _session, (slot, _later) = make_topic(SOON)
    kept, gone = (register_somebody(slot, name=name) for name in ("Ada Example", "Ada Exampel"))
    set_list(slot, ListGiven(True, True), 0, NOW, CHAIR)
    one = ask(f"registration:{gone.id}", slot, Wish("participant"), NOW)
    merge(kept.person_id, gone.person_id, after(1), CHAIR)
    link = f"registration:{kept.id}"
    assert seat_of(link, slot).holds(stands(slot).entry(one))
    with pytest.raises(floor_errors.AskedBefore):
        ask(link, slot, Wish("participant"), after(2))
    withdraw(link, slot, one, after(3))
    assert state(one) is State.WITHDRAWN
    ask(link, slot, Wish("participant"), after(4))


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"state": "letter_checked"}, entering_errors.NotAccredited),
        ({"state": "withdrawn"}, entering_errors.NotAccredited),
        ({"rights": "viewer"}, floor_errors.MayNotSpeak),
    ],
)
def test_who_may_not_speak_is_told_so(changes: dict[str, str], refusal: type[errors.Refused]) -> None:
    slot = make_hour()
    with pytest.raises(refusal):
        ask(delegate(slot, **changes), slot, Wish("party"), NOW)
    assert names(slot) == []


@pytest.mark.usefixtures("database")
def test_observers_ask_only_where_the_meeting_is_open_to_them() -> None:
    slot = make_hour(audience="parties")
    with pytest.raises(entering_errors.ForParties):
        ask(observer(slot), slot, Wish("observer"), NOW)


@pytest.mark.usefixtures("database")
def test_nobody_asks_for_what_they_are_not() -> None:
    slot = make_hour()
    kenya, peru = delegate(slot), delegate(slot, "PE", party={"since": None})
    for bearer, kind in ((kenya, "observer"), (peru, "party"), (peru, "region"), (kenya, "participant")):
        with pytest.raises(floor_errors.NotSpeakingFor):
            ask(bearer, slot, Wish(kind), NOW)
    with pytest.raises(errors.NotAChoice):
        ask(kenya, slot, Wish("emperor"), NOW)
    with pytest.raises(errors.Missing):
        ask(kenya, slot, Wish("group"), NOW)
    one = ask(kenya, slot, Wish("group", behalf_of="\u202eSeveral <b>Parties"), NOW)
    assert state(one) is State.REQUESTED
    floor.put(slot, one, State.LISTED, stands(slot).entry(one).revision, NOW, CHAIR)
    assert stands(slot).waiting[0].behalf_of == "\u202eSeveral <b>Parties"


@pytest.mark.usefixtures("database")
def test_closed_list_takes_nobody_but_points_and_whom_the_chair_adds() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    set_list(slot, ListGiven(False, True), stands(slot).revision, NOW, CHAIR)
    with pytest.raises(floor_errors.ListClosed):
        ask(kenya, slot, Wish("party"), NOW)
    ask(kenya, slot, Wish("point"), NOW)
    delegation = db.session.scalars(select(Delegation.id)).one()
    add(slot, Wish("party"), delegation, "", NOW, CHAIR)
    add(slot, Wish("panel"), "", "Ada Example", NOW, CHAIR)
    assert names(slot) == ["KE", "KE", "Ada Example"]
    with pytest.raises(errors.Stale):
        set_list(slot, ListGiven(True, True), 1, NOW, CHAIR)


@pytest.mark.usefixtures("database")
def test_chair_adds_no_delegation_without_anybody_accredited() -> None:
    slot = make_hour()
    delegate(slot, state="nominated")
    delegation = db.session.scalars(select(Delegation.id)).one()
    with pytest.raises(floor_errors.NoOneAccredited):
        add(slot, Wish("party"), delegation, "", NOW, CHAIR)
    with pytest.raises(errors.NotAChoice):
        add(slot, Wish("party"), "nobody", "", NOW, CHAIR)
    with pytest.raises(errors.Missing):
        add(slot, Wish("party"), "", " ", NOW, CHAIR)


@pytest.mark.usefixtures("database")
def test_cancelled_time_gives_nobody_the_floor() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    one = ask(kenya, slot, Wish("party"), NOW)
    sql(update(Slot).where(Slot.id == slot).values(state="cancelled"))
    for act in (
        lambda: ask(kenya, slot, Wish("point"), NOW),
        lambda: give(slot),
        lambda: set_list(slot, ListGiven(True, True), 1, NOW, CHAIR),
    ):
        with pytest.raises(floor_errors.NotHeld):
            act()
    withdraw(kenya, slot, one, NOW)
    sql(update(Slot).where(Slot.id == slot).values(state="planned"))
    sql(update(Session).values(state="cancelled"))
    with pytest.raises(floor_errors.NotHeld):
        ask(kenya, slot, Wish("party"), NOW)


@pytest.mark.usefixtures("database")
def test_floor_goes_from_one_to_the_next_with_the_time_they_took() -> None:
    slot = make_hour()
    kenya, ghana = (ask(delegate(slot, code), slot, Wish("party"), NOW) for code in ("KE", "GH"))
    assert speaking(slot) is None
    assert give(slot) == kenya
    found = speaking(slot)
    assert found is not None
    assert (found.names, found.kind, found.since) == ({"en": "KE"}, Kind.PARTY, NOW)
    assert found.ends_at == after(180)
    assert give(slot, at=70) == ghana
    floor.end(slot, turns(slot), after(100), CHAIR)
    assert speaking(slot) is None
    spoke = {one.id: (one.state, one.spoken_seconds) for one in stands(slot).entries}
    assert spoke == {kenya: (State.SPOKEN, 70), ghana: (State.SPOKEN, 30)}
    with pytest.raises(floor_errors.NobodyWaits):
        give(slot)


@pytest.mark.usefixtures("database")
def test_hidden_list_tells_others_nothing() -> None:
    slot = make_hour()
    ask(delegate(slot), slot, Wish("party"), NOW)
    give(slot)
    set_list(slot, ListGiven(True, False), stands(slot).revision, NOW, CHAIR)
    assert speaking(slot) is None


@pytest.mark.usefixtures("database")
def test_point_of_order_interrupts_and_the_speaker_goes_on_with_what_remains() -> None:
    slot = make_hour()
    kenya, ghana, _peru = (delegate(slot, code) for code in ("KE", "GH", "PE"))
    first = ask(kenya, slot, Wish("party"), NOW)
    ask(ghana, slot, Wish("party"), NOW)
    give(slot)
    point = ask(ghana, slot, Wish("point"), after(30))
    assert give(slot, at=40) == point
    assert (state(first), names(slot)) == (State.LISTED, ["KE", "GH"])
    assert give(slot, at=60) == first
    counted = stands(slot).entry(first).count(after(70))
    assert counted is not None
    assert (counted.remaining_seconds, counted.limit_seconds) == (130, 180)


@pytest.mark.usefixtures("database")
def test_cut_off_speaker_asks_again_and_is_next_with_what_remains() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    one = ask(kenya, slot, Wish("party"), NOW)
    other, third = (ask(delegate(slot, code), slot, Wish("party"), NOW) for code in ("GH", "PE"))
    give(slot, one)
    floor.lose(slot, turns(slot), after(60), CHAIR)
    assert (state(one), stands(slot).entry(one).was_cut) == (State.LOST, True)
    assert give(slot, at=61) == other
    ask_again(kenya, slot, one, after(90))
    assert [entry.id for entry in stands(slot).waiting] == [one, third]
    assert give(slot, at=100) == one
    counted = stands(slot).entry(one).count(after(110))
    assert counted is not None
    assert (counted.spoken_seconds, counted.remaining_seconds) == (70, 110)
    with pytest.raises(floor_errors.NoSuchFloorMove):
        ask_again(delegate(slot, "GH", name="Kofi Invented"), slot, other, after(110))
    revision = stands(slot).entry(one).revision
    with pytest.raises(floor_errors.NoSuchFloorMove):
        floor.put(slot, one, State.PASSED, revision, after(110), CHAIR)


@pytest.mark.usefixtures("database")
def test_speaker_whom_nobody_noticed_asks_again_at_once() -> None:
    slot = make_hour()
    kenya, ghana = delegate(slot), delegate(slot, "GH")
    one = ask(kenya, slot, Wish("party"), NOW)
    give(slot)
    with pytest.raises(errors.NotFound):
        tell_lost(ghana, slot, one, after(10))
    ask_again(kenya, slot, one, after(20))
    entry = stands(slot).entry(one)
    assert (entry.state, entry.was_cut, entry.spoken_seconds) == (State.LISTED, True, 20)
    give(slot)
    tell_lost(kenya, slot, one, after(30))
    assert state(one) is State.LOST


@pytest.mark.usefixtures("database")
def test_recall_is_one_act_and_waits_for_whoever_speaks() -> None:
    slot = make_hour()
    one, other = (ask(delegate(slot, code), slot, Wish("party"), NOW) for code in ("KE", "GH"))
    give(slot, one)
    floor.lose(slot, turns(slot), after(10), CHAIR)
    assert floor.recall(slot, one, turns(slot), after(20), CHAIR) is State.SPEAKING
    floor.lose(slot, turns(slot), after(30), CHAIR)
    give(slot, other, at=31)
    assert floor.recall(slot, one, turns(slot), after(40), CHAIR) is State.LISTED
    assert state(other) is State.SPEAKING
    assert names(slot) == ["KE"]
    with pytest.raises(floor_errors.NoSuchFloorMove):
        floor.recall(slot, other, turns(slot), after(50), CHAIR)


@pytest.mark.usefixtures("database")
def test_statement_of_a_delegation_is_one_of_the_conference_s_with_a_receipt() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    one = ask(kenya, slot, Wish("region"), NOW)
    take(slot, one)
    give(slot)
    floor.lose(slot, turns(slot), after(60), CHAIR)
    number = send_instead(kenya, slot, one, SENT, after(120))
    row = db.session.get_one(Statement, number)
    assert (row.delivered, row.behalf, row.behalf_of, row.state) == ("partly", "region", "africa", "waiting")
    receipt = stands(slot).entry(one).receipts[0]
    assert (receipt.number, receipt.sent_at, receipt.digest) == (number, after(120), "d" * 64)
    assert (state(one), stands(slot).entry(one).spoken_seconds) == (State.IN_WRITING, 60)
    with pytest.raises(floor_errors.NoSuchFloorMove):
        send_instead(kenya, slot, one, SENT, after(121))
    with pytest.raises(floor_errors.NoSuchFloorMove):
        ask_again(kenya, slot, one, after(121))
    assert db.session.scalar(select(func.count(Statement.id))) == 1


@pytest.mark.usefixtures("database")
def test_statement_before_speaking_is_in_writing_and_too_late_is_refused() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    one = ask(kenya, slot, Wish("party"), NOW)
    with pytest.raises(errors.Refused) as told:
        send_instead(kenya, slot, one, SENT, NOW + timedelta(days=2))
    assert told.value.code == "statements_closed"
    assert state(one) is State.LISTED
    number = send_instead(kenya, slot, one, SENT, NOW + timedelta(hours=20))
    assert db.session.get_one(Statement, number).delivered == "in_writing"


@pytest.mark.usefixtures("database")
def test_participant_of_a_webinar_asks_and_sends_and_what_is_kept_is_theirs_to_read() -> None:
    _session, (slot, _later) = make_topic(SOON)
    done = register_somebody(slot, name="Ada Example")
    bearer = f"registration:{done.id}"
    with pytest.raises(floor_errors.ListClosed):
        ask(bearer, slot, Wish("participant"), NOW)
    set_list(slot, ListGiven(True, True), stands(slot).revision, NOW, CHAIR)
    one = ask(bearer, slot, Wish("participant"), NOW)
    assert state(one) is State.REQUESTED
    with pytest.raises(errors.NotFound):
        ask(bearer, _later, Wish("participant"), NOW)
    with pytest.raises(floor_errors.StatementOver):
        send_instead(bearer, slot, one, SENT, SOON + timedelta(minutes=90, hours=24))
    number = send_instead(bearer, slot, one, SENT, after(60))
    assert db.session.get_one(FloorStatement, number).statement_id is None
    kept = own_data(done.person_id)
    assert [row["name"] for row in kept["asked_for_the_floor"]] == ["Ada Example"]
    assert [row["digest"] for row in kept["sent_instead_of_speaking"]] == ["d" * 64]


@pytest.mark.usefixtures("database")
def test_speaker_withdrawn_from_the_delegation_keeps_no_right_and_the_chair_sees_it() -> None:
    slot = make_hour()
    kenya = delegate(slot)
    one = ask(kenya, slot, Wish("party"), NOW)
    give(slot)
    sql(update(Participation).values(state="withdrawn"))
    entry = stands(slot).entry(one)
    assert (entry.state, entry.is_accredited) == (State.SPEAKING, False)
    with pytest.raises(entering_errors.NotAccredited):
        ask_again(kenya, slot, one, after(10))
    floor.end(slot, turns(slot), after(20), CHAIR)
    assert state(one) is State.SPOKEN


@pytest.mark.usefixtures("database")
def test_chair_moves_passes_and_puts_back_and_old_pages_change_nothing() -> None:
    slot = make_hour()
    kenya, ghana = (ask(delegate(slot, code), slot, Wish("party"), NOW) for code in ("KE", "GH"))
    floor.shift(slot, ghana, 1, NOW, CHAIR, up=True)
    assert names(slot) == ["GH", "KE"]
    assert [one.is_moved for one in stands(slot).waiting] == [True, False]
    with pytest.raises(errors.Stale):
        floor.shift(slot, ghana, 1, NOW, CHAIR, up=False)
    with pytest.raises(floor_errors.NoSuchFloorMove):
        floor.shift(slot, ghana, 2, NOW, CHAIR, up=True)
    floor.put(slot, ghana, State.PASSED, 2, NOW, CHAIR)
    assert names(slot) == ["KE"]
    floor.put(slot, ghana, State.LISTED, 3, NOW, CHAIR)
    assert names(slot) == ["GH", "KE"]
    with pytest.raises(floor_errors.NoSuchFloorMove):
        floor.put(slot, kenya, State.SPOKEN, 1, NOW, CHAIR)
    with pytest.raises(errors.NotFound):
        floor.put("elsewhere", kenya, State.PASSED, 1, NOW, CHAIR)


@pytest.mark.usefixtures("database")
def test_limits_are_the_programme_s_or_one_s_own() -> None:
    slot = make_hour()
    one = ask(delegate(slot), slot, Wish("party"), NOW)
    set_rules("cop", {"seconds-party": "240", "rank-party": "9", "seconds-igo": ""}, slot, 0, NOW, CHAIR)
    assert stands(slot).entry(one).limit_seconds == 240
    floor.limit(slot, one, "90", 1, NOW, CHAIR)
    assert stands(slot).entry(one).limit_seconds == 90
    floor.limit(slot, one, "", 2, NOW, CHAIR)
    assert stands(slot).entry(one).limit_seconds == 240
    with pytest.raises(errors.NotANumber) as told:
        set_rules("cop", {"rank-igo": "x"}, slot, 1, NOW, CHAIR)
    assert told.value.field == "rank-igo"
    with pytest.raises(errors.Stale):
        set_rules("cop", {}, slot, 0, NOW, CHAIR)


@pytest.mark.usefixtures("database")
def test_items_come_as_they_are_taken_up() -> None:
    slot = make_hour()
    session_id = db.session.get_one(Slot, slot).session_id
    programme_id = db.session.get_one(Session, session_id).programme_id
    items = []
    for number in (1, 2):
        values = {"slug": f"item-{number}", "number": str(number), "title": {"en": f"Item {number}"}}
        item = AgendaItem(programme_id=programme_id, position=number, updated_at=NOW, **values)
        db.session.add(item)
        db.session.flush()
        db.session.add(SessionItem(session_id=session_id, item_id=item.id))
        items.append(item.id)
    db.session.commit()
    kenya = delegate(slot)
    ask(kenya, slot, Wish("party", "item-1"), NOW)
    second = ask(kenya, slot, Wish("party", "item-2"), NOW)
    with pytest.raises(errors.NotAChoice):
        ask(kenya, slot, Wish("party", "item-9"), NOW)
    set_list(slot, ListGiven(True, True, "item-2"), stands(slot).revision, NOW, CHAIR)
    assert give(slot) == second


@pytest.mark.parametrize("number", [8])
def test_of_many_who_ask_for_a_delegation_one_is_on_the_list(app: Flask, number: int) -> None:
    with app.app_context():
        slot = make_hour()
        bearers = [delegate(slot, name=f"Invented {one}") for one in range(number)]

    def asking(bearer: str) -> Callable[[], str]:
        return lambda: outcome(lambda: ask(bearer, slot, Wish("party"), NOW))

    found = Counter(together(app, [asking(one) for one in bearers], number))
    assert found == {"done": 1, "floor_asked_before": number - 1}
    with app.app_context():
        assert names(slot) == ["KE"]


def test_of_chairs_who_press_next_at_once_one_moves_on_and_the_others_see_it(app: Flask) -> None:
    with app.app_context():
        slot = make_hour()
        for code in ("KE", "GH", "PE"):
            ask(delegate(slot, code), slot, Wish("party"), NOW)
        seen = turns(slot)
    press = lambda: outcome(lambda: floor.give(slot, None, seen, NOW, CHAIR))  # noqa: E731
    assert Counter(together(app, [press] * 8, 8)) == {"done": 1, "floor_moved_on": 7}
    with app.app_context():
        states = Counter(one.state for one in stands(slot).entries)
        assert states == {State.SPEAKING: 1, State.LISTED: 2}


@pytest.mark.usefixtures("database")
def test_store_itself_lets_one_speak_and_one_claim_stand() -> None:
    slot = make_hour()
    kenya, ghana = (ask(delegate(slot, code), slot, Wish("party"), NOW) for code in ("KE", "GH"))
    give(slot, kenya)
    for row, values in ((ghana, {"state": "speaking"}), (ghana, {"claim": claim(kenya)})):
        with pytest.raises(Exception, match=r"(?i)unique"):
            sql(update(Intervention).where(Intervention.id == row).values(**values))
        db.session.rollback()


def claim(name: str) -> str:
    return db.session.get_one(Intervention, name).claim


def outcome(act: Callable[[], Any]) -> str:
    try:
        act()
    except errors.Refused as refusal:
        return refusal.code
    return "done"


@pytest.mark.usefixtures("database")
def test_a_name_that_the_chair_typed_goes_with_whoever_is_erased(tmp_path: Path) -> None:
    _session, (slot, _later) = make_topic(SOON)
    done = register_somebody(slot, name="Ada Example")
    for name, behalf_of in (("ADA  example", ""), ("Bo Example", "Ada Example"), ("Adam Example", "")):
        add(slot, Wish("group", behalf_of=behalf_of or "Several"), "", name, NOW, CHAIR)
    task = RunSheetTask(
        slot_id=slot, kind="other", minutes=-5, owner_name="Ada Example", since=NOW, updated_at=NOW
    )
    db.session.add(task)
    db.session.commit()
    erase(done.person_id, NOW, "user:1", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    said = {(one.name, one.behalf_of) for one in stands(slot).entries}
    assert said == {("", "Several"), ("Bo Example", None), ("Adam Example", "Several")}
    assert db.session.scalars(select(RunSheetTask.owner_name)).all() == [""]


@pytest.mark.usefixtures("database")
def test_whoever_is_erased_is_named_on_no_list(tmp_path: Path) -> None:
    _session, (slot, _later) = make_topic(SOON)
    done = register_somebody(slot, name="Ada Example")
    set_list(slot, ListGiven(True, True), 0, NOW, CHAIR)
    ask(f"registration:{done.id}", slot, Wish("participant"), NOW)
    erase(done.person_id, NOW, "user:1", keys=KEYS, log=FileErasureLog(tmp_path / "erasures.log"))
    assert [one.name for one in stands(slot).entries] == [""]
