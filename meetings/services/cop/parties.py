"""What officers decide of Parties: names, regional groups and standings, which the list does not change any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from meetings.domain import errors
from meetings.domain.cop.parties import GROUPS, TREATIES, StatusGiven, statuses_of
from meetings.domain.imports import CountGiven, PartyGiven
from meetings.domain.programmes import check_words
from meetings.domain.registrations import check_line
from meetings.extensions import db, transaction
from meetings.models.cop.parties import DepositaryCount, PartyDecision, PartyName
from meetings.models.parties import Party, PartyStatus
from meetings.services.audit import note

TREATY: Final = "minamata"
NAMES: Final = "names"
GROUP: Final = "regional_group"
STATUS: Final = "status:"
NAME_LENGTH: Final = 200
MOST_NAMES: Final = 40
SOURCE_LENGTH: Final = 500
# It is tomorrow somewhere already.
AHEAD: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """What a State is called and in which regional group it is; `also` are other names found in sheets."""

    names: Mapping[str, str]
    regional_group: str | None
    also: tuple[str, ...] = ()


def change_party(code: str, facts: PartyFacts, revision: int, now: datetime, actor: str) -> None:
    """Change what a State is called, and its regional group; from then on the list does not.

    Raises: NotFound, Stale, Missing, NotAChoice, TooLong, NotOneLine, TooManyLines, with the field.
    """
    names = check_words(facts.names, "names", needed=True)
    if facts.regional_group and facts.regional_group not in GROUPS:
        raise errors.NotAChoice(field="regional_group", value=facts.regional_group[:20])
    also = _also(facts.also)
    with transaction():
        row = _party(code, revision)
        before = _shown(row)
        if names != row.names:
            row.names = names
            _decide(code, NAMES, "", now, actor)
        if facts.regional_group != row.regional_group:
            row.regional_group = facts.regional_group
            _decide(code, GROUP, "", now, actor)
        db.session.execute(delete(PartyName).where(PartyName.party_code == code))
        db.session.add_all(PartyName(party_code=code, name=name) for name in also)
        db.session.flush()
        _done(row, before, "party.change", now, actor)


def set_status(code: str, treaty: str, given: StatusGiven, revision: int, now: datetime, actor: str) -> None:
    """Keep what a State is to a treaty, by which source; from then on the list does not change it.

    Raises: NotFound, Stale, NotAChoice, SourceNeeded, DayNeeded, DepositAhead, BeforeDeposit, TooLong, NotOneLine.
    """
    if treaty not in TREATIES:
        raise errors.NotAChoice(field="treaty", value=treaty[:20])
    source = check_line(given.source, "source", SOURCE_LENGTH) or ""
    statuses = statuses_of(given, now.date() + AHEAD)
    with transaction():
        row = _party(code, revision)
        before = _shown(row)
        _put_statuses(code, treaty, [(status, day, source) for status, day in statuses])
        _decide(code, f"{STATUS}{treaty}", source, now, actor)
        _done(row, before, "party.status", now, actor)


def settle_difference(
    code: str, subject: str, revision: int, now: datetime, actor: str, *, takes_list: bool
) -> None:
    """Settle what the list says otherwise than an officer decided: take its word, or keep ours.

    Raises: NotFound, Stale; DoneBefore, where there is nothing to settle any more.
    """
    with transaction():
        row = _party(code, revision)
        decision = db.session.get(PartyDecision, (code, subject))
        if decision is None or decision.listed_at is None:
            raise errors.DoneBefore()
        before = _shown(row)
        if takes_list:
            _take(row, subject, decision.listed)
            db.session.delete(decision)
        else:
            decision.listed, decision.listed_at = {}, None
        db.session.flush()
        _done(row, before, "party.take_list" if takes_list else "party.keep_ours", now, actor)


def hold_within(given: PartyGiven, fields: frozenset[str], now: datetime) -> frozenset[str]:
    """Name the fields of a record that an officer decided, and let what the list says otherwise wait for them.

    Call it within the import's transaction, with the fields on which the list has a new word.
    """
    decisions = db.session.scalars(
        select(PartyDecision).where(PartyDecision.party_code == given.code).with_for_update()
    )
    held = set()
    for decision in decisions:
        field = "statuses" if decision.subject == f"{STATUS}{TREATY}" else decision.subject
        if field not in fields:
            continue
        held.add(field)
        row = db.session.get_one(Party, given.code)
        said, stands = _said(given, field), _stands(row, field)
        decision.listed = {} if _is_same(said, stands) else said
        decision.listed_at = None if _is_same(said, stands) else now
    return frozenset(held)


def keep_counts_within(treaty: str, counts: Iterable[CountGiven]) -> None:
    """Keep what the depositary reported, each day's once; call it within the import's transaction."""
    for one in counts:
        row = db.session.get(DepositaryCount, (treaty, one.day))
        if row is None:
            row = DepositaryCount(treaty=treaty, day=one.day)
            db.session.add(row)
        row.count, row.source = one.count, one.source


def _party(code: str, revision: int) -> Party:
    row = db.session.scalar(select(Party).where(Party.code == code).with_for_update())
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def _also(names: Iterable[str]) -> list[str]:
    kept = [text for one in names if (text := check_line(one, "also", NAME_LENGTH))]
    if len(kept) > MOST_NAMES:
        raise errors.TooManyLines(field="also", most=MOST_NAMES)
    return list(dict.fromkeys(kept))


def _decide(code: str, subject: str, why: str, now: datetime, actor: str) -> None:
    decision = db.session.get(PartyDecision, (code, subject))
    if decision is None:
        decision = PartyDecision(party_code=code, subject=subject)
        db.session.add(decision)
    decision.decided_at, decision.decided_by, decision.why = now, actor, why
    decision.listed, decision.listed_at = {}, None
    db.session.flush()


def _put_statuses(code: str, treaty: str, statuses: Iterable[tuple[str, date | None, str]]) -> None:
    db.session.execute(
        delete(PartyStatus).where(PartyStatus.party_code == code, PartyStatus.treaty == treaty)
    )
    db.session.add_all(
        PartyStatus(party_code=code, treaty=treaty, status=status, starts_on=day, source=source)
        for status, day, source in statuses
    )
    db.session.flush()


def _take(row: Party, subject: str, listed: Mapping[str, Any]) -> None:
    if subject.startswith(STATUS):
        statuses = [
            (status, date.fromisoformat(day) if day else None, source)
            for status, day, source in listed["statuses"]
        ]
        _put_statuses(row.code, subject.removeprefix(STATUS), statuses)
    else:
        setattr(row, subject, listed[subject])


def _said(given: PartyGiven, field: str) -> dict[str, Any]:
    if field == "statuses":
        return {
            field: [[status, day.isoformat() if day else None, why] for status, day, why in given.statuses]
        }
    return {field: getattr(given, field)}


def _stands(row: Party, field: str) -> dict[str, Any]:
    if field == "statuses":
        return {field: _statuses(row.code).get(TREATY, [])}
    return {field: getattr(row, field)}


def _is_same(said: dict[str, Any], stands: dict[str, Any]) -> bool:
    """Say whether the list and we agree, whatever the sources are."""
    if "statuses" not in said:
        return said == stands
    return sorted([one[:2] for one in said["statuses"]], key=str) == sorted(
        [one[:2] for one in stands["statuses"]], key=str
    )


def _statuses(code: str) -> dict[str, list[list[str | None]]]:
    rows = db.session.scalars(
        select(PartyStatus)
        .where(PartyStatus.party_code == code)
        .order_by(PartyStatus.treaty, PartyStatus.starts_on, PartyStatus.status)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[list[str | None]]] = {}
    for one in rows:
        day = one.starts_on.isoformat() if one.starts_on else None
        found.setdefault(one.treaty, []).append([one.status, day, one.source])
    return found


def _shown(row: Party) -> dict[str, Any]:
    also = db.session.scalars(
        select(PartyName.name).where(PartyName.party_code == row.code).order_by(PartyName.name)
    )
    return {
        "names": dict(row.names),
        "regional_group": row.regional_group,
        "also": list(also),
        "statuses": _statuses(row.code),
    }


def _done(row: Party, before: dict[str, Any], act: str, now: datetime, actor: str) -> None:
    """Note what is different now; where nothing is, the party stays as it was."""
    after = _shown(row)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed and act in ("party.change",):
        return
    row.revision += 1
    row.updated_at = now
    note(now, actor, act, f"party:{row.code}", before={name: before[name] for name in changed}, after=changed)
