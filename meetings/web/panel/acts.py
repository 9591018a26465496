"""What the forms of a panel do, on the panellist's own page and at the desk, on their behalf; and what was refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import request

from meetings.domain.errors import NotAChoice, NotFound, Refused, Stale
from meetings.queries.panel.panels import OwnPanels, PanelShown
from meetings.services.panel import answers, assistants, proposals
from meetings.services.people import PersonGiven, keep_settings
from meetings.services.releases import Said
from meetings.web.errors import sentence
from meetings.web.panel.panel_words import RELEASES

# Where the forms of a session begin in the page.
FORMS: Final = {"answer": "answer", "print": "printed", "release": "release"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks: about whose panels in which programme, by whom, and when.

    `panels` are those that whoever asks may answer for; `reader_id` is whose settings the form keeps.
    """

    person_id: int
    programme_id: int
    panels: OwnPanels
    reader_id: int
    language: str
    actor: str
    now: datetime

    @property
    def panel(self) -> PanelShown:
        """Give the panel that the form is about.

        Raises: NotFound, for a session on whose panel the panellist is not, or that is not open to whoever asks.
        """
        panel = self.panels.of(request.form.get("session", ""))
        if panel is None:
            raise NotFound()
        return panel

    def typed(self, name: str) -> str:
        """Give what was typed."""
        return request.form.get(name, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: by which form, about which session or time, at which field; `stored` is what stands by now."""

    act: str
    key: str
    field: str
    words: str
    status: int
    is_stale: bool = False

    @property
    def anchor(self) -> str:
        """Name the field in the page."""
        if not self.field:
            return f"{FORMS.get(self.act, 'session')}-{self.key}" if self.key else "main"
        own = f"{self.field}-{self.act}" if self.act == "propose" else self.field
        return f"{own}-{self.key}" if self.key else own


def _answer(asked: Asked) -> str:
    panel, said = asked.panel, asked.typed("answer")
    answers.answer(
        panel.id,
        asked.person_id,
        said,
        asked.typed("words"),
        asked.now,
        actor=asked.actor,
    )
    return said


def _print(asked: Asked) -> str:
    panel, printed = asked.panel, (asked.typed("function"), asked.typed("organization"))
    seen = request.form.get("revision", 0, type=int)
    person_id, actor = asked.person_id, asked.actor
    answers.print_as(panel.id, person_id, printed, seen, asked.now, actor=actor)
    return "print"


def _release(asked: Asked) -> str:
    panel, slot_id = asked.panel, asked.typed("slot")
    if slot_id not in {one.id for one in panel.times}:
        raise NotFound()
    if asked.typed("release") not in RELEASES:
        raise NotAChoice(field="release", value=asked.typed("release")[:20])
    said = Said(asked.typed("release"), asked.typed("parts").replace(",", "\n"))
    seen = request.form.get("revision", 0, type=int)
    person_id, actor = asked.person_id, asked.actor
    answers.release(slot_id, person_id, said, seen, asked.now, actor=actor)
    return "release"


def _propose(asked: Asked) -> str:
    panel = asked.panel
    name, email, organization, words = (
        asked.typed(one) for one in ("name", "email", "organization", "words")
    )
    person_id, actor = asked.person_id, asked.actor
    proposals.propose(panel.id, person_id, (name, email, organization, words), asked.now, actor=actor)
    return "propose"


def _add_assistant(asked: Asked) -> str:
    given = PersonGiven(asked.typed("name"), asked.typed("email"), language=asked.language)
    assistants.add_assistant(asked.programme_id, asked.person_id, given, asked.now, actor=asked.actor)
    return "assistant"


def _end_assistant(asked: Asked) -> str:
    name = asked.typed("assistant")
    assistants.end_assistant(asked.programme_id, asked.person_id, name, asked.now, actor=asked.actor)
    return "end_assistant"


def _settings(asked: Asked) -> str:
    keep_settings(asked.reader_id, asked.typed("language"), asked.typed("zone"), asked.now)
    return "settings"


ACTS: Final[dict[str, Callable[[Asked], str]]] = {
    "answer": _answer,
    "print": _print,
    "release": _release,
    "propose": _propose,
    "assistant": _add_assistant,
    "end_assistant": _end_assistant,
    "settings": _settings,
}


def problem_of(act: str, refusal: Refused) -> Problem:
    """Word what was refused, for the form that it was."""
    key = request.form.get("slot", "") if act == "release" else request.form.get("session", "")
    return Problem(
        act, key, refusal.field or "", sentence(refusal), refusal.status, isinstance(refusal, Stale)
    )
