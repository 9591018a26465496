"""The panels of somebody in words: what is wanted, times, turn, others on the panel, and who said what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.codes import PanelistState, ReleaseState, SessionState, SlotState
from meetings.domain.panel.wanted import Thing, Wanted
from meetings.domain.programmes import Placed, place_names
from meetings.domain.recordings import span_words
from meetings.domain.zones import to_local
from meetings.formats.languages import marked
from meetings.formats.times import day_words, word_three
from meetings.queries.panel.doers import Did, Doer, doer_of
from meetings.queries.panel.panels import Neighbour, OwnPanels, PanelShown, TimeOnPanel
from meetings.web.readers import Reader
from meetings.web.sessions import role_words

DAY_MINUTES: Final = 1440
THINGS: Final[dict[Thing, Callable[[], str]]] = {
    Thing.ANSWER: lambda: _("Say whether you come"),
    Thing.AFFILIATION: lambda: _("Your affiliation as it is to be printed"),
    Thing.SLIDES: lambda: _("Your slides"),
    Thing.RELEASE: lambda: _("Say whether you may be recorded"),
    Thing.BIOGRAPHY: lambda: _("A few words about yourself"),
    Thing.PHOTO: lambda: _("A photograph"),
    Thing.AVAILABILITY: lambda: _("When you can"),
}
# The same for whoever reads it on the panellist's behalf.
OF_THEM: Final[dict[Thing, Callable[[], str]]] = {
    Thing.ANSWER: lambda: _("Whether they come"),
    Thing.AFFILIATION: lambda: _("Affiliation as printed"),
    Thing.SLIDES: lambda: _("Slides"),
    Thing.RELEASE: lambda: _("Whether they may be recorded"),
    Thing.BIOGRAPHY: lambda: _("A few words about themselves"),
    Thing.PHOTO: THINGS[Thing.PHOTO],
    Thing.AVAILABILITY: lambda: _("When they can"),
}
RELEASES: Final[dict[str, Callable[[], str]]] = {
    ReleaseState.GIVEN: lambda: _("Yes, all of it"),
    ReleaseState.PARTS: lambda: _("Yes, but for some parts"),
    ReleaseState.REFUSED: lambda: _("No"),
}
SAID: Final[dict[str, Callable[[], str]]] = {
    ReleaseState.SILENT: lambda: _("Not answered yet"),
    ReleaseState.WITHDRAWN: lambda: _("Withdrawn"),
    **RELEASES,
}
ACTS: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "answer": lambda facts: (
        _("confirmed") if facts.get("answer") == PanelistState.CONFIRMED else _("declined")
    ),
    "print": lambda _facts: _("changed the affiliation as printed"),
    "release": lambda _facts: _("answered about being recorded"),
    "propose": lambda _facts: _("proposed somebody"),
    "about": lambda _facts: _("changed text or photo, or whether they are printed"),
    "hours": lambda facts: (
        _("said when it is possible") if facts.get("can") else _("said when it is not possible")
    ),
    "hours_back": lambda _facts: _("took back what was said of when"),
    "proposal_taken": lambda _facts: _("took a proposal onto the panel"),
    "proposal_left": lambda _facts: _("did not take a proposal"),
    "assistant_added": lambda _facts: _("added an assistant"),
    "assistant_ended": lambda _facts: _("took an assistant away"),
    "put": lambda _facts: _("put on the panel"),
    "take_off": lambda _facts: _("taken off the panel"),
    "invite": lambda _facts: _("invited"),
    "renew": lambda _facts: _("made a new link"),
    "withdraw": lambda _facts: _("withdrew a link"),
    "prove": lambda _facts: _("opened the page on a new device"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """By whom and when a page is read: `own` where the panellist reads it themselves, whose name is `name`."""

    reader: Reader
    now: datetime
    programme: Placed
    name: str
    own: bool = True
    helpers: Mapping[str, str] = field(default_factory=dict)

    def day(self, at: datetime) -> str:
        """Word a day."""
        return day_words(at, self.reader.zone, self.reader.language)


@dataclass(frozen=True, slots=True)
class WantedWords:
    """One thing that is wanted, in words, with where it is done."""

    words: str
    session: str
    until: str
    is_late: bool
    is_done: bool
    is_optional: bool
    address: str


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time in words, as `partials/times.html` sets it, with what was said of being recorded."""

    id: str
    starts_at: datetime
    part: str
    hours: str
    day: str
    elsewhere: str
    at: int
    minutes: int
    look: str
    cancelled: bool
    doors: str
    release: str
    state: str
    parts: str
    revision: int
    proposed: bool = False
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class OtherWords:
    """Somebody on the panel, in words."""

    name: str
    role: str
    affiliation: str
    minutes: str
    is_me: bool


