"""Badges and letters for many at once, left to a worker; and the letter for a visa that has the passport's number."""

from collections.abc import Sequence
from datetime import datetime

from meetings.domain.cop.badges_errors import NoPassport
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.papers import PaperKind, check_kind
from meetings.domain.errors import NotAChoice, NothingChosen
from meetings.domain.jobs import BADGES, LETTERS
from meetings.domain.ports import KeyShelf
from meetings.domain.registrations import check_language
from meetings.services import jobs
from meetings.services.cop import papers
from meetings.services.cop.identities import read_passport


def ask_for_badges(
    programme: str, ids: Sequence[str], form: str, language: str, *, now: datetime, actor: str
) -> str:
    """Ask for the badges of people, to print; give the name of the work.

    Takes: participations; the paper they stand on, which the door checked.
    Raises: NothingChosen, with field `act`; NotAChoice, with field `language`.
    """
    if not ids:
        raise NothingChosen(field="act")
    asked = {"ids": [*ids], "actor": actor, "programme": programme}
    asked |= {"language": check_language(language), "form": form}
    return jobs.ask(BADGES, f"programme:{programme}", asked, len(ids), now=now, actor=actor)


def ask_for_letters(
    programme: str, ids: Sequence[str], kind: str, language: str, *, now: datetime, actor: str
) -> str:
    """Ask for letters to people, to print; give the name of the work.

    Takes: participations; a language, or nothing for that of each person.
    Raises: NothingChosen, with field `act`; NotAChoice, with the field.
    """
    if not ids:
        raise NothingChosen(field="act")
    asked = {"ids": [*ids], "actor": actor, "programme": programme}
    asked |= {"kind": check_kind(kind), "language": check_language(language) if language else ""}
    return jobs.ask(LETTERS, f"programme:{programme}", asked, len(ids), now=now, actor=actor)


def make_visa_letter(
    participation_id: str,
    nomination_id: str,
    state: str,
    given: tuple[str, str],
    *,
    now: datetime,
    actor: str,
    shelf: KeyShelf,
) -> tuple[str, str]:
    """Give somebody a letter for a visa that has the number of their passport; reading it is noted, and not kept.

    Takes: where their participation stands; the kind of letter and its language, as they were typed.
    Gives: the code of the letter, and the number.
    Raises: NotAChoice, with field `kind`; NoPassport, with field `passport`; what making the letter raises.
    """
    kind, language = check_kind(given[0]), check_language(given[1])
    if kind != PaperKind.VISA:
        raise NotAChoice(field="kind", value=kind)
    if state not in ADMITTED:
        papers.make(participation_id, kind, language, now, actor=actor)  # says why not
    found = read_passport(nomination_id, now, actor=actor, shelf=shelf)
    if found is None:
        raise NoPassport(field="passport")
    code = papers.make(participation_id, kind, language, now, actor=actor, with_passport=True)
    return code, found.number
