"""What the pages of a panellist's papers share: whose they are, their panels, and the links between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from meetings.domain.device_errors import NotProved
from meetings.domain.errors import NotFound, Refused
from meetings.formats.languages import marked
from meetings.formats.times import short_words
from meetings.queries.panel.holders import Holder
from meetings.queries.panel.own_panels import OwnPanel, own_panels
from meetings.web.errors import sentence
from meetings.web.panel.devices import proved
from meetings.web.readers import Reader, current_reader, settle_reader
from meetings.web.timetable import Link


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: whose, for which reader, and when."""

    holder: Holder
    token: str
    reader: Reader
    now: datetime
    panels: tuple[OwnPanel, ...]

    @property
    def home(self) -> str:
        """Give the address of the panellist's own page."""
        return f"/{self.reader.language}/speak/{self.token}"

    @property
    def ids(self) -> tuple[int, int]:
        """Give the numbers of the person and of the programme."""
        return self.holder.person.id, self.holder.programme.id

    def panel(self, session: str) -> OwnPanel:
        """Give a panel of theirs.

        Raises: NotFound.
        """
        for one in self.panels:
            if one.slug == session:
                return one
        raise NotFound()

    def when(self, at: datetime) -> str:
        """Word a moment as the reader's clocks have it."""
        return short_words(at, self.reader.zone, self.reader.language, self.reader.city)

    def who(self, actor: str) -> str:
        """Say who did something, as far as a panellist is told: they, an assistant, or the organizers."""
        if actor.startswith("panel:"):
            return _("you") if self.holder.assistant is None else _("the panellist")
        return _("an assistant") if actor.startswith("assistant:") else _("the organizers")


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, and the field and form to blame."""

    words: str
    field: str
    form: str
    status: int


def here_of(token: str) -> Here:
    """Give the page at work, for a browser that has proved itself.

    Raises: LinkDead, NotProved.
    """
    holder = proved(token)
    reader = settle_reader(holder.programme, holder.reader.zone)
    panels = own_panels(holder.person.id, holder.programme.id)
    return Here(holder, token, reader, datetime.now(UTC), panels)


def not_proved(_refusal: NotProved) -> Response:
    """Show a browser that has not proved itself the way to do so, and nothing of anybody."""
    token, lang = str((request.view_args or {}).get("token", "")), current_reader().language
    return make_response(render_template("panel/not_proved.html", home=f"/{lang}/speak/{token}"), 401)


def problem_of(refusal: Refused, form: str = "") -> Problem:
    """Word a refusal."""
    return Problem(sentence(refusal), (refusal.field or "").replace("title.", "title-"), form, refusal.status)


def own_sections(holder: Holder, token: str, lang: str, now: datetime) -> Sequence[Link]:
    """Give the links to somebody's papers, for their own page: what is of all their panels, then by session."""
    panels, home = own_panels(holder.person.id, holder.programme.id), f"/{lang}/speak/{token}"
    links = [
        Link(f"{home}/about", _("About me: text and photo")),
        Link(f"{home}/availability", _("When I can and cannot")),
        Link(f"{home}/letter", _("Letters for my institute")),
        Link(f"/calendars/speak/{token}.ics", _("My times as a calendar")),
    ]
    for one in panels:
        title = marked(one.title, lang)
        links.append(Link(f"{home}/slides/{one.slug}", _("Slides: %(title)s", title=title)))
        if one.is_over(now):
            links.append(Link(f"{home}/afterwards/{one.slug}", _("Afterwards: %(title)s", title=title)))
    return links
