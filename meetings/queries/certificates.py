"""Certificates as people, the desk and strangers see them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import raiseload

from meetings.domain import certificates as rules
from meetings.domain.certificates import Kind, Rule, Standing
from meetings.domain.errors import NotFound
from meetings.domain.permissions import Reach
from meetings.domain.registrations import name_key
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.certificates import Certificate
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Slot
from meetings.queries.catalogue import Listed, Wanted
from meetings.queries.catalogue import page as catalogue_page
from meetings.queries.certificate_grounds import rules_of, seen_in
from meetings.queries.people import escaped
from meetings.queries.presence import is_counted
from meetings.queries.reach import session_within

Words = dict[str, str]
SIZE: Final = 100
GONE: Final = "gone"  # asked for beside the codes of `Standing`: what stands, and rests on nothing any more


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part that a certificate is for, as it was scheduled."""

    starts_at: datetime
    minutes: int
    zone: str


@dataclass(frozen=True, slots=True)
class SessionOf:
    """The session of a certificate, with its programme and what opens it to staff."""

    id: int
    slug: str
    title: Words
    programme: str
    programme_title: Words
    place: Words
    zone: str
    demonstration: bool
    stream: str | None
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateShown:
    """A certificate in full; `person_name` is what its person is called now, `is_gone` that it rests on nothing now."""

    id: int
    code: str
    kind: Kind
    name: str
    language: str
    percent: int
    seconds: int
    minutes: int
    parts: tuple[PartShown, ...]
    issued_at: datetime
    issued_by: str
    corrected_at: datetime | None
    ended_at: datetime | None
    why: str | None
    standing: Standing
    person_id: int
    public_id: str
    person_name: str
    session: SessionOf
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Certified:
    """A session in which somebody has earned a certificate: the one they have, else which one they may have."""

    session: SessionOf
    kind: Kind
    percent: int
    certificate: CertificateShown | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which certificates are asked for: empty asks for all. `text` is a piece of a name or a code."""

    text: str = ""
    session: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of certificates, how many there are in all, and how many of these stand."""

    shown: tuple[CertificateShown, ...]
    page: int
    number: int
    standing: int

    @property
    def has_more(self) -> bool:
        """Say whether there are more on the next page."""
        return self.page * SIZE < self.number


def certificate(code: str) -> CertificateShown:
    """Give the certificate of a code, whatever became of it.

    Raises: NotFound.
    """
    row = db.session.execute(_rows().where(Certificate.code == code)).first()
    if row is None:
        raise NotFound()
    return _shown(row)


