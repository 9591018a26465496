"""Webhooks at the desk: who is told of what and where, how it goes, the log, and everything again by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Holder
from meetings.domain.webhooks import TYPES, Family, may_be_told, may_have
from meetings.domain.zones import to_instant
from meetings.extensions import db
from meetings.queries import webhooks as queries
from meetings.queries.catalogue import Wanted
from meetings.queries.staff import names_by_actor
from meetings.services.webhooks import webhooks as services
from meetings.web.desk.access import Moment, at_desk, staff
from meetings.web.desk.sides import Side, compare
from meetings.web.desk.webhooks_words import Line, done_words, line_of, sending_line
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.webhooks_sentences import family_words

blueprint = Blueprint("desk_webhooks", __name__)
ADDRESS: Final = f"/{LANG}/desk/webhooks"
SHOWN: Final = 1_000
PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A family that may be ticked, and its types."""

    code: str
    words: str
    is_ticked: bool
    types: tuple[tuple[str, bool], ...]

    @property
    def is_open(self) -> bool:
        """Say whether one of its types is ticked alone."""
        return any(ticked for _code, ticked in self.types)


@blueprint.get(ADDRESS)
def everything(lang: str) -> Response:
    """Show the webhooks that one may manage, how each stands, and the form for one more."""
    return _list_page(_holder())


@blueprint.post(ADDRESS)
def add(lang: str) -> Response:
    """Add one, and show its page with its secret, which is said this once."""
    holder, moment = _holder(), at_desk()
    try:
        name = services.add(_typed_url(), _typed_events(), moment.now, holder, posts=_outside().posts)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list_page(holder, refusal)
    return _one_page(name, holder, says="add", shows_secret=True)


@blueprint.get(f"{ADDRESS}/<webhook_id>")
def one(lang: str, webhook_id: str) -> Response:
    """Show one: how it stands, its forms, and what was sent, the newest first."""
    return _one_page(webhook_id, _holder(), says=request.args.get("done", ""))


@blueprint.post(f"{ADDRESS}/<webhook_id>")
def change(lang: str, webhook_id: str) -> AnyResponse:
    """Change, pause or resume it, try it, send again, make a new secret, or take it away."""
    holder, act = _holder(), request.form.get("act", "")
    queries.webhook(webhook_id, holder)
    try:
        done = _acts().get(act, _none)(webhook_id, holder)
    except errors.NotFound:
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return _one_page(webhook_id, holder, refusal=refusal)
    if act == "secret":
        return _one_page(webhook_id, holder, says=done, shows_secret=True)
    if act == "remove":
        return redirect(f"/{lang}/desk/webhooks?done=remove#done", 303)
    return redirect(f"/{lang}/desk/webhooks/{webhook_id}?done={done}#done", 303)


def _holder() -> Holder:
    """Give who is signed in, if they may have webhooks.

    Raises: SignInNeeded, NotAllowed.
    """
    holder = staff()
    if not may_have(holder):
        raise errors.NotAllowed()
    return holder


Doing = Callable[[str, Holder], str]


def _acts() -> dict[str, Doing]:
    return {
        "change": _change,
        "pause": _pause,
        "resume": _resume,
        "ping": _ping,
        "secret": _secret,
        "again": _again,
        "since": _since,
        "remove": _remove,
    }


def _change(webhook_id: str, holder: Holder) -> str:
    given = {"url": _typed_url(), "events": _typed_events()}
    services.change(webhook_id, given, _revision(), at_desk().now, holder, posts=_outside().posts)
    return "change"


def _pause(webhook_id: str, holder: Holder) -> str:
    given = {"paused": True}
    services.change(webhook_id, given, _revision(), at_desk().now, holder, posts=_outside().posts)
    return "pause"


def _resume(webhook_id: str, holder: Holder) -> str:
    given = {"paused": False}
    services.change(webhook_id, given, _revision(), at_desk().now, holder, posts=_outside().posts)
    return "resume"


def _ping(webhook_id: str, holder: Holder) -> str:
    services.ping(webhook_id, at_desk().now, holder.actor)
    return "ping"


def _secret(webhook_id: str, holder: Holder) -> str:
    services.renew_secret(webhook_id, _revision(), at_desk().now, holder.actor)
    return "secret"


