"""The fourth Conference of the Parties from the data, end to end: standings, and a delegation online and in Bali."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.cli.imports import read_file
from meetings.domain.cop import entering_errors
from meetings.domain.cop.badges import Answer
from meetings.domain.cop.delegation_errors import NominationsClosed, PastNomination
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.lists import ListKind, arranged, mark_of
from meetings.domain.cop.parties import standing_on
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.kept_files import FileGiven
from meetings.extensions import db
from meetings.formats.times import word_slot
from meetings.models import (
    AgendaItem,
    Audit,
    Badge,
    Credentials,
    Letter,
    Nomination,
    OfficialDocument,
    Participation,
    Party,
    Programme,
    Segment,
    Session,
    Slot,
    TrackEvent,
)
from meetings.queries.cop.entering import host_of
from meetings.queries.cop.list_copies import copy_of
from meetings.queries.cop.lists import gather, listing_of
from meetings.queries.cop.presence import parties_of, parties_present
from meetings.queries.cop.presence_page import presence_page
from meetings.queries.journal import opened
from meetings.services.cop import badges, change_requests, credentials
from meetings.services.cop.accreditation import decide, decide_letter
from meetings.services.cop.check_ins import Gate, scan
from meetings.services.cop.conferences import change_segment
from meetings.services.cop.credentials import Examined, Read, Where
from meetings.services.cop.delegations import FocalGiven, find_or_add_delegation, invite, reopen
from meetings.services.cop.entering import delegate_links, enter
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.cop.lists import SettingGiven, publish, set_listing
from meetings.services.cop.nomination_letters import LetterGiven, put_letter
from meetings.services.cop.nominations import edit, nominate, replace_person
from meetings.services.cop.tracks import By
from tests.factories import KEYS

DATA = Path(__file__).parents[3] / "meetings" / "data"
COP, ONLINE, BALI = "cop-4", "4-1", "4-2"
OFFICER, STEWARD = "user:1", "user:7"
LETTER = FileGiven("letters/abc", "application/pdf", 10, "d" * 64, "note.pdf")
SCAN = FileGiven("credentials/abc", "application/pdf", 10, "c" * 64, "credentials.pdf")
SPRING = datetime(2021, 9, 1, 9, tzinfo=UTC)
CLOSES = datetime(2021, 10, 15, 22, 59, tzinfo=UTC)
OPENING = datetime(2021, 11, 1, 12, 0, tzinfo=UTC)
WINTER = datetime(2022, 1, 20, 9, tzinfo=UTC)
CLOSES_BALI = datetime(2022, 3, 1, 15, 59, tzinfo=UTC)
LATE = datetime(2022, 3, 10, 9, tzinfo=UTC)
BALI_MORNING = datetime(2022, 3, 21, 0, 30, tzinfo=UTC)
FIVE = ("ZW", "IQ", "PL", "ES", "AU")
PEOPLE = (
    ("Ama Invented", "head", "speaker"),
    ("Kwame Invented", "alternate", "speaker"),
    ("Efua Invented", "adviser", "viewer"),
    ("Kojo Invented", "adviser", "viewer"),
    ("Abena Invented", "adviser", "viewer"),
    ("Yaw Invented", "adviser", "viewer"),
)


@dataclass
class World:
    """What the path has made so far: the delegation, its focal point, and its people by name."""

    delegation: str
    focal: By
    people: dict[str, str]


def segment(slug: str) -> Segment:
    return db.session.scalars(select(Segment).where(Segment.slug == slug)).one()


def of_party(code: str, day: date) -> str:
    party = db.session.get_one(Party, code)
    return str(standing_on([one for one in party.statuses if one.treaty == "minamata"], day))


def given(number: int, *slugs: str, mode: str = "online") -> Nominee:
    name, role, rights = PEOPLE[number]
    wishes = [Wish(segment(slug).id, mode if slug == BALI else "online", rights) for slug in slugs]
    address = f"{name.split()[0].lower()}@example.org"
    return Nominee(
        name, role, function="Invented function", email=address, lists=("name",), wishes=tuple(wishes)
    )


def part_of(nomination: str, slug: str) -> Participation:
    wanted = (Participation.nomination_id == nomination, Participation.segment_id == segment(slug).id)
    return db.session.scalars(select(Participation).where(*wanted)).one()


def states(slug: str) -> list[str]:
    rows = select(Participation.state).where(Participation.segment_id == segment(slug).id)
    return sorted(db.session.scalars(rows))


def accredit(people: list[str], slug: str, now: datetime) -> list[str]:
    """Check and accredit people for a segment, each step one act of an officer; gives their participations."""
    parts = [part_of(one, slug).id for one in people]
    for to in ("letter_checked", "accredited"):
        seen = {one: db.session.get_one(Participation, one).revision for one in parts}
        assert decide(COP, to, seen, now, actor=OFFICER) == len(parts)
    return parts


def codes(parts: list[str]) -> list[str]:
    found = [
        db.session.scalars(
            select(Badge.code).where(Badge.participation_id == one, Badge.state == "valid")
        ).one()
        for one in parts
    ]
    assert len(set(found)) == len(parts)
    return found


def names_on(slug: str, kind: ListKind, now: datetime) -> list[str]:
    """Publish the list of a segment and give the names of its people."""
    listing = listing_of(COP, slug)
    number = publish(COP, slug, kind, mark_of(gather(listing).participants(kind)), now, OFFICER)
    copy = copy_of(listing.segment_id, number)
    assert copy is not None
    every = [body for part in arranged(copy.participants, "en") for body in part.bodies]
    return [one.printed["name"] for body in every for _number, one in body.people]


def imported() -> None:
    """Import Parties, observers and the conference, as the files have them, and give each segment its deadline."""
    for name in ("parties", "observers"):
        read_file((DATA / f"{name}.json").read_bytes(), name)(SPRING)
    read_file((DATA / "cops" / "cop-4.json").read_bytes(), "cop-4")(SPRING)
    for slug, closes in ((ONLINE, "2021-10-15T23:59"), (BALI, "2022-03-01T23:59")):
        change_segment(COP, slug, {"nominate_until": closes}, segment(slug).revision, SPRING, OFFICER)


@pytest.fixture
def cop4(app: Flask) -> Flask:
    """Give an application with the conference in it."""
    with app.app_context():
        imported()
    return app


def test_conference_is_as_the_data_has_it(cop4: Flask) -> None:
    with cop4.app_context():
        programme = db.session.scalars(select(Programme).where(Programme.slug == COP)).one()
        rows = [
            (one.slug, one.mode, one.zone, one.starts_on, one.ends_on) for one in map(segment, (ONLINE, BALI))
        ]
        assert rows == [
            (ONLINE, "online", "Europe/Zurich", date(2021, 11, 1), date(2021, 11, 5)),
            (BALI, "hybrid", "Asia/Makassar", date(2022, 3, 21), date(2022, 3, 25)),
        ]
        items = select(func.count(AgendaItem.id)).where(AgendaItem.programme_id == programme.id)
        assert db.session.scalar(items) == 22
        assert (db.session.scalar(select(func.count(OfficialDocument.id))) or 0) > 0
        opening = db.session.scalars(select(Slot).where(Slot.source_key == "cop4.2-tt-01")).one()
        assert word_slot(opening.starts_at, 40, opening.zone, opening.zone, "en", {}).own == (
            "Monday 21 March, 10:00–10:40 Makassar, UTC+8"
        )
        assert word_slot(opening.starts_at, 40, opening.zone, "Africa/Nairobi", "en", {}).own == (
            "Monday 21 March, 05:00–05:40 Nairobi, UTC+3"
        )


def test_five_states_are_no_parties_at_the_first_opening_and_parties_at_the_second(cop4: Flask) -> None:
    with cop4.app_context():
        first, second = segment(ONLINE), segment(BALI)
        at_first = {code: of_party(code, first.starts_on) for code in FIVE}
        assert set(at_first.values()) <= {"deposited", "non_party"}
        assert {code: of_party(code, second.starts_on) for code in FIVE} == dict.fromkeys(FIVE, "party")
        assert not set(FIVE) & parties_of(first.id)
        assert set(FIVE) <= parties_of(second.id)
        deposited = {one.party_code: one.starts_on for code in FIVE for one in _deposits(code)}
        for code, standing in at_first.items():
            is_deposited = code in deposited and deposited[code] <= first.starts_on
            assert standing == ("deposited" if is_deposited else "non_party")


def _deposits(code: str) -> list[object]:
    return [one for one in db.session.get_one(Party, code).statuses if one.status == "deposited"]  # type: ignore[misc]


def test_whole_path_of_a_delegation(cop4: Flask) -> None:
    with cop4.app_context():
        world = _invited()
        _named_and_checked(world)
        _accredited_online(world)
        _entered(world)
        _listed(world)
        _carried_to_bali(world)
        _credentials(world)
        _replaced_after_the_deadline(world)
        _at_the_gate_in_bali(world)
        _journal(world)


def _invited() -> World:
    delegation = find_or_add_delegation(COP, SPRING, actor=OFFICER, party="GH")
    assert find_or_add_delegation(COP, SPRING, actor=OFFICER, party="GH") == delegation
    point = invite(
        delegation, FocalGiven("Adwoa Invented", "adwoa@example.org"), SPRING, actor=OFFICER, keys=KEYS
    )
    return World(delegation, By(Mover.NOMINATOR, f"focal:{point}"), {})


def _named_and_checked(world: World) -> None:
    """Six are nominated online; their letter is returned once, sent again, and accepted."""
    for number, (name, _role, _rights) in enumerate(PEOPLE):
        world.people[name] = nominate(world.delegation, given(number, ONLINE), SPRING, by=world.focal)
    assert states(ONLINE) == ["nominated"] * 6
    with pytest.raises(NominationsClosed):
        nominate(
            world.delegation,
            replace(given(0, ONLINE), name="Late Invented"),
            CLOSES + timedelta(minutes=1),
            by=world.focal,
        )
    first = put_letter(world.delegation, LetterGiven(LETTER, "note_verbale"), SPRING, by=world.focal)
    decide_letter(COP, first, "returned", 1, SPRING, actor=OFFICER, says=Says("Page 2 is missing"))
    letter = put_letter(world.delegation, LetterGiven(LETTER), SPRING, by=world.focal)
    decide_letter(COP, letter, "accepted", 1, SPRING, actor=OFFICER)
    assert [one.state for one in db.session.scalars(select(Letter).order_by(Letter.version))] == [
        "returned",
        "accepted",
    ]


def _accredited_online(world: World) -> None:
    parts = accredit(list(world.people.values()), ONLINE, SPRING)
    badges.issue_many(parts, SPRING, OFFICER)
    gate = Gate(segment(ONLINE).id, STEWARD)
    for code in codes(parts)[:5]:
        assert scan(gate, code, OPENING).answer == Answer.VALID
    assert states(ONLINE) == ["badge_issued"] + ["checked_in"] * 5
    with pytest.raises(PastNomination):
        replace_person(world.people["Yaw Invented"], replace(given(5), name="Other"), SPRING, by=world.focal)


def _entered(world: World) -> None:
    """The head enters the opening by one link; a State that has only deposited stays out of a meeting of Parties."""
    slot = db.session.scalars(
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.segment_id == segment(ONLINE).id)
        .order_by(Slot.starts_at)
    ).first()
    assert slot is not None
    slot.platform_address = "https://platform.example.org/opening"
    slot.session.audience = "parties"
    db.session.commit()
    slot_id, begins = slot.id, slot.starts_at
    head = world.people["Ama Invented"]
    assert delegate_links([head], SPRING, KEYS)[head, "join"].code
    entered = enter(delegate_bearer(head), slot_id, begins - timedelta(minutes=15))
    assert (entered.address, entered.takes_floor) == ("https://platform.example.org/opening", True)
    zimbabwe = find_or_add_delegation(COP, SPRING, actor=OFFICER, party="ZW")
    by = By(Mover.NOMINATOR, "focal:zw")
    tariro = Nominee("Tariro Invented", "head", email="tariro@example.org")
    tariro = replace(tariro, wishes=(Wish(segment(ONLINE).id), Wish(segment(BALI).id, "room")))
    one = nominate(zimbabwe, tariro, SPRING, by=by)
    put = put_letter(zimbabwe, LetterGiven(LETTER), SPRING, by=by)
    decide_letter(COP, put, "accepted", 1, SPRING, actor=OFFICER)
    accredit([one], ONLINE, SPRING)
    with pytest.raises(entering_errors.ForParties):
        enter(delegate_bearer(one), slot_id, begins)
    assert [str(part.delegate.standing) for part in host_of(delegate_bearer(one)).parts] == [
        of_party("ZW", segment(ONLINE).starts_on),
        "party",
    ]
    assert parties_present(segment(ONLINE).id, begins) == {"GH"}
    page = presence_page(segment(ONLINE).id, begins + timedelta(days=1))
    assert (page.counts["attendances"], page.counts["parties"]) == (1, 1)


def _listed(world: World) -> None:
    until = datetime(2021, 10, 29, 22, 59, tzinfo=UTC)
    setting = SettingGiven("UNEP/MC/COP.4/INF/27", "participants", until, {}, False, ())
    set_listing(COP, ONLINE, setting, 0, SPRING, OFFICER)
    names = names_on(ONLINE, ListKind.PROVISIONAL, SPRING + timedelta(days=20))
    assert set(world.people) <= set(names)


def _carried_to_bali(world: World) -> None:
    """The same nominations are named for the resumed segment; what they are in the first one stays."""
    for number, name in enumerate(PEOPLE):
        edit(world.people[name[0]], given(number, ONLINE, BALI, mode="room"), WINTER, by=world.focal)
    rows = db.session.scalars(select(Nomination).where(Nomination.delegation_id == world.delegation)).all()
    assert len(rows) == 6
    assert [len(one.participations) for one in rows] == [2] * 6
    assert states(ONLINE).count("checked_in") == 5
    accredit(list(world.people.values()), BALI, WINTER)
    parts = [part_of(one, BALI).id for one in world.people.values()]
    badges.issue_many(parts, WINTER, OFFICER)
    assert len(codes(parts)) == 6


def _credentials(world: World) -> None:
    """Credentials are examined for the first segment, and carried to the second in one act."""
    head = world.people["Ama Invented"]
    credentials.receive(Where(COP, ONLINE, world.delegation, 0), "original", SCAN, OPENING, OFFICER)
    row = db.session.scalars(select(Credentials)).one()
    read = Read("foreign_minister", "Invented Minister", date(2021, 10, 20), "en", people=(head,))
    credentials.record(Where(COP, ONLINE, world.delegation, row.revision), read, OPENING, OFFICER)
    seen = {world.delegation: db.session.scalars(select(Credentials.revision)).one()}
    found = Examined("in_order", OPENING.date(), "Bureau, 1 November 2021")
    assert credentials.examine(COP, ONLINE, seen, found, OPENING, OFFICER).moved == (world.delegation,)
    done = credentials.carry(COP, BALI, ONLINE, WINTER, OFFICER)
    assert done.moved == (world.delegation,)
    rows = db.session.scalars(select(Credentials).order_by(Credentials.segment_id)).all()
    assert [(one.state, one.people) for one in rows] == [("in_order", [head])] * 2
    assert rows[1].carried_from_id == rows[0].id


def _replaced_after_the_deadline(world: World) -> None:
    """After the deadline the delegation is opened for 24 hours; a seventh comes, and one is replaced by request."""
    seventh = Nominee(
        "Esi Invented", "adviser", email="esi@example.org", wishes=(Wish(segment(BALI).id, "room"),)
    )
    with pytest.raises(NominationsClosed):
        nominate(world.delegation, seventh, LATE, by=world.focal)
    until = LATE + timedelta(hours=24)
    reopen(world.delegation, until, "Note verbale of 10 March", LATE, actor=OFFICER)
    with pytest.raises(NominationsClosed):
        nominate(world.delegation, seventh, until + timedelta(seconds=1), by=world.focal)
    world.people["Esi Invented"] = nominate(
        world.delegation, seventh, until - timedelta(hours=1), by=world.focal
    )
    other = find_or_add_delegation(COP, LATE, actor=OFFICER, party="CH")
    with pytest.raises(NominationsClosed):
        nominate(other, replace(seventh, name="Lea Invented"), LATE, by=By(Mover.NOMINATOR, "focal:ch"))
    gone = world.people["Yaw Invented"]
    instead = Nominee(
        "Kwabena Invented", "adviser", function="Chemist", email="kwabena@example.org", lists=("name",)
    )
    request = change_requests.ask(
        world.delegation, "replace", LATE, by=world.focal, given=instead, nomination_id=gone, why="He is ill"
    )
    change_requests.accept_request(request, LATE, actor=OFFICER)
    new = db.session.scalars(select(Nomination).where(Nomination.replaces_id == gone)).one()
    world.people["Kwabena Invented"] = new.id
    assert (new.name, part_of(gone, BALI).state) == ("Kwabena Invented", "replaced")
    assert part_of(gone, ONLINE).state == "badge_issued"
    accredit([new.id, world.people["Esi Invented"]], BALI, LATE)
    badges.issue_many(
        [part_of(new.id, BALI).id, part_of(world.people["Esi Invented"], BALI).id], LATE, OFFICER
    )


def _at_the_gate_in_bali(world: World) -> None:
    gate = Gate(segment(BALI).id, STEWARD, "Gate A")
    old = db.session.scalars(
        select(Badge).where(Badge.participation_id == part_of(world.people["Yaw Invented"], BALI).id)
    ).one()
    assert scan(gate, old.code, BALI_MORNING).answer in (Answer.REPLACED, Answer.WITHDRAWN)
    here = [one for name, one in world.people.items() if name != "Yaw Invented"]
    for code in codes([part_of(one, BALI).id for one in here]):
        assert scan(gate, code, BALI_MORNING).answer == Answer.VALID
    assert states(BALI).count("checked_in") == 7
    assert "GH" in parties_present(segment(BALI).id, BALI_MORNING)
    slot = db.session.scalars(
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.segment_id == segment(BALI).id)
        .order_by(Slot.starts_at)
    ).first()
    assert slot is not None
    slot_id, begins = slot.id, slot.starts_at
    with pytest.raises(entering_errors.NotAccredited):
        enter(delegate_bearer(world.people["Yaw Invented"]), slot_id, begins)
    until = datetime(2022, 3, 18, 15, 59, tzinfo=UTC)
    setting = SettingGiven("UNEP/MC/COP.4/INF/28", "participants", until, {}, False, ())
    set_listing(COP, BALI, setting, 0, WINTER, OFFICER)
    names = names_on(BALI, ListKind.FINAL, BALI_MORNING + timedelta(days=5))
    assert "Kwabena Invented" in names
    assert "Yaw Invented" not in names


def _journal(world: World) -> None:
    """The journal says who did what, when and why."""
    rows = opened(db.session.scalars(select(Audit).order_by(Audit.id)).all())
    said = {(one.act, one.actor) for one in rows}
    assert {
        ("nomination.add", world.focal.actor),
        ("letter.returned", OFFICER),
        ("participation.accredited", OFFICER),
        ("participation.checked_in", STEWARD),
        ("participation.replaced", OFFICER),
    } <= said
    again = next(one for one in rows if one.act == "delegation.reopen")
    assert (again.at, again.actor, again.after["reopened_why"]) == (LATE, OFFICER, "Note verbale of 10 March")
    gone = part_of(world.people["Yaw Invented"], BALI)
    moved = db.session.scalars(
        select(TrackEvent)
        .where(TrackEvent.track == Track.PARTICIPATION, TrackEvent.subject == gone.id)
        .order_by(TrackEvent.id)
    ).all()
    assert [(one.to_state, one.actor) for one in moved] == [
        ("nominated", world.focal.actor),
        ("letter_checked", OFFICER),
        ("accredited", OFFICER),
        ("badge_issued", OFFICER),
        ("replaced", OFFICER),
    ]
    assert (moved[-1].at, moved[-1].reason) == (LATE, "He is ill")
