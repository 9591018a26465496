"""Importing seasons and lists: idempotent, and gentle to what organizers changed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from meetings.domain.imports import SeasonGiven
from meetings.extensions import db, transaction
from meetings.formats.json_file import read_json
from meetings.formats.party_file import read_observers, read_parties
from meetings.formats.season_file import read_season
from meetings.models import Base, Panelist, Party, Person, Programme, ReportedFigure, Session, Slot
from meetings.services.parties import import_organizations, import_parties
from meetings.services.seasons import import_season, session_slug
from tests.factories import KEYS

DATA = Path(__file__).parents[2] / "meetings" / "data"
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def season(year: int = 2020, name: str | None = None, **changes: Any) -> SeasonGiven:
    path = DATA / "seasons" / f"minamata-online-{year}.json"
    facts = json.loads(path.read_text("utf-8")) | changes
    return read_season(read_json(json.dumps(facts).encode()), name or path.stem)


def everything() -> dict[str, list[Any]]:
    db.session.rollback()
    return {
        table.name: sorted(map(str, db.session.execute(table.select()).all()))
        for table in Base.metadata.sorted_tables
    }


def with_slot(given: SeasonGiven, number: int, **changes: Any) -> SeasonGiven:
    slots = list(given.slots)
    slots[number] = replace(slots[number], **changes)
    return replace(given, slots=tuple(slots))


def with_session(given: SeasonGiven, number: int, **changes: Any) -> SeasonGiven:
    sessions = list(given.sessions)
    sessions[number] = replace(sessions[number], **changes)
    return replace(given, sessions=tuple(sessions))


def test_a_season_is_stored_whole(database: Any) -> None:
    outcome = import_season(season(), NOW, KEYS)
    assert (outcome.new, outcome.changed, outcome.refused) == (74, 0, ())
    programme = db.session.scalars(select(Programme)).one()
    assert (programme.slug, programme.published, programme.place["zh"]) == (
        "minamata-online-2020",
        True,
        "日内瓦",
    )
    assert [one.slug for one in programme.streams] == ["implementation", "science", "cop-preparation"]
    assert {one.state for one in programme.sessions} == {"published"}
    slots = db.session.scalars(select(Slot).order_by(Slot.starts_at)).all()
    assert (len(slots), slots[0].source_key) == (19, "mo-2020-01-a")
    assert slots[0].starts_at == datetime(2020, 9, 15, 12, tzinfo=UTC)
    assert slots[0].marks == {"local_start": "inferred", "minutes": "inferred"}
    assert programme.sessions[1].slug == "effectiveness-evaluation-indicators"


def test_panelists_are_people_without_a_mailbox(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    assert len(db.session.scalars(select(Panelist)).all()) == 28
    people = db.session.scalars(select(Person)).all()
    assert len(people) == 20
    assert {one.origin for one in people} == {"archive"}
    import_season(season(2021), NOW, KEYS)
    names = [one.name for one in db.session.scalars(select(Person))]
    assert names.count("Eisaku Toda") == 1


def test_the_same_file_again_leaves_every_row_as_it_was(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    before = everything()
    outcome = import_season(season(), LATER, KEYS)
    assert (outcome.new, outcome.changed) == (0, 0)
    assert everything() == before


def test_a_new_word_of_the_file_changes_that_field_only(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    with transaction():
        row = db.session.scalars(select(Session).where(Session.position == 3)).one()
        row.abstract, row.title = {"en": "By hand"}, {**row.title, "fr": "À la main"}
        slug, place = row.slug, Programme
    outcome = import_season(with_session(season(), 3, title={"en": "A new title"}), LATER, KEYS)
    assert (outcome.new, outcome.changed) == (0, 1)
    row = db.session.scalars(select(Session).where(Session.slug == slug)).one()
    assert row.title == {"en": "A new title", "fr": "À la main"}
    assert row.abstract == {"en": "By hand"}
    assert db.session.scalars(select(place)).one().changes == 2


def test_what_an_organizer_changed_stays_when_the_file_says_nothing_new_of_it(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    with transaction():
        row = db.session.scalars(select(Session).where(Session.position == 3)).one()
        row.partners = ["Somebody else"]
    import_season(with_session(season(), 3, articles=["3", "4"]), LATER, KEYS)
    row = db.session.scalars(select(Session).where(Session.position == 3)).one()
    assert (row.partners, row.articles) == (["Somebody else"], ["3", "4"])


def test_a_time_that_differs_is_moved_as_one_act(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    given = season()
    import_season(with_slot(given, 0, local_start=datetime(2020, 9, 15, 15, 0)), LATER, KEYS)
    slot = db.session.scalars(select(Slot).where(Slot.source_key == "mo-2020-01-a")).one()
    assert (slot.version, slot.starts_at) == (2, datetime(2020, 9, 15, 13, tzinfo=UTC))
    assert len(slot.versions) == 2


def test_a_cancelled_time_is_not_moved_and_counted_as_refused(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    with transaction():
        db.session.execute(text("UPDATE slots SET state = 'cancelled' WHERE source_key = 'mo-2020-01-a'"))
    outcome = import_season(with_slot(season(), 0, minutes=60), LATER, KEYS)
    assert (outcome.changed, outcome.refused) == (0, (("slot mo-2020-01-a", "not_this_move"),))


def test_a_figure_and_a_name_that_are_gone_from_the_file_are_gone(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    given = season()
    outcome = import_season(
        replace(given, figures=given.figures[1:], panelists=given.panelists[1:]), LATER, KEYS
    )
    assert (outcome.new, outcome.changed) == (0, 2)
    assert len(db.session.scalars(select(ReportedFigure)).all()) == 9
    assert len(db.session.scalars(select(Panelist)).all()) == 27


def test_the_same_file_under_another_name_is_another_season(database: Any) -> None:
    import_season(season(), NOW, KEYS)
    assert import_season(season(name="copy"), NOW, KEYS).new == 74
    assert len(db.session.scalars(select(Slot)).all()) == 38
    assert import_season(season(name="copy"), NOW, KEYS).new == 0
    outcome = import_season(with_slot(season(name="copy"), 0, minutes=60), LATER, KEYS)
    assert (outcome.new, outcome.changed) == (0, 1)


def test_lists_are_stored_once(database: Any) -> None:
    parties = read_parties(read_json((DATA / "parties.json").read_bytes()))
    observers = read_observers(read_json((DATA / "observers.json").read_bytes()))
    assert import_parties(parties, NOW).new == 198
    assert import_organizations(observers, NOW).new == 93
    before = everything()
    assert import_parties(parties, LATER).new == 0
    assert import_organizations(observers, LATER).new == 0
    assert everything() == before


def test_a_party_that_differs_is_changed(database: Any) -> None:
    parties = read_parties(read_json((DATA / "parties.json").read_bytes()))
    import_parties(parties, NOW)
    changed = parties | {"CH": replace(parties["CH"], capital="Bern (changed)")}
    assert import_parties(changed, LATER).changed == 1
    assert db.session.get_one(Party, "CH").capital == "Bern (changed)"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Article 8 emissions", "article-8-emissions"),
        ("Register", "register-mo-1"),
        ("水俣", "mo-1"),
        ("Santé et mercure", "sante-et-mercure"),
        ("Taken", "taken-mo-1"),
    ],
)
def test_slugs_are_readable_and_free(title: str, slug: str) -> None:
    assert session_slug(title, "mo-1", {"taken"}) == slug
