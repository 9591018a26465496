"""Webhooks kept: added, changed, paused, given a new secret, tried, told again, and taken away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, exists, func, insert, select, update

from meetings.domain.errors import NotFound, NotThisMove, Stale
from meetings.domain.permissions import Holder
from meetings.domain.ports import Posts
from meetings.domain.tokens import Keys
from meetings.domain.webhooks import (
    FAMILIES,
    GIVE_UP,
    KEPT,
    MOST_REPLAYED,
    MOST_WEBHOOKS,
    OVERLAP,
    PING,
    DeliveryState,
    Pause,
    check_events,
    types_of,
)
from meetings.domain.webhooks_errors import NotYours, TooManyReplayed, TooManyWebhooks, WebhookPaused
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.webhooks import Webhook, WebhookAttempt, WebhookDelivery, WebhookEvent, WebhookWant
from meetings.services.audit import note
from meetings.services.webhooks.laying import delivery_values, ping_values, told_of
from meetings.services.webhooks.noting import event_name

TURN: Final = "webhooks kept"
SECRET_PREFIX: Final = "mmwh_"


def add(url: Any, events: Any, now: datetime, holder: Holder, *, posts: Posts) -> str:
    """Add an address that is told of events as far as whoever adds it may be told of them; give its id.

    Raises: NotAWebAddress, NotPublic, with field `url`; Missing, NotAChoice, NotYours, with field `events`;
    TooManyWebhooks.
    """
    wanted = check_events(events, holder)
    address = _address(url, posts)
    with transaction():
        take_turns(TURN)
        if db.session.scalars(select(func.count(Webhook.id))).one() >= MOST_WEBHOOKS:
            raise TooManyWebhooks(field="url", most=MOST_WEBHOOKS)
        row = Webhook(url=address, events=list(wanted), owner=holder.actor, made_at=now, updated_at=now)
        db.session.add(row)
        db.session.flush()
        _put_wants(row)
        after = {"url": row.url, "events": row.events}
        note(now, holder.actor, "webhook.add", f"webhook:{row.id}", after=after)
        return row.id


def change(
    webhook_id: str, given: Mapping[str, Any], revision: int, now: datetime, holder: Holder, *, posts: Posts
) -> None:
    """Change where and of what somebody is told, or pause and resume (`paused`); saving what stands is nothing to do.

    Who is told again gets what waited meanwhile, in order, and it has three days from then.
    Raises: NotFound, Stale, and what `add` raises.
    """
    checked: dict[str, Any] = {}
    if "events" in given:
        checked["events"] = list(check_events(given["events"], holder))
    if "url" in given:
        checked["url"] = _address(given["url"], posts)
    with transaction():
        row = _hold(webhook_id, revision)
        if "paused" in given and bool(given["paused"]) != (row.paused is not None):
            checked["paused"] = str(Pause.HAND) if given["paused"] else None
        changed = {name: value for name, value in checked.items() if getattr(row, name) != value}
        if not changed:
            return
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        if "paused" in changed:
            row.paused_at = now if row.paused else None
        if "url" in changed or ("paused" in changed and not row.paused):
            _begin_anew(row, now)
        _touch(row, now)
        _put_wants(row)
        note(now, holder.actor, "webhook.change", f"webhook:{row.id}", before=before, after=changed)


def pause_of_within(owner: str, now: datetime, actor: str) -> None:
    """Pause what somebody added who is gone, until it is resumed by hand; call it within a transaction."""
    take_turns(TURN)
    stands = (Webhook.owner == owner, Webhook.paused.is_(None))
    for row in db.session.scalars(select(Webhook).where(*stands).order_by(Webhook.id).with_for_update()):
        row.paused, row.paused_at = str(Pause.HAND), now
        _touch(row, now)
        note(
            now,
            actor,
            "webhook.change",
            f"webhook:{row.id}",
            before={"paused": None},
            after={"paused": row.paused},
        )


def renew_secret(webhook_id: str, revision: int, now: datetime, actor: str) -> None:
    """Give a new secret; for a day all is signed by the one before, too, and there is no newer one.

    Raises: NotFound, Stale; NotThisMove, while the one before is good.
    """
    with transaction():
        row = _hold(webhook_id, revision)
        if row.old_until is not None and row.old_until > now:
            raise NotThisMove()
        row.generation += 1
        row.old_until = now + OVERLAP
        _touch(row, now)
        note(now, actor, "webhook.secret", f"webhook:{row.id}", after={"generation": row.generation})


def secret_of(row: Any, keys: Keys) -> str:
    """Give the secret by which all is signed now; the store does not have it."""
    return _secret(row.id, row.generation, keys)


def secrets_of(row: Any, keys: Keys, now: datetime) -> tuple[str, ...]:
    """Give the secrets that are good now, the newest first."""
    newest = _secret(row.id, row.generation, keys)
    if row.old_until is None or row.old_until <= now:
        return (newest,)
    return newest, _secret(row.id, row.generation - 1, keys)


def _secret(webhook_id: str, generation: int, keys: Keys) -> str:
    return SECRET_PREFIX + keys.key(f"webhook|{webhook_id}|{generation}").hex()


def ping(webhook_id: str, now: datetime, actor: str) -> str:
    """Send an event that says nothing, after what waits; what failed before is tried at once. Give the delivery's name.

    Raises: NotFound, WebhookPaused.
    """
    with transaction():
        row = _hold(webhook_id)
        if row.paused:
            raise WebhookPaused()
        event = WebhookEvent(**ping_values(row.id, now, event_name()))
        db.session.add(event)
        row.wait_until = None
        db.session.flush()
        note(now, actor, "webhook.ping", f"webhook:{row.id}")
        return _deliver(row.id, event.id, now)


def replay(webhook_id: str, delivery: str, now: datetime, actor: str) -> str:
    """Send an event again, after what waits, as another delivery of it; give that one's name.

    One that waits still is tried at once, and stays the one that it is.
    Raises: NotFound; NotYours, for what whoever added the webhook may not be told of any more.
    """
    with transaction():
        row = _hold(webhook_id)
        named = (WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.name == delivery)
        found = db.session.scalar(select(WebhookDelivery).where(*named)) if delivery.isalnum() else None
        if found is None:
            raise NotFound()
        event = db.session.get_one(WebhookEvent, found.event_id)
        if not told_of(row.owner, [event], now):
            raise NotYours(value=str(FAMILIES[event.type]))
        row.wait_until = row.given_up_at = None
        note(now, actor, "webhook.replay", f"webhook:{row.id}", after={"delivery": delivery})
        if found.state == DeliveryState.DUE:
            return found.name
        return _deliver(row.id, found.event_id, now, found.name)


def replay_since(webhook_id: str, since: datetime, now: datetime, actor: str) -> int:
    """Send all that happened from a moment on again, in the order in which it did, each once; give how many.

    What waits still is left out, because it comes by itself, and so is what whoever added it may not be told any more.
    Raises: NotFound, TooManyReplayed.
    """
    earliest = min(max(since, now - KEPT), now)
    with transaction():
        row = _hold(webhook_id)
        here = WebhookDelivery.webhook_id == webhook_id
        due = select(WebhookDelivery.event_id).where(here, WebhookDelivery.state == DeliveryState.DUE)
        sent = (here, WebhookDelivery.event_id.not_in(due))
        newest = (
            select(func.max(WebhookDelivery.id).label("id"), WebhookDelivery.event_id)
            .join(WebhookEvent, WebhookEvent.id == WebhookDelivery.event_id)
            .where(*sent, WebhookEvent.at >= earliest, WebhookEvent.type != PING)
            .group_by(WebhookDelivery.event_id)
            .order_by(WebhookDelivery.event_id)
            .limit(MOST_REPLAYED + 1)
            .subquery()
        )
        found: Sequence[Any] = store(
            select(
                WebhookEvent.id,
                WebhookEvent.type,
                WebhookEvent.programme_id,
                WebhookEvent.session_id,
                WebhookDelivery.name,
            )
            .join(newest, newest.c.event_id == WebhookEvent.id)
            .join(WebhookDelivery, WebhookDelivery.id == newest.c.id)
            .order_by(newest.c.event_id)
        ).all()
        if len(found) > MOST_REPLAYED:
            raise TooManyReplayed(field="since", most=MOST_REPLAYED)
        told = told_of(row.owner, found, now)
        rows = [delivery_values(row.id, one.id, now, one.name) for one in found if one.id in told]
        if rows:
            store(insert(WebhookDelivery), rows)
        row.wait_until = row.given_up_at = None
        after = {"since": earliest.isoformat(), "events": len(rows)}
        note(now, actor, "webhook.replay", f"webhook:{row.id}", after=after)
        return len(rows)


def remove(webhook_id: str, revision: int, now: datetime, actor: str) -> None:
    """Take a webhook away, with its log; what is being sent this moment may still arrive.

    Raises: NotFound, Stale.
    """
    with transaction():
        row = _hold(webhook_id, revision)
        deliveries = select(WebhookDelivery.id).where(WebhookDelivery.webhook_id == webhook_id)
        store(delete(WebhookAttempt).where(WebhookAttempt.delivery_id.in_(deliveries)))
        store(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id))
        drop_wants_within(webhook_id)
        note(now, actor, "webhook.remove", f"webhook:{webhook_id}", before={"url": row.url})
        db.session.delete(row)


def drop_wants_within(webhook_id: str) -> None:
    """Let nothing be noted for an address any more; call it within a transaction."""
    store(delete(WebhookWant).where(WebhookWant.webhook_id == webhook_id))


def prune(now: datetime) -> None:
    """Forget attempts, deliveries and events after thirty days; what waits still is kept."""
    before = now - KEPT
    with transaction():
        is_old = (WebhookDelivery.laid_at < before, WebhookDelivery.state != DeliveryState.DUE)
        old = select(WebhookDelivery.id).where(*is_old)
        attempts = (WebhookAttempt.at < before) | WebhookAttempt.delivery_id.in_(old)
        store(delete(WebhookAttempt).where(attempts))
        store(delete(WebhookDelivery).where(*is_old))
        is_sent = exists().where(WebhookDelivery.event_id == WebhookEvent.id)
        store(delete(WebhookEvent).where(WebhookEvent.laid_at < before, ~is_sent))


def hold_back_within(now: datetime) -> None:
    """Send nothing of before a store was put back: it was sent then; call it within a transaction."""
    store(update(WebhookEvent).where(WebhookEvent.laid_at.is_(None)).values(laid_at=now))
    ended = {"state": str(DeliveryState.GIVEN_UP), "done_at": now}
    store(update(WebhookDelivery).where(WebhookDelivery.state == DeliveryState.DUE).values(**ended))
    store(update(Webhook).values(lease=None, lease_until=None))


def _address(url: Any, posts: Posts) -> str:
    posts.check(url)
    return str(url).strip()


def _begin_anew(row: Webhook, now: datetime) -> None:
    """Try at once what waits, and give it three days from now."""
    row.failures, row.failing_since, row.wait_until, row.given_up_at = 0, None, None, None
    waits = (WebhookDelivery.webhook_id == row.id, WebhookDelivery.state == DeliveryState.DUE)
    store(update(WebhookDelivery).where(*waits).values(until=now + GIVE_UP))


def _put_wants(row: Webhook) -> None:
    db.session.flush()
    drop_wants_within(row.id)
    if row.paused == Pause.GONE:
        return
    store(
        insert(WebhookWant),
        [{"type": str(one), "webhook_id": row.id} for one in types_of(row.events)],
    )


def _deliver(webhook_id: str, event_id: int, now: datetime, replays: str | None = None) -> str:
    values = delivery_values(webhook_id, event_id, now, replays)
    db.session.flush()
    store(insert(WebhookDelivery).inline().values(**values))
    return str(values["name"])


def _hold(webhook_id: str, revision: int | None = None) -> Webhook:
    take_turns(TURN)
    row = db.session.scalar(select(Webhook).where(Webhook.id == webhook_id).with_for_update())
    if row is None:
        raise NotFound()
    if revision is not None and row.revision != revision:
        raise Stale(current=row.revision)
    return row


def _touch(row: Webhook, now: datetime) -> None:
    row.revision, row.updated_at = row.revision + 1, now