def certified(person_id: int, now: datetime) -> list[Certified]:
    """Give the sessions in which a person has earned a certificate or has one, the latest first."""
    attended = (
        select(Slot.session_id)
        .join(Attendance, Attendance.slot_id == Slot.id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(Attendance.person_id == person_id, is_counted())
        .distinct()
    )
    seen = seen_in(list(db.session.scalars(attended)), now, [person_id])
    shares = rules_of(one.programme_id for one in seen.values())
    earned = {}
    for session_id, one in seen.items():
        percent = shares[one.programme_id].percent
        if found := one.earned(percent).get(person_id):
            earned[session_id] = (found.kind, percent)
    have = [_shown(row) for row in db.session.execute(_rows().where(Certificate.person_id == person_id))]
    best = {
        one.session.id: one for one in sorted(have, key=lambda one: (one.ended_at is None, one.issued_at))
    }
    sessions = _sessions(set(earned) | set(best))
    kinds = {one: (own.kind, own.percent) for one, own in best.items()} | earned
    found_all = [Certified(sessions[one], *kinds[one], best.get(one)) for one in sessions]
    return [
        one for one in found_all if one.certificate is None or one.certificate.standing != Standing.WITHDRAWN
    ]


def has_earned(person_id: int, programme: str, session: str, now: datetime) -> bool:
    """Say whether somebody may have a certificate of a session, or has one that stands."""
    return any(
        (one.session.programme, one.session.slug) == (programme, session)
        and (one.certificate is None or one.certificate.standing != Standing.REVOKED)
        for one in certified(person_id, now)
    )


def was_corrected(person_id: int) -> bool:
    """Say whether somebody has put the name on a certificate right before."""
    corrected = (Certificate.person_id == person_id, Certificate.corrected_at.is_not(None))
    return db.session.scalar(select(Certificate.id).where(*corrected).limit(1)) is not None


def certificates_in(programme: str, where: Reach, asked: Asked, page: int, now: datetime) -> Page:
    """Give a page of a programme's certificates within reach, the latest first."""
    question = _asked(programme, where, asked)
    if asked.state == GONE:
        gone = [
            one
            for one in _with_grounds([_shown(row) for row in db.session.execute(question)], now)
            if one.is_gone
        ]
        shown = tuple(gone[(page - 1) * SIZE : page * SIZE])
        return Page(shown, page, len(gone), len(gone))
    inner = question.subquery()
    number = db.session.scalar(select(func.count()).select_from(inner)) or 0
    standing = (
        db.session.scalar(select(func.count()).select_from(inner).where(inner.c.ended_at.is_(None))) or 0
    )
    rows = db.session.execute(question.offset((page - 1) * SIZE).limit(SIZE))
    return Page(tuple(_with_grounds([_shown(row) for row in rows], now)), page, number, standing)


def all_in(programme: str, where: Reach, asked: Asked, now: datetime) -> Sequence[CertificateShown]:
    """Give all of a programme's certificates within reach, the latest first."""
    shown = [_shown(row) for row in db.session.execute(_asked(programme, where, asked))]
    shown = _with_grounds(shown, now)
    return [one for one in shown if one.is_gone] if asked.state == GONE else shown


def certificates_of(ids: Collection[int]) -> dict[int, CertificateShown]:
    """Give those of the certificates that stand, by number."""
    stands = (Certificate.ended_at.is_(None), Certificate.name.is_not(None))
    rows = db.session.execute(_rows().where(Certificate.id.in_(list(ids)), *stands))
    return {one.id: one for one in map(_shown, rows)}


def page_of(programme: str, session: str, page: Wanted, where: Reach) -> Listed[CertificateShown]:
    """Give a page of a programme's certificates within reach for programs, in the order of their keys."""
    question = (
        select(Certificate)
        .join(Session, Session.id == Certificate.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, session_within(where))
        .options(raiseload("*"))
    )
    if session:
        question = question.where(Session.slug == session)
    found: Listed[Certificate] = catalogue_page(question, Certificate, page)
    wanted = _rows().where(Certificate.id.in_([one.id for one in found.items])).order_by(Certificate.id)
    return Listed([_shown(row) for row in db.session.execute(wanted)], found.next)


def rule_of(programme: str) -> Rule:
    """Give the rule of a programme as it is now.

    Raises: NotFound.
    """
    number = db.session.scalar(select(Programme.id).where(Programme.slug == programme))
    if number is None:
        raise NotFound()
    return rules_of([number])[number]


def _asked(programme: str, where: Reach, asked: Asked) -> Select[Any]:
    question = (
        _rows()
        .where(Programme.slug == programme, session_within(where))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    if asked.session:
        question = question.where(Session.slug == asked.session)
    if asked.state in (Standing.VALID, GONE):
        question = question.where(Certificate.ended_at.is_(None), Certificate.name.is_not(None))
    elif asked.state == Standing.REVOKED:
        question = question.where(Certificate.why.is_not(None))
    elif asked.state == Standing.REPLACED:
        question = question.where(Certificate.ended_at.is_not(None), Certificate.why.is_(None))
    elif asked.state == Standing.WITHDRAWN:
        question = question.where(Certificate.name.is_(None))
    if asked.text:
        name = f"%{escaped(name_key(asked.text))}%"
        code = f"%{escaped(asked.text.upper())}%"
        question = question.where(
            or_(Person.name_key.like(name, escape="\\"), Certificate.code.like(code, escape="\\"))
        )
    return question


def _rows() -> Select[Any]:
    return (
        select(Certificate, Person.public_id, Person.name, *_of_session())
        .join(Person, Person.id == Certificate.person_id)
        .join(Session, Session.id == Certificate.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .options(raiseload("*"))
    )


def _of_session() -> tuple[Any, ...]:
    return (
        Session.id,
        Session.slug,
        Session.title,
        Programme.slug,
        Programme.title,
        Programme.place,
        Programme.zone,
        Programme.demonstration,
        Stream.slug,
        Session.partners,
    )


def _session(values: Sequence[Any]) -> SessionOf:
    named = (
        "id",
        "slug",
        "title",
        "programme",
        "programme_title",
        "place",
        "zone",
        "demonstration",
        "stream",
    )
    return SessionOf(**dict(zip(named, values, strict=False)), partners=tuple(values[-1]))


def _sessions(session_ids: Collection[int]) -> dict[int, SessionOf]:
    """Give sessions by number, the one that was held last first."""
    last = select(func.max(Slot.starts_at)).where(Slot.session_id == Session.id).scalar_subquery()
    rows = db.session.execute(
        select(*_of_session())
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(Session.id.in_(list(session_ids)))
        .order_by(last.desc(), Session.id)
    )
    return {row[0]: _session(row) for row in rows}


def _shown(row: Any) -> CertificateShown:
    own: Certificate = row[0]
    return CertificateShown(
        id=own.id,
        code=own.code,
        kind=Kind(own.kind),
        name=own.name or "",
        language=own.language,
        percent=own.percent,
        seconds=own.seconds,
        minutes=own.minutes,
        parts=tuple(
            PartShown(datetime.fromisoformat(one["starts_at"]), one["minutes"], one["zone"])
            for one in own.parts
            if one["seconds"]
        ),
        issued_at=own.issued_at,
        issued_by=own.issued_by,
        corrected_at=own.corrected_at,
        ended_at=own.ended_at,
        why=own.why,
        standing=rules.standing(own.name, own.ended_at, own.why),
        person_id=own.person_id,
        public_id=row[1],
        person_name=row[2],
        session=_session(row[3:]),
    )


def _with_grounds(shown: Iterable[CertificateShown], now: datetime) -> list[CertificateShown]:
    """Say of each that stands whether its person was still there, by the share it was issued for."""
    rows = list(shown)
    stands = [one for one in rows if one.standing == Standing.VALID]
    people = {one.person_id for one in stands}
    seen = seen_in({one.session.id for one in stands}, now, people if len(people) <= SIZE else None)
    grounds: dict[tuple[int, int], dict[int, Any]] = {}
    for one in stands:
        key = (one.session.id, one.percent)
        if key not in grounds:
            grounds[key] = seen[one.session.id].earned(one.percent) if one.session.id in seen else {}
    return list(_marked(rows, grounds))


def _marked(
    rows: Iterable[CertificateShown], grounds: dict[tuple[int, int], dict[int, Any]]
) -> Iterator[CertificateShown]:
    for one in rows:
        earned = grounds.get((one.session.id, one.percent), {}).get(one.person_id)
        is_there = earned is not None and earned.kind == one.kind
        yield replace(one, is_gone=one.standing == Standing.VALID and not is_there)
