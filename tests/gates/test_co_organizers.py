"""A co-organizer sees nothing of another's draft, by page, API, search, export, feed or number, and changes nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from meetings.extensions import db
from meetings.models import (
    Attendance,
    Caption,
    DocumentVersion,
    Material,
    OfficialDocument,
    Panelist,
    Person,
    Profile,
    Programme,
    Recording,
    Release,
    Session,
    Stream,
)
from meetings.services import programmes as services
from meetings.services.registrations import register
from meetings.services.slots import NewSlot, add_slot
from tests.cop import make_delegation, make_letter, make_nominee, make_segment, make_state
from tests.factories import KEYS, make_programme, make_session, make_slot, request_for, somebody
from tests.gates.access import TABLE
from tests.gates.access_roles import API, EVERYBODY, D, L, P
from tests.gates.site import Saved, Site, attendance_file, certify, let_in, waiting_row
from tests.gates.test_access import every_row
from tests.surveys import make_survey

MARK: Final = "Quuxmarker"
STRANGER: Final = "Wugstranger"
ROLES: Final = ("of A", "of GMP", "of GMP in A", "anonymous")
SCOPES: Final = {
    "of A": {"stream": "science"},
    "of GMP": {"partner": "GMP"},
    "of GMP in A": {"stream": "science", "partner": "GMP"},
}
QUERIES: Final = {
    f"{L}/search": "?text=zanzibar",
    f"{D}/<programme>/": "?text=zanzibar&state=draft",
    f"{D}/people": "?text=zanzibar",
    f"{D}/telephone": "?text=zanzibar",
    f"{D}/<programme>/planner": "?session=draft-b&audience=registrations:season",
    f"{D}/<programme>/sent": "?text=zanzibar",
    f"{D}/<programme>/attendance": "?text=zanzibar",
    f"{D}/<programme>/attendance/review": f"?text={MARK}",
    f"{P}/<programme>/sessions": "?size=1",
    f"{API}/registrations": "?programme=season&session=draft-b",
    f"{D}/<programme>/surveys/<survey_id>/results": "?crowd=came&by=useful&of=pace",
}
THEIRS: Final = {"stream": "policy", "partners": "ICMGP"}
OURS_NOT: Final = {"stream": "policy", "partners": ["ICMGP"]}
NEW_SERIES: Final = {"titles": ["New"], "local_start": "2027-02-02T14:00", "zone": "UTC", "minutes": 60}
CHOSEN: Final = {"sessions": [{"slug": "draft-b", "mark": "1-"}]}
BODIES: Final = {
    f"{D}/<programme>/publish": {"act": "publish", "session": "draft-b", "mark-draft-b": "1-"},
    f"{D}/<programme>/board": {"act": "undo", "key": "none"},
    f"{D}/<programme>/attendance/review": {"act": "staff", "row": "<row_id>"},
    f"{D}/attendance/row/<int:row_id>": {"act": "nobody"},
    f"{D}/<programme>/board/new": {"title-en": "New", **THEIRS},
    f"{D}/<programme>/surveys": {"session": "draft-b", "title-en": "New"},
    f"{D}/<programme>/board/weekly": {
        "titles": "New",
        "local_start": "2027-02-02T14:00",
        "zone": "UTC",
        "minutes": "60",
        "every": "1",
        **THEIRS,
    },
    f"{P}/<programme>/publication/look": CHOSEN,
    f"{P}/<programme>/publication/publish": CHOSEN,
    f"{P}/<programme>/publication/told": {"announcements": [{"id": 1, "revision": 1}]},
    f"{P}/<programme>/board/undo": {"key": "none"},
    f"{P}/<programme>/board/sessions": {"title": {"en": "New"}, **OURS_NOT},
    f"{P}/<programme>/board/series": NEW_SERIES | OURS_NOT,
    f"{P}/<programme>/board/series/look": NEW_SERIES | OURS_NOT,
    f"{P}/<programme>/panelists/invite": {"people": ["none"]},
    f"{P}/<programme>/certificates/files": {"session": "draft-b", "language": "en"},
    f"{API}/held-people/<public_id>/decide": {"decision": "release"},
}
READ: Final = [rule for method, rule in TABLE if method == "GET" and "sign-in" not in rule]
CHANGING: Final = [
    (method, rule)
    for (method, rule), entry in TABLE.items()
    if method != "GET" and entry.to != EVERYBODY and "<" in rule.replace("<any", "")
]
DRAFT_ROW: Final = 4711
PIECE: Final = re.compile(r"<(int:|path:)?(\w+)>")
NOISE: Final = re.compile(
    rb'name="(csrf_token|made|once)" value="[^"]*"|data-now="[^"]*"|silent_seconds\S* [0-9.e+-]+|\d\d:\d\d:\d\d'
)


@pytest.fixture(scope="module")
def saved(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Saved]:
    """Give a season of two streams, of a partner, and of co-organizers; nobody has begun the draft yet."""
    made = Saved(sqlite_template, tmp_path_factory.mktemp("co"))
    with made.app.app_context():
        site = _site(made)
    made.keep(site)
    yield made
    made.close()


@pytest.fixture
def drafted(saved: Saved) -> Site:
    """Give the season with the draft of stream B."""
    site = saved.again()
    with saved.app.app_context():
        site.names["slot_id"] = site.names["slot"] = _draft(datetime.now(UTC))
    return site


def _site(made: Saved) -> Site:
    site, now = Site(made.app), datetime.now(UTC)
    programme = make_programme()
    programme.streams.append(
        Stream(slug="policy", title={"en": "Policy"}, palette=2, position=1, updated_at=now)
    )
    db.session.commit()
    science, policy = (one.id for one in programme.streams)
    for slug, stream_id, partners in (
        ("topic-a", science, ["Other"]),
        ("topic-gmp", policy, ["GMP", "Other"]),
        ("topic-both", science, ["GMP"]),
        ("topic-b", policy, ["GMPX", "gmp"]),
        ("own-draft", science, ["GMP"]),
    ):
        state = "draft" if slug == "own-draft" else "published"
        session = make_session(programme, slug, stream_id=stream_id, partners=partners, state=state)
        slot = make_slot(session, now + timedelta(days=3), capacity=5)
        site.names[slug] = slot.id
        if state == "published":
            _register(site, slug, slot.id, now)
    for role, scope in SCOPES.items():
        let_in(site, role, "organizer", now, programme="season", **scope)
    site.names |= {
        "programme": "season",
        "session": "draft-b",
        "stream": "policy",
        "thing": "session:draft-b",
    }
    site.names |= {
        "filename": "css/site.css",
        "act": "code",
        "key": "moved",
        "in_language": "fr",
        "merge_id": "1",
        "draft_id": "x",
        "job_id": "x",
        "user_id": str(site.users["of A"]),
        "import_id": "importdraftb",
        "queue": "waiting",
        "count": "registrations",
        "number": "1",
        "row_id": str(DRAFT_ROW),
        "part": "recording",
        "release_id": "1",
        "survey_id": "surveydraftb",
        "question": "useful",
        "segment": "none",
    }
    site.names |= {"recording": "recordingofb", "watched": "recordingofb", "document": "documentofb"}
    site.names |= _delegation(programme)
    site.names |= {
        "party": "GH",
        "body": "none",
        "statutes": "none",
        "scan": "none",
        "which": "none",
        "account": "1",
        "name": "photoofb",
    }
    site.names |= {
        "paper": "paperofb",
        "participation": "partofb",
        "badge": "AAAAA-AAAAA",
        "letter": "AAAA-AAAA-AAA",
        "given": "AAAA-AAAA-AAA",
    }
    site.names |= {"statement": "none", "sent": "none", "day": "2026-12-07", "slot": "none"}
    site.names |= {"version": "1", "nomination": "none", "request_id": "none"}
    site.names |= dict.fromkeys(
        ("campaign_id", "contact", "contact_import", "language", "letter_id", "list_id", "reader"), "none"
    )
    site.names["link"] = "1"
    site.names |= dict.fromkeys(
        ("assistant", "entry", "hours", "interpreter", "proposal_id", "rehearsal", "service", "task"), "none"
    )
    site.names["announcement_id"] = "1"
    site.names |= dict.fromkeys(("webhook_id", "delivery_id"), "none")
    tokens = ("token", "me", "join", "stop", "survey", "delegation", "side-event", "speak")
    site.names |= dict.fromkeys(tokens, "x" * 40)
    for kind, name in {found for _method, rule in TABLE for found in PIECE.findall(rule)}:
        site.names.setdefault(name, "1" if kind == "int:" else "none")
    return site


def _delegation(programme: Programme) -> dict[str, str]:
    """Name somebody in a delegation, of whom officers alone know."""
    delegation = make_delegation(programme, make_state("GH", "Ghana"))
    letter = make_letter(delegation, file_name=f"{MARK}.pdf", reference=MARK)
    named = make_nominee(delegation, make_segment(programme), name=f"Delegate {MARK}")
    part = named.participations[0].id
    return {"delegation_id": delegation.id, "letter": letter.id, "person": named.id} | {
        "nomination_id": named.id,
        "participation_id": part,
    }


def _register(site: Site, slug: str, slot_id: str, now: datetime) -> None:
    """Register one person for each topic; whoever comes to B alone is nobody to the others."""
    name = STRANGER if slug == "topic-b" else f"Guest of {slug}"
    done = register(request_for(somebody(name), slot_id, session=slug), now, KEYS)
    if slug == "topic-b":
        session_id = db.session.scalars(select(Session.id).where(Session.slug == slug)).one()
        site.names["code"] = certify(done.person_id, session_id, slot_id, now)
        person = db.session.get_one(Person, done.person_id)
        site.names |= {"registration_id": done.id, "public_id": person.public_id, "held": person.public_id}
        db.session.add(
            Attendance(slot_id=slot_id, person_id=person.id, joined_at=now, source="door", matched="door")
        )
        db.session.commit()


def _draft(now: datetime) -> str:
    """Begin the draft as its organizers do, with a word and a size that nobody else has; give its time."""
    title = {"en": f"Zanzibar {MARK}"}
    values = {"slug": "draft-b", "title": title, "abstract": title, "stream": "policy", "partners": ["ICMGP"]}
    services.create_session("season", values, now, "test")
    session = db.session.scalars(select(Session).where(Session.slug == "draft-b")).one()
    db.session.add(
        Material(
            session_id=session.id,
            title=title,
            language="en",
            address="https://example.org/slides",
            updated_at=now,
        )
    )
    new = NewSlot(now.replace(tzinfo=None) + timedelta(days=3), "UTC", 777, capacity=777, has_room=True)
    slot_id = add_slot(session.id, new, now, "test").id
    db.session.add(attendance_file("importdraftb", slot_id, now))
    db.session.add(attendance_file("counteddraftb", slot_id, now, state="committed"))
    db.session.flush()
    row = waiting_row("counteddraftb", slot_id, now, f"{MARK} guest")
    row.id = DRAFT_ROW
    db.session.add(row)
    _record(session.id, slot_id, title, now)
    db.session.commit()
    make_survey(session, id="surveydraftb", title=title, state="draft")
    services.change_session("season", "draft-b", {"abstract": title}, 1, now, "test")
    return slot_id


def _record(session_id: int, slot_id: str, title: dict[str, str], now: datetime) -> None:
    """Keep a recording with captions and a document of the draft, and note a release of it by mail."""
    speaker = Person(name=MARK, name_key=MARK.lower(), created_at=now, updated_at=now)
    recording = Recording(name="recordingofb", slot_id=slot_id, file="recordings/b", media_type="audio/wav")
    recording.chapters, recording.bytes, recording.digest, recording.updated_at = [[0, MARK]], 777, "b", now
    paper = Material(name="documentofb", session_id=session_id, title=title, language="en", updated_at=now)
    paper.file, paper.file_name, paper.media_type, paper.bytes = (
        "documents/b",
        f"{MARK}.pdf",
        "text/plain",
        777,
    )
    db.session.add_all((speaker, recording, paper))
    programme_id = db.session.scalars(select(Programme.id)).one()
    symbol = OfficialDocument(programme_id=programme_id, session_id=session_id, name="paperofb", title=title)
    symbol.updated_at = now
    db.session.add(symbol)
    db.session.flush()
    kept = DocumentVersion(document_id=symbol.id, language="fr", version=1, file="papers/b", bytes=777)
    kept.media_type, kept.file_name, kept.put_at, kept.put_by = "text/plain", f"{MARK}.txt", now, "test"
    db.session.add(kept)
    db.session.add(Panelist(session_id=session_id, person_id=speaker.id, updated_at=now))
    about = Profile(person_id=speaker.id, programme_id=programme_id, biography=title, photo="photos/b")
    about.photo_name, about.photo_type, about.photo_bytes, about.may_print = (
        "photoofb",
        "image/png",
        777,
        True,
    )
    about.said_at, about.said_by, about.updated_at = now, "test", now
    db.session.add(about)
    cue = [0, 1000, f"Zanzibar {MARK}", ""]
    db.session.add(Caption(recording_id=recording.id, language="en", file="c/b", cues=[cue], updated_at=now))
    release = Release(
        slot_id=slot_id, person_id=speaker.id, state="given", mail=MARK.encode(), updated_at=now
    )
    db.session.add(release)


def told(site: Site, role: str) -> dict[str, tuple[int, str | None, str | None, bytes]]:
    """Give what every address answers, without what differs by the moment alone."""
    found = {}
    for rule in READ:
        path = site.path(rule) + QUERIES.get(rule, TABLE["GET", rule].query)
        for more in ("", "&text=") if "text=" in path else ("",):
            answer = site.ask(role, "GET", re.sub("text=zanzibar", "text=", path) if more else path)
            heads = answer.headers.get("ETag"), answer.headers.get("Location")
            found[path + more] = (answer.status_code, *heads, NOISE.sub(b"", answer.get_data()))
    return found


def said(word: str) -> re.Pattern[bytes]:
    """Look for a word anywhere, and for a number where it stands alone: random names may hold its digits."""
    one = re.escape(word.encode())
    return re.compile(rb"(?<![\w.-])%b(?![\w-])|PT%bM" % (one, one) if word.isdigit() else one)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_else_learns_of_a_draft_by_a_word_or_a_number(saved: Saved, drafted: Site, role: str) -> None:
    there = told(drafted, role)
    for path, answer in there.items():
        for word in (MARK, "777", STRANGER, "draft-b"):
            echoed = word in path or (word == "777" and answer[3].startswith(b"/*"))
            assert echoed or not said(word).search(answer[3]), (path, word)
    slot_id = drafted.names["slot_id"]
    without = saved.again()
    without.names["slot_id"] = without.names["slot"] = slot_id
    missing = told(without, role)
    differs = [path for path in there if there[path] != missing[path]]
    assert [(there[path], missing[path]) for path in differs] == []


def test_its_own_people_see_it(drafted: Site) -> None:
    """Hold the test above against one that sees nothing anywhere."""
    with drafted.app.app_context():
        let_in(drafted, "of B", "organizer", datetime.now(UTC), programme="season", stream="policy")
        let_in(drafted, "of ICMGP", "organizer", datetime.now(UTC), programme="season", partner="ICMGP")
    for role in ("of B", "of ICMGP"):
        seen = {path for path, answer in told(drafted, role).items() if MARK.encode() in answer[3]}
        assert {f"/en/desk/slot/{drafted.names['slot_id']}", "/en/desk/season/translations"} <= seen
        assert {"/en/desk/season/surveys", "/en/desk/season/surveys/surveydraftb"} <= seen
        assert "/api/v1/programmes/season/sessions/draft-b" in seen
        assert {f"/api/v1/programmes/season/{one}" for one in ("board", "publication", "surveys")} <= seen
        assert "/api/v1/programmes/season/sessions/draft-b/documents" in seen
        assert f"/en/desk/slot/{drafted.names['slot_id']}/recordings" in seen
        assert "/en/desk/season/session/draft-b/documents" in seen
        assert f"/en/desk/slot/{drafted.names['slot_id']}/releases/1/mail" in seen


@pytest.mark.parametrize("role", ROLES[:3])
def test_nothing_of_anothers_can_be_changed(drafted: Site, role: str) -> None:
    drafted.names["slot_id"] = drafted.names["slot"] = drafted.names["topic-b"]
    before = every_row(drafted.app)
    wrong = {}
    for method, rule in CHANGING:
        given = BODIES.get(rule, TABLE[method, rule].body or {})
        body = {name: drafted.filled(value) for name, value in given.items()}
        status = drafted.ask(role, method, drafted.path(rule), body).status_code
        if status not in (403, 404):
            wrong[method, rule] = status
    assert wrong == {}
    after = every_row(drafted.app)
    assert {name for name in after if after[name] != before[name]} <= {"drafts"}


def act(site: Site, role: str, method: str, path: str, body: Any = None, revision: int = 1) -> int:
    head = {"Authorization": f"Bearer {site.bearers[role]}", "If-Match": f'"r{revision}"'}
    answer = site.app.test_client().open(f"{P}/season{path}", method=method, json=body, headers=head)
    return answer.status_code


@pytest.mark.parametrize(
    ("role", "method", "path", "body", "status"),
    [
        ("of GMP", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}}, 403),
        ("of GMP", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}, "partners": ["gmp"]}, 403),
        ("of GMP", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}, "partners": "GMP"}, 403),
        ("of GMP", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}, "partners": ["GMP"]}, 201),
        ("of GMP in A", "POST", "/sessions", {"slug": "new", "title": {"en": "N"}, "partners": ["GMP"]}, 403),
        ("of A", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}, "stream": "policy"}, 403),
        ("of A", "POST", "/sessions", {"slug": "new", "title": {"en": "New"}, "stream": "science"}, 201),
        ("of GMP", "PATCH", "/sessions/topic-gmp", {"partners": ["Other"]}, 403),
        ("of GMP", "PATCH", "/sessions/topic-gmp", {"partners": ["Third", "GMP"]}, 200),
        ("of GMP", "PATCH", "/sessions/topic-b", {"partners": ["GMP"]}, 403),
        ("of GMP in A", "PATCH", "/sessions/topic-both", {"stream": "policy"}, 403),
        ("of GMP in A", "PATCH", "/sessions/topic-gmp", {"title": {"en": "Taken"}}, 403),
        ("of A", "PATCH", "/sessions/topic-a", {"stream": "policy"}, 403),
        ("of A", "PATCH", "/sessions/topic-a", {"stream": None}, 403),
        ("of A", "PATCH", "/sessions/topic-gmp", {"stream": "science"}, 403),
        ("of A", "PATCH", "/sessions/topic-a", {"title": {"en": "Better"}}, 200),
        ("of A", "PATCH", "", {"published": False}, 403),
        ("of GMP", "PATCH", "", {"published": False}, 403),
        ("of GMP", "PATCH", "/streams/policy", {"title": {"en": "Ours"}}, 403),
        ("of A", "PATCH", "/sessions/not-there", {"title": {"en": "Any"}}, 403),
        ("of A", "POST", "/sessions/not-there/slots", {}, 403),
        ("of A", "POST", "/sessions/draft-b/slots", {}, 403),
    ],
)  # fmt: skip
def test_a_session_stays_within_the_reach_of_whoever_changes_it(
    drafted: Site, role: str, method: str, path: str, body: Any, status: int
) -> None:
    assert act(drafted, role, method, path, body) == status


def test_drafts_do_not_make_public_pages_new(saved: Saved, drafted: Site) -> None:
    with drafted.app.app_context():
        with_draft = db.session.scalars(select(Programme.changes)).one()
    with saved.again().app.app_context():
        assert db.session.scalars(select(Programme.changes)).one() == with_draft
        services.change_session("season", "own-draft", {"state": "published"}, 1, datetime.now(UTC), "test")
        assert db.session.scalars(select(Programme.changes)).one() == with_draft + 1