@dataclass(frozen=True, slots=True)
class PanelWords:
    """A panel in words; `is_coming` while something of it can still be answered."""

    id: int
    slug: str
    title: dict[str, str]
    address: str
    roles: str
    answer: str
    answered: str
    words: str
    turn: str
    is_off: bool
    is_coming: bool
    function: str
    organization: str
    revision: int
    others: tuple[OtherWords, ...]
    times: tuple[TimeWords, ...]
    takes_slides: bool
    moderates: bool


@dataclass(frozen=True, slots=True)
class DidWords:
    """Who did what, and when."""

    day: str
    who: str
    what: str


def wanted_words(own: OwnPanels, seen: Seen, home: str) -> list[WantedWords]:
    """Say what is wanted: what is needed and missing first, what is there last."""
    titles = {one.slug: marked(one.title, seen.reader.language) for one in own.panels}
    return [
        WantedWords(
            words=(THINGS if seen.own else OF_THEM)[one.thing](),
            session=titles.get(one.session, ""),
            until=seen.day(one.until),
            is_late=not one.is_done and one.until < seen.now,
            is_done=one.is_done,
            is_optional=one.is_optional,
            address=_address(one, home),
        )
        for one in own.wanted
    ]


def _address(one: Wanted, home: str) -> str:
    return {
        Thing.SLIDES: f"{home}/slides/{one.session}",
        Thing.BIOGRAPHY: f"{home}/about",
        Thing.PHOTO: f"{home}/about",
        Thing.AVAILABILITY: f"{home}/availability",
        Thing.ANSWER: f"#answer-{one.session}",
        Thing.AFFILIATION: f"#printed-{one.session}",
        Thing.RELEASE: f"#release-{one.session}",
    }[one.thing]


def panel_words(panel: PanelShown, seen: Seen, slug: str) -> PanelWords:
    """Word a panel.

    Takes: the slug of its programme.
    """
    lang = seen.reader.language
    comes = "speaker" in panel.roles and not panel.has_declined
    return PanelWords(
        id=panel.id,
        slug=panel.slug,
        title=panel.title,
        address=f"/{lang}/{slug}/{panel.slug}/",
        roles=_(", ").join(role_words(one) for one in panel.roles),
        answer=panel.answer,
        answered=answered_words(panel, seen),
        words=panel.words,
        turn=_turn(panel) if comes else "",
        is_off=panel.state == SessionState.CANCELLED,
        is_coming=any(_ends_at(one) > seen.now for one in panel.times if one.is_planned),
        function=panel.function,
        organization=panel.organization,
        revision=panel.revision,
        others=tuple(_other(one) for one in panel.panel),
        times=tuple(_time(one, panel, seen) for one in panel.times),
        takes_slides=comes and panel.has_slides is not None,
        moderates=bool({"moderator", "host"} & set(panel.roles)) and not panel.has_declined,
    )


