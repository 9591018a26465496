"""Sending what is laid out: to an address by lease, one event after the other, each noted as it was answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, func, insert, or_, select, update

from meetings.domain.ports import Posts, Unfetchable
from meetings.domain.tokens import Keys
from meetings.domain.webhooks import (
    AFTER_GIVING_UP,
    NOT_TOLD,
    DeliveryState,
    Outcome,
    Pause,
    next_try,
    signature,
)
from meetings.extensions import db, store, transaction
from meetings.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent
from meetings.services.webhooks.laying import told_of
from meetings.services.webhooks.webhooks import drop_wants_within, secrets_of

LEASE: Final = timedelta(seconds=60)  # six times as long as a receiver may take
AT_ONCE: Final = 100
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """The next event for an address that somebody holds by a lease."""

    webhook_id: str
    lease: str
    delivery_id: int
    delivery: str
    type: str
    body: bytes
    url: str
    secrets: tuple[str, ...]
    until: datetime
    failures: int


@dataclass(frozen=True, slots=True)
class Way:
    """What sending needs: the line out, the keys, the time, and whether to stop."""

    posts: Posts
    keys: Keys
    clock: Clock
    is_stopping: Callable[[], bool]


def _is_ready(now: datetime) -> ColumnElement[bool]:
    has_due = exists().where(
        WebhookDelivery.webhook_id == Webhook.id, WebhookDelivery.state == DeliveryState.DUE
    )
    return and_(
        Webhook.paused.is_(None),
        or_(Webhook.wait_until.is_(None), Webhook.wait_until <= now),
        or_(Webhook.lease_until.is_(None), Webhook.lease_until <= now),
        has_due,
    )


def claim(count: int, lease: str, now: datetime) -> list[str]:
    """Claim addresses that something waits for; nobody else sends to them then, until the lease is over or let go.

    Those come first that were tried longest ago.
    """
    if count <= 0:
        return []
    oldest = Webhook.tried_at.asc().nulls_first()
    wanted = select(Webhook.id).where(_is_ready(now)).order_by(oldest, Webhook.id).limit(count)
    if not store(wanted).first():
        db.session.rollback()
        return []
    with transaction():
        ids = store(wanted.with_for_update(skip_locked=True)).scalars().all()
        return [one for one in ids if _take(one, lease, now)]


def _take(webhook_id: str, lease: str, now: datetime) -> bool:
    statement = (
        update(Webhook)
        .where(Webhook.id == webhook_id, _is_ready(now))
        .values(lease=lease, lease_until=now + LEASE)
    )
    return store(statement).rowcount == 1


def drain(webhook_id: str, lease: str, way: Way) -> int:
    """Send what waits for a claimed address, one after the other, until one fails or it is others' turn.

    Gives: how many were tried.
    """
    tried = 0
    try:
        while tried < AT_ONCE and not way.is_stopping():
            held = _next(webhook_id, lease, way)
            if held is None:
                break
            tried += 1
            if not _send(held, way):
                break
    finally:
        _let_go(webhook_id, lease)
    return tried


def _next(webhook_id: str, lease: str, way: Way) -> Held | None:
    """Give what is sent next, if the lease still holds, and hold on to that."""
    now = way.clock()
    with transaction():
        mine = (Webhook.id == webhook_id, Webhook.lease == lease, Webhook.paused.is_(None))
        renewed = update(Webhook).where(*mine).values(lease_until=now + LEASE, tried_at=now)
        if store(renewed).rowcount != 1:
            return None
        hook = db.session.get_one(Webhook, webhook_id)
        row = _first_told(hook, now)
        if row is None:
            return None
        return Held(
            webhook_id=webhook_id,
            lease=lease,
            delivery_id=row.delivery_id,
            delivery=row.name,
            type=row.type,
            body=(row.body or "{}").encode(),
            url=hook.url,
            secrets=secrets_of(hook, way.keys, now),
            until=row.until,
            failures=hook.failures,
        )


def _first_told(hook: Webhook, now: datetime) -> Row[Any] | None:
    """Give the first that waits and that the owner may be told of today; what comes before it is ended unsent."""
    waits = (WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state == DeliveryState.DUE)
    question = (
        select(
            WebhookEvent.id,
            WebhookEvent.type,
            WebhookEvent.body,
            WebhookEvent.programme_id,
            WebhookEvent.session_id,
            WebhookDelivery.id.label("delivery_id"),
            WebhookDelivery.name,
            WebhookDelivery.until,
        )
        .join(WebhookEvent, WebhookEvent.id == WebhookDelivery.event_id)
        .where(*waits)
        .order_by(WebhookDelivery.id)
    )
    rows = store(question.limit(1)).all()
    while rows:
        told = told_of(hook.owner, rows, now)
        first = next((at for at, one in enumerate(rows) if one.id in told), len(rows))
        _end_untold([one.delivery_id for one in rows[:first]], now)
        if first < len(rows):
            return rows[first]
        rows = store(question.limit(AT_ONCE)).all()
    return None


def _end_untold(deliveries: list[int], now: datetime) -> None:
    if not deliveries:
        return
    ended = {"state": str(DeliveryState.GIVEN_UP), "done_at": now}
    store(update(WebhookDelivery).where(WebhookDelivery.id.in_(deliveries)).values(**ended))
    why = {"at": now, "trouble": NOT_TOLD, "value": "", "milliseconds": 0, "answer": ""}
    store(insert(WebhookAttempt), [{"delivery_id": one, **why} for one in deliveries])


def _send(held: Held, way: Way) -> bool:
    """Send one event and note what came of it; say whether the next one may follow."""
    begun, now = monotonic(), way.clock()
    stamp = int(now.timestamp())
    head = {
        "Content-Type": "application/json",
        "Meetings-Event": held.type,
        "Meetings-Delivery": held.delivery,
        "Meetings-Timestamp": str(stamp),
        "Meetings-Signature": signature(held.secrets, stamp, held.body),
    }
    try:
        outcome = way.posts.post(held.url, head, held.body)
    except Unfetchable as error:
        if way.is_stopping():
            return False  # it was this worker that gave up, and another one sends it soon
        outcome = Outcome(trouble=error.trouble, value=error.value)
    milliseconds = int((monotonic() - begun) * 1000)
    return _note(held, outcome, way.clock(), milliseconds)


def _note(held: Held, outcome: Outcome, now: datetime, milliseconds: int) -> bool:
    again = None
    if not outcome.is_taken:
        again = next_try(held.failures + 1, held.until, now, held.delivery)
    with transaction():
        mine = (Webhook.id == held.webhook_id, Webhook.lease == held.lease)
        values = _standing(outcome, again, now)
        if store(update(Webhook).where(*mine).values(**values)).rowcount != 1:
            return False  # somebody else sends here by now, or it was deleted
        attempt = {
            "delivery_id": held.delivery_id,
            "at": now,
            "status": outcome.status,
            "trouble": str(outcome.trouble) if outcome.trouble else None,
            "value": outcome.value,
            "milliseconds": milliseconds,
            "answer": outcome.answer,
        }
        store(insert(WebhookAttempt).inline().values(**attempt))
        done = _state(outcome, again)
        this = update(WebhookDelivery).where(WebhookDelivery.id == held.delivery_id)
        store(
            this.values(
                state=done,
                attempts=WebhookDelivery.attempts + 1,
                done_at=None if done == DeliveryState.DUE else now,
            )
        )
        if outcome.is_gone:
            drop_wants_within(held.webhook_id)
    return outcome.is_taken


def _state(outcome: Outcome, again: datetime | None) -> DeliveryState:
    if outcome.is_taken:
        return DeliveryState.SENT
    return DeliveryState.DUE if again is not None or outcome.is_gone else DeliveryState.GIVEN_UP


def _standing(outcome: Outcome, again: datetime | None, now: datetime) -> dict[str, Any]:
    """Give how an address stands after an attempt."""
    if outcome.is_taken:
        return {"failures": 0, "failing_since": None, "wait_until": None, "sent_at": now}
    values: dict[str, Any] = {
        "failures": Webhook.failures + 1,
        "failing_since": func.coalesce(Webhook.failing_since, now),
        "wait_until": again,
    }
    if outcome.is_gone:
        return values | {"paused": str(Pause.GONE), "paused_at": now}
    if again is None:
        return values | {"wait_until": now + AFTER_GIVING_UP, "given_up_at": now}
    return values


def _let_go(webhook_id: str, lease: str) -> None:
    with transaction():
        mine = (Webhook.id == webhook_id, Webhook.lease == lease)
        store(update(Webhook).where(*mine).values(lease=None, lease_until=None))
