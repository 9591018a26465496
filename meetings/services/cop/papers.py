"""Letters for who is accredited, each with a code by which it is checked; and what all papers of a conference say."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.certificates import printed_name
from meetings.domain.cop import papers as rules
from meetings.domain.cop.badges_errors import NotAccredited
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.papers import PaperKind
from meetings.domain.cop.quorum import check_share
from meetings.domain.errors import NotFound, Stale
from meetings.domain.registrations import check_language
from meetings.extensions import db, transaction
from meetings.models.cop.delegations import Participation
from meetings.models.cop.papers import Paper, PaperSettings
from meetings.models.programmes import Programme
from meetings.services.audit import note


def make(
    participation_id: str,
    kind: PaperKind,
    language: str,
    now: datetime,
    *,
    actor: str,
    with_passport: bool = False,
) -> str:
    """Give the code of a letter for somebody accredited: the one that stands, or a new one for what it now says.

    Takes: whether the number of their passport is printed, which is noted.
    Raises: NotFound; NotAccredited; NotAChoice.
    """
    found = make_many([participation_id], kind, language, now, actor=actor, with_passport=with_passport)
    if participation_id in found:
        return found[participation_id]
    row = db.session.get(Participation, participation_id)
    if row is None:
        raise NotFound()
    raise NotAccredited(state=row.state)


def make_many(
    participation_ids: Sequence[str],
    kind: PaperKind,
    language: str,
    now: datetime,
    *,
    actor: str,
    with_passport: bool = False,
) -> dict[str, str]:
    """Give the codes of letters for many, by participation; who is not accredited has none.

    Takes: the language; empty for each person's own.
    """
    chosen = check_language(language) if language else ""
    with transaction():
        rows = db.session.scalars(
            select(Participation)
            .where(Participation.id.in_(participation_ids), Participation.state.in_(ADMITTED))
            .options(joinedload(Participation.nomination), raiseload("*"))
            .with_for_update(of=Participation)
        ).all()
        standing = select(Paper).where(
            Paper.participation_id.in_(row.id for row in rows),
            Paper.kind == kind,
            Paper.ended_at.is_(None),
        )
        before = {(one.participation_id, one.language): one for one in db.session.scalars(standing)}
        return {
            row.id: _made(
                row,
                Paper(
                    participation_id=row.id,
                    kind=kind,
                    language=chosen or row.nomination.language,
                    with_passport=with_passport,
                    made_by=actor,
                    made_at=now,
                ),
                before,
            )
            for row in rows
        }


def _made(row: Participation, wanted: Paper, before: dict[tuple[str, str], Paper]) -> str:
    """Store a letter, unless one stands that says the same; give the code of which stands then."""
    name = printed_name(row.nomination.name)
    old = before.get((row.id, wanted.language))
    if old is not None and (old.name, old.with_passport) == (name, wanted.with_passport):
        return old.code
    if old is not None:
        old.ended_at = wanted.made_at
    wanted.code, wanted.name = rules.new_paper_code(), name
    db.session.add(wanted)
    facts = {"code": wanted.code, "in": wanted.language, "passport": wanted.with_passport}
    note(
        wanted.made_at,
        wanted.made_by,
        f"paper.{wanted.kind}",
        f"participation:{row.id}",
        after=facts,
        person_id=row.nomination.person_id,
    )
    return wanted.code


def set_head(
    programme: str, letterhead: str, signatory: str, seen: int, *, now: datetime, actor: str
) -> None:
    """Set who the letters of a conference are from.

    Takes: the lines as typed; `seen`, the revision of the settings that the form showed, 0 for none yet.
    Raises: NotFound; TooLong; Stale.
    """
    values = {
        "letterhead": rules.check_head(letterhead, "letterhead"),
        "signatory": rules.check_head(signatory, "signatory"),
    }
    _set(programme, values, seen, now=now, actor=actor)


def set_quorum(programme: str, to_open: str, to_decide: str, seen: int, *, now: datetime, actor: str) -> None:
    """Set which shares of the Parties are a quorum, to open a meeting and to take a decision.

    Raises: NotFound; NotAShare; Stale.
    """
    values: dict[str, str | None] = {
        "to_open": check_share(to_open, "to_open"),
        "to_decide": check_share(to_decide, "to_decide"),
    }
    _set(programme, values, seen, now=now, actor=actor)


def _set(programme: str, values: dict[str, str | None], seen: int, *, now: datetime, actor: str) -> None:
    with transaction():
        number = db.session.scalar(select(Programme.id).where(Programme.slug == programme).with_for_update())
        if number is None:
            raise NotFound()
        row = db.session.get(PaperSettings, number)
        if (row.revision if row else 0) != seen:
            raise Stale(current=row.revision if row else 0)
        before = {name: getattr(row, name) for name in values} if row else {}
        if row is None:
            row = PaperSettings(programme_id=number, revision=0)
            db.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.revision, row.updated_at = row.revision + 1, now
        note(now, actor, "papers.settings", f"programme:{programme}", before=before, after=values)
