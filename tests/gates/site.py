"""A site with one of everything, and clients who come to it in each role."""

import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.test import TestResponse

from meetings.domain.captions import read_captions
from meetings.domain.certificates import new_code
from meetings.domain.cop.papers import PaperKind
from meetings.domain.cop.tracks import Mover
from meetings.domain.devices import proof_of
from meetings.domain.foreign import CalendarRead, EventRefused, MeetingRead, Why
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.moves import Move
from meetings.domain.ports import Storage
from meetings.domain.report_sheet import canonical, public, seal_of
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    Answer,
    AnswerText,
    Asked,
    Attendance,
    Badge,
    Box,
    Certificate,
    CheckIn,
    ConferenceRecord,
    Consent,
    Import,
    Inbound,
    Mailbox,
    Material,
    MeetingRoom,
    Message,
    Notice,
    Panelist,
    Participation,
    Party,
    Person,
    Programme,
    RefusedScan,
    Registration,
    ReportCopy,
    Session,
    SessionItem,
    Slot,
    Subscription,
    User,
)
from meetings.queries.reports import report
from meetings.services import (
    announcements,
    documents,
    drafts,
    feeds,
    foreign,
    jobs,
    programmes,
    recordings,
    releases,
    slots,
    staff,
    stays,
)
from meetings.services.cop import identities, papers
from meetings.services.cop.change_requests import ask
from meetings.services.cop.nomination_letters import LetterGiven, put_letter
from meetings.services.cop.tracks import By
from meetings.services.links import SURVEY, rights_of, survey_bearer, tokens_of
from meetings.services.merging import merge
from meetings.services.optouts import stop_token
from meetings.services.registrations import cancel, register
from meetings.services.survey_boxes import new_keys
from tests.conftest import make_app
from tests.cop import (
    make_badged,
    make_conference,
    make_delegation,
    make_focal_point,
    make_nominee,
    make_state,
    segments_of,
)
from tests.factories import make_party, make_programme, make_session, make_slot, request_for, somebody
from tests.gates import (
    site_floor,
    site_live,
    site_of_campaigns,
    site_of_contacts,
    site_of_doors,
    site_of_letters,
    site_of_lists,
    site_panel,
    site_platforms,
    site_runsheet,
    site_slides,
)
from tests.gates.cop_admissions import put_admissions
from tests.gates.cop_lists import put_lists
from tests.gates.cop_site import make_delegations
from tests.gates.site_papers import put_journals, put_papers, put_side_events, put_statements
from tests.panels import make_assistant, make_panelist, panel_cookie, panel_link
from tests.surveys import make_survey

BASE: Final = "https://meetings.example.org"
STAFF: Final = ("reader", "steward", "officer", "organizer", "administrator")
CO_ORGANIZERS: Final = ("of stream", "of partner")
# `stranger` holds a link of somebody else; `elsewhere` is an organizer of another programme.
# `focal` proved their device by the link of a delegation, `focal of another` by that of another one.
FOCALS: Final = ("focal", "focal of another")
# `panelist` moderates `topic` and proved their device by their own link, `other panelist` by one of another season.
PANELISTS: Final = ("panelist", "other panelist")
ROLES: Final = (
    "anonymous",
    "participant",
    "stranger",
    *STAFF,
    *CO_ORGANIZERS,
    "elsewhere",
    *FOCALS,
    *PANELISTS,
)
PLACES: Final = {
    "elsewhere": {"programme": "elsewhere"},
    "of stream": {"programme": "season", "stream": "science"},
    "of partner": {"programme": "season", "partner": "GMP"},
}
NEW: Final = {"title": {"en": "New"}, "stream": "science", "state": "published"}
# Addresses of these are of a conference, which `<programme>` is then.
OF_A_CONFERENCE: Final = tuple(
    f"<programme>/{name}"
    for name in (
        "agenda",
        "conference",
        "admissions",
        "observers",
        "gate",
        "badges",
        "letters",
        "letterhead",
        "arrivals",
        "quorum",
        "journal",
        "statements",
        "side-events",
    )
)
CSRF: Final = sha1(b"a form of the tests").hexdigest()
# The shortest sound that is one: a RIFF file with ten samples.
SOUND: Final = bytes.fromhex(
    "524946462e00000057415645666d74201000000001000100401f0000401f000001000800646174610a00000080808080808080808080"
)
# Links of their own, each named in the address that it opens.
PURPOSES: Final = ("me", "stop", "survey", "delegation", "side-event", "speak")


