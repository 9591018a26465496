"""What the worker makes at length, a function for each kind: piece by piece, each kept as soon as it is made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from meetings.domain.cop.codes import BadgeState
from meetings.domain.cop.papers import PaperKind
from meetings.domain.jobs import (
    ACCREDITATION,
    BADGES,
    CAMPAIGNS,
    CERTIFICATES,
    CONTACTS,
    LETTERS,
    PANEL_LETTERS,
)
from meetings.domain.panel.letters import LetterKind
from meetings.domain.ports import Typesetter
from meetings.domain.typesetting_errors import FontMissing
from meetings.formats.certificates import TEMPLATE, facts_of, paper
from meetings.formats.contacts.lists import list_rows
from meetings.formats.contacts.lists_words import names_with
from meetings.formats.cop import badges, given_letters
from meetings.formats.panel import letters as panel_letters
from meetings.queries.certificates import CertificateShown, certificates_of
from meetings.queries.contacts.around import country_names
from meetings.queries.cop.arrivals import settings_of
from meetings.queries.cop.badges import Bearer, bearers_of
from meetings.queries.cop.papers import papers_by_code
from meetings.queries.panel import letters as panel_queries
from meetings.services import jobs as long_work
from meetings.services.contacts.campaign_planning import plan_some, settled
from meetings.services.contacts.imports import work as take_contacts
from meetings.services.contacts.reading import Reading
from meetings.services.cop.accreditation import decide_each
from meetings.services.cop.badges import issue_many
from meetings.services.cop.identities import photos_of
from meetings.services.cop.papers import make_many
from meetings.services.panel.letters import make_letters as give_panel_letters

SHEETS: Final = 50
BADGES_AT_ONCE: Final = 48  # twelve sheets of four
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """A worker's turn at long work: what time it is, and whether it was told to stop."""

    now: Callable[[], datetime]
    is_over: Callable[[], bool]


