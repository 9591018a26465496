"""What a conference adds to the site with one of everything: documents by symbol, statements of a delegation."""

from datetime import datetime, time, timedelta

from meetings.domain.cop.side_events import ApplicationTyped
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.ports import Storage
from meetings.extensions import db
from meetings.models import AgendaItem, Delegation, Programme
from meetings.services.cop import daily_journal, document_desk, side_events
from meetings.services.cop.document_desk import DocumentTyped, VersionTyped
from meetings.services.cop.side_event_scheduling import TimeTyped, schedule
from meetings.services.cop.statements import StatementGiven, send_statement
from tests.cop import OPENING
from tests.factories import KEYS

PAPER = b"A paper\n"


def put_papers(programme: Programme, storage: Storage, rows: int, now: datetime) -> dict[str, str]:
    """Store documents, each with an addendum, a closed one beside it and two versions, and statements; give names."""
    found = storage.put("papers/one", [PAPER], 10_000)
    kept = FileGiven(found.key, "text/plain", found.size, found.digest, "one.txt")
    names: dict[str, str] = {}
    for number in range(1, rows + 1):
        item = AgendaItem(slug=f"item-{number}", number=str(number), title={"en": f"Item {number}"})
        item.position, item.programme_id, item.updated_at = number, programme.id, now
        db.session.add(item)
        db.session.commit()
        audiences = {f"X/{number}": "public", f"X/{number}/Add.1": "public", f"X/L.{number}": "parties"}
        for symbol, audience in audiences.items():
            title, given = {"en": f"Paper by symbol {number}"}, AudienceGiven(audience)
            typed = DocumentTyped(symbol, title, given, items=(f"item-{number}",))
            name = document_desk.add_document(programme.slug, typed, now, "test")
            for revision in (1, 2):
                put = VersionTyped("fr", file=kept)
                document_desk.put_version(programme.slug, name, put, revision, now, "test")
            names.setdefault("paper", name)
    return names


def put_side_events(programme: Programme, rows: int, now: datetime) -> dict[str, str]:
    """Open the call of the first segment, and apply for side events, some of which are scheduled; name a link."""
    call = {"revision": 0, "now": now, "actor": "test"}
    side_events.set_call(programme.slug, "1", now - timedelta(days=1), None, 20, **call)
    names: dict[str, str] = {}
    for number in range(rows):
        for _twice in range(2):
            given = ApplicationTyped(
                f"Side event {number}",
                "About mercury",
                "en",
                f"Body {number}",
                "\n".join(f"Other body {each}" for each in range(rows)),
                (OPENING.isoformat(),),
                "online",
                "",
                ("en", "fr"),
                "An Applicant",
                f"applicant{number}@example.org",
            )
            event_id, token = side_events.apply_for(programme.slug, "1", given, now, KEYS)
            names.setdefault("side-event", token)
        act = {"now": now, "actor": "test"}
        side_events.decide(programme.slug, event_id, "accepted", "", revision=1, **act)
        begins = datetime.combine(OPENING, time(13, 0))
        schedule(programme.slug, event_id, TimeTyped(begins, 75), revision=2, **act)
    return names


def put_journals(rows: int, now: datetime) -> dict[str, str]:
    """Publish a few days of the conference, each in as many copies, with announcements; name the first day."""
    rows = min(rows, 3)
    for number in range(rows):
        day = OPENING + timedelta(days=number)
        for copy in range(rows):
            texts = [{"en": f"Announcement {each} in copy {copy}"} for each in range(rows)]
            daily_journal.announce("cop", day, texts, copy, now, "test")
            daily_journal.publish_journal("cop", day, now, "test")
    return {"day": OPENING.isoformat()}


def put_statements(delegation: Delegation, storage: Storage, rows: int, now: datetime) -> dict[str, str]:
    """Store statements of the delegation whose link is known, for the plenary; give the name of one."""
    found = storage.put("statements/one", [PAPER], 10_000)
    kept = FileGiven(found.key, "text/plain", found.size, found.digest, "one.txt")
    given = StatementGiven("plenary", "", "other", "A group of friends", "en", False, kept)
    sent = [send_statement(delegation.id, given, now, "focal:test") for _number in range(rows)]
    return {"statement": sent[0], "sent": sent[0]}
