"""Bodies apply once, officers move what they applied for, and whoever was admitted needs no second application."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain.cop.admissions_errors import AdmittedBefore, NoConference, NoStatutes
from meetings.domain.cop.errors import AuthorityNeeded, NoSuchMove, ReasonNeeded
from meetings.domain.cop.tracks import Says
from meetings.domain.errors import Missing, NotAnAddress, Refused, Stale, Taken
from meetings.domain.imports import OrganizationGiven
from meetings.domain.kept_files import FileGiven
from meetings.extensions import db
from meetings.models import Admission, Application, ApplicationFile, Organization, TrackEvent
from meetings.queries.cop.admissions import BodiesAsked, bodies, body, may_send, rule_of
from meetings.services.cop.admissions import (
    ApplicationGiven,
    DecidedBefore,
    apply,
    begin_admission,
    check_application,
    move_admission,
    record_admission,
    set_rule,
)
from meetings.services.cop.observers import BodyGiven, add_body, change_body
from meetings.services.parties import import_organizations
from tests.cop import make_body, make_conference
from tests.factories import NOW

STATUTES = FileGiven("applications/one", "application/pdf", 10, "digest", "statutes.pdf")
GIVEN = ApplicationGiven(
    programme="cop",
    name="Invented Alliance for Rivers",
    category="ngo",
    field="Mercury in fish",
    contact_name="Invented Contact",
    contact_email="contact@example.org",
    language="en",
)


def admissions() -> list[Admission]:
    return list(db.session.scalars(select(Admission)))


def count(table: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_application_makes_a_body_and_its_admission(app: Flask) -> None:
    with app.app_context():
        make_conference()
        code = apply(GIVEN, [STATUTES], NOW)
        (admission,) = admissions()
        assert (admission.state, admission.treaty, admission.applied_on) == (
            "applied",
            "minamata",
            NOW.date(),
        )
        page = body("invented-alliance-for-rivers")
        (application,) = page.applications
        assert (application.id, application.is_late) == (code, True)  # the conference opens in two weeks
        assert [one.file_name for one in application.files] == ["statutes.pdf"]
        assert may_send(page.row.id, "cop").why == "not_admitted"
        event = db.session.scalars(select(TrackEvent)).one()
        assert (event.track, event.from_state, event.to_state, event.actor) == (
            "admission",
            "",
            "applied",
            "applicant",
        )


@pytest.mark.parametrize(
    "again",
    [
        GIVEN,
        replace(GIVEN, name="INVENTED  ALLIANCE for the rivers"),
        replace(GIVEN, contact_email="CONTACT@example.org"),
    ],
)
def test_applying_again_doubles_nothing(app: Flask, again: ApplicationGiven) -> None:
    with app.app_context():
        make_conference()
        code = apply(GIVEN, [STATUTES], NOW)
        assert apply(again, [replace(STATUTES, key="applications/two")], NOW) == code
        assert (count(Organization), count(Admission), count(Application)) == (1, 1, 1)
        assert count(ApplicationFile) == 2


def test_somebody_elses_application_for_the_body_is_kept_beside_and_changes_nothing(app: Flask) -> None:
    with app.app_context():
        make_conference()
        apply(GIVEN, [STATUTES], NOW)
        other = replace(GIVEN, contact_email="other@example.org", category="business", field="Else")
        apply(other, [STATUTES], NOW)
        assert (count(Organization), count(Admission), count(Application)) == (1, 1, 2)
        (admission,) = admissions()
        assert (admission.contact_email, admission.field) == ("contact@example.org", "Mercury in fish")
        assert body("invented-alliance-for-rivers").row.category == "ngo"


def test_body_is_found_by_former_name_and_acronym(app: Flask) -> None:
    with app.app_context():
        make_conference()
        given = BodyGiven("Invented Rivers Network", "ngo", acronym="IRN", former=(GIVEN.name,))
        slug = add_body(given, NOW, "user:1")
        apply(GIVEN, [STATUTES], NOW)
        apply(replace(GIVEN, name="irn", contact_email="other@example.org"), [STATUTES], NOW)
        assert count(Organization) == 1
        assert len(body(slug).applications) == 2
        with pytest.raises(Taken):
            add_body(BodyGiven(GIVEN.name, "ngo"), NOW, "user:1")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (replace(GIVEN, name=" "), Missing),
        (replace(GIVEN, contact_email="nobody"), NotAnAddress),
        (replace(GIVEN, programme="else"), NoConference),
    ],
)
def test_wrong_application_is_refused(app: Flask, given: ApplicationGiven, refusal: type[Refused]) -> None:
    with app.app_context():
        make_conference()
        with pytest.raises(refusal):
            apply(given, [STATUTES], NOW)
        with pytest.raises(NoStatutes):
            apply(GIVEN, [], NOW)
        assert (count(Organization), count(Admission)) == (0, 0)


def test_every_problem_is_named_at_once(app: Flask) -> None:
    with app.app_context():
        wrong = replace(GIVEN, name="", category="government", contact_name="", country="XX")
        fields = [one.field for one in check_application(wrong)]
        assert fields == ["name", "category", "contact_name", "country"]


def test_admitted_at_one_conference_sends_to_the_next_without_applying(app: Flask) -> None:
    with app.app_context():
        make_conference("cop-4")
        make_conference("cop-5")
        number = make_body().id
        assert not may_send(number, "cop-4")
        admission = begin_admission("zmwg", "cop-4", NOW, "user:1")
        move_admission(admission, "complete", 1, NOW, "user:1")
        move_admission(admission, "notified", 2, NOW, "user:1")
        assert not may_send(number, "cop-4")
        decided = date(2021, 11, 1)
        move_admission(admission, "admitted", 3, NOW, "user:1", says=Says(authority="COP-4"), on=decided)
        for programme in ("cop-4", "cop-5"):
            found = may_send(number, programme)
            assert (bool(found), found.why) == (True, "admitted")
            assert found.standing is not None
            assert (found.standing.authority, found.standing.decided_on) == ("COP-4", decided)


def test_admission_is_of_a_treaty(app: Flask) -> None:
    with app.app_context():
        make_conference("cop")
        make_conference("other", treaty="basel")
        make_conference("joint", treaty="basel", other_treaties=["minamata"])
        number = make_body().id
        record_admission(
            "zmwg", DecidedBefore("minamata", "admitted", "COP-2", None, "a report"), NOW, "user:1"
        )
        assert [bool(may_send(number, one)) for one in ("cop", "other", "joint")] == [True, False, True]


def test_admission_is_never_inferred_from_the_list(app: Flask) -> None:
    with app.app_context():
        make_conference()
        rows = {
            one.slug: one
            for one in (
                OrganizationGiven(
                    "zmwg", "Invented Group", None, "ngo", None, None, {"kind": "ngo-environment"}
                ),
                OrganizationGiven("who", "Invented Agency", None, "un", None, None, {"kind": "un-entity"}),
                OrganizationGiven(
                    "mea", "Invented Secretariat", None, "un", None, None, {"kind": "mea-secretariat"}
                ),
            )
        }
        import_organizations(rows, NOW)
        found = {one.slug: may_send(one.id, "cop") for one in bodies(BodiesAsked("minamata"))}
        assert {slug: (bool(one), one.why) for slug, one in found.items()} == {
            "zmwg": (False, "not_applied"),
            "who": (True, "united_nations"),
            "mea": (False, "not_applied"),
        }
        assert admissions() == []


def test_whoever_says_to_be_of_the_united_nations_is_not_by_that(app: Flask) -> None:
    with app.app_context():
        make_conference()
        apply(replace(GIVEN, category="un"), [STATUTES], NOW)
        row = db.session.scalars(select(Organization)).one()
        assert may_send(row.id, "cop").why == "not_admitted"


def test_moves_say_why_and_by_whom_and_the_second_officer_is_told(app: Flask) -> None:
    with app.app_context():
        make_conference()
        make_body()
        admission = begin_admission("zmwg", "cop", NOW, "user:1")
        with pytest.raises(NoSuchMove):
            move_admission(admission, "admitted", 1, NOW, "user:1", says=Says(authority="COP-4"))
        with pytest.raises(ReasonNeeded):
            move_admission(admission, "refused", 1, NOW, "user:1")
        move_admission(admission, "complete", 1, NOW, "user:1")
        with pytest.raises(Stale):
            move_admission(admission, "refused", 1, NOW, "user:2", says=Says("late", "COP-4"))
        with pytest.raises(AdmittedBefore):
            begin_admission("zmwg", "cop", NOW, "user:1")
        with pytest.raises(AuthorityNeeded):
            record_admission("zmwg", DecidedBefore("minamata", "admitted", "", None, "x"), NOW, "user:1")


def test_rule_of_a_conference_is_two_months_unless_it_says_otherwise(app: Flask) -> None:
    with app.app_context():
        make_conference()
        rule = rule_of("cop")
        assert (rule.months, rule.until) == (2, date(2026, 10, 7))
        set_rule("cop", 1, None, 0, NOW, "user:1")
        assert rule_of("cop").until == date(2026, 11, 7)
        with pytest.raises(Stale):
            set_rule("cop", 3, None, 0, NOW, "user:2")
        set_rule("cop", 1, date(2026, 11, 20), 1, NOW, "user:1")
        assert rule_of("cop").until == date(2026, 11, 20)


def test_bodies_are_searched_and_changed(app: Flask) -> None:
    with app.app_context():
        make_conference()
        make_body()
        given = BodyGiven("Invented Working Group", "igo", acronym="IWG", kind="igo", other=("The Group",))
        change_body("zmwg", given, 1, NOW, "user:1")
        with pytest.raises(Stale):
            change_body("zmwg", given, 1, NOW, "user:2")

        def slugs(**asked: str) -> list[str]:
            return [one.slug for one in bodies(BodiesAsked("minamata", **asked))]

        assert slugs(text="the group") == slugs(category="igo") == slugs(state="none") == ["zmwg"]
        assert slugs(text="nothing") == slugs(category="ngo") == slugs(state="applied") == []
        begin_admission("zmwg", "cop", NOW, "user:1")
        assert slugs(state="applied") == slugs(programme="cop") == ["zmwg"]