@dataclass
class Site:
    """An application with rows in it, and what names them in addresses; `within`, in those with a piece."""

    app: Flask
    names: dict[str, str] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    stays: dict[str, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    panels: dict[str, str] = field(default_factory=dict)
    within: dict[str, dict[str, str]] = field(default_factory=dict)

    def filled(self, text: Any) -> Any:
        """Fill `<name>` with the name of a thing that is there; in lists and objects too."""
        if isinstance(text, dict):
            return {name: self.filled(one) for name, one in text.items()}
        if isinstance(text, list):
            return [self.filled(one) for one in text]
        if not isinstance(text, str):
            return text
        for name, value in self.names.items():
            text = text.replace(f"<{name}>", value)
        return text

    def path(self, rule: str) -> str:
        """Fill the address of a rule with things that are there."""
        with self.app.app_context():
            sign_in = staff.link("reader@example.org", datetime.now(UTC)) if "sign-in" in rule else ""
        purpose = next((one for one in PURPOSES if f"/{one}/" in rule), "join")
        names = self.names | {"token": sign_in or self.names[purpose]}
        if any(one in rule for one in OF_A_CONFERENCE) and names["programme"] == "season":
            names |= {"programme": "cop", "session": "plenary"}
        for piece, own in self.within.items():
            names |= own if piece in rule and names["programme"] == "season" else {}
        if "/participants/<segment>" in rule or "/list/<segment>" in rule:
            names |= {"segment": names.get("listed", "none")}
        filled = (
            rule.replace("<any(ar, zh, en, fr, ru, es):lang>", "en")
            .replace("<any(pdf, xlsx, json):form>", "xlsx")
            .replace("<any(pdf, xlsx):form>", "xlsx")
            .replace("<any(segment, room, item, meeting, programme):kind>", "item")
            .replace("<any(xlsx, csv):form>", "xlsx")
            .replace("<any(pdf, docx, xlsx, csv):form>", "docx")
            .replace("<path:", "<")
            .replace("<int:", "<")
        )
        for name, value in names.items():
            filled = filled.replace(f"<{name}>", value)
        assert "<" not in filled, f"no value for {rule}"
        return filled

    def ask(self, role: str, method: str, path: str, body: Any = None) -> TestResponse:
        """Ask as somebody, with the cookie of the desk, the form's token and the token of programs."""
        client = self.app.test_client()
        with client.session_transaction(base_url=BASE) as kept:
            kept["csrf_token"] = CSRF
            if role in self.users:
                kept |= {"user": self.users[role], "stay": self.stays[role]}
        if role in self.points or role in self.panels:
            self.prove(client, role)
        head = {"Authorization": f"Bearer {self.bearers[role]}"} if role in self.bearers else {}
        sent: dict[str, Any] = {"base_url": BASE, "headers": head}
        if path.startswith("/api/"):
            sent |= {"json": body or {}} if method not in ("GET", "HEAD", "DELETE") else {}
        elif method == "POST":
            sent["data"] = (body or {}) | {"csrf_token": self.form_token()}
            sent["headers"] = head | {"Referer": f"{BASE}{path}"}
        answer = client.open(path, method=method, **sent)
        answer.get_data()
        answer.close()
        return answer

    def prove(self, client: FlaskClient, role: str) -> None:
        """Let a browser be the one of a focal point or a panellist who typed the code."""
        keys: Keys = self.app.extensions["outside"].keys
        if role in self.panels:
            holder, name = self.panels[role], panel_cookie(self.panels[role])
        else:
            holder, name = self.points[role], f"device_{self.points[role]}"
        proof = proof_of(keys, holder, 1, datetime.now(UTC))
        client.set_cookie(name, proof, domain="meetings.example.org", secure=True)

    def form_token(self) -> str:
        """Sign the token that a form of the desk carries."""
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(CSRF))


