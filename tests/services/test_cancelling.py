"""What a session that is cancelled and published again means for its times, on both stores."""

from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select, update

from meetings.domain.moves import Move
from meetings.domain.permissions import EVERYWHERE
from meetings.extensions import db
from meetings.models import Audit, Notice, Place, Registration, Session, Slot, SlotVersion, WebhookEvent
from meetings.queries.announcements import announced
from meetings.services import announcements
from meetings.services.notices import notice_changes
from meetings.services.programmes import change_session
from meetings.services.slots import move, revive
from tests.factories import NOW, make_topic, register_somebody
from tests.webhooks import make_webhook

pytestmark = pytest.mark.usefixtures("database", "app")
DAY = timedelta(days=1)
# The first of two times is over by then, and the second is to come.
BETWEEN = NOW + 2 * DAY + timedelta(hours=3)
ACTOR = "user:1"


def put(state: str, revision: int) -> None:
    change_session("season", "topic", {"state": state}, revision, BETWEEN, ACTOR)
    db.session.expire_all()


def versions() -> list[tuple[int, str]]:
    question = select(Slot.version, Slot.state).order_by(Slot.starts_at)
    return [(version, state) for version, state in db.session.execute(question)]


def test_every_time_that_reads_differently_gets_a_version_with_its_session() -> None:
    _topic, (over, coming) = make_topic()
    assert versions() == [(1, "planned"), (1, "planned")]
    put("cancelled", 1)
    assert versions() == [(2, "planned"), (2, "cancelled")]
    put("published", 2)
    assert versions() == [(3, "planned"), (3, "planned")]
    for slot_id in (over, coming):
        kept = db.session.scalars(select(SlotVersion.version).where(SlotVersion.slot_id == slot_id))
        assert sorted(kept) == [1, 2, 3]
    acts = db.session.scalars(select(Audit.act).where(Audit.subject == f"slot:{over}")).all()
    assert acts == ["slot.renew_with_session"] * 2
    slot = db.session.get_one(Slot, over)
    assert (slot.revision, slot.updated_at) == (3, BETWEEN)


def test_a_time_that_was_revived_before_its_session_gets_one_with_it() -> None:
    _topic, (_over, coming) = make_topic()
    put("cancelled", 1)
    revive(coming, 2, BETWEEN, ACTOR)
    put("published", 2)
    assert versions() == [(3, "planned"), (4, "planned")]


def test_nobody_is_told_of_a_time_that_is_over_and_of_one_to_come_once() -> None:
    _topic, (over, coming) = make_topic()
    there, comes = register_somebody(over), register_somebody(coming)
    db.session.execute(delete(Notice))
    db.session.query(Place).update({"told_version": 1})
    db.session.commit()
    put("cancelled", 1)
    for minutes in (0, 1, 11, 12):
        notice_changes(BETWEEN + timedelta(minutes=minutes), 600)
    told = db.session.execute(select(Notice.kind, Notice.person_id, Notice.occasion)).all()
    assert [tuple(one) for one in told] == [("cancellation", comes.person_id, "2")]
    heard = db.session.scalar(select(Place.told_version).where(Place.registration_id == there.id))
    assert heard == 2
    assert db.session.get_one(Registration, there.id).sequence == 1


def test_programs_hear_of_the_session_and_of_the_time_to_come() -> None:
    make_topic()
    make_webhook("http://127.0.0.1:9/hook", "publication", "slot")
    put("cancelled", 1)
    put("published", 2)
    heard = db.session.execute(select(WebhookEvent.type, WebhookEvent.facts).order_by(WebhookEvent.id))
    assert [(kind, facts.get("version")) for kind, facts in heard] == [
        ("session.cancelled", None),
        ("slot.cancelled", 2),
        ("session.published", None),
        ("slot.revived", 3),
    ]


def test_an_announcement_states_no_old_time_by_it() -> None:
    _topic, (over, _coming) = make_topic()
    new = announcements.New("WHO", "https://who.example.org/topic", BETWEEN.date())
    announcements.add("season", "topic", new, BETWEEN, ACTOR)
    put("cancelled", 1)
    put("published", 2)
    (found,) = announced("season", EVERYWHERE)
    assert [one.old for one in found.announcements] == [()]
    move(over, Move(minutes=30), 3, BETWEEN, ACTOR)
    db.session.expire_all()
    (found,) = announced("season", EVERYWHERE)
    assert [(one.slot_id, one.stated.version) for one in found.announcements[0].old] == [(over, 1)]


def test_what_calendars_told_of_a_cancelled_session_does_not_fall_with_an_upgrade() -> None:
    _topic, (_over, coming) = make_topic()
    register_somebody(coming)
    put("cancelled", 1)
    db.session.execute(update(Place).values(told_version=1))
    db.session.commit()
    notice_changes(BETWEEN + timedelta(minutes=11), 600)
    before = versions()
    db.session.rollback()
    downgrade(revision="0058")
    upgrade()
    db.session.rollback()
    assert versions() == [(version + 1, state) for version, state in before]
    kept = db.session.scalars(
        select(SlotVersion).where(SlotVersion.slot_id == coming).order_by(SlotVersion.version)
    )
    assert [(one.version, one.state) for one in kept] == [(1, "planned"), (2, "cancelled"), (3, "cancelled")]
    notice_changes(BETWEEN + timedelta(minutes=12), 600)
    occasions = db.session.scalars(select(Notice.occasion).where(Notice.kind == "cancellation")).all()
    assert occasions == ["3"]
    db.session.execute(update(Session).values(state="published"))
    db.session.commit()
    downgrade(revision="0058")
    upgrade()
    db.session.rollback()
    assert versions() == [(version + 1, state) for version, state in before]