def _again(webhook_id: str, holder: Holder) -> str:
    services.replay(webhook_id, request.form.get("delivery", "")[:40], at_desk().now, holder.actor)
    return "again"


def _since(webhook_id: str, holder: Holder) -> str:
    moment = at_desk()
    services.replay_since(webhook_id, _typed_since(moment), moment.now, holder.actor)
    return "since"


def _remove(webhook_id: str, holder: Holder) -> str:
    services.remove(webhook_id, _revision(), at_desk().now, holder.actor)
    return "remove"


def _none(_webhook_id: str, _who: Holder) -> str:
    raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])


def _typed_since(moment: Moment) -> datetime:
    """Read from which wall time on events are sent again, in the zone of whoever reads.

    Raises: Missing, NotATime, with field `since`; what an hour that does not exist there raises.
    """
    text = request.form.get("since", "").strip()
    if not text:
        raise errors.Missing(field="since")
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise errors.NotATime(field="since", value=text[:40]) from None
    if local.tzinfo is not None:
        raise errors.NotATime(field="since", value=text[:40])
    return to_instant(local, moment.reader.zone, 0)


def _typed_url() -> str:
    url = request.form.get("url", "").strip()
    if not url:
        raise errors.Missing(field="url")
    return url


def _typed_events() -> list[str]:
    return request.form.getlist("events")


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _outside() -> Any:
    return current_app.extensions["outside"]


def _choices(holder: Holder, ticked: Sequence[str]) -> list[Choice]:
    return [
        Choice(
            str(family),
            family_words(family),
            family in ticked,
            tuple((str(one), one in ticked) for one in TYPES[family]),
        )
        for family in Family
        if may_be_told(holder, family)
    ]


def _list_page(holder: Holder, refusal: errors.Refused | None = None) -> Response:
    moment, rows = at_desk(), queries.webhooks_of(holder)
    silent, names = queries.silent(rows, moment.now), names_by_actor({one.row.owner for one in rows})
    html = render_template(
        "desk/webhooks.html",
        lines=[line_of(one, moment, silent, names) for one in rows],
        choices=_choices(holder, _typed_events()),
        url=request.form.get("url", "")[:SHOWN],
        problem=_problem(refusal),
        done=done_words(request.args.get("done", "")),
    )
    return make_response(html, refusal.status if refusal else 200)


def _one_page(
    webhook_id: str,
    holder: Holder,
    *,
    says: str = "",
    refusal: errors.Refused | None = None,
    shows_secret: bool = False,
) -> Response:
    db.session.rollback()
    moment, found = at_desk(), queries.webhook(webhook_id, holder)
    row = found.row
    log = queries.sendings(webhook_id, Wanted(PAGE, request.args.get("after", "")[:18]))
    is_typed = refusal is not None and request.form.get("act") == "change"
    line = line_of(found, moment, queries.silent([found], moment.now), names_by_actor({row.owner}))
    html = render_template(
        "desk/webhook.html",
        line=line,
        row=row,
        url=request.form.get("url", "")[:SHOWN] if is_typed else row.url,
        revision=row.revision,
        choices=_choices(holder, _typed_events() if is_typed else row.events),
        since=request.form.get("since", "")[:40],
        zone=moment.reader.zone,
        log=[sending_line(one, moment) for one in log.items],
        older=log.next,
        secret=services.secret_of(row, _outside().keys) if shows_secret else "",
        sides=_sides(line, refusal),
        problem=_problem(refusal),
        done=done_words(says),
    )
    answer = make_response(html, refusal.status if refusal else 200)
    if shows_secret:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _sides(line: Line, refusal: errors.Refused | None) -> tuple[Side, ...]:
    """Give both sides of a stale save."""
    if not isinstance(refusal, errors.Stale) or request.form.get("act") != "change":
        return ()
    labels = {"url": _("Address"), "events": _("Events")}
    mine = {"url": request.form.get("url", ""), "events": _typed_events()}
    return compare(labels, {"url": line.row.url, "events": line.row.events}, mine)


def _problem(refusal: errors.Refused | None) -> dict[str, str | None] | None:
    return {"field": refusal.field, "words": sentence(refusal)} if refusal else None
