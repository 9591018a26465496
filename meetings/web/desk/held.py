"""Names that are held because they look like advertisements: let go, or refused."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import NotAChoice, NotFound
from meetings.domain.permissions import Act, may, reach
from meetings.formats.times import full_day_words
from meetings.queries.held import held_people
from meetings.services import disowning
from meetings.web.desk.access import allowed, at_desk
from meetings.web.pages import LANG

blueprint = Blueprint("desk_held", __name__)
ACTS = ("release", "refuse")


@blueprint.get(f"/{LANG}/desk/held")
def held(lang: str) -> str:
    """Show who is held, what they wrote, and two buttons for each."""
    holder = allowed(Act.PEOPLE)
    reader = at_desk().reader
    found = held_people(reach(holder, Act.PEOPLE))
    return render_template(
        "desk/held.html",
        lines=[(one, full_day_words(one.held_at, reader.zone, reader.language)) for one in found],
        may_send=may(holder, Act.SEND),
        done=request.args.get("done", ""),
    )


@blueprint.post(f"/{LANG}/desk/held")
def decide(lang: str) -> Response:
    """Let somebody go, or refuse them, and show who is left."""
    holder = allowed(Act.SEND)
    act, public_id = (request.form.get(name, "") for name in ("act", "person"))
    if act not in ACTS:
        raise NotAChoice(field="act", value=act[:20])
    if all(one.public_id != public_id for one in held_people(reach(holder, Act.SEND))):
        raise NotFound()
    now, outside = datetime.now(UTC), current_app.extensions["outside"]
    if act == "release":
        disowning.release(public_id, now, holder.actor)
    else:
        disowning.refuse(public_id, now, holder.actor, keys=outside.keys, log=outside.erasures)
    return redirect(f"/{lang}/desk/held?done={act}#done", 303)
