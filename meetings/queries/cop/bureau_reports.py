"""What the Bureau reports on credentials for a segment, as things stand and as they stood on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.cop.codes import PartyStanding
from meetings.domain.cop.credentials import ALWAYS, GROUPS, Group
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.cop.credentials import BureauReport
from meetings.models.parties import Party
from meetings.queries.cop.credentials import SegmentRow, rows_of, segment


@dataclass(frozen=True, slots=True)
class BureauFacts:
    """What the Bureau's report says: the Parties in each group by code, and who is to be confirmed.

    `examined_on` are the days on which the Bureau examined what is in order or provisional.
    """

    groups: Mapping[str, tuple[str, ...]]
    unconfirmed: tuple[str, ...]
    examined_on: tuple[date, ...]

    @property
    def parties(self) -> int:
        """Give how many Parties there are in it."""
        return sum(len(one) for one in self.groups.values())


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A dated copy of the Bureau's report."""

    number: int
    stands_on: date
    kept_at: datetime
    kept_by: str


def bureau_facts(of: SegmentRow) -> BureauFacts:
    """Say what the Bureau would report for a segment as things stand."""
    groups: dict[str, list[str]] = {group: [] for group in Group}
    unconfirmed, examined = [], set()
    for row in rows_of(of):
        if row.state not in GROUPS:
            continue
        group = GROUPS[row.state]
        if group in (Group.IN_ORDER, Group.PROVISIONAL) and row.examined_on:
            examined.add(row.examined_on)
        if row.standing == PartyStanding.TO_BE_CONFIRMED:
            unconfirmed.append(row.code)
        elif row.standing == PartyStanding.PARTY:
            groups[group].append(row.code)
    kept = {str(group): tuple(codes) for group, codes in groups.items() if codes or group in ALWAYS}
    return BureauFacts(kept, tuple(unconfirmed), tuple(sorted(examined)))


def report_as_stands(programme: str, slug: str) -> dict[str, Any]:
    """Give what the report would say now, with the names of States in every language.

    Raises: NotFound.
    """
    of = segment(programme, slug)
    facts = bureau_facts(of)
    codes = {code for each in facts.groups.values() for code in each} | set(facts.unconfirmed)
    rows = db.session.execute(select(Party.code, Party.names).where(Party.code.in_(codes)))
    return {
        "groups": {group: list(each) for group, each in facts.groups.items()},
        "unconfirmed": list(facts.unconfirmed),
        "examined_on": [one.isoformat() for one in facts.examined_on],
        "names": {code: dict(names) for code, names in rows},
        "starts_on": of.starts_on.isoformat(),
        "ends_on": of.ends_on.isoformat(),
    }


def reports(segment_id: int) -> tuple[ReportRow, ...]:
    """List the dated copies of the Bureau's report, the latest first."""
    rows = db.session.execute(
        select(BureauReport.number, BureauReport.stands_on, BureauReport.kept_at, BureauReport.kept_by)
        .where(BureauReport.segment_id == segment_id)
        .order_by(BureauReport.number.desc())
    )
    return tuple(ReportRow(*one) for one in rows)


def report_facts(segment_id: int, number: int) -> Mapping[str, Any]:
    """Give what a dated copy says.

    Raises: NotFound.
    """
    found = db.session.scalar(
        select(BureauReport.facts).where(BureauReport.segment_id == segment_id, BureauReport.number == number)
    )
    if found is None:
        raise NotFound()
    facts: Mapping[str, Any] = found
    return facts
