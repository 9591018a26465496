"""Campaigns at the desk: all of them, one written and scheduled, paused and gone on with, and what became of it."""

from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.contacts.campaign_text import check_texts, paragraphs
from meetings.domain.contacts.campaigns import HOURS, CampaignState
from meetings.domain.permissions import Act
from meetings.domain.ports import Undeliverable
from meetings.domain.zones import to_local, zone_names
from meetings.extensions import db
from meetings.formats.times import date_words, zone_city
from meetings.mail.contacts.trying import as_it_reads, bytes_of
from meetings.mail.writing import Site
from meetings.queries.contacts import campaigns as queries
from meetings.queries.contacts.campaign_audience import audience, counts_of
from meetings.queries.contacts.campaign_letters import is_demonstration
from meetings.queries.contacts.campaign_numbers import numbers
from meetings.queries.contacts.campaigns import CampaignShown
from meetings.queries.staff import user_address
from meetings.services.contacts import campaigns
from meetings.web.desk import drafts
from meetings.web.desk.access import Moment, allowed_everywhere, at_desk, staff
from meetings.web.desk.contacts.campaigns_forms import (
    Form,
    both_sides,
    shown,
    stored_campaign,
    typed_campaign,
    typed_texts,
)
from meetings.web.desk.contacts.campaigns_words import (
    figures,
    hours_words,
    missing_words,
    reach_words,
    state_words,
    why_words,
)
from meetings.web.desk.sides import settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES

blueprint = Blueprint("desk_campaigns", __name__)
LIST: Final = f"/{LANG}/desk/campaigns"
ADDRESS: Final = f"{LIST}/<campaign_id>"
LOOK_AGAIN_SECONDS: Final = 3


@blueprint.get(LIST)
def overview(lang: str) -> Response:
    """Show all campaigns with their state and how many have left, and the form to begin one."""
    return _list()


@blueprint.post(LIST)
def begin(lang: str) -> AnyResponse:
    """Begin a campaign, with the words and lists of another where one is chosen."""
    holder = allowed_everywhere(Act.CONTACTS)
    try:
        zone, copied = queries.zone_of_programmes(), request.form.get("copied") or None
        name, now = request.form.get("name", ""), datetime.now(UTC)
        campaign_id = campaigns.create(name, zone, now, actor=holder.actor, copied=copied)
    except errors.Refused as refusal:
        db.session.rollback()
        return _list(refusal)
    return redirect(f"/{lang}/desk/campaigns/{campaign_id}", 303)


def _list(problem: errors.Refused | None = None) -> Response:
    allowed_everywhere(Act.CONTACTS)
    moment = at_desk()
    rows = queries.campaigns()
    html = render_template(
        "desk/contacts/campaigns.html",
        lines=[
            {
                "row": one,
                "state": state_words(one.state),
                "is_draft": one.state == CampaignState.DRAFT,
                "day": date_words(one.send_on, moment.reader.language) if one.send_on else "",
                "languages": [OWN_NAMES[code] for code in one.languages],
            }
            for one in rows
        ],
        typed=request.form,
        problem={"field": problem.field or "", "words": sentence(problem)} if problem else None,
    )
    return make_response(html, problem.status if problem else 200)


@blueprint.get(ADDRESS)
def show(lang: str, campaign_id: str) -> Response:
    """Show a campaign: a draft as a form, with how it reads and whom it reaches; else its numbers and its buttons."""
    allowed_everywhere(Act.CONTACTS)
    return _page(campaign_id, typed=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, campaign_id: str) -> AnyResponse:
    """Save a draft, or do what a button says; what is refused comes back with everything typed."""
    allowed_everywhere(Act.CONTACTS)
    row, act = queries.campaign(campaign_id), request.form.get("act", "save")
    is_form = act in ("save", "preview", "test")
    typed = settle(request.form, stored_campaign(row)) if is_form else None
    try:
        if act == "preview" and typed is not None:
            check_texts(typed_texts(typed))
            return _page(campaign_id, typed=typed)
        if act == "test" and typed is not None:
            _send_to_oneself(row, typed)
            return _page(campaign_id, typed=typed, done="test")
        _do(act, campaign_id, typed)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(campaign_id, typed=typed, problem=refusal)
    except (Undeliverable, ValueError) as error:
        return _page(campaign_id, typed=typed, failed=str(error)[:300])
    if act == "delete":
        return redirect(f"/{lang}/desk/campaigns", 303)
    return redirect(f"/{lang}/desk/campaigns/{campaign_id}?done={act}#done", 303)


