"""Asking for the files of many certificates, which are made in the background."""

from datetime import datetime

from meetings.domain.certificates import Standing
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAChoice, NothingChosen
from meetings.domain.jobs import CERTIFICATES, part_of
from meetings.domain.permissions import Reach
from meetings.queries.certificates import Asked, all_in
from meetings.services import jobs


def ask_for_files(
    programme: str, where: Reach, asked: Asked, language: str, *, now: datetime, actor: str
) -> str:
    """Ask for the files of all certificates that stand among those asked for; give the name of the work.

    Takes: one language for all, or nothing for that of each.
    Raises: NotAChoice, with field `language`; NothingChosen, where none stands.
    """
    if language not in ("", *LANGUAGES):
        raise NotAChoice(field="language", value=language[:20])
    found = [one for one in all_in(programme, where, asked, now) if one.standing == Standing.VALID]
    if not found:
        raise NothingChosen(field="act")
    found.sort(key=lambda one: (one.language, one.session.slug, one.name, one.id))
    wanted = {
        "ids": [one.id for one in found],
        "language": language,
        "part": part_of(where, programme),
    }
    return jobs.ask(CERTIFICATES, f"programme:{programme}", wanted, len(found), now=now, actor=actor)
