"""Travel is granted to so many of a Party as the rule says, also when two officers grant at once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.accreditation_errors import FundedAlready, LeavesBeforeArriving, NotEligible
from meetings.domain.errors import NotAChoice, NotANumber, NotFound, Stale
from meetings.extensions import db
from meetings.models import Audit, Delegation, Funding
from meetings.queries.cop.funding import FundingPage, funding_page
from meetings.services.cop.funding import TravelGiven, ask_for_travel, decide_on_travel, set_funding_rule
from tests.cop import make_body, make_conference, make_delegation, make_nominee, make_state, segments_of
from tests.factories import NOW

TRAVEL = TravelGiven("Ouagadougou", date(2026, 12, 6), date(2026, 12, 12))
ACTOR = "user:1"


def make_askers(*, ask: bool = True) -> dict[str, str]:
    """Store delegates of four States, of whom each asks; give their participations by name."""
    programme = make_conference()
    first = segments_of(programme)[0]
    states = {
        "Ldc One": make_state("BF", "Burkina Faso", detail={"ldc": True}),
        "Island": make_state("PW", "Palau", detail={"sids": True}),
        "Rich": make_state("FR", "France"),
        "Outside": make_state("ZW", "Zimbabwe", since=None, detail={"ldc": True}),
    }
    people = {
        name: make_nominee(make_delegation(programme, one), first, name=name) for name, one in states.items()
    }
    ldc = people["Ldc One"].delegation_id

    people["Ldc Two"] = make_nominee(db.session.get_one(Delegation, ldc), first, name="Ldc Two")
    people["Observer"] = make_nominee(make_delegation(programme, make_body()), first, name="Observer")
    ids = {name: one.participations[0].id for name, one in people.items()}
    for name in ids:
        if ask and name != "Observer":
            ask_for_travel("cop", ids[name], TRAVEL, 0, NOW, actor=ACTOR)
    return ids


def page() -> FundingPage:
    return funding_page("cop", "1")


@pytest.mark.usefixtures("database")
def test_least_developed_come_first_and_observers_not_at_all() -> None:
    make_askers()
    assert [(one.name, one.is_eligible) for one in page().travellers] == [
        ("Ldc One", True),
        ("Ldc Two", True),
        ("Island", True),
        ("Outside", False),
        ("Rich", False),
    ]
    assert dict(page().counts) == {"asked": 5, "granted": 0, "declined": 0, "cancelled": 0}
    assert {one.travel.days for one in page().travellers if one.travel} == {7}


@pytest.mark.usefixtures("database")
def test_one_of_a_party_is_paid_for_until_the_rule_says_otherwise() -> None:
    ids = make_askers()
    decide_on_travel("cop", ids["Ldc One"], "granted", 1, NOW, actor=ACTOR)
    with pytest.raises(FundedAlready):
        decide_on_travel("cop", ids["Ldc Two"], "granted", 1, NOW, actor=ACTOR)
    set_funding_rule("cop", "1", per_party=2, listed=[], seen=0, now=NOW, actor=ACTOR)
    decide_on_travel("cop", ids["Ldc Two"], "granted", 1, NOW, actor=ACTOR)
    decide_on_travel("cop", ids["Ldc One"], "cancelled", 2, NOW, actor=ACTOR)
    assert page().counts["granted"] == 1
    acts = db.session.scalars(select(Audit.act).where(Audit.act.like("funding.%")).order_by(Audit.id)).all()
    assert acts[-4:] == ["funding.granted", "funding.rule", "funding.granted", "funding.cancelled"]


@pytest.mark.usefixtures("database")
def test_list_of_the_secretariat_decides_where_there_is_one() -> None:
    ids = make_askers()
    set_funding_rule("cop", "1", per_party=1, listed=["fr"], seen=0, now=NOW, actor=ACTOR)
    assert [one.name for one in page().travellers if one.is_eligible] == ["Rich"]
    with pytest.raises(NotEligible):
        decide_on_travel("cop", ids["Ldc One"], "granted", 1, NOW, actor=ACTOR)
    decide_on_travel("cop", ids["Rich"], "granted", 1, NOW, actor=ACTOR)
    with pytest.raises(NotAChoice):
        set_funding_rule("cop", "1", per_party=1, listed=["XX"], seen=1, now=NOW, actor=ACTOR)
    with pytest.raises(NotANumber):
        set_funding_rule("cop", "1", per_party=0, listed=[], seen=1, now=NOW, actor=ACTOR)
    with pytest.raises(Stale):
        set_funding_rule("cop", "1", per_party=1, listed=[], seen=0, now=NOW, actor=ACTOR)


@pytest.mark.usefixtures("database")
def test_what_is_wrong_is_refused() -> None:
    ids = make_askers(ask=False)
    one = ids["Ldc One"]
    with pytest.raises(NotFound):
        ask_for_travel("cop", ids["Observer"], TRAVEL, 0, NOW, actor=ACTOR)
    with pytest.raises(NotFound):
        decide_on_travel("cop", one, "granted", 1, NOW, actor=ACTOR)
    with pytest.raises(LeavesBeforeArriving):
        ask_for_travel("cop", one, TravelGiven("", date(2026, 12, 8), date(2026, 12, 6)), 0, NOW, actor=ACTOR)
    with pytest.raises(NotANumber):
        ask_for_travel("cop", one, TravelGiven(allowance_days=900), 0, NOW, actor=ACTOR)
    ask_for_travel("cop", one, TRAVEL, 0, NOW, actor=ACTOR)
    with pytest.raises(Stale):
        ask_for_travel("cop", one, TRAVEL, 0, NOW, actor=ACTOR)
    with pytest.raises(Stale):
        decide_on_travel("cop", one, "granted", 7, NOW, actor=ACTOR)
    outside = ids["Outside"]
    ask_for_travel("cop", outside, TRAVEL, 0, NOW, actor=ACTOR)
    with pytest.raises(NotEligible):
        decide_on_travel("cop", outside, "granted", 1, NOW, actor=ACTOR)


@pytest.mark.real_clock
def test_two_officers_grant_one_of_a_party(app: Flask) -> None:
    with app.app_context():
        ids = make_askers()
    barrier, said = Barrier(2), []

    def grant(name: str) -> None:
        with app.app_context():
            barrier.wait()
            try:
                decide_on_travel("cop", ids[name], "granted", 1, NOW, actor=ACTOR)
                said.append("granted")
            except FundedAlready:
                said.append("refused")

    threads = [Thread(target=grant, args=(name,)) for name in ("Ldc One", "Ldc Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert sorted(said) == ["granted", "refused"]
        states = sorted(db.session.scalars(select(Funding.state)))
        assert states.count("granted") == 1
