"""A report's facts taken to pieces: those of each session, and of one slot."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from meetings.domain.statistics import Facts, Wish


def narrow(facts: Facts, session_ids: Collection[int]) -> Facts:
    """Give the facts of some of the sessions; what was published of the whole is not of a part."""
    holdings = tuple(one for one in facts.holdings if one.session_id in session_ids)
    slot_ids = {one.id for one in holdings}
    return replace(
        facts,
        topics=tuple(one for one in facts.topics if one.id in session_ids),
        holdings=holdings,
        wishes=tuple(one for one in facts.wishes if one.session_id in session_ids),
        stretches=tuple(one for one in facts.stretches if one.slot_id in slot_ids),
        figures=tuple(
            one for one in facts.figures if one.slot_id in slot_ids or one.session_id in session_ids
        ),
    )


def split(facts: Facts) -> dict[int, Facts]:
    """Give the facts of each session, all in one pass."""
    session_of = {one.id: one.session_id for one in facts.holdings}
    parts: dict[int, tuple[list[Any], ...]] = {one.id: ([], [], [], []) for one in facts.topics}
    for holding in facts.holdings:
        parts[holding.session_id][0].append(holding)
    for wish in facts.wishes:
        parts[wish.session_id][1].append(wish)
    for row in facts.stretches:
        parts[session_of[row.slot_id]][2].append(row)
    for figure in facts.figures:
        of = session_of.get(figure.slot_id or "", figure.session_id)
        if of in parts:
            parts[of][3].append(figure)
    topics = {one.id: one for one in facts.topics}
    return {
        key: replace(
            facts,
            topics=(topics[key],),
            holdings=tuple(holdings),
            wishes=tuple(wishes),
            stretches=tuple(rows),
            figures=tuple(figures),
        )
        for key, (holdings, wishes, rows, figures) in parts.items()
    }


def narrow_to_slot(facts: Facts, slot_id: str) -> Facts:
    """Give the facts of one slot, of those of its session; registrations are those with a place in it."""
    rows = tuple([one for one in facts.stretches if one.slot_id == slot_id])
    here = {one.person_id for one in rows}
    return replace(
        facts,
        holdings=tuple(one for one in facts.holdings if one.id == slot_id),
        wishes=tuple(
            Wish(one.person_id, one.session_id, one.active and slot_id in one.slots, one.slots)
            for one in facts.wishes
            if slot_id in one.slots or one.person_id in here
        ),
        stretches=rows,
        figures=tuple(one for one in facts.figures if one.slot_id == slot_id),
    )
