"""Doubles: who may be there twice, side by side; a human says whether they are one, and can take it back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.errors import NotAChoice, NotAllowed, NotFound, Refused
from meetings.domain.permissions import Act, Holder, reach
from meetings.extensions import db
from meetings.formats.times import date_words
from meetings.queries import doubles as queries
from meetings.queries.doubles import Pair, Why
from meetings.services import merging
from meetings.web.desk.access import allowed, at_desk
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_doubles", __name__)
ADDRESS = f"/{LANG}/desk/doubles"


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair, and why it is one, in words."""

    pair: Pair
    why: tuple[str, ...]
    since: tuple[str, str]


@blueprint.get(ADDRESS)
def show(lang: str) -> str:
    """Show who may be there twice, or the two that are asked for, side by side."""
    _everywhere()
    return _page()


@blueprint.post(ADDRESS)
def decide(lang: str) -> Response:
    """Put two together, or remember that they are two."""
    holder = _everywhere()
    now, act = datetime.now(UTC), request.form.get("act", "")
    names = [request.form.get("one", ""), request.form.get("other", "")]
    try:
        ids = queries.person_ids(names)
        if len(ids) != 2:
            raise NotAChoice(field="one", value=names[0][:20])
        if act == "apart":
            merging.keep_apart(ids[names[0]], ids[names[1]], now, holder.actor)
            return redirect(f"/{lang}/desk/doubles?done=apart#done", 303)
        kept = request.form.get("kept", "")
        if act != "merge" or kept not in ids:
            raise NotAChoice(field="kept", value=kept[:20])
        (gone,) = (name for name in names if name != kept)
        merging.merge(ids[kept], ids[gone], now, holder.actor)
    except Refused as refusal:
        db.session.rollback()
        return make_response(_page(sentence(refusal)), refusal.status)
    return redirect(f"/{lang}/desk/person/{kept}?done=merge#done", 303)


@blueprint.post(f"{ADDRESS}/<int:merge_id>/undo")
def undo(lang: str, merge_id: int) -> Response:
    """Take two apart again, and lead to the one who was kept."""
    holder = _everywhere()
    kept = queries.kept_by(merge_id)
    if kept is None:
        raise NotFound()
    left = merging.unmerge(merge_id, datetime.now(UTC), holder.actor)
    return redirect(f"/{lang}/desk/person/{kept}?done=unmerge&left={left}#done", 303)


def _everywhere() -> Holder:
    """Give who is signed in, if they may edit everywhere, because people belong to no programme."""
    holder = allowed(Act.EDIT)
    if not reach(holder, Act.EDIT).everywhere:
        raise NotAllowed()
    return holder


def _page(problem: str = "") -> str:
    moment = at_desk()
    one, other = (request.values.get(name, "") for name in ("one", "other"))
    asked = queries.pair(one, other) if one and other else None
    found = [asked] if asked else queries.proposed()
    return render_template(
        "desk/doubles.html",
        lines=[_line(pair, moment.reader.language) for pair in found],
        is_asked=asked is not None,
        problem=problem,
        done=request.args.get("done", ""),
    )


def _line(pair: Pair, lang: str) -> PairLine:
    first, second = (date_words(side.created_at.date(), lang) for side in pair.sides)
    return PairLine(pair, tuple(_why(why) for why in pair.why), (first, second))


def _why(why: Why) -> str:
    return {
        Why.MAILBOX: _("Near names at the same address"),
        Why.ORGANIZATION: _("The same or a near name in the same organization"),
        Why.COUNTRY: _("The same or a near name in the same country"),
    }[why]
