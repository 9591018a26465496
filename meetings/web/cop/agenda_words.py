"""The words of a conference's agenda: items with their numbers, where each is taken up, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetings.formats import times
from meetings.queries.cop.documents import PapersShown
from meetings.queries.cop.programme import ConferenceShown, MeetingShown
from meetings.web.cop.programme_words import place_name
from meetings.web.timetable import Desk, session_address

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A meeting in which an item is taken up."""

    title: Words
    address: str
    when: str
    is_inferred: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document of an item: its symbol, its title, and where it stands in the list of documents."""

    symbol: str
    title: Words
    address: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the agenda as a page shows it."""

    slug: str
    number: str
    title: Words
    depth: int
    segments: tuple[Words, ...]
    taken_up: tuple[TakenUp, ...]
    papers: tuple[PaperLine, ...]
    inferred: frozenset[str]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as a page shows it; its title is a short label."""

    number: str
    title: Words
    segment: Words | None
    inferred: frozenset[str]


def agenda_lines(found: ConferenceShown, papers: PapersShown, desk: Desk) -> list[ItemLine]:
    """Give the items in their order, each with its documents and where it is taken up."""
    base = f"/{desk.reader.language}/{found.programme.slug}/papers"
    own = {item.slug: item.families for item in papers.items}
    titles: Mapping[str, Words] = {one.slug: one.title for one in found.segments}
    return [
        ItemLine(
            slug=one.slug,
            number=one.number or "",
            title=one.title,
            depth=one.depth,
            segments=tuple(titles[slug] for slug in one.segments if slug in titles)
            if len(titles) > 1
            else (),
            taken_up=tuple(
                _taken_up(each, found, desk)
                for each in found.meetings
                if one.slug in {item.slug for item in each.items}
            ),
            papers=tuple(
                PaperLine(each.symbol.printed if each.symbol else "", each.title, f"{base}#{each.name}")
                for family in own.get(one.slug, ())
                for each in (family.head, *family.others)
            ),
            inferred=one.inferred,
        )
        for one in found.items
    ]


def _taken_up(one: MeetingShown, found: ConferenceShown, desk: Desk) -> TakenUp:
    first = min(one.session.slots, key=lambda slot: slot.starts_at, default=None)
    when = ""
    if first is not None:
        place = place_name(found.segment(one.segment), first.zone, desk.reader.language)
        when = times.short_words(first.starts_at, first.zone, desk.reader.language, place)
    return TakenUp(
        title=one.session.title,
        address=session_address(desk, one.slug),
        when=when,
        is_inferred="items" in one.session.inferred,
    )


def decision_lines(found: ConferenceShown) -> list[DecisionLine]:
    """Give the decisions in their order."""
    titles = {one.slug: one.title for one in found.segments}
    return [
        DecisionLine(
            number=one.number or "",
            title=one.title,
            segment=titles.get(one.segment or "") if len(titles) > 1 else None,
            inferred=one.inferred,
        )
        for one in found.records
        if one.kind == "decision"
    ]
