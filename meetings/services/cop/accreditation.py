"""What officers decide: letters accepted and returned, people checked, accredited, returned, refused and revoked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, raiseload

from meetings.domain.cop.accreditation import AT_ONCE, check_letter_first, check_no_paper
from meetings.domain.cop.accreditation_errors import NobodyChosen
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.tracks import NOTHING, Mover, Says, Track, check_move
from meetings.domain.errors import NotFound, Refused, Stale
from meetings.domain.jobs import ACCREDITATION
from meetings.extensions import db, insert_new, transaction
from meetings.models.cop.accreditation import BothStand
from meetings.models.cop.delegations import Delegation, Letter, Nomination, Participation
from meetings.models.programmes import Programme
from meetings.services import jobs
from meetings.services.audit import note
from meetings.services.cop.tracks import By, move_within


def decide_letter(
    programme: str, letter_id: str, to: str, seen: int, now: datetime, *, actor: str, says: Says = NOTHING
) -> None:
    """Accept a letter, or return it with the reason; of several versions only the last is decided on.

    Raises: NotFound, Stale (also when a newer one came in), AlreadySo, NoSuchMove, NotYourMove, ReasonNeeded.
    """
    with transaction():
        row = db.session.scalar(
            select(Letter)
            .join(Delegation, Delegation.id == Letter.delegation_id)
            .join(Programme, Programme.id == Delegation.programme_id)
            .where(Programme.slug == programme, Letter.id == letter_id)
            .with_for_update(of=Letter)
        )
        if row is None:
            raise NotFound()
        last = select(func.max(Letter.version)).where(Letter.delegation_id == row.delegation_id)
        if db.session.scalar(last) != row.version:
            raise Stale(field="letter", current=row.revision)
        move_within(Track.LETTER, row, to, By(Mover.OFFICER, actor), now, says=says, seen=seen)
        row.reason = says.why.strip() or None


def decide(
    programme: str,
    to: str,
    chosen: Mapping[str, int],
    now: datetime,
    *,
    actor: str,
    says: Says = NOTHING,
    delegation_id: str | None = None,
) -> int:
    """Move people of a conference, all of those chosen or none; give how many.

    Whoever leaves by it has no badge that opens the gate any more, from the same moment on (`tracks.move_within`).

    Takes: participations, each with the revision of it that the officer saw; `delegation_id`, to hold them to one.
    Raises: NobodyChosen, NotFound; Stale with `people`, those whom somebody else moved meanwhile; LetterNotAccepted,
    PaperNeeded, and what the track refuses.
    """
    if not chosen:
        raise NobodyChosen(field="person")
    with transaction():
        rows = _chosen(programme, chosen, delegation_id)
        letters = _letters({one.nomination.delegation_id for one in rows})
        by = By(Mover.OFFICER, actor)
        for row in rows:
            nomination = row.nomination
            state, is_observer = letters[nomination.delegation_id]
            check_move(Track.PARTICIPATION, row.state, to, by.mover, says=says, is_observer=is_observer)
            check_letter_first(to, state)
            check_no_paper(to)
            move_within(
                Track.PARTICIPATION,
                row,
                to,
                by,
                now,
                says=says,
                is_observer=is_observer,
                person_id=nomination.person_id,
            )
    return len(rows)


def accredit(programme: str, chosen: Mapping[str, int], now: datetime, *, actor: str) -> tuple[int, str]:
    """Accredit people of any delegations of a conference; many are left to a worker, who says how far it is.

    Takes: participations, each with the revision of it that the officer saw.
    Gives: how many are accredited now, and the name of the work, which is empty where none is left to do.
    Raises: as `decide`.
    """
    to = ParticipationState.ACCREDITED
    if len(chosen) <= AT_ONCE:
        return decide(programme, to, chosen, now, actor=actor), ""
    asked = {"programme": programme, "people": dict(chosen), "actor": actor, "to": to}
    return 0, jobs.ask(ACCREDITATION, f"programme:{programme}", asked, len(chosen), now=now, actor=actor)


def decide_each(programme: str, to: str, chosen: Mapping[str, int], now: datetime, *, actor: str) -> int:
    """Move people at once, or each alone where somebody else moved one meanwhile; give how many were left."""
    try:
        decide(programme, to, chosen, now, actor=actor)
    except Refused:
        left = 0
        for one, seen in chosen.items():
            try:
                decide(programme, to, {one: seen}, now, actor=actor)
            except Refused:
                left += 1
        return left
    return 0


def keep_both(programme: str, nominations: Sequence[str], now: datetime, *, actor: str) -> None:
    """Say of two nominations of one name in two delegations that both stand; they are not shown as doubles again.

    Raises: NotFound, unless both are of this conference and of two delegations of it.
    """
    with transaction():
        rows = db.session.execute(
            select(Nomination.id, Nomination.delegation_id)
            .join(Delegation, Delegation.id == Nomination.delegation_id)
            .join(Programme, Programme.id == Delegation.programme_id)
            .where(Programme.slug == programme, Nomination.id.in_(list(nominations)))
            .order_by(Nomination.id)
        ).all()
        if len(rows) != 2 or rows[0].delegation_id == rows[1].delegation_id:
            raise NotFound()
        low, high = rows[0].id, rows[1].id
        values = {"low_id": low, "high_id": high, "at": now, "actor": actor}
        db.session.execute(insert_new(BothStand).values(**values).on_conflict_do_nothing())
        note(now, actor, "double.keep", f"nomination:{low}", after={"other": high})


def _chosen(programme: str, chosen: Mapping[str, int], delegation_id: str | None) -> list[Participation]:
    """Load who is chosen, in the order of their ids, so that two who decide at once wait for each other alike."""
    wanted = (
        select(Participation)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Programme.slug == programme, Participation.id.in_(list(chosen)))
        .order_by(Participation.id)
        .options(joinedload(Participation.nomination, innerjoin=True), raiseload("*"))
        .with_for_update(of=Participation)
    )
    if delegation_id is not None:
        wanted = wanted.where(Delegation.id == delegation_id)
    rows = list(db.session.scalars(wanted))
    if len(rows) != len(chosen):
        raise NotFound()
    stale = [one for one in rows if one.revision != chosen[one.id]]
    if stale:
        raise Stale(field="person", current=stale[0].revision, people=tuple(one.id for one in stale))
    return rows


def _letters(delegation_ids: Iterable[str]) -> dict[str, tuple[str | None, bool]]:
    """Give where the last letter of each delegation stands, nothing where there is none, and whether it is an observer.

    A State that is no Party observes as well, and chooses whom it sends all the same.
    """
    ids = list(delegation_ids)
    letters = db.session.execute(
        select(Letter.delegation_id, Letter.state)
        .where(Letter.delegation_id.in_(ids))
        .order_by(Letter.delegation_id, Letter.version)
    )
    states = {row.delegation_id: row.state for row in letters}
    rows = db.session.execute(select(Delegation.id, Delegation.party_code).where(Delegation.id.in_(ids)))
    return {one: (states.get(one), code is None) for one, code in rows}
