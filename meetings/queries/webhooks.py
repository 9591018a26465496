"""Webhooks: whose they are, how they stand, and what was sent of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from meetings.domain.errors import NotAllowed, NotFound
from meetings.domain.permissions import Act, Holder, reach
from meetings.domain.webhooks import DeliveryState, Pause, may_have, may_manage
from meetings.extensions import db
from meetings.models.staff import ApiToken, User
from meetings.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent
from meetings.queries.catalogue import Listed, Wanted
from meetings.queries.staff import holder_of, holder_of_token

NEWEST: Final = 50
LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Standing:
    """A webhook, and how many events wait for it, the first of them since when."""

    row: Webhook
    waiting: int = 0
    waits_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One event on its way to one address, with each attempt, the last one first."""

    row: WebhookDelivery
    event: WebhookEvent
    attempts: tuple[WebhookAttempt, ...] = ()


def owners(actors: Collection[str], now: datetime) -> dict[str, tuple[Holder, ...]]:
    """Give as whom those who added webhooks may be told now, by actor; whoever is gone is left out.

    A program is known by the name of its token: another one of the same name, given before the first ends, goes on.
    """
    numbers = {int(one.removeprefix("user:")) for one in actors if one.removeprefix("user:").isdigit()}
    names = {one.removeprefix("token:") for one in actors if one.startswith("token:")}
    users = select(User).where(User.id.in_(numbers), User.active).options(selectinload(User.grants))
    holders = [holder_of(one) for one in db.session.scalars(users)] if numbers else []
    found: dict[str, tuple[Holder, ...]] = {}
    for one in (*holders, *_programs(names, now)):
        found[one.actor] = (*found.get(one.actor, ()), one)
    return found


def _programs(names: Collection[str], now: datetime) -> list[Holder]:
    if not names:
        return []
    stands = (
        ApiToken.withdrawn_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
    )
    question = select(ApiToken).where(ApiToken.name.in_(names), *stands).order_by(ApiToken.id)
    return [holder_of_token(one) for one in db.session.scalars(question)]


def webhooks_of(holder: Holder) -> list[Standing]:
    """Give the webhooks that somebody may manage, the newest first.

    Raises: NotAllowed, for who may have none.
    """
    if not may_have(holder):
        raise NotAllowed()
    rows = db.session.scalars(select(Webhook).order_by(Webhook.made_at.desc(), Webhook.id)).all()
    kept = [one for one in rows if may_manage(holder, one.owner, one.events)]
    waiting = _waiting([one.id for one in kept])
    return [Standing(one, *waiting.get(one.id, (0, None))) for one in kept]


def _waiting(ids: Collection[str]) -> Mapping[str, tuple[int, datetime]]:
    if not ids:
        return {}
    question = (
        select(WebhookDelivery.webhook_id, func.count(), func.min(WebhookDelivery.laid_at))
        .where(WebhookDelivery.webhook_id.in_(ids), WebhookDelivery.state == DeliveryState.DUE)
        .group_by(WebhookDelivery.webhook_id)
    )
    return {name: (number, since) for name, number, since in db.session.execute(question)}


def webhook(webhook_id: str, holder: Holder) -> Standing:
    """Give one webhook that somebody may manage; one that is not there answers like one that is not theirs.

    Raises: NotAllowed; NotFound, only to whoever edits everywhere.
    """
    if not may_have(holder):
        raise NotAllowed()
    row = db.session.get(Webhook, webhook_id) if webhook_id.isalnum() else None
    if row is None and reach(holder, Act.EDIT).everywhere:
        raise NotFound()
    if row is None or not may_manage(holder, row.owner, row.events):
        raise NotAllowed()
    return Standing(row, *_waiting([row.id]).get(row.id, (0, None)))


def page_of(rows: Sequence[Standing], wanted: Wanted) -> Listed[Standing]:
    """Give a page of webhooks, in the order of their ids."""
    found = sorted((one for one in rows if one.row.id > wanted.after), key=lambda one: one.row.id)
    if wanted.updated_since is not None:
        found = [one for one in found if one.row.updated_at >= wanted.updated_since]
    items = found[: wanted.size]
    return Listed(items, items[-1].row.id if len(found) > wanted.size else None)


def sendings(webhook_id: str, wanted: Wanted) -> Listed[Sending]:
    """Give a page of what was or will be sent to one address, the newest first; `after` is a number."""
    question = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if wanted.after.isascii() and wanted.after.isdigit() and len(wanted.after) <= LONGEST_NUMBER:
        question = question.where(WebhookDelivery.id < int(wanted.after))
    if wanted.updated_since is not None:
        question = question.where(WebhookDelivery.laid_at >= wanted.updated_since)
    rows = db.session.scalars(question.order_by(WebhookDelivery.id.desc()).limit(wanted.size + 1)).all()
    kept = rows[: wanted.size]
    return Listed(_with_attempts(kept), str(kept[-1].id) if len(rows) > wanted.size else None)


def sending(webhook_id: str, name: str) -> Sending:
    """Give one of them.

    Raises: NotFound.
    """
    question = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.name == name
    )
    row = db.session.scalar(question) if name.isalnum() else None
    if row is None:
        raise NotFound()
    return _with_attempts([row])[0]


def _with_attempts(rows: Sequence[WebhookDelivery]) -> list[Sending]:
    events = select(WebhookEvent).where(WebhookEvent.id.in_({one.event_id for one in rows}))
    by_id = {one.id: one for one in db.session.scalars(events)}
    attempts: dict[int, list[Any]] = {}
    tried = select(WebhookAttempt).where(WebhookAttempt.delivery_id.in_([one.id for one in rows]))
    for each in db.session.scalars(tried.order_by(WebhookAttempt.id.desc())):
        attempts.setdefault(each.delivery_id, []).append(each)
    return [Sending(one, by_id[one.event_id], tuple(attempts.get(one.id, ()))) for one in rows]


def is_ended() -> ColumnElement[bool]:
    """Hold a question to webhooks of which something was given up, or which a receiver ended."""
    return or_(Webhook.paused == Pause.GONE, Webhook.given_up_at.is_not(None))


def ended(holder: Holder) -> int:
    """Count the webhooks that somebody may manage and of which something was given up, or which a receiver ended."""
    if not may_have(holder):
        return 0
    question = select(Webhook.owner, Webhook.events).where(is_ended())
    return sum(may_manage(holder, owner, events) for owner, events in db.session.execute(question))


def silent(rows: Iterable[Standing], now: datetime) -> frozenset[str]:
    """Name the webhooks whose owner may be told nothing any more: nothing new is sent to them."""
    every = [one.row for one in rows]
    known = owners({one.owner for one in every}, now)
    return frozenset(one.id for one in every if not any(may_have(each) for each in known.get(one.owner, ())))
