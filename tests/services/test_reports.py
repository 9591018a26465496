"""Publishing reports, on both stores: copies, seals, corrections, and that erasing somebody changes no figure."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from meetings.adapters.erasure_log import FileErasureLog
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.report_changes import changes
from meetings.domain.report_errors import NotPublishedYet, ReportChanged, SameReport
from meetings.domain.report_sheet import canonical, public, seal_of
from meetings.extensions import db, transaction
from meetings.models import Attendance, Audit, Panelist, Person, Programme, ReportCopy, Slot
from meetings.queries.report_cache import kept_report
from meetings.queries.report_copies import copies, copy_of
from meetings.queries.report_rows import Asked, rows_behind
from meetings.queries.reports import part_cuts, report
from meetings.services.erasing import erase
from meetings.services.programmes import change_session
from meetings.services.registrations import cancel
from meetings.services.reports import publish
from tests.factories import (
    KEYS,
    NOW,
    make_party,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
)

HELD = NOW + timedelta(days=3)


@pytest.fixture
def season(database: Any) -> list[str]:
    """Store a season with a session held twice; give its two times."""
    make_party()
    session = make_session(make_programme())
    return [make_slot(session, NOW + timedelta(days=1, hours=hours)).id for hours in (0, 6)]


def come(person_id: int, slot_id: str, **more: Any) -> None:
    """Let somebody be in a time from its beginning to its end."""
    known = {"country": "KE", "category": "government", "language": "en"} | more
    begin = db.session.get_one(Slot, slot_id).starts_at
    row = Attendance(slot_id=slot_id, person_id=person_id, joined_at=begin, matched="link", **known)
    db.session.add(row)
    db.session.commit()


def sealed(now: datetime = HELD) -> str:
    found = report("season", now)
    assert found is not None
    return seal_of(canonical(public(found.sheet)))


def publish_now(now: datetime = HELD) -> int:
    return publish("season", sealed(now), now, "user:1")


def counts(now: datetime = HELD) -> dict[str, Any]:
    found = report("season", now)
    assert found is not None
    return {name: one.value for name, one in found.counts.items()}


def test_both_times_of_a_session_attended_by_one_person_are_one_participant_and_two_attendances(
    season: list[str],
) -> None:
    done = register_somebody(season[0], country="KE")
    for slot_id in season:
        come(done.person_id, slot_id)
    counted = counts()
    assert (counted["participants"], counted["attendances"], counted["registrations"]) == (1, 2, 1)
    found = report("season", HELD)
    assert found is not None
    assert found.sheet["stages"] == {"registered": 1, "came": 1, "stayed": 1, "answered": None}
    earlier, later = found.sheet["twice"]["which"]
    assert (earlier["people"], earlier["only"], later["people"], later["only"]) == (1, 0, 1, 0)


def test_erasing_somebody_changes_no_figure_and_no_copy(season: list[str], tmp_path: Path) -> None:
    done = register_somebody(season[0], name="Amina Example", country="KE")
    person = db.session.get_one(Person, done.person_id)
    person.gender, person.country = "female", "KE"
    session_id = db.session.execute(text("SELECT session_id FROM slots")).scalars().first()
    db.session.add(Panelist(session_id=session_id, person_id=person.id, state="confirmed", updated_at=NOW))
    come(done.person_id, season[1])
    publish_now()
    before, facts = sealed(), db.session.scalars(select(ReportCopy.facts)).one()
    assert "Amina" not in facts
    erase(done.person_id, HELD, "person", keys=KEYS, log=FileErasureLog(tmp_path / "log"))
    assert db.session.get_one(Person, done.person_id).gender is None
    assert sealed() == before
    copy = copy_of("season", 1)
    assert copy is not None
    assert (copy.facts, copy.seal, copy.is_whole) == (facts, before, True)


def test_the_same_figures_are_not_published_again(season: list[str]) -> None:
    assert publish_now() == 1
    with pytest.raises(SameReport):
        publish_now(HELD + timedelta(days=9))
    come(register_somebody(season[0]).person_id, season[0])
    assert publish_now() == 2
    assert [one.number for one in copies("season")] == [2, 1]
    acts = db.session.execute(
        select(Audit.act, Audit.after).where(Audit.act == "report.publish").order_by(Audit.id)
    )
    assert [(act, after["copy"]) for act, after in acts] == [("report.publish", 1), ("report.publish", 2)]


def test_a_correction_is_a_new_copy_that_names_what_changed(season: list[str]) -> None:
    publish_now()
    come(register_somebody(season[0]).person_id, season[0])
    publish_now()
    first, second = copy_of("season", 1), copy_of("season", 2)
    assert first is not None
    assert second is not None
    found = {(one.kind, one.name): (one.before, one.after) for one in changes(first.sheet, second.sheet)}
    assert found["all", "attendances"] == (0, 1)
    assert first.sheet["counts"]["attendances"]["value"] == 0


def test_only_what_was_looked_at_is_published(season: list[str]) -> None:
    seen = sealed()
    come(register_somebody(season[0]).person_id, season[0])
    with pytest.raises(ReportChanged):
        publish("season", seen, HELD, "user:1")
    assert copies("season") == []


def test_a_programme_that_is_not_published_has_no_published_report(season: list[str]) -> None:
    publish_now()
    programme = db.session.scalars(select(Programme)).one()
    programme.published = False
    db.session.commit()
    with pytest.raises(NotPublishedYet):
        publish_now()
    assert (copies("season"), copy_of("season", 1)) == ([], None)


def test_a_copy_that_was_tampered_with_says_so(season: list[str]) -> None:
    publish_now()
    with transaction():
        db.session.execute(
            text("UPDATE report_copies SET facts = replace(facts, '\"value\"\\:0', '\"value\"\\:9')")
        )
    copy = copy_of("season", 1)
    assert copy is not None
    assert not copy.is_whole


def test_rows_behind_a_number_have_names_and_stay_within_reach(season: list[str]) -> None:
    done = register_somebody(season[0], name="Amina Example", country="KE")
    come(done.person_id, season[1])
    found = rows_behind("season", Asked("attendances"), HELD, EVERYWHERE)
    assert found is not None
    (row,) = found.shown(0, 10)
    assert (row.name, row.session, row.row.minutes, found.value) == ("Amina Example", "topic", 90, 1)
    cell = rows_behind("season", Asked("participants", by="country", value="KE"), HELD, EVERYWHERE)
    assert cell is not None
    assert len(cell.rows) == 1
    elsewhere = Reach(streams=frozenset([("season", "policy")]))
    assert rows_behind("season", Asked("attendances"), HELD, elsewhere).rows == []  # type: ignore[union-attr]
    assert rows_behind("season", Asked("attendances", session="topic"), HELD, elsewhere) is None


def test_a_session_and_a_time_are_cut_by_everything(season: list[str]) -> None:
    come(register_somebody(season[0]).person_id, season[1])
    found = part_cuts("season", HELD, EVERYWHERE, session="topic", slot_id=season[1])
    assert found is not None
    assert found.cuts["country"] == {"KE": (1, 1)}
    assert found.cuts["returning"] == {"new": (1, 1)}
    assert part_cuts("season", HELD, EVERYWHERE, session="topic", slot_id="none") is None


def test_who_came_in_an_earlier_season_is_returning(season: list[str]) -> None:
    before = make_programme("season-before", starts_on=(NOW - timedelta(days=400)).date())
    old = make_slot(make_session(before, "old"), NOW - timedelta(days=380))
    person_id = register_somebody(season[0]).person_id
    come(person_id, season[1])
    row = Attendance(slot_id=old.id, person_id=person_id, joined_at=old.starts_at)
    db.session.add(row)
    db.session.commit()
    found = report("season", HELD)
    assert found is not None
    assert [one["key"] for one in found.sheet["cuts"]["returning"]["cells"]] == ["returning"]
    compared = {one["count"]: one for one in found.sheet["compared"]["rows"]}
    assert (compared["attendances"]["before"], compared["attendances"]["now"]) == (1, 1)


def test_a_kept_report_is_made_anew_when_anything_changes(season: list[str], app: Any) -> None:
    app.config["REPORT_CACHE_SECONDS"] = 60
    done = register_somebody(season[0])

    def made(now: datetime = HELD) -> Any:
        db.session.rollback()
        return kept_report("season", now)

    first = made()
    assert made() is first
    assert made(HELD + timedelta(seconds=59)) is first
    assert made(HELD + timedelta(seconds=61)) is not first
    first = made()
    come(done.person_id, season[0])
    assert made().report.counts["attendances"].value == 1
    register_somebody(season[1])
    assert made().report.counts["registrations"].value == 2
    cancel(done.id, HELD, "person")
    assert made().report.counts["registrations"].value == 2  # they came
    change_session("season", "topic", {"state": "cancelled"}, 1, HELD, "test")
    assert made().report.counts["sessions"].value == 0


def test_a_kept_report_ends_to_hold_when_a_time_is_over(season: list[str], app: Any) -> None:
    app.config["REPORT_CACHE_SECONDS"] = 10 * 24 * 3600
    before = kept_report("season", NOW)
    db.session.rollback()
    after = kept_report("season", NOW + timedelta(days=1, hours=3))
    assert before is not None
    assert after is not None
    assert (before.report.counts["slots"].value, after.report.counts["slots"].value) == (0, 1)


def test_two_reaches_are_kept_apart(season: list[str], app: Any) -> None:
    app.config["REPORT_CACHE_SECONDS"] = 60
    whole = kept_report("season", HELD)
    part = kept_report("season", HELD, Reach(streams=frozenset([("season", "policy")])))
    assert whole is not None
    assert part is not None
    assert (whole.report.counts["sessions"].value, part.report.counts["sessions"].value) == (1, 0)
    assert part.sheet["compared"] is None
