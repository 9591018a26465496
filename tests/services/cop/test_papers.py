"""Letters are for who is accredited, tell their standing, and erasing leaves figures as they were, on both stores."""

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.badges_errors import NotAccredited, NotAShare
from meetings.domain.cop.papers import PaperKind
from meetings.domain.errors import NotAChoice, NotFound, Stale, TooLong
from meetings.extensions import db
from meetings.models import Audit, Badge, CheckIn, Nomination, Paper, Participation
from meetings.queries.cop.arrivals import arrivals_of, settings_of
from meetings.queries.own_data import own_data
from meetings.services.cop import badges, papers
from meetings.services.cop.check_ins import Gate, scan
from meetings.services.erasing import erase
from tests.cop import make_badged, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import KEYS, NOW
from tests.services.cop.test_check_ins import MORNING

ACTOR = "user:1"


def somebody(state: str = "accredited") -> str:
    programme = make_conference()
    segment = segments_of(programme)[0]
    return make_nominee(make_delegation(programme, make_state()), segment, state=state).participations[0].id


def test_same_letter_has_one_code_and_a_corrected_one_another(app: Flask) -> None:
    with app.app_context():
        one = somebody()
        code = papers.make(one, PaperKind.VISA, "fr", NOW, actor=ACTOR)
        assert papers.make(one, PaperKind.VISA, "fr", NOW, actor=ACTOR) == code
        others = {
            papers.make(one, PaperKind.VISA, "en", NOW, actor=ACTOR),
            papers.make(one, PaperKind.ACKNOWLEDGEMENT, "fr", NOW, actor=ACTOR),
        }
        assert code not in others
        assert len(others) == 2
        db.session.get_one(Participation, one).nomination.name = "Invented Corrected"
        db.session.commit()
        new = papers.make(one, PaperKind.VISA, "fr", NOW, actor=ACTOR)
        assert new != code
        rows = {row.code: row for row in db.session.scalars(select(Paper))}
        assert (rows[code].name, rows[code].ended_at) == ("Invented Delegate", NOW)
        assert (rows[new].name, rows[new].ended_at) == ("Invented Corrected", None)
        with_passport = papers.make(one, PaperKind.VISA, "fr", NOW, actor=ACTOR, with_passport=True)
        assert with_passport not in (code, new)
        acts = db.session.scalars(select(Audit.act).where(Audit.act.startswith("paper.")).order_by(Audit.id))
        assert acts.all() == ["paper.visa", "paper.visa", "paper.acknowledgement", "paper.visa", "paper.visa"]


@pytest.mark.parametrize("state", ["nominated", "returned", "withdrawn"])
def test_letters_are_for_accredited_people(app: Flask, state: str) -> None:
    with app.app_context():
        one = somebody(state)
        with pytest.raises(NotAccredited):
            papers.make(one, PaperKind.ACKNOWLEDGEMENT, "en", NOW, actor=ACTOR)
        assert papers.make_many([one], PaperKind.VISA, "", NOW, actor=ACTOR) == {}
        with pytest.raises(NotFound):
            papers.make("none", PaperKind.VISA, "en", NOW, actor=ACTOR)
        with pytest.raises(NotAChoice):
            papers.make(one, PaperKind.VISA, "xx", NOW, actor=ACTOR)


def test_settings_are_kept_and_guarded(app: Flask) -> None:
    with app.app_context():
        make_conference()
        assert (settings_of("cop").to_open, settings_of("cop").revision) == ("1/3", 0)
        papers.set_quorum("cop", "2/4", "3/4", 0, now=NOW, actor=ACTOR)
        papers.set_head("cop", " Secretariat \n\n 1 Street ", "", 1, now=NOW, actor=ACTOR)
        found = settings_of("cop")
        assert (found.letterhead, found.signatory, found.to_open, found.to_decide, found.revision) == (
            "Secretariat\n1 Street",
            "",
            "1/2",
            "3/4",
            2,
        )
        with pytest.raises(Stale):
            papers.set_head("cop", "", "", 1, now=NOW, actor=ACTOR)
        with pytest.raises(NotAShare):
            papers.set_quorum("cop", "most", "2/3", 2, now=NOW, actor=ACTOR)
        with pytest.raises(TooLong):
            papers.set_head("cop", "x" * 601, "", 2, now=NOW, actor=ACTOR)
        with pytest.raises(NotFound):
            papers.set_head("none", "", "", 0, now=NOW, actor=ACTOR)


def test_own_data_name_papers_and_erasing_keeps_the_figures(app: Flask) -> None:
    with app.app_context():
        programme = make_conference()
        segment = segments_of(programme)[0]
        one, code = make_badged(make_delegation(programme, make_state()), segment, gender="woman")
        letter = papers.make(one, PaperKind.VISA, "fr", NOW, actor=ACTOR)
        scan(Gate(segment.id, "user:7"), code, MORNING)
        person_id = db.session.get_one(Participation, one).nomination.person_id
        found = own_data(person_id)
        assert [(row["segment"], row["code"], row["state"]) for row in found["badges"]] == [
            ("1", code, "valid")
        ]
        assert [row["day"].isoformat() for row in found["check_ins"]] == ["2026-12-07"]
        assert [(row["code"], row["name"]) for row in found["letters"]] == [(letter, "Invented Delegate")]
        badges.suspend(code, "Invented Delegate quarrelled", NOW, ACTOR)
        before = arrivals_of(segment.id)
        erase(person_id, NOW, ACTOR, keys=KEYS, log=app.extensions["outside"].erasures)
        row = db.session.scalars(select(Badge)).one()
        assert (row.state, row.reason) == ("withdrawn", None)
        assert [(row.name, row.language) for row in db.session.scalars(select(Paper))] == [(None, "en")]
        assert len(db.session.scalars(select(CheckIn)).all()) == 1
        assert arrivals_of(segment.id) == before
        assert db.session.scalars(select(Nomination)).one().person_id == person_id
