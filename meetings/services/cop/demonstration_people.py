"""The delegations of the demonstration's conference: named by their focal points, with letters in every state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.cop import demonstration as plan
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.delegations import Nominee, Wish
from meetings.domain.cop.tracks import Mover, Says, Track
from meetings.domain.errors import Refused
from meetings.domain.kept_files import FileGiven
from meetings.domain.seasons import is_over
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Letter, Nomination, Participation
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.services.cop import badges
from meetings.services.cop.accreditation import decide_letter
from meetings.services.cop.delegations import FocalGiven, find_or_add_delegation, invite
from meetings.services.cop.entering import enter
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.cop.nomination_letters import LetterGiven, put_letter
from meetings.services.cop.nominations import nominate
from meetings.services.cop.tracks import By, move_within
from meetings.services.demonstration import Setting

Given = Mapping[str, Any]
OFFICER: Final = By(Mover.OFFICER, plan.SOURCE)
WHY: Final = Says("Demonstration: the second page is missing.")
MOST_BYTES: Final = 10_000
ADMITTED_LATE: Final = timedelta(minutes=2)


def put_delegation(given: Given, setting: Setting) -> None:
    """Store a delegation, or whatever of it is missing: focal point, letter, and people, each in a state."""
    now = setting.now
    whose = {"party": given["party"]} if "party" in given else {"organization": given["slug"]}
    delegation = find_or_add_delegation(plan.SLUG, now, actor=plan.SOURCE, **whose)
    name = given.get("party", given["focal"].split()[0]).lower()
    address = f"focal-{name}@example.org"
    focal = FocalGiven(
        given["focal"], address, "focal_point" if "party" in given else "contact", given["language"]
    )
    point = invite(delegation, focal, now, actor=plan.SOURCE, keys=setting.keys)
    by = By(Mover.NOMINATOR, f"focal:{point}")
    _put_letter(delegation, given, by, setting)
    for number, person in enumerate(given["people"]):
        _put_person(delegation, f"{name}-{number + 1}@example.org", given["language"], person, by, now)


def _put_letter(delegation: str, given: Given, by: By, setting: Setting) -> None:
    target = given["letter"]
    if target is None:
        return
    there = db.session.scalar(select(Letter).where(Letter.delegation_id == delegation))
    if there is None:
        paper = _paper(f"Demonstration letter {given['focal'].encode('ascii', 'ignore').decode()}")
        kept = setting.storage.put(f"letters/{delegation}", [paper], MOST_BYTES)
        file = FileGiven(kept.key, "application/pdf", len(paper), kept.digest, "demonstration.pdf")
        put_letter(delegation, LetterGiven(file, "note_verbale", "DEMO/1"), setting.now, by=by)
    letter = db.session.scalars(select(Letter).where(Letter.delegation_id == delegation)).one()
    if letter.state == "received" and target != "received":
        says = WHY if target == "returned" else Says()
        decide_letter(
            plan.SLUG, letter.id, target, letter.revision, setting.now, actor=plan.SOURCE, says=says
        )


def _put_person(
    delegation: str, address: str, language: str, person: list[str], by: By, now: datetime
) -> None:
    name, role, rights, target, function = person
    found = select(Nomination.id).where(Nomination.delegation_id == delegation, Nomination.name == name)
    nomination = db.session.scalar(found)
    if nomination is None:
        given = Nominee(
            name,
            role,
            function=function,
            email=address,
            language=language,
            lists=("name",),
            wishes=tuple(Wish(*one, rights) for one in _segments()),
        )
        nomination = nominate(delegation, given, now, by=by)
    parts = select(Participation.id).where(Participation.nomination_id == nomination)
    first = db.session.scalars(parts.order_by(Participation.segment_id)).first()
    if first is not None:
        _advance(first, target, now)


def _segments() -> list[tuple[int, str]]:
    """Give the segments, each with how one takes part in it."""
    rows = db.session.execute(
        select(Segment.id, Segment.mode)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == plan.SLUG)
        .order_by(Segment.position)
    )
    return [(row.id, "online" if row.mode == "online" else "room") for row in rows]


def _advance(participation: str, target: str, now: datetime) -> None:
    """Move somebody along to where they shall stand, from wherever they are."""
    state = db.session.scalars(select(Participation.state).where(Participation.id == participation)).one()
    for to in plan.steps_to(state, target):
        if to == "badge_issued":
            badges.issue(participation, now, plan.SOURCE)
            continue
        with transaction():
            row = db.session.get_one(Participation, participation)
            says = WHY if to == "returned" else Says()
            move_within(Track.PARTICIPATION, row, to, OFFICER, now, says=says)


def put_presence(now: datetime) -> None:
    """Let whoever may have entered what is over: entered again, nothing is added."""
    slots = db.session.scalars(
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == plan.SLUG)
        .order_by(Slot.starts_at)
    ).all()
    held = [(one.id, one.starts_at + ADMITTED_LATE) for one in slots if is_over(one, now)]
    people = db.session.scalars(
        select(Nomination.id)
        .join(Participation, Participation.nomination_id == Nomination.id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Programme.slug == plan.SLUG, Participation.state.in_(ADMITTED))
        .order_by(Nomination.id)
    ).all()
    for slot, at in held:
        for one in people:
            _enter(one, slot, at)


def _enter(nomination: str, slot: str, at: datetime) -> None:
    """Let somebody enter, unless the meeting is not for them."""
    try:
        enter(delegate_bearer(nomination), slot, at)
    except Refused:
        db.session.rollback()


def _paper(words: str) -> bytes:
    """Write a page of PDF that says what it is."""
    text = f"BT /F1 18 Tf 72 760 Td ({words}) Tj ET".encode("ascii")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    count = len(parts) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            count,
            len(out),
        )
    )