class Saved:
    """A site on a SQLite file of its own, which can be put back as it was when it was kept."""

    def __init__(self, template: Path, folder: Path) -> None:
        self.path, self.copy = folder / "store.sqlite", folder / "kept.sqlite"
        shutil.copyfile(template, self.path)
        self.app = make_app(f"sqlite:///{self.path}", folder)
        self.site, self.names, self.is_touched = Site(self.app), dict[str, str](), False

    def keep(self, site: Site) -> None:
        """Keep a site of this application as it stands."""
        self.site, self.names = site, dict(site.names)
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        shutil.copyfile(self.path, self.copy)

    def again(self) -> Site:
        """Put the site back, and give it."""
        self.close()
        for beside in ("-wal", "-shm"):
            self.path.with_name(self.path.name + beside).unlink(missing_ok=True)
        shutil.copyfile(self.copy, self.path)
        self.site.names = dict(self.names)
        return self.site

    def close(self) -> None:
        """Let go of the file."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


FEATURES: Final = (
    site_panel,
    site_slides,
    site_runsheet,
    site_live,
    site_floor,
    site_platforms,
    site_of_contacts,
    site_of_lists,
    site_of_campaigns,
    site_of_letters,
    *site_of_doors.FEATURES,
)


def make_site(app: Flask, rows: int = 1) -> Site:
    """Store a season with `rows` of each thing that is listed, and everybody who may come."""
    site, now = Site(app), datetime.now(UTC)
    with app.app_context():
        keys: Keys = app.extensions["outside"].keys
        make_party()
        programme = make_programme(demonstration=True, offer_hours=12, digest="mon@08:00")
        for number in range(rows - 1):
            make_programme(f"season-{number}")
        make_programme("hidden", published=False)
        make_session(make_programme("elsewhere", published=False), "theirs")
        for number in range(rows):
            make_slot(
                make_session(programme, f"draft-{number}" if number else "draft", state="draft"),
                now + timedelta(days=5),
            )
            programmes.create_session("season", NEW | {"slug": f"new-{number}"}, now, "test")
            session = make_session(programme, f"topic-{number}" if number else "topic", partners=["GMP"])
            room = {"has_room": True, "room_capacity": 20}
            slot = make_slot(session, now + timedelta(days=2 + number), capacity=2 * rows + 9, **room)
            make_slot(session, now + timedelta(days=2 + number, hours=6))
            site.names.setdefault("slot_id", slot.id)
        full = make_slot(make_session(programme, "full"), now + timedelta(days=9), capacity=1)
        _fill_slot(site, rows, now, keys)
        _offer_seat(full.id, now, keys)
        _survey(site, rows, now, keys)
        _announce(site, rows, now)
        _double(site, rows, now)
        _follow(now)
        _meet_others(rows, now)
        _record(site, rows, now)
        _sit_on_panels(site, programme, rows, keys)
        for feature in FEATURES:
            feature.put(site, rows, now)
        make_delegations(site, rows, now)
        site.names |= put_papers(programme, app.extensions["outside"].storage, rows, now)
        _let_in(site, now)
        _publish_reports(programme.id, rows, now)
        conference = _confer(rows, now)
        site.names |= put_journals(rows, now)
        site.names |= put_side_events(conference, rows, now)
        _delegate(site, rows, now)
        put_lists(site, rows, now)
        _give_badges(site, rows, now)
        put_admissions(site, rows, now)
    return site


def _sit_on_panels(site: Site, programme: Programme, rows: int, keys: Keys) -> None:
    """Put speakers, a moderator and an interpreter on the panel of `topic`, with assistants, and give their links."""
    topic = db.session.scalars(select(Session).where(Session.slug == "topic")).one()
    moderator = make_panelist(topic, "Moderator Example", email="moderator@example.org", role="moderator")
    for number in range(rows):
        make_panelist(topic, f"Invited {number}", email=f"invited{number}@example.org", state="invited")
        make_panelist(topic, f"Voice {number}", email=f"voice{number}@example.org", role="interpreter")
        make_assistant(moderator, programme.id, f"Helper {number}", email=f"helper{number}@example.org")
    theirs = db.session.scalars(select(Session).where(Session.slug == "theirs")).one()
    other = make_panelist(theirs, "Other Panelist", email="other@example.org")
    link, site.names["speak"] = panel_link(moderator, programme.id, keys)
    other_link, _token = panel_link(other, theirs.programme_id, keys)
    site.panels = {"panelist": link.bearer, "other panelist": other_link.bearer}


def _delegate(site: Site, rows: int, now: datetime) -> None:
    """Store delegations to the conference: people, letters, requests and focal points with their links."""
    conference = db.session.scalars(select(Programme).where(Programme.slug == "cop")).one()
    delegation = make_delegation(conference, make_state("GH", "Ghana", detail={"ldc": True}))
    point, site.names["delegation"] = make_focal_point(delegation)
    other, _token = make_focal_point(make_delegation(conference, make_state("TG", "Togo")))
    site.points = {"focal": point.id, "focal of another": other.id}
    by = By(Mover.NOMINATOR, "focal:test")
    storage: Storage = site.app.extensions["outside"].storage
    site.names |= put_statements(delegation, storage, rows, now)
    for number in range(rows):
        one = make_nominee(
            delegation, *segments_of(conference), name=f"Delegate {number}", state="returned", mode="room"
        )
        key = storage.put(f"letters/{number}", [b"%PDF"], 100).key
        put_letter(delegation.id, LetterGiven(FileGiven(key, "application/pdf", 4, "d" * 64)), now, by=by)
        asked = ask(delegation.id, "withdraw", now, by=by, nomination_id=one.id)
        site.names |= {"nomination": one.id, "version": "1", "request_id": asked}
        site.names["own part"] = one.participations[1].id


def _confer(rows: int, now: datetime) -> Programme:
    """Give a conference whose first segment has rooms, items of the agenda, meetings in rooms, and records."""
    programme = make_conference(demonstration=True)
    first = segments_of(programme)[0]
    for number in range(rows):
        room = MeetingRoom(segment_id=first.id, slug=f"room-{number}", name={"en": f"Room {number}"})
        item = AgendaItem(programme_id=programme.id, slug=f"point-{number}", number=str(number + 1))
        item.title, item.position = {"en": f"Point {number}"}, number
        record = ConferenceRecord(
            programme_id=programme.id, slug=f"decision-{number}", kind="decision", title={"en": "Decided"}
        )
        for row in (room, item, record):
            row.updated_at = now
        db.session.add_all((room, item, record))
        db.session.commit()
        slug = f"plenary-{number}" if number else "plenary"
        session = make_session(programme, slug, segment_id=first.id, audience="participants")
        make_slot(session, now + timedelta(days=13, hours=number), room_id=room.id)
        db.session.add(SessionItem(session_id=session.id, item_id=item.id))
        db.session.commit()
    return programme


def _give_badges(site: Site, rows: int, now: datetime) -> None:
    """Give people of a delegation badges and letters, check them in, and refuse a scan of each."""
    programme = db.session.scalars(select(Programme).where(Programme.slug == "cop")).one()
    segment = segments_of(programme)[0]
    delegation = make_delegation(programme, db.session.scalars(select(Party)).first() or make_state())
    outside = site.app.extensions["outside"]
    for number in range(rows):
        one, code = make_badged(delegation, segment, f"Badged {number}")
        nomination = db.session.get_one(Participation, one).nomination_id
        shelf, storage = outside.identity_shelf, outside.storage
        identities.put_identity(nomination, now, actor="test", shelf=shelf, storage=storage, photo=SOUND)
        letter = papers.make(one, PaperKind.VISA, "en", now, actor="test")
        badge = db.session.scalars(select(Badge.id).where(Badge.code == code)).one()
        came = CheckIn(badge_id=badge, participation_id=one, day=segment.starts_on, at=now, steward="test")
        scan = RefusedScan(segment_id=segment.id, badge_id=badge, answer="not_today", at=now, steward="test")
        db.session.add_all((came, scan))
        db.session.commit()
        for name, value in (("participation", one), ("badge", code), ("given", letter)):
            site.names.setdefault(name, value)


def _publish_reports(programme_id: int, rows: int, now: datetime) -> None:
    """Store so many published copies of the season's report."""
    found = report("season", now)
    assert found is not None
    facts = canonical(public(found.sheet))
    for number in range(1, rows + 1):
        copy = ReportCopy(programme_id=programme_id, number=number, made_at=now, made_by="test")
        copy.facts, copy.seal = facts, seal_of(facts)
        db.session.add(copy)
    db.session.commit()


