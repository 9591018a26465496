"""The live desk of a slot: who is there, the panel, questions, notes, and what tells everybody at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound, Refused, Stale
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.queries.desk import SlotPage
from meetings.queries.live import desk as queries
from meetings.queries.live.hours import Hour, hour_at_desk
from meetings.queries.staff import names_by_actor
from meetings.services.live import notes, questions, telling
from meetings.web.desk.access import Moment, at_desk, may_on, open_slot, staff
from meetings.web.desk.sides import compare
from meetings.web.entrance import channel_words
from meetings.web.headers import lean
from meetings.web.live import moderating
from meetings.web.live.lately import lately
from meetings.web.live.moderating import Moderation, Problem
from meetings.web.live.status import status_words
from meetings.web.live.words import cut_lines, note_lines, panel_lines, presence_words
from meetings.web.pages import LANG, static_address
from meetings.web.registrations import country_choices

blueprint = Blueprint("desk_live", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/live/<slot_id>"


@dataclass(frozen=True, slots=True)
class Here:
    """The desk at work: which hour, when, and who moderates."""

    page: SlotPage
    hour: Hour
    moment: Moment
    moderation: Moderation
    may_edit: bool


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot_id: str) -> Response:
    """Show everything of the hour, and the forms of the desk."""
    here = _here(Act.PEOPLE, programme, slot_id)
    moderating.open_question(here.moderation)
    return _page(here)


@blueprint.get(f"{ADDRESS}/now")
def now(lang: str, programme: str, slot_id: str) -> Response:
    """Give the parts of the page that change, or say that nothing did."""
    here = _here(Act.PEOPLE, programme, slot_id)
    return lean(make_response(render_template("live/now.html", **_facts(here))))


@blueprint.post(ADDRESS)
def act(lang: str, programme: str, slot_id: str) -> AnyResponse:
    """Tell everybody of a delay or a new platform, write something down, or do something with a question."""
    here = _here(Act.EDIT, programme, slot_id)
    wanted = request.form.get("act", "")
    try:
        done = ACTS[wanted](here) if wanted in ACTS else moderating.moderate(here.moderation)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(_here(Act.EDIT, programme, slot_id), refusal)
    return redirect(f"{here.moderation.base}?done={done or wanted}#done", 303)


def _here(wanted: Act, programme: str, slot_id: str) -> Here:
    """Give the hour, if whoever is signed in may do this with its session.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    page = open_slot(wanted, slot_id)
    if page.programme.slug != programme:
        raise NotFound()
    moment = at_desk(page.programme)
    base = f"/{moment.reader.language}/desk/{programme}/live/{slot_id}"
    moderation = Moderation(slot_id, staff().actor, True, base, moment.reader, moment.now)
    return Here(page, hour_at_desk(slot_id), moment, moderation, may_on(Act.EDIT, page))


def _delay(here: Here) -> str:
    minutes = request.form.get("delay", -1, type=int)
    telling.delay(here.page.slot.id, minutes, here.moment.now, staff().actor)
    return "delay" if minutes else "on_time"


def _platform(here: Here) -> str:
    address, seen = request.form.get("platform_address", ""), request.form.get("revision", 0, type=int)
    keeps = request.form.get("channels") == "keep"
    slot_id, now = here.page.slot.id, here.moment.now
    telling.move_platform(slot_id, address, seen, now, staff().actor, keeps_channels=keeps)
    return "platform"


def _note(here: Here) -> str:
    notes.add_note(here.page.slot.id, request.form.get("note", ""), here.moment.now, staff().actor)
    return "note"


def _read(here: Here) -> str:
    shows = request.form.get("shows") == "y"
    telling.let_read(here.page.slot.id, shows=shows, now=here.moment.now, actor=staff().actor)
    return "read"


def _rest(here: Here) -> str:
    questions.leave_rest(here.page.slot.id, here.moment.now, staff().actor)
    return "rest"


ACTS: Final[Mapping[str, Callable[[Here], str]]] = {
    "delay": _delay,
    "platform": _platform,
    "note": _note,
    "read": _read,
    "rest": _rest,
}


def _facts(here: Here, refusal: Refused | None = None) -> dict[str, Any]:
    slot, moment = here.page.slot, here.moment
    lang, changes = moment.reader.language, here.hour.decided.changes
    found = lately(("presence", slot.id), lambda: queries.presence(slot.id, moment.now))
    panel = lately(("panel", slot.id, changes), lambda: queries.panel(slot.id, moment.now))
    countries = dict(country_choices(lang))
    written = queries.notes(slot.id)
    return {
        "hour": here.hour,
        "status": status_words(here.hour, moment.now, lang),
        "presence": {
            "facts": found,
            "lines": presence_words(found),
            "taken": slot.taken + (slot.room.taken if slot.room else 0),
            "waiting": slot.waiting + (slot.room.waiting if slot.room else 0),
            "cuts": [
                (_("Country"), cut_lines(found.countries, "country", lang, countries)),
                (_("Language"), cut_lines(found.languages, "language", lang, {})),
            ],
        },
        "panel": panel_lines(panel),
        "notes": note_lines(written, names_by_actor({one.by for one in written}), moment.reader),
        "may_edit": here.may_edit,
        **_moderated(here, refusal),
    }


def _moderated(here: Here, refusal: Refused | None) -> dict[str, Any]:
    """Give what is shown of questions; a refusal of the desk's own forms is told with their fields."""
    facts = moderating.shown(here.moderation, refusal)
    if isinstance(refusal, Stale):
        labels = {"platform_address": _("Address of the meeting")}
        stored = {"platform_address": here.page.slot.platform_address}
        sides = compare(labels, stored, {"platform_address": request.form.get("platform_address", "")})
        old = facts["problem"]
        facts["problem"] = Problem(old.words, "platform_address", old.status, sides)
    return facts


def _page(here: Here, refusal: Refused | None = None) -> Response:
    html = render_template(
        "desk/live/desk.html",
        programme=here.page.programme,
        shown=here.page,
        slot=here.page.slot,
        channels=channel_words(here.page.slot.channels, here.moment.reader.language),
        links=_links(here),
        live_script=static_address("js/live.js"),
        done=_done_words(request.args.get("done", "")),
        **_facts(here, refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _links(here: Here) -> list[tuple[str, str]]:
    base, slot_id = f"/{here.moment.reader.language}/desk", here.page.slot.id
    inside = f"{base}/{here.page.programme.slug}"
    return [
        (f"{base}/slot/{slot_id}", _("Time")),
        (f"{inside}/run-sheet/{slot_id}", _("Run-sheet")),
        (f"{inside}/floor/{slot_id}", _("List of speakers")),
        (f"{inside}/live/{slot_id}/answers", _("Questions and answers")),
        (here.moderation.base, _("Look again")),
    ]


def _done_words(done: str) -> str:
    if not done:
        return ""
    return {
        "delay": _(
            "The delay is told: at the entrance, on the page of the session and in every status line."
        ),
        "on_time": _("It begins as announced, and every page says so."),
        "platform": _("The entrance leads to the new platform, and every status line says so."),
        "note": _("Written down."),
    }.get(done, _("Saved."))