def answered_words(panel: PanelShown, seen: Seen) -> str:
    """Say who said whether somebody comes, and when; nothing where nobody did."""
    if panel.answer == PanelistState.INVITED or panel.answered_at is None:
        return ""
    day, has_come = seen.day(panel.answered_at), panel.answer == PanelistState.CONFIRMED
    doer = doer_words(panel.answered_by, seen)
    if doer is None:
        return _("You confirmed on %(day)s.", day=day) if has_come else _("You declined on %(day)s.", day=day)
    if doer_of(panel.answered_by) is Doer.STAFF and seen.own:
        return (
            _("The secretariat confirmed on your behalf on %(day)s.", day=day)
            if has_come
            else _("The secretariat declined on your behalf on %(day)s.", day=day)
        )
    values = {"name": doer, "day": day}
    return (
        _("%(name)s confirmed on %(day)s.", **values)
        if has_come
        else _("%(name)s declined on %(day)s.", **values)
    )


def doer_words(actor: str, seen: Seen) -> str | None:
    """Name who did something; nothing for the reader's own act on their own page."""
    if actor.startswith("assistant:"):
        return _assistant(seen.helpers.get(actor, ""))
    if actor.startswith("panel:"):
        return None if seen.own else seen.name
    return _on_behalf(seen)


def acts_words(acts: Iterable[Did], seen: Seen) -> list[DidWords]:
    """Say what was done last, by whom and when."""
    who = {
        Doer.OWN: lambda _one: _("You") if seen.own else seen.name,
        Doer.ASSISTANT: lambda one: _assistant(one.name),
        Doer.STAFF: lambda _one: _on_behalf(seen),
    }
    return [
        DidWords(seen.day(one.at), who[one.doer](one), ACTS[one.act](one.facts))
        for one in acts
        if one.act in ACTS
    ]


def _assistant(name: str) -> str:
    return _("%(name)s (assistant)", name=name) if name else _("An assistant")


def _on_behalf(seen: Seen) -> str:
    return _("The secretariat, on your behalf") if seen.own else _("The secretariat, on their behalf")


def _turn(panel: PanelShown) -> str:
    words = []
    if panel.number:
        words.append(_("Speaker %(number)d of %(speakers)d", number=panel.number, speakers=panel.speakers))
    if panel.minutes:
        words.append(ngettext("%(num)d minute", "%(num)d minutes", panel.minutes))
    return " · ".join(words)


def _other(one: Neighbour) -> OtherWords:
    affiliation = _(", ").join(part for part in (one.function, one.organization) if part)
    minutes = ngettext("%(num)d minute", "%(num)d minutes", one.minutes) if one.minutes else ""
    return OtherWords(one.name, role_words(one.role), affiliation, minutes, one.is_me)


def _ends_at(one: TimeOnPanel) -> datetime:
    return one.starts_at + timedelta(minutes=one.minutes)


def _time(one: TimeOnPanel, panel: PanelShown, seen: Seen) -> TimeWords:
    reader, parts = seen.reader, len({other.part for other in panel.times})
    words = word_three(one, reader.zone, reader.language, place_names(seen.programme, one.zone))
    local = to_local(one.starts_at, reader.zone)
    at = local.hour * 60 + local.minute
    doors = one.starts_at - timedelta(minutes=one.doors_minutes)
    return TimeWords(
        id=one.id,
        starts_at=one.starts_at,
        part=_("Part %(part)d of %(parts)d", part=one.part, parts=parts) if parts > 1 else "",
        hours=words.hours,
        day=words.day,
        elsewhere=words.elsewhere,
        at=at,
        minutes=min(one.minutes, DAY_MINUTES - at),
        look="was" if _ends_at(one) <= seen.now else "",
        cancelled=one.state != SlotState.PLANNED,
        doors=to_local(doors, reader.zone).strftime("%H:%M"),
        release=one.said.state,
        state=SAID[one.said.state](),
        parts="\n".join(span_words(part) for part in one.said.parts),
        revision=one.said.revision,
    )
