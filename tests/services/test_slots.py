"""Moving, cancelling and reviving a slot as one act, on both stores."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Audit, Programme, Registration, Slot, SlotVersion
from meetings.services.slots import cancel, edit, move, revive
from tests.factories import NOW, make_topic, register_somebody

pytestmark = pytest.mark.usefixtures("database")


def fresh(slot_id: str) -> Slot:
    db.session.expire_all()
    return db.session.get_one(Slot, slot_id)


def sequence(registration_id: str) -> int:
    db.session.expire_all()
    return db.session.get_one(Registration, registration_id).sequence


def test_move_keeps_versions_and_raises_what_follows() -> None:
    _topic, (first, second) = make_topic()
    mine, other = register_somebody(first), register_somebody(second)
    before = db.session.scalars(select(Programme.changes)).one()
    move(first, Move(local_start=datetime(2026, 11, 27, 16, 0)), 1, NOW, "organizer")
    slot = fresh(first)
    assert (slot.version, slot.revision) == (2, 2)
    assert slot.starts_at == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert (sequence(mine.id), sequence(other.id)) == (1, 0)
    versions = db.session.scalars(select(SlotVersion).where(SlotVersion.slot_id == first)).all()
    assert [one.version for one in versions] == [1, 2]
    assert db.session.scalars(select(Programme.changes)).one() == before + 1
    assert db.session.scalars(select(Audit.act)).all() == ["slot.move"]


def test_move_to_where_it_stands_changes_no_version() -> None:
    _topic, (first, _second) = make_topic()
    local = fresh(first).local_start
    move(first, Move(local_start=local), 1, NOW, "organizer")
    assert fresh(first).version == 1


def test_stale_save_is_refused() -> None:
    _topic, (first, _second) = make_topic()
    cancel(first, 1, NOW, "one")
    with pytest.raises(errors.Stale) as caught:
        revive(first, 1, NOW, "two")
    assert caught.value.values == {"current": 2}


def test_cancel_and_revive_are_versions() -> None:
    _topic, (first, _second) = make_topic()
    mine = register_somebody(first)
    cancel(first, 1, NOW, "organizer")
    with pytest.raises(errors.NotThisMove):
        move(first, Move(minutes=30), 2, NOW, "organizer")
    revive(first, 2, NOW, "organizer")
    assert (fresh(first).version, fresh(first).state, sequence(mine.id)) == (3, "planned", 2)


@pytest.mark.parametrize(
    ("keep", "local", "instant"),
    [
        ("wall", datetime(2026, 11, 26, 10, 0), datetime(2026, 11, 26, 4, 15, tzinfo=UTC)),
        ("instant", datetime(2026, 11, 26, 14, 45), datetime(2026, 11, 26, 9, 0, tzinfo=UTC)),
    ],
)
def test_zone_change_keeps_what_is_said(keep: str, local: datetime, instant: datetime) -> None:
    _topic, (first, _second) = make_topic()
    move(first, Move(zone="Asia/Katmandu", keep=keep), 1, NOW, "organizer")
    slot = fresh(first)
    assert (slot.zone, slot.local_start, slot.starts_at) == ("Asia/Kathmandu", local, instant)


def test_hours_that_do_not_exist_or_exist_twice_are_refused() -> None:
    _topic, (first, _second) = make_topic()
    with pytest.raises(errors.NonexistentTime):
        move(first, Move(local_start=datetime(2027, 3, 28, 2, 30)), 1, NOW, "organizer")
    with pytest.raises(errors.AmbiguousTime):
        move(first, Move(local_start=datetime(2027, 10, 31, 2, 30)), 1, NOW, "organizer")
    move(first, Move(local_start=datetime(2027, 10, 31, 2, 30), fold=1), 1, NOW, "organizer")
    assert fresh(first).starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_first_address_is_no_new_version_and_another_is() -> None:
    _topic, (first, _second) = make_topic(platform_address=None)
    edit(first, {"platform_address": "https://a.example.org/1"}, 1, NOW, "organizer")
    assert fresh(first).version == 1
    edit(first, {"platform_address": "https://b.example.org/2"}, 2, NOW, "organizer")
    assert fresh(first).version == 2


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"capacity": -1}, errors.NotANumber),
        ({"capacity": True}, errors.NotANumber),
        ({"doors_minutes": 9999}, errors.NotANumber),
        ({"platform_address": "javascript:alert(1)"}, errors.NotAWebAddress),
        ({"platform_address": "https://a.example.org/\r\nx"}, errors.NotOneLine),
        ({"platform_kind": "carrier pigeon"}, errors.NotAChoice),
    ],
)
def test_wrong_values_are_refused(values: dict, error: type) -> None:
    _topic, (first, _second) = make_topic()
    with pytest.raises(error):
        edit(first, values, 1, NOW, "organizer")
    assert fresh(first).revision == 1
