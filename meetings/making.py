"""What the worker makes at length, a function for each kind: piece by piece, each kept as soon as it is made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from meetings.domain.jobs import CERTIFICATES
from meetings.domain.ports import Typesetter
from meetings.domain.typesetting_errors import FontMissing
from meetings.formats.certificates import TEMPLATE, Facts, facts_of, paper
from meetings.queries.certificates import CertificateShown, certificates_of
from meetings.services import jobs as long_work

SHEETS: Final = 50


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
    """Set certificates in one file; give it, and how many could not be set, because a font is missing."""
    facts = [facts_of(one, outside.base_url, outside.site_name) for one in shown]
    try:
        return (outside.typesetter.pdf(TEMPLATE, paper(facts, spoken)) if facts else b""), 0
    except FontMissing:
        good = [one for one in facts if _can_be_set(outside.typesetter, one, spoken)]
    return (outside.typesetter.pdf(TEMPLATE, paper(good, spoken)) if good else b""), len(facts) - len(good)


def _can_be_set(typesetter: Typesetter, facts: Facts, spoken: str) -> bool:
    try:
        typesetter.pdf(TEMPLATE, paper([facts], spoken))
    except FontMissing:
        return False
    return True


MAKERS: Final[dict[str, Callable[[Any, long_work.Held, Turn], None]]] = {
    CERTIFICATES: _make_certificates,
}
