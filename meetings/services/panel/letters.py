"""Letters for panellists: given with a code by which they are checked, the same one as long as it says the same."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAChoice, NotFound, NothingChosen, Refused
from meetings.domain.jobs import PANEL_LETTERS
from meetings.domain.panel.letters import LetterKind, check_kind, new_letter_code
from meetings.domain.panel.letters_errors import NoPanelToInvite, NothingToThank
from meetings.domain.registrations import check_language
from meetings.extensions import db, take_turns, transaction
from meetings.models.panel.papers import PanelLetter
from meetings.queries.panel.letters import Reader, everybody_on_panels, letter_facts, readers
from meetings.queries.panel.settings import number_of
from meetings.services import jobs
from meetings.services.audit import note

TURN = "panel letters"


def make_letter(
    person_id: int, programme_id: int, kind: LetterKind, language: str, *, now: datetime, actor: str
) -> str:
    """Give the code of a letter: the one that stands, or a new one for what it now says.

    Raises: NotFound; NotAChoice (language); NoPanelToInvite, NothingToThank.
    """
    found = make_letters([person_id], programme_id, kind, language, now=now, actor=actor)
    if found:
        return found[0]
    refusals: dict[LetterKind, type[Refused]] = {
        LetterKind.INVITATION: NoPanelToInvite,
        LetterKind.THANKS: NothingToThank,
    }
    if not readers([person_id]):
        raise NotFound()
    raise refusals[kind]()


def make_letters(
    person_ids: Sequence[int],
    programme_id: int,
    kind: LetterKind,
    language: str,
    *,
    now: datetime,
    actor: str,
) -> list[str]:
    """Give the codes of letters for many, in their order; for whom there is nothing to tell, there is none.

    Takes: the language; empty for each person's own.
    """
    chosen = check_language(language) if language else ""
    with transaction():
        take_turns(TURN)
        people = readers(person_ids)
        codes = []
        for number in person_ids:
            facts = letter_facts(number, programme_id, kind, now) if number in people else {}
            if facts:
                wanted = PanelLetter(
                    person_id=number,
                    programme_id=programme_id,
                    kind=kind,
                    language=chosen or people[number].language,
                    facts=facts,
                    made_at=now,
                    made_by=actor,
                )
                codes.append(_made(wanted, people[number]))
        return codes


def _made(wanted: PanelLetter, reader: Reader) -> str:
    """Store a letter, unless one stands that says the same; give the code of which stands then."""
    old = db.session.scalar(
        select(PanelLetter).where(
            PanelLetter.person_id == wanted.person_id,
            PanelLetter.programme_id == wanted.programme_id,
            PanelLetter.kind == wanted.kind,
            PanelLetter.language == wanted.language,
            PanelLetter.ended_at.is_(None),
        )
    )
    if old is not None and (old.name, old.facts) == (reader.name, wanted.facts):
        return old.code
    if old is not None:
        old.ended_at = wanted.made_at
        db.session.flush()
    wanted.code, wanted.name = new_letter_code(), reader.name
    db.session.add(wanted)
    db.session.flush()
    facts = {"code": wanted.code, "in": wanted.language}
    subject = f"person:{wanted.person_id}"
    note(wanted.made_at, wanted.made_by, f"panel.letter_{wanted.kind}", subject, after=facts)
    return wanted.code


def unname_letters(person_id: int, now: datetime) -> None:
    """Let letters tell nothing any more of somebody who is erased, and throw away files that hold them."""
    jobs.empty_of(PANEL_LETTERS, [person_id], now)
    theirs = update(PanelLetter).where(PanelLetter.person_id == person_id)
    db.session.execute(theirs.values(name=None, facts={}).execution_options(synchronize_session=False))


def ask_for_letters(programme: str, kind: str, language: str, *, now: datetime, actor: str) -> str:
    """Ask for the letters of everybody on panels of a programme, as long work; give its name.

    Takes: a kind of letter; a language, or nothing for each person's own.
    Raises: NotAChoice, with the field; NothingChosen, where nobody is on a panel; NotFound.
    """
    checked = check_kind(kind)
    if language not in ("", *LANGUAGES):
        raise NotAChoice(field="language", value=language[:20])
    people = everybody_on_panels(programme)
    if not people:
        raise NothingChosen(field="act")
    asked = {
        "ids": people,
        "programme_id": number_of(programme),
        "letter": str(checked),
        "language": language,
        "actor": actor,
    }
    return jobs.ask(PANEL_LETTERS, f"programme:{programme}", asked, len(people), now=now, actor=actor)