def _fill_slot(site: Site, rows: int, now: datetime, keys: Keys) -> None:
    slot_id = site.names["slot_id"]
    first = somebody("Participant 0", email="participant0@example.org")
    for number in range(rows):
        person = somebody(f"Participant {number}", email=f"participant{number}@example.org")
        done = register(request_for(person, slot_id), now, keys)
        if number:
            register(request_for(first, session=f"topic-{number}"), now, keys)
        registration = db.session.get_one(Registration, done.id)
        if not number:
            _name_participant(site, registration, now, keys)
        _publish(registration, slot_id, number, now)
        site.names.setdefault("code", certify(registration.person_id, registration.session_id, slot_id, now))
        held = register(request_for(somebody(f"www.guest-{number}.example"), slot_id), now, keys)
        if not number:
            site.names["held"] = db.session.get_one(Person, held.person_id).public_id
    stranger = register(request_for(somebody("A stranger"), slot_id), now, keys)
    person_id = db.session.get_one(Registration, stranger.id).person_id
    site.bearers["stranger"] = rights_of(person_id, stranger.id, now, keys).me_token


def _survey(site: Site, rows: int, now: datetime, keys: Keys) -> None:
    """Ask the first participant about each session, and store what ten have answered and written."""
    first = db.session.scalars(select(Person.id).where(Person.name == "Participant 0")).one()
    for number in range(rows):
        slug = f"topic-{number}" if number else "topic"
        session = db.session.scalars(select(Session).where(Session.slug == slug)).one()
        survey_id = make_survey(session, closes_at=now + timedelta(days=90))
        site.names.setdefault("survey_id", survey_id)
        box = Box(survey_id=survey_id, crowd="came", public_key=new_keys()[1])
        asked = Asked(survey_id=survey_id, person_id=first, crowd="came")
        answers = [
            Answer(survey_id=survey_id, crowd="came", values={"useful": "yes", "pace": 1 + each % 5})
            for each in range(10)
        ]
        texts = [
            AnswerText(survey_id=survey_id, crowd="came", question="why", text=f"Words {each}", state=state)
            for each in range(rows)
            for state in ("waiting", "shown", "hidden")
        ]
        db.session.add_all([box, asked, *answers, *texts])
        db.session.commit()
    bearer = survey_bearer(first, site.names["survey_id"])
    token = tokens_of([(SURVEY, bearer)], now, keys)[SURVEY, bearer].text
    site.names |= {"survey": token, "question": "useful"}


