"""What an officer decides of a Party stays when the list is imported again, and the list's new word waits for them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from meetings.domain.cop.parties import StatusGiven, in_force_on
from meetings.domain.cop.parties_errors import BeforeDeposit, DayNeeded, DepositAhead, SourceNeeded
from meetings.domain.errors import DoneBefore, NotAChoice, Refused, Stale, TooManyLines
from meetings.domain.imports import CountGiven, PartyGiven
from meetings.extensions import db
from meetings.models import Audit, Party
from meetings.queries.cop.parties import (
    PartiesAsked,
    counts_by_group,
    differences,
    known_names,
    parties,
    party,
    reported_counts,
    standings,
    unconfirmed,
)
from meetings.services.cop.parties import PartyFacts, change_party, set_status, settle_difference
from meetings.services.parties import import_parties
from tests.cop import make_state
from tests.factories import NOW

GEORGIA = PartyGiven(
    "GE",
    "state",
    {"en": "Georgia", "fr": "Géorgie"},
    "eeg",
    "Tbilisi",
    "Asia/Tbilisi",
    (("to_be_confirmed", None, "a list"),),
)
TODAY = NOW.date()
LATER = NOW + timedelta(days=30)
NON_PARTY = StatusGiven("non_party", source="treaties.un.org, looked at today")


def deposited(on: date, source: str = "C.N.1.2026") -> StatusGiven:
    return StatusGiven("deposited", on, in_force_on(on, "minamata"), source)


def listed(*statuses: tuple[str, date | None, str], **changes: object) -> dict[str, PartyGiven]:
    return {"GE": replace(GEORGIA, **({"statuses": statuses} | changes))}


def test_decision_of_an_officer_stays_when_the_list_comes_again(app: Flask) -> None:
    with app.app_context():
        import_parties({"GE": GEORGIA}, NOW)
        assert [one.code for one in unconfirmed()] == ["GE"]
        set_status("GE", "minamata", NON_PARTY, 1, NOW, "user:1")
        assert unconfirmed() == ()
        import_parties({"GE": GEORGIA}, LATER)
        assert standings("minamata", TODAY)["GE"] == "non_party"
        assert differences() == ()
        since = date(2024, 2, 1)
        import_parties(listed(("deposited", date(2023, 11, 3), "news"), ("party", since, "news")), LATER)
        assert standings("minamata", TODAY)["GE"] == "non_party"
        (one,) = differences()
        assert (one.code, one.decision.subject, one.decision.decided_by) == (
            "GE",
            "status:minamata",
            "user:1",
        )
        assert one.stands == {"statuses": [["non_party", None, NON_PARTY.source]]}
        assert one.decision.listed["statuses"][1] == ["party", "2024-02-01", "news"]


def test_difference_is_settled_by_a_person(app: Flask) -> None:
    with app.app_context():
        import_parties({"GE": GEORGIA}, NOW)
        set_status("GE", "minamata", NON_PARTY, 1, NOW, "user:1")
        said = listed(("deposited", date(2023, 11, 3), "news"), ("party", date(2024, 2, 1), "news"))
        import_parties(said, LATER)
        settle_difference("GE", "status:minamata", 2, LATER, "user:2", takes_list=False)
        assert (standings("minamata", TODAY)["GE"], differences()) == ("non_party", ())
        with pytest.raises(DoneBefore):
            settle_difference("GE", "status:minamata", 3, LATER, "user:2", takes_list=True)
        import_parties(listed(("party", date(2024, 3, 1), "news")), LATER)
        settle_difference("GE", "status:minamata", 3, LATER, "user:2", takes_list=True)
        assert standings("minamata", TODAY)["GE"] == "party"
        assert [one.starts_on for one in party("GE").statuses] == [date(2024, 3, 1)]
        assert party("GE").decisions == ()  # from here on the list decides again
        import_parties(listed(), LATER)
        assert standings("minamata", TODAY)["GE"] == "non_party"


def test_list_that_agrees_is_no_difference(app: Flask) -> None:
    with app.app_context():
        import_parties({"GE": GEORGIA}, NOW)
        set_status("GE", "minamata", deposited(date(2023, 11, 3)), 1, NOW, "user:1")
        statuses = (("party", date(2024, 2, 1), "news"), ("deposited", date(2023, 11, 3), "news"))
        import_parties(listed(*statuses), LATER)
        assert differences() == ()
        assert {one.source for one in party("GE").statuses} == {"C.N.1.2026"}


def test_names_and_group_of_an_officer_stay_too(app: Flask) -> None:
    with app.app_context():
        import_parties({"GE": GEORGIA}, NOW)
        facts = PartyFacts({"en": "Georgia", "fr": "La Géorgie"}, "eeg", ("Sakartvelo", "Sakartvelo", " "))
        change_party("GE", facts, 1, NOW, "user:1")
        assert party("GE").also == ("Sakartvelo",)
        import_parties(listed(names={"en": "Georgia", "fr": "Géorgie (pays)"}, regional_group="weog"), LATER)
        page = party("GE")
        assert (page.names["fr"], page.regional_group) == ("La Géorgie", "weog")
        (one,) = differences()
        assert one.decision.listed == {"names": {"en": "Georgia", "fr": "Géorgie (pays)"}}
        settle_difference("GE", "names", page.revision, LATER, "user:1", takes_list=True)
        assert party("GE").names["fr"] == "Géorgie (pays)"


def test_state_that_deposited_yesterday_is_deposited_today_and_a_party_on_the_ninetieth_day(
    app: Flask,
) -> None:
    with app.app_context():
        make_state("GE", "Georgia", since=None)
        yesterday = TODAY - timedelta(days=1)
        set_status("GE", "minamata", deposited(yesterday), 1, NOW, "user:1")
        found = {
            day: standings("minamata", yesterday + timedelta(days=day))["GE"] for day in (-1, 0, 1, 89, 90)
        }
        assert found == {-1: "non_party", 0: "deposited", 1: "deposited", 89: "deposited", 90: "party"}


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (replace(deposited(TODAY), source=" "), SourceNeeded),
        (StatusGiven("party", source="x"), NotAChoice),
        (StatusGiven("deposited", TODAY, None, "x"), DayNeeded),
        (deposited(TODAY + timedelta(days=2)), DepositAhead),
        (StatusGiven("deposited", TODAY, TODAY - timedelta(days=1), "x"), BeforeDeposit),
    ],
)
def test_standing_that_cannot_be_is_refused(app: Flask, given: StatusGiven, refusal: type[Refused]) -> None:
    with app.app_context():
        make_state("GE", "Georgia", since=None)
        with pytest.raises(refusal):
            set_status("GE", "minamata", given, 1, NOW, "user:1")
        assert standings("minamata", TODAY)["GE"] == "non_party"


def test_stale_save_is_refused_and_history_says_who_and_what(app: Flask) -> None:
    with app.app_context():
        make_state("GE", "Georgia", since=None)
        set_status("GE", "minamata", deposited(TODAY), 1, NOW, "user:1")
        with pytest.raises(Stale):
            set_status("GE", "minamata", NON_PARTY, 1, NOW, "user:2")
        act = db.session.scalars(select(Audit).where(Audit.subject == "party:GE")).one()
        assert (act.actor, act.act, act.before) == ("user:1", "party.status", {"statuses": {}})
        assert act.after["statuses"]["minamata"][0] == ["deposited", TODAY.isoformat(), "C.N.1.2026"]


def test_saving_what_stands_changes_nothing(app: Flask) -> None:
    with app.app_context():
        make_state("KE")
        change_party("KE", PartyFacts({"en": "Kenya"}, "africa"), 1, NOW, "user:1")
        assert db.session.get_one(Party, "KE").revision == 1
        with pytest.raises(TooManyLines):
            change_party("KE", PartyFacts({"en": "Kenya"}, "africa", ("a name",) * 41), 1, NOW, "user:1")


def test_lists_are_searched_by_name_group_standing_and_day(app: Flask) -> None:
    with app.app_context():
        make_state("KE")
        make_state("GE", "Georgia", since=None, regional_group="eeg")
        change_party("GE", PartyFacts({"en": "Georgia", "ru": "Грузия"}, "eeg", ("Sakartvelo",)), 1, NOW, "u")
        set_status("GE", "minamata", deposited(date(2026, 11, 1)), 2, NOW, "user:1")

        def codes(**asked: str) -> list[str]:
            return [one.code for one in parties(PartiesAsked("minamata", TODAY, **asked))]

        assert codes() == ["GE", "KE"]
        assert codes(text="грузия") == codes(text="ge") == codes(text="sakart") == ["GE"]
        assert codes(group="africa") == codes(standing="party") == ["KE"]
        assert codes(standing="deposited") == ["GE"]
        (georgia,) = parties(PartiesAsked("minamata", TODAY, text="georgia"))
        assert (georgia.deposited_on, georgia.party_since) == (date(2026, 11, 1), date(2027, 1, 30))
        assert known_names().exact["sakartvelo"] == {"GE"}


def test_report_counts_by_group_with_reported_figures_beside(app: Flask) -> None:
    with app.app_context():
        make_state("KE")
        import_parties({"GE": GEORGIA}, NOW, [CountGiven(date(2021, 9, 30), 135, "a page")])
        import_parties({"GE": GEORGIA}, NOW, [CountGiven(date(2021, 9, 30), 136, "another page")])
        groups = {one.group: one.counts for one in counts_by_group("minamata", TODAY)}
        assert groups["africa"] == {"party": 1}
        assert groups["eeg"] == {"to_be_confirmed": 1}
        assert groups["weog"] == {}
        assert reported_counts("minamata") == ((date(2021, 9, 30), 136, "another page"),)
