"""The hour for those who moderate it, by their own link on a proved device: the panel, and questions."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound, Refused
from meetings.domain.panel.panel_errors import TheirsAlone
from meetings.extensions import db
from meetings.queries.live import desk as queries
from meetings.queries.live.hours import Hour, decided_of, hour_of
from meetings.queries.panel.holders import panel_roles, roles_at
from meetings.web.headers import lean
from meetings.web.live import moderating
from meetings.web.live.lately import lately
from meetings.web.live.moderating import Moderation
from meetings.web.live.status import status_words
from meetings.web.live.words import panel_lines
from meetings.web.pages import LANG, static_address
from meetings.web.panel.devices import proved
from meetings.web.readers import settle_reader

blueprint = Blueprint("live_moderators", __name__)
ADDRESS: Final = f"/{LANG}/speak/<token>/live/<slot_id>"
MAY: Final = frozenset(("moderator", "host"))


@dataclass(frozen=True, slots=True)
class Here:
    """A moderator's hour at work."""

    hour: Hour
    moderation: Moderation


@blueprint.get(ADDRESS)
def show(lang: str, token: str, slot_id: str) -> Response:
    """Show who of the panel is there, and the questions with what can be done with each."""
    here = _here(lang, token, slot_id)
    moderating.open_question(here.moderation)
    return _page(here)


@blueprint.get(f"{ADDRESS}/now")
def now(lang: str, token: str, slot_id: str) -> Response:
    """Give the parts of the page that change, or say that nothing did."""
    return lean(make_response(render_template("live/now.html", **_facts(_here(lang, token, slot_id)))))


@blueprint.post(ADDRESS)
def act(lang: str, token: str, slot_id: str) -> AnyResponse:
    """Do something with a question; what another did first is shown beside what was typed."""
    here = _here(lang, token, slot_id)
    try:
        moderating.moderate(here.moderation)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(_here(lang, token, slot_id), refusal)
    return redirect(f"{here.moderation.base}?done=1#done", 303)


def _here(lang: str, token: str, slot_id: str) -> Here:
    """Give the hour, if whoever holds the link moderates it.

    Raises: LinkDead, NotProved; TheirsAlone, for their assistants; NotFound, for anybody else on the panel, too.
    """
    holder = proved(token)
    if holder.assistant is not None and panel_roles(holder, slot_id) & MAY:
        raise TheirsAlone()
    if not roles_at(holder, slot_id) & MAY:
        raise NotFound()
    hour = hour_of(slot_id)
    reader = settle_reader(holder.programme, holder.reader.zone)
    base = f"/{lang}/speak/{token}/live/{slot_id}"
    moment = datetime.now(UTC)
    return Here(hour, Moderation(slot_id, holder.actor, False, base, reader, moment))


def _facts(here: Here, refusal: Refused | None = None) -> dict[str, Any]:
    moderation, slot_id = here.moderation, here.hour.slot_id
    changes = decided_of(slot_id).changes
    panel = lately(("panel", slot_id, changes), lambda: queries.panel(slot_id, moderation.now))
    return {
        "hour": here.hour,
        "status": status_words(here.hour, moderation.now, moderation.reader.language),
        "panel": panel_lines(panel),
        "presence": None,
        "notes": None,
        "may_edit": True,
        **moderating.shown(moderation, refusal),
    }


def _page(here: Here, refusal: Refused | None = None) -> Response:
    done = _("Saved.") if request.args.get("done") else ""
    facts = _facts(here, refusal)
    html = render_template(
        "live/moderate.html",
        done=done,
        floor=here.moderation.base.replace("/live/", "/floor/"),
        live_script=static_address("js/live.js"),
        **facts,
    )
    return make_response(html, refusal.status if refusal else 200)