def _announce(site: Site, rows: int, now: datetime) -> None:
    """Note announcements that state an old time, and a time that moved without anybody having heard of it."""
    for number in range(rows):
        new = announcements.New("A partner", f"https://example.org/{number}", now.date())
        announcements.add("season", "topic", new, now, "test")
    slot = db.session.get_one(Slot, site.names["slot_id"])
    slots.move(slot.id, Move(minutes=95), slot.revision, now, "test")


def _double(site: Site, rows: int, now: datetime) -> None:
    """Store people who look like one, and two who were put together."""
    names = [f"Double {number}" for number in range(rows)] * 2 + ["Merged"] * 2
    people = [
        Person(name=name, name_key=name.lower(), country="KE", created_at=now, updated_at=now)
        for name in names
    ]
    db.session.add_all(people)
    db.session.commit()
    kept, gone = people[-2].id, people[-1].id
    site.names["merge_id"] = str(merge(kept, gone, now, "test"))


def _offer_seat(slot_id: str, now: datetime, keys: Keys) -> None:
    """Offer the first participant a seat."""
    holder = register(request_for(somebody("A holder"), slot_id, session="full"), now, keys)
    first = somebody("Participant 0", email="participant0@example.org")
    register(request_for(first, slot_id, session="full"), now, keys)
    cancel(holder.id, now, "person")


def _follow(now: datetime) -> None:
    """Let the first participant follow every programme but the one with their registrations."""
    first = db.session.scalars(select(Person.id).where(Person.name == "Participant 0")).one()
    for programme in db.session.scalars(select(Programme).where(Programme.slug.not_in(["season", "hidden"]))):
        db.session.add(
            Subscription(person_id=first, programme_id=programme.id, created_at=now, updated_at=now)
        )
    db.session.commit()


