"""Events, laid out for sending: each once, in one order, to all who may be told of it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select

from meetings.domain.permissions import Holder
from meetings.domain.webhooks import GIVE_UP, PING, Pause, Where, is_told, types_of
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.webhooks import Webhook, WebhookDelivery, WebhookEvent
from meetings.queries.webhooks import owners

TURN: Final = "webhooks"
AT_ONCE: Final = 500
NAME_LENGTH: Final = 16
WAITING: Final = select(WebhookEvent.id).where(WebhookEvent.laid_at.is_(None)).limit(1)


@dataclass(frozen=True, slots=True)
class Listener:
    """An address, what it wants, and as whom it is told."""

    id: str
    types: frozenset[str]
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Where an event belongs: for who may be told, and for its body."""

    where: Where
    session: str | None


def lay(now: datetime, base_url: str) -> int:
    """Lay out what happened, for each who listens and may be told; it may run twice at once. Give how many events.

    They come in the order in which they were stored: of one thing always, of several as good as always.
    """
    if db.session.scalar(WAITING) is None:
        return 0
    with transaction():
        take_turns(TURN)
        events = db.session.scalars(
            select(WebhookEvent)
            .where(WebhookEvent.laid_at.is_(None))
            .order_by(WebhookEvent.id)
            .limit(AT_ONCE)
        ).all()
        listeners, abouts = _listeners(now), _abouts(events)
        rows: list[dict[str, Any]] = []
        for one in events:
            about = abouts.get(one.id)
            one.laid_at = now
            if about is None:
                continue  # what it is about is there no more, so there is nothing to tell
            one.body = body_of(one, about, base_url)
            told = [each for each in listeners if _is_for(each, one, about)]
            rows += [delivery_values(each.id, one.id, now) for each in told]
        db.session.flush()
        if rows:
            store(insert(WebhookDelivery), rows)
        return len(events)


def _is_for(listener: Listener, event: WebhookEvent, about: About) -> bool:
    return event.type in listener.types and any(
        is_told(one, event.type, about.where) for one in listener.holders
    )


def delivery_values(
    webhook_id: str, event_id: int, now: datetime, replays: str | None = None
) -> dict[str, Any]:
    """Give the row of an event that is to be sent to an address."""
    return {
        "name": random_id(NAME_LENGTH),
        "webhook_id": webhook_id,
        "event_id": event_id,
        "laid_at": now,
        "until": now + GIVE_UP,
        "replays": replays,
    }


def _listeners(now: datetime) -> list[Listener]:
    """Give all who want anything, each as whom they are told today."""
    stands = select(Webhook).where(Webhook.paused.is_(None) | (Webhook.paused != Pause.GONE))
    rows = db.session.scalars(stands.order_by(Webhook.id)).all()
    known = owners({one.owner for one in rows}, now)
    return [Listener(one.id, frozenset(types_of(one.events)), known.get(one.owner, ())) for one in rows]


def _abouts(events: Sequence[Any]) -> Mapping[int, About]:
    programmes = _slugs({one.programme_id for one in events if one.programme_id is not None})
    rows: Sequence[Any] = store(
        select(Session.id, Session.slug, Session.partners, Stream.slug)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(Session.id.in_({one.session_id for one in events if one.session_id is not None}))
    ).all()
    sessions = {row[0]: (row[1], tuple(row[2]), row[3]) for row in rows}
    found = {}
    for one in events:
        programme = programmes.get(one.programme_id or 0)
        if programme is None or (one.session_id is not None and one.session_id not in sessions):
            continue
        slug, partners, stream = sessions[one.session_id] if one.session_id else (None, (), None)
        found[one.id] = About(Where(programme, stream, partners), slug)
    return found


def told_of(owner: str, events: Sequence[Any], now: datetime) -> frozenset[int]:
    """Give the numbers of those events that whoever added a webhook may be told of now; of a ping always."""
    holders, abouts = owners({owner}, now).get(owner, ()), _abouts(events)
    return frozenset(
        one.id
        for one in events
        if one.type == PING
        or (one.id in abouts and any(is_told(each, one.type, abouts[one.id].where) for each in holders))
    )


def _slugs(ids: Collection[int]) -> Mapping[int, str]:
    rows: Sequence[Any] = store(select(Programme.id, Programme.slug).where(Programme.id.in_(ids))).all()
    return {row[0]: row[1] for row in rows}


def body_of(event: WebhookEvent, about: About, base_url: str) -> str:
    """Write what is sent of an event: ids, and what anybody may know of a time; never a name, address or title."""
    kind, _, name = event.subject.partition(":")
    named: dict[str, Any] = {"programme": about.where.programme}
    if about.session is not None:
        named["session"] = about.session
    if kind == "slot":
        named["slot"] = {"id": name, **event.facts}
    elif kind == "registration":
        named["registration"] = {"id": name, **event.facts}
    elif kind in ("recording", "participation", "survey"):
        named[kind] = {"id": name, **event.facts}
    else:
        named |= event.facts
    return written(event, named | {"url": f"{base_url}/api/v1/{_path(kind, name, about, event.facts)}"})


def written(event: WebhookEvent, more: Mapping[str, Any]) -> str:
    """Write an event as it is sent, and sent again: always the same bytes."""
    at = event.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"id": event.name, "type": event.type, "created_at": at, **more}
    return json.dumps(body, ensure_ascii=True, separators=(",", ":"))


def ping_values(webhook_id: str, now: datetime, name: str) -> dict[str, Any]:
    """Give the event that only says that an address is known."""
    at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"id": name, "type": PING, "created_at": at, "webhook": webhook_id}
    return {
        "name": name,
        "type": PING,
        "at": now,
        "subject": f"webhook:{webhook_id}",
        "facts": {},
        "body": json.dumps(body, separators=(",", ":")),
        "laid_at": now,
    }


def _path(kind: str, name: str, about: About, facts: Mapping[str, Any]) -> str:
    programme = f"programmes/{about.where.programme}"
    if kind in ("slot", "registration"):
        return f"{kind}s/{name}"
    if kind == "recording":
        return f"slots/{facts['slot']}"
    if kind == "participation":
        return f"{programme}/participations/{name}"
    return f"{programme}/sessions/{about.session}" if about.session else programme
