"""The worker's ticks; each may run twice, in two processes, because only the store decides."""

import logging
import os
import secrets
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings.domain.codes import MessageState
from meetings.domain.errors import LinkDead
from meetings.domain.messages import BATCH
from meetings.domain.ports import Mailer, Undeliverable, Unreadable
from meetings.formats.bounces import read_mail
from meetings.mail.compose import Composed, Handed, Site, compose
from meetings.mail.kinds import KINDS, kind_of, manner_of
from meetings.queries.messages import Letter, letter
from meetings.services import bounces, outbox
from meetings.services.heartbeats import beat
from meetings.services.links import rights_of
from meetings.services.optouts import stop_token
from meetings.services.planning import plan_messages

TICK_SECONDS: Final = 2
BEAT_SECONDS: Final = 30
log = logging.getLogger("meetings.jobs")


def process_name() -> str:
    """Name this process: its machine and number."""
    return f"{socket.gethostname()}-{os.getpid()}"


def start(app: Flask) -> BackgroundScheduler:
    """Start the ticks; a tick that is late runs once, and never beside itself."""
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
    for tick, seconds in (
        (tick_notices, TICK_SECONDS),
        (tick_outbox, TICK_SECONDS),
        (tick_inbound, TICK_SECONDS),
        (tick_beat, BEAT_SECONDS),
    ):
        scheduler.add_job(_guarded, "interval", (app, tick), seconds=seconds, next_run_time=datetime.now(UTC))
    scheduler.start()
    return scheduler


def _guarded(app: Flask, tick: Any) -> None:
    """Run a tick; what goes wrong is written down, and the next tick tries again."""
    try:
        with app.app_context():
            tick(app, datetime.now(UTC))
    except Exception:
        log.exception("%s failed", tick.__name__)


def tick_beat(_app: Flask, now: datetime) -> None:
    """Give a sign of life."""
    beat(process_name(), "worker", now)


def tick_notices(app: Flask, now: datetime) -> None:
    """Ask which notices today's facts make due, and make messages of them."""
    for kind in KINDS.values():
        if kind.due is not None:
            kind.due(now, app.config["SETTLING_SECONDS"])
    while plan_messages(now, app.extensions["outside"].host, manner_of):
        pass


def tick_outbox(app: Flask, now: datetime) -> None:
    """Send what is due, batch by batch, until nothing is."""
    begun = monotonic()
    while send_batch(app, now + timedelta(seconds=monotonic() - begun)):
        pass


def tick_inbound(app: Flask, now: datetime) -> None:
    """Keep what lies in the watched folder, mail by mail; each is taken away after it is kept."""
    mailroom = app.extensions["outside"].mailroom
    for name in mailroom.waiting(now):
        try:
            head = mailroom.read(name)
        except Unreadable as error:
            log.warning("a mail that came in is put aside: %s", error)
            mailroom.refuse(name)
            continue
        if head is not None:
            bounces.keep(read_mail(head), now)
            mailroom.remove(name)


def send_batch(app: Flask, now: datetime) -> int:
    """Claim a few messages and send them one by one; give how many were claimed.

    What is not sent within half of the lease is given back.
    """
    outside = app.extensions["outside"]
    seconds = app.config["LEASE_SECONDS"]
    lease = f"{process_name()}-{secrets.token_hex(6)}"
    ids = outbox.claim(BATCH, lease, now, seconds)
    begun = monotonic()
    mailers = {False: outside.open_mailer(), True: outside.demonstration_mailer()}
    try:
        for number, message_id in enumerate(ids):
            passed = monotonic() - begun
            if passed > seconds / 2:
                outbox.let_go(ids[number:], lease)
                break
            _send(app, message_id, lease, mailers, now + timedelta(seconds=passed))
    finally:
        for mailer in mailers.values():
            mailer.close()
    return len(ids)


def _send(app: Flask, message_id: str, lease: str, mailers: dict[bool, Mailer], now: datetime) -> None:
    found: Letter | None = None
    with suppress(LinkDead):
        found = letter(message_id)
    if found is not None and found.not_after is not None and now >= found.not_after:
        outbox.mark_unneeded(message_id, lease, MessageState.TOO_LATE, now)
        return
    try:
        composed = _composed(app, found, now) if found is not None else None
    except ValueError as error:
        outbox.mark_failed(message_id, lease, str(error), now, permanent=True)
        return
    if composed is None:
        outbox.mark_unneeded(message_id, lease, MessageState.WITHDRAWN, now)
        return
    try:
        mailers[composed.demonstration].send(
            composed.content, app.extensions["outside"].bounces, composed.recipient
        )
    except Undeliverable as error:
        outbox.mark_failed(message_id, lease, str(error), now, permanent=error.permanent)
        return
    outbox.mark_sent(message_id, lease, composed.subject, composed.told, now)


def _composed(app: Flask, found: Letter, now: datetime) -> Composed | None:
    outside = app.extensions["outside"]
    ids = sorted({item.registration.id for item in found.items})
    registrations = {one: rights_of(found.person_id, one, now, outside.keys) for one in ids}
    scope = kind_of(found.items[0].kind).scope
    token = stop_token(found.person_id, scope, now, outside.keys) if scope else ""
    site = Site(outside.site_name, outside.sender, outside.base_url, outside.host)
    return compose(found, Handed(registrations, token), site, now)