def _meet_others(rows: int, now: datetime) -> None:
    """Subscribe to calendars of others, and take in one with meetings while sessions are held, and some refused."""
    for number in range(rows):
        feeds.subscribe(f"https://others.example/{number}.ics", f"Others {number}", now, "test")
    day = (now + timedelta(days=2)).date()
    blank = MeetingRead("", "", 0, None, "", "", "", "", day, day, None, None, False)
    meetings = tuple(replace(blank, uid=f"{number}", title=f"Meeting {number}") for number in range(rows))
    refused = tuple(EventRefused(f"no {number}", "A meeting", Why.TOO_OFTEN) for number in range(rows))
    foreign.import_calendar(CalendarRead("Others", meetings, refused), "others", now, "test")


def _name_participant(site: Site, registration: Registration, now: datetime, keys: Keys) -> None:
    rights = rights_of(registration.person_id, registration.id, now, keys)
    site.bearers["participant"] = rights.me_token
    site.names |= {
        "registration_id": registration.id,
        "public_id": db.session.get_one(Person, registration.person_id).public_id,
        "me": rights.me_token,
        "join": rights.join_token,
        "stop": stop_token(registration.person_id, "recordings", now, keys),
    }


def _publish(registration: Registration, slot_id: str, number: int, now: datetime) -> None:
    notice = db.session.scalars(select(Notice).where(Notice.registration_id == registration.id)).first()
    assert notice is not None
    mailbox = db.session.get_one(Person, registration.person_id).mailboxes[0].mailbox_id
    notice.message = Message(
        person_id=registration.person_id,
        mailbox_id=mailbox,
        language="en",
        due_at=now,
        not_after=now,
        state="sent",
        created_at=now,
        told=[{"slot": slot_id, "version": 1, "starts_at": now.isoformat()}],
        message_id=f"<{number}@example.org>",
    )
    db.session.get_one(Mailbox, mailbox).failed_at = now
    db.session.add(
        Consent(
            registration_id=registration.id, kind="recording", text_version="2026-11", language="fr", at=now
        )
    )
    db.session.add(
        Inbound(
            key=f"key {number}",
            received_at=now,
            kind="bounce",
            address=f"participant{number}@example.org",
            status="5.1.1",
            reason="550 5.1.1 no such user",
            message=notice.message,
            handled=True,
        )
    )
    db.session.add(
        Attendance(
            slot_id=slot_id, person_id=registration.person_id, joined_at=now, source="door", matched="door"
        )
    )
    db.session.add(attendance_file(f"import{number}", slot_id, now))
    db.session.add(attendance_file(f"counted{number}", slot_id, now, state="committed"))
    db.session.flush()
    db.session.add(waiting_row(f"counted{number}", slot_id, now))
    db.session.add(
        Material(
            session_id=registration.session_id,
            title={"en": f"Slides {number}"},
            language="en",
            address="https://example.org/slides",
            updated_at=now,
        )
    )
    db.session.commit()


def certify(person_id: int, session_id: int, slot_id: str, now: datetime) -> str:
    """Store a certificate; give its code."""
    part = {"slot": slot_id, "part": 1, "starts_at": now.isoformat(), "zone": "UTC", "minutes": 90}
    row = Certificate(
        code=new_code(),
        person_id=person_id,
        session_id=session_id,
        kind="attendance",
        name=db.session.get_one(Person, person_id).name,
        language="en",
        rule_version=0,
        percent=60,
        seconds=5400,
        minutes=90,
        parts=[part | {"seconds": 5400}],
        issued_at=now,
        issued_by="person",
    )
    db.session.add(row)
    db.session.commit()
    return row.code


