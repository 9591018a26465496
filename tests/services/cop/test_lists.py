"""A list is published as it was looked at, stays as it was, and forgets whoever is erased, on both stores."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain.cop.list_errors import (
    ListChanged,
    NameByRequest,
    NobodyListed,
    NoCorrectionsDay,
    NotASymbol,
    SameList,
    StatesUnconfirmed,
)
from meetings.domain.cop.lists import ListKind, arranged, mark_of
from meetings.domain.errors import NotAChoice, NotFound, Stale
from meetings.extensions import db, transaction
from meetings.models import (
    Attendance,
    Audit,
    Badge,
    ChangeRequest,
    CheckIn,
    Delegation,
    ListEntry,
    Nomination,
    Participation,
    PartyStatus,
    Programme,
    Session,
    Slot,
)
from meetings.queries.cop.change_requests import opened
from meetings.queries.cop.list_copies import copies, copy_of, last_copy, seen_by
from meetings.queries.cop.lists import gather, listing_of
from meetings.services.cop.list_corrections import CorrectionGiven, correct
from meetings.services.cop.lists import SettingGiven, leave_lists, publish, set_listing, sign_off
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
SYMBOL = "UNEP/MC/COP.7/INF/27"
BEFORE = datetime(2026, 12, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)
AFTER = datetime(2026, 12, 5, tzinfo=UTC)
GIVEN = SettingGiven(SYMBOL, "participants", UNTIL, {}, False, ())
PROVISIONAL, FINAL = ListKind.PROVISIONAL, ListKind.FINAL


@dataclass
class World:
    kenya: Delegation
    body: Delegation
    head: Nomination
    other: Nomination
    observer: Nomination


def a_world() -> World:
    programme = make_conference()
    first = segments_of(programme)[0]
    kenya = make_delegation(programme, make_state())
    body = make_delegation(programme, make_body())
    facts: dict[str, Any] = {"state": "accredited", "lists": ["name", "email"], "function": "Director"}
    return World(
        kenya,
        body,
        head=make_nominee(kenya, first, name="Amina Example", role="head", **facts),
        other=make_nominee(kenya, first, name="Brian Example", **facts | {"lists": []}),
        observer=make_nominee(body, first, name="Cara Example", role="representative", **facts),
    )


def set_up(**changes: Any) -> World:
    made = a_world()
    set_listing("cop", "1", replace(GIVEN, **changes), 0, NOW, "user:1")
    return made


def mark(kind: ListKind = PROVISIONAL) -> str:
    return mark_of(gather(listing_of("cop", "1")).participants(kind))


def publish_now(kind: ListKind = PROVISIONAL, now: datetime = NOW) -> int:
    return publish("cop", "1", kind, mark(kind), now, "user:1")


def names(number: int) -> list[str]:
    copy = copy_of(listing_of("cop", "1").segment_id, number)
    assert copy is not None
    people = [
        one for part in arranged(copy.participants, "en") for body in part.bodies for one in body.people
    ]
    return [one.printed["name"] for _number, one in people]


def test_published_list_is_a_sealed_copy_and_stays_as_it_was() -> None:
    made = set_up()
    assert publish_now() == 1
    with transaction():
        db.session.get_one(Nomination, made.head.id).function = "Minister"
    listing = listing_of("cop", "1")
    copy = last_copy(listing.segment_id)
    assert copy is not None
    assert copy.is_whole
    assert (copy.line.kind, copy.line.symbol, copy.line.made_at) == (PROVISIONAL, SYMBOL, NOW)
    assert {one.printed.get("function") for one in copy.participants.people} == {"Director", None}
    assert names(1) == ["Amina Example", "Cara Example"]
    assert len(copy.participants.people) == 3
    assert publish_now(now=BEFORE) == 2
    assert [one.number for one in copies([listing.segment_id])] == [2, 1]
    acts = db.session.scalars(select(Audit.act).order_by(Audit.id)).all()
    assert acts == ["list.setting", "list.publish", "list.publish"]


def test_same_list_is_not_published_twice() -> None:
    set_up()
    publish_now()
    with pytest.raises(SameList) as refused:
        publish_now(now=BEFORE)
    assert refused.value.values == {"number": 1}


def test_what_is_published_was_looked_at() -> None:
    made = set_up()
    seen = mark()
    with transaction():
        db.session.get_one(Nomination, made.head.id).function = "Minister"
    with pytest.raises(ListChanged):
        publish("cop", "1", PROVISIONAL, seen, NOW, "user:1")


def test_a_list_needs_a_symbol_people_and_a_day() -> None:
    made = a_world()
    with pytest.raises(NotASymbol):
        publish_now()
    set_listing("cop", "1", replace(GIVEN, corrections_until=None), 0, NOW, "user:1")
    with pytest.raises(NoCorrectionsDay):
        publish_now()
    with pytest.raises(NobodyListed):
        publish_now(FINAL)
    with transaction():
        for one in db.session.scalars(select(Participation)):
            one.state = "nominated"
    set_listing("cop", "1", GIVEN, 1, NOW, "user:1")
    with pytest.raises(NobodyListed):
        publish_now()
    assert made.head.id


@pytest.mark.parametrize(
    "symbol", ["UNEP", "a/b/c", "UNEP/MC/", "UNEP/MC/COP.4 INF", "=1/2/3", "U/" * 40 + "A"]
)
def test_odd_symbols_are_refused(symbol: str) -> None:
    make_conference()
    with pytest.raises(NotASymbol):
        set_listing("cop", "1", replace(GIVEN, symbol=symbol), 0, NOW, "user:1")


def test_settings_are_guarded_and_hold_only_what_is_of_the_conference() -> None:
    made = set_up(secretariat=("nobody",))
    with pytest.raises(Stale):
        set_listing("cop", "1", GIVEN, 0, NOW, "user:1")
    with pytest.raises(NotAChoice):
        set_listing("cop", "1", replace(GIVEN, audience="body"), 1, NOW, "user:1")
    set_listing("cop", "1", replace(GIVEN, secretariat=(made.kenya.id, made.body.id)), 1, NOW, "user:1")
    assert listing_of("cop", "1").setting.secretariat == (made.body.id,)
    given = arranged(gather(listing_of("cop", "1")).participants(PROVISIONAL), "en")
    assert [str(one.section) for one in given] == ["parties", "secretariat"]
    with pytest.raises(NotFound):
        set_listing("cop", "9", GIVEN, 0, NOW, "user:1")


def test_final_list_has_those_who_were_there() -> None:
    made = set_up()
    segment = listing_of("cop", "1")
    participation = made.head.participations[0].id
    session = Session(
        programme_id=segment.programme_id, segment_id=segment.segment_id, slug="plenary", title={"en": "Plenary"},
        state="published", updated_at=NOW,
    )  # fmt: skip
    slot = Slot(
        part=1, local_start=datetime(2026, 12, 7, 13), zone="Europe/Zurich", minutes=180,
        starts_at=datetime(2026, 12, 7, 12, tzinfo=UTC), updated_at=NOW,
    )  # fmt: skip
    session.slots.append(slot)
    with transaction():
        db.session.add(session)
        badge = _badge(participation)
        db.session.add(
            CheckIn(
                badge_id=badge, participation_id=participation, day=date(2026, 12, 7), at=NOW, steward="x"
            )
        )
        slot_id = db.session.scalars(select(Slot.id)).one()
        db.session.add(Attendance(slot_id=slot_id, joined_at=NOW, person_id=made.observer.person_id))
    publish_now(FINAL)
    assert names(1) == ["Amina Example", "Cara Example"]
    copy = copy_of(segment.segment_id, 1)
    assert copy is not None
    assert len(copy.participants.people) == 2
    assert copy.participants.head["corrections_until"] is None


def test_a_state_to_be_confirmed_is_never_a_non_party() -> None:
    made = set_up()
    with transaction():
        db.session.execute(PartyStatus.__table__.delete())
        db.session.add(PartyStatus(party_code="KE", treaty="minamata", status="to_be_confirmed", source=""))
        db.session.add(
            CheckIn(
                badge_id=_badge(made.head.participations[0].id),
                participation_id=made.head.participations[0].id,
                day=date(2026, 12, 7),
                at=NOW,
                steward="x",
            )
        )
    publish_now()
    copy = last_copy(listing_of("cop", "1").segment_id)
    assert copy is not None
    assert [str(one.section) for one in arranged(copy.participants, "en")] == ["unconfirmed", "ngo"]
    with pytest.raises(StatesUnconfirmed) as refused:
        publish_now(FINAL)
    assert refused.value.values == {"states": ["KE"]}


def _badge(participation: str) -> str:
    values = {"state_since": NOW, "issued_at": NOW, "issued_by": "x", "updated_at": NOW}
    db.session.add(Badge(id="b", code="c", participation_id=participation, **values))
    db.session.flush()
    return "b"


def test_media_stand_on_a_list_only_where_chosen() -> None:
    programme = make_conference()
    press = make_delegation(programme, make_body("press", "Invented Press", category="media"))
    make_nominee(press, segments_of(programme)[0], state="accredited", lists=["name"])
    set_listing("cop", "1", GIVEN, 0, NOW, "user:1")
    with pytest.raises(NobodyListed):
        publish_now()
    set_listing("cop", "1", replace(GIVEN, with_media=True), 1, NOW, "user:1")
    assert publish_now() == 1


def test_erasing_empties_names_in_copies_and_the_seal_holds() -> None:
    made = set_up()
    publish_now()
    with transaction():
        leave_lists(made.head.person_id)
    copy = last_copy(listing_of("cop", "1").segment_id)
    assert copy is not None
    assert copy.is_whole
    assert copy.erased == 1
    assert len(copy.participants.people) == 3
    assert names(1) == ["Cara Example"]
    row = db.session.scalars(select(ListEntry).where(ListEntry.nomination == made.head.id)).one()
    assert (row.printed, row.salt) == (None, None)


def test_delegation_signs_off_what_it_saw() -> None:
    made = set_up()
    seen = {made.head.id: 1, made.other.id: 1}
    sign_off(made.kenya.id, "cop", "1", seen, NOW, "focal:x")
    sign_off(made.kenya.id, "cop", "1", seen, BEFORE, "focal:x")
    found = seen_by(listing_of("cop", "1").segment_id)
    assert (found[made.kenya.id].at, found[made.kenya.id].seen) == (BEFORE, seen)
    with pytest.raises(ListChanged):
        sign_off(made.kenya.id, "cop", "1", {made.head.id: 1, made.observer.id: 1}, NOW, "focal:x")


GIVEN_NAME = CorrectionGiven(
    "Amina Example", "amina.example@example.org", function="Director", lists=("name", "email")
)


def fix(
    made: World, now: datetime = BEFORE, revision: int = 1, of: Nomination | None = None, **changes: Any
) -> bool:
    given = replace(GIVEN_NAME, **changes)
    nomination = (of or made.head).id
    return correct(listing_of("cop", "1"), made.kenya.id, nomination, given, revision, now, actor="focal:x")


def test_before_the_day_a_delegation_corrects_at_once() -> None:
    made = set_up()
    assert fix(made, function="Minister", lists=("name",))
    row = db.session.get_one(Nomination, made.head.id)
    assert (row.function, row.lists, row.revision) == ("Minister", ["name"], 2)
    with pytest.raises(Stale):
        fix(made, function="Again")


def test_after_the_day_a_delegation_asks() -> None:
    made = set_up()
    assert not fix(made, AFTER, function="Minister", address="2 Street")
    asked = db.session.scalars(select(ChangeRequest)).one()
    assert (asked.kind, asked.nomination_id, asked.state, asked.asked_by) == (
        "correct", made.head.id, "open", "focal:x"
    )  # fmt: skip
    assert opened([asked])[0].values == {"function": "Minister", "address": "2 Street"}
    assert "Minister" not in str(asked.values)
    assert db.session.get_one(Nomination, made.head.id).function == "Director"


def test_reopened_delegation_corrects_again() -> None:
    made = set_up()
    with transaction():
        db.session.get_one(Delegation, made.kenya.id).reopened_until = datetime(2026, 12, 6, tzinfo=UTC)
    assert fix(made, AFTER, function="Minister")


def test_another_name_after_the_letter_takes_a_request() -> None:
    made = set_up()
    with pytest.raises(NameByRequest):
        fix(made, name="Somebody Else")
    assert db.session.get_one(Nomination, made.head.id).name == "Amina Example"


def test_nobody_of_another_delegation_is_corrected() -> None:
    made = set_up()
    with pytest.raises(NotFound):
        fix(made, of=made.observer, function="Minister")


def test_nothing_changed_is_nothing_to_ask() -> None:
    made = set_up()
    assert fix(made, AFTER)
    assert db.session.scalars(select(ChangeRequest)).all() == []


def test_of_a_treaty_whose_list_is_not_kept_nobody_is_a_non_party() -> None:
    set_up()
    with transaction():
        db.session.scalars(select(Programme)).one().treaty = "basel"
    publish_now()
    copy = last_copy(listing_of("cop", "1").segment_id)
    assert copy is not None
    assert [str(one.section) for one in arranged(copy.participants, "en")] == ["unconfirmed", "ngo"]
