"""What pages call what is held of Parties: sources of standings, subjects of decisions, acts of their history."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.cop.parties import StatusKind
from meetings.formats.times import date_words
from meetings.web.cop.words import STANDINGS, region_words, treaty_word

KINDS: Final[dict[str, Callable[[], str]]] = {
    StatusKind.DEPOSITED: lambda: _("It deposited its instrument: it is a Party, or becomes one"),
    StatusKind.NON_PARTY: lambda: _("It is not a Party"),
    StatusKind.TO_BE_CONFIRMED: lambda: _("Not known yet: to be confirmed"),
}


def subject_words(subject: str) -> str:
    """Say what a decision is about."""
    if subject.startswith("status:"):
        return _("Standing: %(treaty)s", treaty=treaty_word(subject.removeprefix("status:")))
    return {"names": _("Names"), "regional_group": _("Regional group")}.get(subject, subject)


def status_words(status: str, day: date | None, language: str) -> str:
    """Word a status and from when it is."""
    word = STANDINGS[status]()
    return _("%(state)s since %(day)s", state=word, day=date_words(day, language)) if day else word


def said_words(said: Mapping[str, Any], language: str) -> str:
    """Word what the list says, or what stands here: statuses with their days, names, or a regional group."""
    if "statuses" in said:
        lines = [
            status_words(status, date.fromisoformat(day) if day else None, language)
            for status, day, _source in said["statuses"]
        ]
        return _(", ").join(lines) or STANDINGS["non_party"]()
    if "names" in said:
        return _(", ").join(f"{code}: {name}" for code, name in sorted(said["names"].items()))
    return region_words(said.get("regional_group") or "")


def act_words(act: str) -> str:
    """Say what was done to a Party, or to credentials and bodies."""
    return {
        "party.change": _("Names, group"),
        "party.status": _("Standing decided"),
        "party.take_list": _("The list's word taken"),
        "party.keep_ours": _("Kept, though the list says otherwise"),
    }.get(act, act)


def actor_words(actor: str, names: Mapping[str, str]) -> str:
    """Name who did something: a member of staff, a program, an applicant, the import of a list, or the system."""
    kind, _colon, rest = actor.partition(":")
    if kind == "user":
        return names.get(actor) or _("Staff %(number)s", number=rest)
    if kind == "token":
        return _("A program of the secretariat: %(name)s", name=rest)
    return {
        "house": _("The system itself"),
        "applicant": _("Whoever applied"),
        "import": _("The list that was imported"),
    }.get(actor, actor)
