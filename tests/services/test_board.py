"""Acts at the season board on both stores: begun, changed, moved, copied, and taken back."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.board import Shift
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.weekly import weekly
from meetings.extensions import db
from meetings.models import BoardAct, Panelist, Person, Programme, Registration, Seats, Session, Slot, Stream
from meetings.queries.board import board, last_act, session_facts
from meetings.services import board as services
from meetings.services.board import SessionGiven, Target, TimeGiven
from meetings.services.copies import NewSeason, duplicate_season, duplicate_session
from meetings.services.programmes import change_session, change_stream, create_stream
from meetings.services.undoing import undo
from tests.factories import NOW, make_programme, make_session, make_slot, register_somebody

pytestmark = pytest.mark.usefixtures("database")
ME, OTHER, ZURICH = "user:1", "user:2", "Europe/Zurich"
MORNING = TimeGiven(datetime(2027, 2, 4, 10), ZURICH, 90)
EVENING = TimeGiven(datetime(2027, 2, 4, 16), ZURICH, 90)


def given(name: str = "Article 8 emissions", *times: TimeGiven, **fields: Any) -> SessionGiven:
    values = {"title": {"en": name, "fr": "Article 8"}, "languages": ["en"], "stream": "science", **fields}
    return SessionGiven(values, times)


def begin(*times: TimeGiven) -> str:
    (slug,) = services.create("season", [given("Article 8 emissions", *times)], NOW, ME)
    return slug


def mark(slug: str) -> str:
    return session_facts("season", slug).mark


def walls(slug: str) -> list[datetime]:
    return [one.local_start for one in session_facts("season", slug).slots]


def undo_last(actor: str = ME, where: Reach = EVERYWHERE, programme: str = "season") -> str:
    found = last_act(programme, actor, NOW)
    assert found is not None
    return undo(programme, found.key, where, NOW, actor)


def test_a_session_is_begun_with_its_times_as_one_act() -> None:
    make_programme()
    assert begin(MORNING, EVENING) == "article-8-emissions"
    assert begin(MORNING) == "article-8-emissions-2"
    facts = session_facts("season", "article-8-emissions")
    assert (facts.state, facts.stream, facts.title["fr"]) == ("draft", "science", "Article 8")
    assert [(one.local_start.hour, one.part) for one in facts.slots] == [(10, 1), (16, 1)]
    assert begin() == "article-8-emissions-3"
    (slug,) = services.create("season", [given("", title={"ar": "الزئبق"})], NOW, ME)
    assert slug == "session"


def test_a_time_that_is_not_there_stops_the_whole_act_and_is_named() -> None:
    make_programme()
    wrong = TimeGiven(datetime(2027, 3, 28, 2, 30), ZURICH, 90)
    with pytest.raises(errors.NonexistentTime) as caught:
        begin(MORNING, wrong)
    assert caught.value.field == "local_start-1"
    assert caught.value.values["neighbours"] == ["2027-03-28T01:30", "2027-03-28T03:30"]
    with pytest.raises(errors.AmbiguousTime) as twice:
        begin(TimeGiven(datetime(2027, 10, 31, 2, 30), ZURICH, 90))
    assert twice.value.values["choices"] == ["+02:00", "+01:00"]
    assert db.session.scalars(select(Session)).all() == []
    assert last_act("season", ME, NOW) is None


def test_a_series_is_one_act_and_undone_as_one() -> None:
    make_programme()
    times = weekly(datetime(2020, 10, 20, 14), ZURICH, 3)
    each = [given(f"Week {n}", TimeGiven(one.local_start, ZURICH, 60)) for n, one in enumerate(times)]
    assert services.create("season", each, NOW, ME) == ["week-0", "week-1", "week-2"]
    hours = [one.starts_at.hour for one in db.session.scalars(select(Slot).order_by(Slot.starts_at))]
    assert hours == [12, 13, 13]
    assert undo_last() == "generate"
    assert db.session.scalars(select(Session)).all() == []
    assert db.session.scalars(select(Slot)).all() == []


def test_changing_a_draft_moves_adds_and_takes_away_times_and_all_comes_back() -> None:
    make_programme()
    slug = begin(MORNING, EVENING)
    first, second = session_facts("season", slug).slots
    change = given(
        "Emissions",
        TimeGiven(datetime(2027, 2, 4, 11), ZURICH, 60, slot=first.id),
        TimeGiven(datetime(2027, 2, 5, 9), "Africa/Nairobi", 60, 2),
        partners=["GMP"],
        stream=None,
    )
    services.edit("season", slug, change, mark(slug), NOW, ME)
    facts = session_facts("season", slug)
    assert [(one.local_start, one.zone, one.part) for one in facts.slots] == [
        (datetime(2027, 2, 4, 11), ZURICH, 1),
        (datetime(2027, 2, 5, 9), "Africa/Nairobi", 2),
    ]
    assert (facts.title, facts.partners, facts.stream) == (
        {"en": "Emissions", "fr": "Article 8"},
        ("GMP",),
        None,
    )
    assert undo_last() == "edit"
    facts = session_facts("season", slug)
    assert [(one.local_start.hour, one.minutes, one.part) for one in facts.slots] == [
        (10, 90, 1),
        (16, 90, 1),
    ]
    assert (facts.title["en"], facts.partners, facts.stream) == ("Article 8 emissions", (), "science")
    assert facts.slots[0].id == first.id
    assert undo_last() == "create"
    assert db.session.scalars(select(Session)).all() == []
    with pytest.raises(errors.NotFound):
        undo("season", second.id, EVERYWHERE, NOW, ME)


def test_saving_what_stands_is_no_act() -> None:
    make_programme()
    slug = begin(MORNING)
    (slot,) = session_facts("season", slug).slots
    same = given("Article 8 emissions", TimeGiven(datetime(2027, 2, 4, 10), ZURICH, 90, slot=slot.id))
    services.edit("season", slug, same, mark(slug), NOW, ME)
    found = last_act("season", ME, NOW)
    assert found is not None
    assert found.act == "create"


def test_who_saves_what_somebody_else_changed_is_stopped() -> None:
    make_programme()
    slug = begin(MORNING)
    seen = mark(slug)
    change_session("season", slug, {"title": {"en": "Theirs"}}, 1, NOW, OTHER)
    for act in (
        lambda: services.edit("season", slug, given("Mine"), seen, NOW, ME),
        lambda: services.move("season", slug, Target(Shift(7)), seen, NOW, ME),
    ):
        with pytest.raises(errors.Stale):
            act()
    assert walls(slug) == [datetime(2027, 2, 4, 10)]


def test_moving_a_draft_moves_all_its_times_and_its_stream() -> None:
    programme = make_programme()
    programme.streams.append(Stream(slug="policy", title={"en": "Policy"}, position=1, updated_at=NOW))
    db.session.commit()
    slug = begin(MORNING, EVENING)
    services.move("season", slug, Target(Shift(7), "policy"), mark(slug), NOW, ME)
    assert walls(slug) == [datetime(2027, 2, 11, 10), datetime(2027, 2, 11, 16)]
    assert session_facts("season", slug).stream == "policy"
    later = session_facts("season", slug).slots[1].id
    services.move("season", slug, Target(Shift(-1, {later: time(18, 30)})), mark(slug), NOW, ME)
    assert walls(slug) == [datetime(2027, 2, 10, 10), datetime(2027, 2, 10, 18, 30)]
    assert [undo_last(), undo_last(), undo_last()] == ["move", "move", "create"]


def test_moving_to_an_hour_that_is_not_there_or_comes_twice() -> None:
    make_programme()
    slug = begin(TimeGiven(datetime(2027, 3, 27, 2, 30), ZURICH, 30))
    with pytest.raises(errors.NonexistentTime):
        services.move("season", slug, Target(Shift(1)), mark(slug), NOW, ME)
    days = (date(2027, 10, 31) - date(2027, 3, 27)).days
    with pytest.raises(errors.AmbiguousTime):
        services.move("season", slug, Target(Shift(days)), mark(slug), NOW, ME)
    services.move("season", slug, Target(Shift(days), fold=1), mark(slug), NOW, ME)
    (slot,) = session_facts("season", slug).slots
    assert slot.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    undo_last()
    assert walls(slug) == [datetime(2027, 3, 27, 2, 30)]


def test_a_published_session_that_moves_has_a_new_version_and_undone_another() -> None:
    session = make_session(make_programme())
    slot_id = make_slot(session, NOW + timedelta(days=20)).id
    register_somebody(slot_id)
    before = walls("topic")
    services.move("season", "topic", Target(Shift(7)), mark("topic"), NOW, ME)
    slot = db.session.get_one(Slot, slot_id)
    assert (slot.version, walls("topic")) == (2, [before[0] + timedelta(days=7)])
    sequence = db.session.scalars(select(Registration.sequence)).one()
    assert undo_last() == "move"
    slot = db.session.get_one(Slot, slot_id)
    assert (slot.version, walls("topic")) == (3, before)
    assert db.session.scalars(select(Registration.sequence)).one() == sequence + 1


def test_times_of_a_published_session_are_added_and_not_moved_by_its_form() -> None:
    session = make_session(make_programme())
    slot = make_slot(session, NOW + timedelta(days=20))
    with pytest.raises(errors.NotThisMove):
        services.edit(
            "season",
            "topic",
            given("X", TimeGiven(slot.local_start, ZURICH, 90, slot=slot.id)),
            mark("topic"),
            NOW,
            ME,
        )
    services.edit("season", "topic", given("X", MORNING), mark("topic"), NOW, ME)
    assert len(walls("topic")) == 2
    undo_last()
    states = {one.local_start: one.state for one in session_facts("season", "topic").slots}
    assert states[MORNING.local_start] == "cancelled"
    assert session_facts("season", "topic").title["en"] == "Session topic"


def test_nothing_is_undone_that_somebody_changed_since() -> None:
    make_programme()
    slug = begin(MORNING)
    services.move("season", slug, Target(Shift(7)), mark(slug), NOW, ME)
    change_session("season", slug, {"partners": ["GMP"]}, 1, NOW, OTHER)
    with pytest.raises(errors.ChangedSince) as caught:
        undo_last()
    assert caught.value.values["sessions"] == (slug,)
    assert walls(slug) == [datetime(2027, 2, 11, 10)]
    assert last_act("season", OTHER, NOW) is None


def test_each_undoes_their_own_and_only_within_their_reach() -> None:
    make_programme()
    one = begin(MORNING)
    services.create("season", [given("Other", EVENING)], NOW, OTHER)
    found = last_act("season", OTHER, NOW)
    assert found is not None
    with pytest.raises(errors.NotFound):
        undo("season", found.key, EVERYWHERE, NOW, ME)
    elsewhere = Reach(streams=frozenset({("season", "policy")}))
    with pytest.raises(errors.NotAllowed):
        undo_last(where=elsewhere)
    assert undo_last(where=Reach(streams=frozenset({("season", "science")}))) == "create"
    assert one not in {each.slug for each in board("season", EVERYWHERE).sessions}


def test_acts_are_forgotten_after_a_month() -> None:
    make_programme()
    begin(MORNING)
    assert last_act("season", ME, NOW + timedelta(days=31)) is None
    services.create("season", [given("Later")], NOW + timedelta(days=31), ME)
    assert [one.at for one in db.session.scalars(select(BoardAct))] == [NOW + timedelta(days=31)]


def test_a_session_is_copied_with_its_alternatives_and_nobody_of_its_panel() -> None:
    programme = make_programme()
    session = make_session(programme, partners=["GMP"], abstract={"fr": "Un résumé"}, interpreted=["fr"])
    make_slot(session, datetime(2026, 10, 22, 8, tzinfo=UTC), capacity=50, has_room=True, room_capacity=5)
    make_slot(session, datetime(2026, 10, 22, 14, tzinfo=UTC))
    make_slot(session, datetime(2026, 10, 23, 14, tzinfo=UTC), state="cancelled")
    person = Person(name="Ana", name_key="ana", created_at=NOW, updated_at=NOW)
    db.session.add(Panelist(session_id=session.id, person=person, state="confirmed", updated_at=NOW))
    db.session.commit()
    assert duplicate_session("season", "topic", 1, NOW, ME) == "topic-2"
    facts = session_facts("season", "topic-2")
    assert [one.local_start for one in facts.slots] == [
        datetime(2026, 10, 29, 10),
        datetime(2026, 10, 29, 16),
    ]
    assert [one.starts_at.hour for one in facts.slots] == [9, 15]
    assert (facts.state, facts.partners, facts.interpreted, facts.abstract) == (
        "draft",
        ("GMP",),
        ("fr",),
        {"fr": "Un résumé"},
    )
    seats = db.session.scalars(select(Seats).where(Seats.slot_id == facts.slots[0].id)).all()
    assert {one.kind: (one.capacity, one.taken) for one in seats} == {"online": (50, 0), "room": (5, 0)}
    address = db.session.get_one(Slot, facts.slots[0].id).platform_address
    assert (address, db.session.query(Panelist).count()) == (None, 1)
    undo_last()
    assert [one.slug for one in board("season", EVERYWHERE).sessions] == ["topic"]


def whole_season() -> None:
    programme = make_programme("season", title={"en": "Season 2026", "fr": "Saison 2026"})
    programme.streams.append(
        Stream(slug="policy", title={"en": "Policy", "ar": "سياسة"}, palette=0, position=1, updated_at=NOW)
    )
    db.session.commit()
    for number in range(3):
        stream_id = programme.streams[number % 2].id
        session = make_session(programme, f"topic-{number}", stream_id=stream_id, partners=["GMP"])
        for hour in (8, 14) if number else (12,):
            make_slot(session, datetime(2026, 12, 1 + 3 * number, hour, tzinfo=UTC))
    make_slot(make_session(programme, "off", state="cancelled"), NOW)


def test_a_season_is_copied_in_one_act_and_taken_back_in_one() -> None:
    whole_season()
    slot_id = session_facts("season", "topic-0").slots[0].id
    register_somebody(slot_id, session="topic-0")
    new = NewSeason("season-2027", {"en": "Season 2027", "fr": "Saison 2027"}, date(2027, 9, 30))
    assert duplicate_season("season", new, NOW, ME) == 3
    copy = db.session.scalars(select(Programme).where(Programme.slug == "season-2027")).one()
    assert (copy.published, copy.starts_on, copy.ends_on) == (False, date(2027, 9, 30), date(2027, 12, 30))
    shown = board("season-2027", EVERYWHERE)
    assert [(one.slug, one.palette) for one in shown.streams] == [("science", 1), ("policy", 0)]
    assert [(one.slug, one.stream, one.state) for one in shown.sessions] == [
        ("topic-0", "science", "draft"),
        ("topic-1", "policy", "draft"),
        ("topic-2", "science", "draft"),
    ]
    old, again = (
        [slot.local_start for one in board(name, EVERYWHERE).sessions[:3] for slot in one.slots]
        for name in ("season", "season-2027")
    )
    assert {later - earlier for earlier, later in zip(old, again, strict=True)} == {timedelta(weeks=52)}
    assert db.session.query(Registration).count() == 1
    assert undo_last(programme="season-2027") == "season"
    assert [one.slug for one in db.session.scalars(select(Programme))] == ["season"]
    assert db.session.query(Stream).count() == 2


def test_a_copied_season_that_somebody_went_on_with_stays() -> None:
    whole_season()
    new = NewSeason("season-2027", {"en": "Season 2027"}, date(2027, 9, 30))
    duplicate_season("season", new, NOW, ME)
    services.create("season-2027", [given("New")], NOW, OTHER)
    with pytest.raises(errors.ChangedSince):
        undo_last(programme="season-2027")
    assert len(board("season-2027", EVERYWHERE).sessions) == 4
    with pytest.raises(errors.Taken):
        duplicate_season("season", new, NOW, ME)


@pytest.mark.parametrize("changes", [{}, {"title": {"en": "Law"}}])
def test_a_copied_season_whose_streams_somebody_changed_stays(changes: dict[str, Any]) -> None:
    whole_season()
    duplicate_season("season", NewSeason("next", {"en": "Next"}, date(2027, 9, 30)), NOW, ME)
    if changes:
        change_stream("next", "policy", changes, 1, NOW, OTHER)
    else:
        create_stream("next", {"slug": "law", "title": {"en": "Law"}}, NOW + timedelta(minutes=1), OTHER)
    with pytest.raises(errors.ChangedSince):
        undo_last(programme="next")
    assert len(board("next", EVERYWHERE).sessions) == 3


def test_an_hour_that_is_not_there_next_year_names_its_session() -> None:
    programme = make_programme()
    make_slot(make_session(programme), datetime(2026, 3, 28, 1, 30, tzinfo=UTC))
    make_slot(make_session(programme, "night"), datetime(2026, 3, 22, 1, 30, tzinfo=UTC))
    new = NewSeason("next", {"en": "Next"}, date(2027, 10, 7))
    with pytest.raises(errors.NonexistentTime) as caught:
        duplicate_season("season", new, NOW, ME)
    assert (caught.value.field, caught.value.values["session"]) == ("begins_on", "night")
    assert db.session.query(Programme).count() == 1


def test_which_of_two_hours_is_said_of_the_time_alone_that_comes_twice() -> None:
    make_programme()
    slug = begin(
        TimeGiven(datetime(2027, 10, 31, 10), ZURICH, 60), TimeGiven(datetime(2027, 10, 31, 16), ZURICH, 60)
    )
    first, second = session_facts("season", slug).slots
    services.move("season", slug, Target(Shift(0, {first.id: time(2, 30)}), fold=1), mark(slug), NOW, ME)
    moved, stands = session_facts("season", slug).slots
    assert (moved.local_start, moved.fold) == (datetime(2027, 10, 31, 2, 30), 1)
    assert moved.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert stands == second


def test_a_board_shows_what_is_mine_and_what_everybody_sees() -> None:
    programme = make_programme()
    programme.streams.append(Stream(slug="policy", title={"en": "Policy"}, position=1, updated_at=NOW))
    db.session.commit()
    policy = programme.streams[1].id
    make_session(programme, "mine", state="draft")
    make_session(programme, "theirs", stream_id=policy)
    make_session(programme, "hidden", stream_id=policy, state="draft")
    where = Reach(streams=frozenset({("season", "science")}))
    shown = board("season", where).sessions
    assert [(one.slug, one.is_open, bool(one.mark)) for one in shown] == [
        ("mine", True, True),
        ("theirs", False, False),
    ]
    programme.published = False
    db.session.commit()
    assert [one.slug for one in board("season", where).sessions] == ["mine"]
    with pytest.raises(errors.NotFound):
        board("nowhere", where)


def untold(where: Reach) -> set[str]:
    return {slot for one in board("season", where).sessions for slot in one.untold}


def test_times_that_rest_untold_are_named() -> None:
    session = make_session(make_programme())
    slot_id = make_slot(session, NOW + timedelta(days=20)).id
    done = register_somebody(slot_id)
    assert untold(EVERYWHERE) == set()
    place = db.session.get_one(Registration, done.id).places[0]
    place.told_version = 1
    db.session.commit()
    services.move("season", "topic", Target(Shift(7)), mark("topic"), NOW, ME)
    assert untold(EVERYWHERE) == {slot_id}
    assert untold(Reach(streams=frozenset({("season", "policy")}))) == set()


def test_form_sent_twice_begins_one_session_until_that_is_taken_back() -> None:
    make_programme()
    key = "0123456789abcdef"
    (slug,) = services.create("season", [given()], NOW, ME, once=key)
    with pytest.raises(errors.DoneBefore):
        services.create("season", [given()], NOW, ME, once=key)
    with pytest.raises(errors.DoneBefore):
        duplicate_session("season", slug, 1, NOW, ME, once=key)
    assert len(db.session.scalars(select(Session.id)).all()) == 1
    undo_last()
    services.create("season", [given()], NOW, ME, once=key)
    services.create("season", [given()], NOW, ME, once="no key")
    services.create("season", [given()], NOW, ME, once="no key")
    assert len(db.session.scalars(select(Session.id)).all()) == 3


def test_slug_of_a_co_organizer_tells_of_no_other_session() -> None:
    make_programme()
    services.create("season", [given()], NOW, OTHER)
    (mine,) = services.create("season", [given()], NOW, ME, apart=True)
    (new,) = services.create("season", [given("Something new")], NOW, ME, apart=True)
    assert re.fullmatch(r"article-8-emissions-[a-z2-9]{4}", mine)
    assert re.fullmatch(r"something-new-[a-z2-9]{4}", new)
    assert re.fullmatch(rf"{mine}-[a-z2-9]{{4}}", duplicate_session("season", mine, 1, NOW, ME, apart=True))
