"""Issuing certificates, once for a person and a session; revoking them, and making them anew for a name put right."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from meetings.domain import certificates as rules
from meetings.domain import errors
from meetings.domain.certificate_errors import CertificateRevoked, CorrectedBefore, NotEarned
from meetings.domain.certificates import Earned, Rule
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.certificates import Certificate, CertificateRule
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.certificate_grounds import rules_of, seen_in
from meetings.queries.certificates import was_corrected
from meetings.services.audit import note
from meetings.services.correcting import Correction, correct_within, hold_mailboxes

TURN: Final = "certificates"
CHUNK: Final = 400  # rows of one statement, within what each store takes


def set_rule(programme: str, typed: Any, seen_version: int, now: datetime, actor: str) -> Rule:
    """Let another share earn a certificate from now on; what was issued keeps its own.

    Raises: NotFound; NotANumber, with field `percent`; Stale, where somebody else set one meanwhile.
    """
    percent = rules.check_percent(typed)
    with transaction():
        take_turns(TURN)
        number = _programme_id(programme)
        before = rules_of([number])[number]
        if before.version != seen_version:
            raise errors.Stale(current=before.version)
        if percent == before.percent:
            return before
        row = CertificateRule(
            programme_id=number, version=before.version + 1, percent=percent, since=now, set_by=actor
        )
        db.session.add(row)
        facts = ({"percent": before.percent}, {"percent": percent, "version": row.version})
        note(now, actor, "certificates.rule", f"programme:{programme}", before=facts[0], after=facts[1])
        return Rule(row.version, percent)


def issue(person_id: int, session_id: int, now: datetime, actor: str) -> str:
    """Give somebody the certificate they have earned, the same one however often it is asked for; give its code.

    Raises: NotFound; NotEarned; CertificateRevoked, where the desk took one back.
    """
    with transaction():
        standing = db.session.scalar(_codes(person_id, session_id).where(Certificate.ended_at.is_(None)))
        if standing is not None:
            return standing
        if db.session.scalar(_codes(person_id, session_id).where(Certificate.why.is_not(None))) is not None:
            raise CertificateRevoked()
        rule = _rule_of_session(session_id)
        found = _earned(session_id, person_id, rule.percent, now)
        _insert([found], session_id, rule, now, actor)
        return db.session.scalars(_codes(person_id, session_id).where(Certificate.ended_at.is_(None))).one()


def issue_all(programme: str, session: str, now: datetime, actor: str) -> int:
    """Give everybody who has earned a certificate of a session theirs; give how many are new.

    Whoever has one keeps it, and whose was revoked gets none.
    Raises: NotFound.
    """
    with transaction():
        take_turns(TURN)
        session_id = _session_id(programme, session)
        rule, seen = _rule_of_session(session_id), seen_in([session_id], now)
        if session_id not in seen:
            return 0
        had = set(
            db.session.scalars(
                select(Certificate.person_id).where(
                    Certificate.session_id == session_id,
                    Certificate.ended_at.is_(None) | Certificate.why.is_not(None),
                )
            )
        )
        new = [one for one in seen[session_id].earned(rule.percent).values() if one.person_id not in had]
        number = _insert(new, session_id, rule, now, actor)
        if number:
            note(now, actor, "certificates.issue", f"session:{programme}/{session}", after={"number": number})
        return number


def revoke(code: str, reason: str, now: datetime, actor: str) -> None:
    """Take a certificate back; one that has ended already is left as it is.

    Raises: NotFound; Missing, TooLong, NotOneLine, with field `reason`.
    """
    why = rules.check_reason(reason)
    with transaction():
        row = _held(code)
        if row.ended_at is None:
            row.ended_at, row.ended_by, row.why = now, actor, why
            note(now, actor, "certificate.revoke", f"certificate:{code}", after={"code": code})


def reissue(code: str, now: datetime, actor: str) -> str:
    """Make a certificate anew, with its person's name as it is now and what they are known to have been there for.

    The old code then says that another one took its place; one that was revoked stays so, beside the new one, which
    only the desk gives. A certificate with the same name, which stands, is given back as it is.
    Raises: NotFound; NotEarned, where nothing carries it any more; CertificateRevoked.
    """
    with transaction():
        row = _held(code)
        if row.name is None:
            raise errors.NotFound()
        return _anew(row, now, actor)


def correct_name(code: str, name: str, person_id: int, now: datetime) -> str:
    """Let a person put their name right, once; it is theirs everywhere from then on, and the certificate is made anew.

    Raises: NotFound; CorrectedBefore; Missing, TooLong, NotOneLine, SameName, with the field.
    """
    with transaction():
        hold_mailboxes(person_id)
        row = _held(code)
        if row.person_id != person_id or row.ended_at is not None:
            raise errors.NotFound()
        if was_corrected(person_id):
            raise CorrectedBefore(field="name")
        person = db.session.get_one(Person, person_id)
        wanted = Correction(
            name,
            person.country or "",
            person.organization or "",
            person.category or "",
            person.language,
            person.zone or "",
        )
        before = person.name
        correct_within(person_id, wanted, person.revision, now, actor="person", may_contacts=True)
        if person.name != before:
            row.corrected_at = now
        return _anew(row, now, "person")


def _anew(row: Certificate, now: datetime, actor: str) -> str:
    name, _language = _names([row.person_id]).get(row.person_id, ("", ""))
    if row.ended_at is None and name == row.name:
        return row.code
    others = _codes(row.person_id, row.session_id).where(
        Certificate.ended_at.is_(None), Certificate.id != row.id
    )
    if (other := db.session.scalar(others)) is not None:
        return other
    if row.ended_at is not None and actor == "person":
        raise CertificateRevoked()
    found = _earned(row.session_id, row.person_id, row.percent, now)
    if row.ended_at is None:
        row.ended_at, row.ended_by = now, actor
    db.session.flush()
    _insert([found], row.session_id, Rule(row.rule_version, row.percent), now, actor)
    new = db.session.scalars(
        select(Certificate).where(
            Certificate.person_id == row.person_id,
            Certificate.session_id == row.session_id,
            Certificate.ended_at.is_(None),
        )
    ).one()
    if actor != "person":
        facts = {"code": row.code}, {"code": new.code}
        note(now, actor, "certificate.reissue", f"certificate:{new.code}", before=facts[0], after=facts[1])
    return new.code


def _insert(found: Collection[Earned], session_id: int, rule: Rule, now: datetime, actor: str) -> int:
    """Add certificates of people who stand, unless they have one; give how many are new."""
    names = _names([one.person_id for one in found])
    of_session = select(Slot.id, Slot.zone).where(Slot.session_id == session_id)
    zones = {row[0]: row[1] for row in db.session.execute(of_session)}
    values = [
        {
            "code": rules.new_code(),
            "person_id": one.person_id,
            "session_id": session_id,
            "kind": str(one.kind),
            "name": names[one.person_id][0],
            "language": names[one.person_id][1],
            "rule_version": rule.version,
            "percent": rule.percent,
            "seconds": one.seconds,
            "minutes": one.minutes,
            "parts": _parts(one, zones),
            "issued_at": now,
            "issued_by": actor,
        }
        for one in found
        if one.person_id in names
    ]
    number = 0
    for at in range(0, len(values), CHUNK):
        statement = insert_new(Certificate).values(values[at : at + CHUNK]).on_conflict_do_nothing()
        number += len(store(statement.returning(Certificate.id)).all())
    return number


def _parts(one: Earned, zones: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "slot": part.time.id,
            "part": part.time.part,
            "starts_at": part.time.starts_at.isoformat(),
            "zone": zones[part.time.id],
            "minutes": part.time.minutes,
            "seconds": part.seconds,
        }
        for part in one.parts
    ]


def _names(person_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Give name and language of people who stand, and hold them, so that nobody is erased meanwhile."""
    wanted = sorted(person_ids)
    found: dict[int, tuple[str, str]] = {}
    for at in range(0, len(wanted), CHUNK):
        rows = db.session.execute(
            select(Person.id, Person.name, Person.language)
            .where(Person.id.in_(wanted[at : at + CHUNK]), Person.erased_at.is_(None))
            .order_by(Person.id)
            .with_for_update(read=True)
        )
        found |= {number: (rules.printed_name(name), language) for number, name, language in rows}
    return found


def _earned(session_id: int, person_id: int, percent: int, now: datetime) -> Earned:
    seen = seen_in([session_id], now, [person_id])
    found = seen[session_id].earned(percent).get(person_id) if session_id in seen else None
    if found is None:
        raise NotEarned(percent=percent)
    return found


def _held(code: str) -> Certificate:
    row = db.session.scalar(select(Certificate).where(Certificate.code == code).with_for_update())
    if row is None:
        raise errors.NotFound()
    return row


def _codes(person_id: int, session_id: int) -> Select[str]:
    return (
        select(Certificate.code)
        .where(Certificate.person_id == person_id, Certificate.session_id == session_id)
        .limit(1)
    )


def _programme_id(slug: str) -> int:
    number = db.session.scalar(select(Programme.id).where(Programme.slug == slug))
    if number is None:
        raise errors.NotFound()
    return number


def _session_id(programme: str, slug: str) -> int:
    number = db.session.scalar(
        select(Session.id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Session.slug == slug)
    )
    if number is None:
        raise errors.NotFound()
    return number


def _rule_of_session(session_id: int) -> Rule:
    number = db.session.scalar(select(Session.programme_id).where(Session.id == session_id))
    if number is None:
        raise errors.NotFound()
    return rules_of([number])[number]
