"""Languages of a time in words: services, how far they have come, what is lacking, what the public is told."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _

from meetings.domain.codes import SlotState
from meetings.domain.live.interpretation import Lack, ServiceKind, ServiceState
from meetings.formats.times import language_name
from meetings.queries.live.interpretation import Told, told

KINDS: Final[dict[ServiceKind, Callable[[], str]]] = {
    ServiceKind.SPOKEN: lambda: _("Interpretation"),
    ServiceKind.SIGN: lambda: _("Sign language"),
    ServiceKind.CAPTIONS: lambda: _("Captions"),
}
GIVEN: Final[dict[ServiceKind, Callable[[], str]]] = {
    **KINDS,
    ServiceKind.SPOKEN: lambda: _("Interpretation into"),
}
NOTHING: Final = Told((), ())
STATES: Final[dict[ServiceState, Callable[[], str]]] = {
    ServiceState.NEEDED: lambda: _("Needed"),
    ServiceState.BOOKED: lambda: _("Booked"),
    ServiceState.CONFIRMED: lambda: _("Confirmed"),
    ServiceState.NOT_PROVIDED: lambda: _("Not provided"),
}
MOVES: Final[dict[ServiceState, Callable[[], str]]] = {
    ServiceState.NEEDED: lambda: _("Needed again"),
    ServiceState.BOOKED: lambda: _("It is booked"),
    ServiceState.CONFIRMED: lambda: _("It is confirmed"),
    ServiceState.NOT_PROVIDED: lambda: _("It is not provided"),
}
LACKS: Final[dict[Lack, Callable[[], str]]] = {
    Lack.LATE: lambda: _("Late"),
    Lack.OPEN: lambda: _("Open"),
    Lack.TAKEN_BACK: lambda: _("Taken back after it was announced"),
    Lack.NO_CHANNEL: lambda: _("No channel is set for it"),
}


def service_words(kind: str, language: str, label: str, lang: str) -> str:
    """Name a service: Interpretation: French."""
    return f"{KINDS[ServiceKind(kind)]()}: {label or language_name(language, lang)}"


def language_facts(session: Any, lang: str) -> list[tuple[str, str]]:
    """Say on a session's page which languages it is given in: what is confirmed, and what no longer is.

    As long as no language of any of its times is kept as a service, what the session itself names.
    """
    slots = [one.id for one in session.slots if one.state == SlotState.PLANNED]
    known = told(slots)
    if not known:
        names = _(", ").join(language_name(one, lang) for one in session.interpreted)
        return [(_("Interpretation into"), names)] if names else []
    every = [known.get(one, NOTHING) for one in slots]
    return [*_given(every, lang), *_taken_back(every, lang)]


def entrance_facts(slot_id: str, lang: str) -> list[tuple[str, str]]:
    """Say at the entrance of one time which languages it is given in; nothing where none is kept as a service."""
    every = list(told([slot_id]).values())
    return [*_given(every, lang), *_taken_back(every, lang)]


def _given(every: list[Told], lang: str) -> list[tuple[str, str]]:
    found = []
    for kind in ServiceKind:
        names = dict.fromkeys(
            (language, label) for one in every for of, language, label in one.given if of == kind
        )
        words = []
        for language, label in names:
            name = label or language_name(language, lang)
            is_always = all((kind, language, label) in one.given for one in every)
            words.append(name if is_always else _("%(language)s (not at every time)", language=name))
        if words:
            found.append((GIVEN[kind](), _(", ").join(words)))
    return found


def _taken_back(every: list[Told], lang: str) -> list[tuple[str, str]]:
    gone = dict.fromkeys(one for told_of in every for one in told_of.taken_back)
    names = [service_words(*one, lang) for one in gone]
    return [(_("Not given after all"), _(", ").join(names))] if names else []
