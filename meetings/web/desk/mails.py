"""Mails: how sending stands, and the phrases each mail is built with."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, make_response, render_template, request
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import Refused
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.phrases import OURS, STRANGERS, Phrases, check_phrases
from meetings.domain.ports import Undeliverable
from meetings.extensions import db
from meetings.formats.mime import mail_bytes
from meetings.formats.times import full_day_words, hour_words, language_name
from meetings.mail.kinds import every_mail
from meetings.mail.samples import sample
from meetings.mail.writing import Site
from meetings.queries.outbox import outbox_shown
from meetings.queries.phrases import edited, resting_since, revisions
from meetings.queries.registrations import latest_registration
from meetings.queries.staff import user_address
from meetings.services import phrases as services
from meetings.web.desk import drafts
from meetings.web.desk.access import allowed_everywhere, at_desk
from meetings.web.desk.people import message_state_words
from meetings.web.desk.returned import returned_lines
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_mails", __name__)
ADDRESS = f"/{LANG}/desk/mails/<key>/<in_language>"


@blueprint.get(f"/{LANG}/desk/mails")
def overview(lang: str) -> str:
    """Show what waits and what failed, the switch that lets sending rest, and every mail in every language."""
    holder = allowed_everywhere(Act.SEND)
    moment = at_desk()
    shown, since = outbox_shown(moment.now), resting_since()
    return render_template(
        "desk/mails.html",
        states=[(message_state_words(state), number) for state, number in shown.states.items()],
        since=_instant(since, moment) if since else "",
        oldest=_instant(shown.oldest, moment) if shown.oldest else "",
        lines=returned_lines(holder, moment),
        mails=[(key, mail.name()) for key, mail in every_mail().items()],
        changed=set(revisions()),
        may_edit=reach(holder, Act.EDIT).everywhere,
        done=request.args.get("done", ""),
    )


@blueprint.post(f"/{LANG}/desk/mails")
def switch(lang: str) -> Response:
    """Let sending rest, or go on."""
    holder, now = allowed_everywhere(Act.SEND), datetime.now(UTC)
    if request.form.get("act") == "rest":
        services.rest(now, holder.actor)
    else:
        services.go_on(now, holder.actor)
    return redirect(f"/{lang}/desk/mails", 303)


@blueprint.get(ADDRESS)
def ask(lang: str, key: str, in_language: str) -> Response:
    """Show the phrases of a mail in one language, and the mail as it would read today."""
    allowed_everywhere(Act.EDIT)
    draft = drafts.taken_up()
    if draft is None:
        return _page(key, in_language)
    return _page(key, in_language, typed=_typed(draft), seen=draft.get("revision", type=int))


@blueprint.post(ADDRESS)
def change(lang: str, key: str, in_language: str) -> Response:
    """Keep phrases, show or send how they read, or take ours again."""
    holder, now = allowed_everywhere(Act.EDIT), datetime.now(UTC)
    _known(key, in_language)
    act, typed = request.form.get("act", ""), _typed(request.form)
    revision = request.form.get("revision", 0, type=int)
    try:
        if act == "preview":
            return _page(key, in_language, typed=check_phrases(typed))
        if act == "test":
            _send_sample(key, in_language, check_phrases(typed), holder, now)
            return _page(key, in_language, typed=typed, done="test")
        given = None if act == "ours" else typed
        services.put_phrases(key, in_language, given, revision=revision, now=now, actor=holder.actor)
    except Refused as refusal:
        db.session.rollback()
        return _page(key, in_language, typed=typed, problem=refusal)
    except (Undeliverable, ValueError) as error:
        return _page(key, in_language, typed=typed, failed=str(error)[:300])
    return redirect(f"/{lang}/desk/mails/{key}/{in_language}?done=saved#done", 303)


def _typed(form: MultiDict[str, str]) -> Phrases:
    return Phrases(*(form.get(name, "") for name in ("subject", "heading", "lead")))


def _known(key: str, language: str) -> None:
    if key not in every_mail() or language not in LANGUAGES:
        abort(404)


def _page(
    key: str,
    language: str,
    *,
    typed: Phrases | None = None,
    problem: Refused | None = None,
    failed: str = "",
    seen: int | None = None,
    done: str = "",
) -> Response:
    _known(key, language)
    moment = at_desk()
    with force_locale(language):
        ours = every_mail()[key].phrases()
    stored = edited(language).get(key)
    shown = typed or stored or ours
    html = render_template(
        "desk/phrases.html",
        name=every_mail()[key].name(),
        key=key,
        language=language,
        language_words=language_name(language, moment.reader.language),
        ours=asdict(ours),
        shown=asdict(shown),
        is_ours=stored is None,
        revision=revisions().get((key, language), 0) if seen is None else seen,
        drafts=drafts.offered(),
        known=["{" + one + "}" for one in (*OURS, *STRANGERS)],
        problem={"field": problem.field, "words": sentence(problem)} if problem else None,
        failed=failed,
        done=done or request.args.get("done", ""),
        preview=None if problem else _preview(key, language, shown, moment.now),
    )
    return make_response(html, problem.status if problem else 200)


def _preview(key: str, language: str, chosen: Phrases, now: datetime) -> dict[str, Any] | None:
    registration = latest_registration()
    if registration is None:
        return None
    message = sample(registration, key, language, chosen, "reader@example.org", _site(), now)
    return {"subject": message.subject, "text": message.text}


def _send_sample(key: str, language: str, chosen: Phrases, holder: Holder, now: datetime) -> None:
    """Send how a mail reads to whoever is signed in.

    Raises: Undeliverable.
    """
    registration = latest_registration()
    to = user_address(holder.user_id)
    if registration is None or to is None:
        abort(409)
    outside = current_app.extensions["outside"]
    message = sample(registration, key, language, chosen, to, _site(), now)
    mailer = outside.demonstration_mailer() if registration.programme.demonstration else outside.open_mailer()
    try:
        mailer.send(mail_bytes(message), outside.sender, to)
    finally:
        mailer.close()


def _site() -> Site:
    outside = current_app.extensions["outside"]
    return Site(outside.site_name, outside.sender, outside.base_url, outside.host)


def _instant(at: datetime, moment: Any) -> str:
    reader = moment.reader
    return (
        f"{full_day_words(at, reader.zone, reader.language)} {hour_words(at, reader.zone, reader.language)}"
    )
