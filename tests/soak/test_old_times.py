"""Workers send reminders while a time moves and one of them is killed: after the notice, nobody hears the old time."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.moves import Move
from meetings.extensions import db
from meetings.models import Place, Slot
from meetings.services.slots import move
from tests.factories import make_programme, make_session, make_slot
from tests.people import register_people, store_people
from tests.relays import Relay
from tests.soak.fleet import Fleet, wait_until, wait_until_finished

pytestmark = pytest.mark.soak
PEOPLE = 500


def told_of(app: Flask, slot_id: str) -> int:
    """Count who has heard of a slot as it stands."""
    with app.app_context():
        told = select(func.count()).select_from(Place).join(Slot).where(Place.told_version == Slot.version)
        count = db.session.scalar(told.where(Slot.id == slot_id)) or 0
        db.session.remove()
    return count


@pytest.mark.parametrize("number", range(3))
def test_nobody_hears_the_old_time_after_the_notice(
    app: Flask, fleet: Fleet, relay: Relay, number: int
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    with app.app_context():
        store_people(PEOPLE, now)
        slot = make_slot(make_session(make_programme()), now + timedelta(hours=23))
        register_people(slot, range(1, PEOPLE + 1), now)
        slot_id, old = slot.id, slot.starts_at.strftime("%H:%M")
    fleet.lease_seconds = 3
    fleet.start(2)
    wait_until(lambda: relay.standing()["taken"] >= PEOPLE // 4 * (number + 1), "some reminders", fleet, 0.02)
    with app.app_context():
        slot = db.session.get_one(Slot, slot_id)
        later = Move(local_start=slot.local_start + timedelta(minutes=25))
        move(slot_id, later, slot.revision, datetime.now(UTC), "organizer")
    fleet.kill_oldest()
    wait_until(lambda: told_of(app, slot_id) == PEOPLE, "a notice for everybody", fleet)
    wait_until_finished(app, fleet, PEOPLE)
    told: dict[str, list[tuple[str, str]]] = {}
    for one in relay.taken():
        text = relay.mail(one.number).get_body(("plain",)).get_content()
        told.setdefault(one.recipient, []).append((one.subject.partition(":")[0], text))
    assert len(told) == PEOPLE
    for heard in told.values():
        kinds = [kind for kind, _text in heard]
        assert "New time" in kinds
        after = heard[kinds.index("New time") + 1 :]
        assert [text for kind, text in after if kind == "Reminder" and f"{old}–" in text] == []