def _do(act: str, campaign_id: str, typed: Form | None) -> None:
    """Do what a form asks.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    now, actor = datetime.now(UTC), staff().actor
    revision = request.form.get("revision", 0, type=int)
    if act == "save" and typed is not None:
        campaigns.change(campaign_id, typed_campaign(typed), revision, now, actor=actor)
    elif act == "schedule":
        campaigns.schedule(campaign_id, revision, now, actor=actor)
    elif act == "cancel":
        if not request.form.get("sure"):
            raise errors.NotConfirmed(field="sure")
        campaigns.cancel(campaign_id, now, actor=actor)
    elif act in ("take_back", "pause", "go_on", "delete"):
        acts = {"take_back": campaigns.take_back, "pause": campaigns.pause, "go_on": campaigns.go_on}
        acts.get(act, campaigns.remove)(campaign_id, now, actor=actor)
    else:
        raise errors.NotAChoice(field="act", value=act[:20])


def _page(
    campaign_id: str,
    *,
    typed: Form | None = None,
    problem: errors.Refused | None = None,
    failed: str = "",
    done: str = "",
) -> Response:
    row, moment = queries.campaign(campaign_id), at_desk()
    facts = {
        "campaign": row,
        "state": state_words(row.state),
        "hour": f"{row.send_hour:02d}:00",
        "day": date_words(row.send_on, moment.reader.language) if row.send_on else "",
        "problem": {"field": problem.field or "", "words": sentence(problem)} if problem else None,
        "failed": failed,
        "done": _done_words(done),
    }
    if row.state == CampaignState.DRAFT:
        html = render_template("desk/contacts/campaign.html", **facts, **_draft(row, moment, typed, problem))
    else:
        html = render_template("desk/contacts/campaign_sent.html", **facts, **_sent(row, moment))
    answer = make_response(html, problem.status if problem else 200)
    if row.state == CampaignState.SCHEDULED and row.planned_at is None and request.method == "GET":
        answer.headers["Refresh"] = f"{LOOK_AGAIN_SECONDS}; url={request.path}"
    return answer


def _draft(
    row: CampaignShown, moment: Moment, typed: Form | None, problem: errors.Refused | None
) -> dict[str, Any]:
    lists, stored = queries.lists_offered(), stored_campaign(row)
    on = to_local(moment.now, row.zone).date()
    counts = counts_of([one.id for one in lists], on)
    is_stale = isinstance(problem, errors.Stale)
    names = {one.id: one.name for one in lists}
    values = shown(stored, typed)
    texts = typed_texts(typed) if typed is not None else row.texts
    found = audience(row.list_ids, row.texts, row.scope, on)
    return {
        "lists": [(one.id, one.name, counts.get(one.id, 0)) for one in lists],
        "values": values,
        "hours": [(str(one), f"{one:02d}:00") for one in HOURS],
        "zones": [(one, zone_city(one, moment.reader.language)) for one in zone_names()],
        "reach": reach_words(found) if row.list_ids else "",
        "languages": [
            (OWN_NAMES[code], found.languages.get(code, 0)) for code in LANGUAGES if code in row.texts
        ],
        "missing": missing_words(found, moment.reader.language),
        "left_out": [(why_words(why), number) for why, number in sorted(found.left_out.items())],
        "previews": _previews(row, texts, moment.now),
        "revision": row.revision if typed is None or is_stale else _seen(row),
        "sides": both_sides(row, stored, typed, names) if is_stale and typed is not None else (),
        "drafts": drafts.offered(),
    }


def _seen(row: CampaignShown) -> int:
    return request.form.get("revision", 0, type=int) or row.revision


def _previews(row: CampaignShown, texts: dict[str, dict[str, str]], now: datetime) -> list[dict[str, Any]]:
    """Give in each language that is written how the mail will read, composed as it will leave."""
    return [
        {
            "code": code,
            "name": OWN_NAMES[code],
            "subject": texts[code]["subject"],
            "paragraphs": paragraphs(texts[code]["body"]),
            "text": as_it_reads(row.counts_opens, texts[code], code, "reader@example.org", _site(), now).text,
        }
        for code in LANGUAGES
        if code in texts and (texts[code]["subject"].strip() or texts[code]["body"].strip())
    ]


def _send_to_oneself(row: CampaignShown, typed: Form) -> None:
    """Send how a campaign reads, in each language that is written, to whoever is signed in.

    Raises: what checking its words does; NoMailbox, Undeliverable.
    """
    texts = check_texts(typed_texts(typed))
    if not texts:
        raise errors.Missing(field="subject-en")
    to = user_address(staff().user_id)
    if to is None:
        raise errors.NotAnAddress(field="act")
    outside, now = current_app.extensions["outside"], datetime.now(UTC)
    mailer = outside.demonstration_mailer() if is_demonstration() else outside.open_mailer()
    try:
        for code, text in texts.items():
            mail = as_it_reads(row.counts_opens, text, code, to, _site(), now)
            mailer.send(bytes_of(mail), outside.sender, to)
    finally:
        mailer.close()


def _sent(row: CampaignShown, moment: Moment) -> dict[str, Any]:
    found = numbers(row.id)
    names = {one.id: one.name for one in queries.lists_offered()}
    return {
        "is_planned": row.planned_at is not None,
        "moments": hours_words(row, moment),
        "lists": [names.get(one, one) for one in row.list_ids],
        "figures": list(figures(found, counts_opens=row.counts_opens)),
        "languages": [
            (OWN_NAMES[code], found.languages.get(code, 0)) for code in LANGUAGES if code in row.texts
        ],
        "links": [(address, found.links.get(number, 0)) for number, address in enumerate(row.links, 1)],
        "sent": found.sent,
        "previews": _previews(row, row.texts, moment.now),
    }


def _site() -> Site:
    outside = current_app.extensions["outside"]
    return Site(outside.site_name, outside.sender, outside.base_url, outside.host)


def _done_words(done: str) -> str:
    return {
        "save": _("Saved."),
        "test": _("Sent to you, a mail for each language. Its links lead where they say and count nothing."),
        "schedule": _("Scheduled. Its readers are being settled."),
        "take_back": _("Taken back: it is a draft again, and nobody was written to."),
        "pause": _("Paused. What has not left waits."),
        "go_on": _("It goes on."),
        "cancel": _("Cancelled. What has not left never will."),
    }.get(done, "")
