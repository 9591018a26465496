"""The list of speakers for whoever moderates, by their own link on a proved device."""

from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotAllowed
from meetings.domain.panel.panel_errors import TheirsAlone
from meetings.queries.panel.holders import panel_roles, roles_at
from meetings.queries.programmes import show_programme
from meetings.web.live import floor_chair
from meetings.web.live.floor_chair import Chair
from meetings.web.pages import LANG
from meetings.web.panel.devices import proved
from meetings.web.readers import settle_reader

blueprint = Blueprint("panel_floor", __name__)
ADDRESS: Final = f"/{LANG}/speak/<token>/floor/<slot>"
CHAIRS: Final = frozenset(("moderator", "host"))


@blueprint.get(ADDRESS)
def show(lang: str, token: str, slot: str) -> Response:
    """Show a moderator who has the floor and who waits, or only what changed of it."""
    return floor_chair.show(_chair(token, slot))


@blueprint.post(ADDRESS)
def act(lang: str, token: str, slot: str) -> AnyResponse:
    """Give the floor on, or change the list; what was refused comes back as it was typed."""
    chair = _chair(token, slot)
    done = floor_chair.act(chair)
    return redirect(f"{chair.here}#floor", 303) if isinstance(done, str) else done


def _chair(token: str, slot: str) -> Chair:
    """Give whoever moderates a time.

    Raises: LinkDead, NotProved, NotAllowed; TheirsAlone, for their assistants.
    """
    holder = proved(token)
    if holder.assistant is not None and panel_roles(holder, slot) & CHAIRS:
        raise TheirsAlone()
    if not roles_at(holder, slot) & CHAIRS:
        raise NotAllowed()
    programme = show_programme(holder.programme)
    reader = settle_reader(programme, holder.reader.zone)
    link = f"/{reader.language}/speak/{token}"
    return Chair(
        slot_id=slot,
        actor=holder.actor,
        programme=programme,
        reader=reader,
        now=datetime.now(UTC),
        here=f"{link}/floor/{slot}",
        back=link,
        template="live/floor_moderator.html",
    )
