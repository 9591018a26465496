"""Publishing on both stores: all or nothing, told as it was shown, and nobody told where nothing changed."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from meetings.domain import errors
from meetings.domain.permissions import EVERYWHERE
from meetings.domain.publishing import Hears, Opening, who_hears
from meetings.extensions import db
from meetings.models import (
    Audit,
    Mailbox,
    Message,
    Notice,
    Person,
    PersonMailbox,
    Programme,
    Session,
    Slot,
    SlotVersion,
    Subscription,
)
from meetings.queries import publishing as queries
from meetings.services import programmes, slots
from meetings.services.publishing import Chosen, publish
from meetings.services.subscriptions import follow
from tests.factories import NOW, make_programme, make_session, make_slot

DAY = timedelta(days=1)


def season(*drafts: str, **programme: Any) -> Programme:
    """Store a season with drafts, a day apart."""
    stored = make_programme(**programme)
    for number, slug in enumerate(drafts, 9):
        make_slot(make_session(stored, slug, state="draft"), NOW + number * DAY)
    return stored


def marks() -> dict[str, str]:
    db.session.rollback()
    return {one.slug: one.mark for one in queries.drafts("season", EVERYWHERE)}


def states() -> dict[str, str]:
    db.session.rollback()
    return {one.slug: one.state for one in db.session.scalars(select(Session))}


def a_follower(
    programme: Programme, language: str, *, stream_id: int | None = None, mailbox: bool = True
) -> None:
    number = db.session.scalar(select(func.count(Person.id))) or 0
    person = Person(
        name=f"Follower {number}",
        name_key=f"follower {number}",
        language=language,
        zone="Africa/Nairobi",
        created_at=NOW,
        updated_at=NOW,
    )
    db.session.add(person)
    db.session.flush()
    if mailbox:
        address = f"follower{number}@example.org"
        box = Mailbox(address=address, address_key=address, domain="example.org", created_at=NOW)
        db.session.add(box)
        db.session.flush()
        db.session.add(PersonMailbox(person_id=person.id, mailbox_id=box.id, name_key=person.name_key))
    db.session.add(
        Subscription(
            person_id=person.id,
            programme_id=programme.id,
            stream_id=stream_id,
            followed=programme.changes + programme.revision,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    db.session.commit()


@pytest.mark.usefixtures("database")
def test_what_is_chosen_is_published_at_once_and_the_rest_stays() -> None:
    season("one", "two", "three")
    seen = marks()
    assert publish("season", Chosen({slug: seen[slug] for slug in ("one", "three")}), NOW, "user:1") == 2
    assert states() == {"one": "published", "two": "draft", "three": "published"}
    acts = db.session.scalars(select(Audit.act)).all()
    assert acts == ["session.change"] * 2


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("what", ["title", "time"])
def test_one_that_was_changed_since_keeps_all_from_being_published(what: str) -> None:
    season("one", "two")
    seen = marks()
    if what == "title":
        programmes.change_session("season", "two", {"title": {"en": "Other"}}, 1, NOW, "user:2")
    else:
        slot = db.session.scalars(select(Slot).join(Slot.session).where(Session.slug == "two")).one()
        slots.edit(slot.id, {"capacity": 30}, slot.revision, NOW, "user:2")
    with pytest.raises(errors.Stale) as caught:
        publish("season", Chosen(seen), NOW, "user:1")
    assert caught.value.values["sessions"] == ("two",)
    assert set(states().values()) == {"draft"}
    assert publish("season", Chosen(marks()), NOW, "user:1") == 2


@pytest.mark.usefixtures("database")
def test_nothing_chosen_unknown_and_cancelled_are_refused() -> None:
    stored = season("one")
    make_session(stored, "off", state="cancelled")
    with pytest.raises(errors.NothingChosen):
        publish("season", Chosen(), NOW, "user:1")
    with pytest.raises(errors.NotFound):
        publish("season", Chosen({"none": ""}), NOW, "user:1")
    with pytest.raises(errors.NotThisMove):
        publish("season", Chosen({"off": ""} | marks()), NOW, "user:1")
    assert states() == {"one": "draft", "off": "cancelled"}


@pytest.mark.usefixtures("database")
def test_programme_is_published_with_its_sessions_and_only_as_it_was_seen() -> None:
    season("one", published=False)
    with pytest.raises(errors.Stale):
        publish("season", Chosen(marks(), programme=7), NOW, "user:1")
    assert publish("season", Chosen(marks(), programme=1), NOW, "user:1") == 2
    assert queries.standing("season").published


@pytest.mark.usefixtures("database")
def test_preview_says_exactly_who_is_told() -> None:
    stored = season("one", "two")
    other = programmes.create_stream("season", {"slug": "other", "title": {"en": "Other"}}, NOW, "user:1")
    stored = db.session.scalars(select(Programme)).one()
    stream_ids = {one.slug: one.id for one in stored.streams}
    a_follower(stored, "fr")
    a_follower(stored, "fr", stream_id=stream_ids["science"])
    a_follower(stored, "ar", stream_id=stream_ids["science"])
    a_follower(stored, "en", stream_id=stream_ids[other])
    a_follower(stored, "en", mailbox=False)
    drafts = queries.drafts("season", EVERYWHERE)
    openings = [Opening(one.id, one.stream_id, one.slots[0].starts_at) for one in drafts]
    before = queries.past(stored.id, [one.id for one in drafts], NOW)
    shown = [
        (group.hears, group.language, group.people, group.due_at)
        for group in who_hears(queries.followers(stored.id), openings, before, NOW)
    ]
    assert shown == [
        (Hears.NO_MAILBOX, "en", 1, None),
        (Hears.NOTHING, "en", 1, None),
        (Hears.TOLD, "ar", 1, NOW),
        (Hears.TOLD, "fr", 2, NOW),
    ]
    publish("season", Chosen(marks()), NOW, "user:1")
    follow(NOW)
    told = db.session.execute(
        select(Person.language, func.count(func.distinct(Person.id)))
        .join(Notice, Notice.person_id == Person.id)
        .join(PersonMailbox, PersonMailbox.person_id == Person.id)
        .where(Notice.kind == "enrolled", Notice.due_at == NOW)
        .group_by(Person.language)
        .order_by(Person.language)
    ).all()
    assert [tuple(row) for row in told] == [("ar", 1), ("fr", 2)]


def test_what_is_published_again_or_saved_unchanged_tells_nobody(client: FlaskClient, app: Any) -> None:
    with app.app_context():
        stored = season("one")
        a_follower(stored, "fr")
        seen = marks()
        publish("season", Chosen(seen), NOW, "user:1")
        follow(NOW)
        slot = db.session.scalars(select(Slot)).one()
        slot_id, revision, minutes = slot.id, slot.revision, slot.minutes
        before = counts()
    feeds = [client.get(path).headers["ETag"] for path in FEEDS]
    with app.app_context():
        later = NOW + timedelta(minutes=3)
        assert publish("season", Chosen(seen, programme=1), later, "user:1") == 0
        programmes.change_session("season", "one", {"title": {"en": "Session one"}}, 2, later, "user:1")
        programmes.change_programme(
            "season", {"zone": "Europe/Zurich", "published": True}, 1, later, "user:1"
        )
        slots.edit(slot_id, {"capacity": None, "doors_minutes": 15}, revision, later, "user:1")
        slots.move(slot_id, slots.Move(minutes=minutes), revision, later, "user:1")
        follow(later)
        assert counts() == before
    assert [client.get(path).headers["ETag"] for path in FEEDS] == feeds


FEEDS = ("/calendars/season.ics", "/calendars/season/one.ics", "/calendars/season/stream/science.ics")


def counts() -> list[Any]:
    """Count what would tell somebody, and everything that says that something changed."""
    db.session.rollback()
    rows = [
        db.session.scalar(select(func.count()).select_from(one))
        for one in (Notice, Message, SlotVersion, Audit)
    ]
    return [
        *rows,
        db.session.scalars(select(Programme.changes)).one(),
        db.session.scalars(select(Slot.revision)).one(),
    ]