def _record(site: Site, rows: int, now: datetime) -> None:
    """Keep recordings, for everybody and for participants, with captions; releases, one by mail; and documents."""
    storage: Storage = site.app.extensions["outside"].storage
    kept = FileGiven(storage.put("recordings/one", [SOUND], 10_000).key, "audio/wav", len(SOUND), "d" * 64)
    captions = read_captions(b"WEBVTT\n\n00:01.000 --> 00:02.000\nMercury was said\n")
    for number in range(rows):
        slug = f"topic-{number}" if number else "topic"
        session = db.session.scalars(select(Session).where(Session.slug == slug)).one()
        first, second = (one.id for one in session.slots)
        person = Person(
            name=f"Speaker {number}", name_key=f"speaker {number}", created_at=now, updated_at=now
        )
        db.session.add(person)
        db.session.flush()
        db.session.add(Panelist(session_id=session.id, person_id=person.id, updated_at=now))
        db.session.commit()
        said = releases.Said("given", mail=releases.MailGiven(b"Subject: Yes", "yes.eml"))
        releases.answer(first, person.id, said, 0, now, "test")
        for slot_id, state, name in ((first, "public", "recording"), (second, "restricted", "watched")):
            made = recordings.keep_recording(slot_id, "en", kept, 0, now, "test")
            recordings.keep_captions(made, "en", kept, captions, now, "test")
            facts = recordings.Facts(state, AudienceGiven("participants"), "0:02", "0:00 Opening")
            recordings.set_facts(made, facts, 2, now, "test")
            site.names.setdefault(name, made)
        given = documents.DocumentGiven({"en": f"Paper {number}"}, "en", AudienceGiven("public"), file=kept)
        site.names.setdefault("document", documents.add_document("season", slug, given, now, "test"))
        closed = documents.DocumentGiven({"en": "Inner"}, "en", AudienceGiven("participants"), file=kept)
        inner = documents.add_document("season", slug, closed, now, "test")
        site.within.setdefault("/me/<token>/document/", {"document": inner})
    site.names |= {"part": "recording", "release_id": "1"}


def waiting_row(import_id: str, slot_id: str, now: datetime, name: str = "Participant 0") -> Attendance:
    """Make a row of a file that waits for somebody to say whose it is."""
    return Attendance(
        slot_id=slot_id,
        import_id=import_id,
        source="import",
        source_row=1,
        joined_at=now,
        left_at=now,
        name=name,
        row_key=import_id,
        said_role="participant",
        said_country="Kenya",
    )


def attendance_file(import_id: str, slot_id: str, now: datetime, **changes: str) -> Import:
    """Make a file that can be looked at and not counted: it is of another day."""
    raw = b"Name,Email,Join time,Leave time\nGuest,g@example.org,2020-11-17 10:00,2020-11-17 11:00\n"
    return Import(
        id=import_id,
        slot_id=slot_id,
        name="file.csv",
        raw=raw,
        digest=import_id,
        created_at=now,
        created_by="test",
        **changes,
    )


def let_in(site: Site, name: str, role: str, now: datetime, **scope: str) -> None:
    """Give somebody a role, by a cookie and by a token."""
    address = f"{name.replace(' ', '-').lower()}@example.org"
    staff.invite(address, role, now, **scope)
    site.bearers[name] = staff.create_token(name, role, now, **scope)
    site.users[name] = db.session.scalars(select(User.id).where(User.email == address)).one()
    site.stays[name] = stays.begin(site.users[name], "link", now, is_required=True)


def _make_job(actor: str, now: datetime) -> str:
    """Store long work that is done; give its name."""
    job_id = jobs.ask("certificates", "programme:season", {"ids": []}, 1, now=now, actor=actor)
    held = jobs.claim(now)
    assert held is not None
    jobs.add(held, [jobs.Piece(0, "certificates.pdf", b"%PDF")], 1, {}, now)
    jobs.finish(held, now)
    return job_id


def _let_in(site: Site, now: datetime) -> None:
    for role in (*STAFF, *PLACES):
        let_in(site, role, "organizer" if role in PLACES else role, now, **PLACES.get(role, {}))
    typed = drafts.Typed("desk/season/translations/session:topic", "texts", {"title-en": ["A draft"]})
    site.names |= {
        "draft_id": drafts.keep(site.users["organizer"], typed, now),
        "job_id": _make_job(f"user:{site.users['organizer']}", now),
        "programme": "season",
        "session": "topic",
        "stream": "science",
        "filename": "css/site.css",
        "act": "code",
        "key": "moved",
        "in_language": "fr",
        "thing": "session:topic",
        "which": "point-0",
        "user_id": str(site.users["officer"]),
        "import_id": "import0",
        "queue": "waiting",
        "count": "attendances",
        "number": "1",
        "row_id": str(
            db.session.scalars(select(Attendance.id).where(Attendance.row_key == "counted0")).one()
        ),
    }