def _make_certificates(outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Set certificates, some of one language in a file."""
    ids, done = held.asked["ids"], held.done
    while done < len(ids):
        if turn.is_over():
            long_work.give_back(held)
            return
        shown, spoken, number = _next_sheets(ids[done : done + SHEETS], held.asked["language"])
        content, unset = _set_sheets(outside, shown, spoken)
        name = f"certificates-{done + 1:05d}-{done + number:05d}-{spoken}.pdf"
        pieces = [long_work.Piece(done, name, content)] if content else []
        problems = {"font_missing": unset, "ended": number - len(shown)}
        done += number
        if not long_work.add(
            held, pieces, done, {key: one for key, one in problems.items() if one}, turn.now()
        ):
            return
    long_work.finish(held, turn.now())


def _next_sheets(ids: Sequence[int], wanted: str) -> tuple[list[CertificateShown], str, int]:
    """Give the next certificates that stand and are of one language, the language, and how many of all this is."""
    found = certificates_of(ids)
    spoken = wanted or next((found[one].language for one in ids if one in found), "en")
    number = next(
        (at for at, one in enumerate(ids) if not wanted and one in found and found[one].language != spoken),
        len(ids),
    )
    return [found[one] for one in ids[:number] if one in found], spoken, number


def _set_sheets(outside: Any, shown: Sequence[CertificateShown], spoken: str) -> tuple[bytes, int]:
    facts = [facts_of(one, outside.base_url, outside.site_name) for one in shown]
    return _set_all(outside.typesetter, TEMPLATE, facts, partial(paper, language=spoken))


def _make_badges(outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Issue the badges that are due, and set all that are asked for, some in a file."""
    asked, done = held.asked, held.done
    while done < len(asked["ids"]):
        if turn.is_over():
            long_work.give_back(held)
            return
        ids = asked["ids"][done : done + BADGES_AT_ONCE]
        issue_many(ids, turn.now(), asked["actor"])
        standing = [one for one in bearers_of(ids) if one.badge_state == BadgeState.VALID]
        facts = _badge_facts(outside, standing)
        content, unset = _set_all(
            outside.typesetter, badges.TEMPLATE, facts, lambda some: _badge_paper(some, asked)
        )
        name = f"badges-{done + 1:05d}-{done + len(ids):05d}.pdf"
        pieces = [long_work.Piece(done, name, content)] if content else []
        problems = {"font_missing": unset, "ended": len(ids) - len(standing)}
        done += len(ids)
        if not long_work.add(held, pieces, done, _found(problems), turn.now()):
            return
    long_work.finish(held, turn.now())


def _badge_paper(facts: Sequence[badges.BadgeFacts], asked: Mapping[str, Any]) -> dict[str, Any]:
    return badges.paper(facts, asked["language"], badges.Form(asked["form"]))


def _badge_facts(outside: Any, bearers: Sequence[Bearer]) -> list[badges.BadgeFacts]:
    """Give the facts of badges, each with the photo of its bearer where one is kept."""
    photos = photos_of(
        (one.nomination_id for one in bearers), shelf=outside.identity_shelf, storage=outside.storage
    )
    return [badges.facts_of(one, outside.site_name, photos.get(one.nomination_id)) for one in bearers]


def _make_letters(outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Give letters of a kind to many, and set them, those of a language in a file."""
    asked, done = held.asked, held.done
    head = settings_of(asked["programme"])
    while done < len(asked["ids"]):
        if turn.is_over():
            long_work.give_back(held)
            return
        ids = asked["ids"][done : done + SHEETS]
        codes = make_many(ids, PaperKind(asked["kind"]), asked["language"], turn.now(), actor=asked["actor"])
        shown = papers_by_code(list(codes.values()))
        pieces, unset = [], 0
        for number, spoken in enumerate(sorted({one.language for one in shown})):
            facts = [
                given_letters.facts_of(one, head, outside.base_url, outside.site_name)
                for one in shown
                if one.language == spoken
            ]
            content, left = _set_all(
                outside.typesetter,
                given_letters.TEMPLATE,
                facts,
                partial(given_letters.paper, language=spoken),
            )
            name = f"{asked['kind']}-{done + 1:05d}-{done + len(ids):05d}-{spoken}.pdf"
            pieces += [long_work.Piece(done + number, name, content)] if content else []
            unset += left
        problems = {"font_missing": unset, "ended": len(ids) - len(shown)}
        done += len(ids)
        if not long_work.add(held, pieces, done, _found(problems), turn.now()):
            return
    long_work.finish(held, turn.now())


def _make_panel_letters(outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Give letters of a kind to panellists, and set them, those of a language in a file."""
    asked, done = held.asked, held.done
    kind = LetterKind(asked["letter"])
    while done < len(asked["ids"]):
        if turn.is_over():
            long_work.give_back(held)
            return
        ids = asked["ids"][done : done + SHEETS]
        codes = give_panel_letters(
            ids, asked["programme_id"], kind, asked["language"], now=turn.now(), actor=asked["actor"]
        )
        pieces, unset = _set_panel_letters(outside, codes, done, kind)
        problems = {"font_missing": unset, "no_panel": len(ids) - len(codes)}
        done += len(ids)
        if not long_work.add(held, pieces, done, _found(problems), turn.now()):
            return
    long_work.finish(held, turn.now())


def _set_panel_letters(
    outside: Any, codes: Sequence[str], done: int, kind: LetterKind
) -> tuple[list[long_work.Piece], int]:
    """Set letters, a file for each language; give how many could not be set, too."""
    shown, pieces, unset = panel_queries.letters_by_code(codes), list[long_work.Piece](), 0
    for number, spoken in enumerate(sorted({one.language for one in shown})):
        facts = [
            panel_letters.facts_of(one, outside.base_url, outside.site_name)
            for one in shown
            if one.language == spoken
        ]
        content, left = _set_all(
            outside.typesetter,
            panel_letters.TEMPLATE,
            facts,
            partial(panel_letters.paper, language=spoken),
        )
        name = f"{kind}-{done + 1:05d}-{spoken}.pdf"
        pieces += [long_work.Piece(done + number, name, content)] if content else []
        unset += left
    return pieces, unset


def _accredit(_outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Move people who were chosen, some at once; whom somebody else moved meanwhile is left as they are."""
    asked, done = held.asked, held.done
    people = sorted(asked["people"].items())
    while done < len(people):
        if turn.is_over():
            long_work.give_back(held)
            return
        some = dict(people[done : done + SHEETS])
        left = decide_each(asked["programme"], asked["to"], some, turn.now(), actor=asked["actor"])
        done += len(some)
        if not long_work.add(held, [], done, _found({"moved_meanwhile": left}), turn.now()):
            return
    long_work.finish(held, turn.now())


def _take_contacts(outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Read a list of contacts, take it in or withdraw it, some hundred rows at a time."""
    reading = Reading(names_with(country_names()), list_rows, outside.keys)
    for done in take_contacts(held.asked["import"], held.done, reading, turn.now):
        if not long_work.add(held, [], done, {}, turn.now()):
            return
        if turn.is_over():
            long_work.give_back(held)
            return
    long_work.finish(held, turn.now())


def _plan_campaign(_outside: Any, held: long_work.Held, turn: Turn) -> None:
    """Settle the people of a campaign, some at once; one that was taken back meanwhile is left alone."""
    campaign_id, revision = held.asked["campaign"], held.asked["revision"]
    while plan_some(campaign_id, revision, turn.now()):
        if not long_work.add(held, [], settled(campaign_id), {}, turn.now()):
            return
        if turn.is_over():
            long_work.give_back(held)
            return
    long_work.finish(held, turn.now())


def _found(problems: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in problems.items() if number}


def _set_all(
    typesetter: Typesetter,
    template: str,
    facts: Sequence[T],
    paper: Callable[[Sequence[T]], Mapping[str, Any]],
) -> tuple[bytes, int]:
    """Set papers in one file; give it, and how many could not be set, because a font is missing."""
    try:
        return (typesetter.pdf(template, paper(facts)) if facts else b""), 0
    except FontMissing:
        good = [one for one in facts if _is_set(typesetter, template, paper([one]))]
    return (typesetter.pdf(template, paper(good)) if good else b""), len(facts) - len(good)


def _is_set(typesetter: Typesetter, template: str, data: Mapping[str, Any]) -> bool:
    try:
        typesetter.pdf(template, data)
    except FontMissing:
        return False
    return True


MAKERS: Final[dict[str, Callable[[Any, long_work.Held, Turn], None]]] = {
    CERTIFICATES: _make_certificates,
    BADGES: _make_badges,
    LETTERS: _make_letters,
    ACCREDITATION: _accredit,
    PANEL_LETTERS: _make_panel_letters,
    CONTACTS: _take_contacts,
    CAMPAIGNS: _plan_campaign,
}
