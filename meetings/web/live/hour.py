"""The hour for whoever takes part, by their link to join: how it stands, asking, and what became of one's questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound, Refused
from meetings.domain.live import questions as rules
from meetings.domain.live.questions_errors import QuestionsClosed
from meetings.extensions import db
from meetings.queries.links import bearer_of
from meetings.queries.live import questions as queries
from meetings.queries.live.askers import Seat, asker_of, seat_of
from meetings.services.live.questions import QuestionGiven, ask
from meetings.web.cop.entering import follows_online
from meetings.web.errors import sentence
from meetings.web.forms.guests import HONEYPOT
from meetings.web.live.status import beside_words, open_words
from meetings.web.live.words import own_lines
from meetings.web.pages import LANG, OWN_NAMES, static_address
from meetings.web.readers import language, settle_reader
from meetings.web.registrations import keys

blueprint = Blueprint("live_hour", __name__)
ADDRESS: Final = f"/{LANG}/join/<token>/live/<slot_id>"


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, and its field."""

    words: str
    field: str


@blueprint.get(ADDRESS)
def show(lang: str, token: str, slot_id: str) -> Response:
    """Show how the hour stands, the form to ask, and one's own questions."""
    return _page(_seat(token, slot_id), token)


@blueprint.post(ADDRESS)
def send(lang: str, token: str, slot_id: str) -> AnyResponse:
    """Keep a question; what was refused comes back as it was typed."""
    asker = asker_of(bearer_of(token, "join", keys()), slot_id, follows_online=follows_online())
    form = request.form
    if form.get(HONEYPOT):
        return redirect(f"/{lang}/join/{token}/live/{slot_id}", 303)
    given = QuestionGiven(
        form.get("text", ""),
        form.get("language", "") or language(),
        is_anonymous="is_anonymous" in form,
        may_be_named="may_be_named" in form,
    )
    try:
        ask(asker, given, datetime.now(UTC))
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        return _page(_seat(token, slot_id), token, refusal)
    return redirect(f"/{lang}/join/{token}/live/{slot_id}?done=asked#done", 303)


def _seat(token: str, slot_id: str) -> Seat:
    bearer = bearer_of(token, "join", keys())
    return seat_of(bearer, slot_id, follows_online=follows_online())


def _page(seat: Seat, token: str, refusal: Refused | None = None) -> Response:
    now, hour, asker = datetime.now(UTC), seat.hour, seat.asker
    reader = settle_reader(None, asker.zone)
    lang = reader.language
    typed: Mapping[str, str] = request.form if refusal else {}
    others = queries.others_questions(hour.slot_id, asker.person_id) if hour.decided.shows_questions else []
    html = render_template(
        "live/hour.html",
        hour=hour,
        name=asker.name,
        status=open_words(hour, now, lang),
        speaking=beside_words(hour, now, lang),
        status_address=f"/{lang}/live/{hour.slot_id}/status",
        join_address=f"/{lang}/join/{token}?slot={hour.slot_id}",
        floor_address=f"/{lang}/join/{token}/floor/{hour.slot_id}",
        is_open=_is_open(seat, now),
        mine=own_lines(queries.own_questions(hour.slot_id, asker.person_id), reader),
        others=own_lines(others, reader),
        languages=OWN_NAMES,
        most=rules.MOST_LETTERS,
        honeypot=HONEYPOT,
        hour_script=static_address("js/hour.js"),
        typed=typed,
        problem=Problem(sentence(refusal), refusal.field or "text") if refusal else None,
        done=_("Your question is with the moderators.") if request.args.get("done") == "asked" else "",
    )
    return make_response(html, refusal.status if refusal else 200)


def _is_open(seat: Seat, now: datetime) -> bool:
    try:
        rules.check_asking(seat.hour, seat.hour.decided.delay_minutes, now)
    except QuestionsClosed:
        return False
    return True
