"""What States are to a treaty on a day, by which names they are found, and what an officer has to settle of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.codes import ProgrammeKind
from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.country_names import Country, KnownNames, know_names
from meetings.domain.cop.parties import GROUPS, LISTED, standing_to
from meetings.domain.errors import NotFound
from meetings.domain.heard import folded
from meetings.extensions import db
from meetings.models.cop.parties import DepositaryCount, PartyDecision, PartyName
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme

STATUS: Final = "status:"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status from a day on, and by which source."""

    treaty: str
    status: str
    starts_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What an officer decided of a Party, by what and when; `listed` is what the list says otherwise since."""

    code: str
    subject: str
    decided_at: datetime
    decided_by: str
    why: str
    listed: Mapping[str, Any]
    listed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A State or regional organization in a list: what it is to a treaty on a day, and since when."""

    code: str
    kind: str
    names: Mapping[str, str]
    regional_group: str | None
    standing: PartyStanding
    deposited_on: date | None
    party_since: date | None


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A State with everything that is held of it."""

    code: str
    kind: str
    names: Mapping[str, str]
    regional_group: str | None
    capital: str | None
    detail: Mapping[str, Any]
    revision: int
    also: tuple[str, ...]
    statuses: tuple[StatusRow, ...]
    decisions: tuple[DecisionRow, ...]

    def standing(self, treaty: str, day: date) -> PartyStanding:
        """Say what it is to a treaty on a day."""
        return standing_to(treaty, [one for one in self.statuses if one.treaty == treaty], day)


@dataclass(frozen=True, slots=True)
class PartiesAsked:
    """Which States are asked for; empty asks for all. `text` is a name or code as somebody types it."""

    treaty: str
    day: date
    text: str = ""
    group: str = ""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A State of which nobody knows yet whether it is a Party: by which source, or by which officer and why."""

    code: str
    names: Mapping[str, str]
    regional_group: str | None
    treaty: str
    source: str
    decision: DecisionRow | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What the list says otherwise than an officer decided, beside what stands here."""

    code: str
    names: Mapping[str, str]
    decision: DecisionRow
    stands: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many States of a regional group (empty: of none) have each standing on a day."""

    group: str
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Give how many they are together."""
        return sum(self.counts.values())


def standings(treaty: str, day: date) -> dict[str, PartyStanding]:
    """Say what each State of the list is to a treaty on a day, by code, in one query.

    Whoever is to be confirmed is printed as such, and never as a non-Party.
    """
    rows = db.session.execute(
        select(Party.code, PartyStatus.status, PartyStatus.starts_on, PartyStatus.treaty, PartyStatus.source)
        .outerjoin(PartyStatus, (PartyStatus.party_code == Party.code) & (PartyStatus.treaty == treaty))
        .order_by(Party.code)
    )
    statuses: dict[str, list[StatusRow]] = defaultdict(list)
    for code, status, starts_on, of, source in rows:
        statuses[code].extend([StatusRow(of, status, starts_on, source)] if status else [])
    return {code: standing_to(treaty, given, day) for code, given in statuses.items()}


def known_names() -> KnownNames:
    """Give the names by which the States of the list are found in sheets, for `match_country`."""
    also = _also()
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code))
    return know_names(Country(code, names, also.get(code, ())) for code, names in rows)


def parties(asked: PartiesAsked) -> tuple[PartyRow, ...]:
    """List the States asked for, by code, in three queries."""
    rows = db.session.execute(
        select(Party.code, Party.kind, Party.names, Party.regional_group).order_by(Party.code)
    ).all()
    statuses = _statuses(PartyStatus.treaty == asked.treaty)
    also = _also() if asked.text.strip() else {}
    found = []
    for code, kind, names, group in rows:
        begun = statuses.get(code, ())
        row = PartyRow(
            code,
            kind,
            names,
            group,
            standing_to(asked.treaty, begun, asked.day),
            _first(begun, PartyStanding.DEPOSITED),
            _first(begun, PartyStanding.PARTY),
        )
        if _is_asked(row, also.get(code, ()), asked):
            found.append(row)
    return tuple(found)


def party(code: str) -> PartyPage:
    """Give a State with everything that is held of it.

    Raises: NotFound.
    """
    row = db.session.scalar(select(Party).where(Party.code == code).options(raiseload("*")))
    if row is None:
        raise NotFound()
    return PartyPage(
        row.code,
        row.kind,
        dict(row.names),
        row.regional_group,
        row.capital,
        dict(row.detail),
        row.revision,
        _also(PartyName.party_code == code).get(code, ()),
        _statuses(PartyStatus.party_code == code).get(code, ()),
        tuple(_decisions(PartyDecision.party_code == code)),
    )


def unconfirmed() -> tuple[Unconfirmed, ...]:
    """List who is to be confirmed, for each treaty."""
    rows = db.session.execute(
        select(Party.code, Party.names, Party.regional_group, PartyStatus.treaty, PartyStatus.source)
        .join(PartyStatus, PartyStatus.party_code == Party.code)
        .where(PartyStatus.status == PartyStanding.TO_BE_CONFIRMED)
        .order_by(PartyStatus.treaty, Party.code)
    ).all()
    decided = {(one.code, one.subject): one for one in _decisions(PartyDecision.subject.startswith(STATUS))}
    return tuple(
        Unconfirmed(code, names, group, treaty, source, decided.get((code, f"{STATUS}{treaty}")))
        for code, names, group, treaty, source in rows
    )


def unheld() -> tuple[tuple[str, int], ...]:
    """Count the States of which nothing is held, for each treaty that meets and whose list is not kept here."""
    meeting = db.session.execute(
        select(Programme.treaty, Programme.other_treaties).where(Programme.kind == ProgrammeKind.CONFERENCE)
    )
    treaties = {one for treaty, others in meeting for one in (treaty, *others)} - {LISTED}
    if not treaties:
        return ()
    whole = db.session.scalar(select(func.count()).select_from(Party)) or 0
    held = db.session.execute(
        select(PartyStatus.treaty, func.count(PartyStatus.party_code.distinct()))
        .where(PartyStatus.treaty.in_(treaties))
        .group_by(PartyStatus.treaty)
    )
    known = {str(treaty): int(count) for treaty, count in held}
    return tuple((one, left) for one in sorted(treaties) if (left := whole - known.get(one, 0)))


def differences() -> tuple[Difference, ...]:
    """List what the list says otherwise than officers decided, and nobody has settled."""
    waiting = list(_decisions(PartyDecision.listed_at.is_not(None)))
    codes = {one.code for one in waiting}
    if not codes:
        return ()
    rows = {
        row.code: row
        for row in db.session.execute(
            select(Party.code, Party.names, Party.regional_group).where(Party.code.in_(codes))
        )
    }
    statuses = _statuses(PartyStatus.party_code.in_(codes))
    return tuple(
        Difference(one.code, rows[one.code].names, one, _stands(one, rows[one.code], statuses))
        for one in waiting
    )


def counts_by_group(treaty: str, day: date) -> tuple[GroupCount, ...]:
    """Count the States by regional group and standing on a day; those of no group stand last."""
    counts: dict[str, Counter[str]] = {group: Counter() for group in (*GROUPS, "")}
    for row in parties(PartiesAsked(treaty, day)):
        counts[row.regional_group or ""][row.standing] += 1
    return tuple(GroupCount(group, dict(each)) for group, each in counts.items())


def reported_counts(treaty: str) -> tuple[tuple[date, int, str], ...]:
    """Give how many Parties the depositary reported on which days, and by which source."""
    rows = db.session.execute(
        select(DepositaryCount.day, DepositaryCount.count, DepositaryCount.source)
        .where(DepositaryCount.treaty == treaty)
        .order_by(DepositaryCount.day)
    )
    return tuple((day, count, source) for day, count, source in rows)


def deposited_by(treaty: str, days: Iterable[date]) -> dict[date, int]:
    """Count the instruments deposited until each day, to stand beside what the depositary reported."""
    since = db.session.execute(
        select(PartyStatus.party_code, PartyStatus.starts_on).where(
            PartyStatus.treaty == treaty,
            PartyStatus.status.in_((PartyStanding.DEPOSITED, PartyStanding.PARTY)),
            PartyStatus.starts_on.is_not(None),
        )
    ).all()
    return {day: len({code for code, on in since if on and on <= day}) for day in days}


def _is_asked(row: PartyRow, also: Iterable[str], asked: PartiesAsked) -> bool:
    if asked.group and (row.regional_group or "none") != asked.group:
        return False
    if asked.standing and row.standing != asked.standing:
        return False
    wanted = folded(asked.text)
    if not wanted:
        return True
    return wanted == row.code.lower() or any(wanted in folded(name) for name in (*row.names.values(), *also))


def _first(statuses: Iterable[StatusRow], status: str) -> date | None:
    return next((one.starts_on for one in statuses if one.status == status), None)


def _statuses(*conditions: Any) -> dict[str, tuple[StatusRow, ...]]:
    rows = db.session.execute(
        select(
            PartyStatus.party_code,
            PartyStatus.treaty,
            PartyStatus.status,
            PartyStatus.starts_on,
            PartyStatus.source,
        )
        .where(*conditions)
        .order_by(PartyStatus.party_code, PartyStatus.treaty, PartyStatus.starts_on, PartyStatus.status)
    )
    found: dict[str, tuple[StatusRow, ...]] = {}
    for code, treaty, status, starts_on, source in rows:
        found[code] = (*found.get(code, ()), StatusRow(treaty, status, starts_on, source))
    return found


def _also(*conditions: Any) -> dict[str, tuple[str, ...]]:
    rows = db.session.execute(
        select(PartyName.party_code, PartyName.name)
        .where(*conditions)
        .order_by(PartyName.party_code, PartyName.name)
    )
    found: dict[str, tuple[str, ...]] = {}
    for code, name in rows:
        found[code] = (*found.get(code, ()), name)
    return found


def _decisions(*conditions: Any) -> Iterable[DecisionRow]:
    rows = db.session.scalars(
        select(PartyDecision)
        .where(*conditions)
        .order_by(PartyDecision.party_code, PartyDecision.subject)
        .options(raiseload("*"))
    )
    for one in rows:
        yield DecisionRow(
            one.party_code,
            one.subject,
            one.decided_at,
            one.decided_by,
            one.why,
            one.listed,
            one.listed_at,
        )


def _stands(
    decision: DecisionRow, row: Any, statuses: Mapping[str, tuple[StatusRow, ...]]
) -> Mapping[str, Any]:
    if not decision.subject.startswith(STATUS):
        return {decision.subject: getattr(row, decision.subject)}
    treaty = decision.subject.removeprefix(STATUS)
    return {
        "statuses": [
            [one.status, one.starts_on.isoformat() if one.starts_on else None, one.source]
            for one in statuses.get(row.code, ())
            if one.treaty == treaty
        ]
    }
