"""The worker's ticks; each may run twice, in two processes, because only the store decides."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings.couriers import Couriers
from meetings.domain.errors import NotACalendar, TooManyEvents
from meetings.domain.feeds import ALL_SECONDS, Trouble
from meetings.domain.joint import without_ours
from meetings.domain.messages import jumped_seconds
from meetings.domain.ports import Feeds, Fetched, PlatformAway, Seen, Unfetchable, Unreadable
from meetings.domain.typesetting_errors import TypesettingMissing
from meetings.formats.bounces import read_mail
from meetings.formats.feed_pages import FeedPages
from meetings.formats.platforms import presence_file
from meetings.mail.due import Means, count_told, make_notices
from meetings.mail.kinds import manner_of
from meetings.mail.sending import Sending
from meetings.mail.staff import send_due
from meetings.making import MAKERS, Turn
from meetings.services import (
    bounces,
    discarding,
    documents,
    drafts,
    feeds,
    link_checks,
    platforms_tasks,
    platforms_ways,
    staff_mails,
    stays,
    survey_asking,
    survey_counting,
    tries,
)
from meetings.services import jobs as long_work
from meetings.services.cop import identities
from meetings.services.heartbeats import beat, leave
from meetings.services.leases import hold
from meetings.services.live import told
from meetings.services.planning import plan_messages
from meetings.services.webhooks import laying, webhooks
from meetings.services.zones import follow_zone_data

TICK_SECONDS: Final = 2
BEAT_SECONDS: Final = 30
ZONES_SECONDS: Final = 60
DRAFTS_SECONDS: Final = 3600
FEEDS_SECONDS: Final = 15
EVENT_SOURCE_SECONDS: Final = 300
LINKS_SECONDS: Final = 60
PLATFORMS_SECONDS: Final = 5
FILES_SECONDS: Final = 600
DOCUMENTS_SECONDS: Final = 30
SURVEYS_SECONDS: Final = 20
IDENTITIES_SECONDS: Final = 60
PLANNING_SECONDS: Final = 10
JUMP_TOLD: Final = timedelta(hours=1)
Tick = Callable[[Flask, datetime], None]
log = logging.getLogger("meetings.jobs")


def process_name() -> str:
    """Name this process: its machine and number."""
    return f"{socket.gethostname()}-{os.getpid()}"


@dataclass
class Clock:
    """Notices when the clock jumps, by a clock that cannot; `trouble` says so for an hour."""

    wall: datetime | None = None
    steady: float = 0.0
    jumped_at: datetime | None = None
    trouble: str = ""

    def is_steady(self, now: datetime) -> bool:
        """Say whether the clock went on as it should since it was last looked at."""
        steady = monotonic()
        seconds = jumped_seconds(now - self.wall, steady - self.steady) if self.wall else 0
        self.wall, self.steady = now, steady
        if seconds:
            self.jumped_at = now
            self.trouble = f"the clock jumped by {seconds:+d} s, to {now:%Y-%m-%dT%H:%M:%SZ}"
            log.warning(self.trouble)
        elif self.jumped_at is not None and not timedelta(0) <= now - self.jumped_at < JUMP_TOLD:
            self.jumped_at, self.trouble = None, ""
        return not seconds


@dataclass
class Worker:
    """What one worker process keeps between ticks."""

    name: str
    sending: Sending
    clock: Clock
    couriers: Couriers
    platform_trouble: str = ""

    @property
    def troubles(self) -> dict[str, str]:
        """Give what is not as it should be, by name."""
        found = {"clock": self.clock.trouble, "mail": self.sending.trouble, "platform": self.platform_trouble}
        return {name: words for name, words in found.items() if words}


def worker_of(app: Flask) -> Worker:
    """Give what this process keeps, made on first need."""
    kept: Worker | None = app.extensions.get("worker")
    if kept is None:
        name = process_name()
        sending = Sending(
            outside=app.extensions["outside"],
            name=name,
            lease_seconds=app.config["LEASE_SECONDS"],
            domain_minute=app.config["DOMAIN_MINUTE"],
        )
        kept = app.extensions["worker"] = Worker(name, sending, Clock(), Couriers(app, name))
    return kept


def start(app: Flask) -> BackgroundScheduler:
    """Start the ticks; a tick that is late runs once, and never beside itself."""
    worker_of(app)  # now, as the first ticks, which begin at once, would each make one of their own
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
    ticks: tuple[tuple[Tick, int], ...] = (
        (tick_beat, BEAT_SECONDS),
        (tick_zones, ZONES_SECONDS),
        (tick_drafts, DRAFTS_SECONDS),
        (tick_notices, TICK_SECONDS),
        (tick_outbox, TICK_SECONDS),
        (tick_staff_mails, TICK_SECONDS),
        (tick_inbound, TICK_SECONDS),
        (tick_live, TICK_SECONDS),
        (tick_feeds, FEEDS_SECONDS),
        (tick_event_source, EVENT_SOURCE_SECONDS),
        (tick_jobs, TICK_SECONDS),
        (tick_platforms, PLATFORMS_SECONDS),
        (tick_ways, TICK_SECONDS),
        (tick_links, LINKS_SECONDS),
        (tick_files, FILES_SECONDS),
        (tick_documents, DOCUMENTS_SECONDS),
        (tick_surveys, SURVEYS_SECONDS),
        (tick_identities, IDENTITIES_SECONDS),
        (tick_webhooks, TICK_SECONDS),
    )
    for tick, seconds in ticks:
        scheduler.add_job(_guarded, "interval", (app, tick), seconds=seconds, next_run_time=datetime.now(UTC))
    scheduler.start()
    return scheduler


def stop(app: Flask) -> None:
    """Let a worker end soon: what it holds is given back, and another one goes on at once."""
    worker_of(app).sending.stopping.set()
    app.extensions["outside"].feeds.stop()
    app.extensions["outside"].links.stop()
    app.extensions["outside"].platforms.stop()
    worker_of(app).couriers.stop()


def end(app: Flask) -> None:
    """Say that this worker has ended, after its last tick."""
    worker = worker_of(app)
    worker.sending.close()
    worker.couriers.end()
    with app.app_context():
        leave(worker.name, datetime.now(UTC))


def _guarded(app: Flask, tick: Tick) -> None:
    """Run a tick; what goes wrong is written down, and the next tick tries again."""
    now = datetime.now(UTC)
    if tick is tick_outbox and not worker_of(app).clock.is_steady(now):
        return  # a clock that has just jumped decides nothing yet
    try:
        with app.app_context():
            tick(app, now)
    except Exception:
        log.exception("%s failed", getattr(tick, "__name__", tick))


def tick_beat(app: Flask, now: datetime) -> None:
    """Give a sign of life, and say what is not as it should be."""
    worker = worker_of(app)
    beat(worker.name, "worker", now, worker.troubles)


def tick_zones(app: Flask, now: datetime) -> None:
    """Follow new zone data: coming times keep their wall time."""
    follow_zone_data(worker_of(app).name, now)


def tick_drafts(app: Flask, now: datetime) -> None:
    """Throw away drafts that nobody touched for a month, what is over of signing in, and what was made a day ago."""
    for each in (drafts, told, long_work, staff_mails, stays, tries, webhooks):
        each.prune(now)


def tick_notices(app: Flask, now: datetime) -> None:
    """Ask which notices today's facts make due, and make messages of them; one worker does, while it lives."""
    worker = worker_of(app)
    if not hold("planning", worker.name, now, PLANNING_SECONDS):
        return
    outside = app.extensions["outside"]
    make_notices(now, Means(app.config["SETTLING_SECONDS"], outside.host, outside.keys))
    while plan_messages(now, outside.host, manner_of):
        if worker.sending.stopping.is_set():
            return


def tick_surveys(app: Flask, now: datetime) -> None:
    """Ask whoever a survey is to ask, and count what was answered; one worker does, while it lives."""
    if hold("surveys", worker_of(app).name, now, 3 * SURVEYS_SECONDS):
        survey_counting.settle(
            now, app.extensions["outside"].shelf
        )  # first, so that there is a box to answer into
        survey_asking.ask(now)


def tick_identities(app: Flask, now: datetime) -> None:
    """Erase passports and photos whose day has come, and destroy keys that open nothing any more."""
    identities.settle(now, app.extensions["outside"].identity_shelf)


def tick_outbox(app: Flask, now: datetime) -> None:
    """Send what is due, batch by batch, until nothing is."""
    begun, sending = monotonic(), worker_of(app).sending
    while sending.batch(now + timedelta(seconds=monotonic() - begun)):
        pass


def tick_staff_mails(app: Flask, now: datetime) -> None:
    """Send the mails that staff asked for, or are invited by."""
    send_due(app.extensions["outside"], now)


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


def tick_live(app: Flask, now: datetime) -> None:
    """Count what platforms told of those who came and went; a time that cannot be counted stops no other."""
    count_told(now, app.extensions["outside"].keys)


def tick_event_source(app: Flask, now: datetime) -> None:
    """Ask a platform again to tell what happens, because it forgets; where it does not, say so."""
    outside, worker = app.extensions["outside"], worker_of(app)
    if outside.event_source is None:
        return
    try:
        outside.event_source.ask_for_events(f"{outside.base_url}/hooks/bigbluebutton")
        worker.platform_trouble = ""
    except PlatformAway as error:
        worker.platform_trouble = f"BigBlueButton tells no events: {error}"
        log.warning(worker.platform_trouble)


def tick_platforms(app: Flask, now: datetime) -> None:
    """Make, tell, look for and end meetings at platforms, and fetch what is there afterwards, one after the other."""
    outside, stopping = app.extensions["outside"], worker_of(app).sending.stopping
    platforms_tasks.expect(now)
    while not stopping.is_set() and platforms_tasks.run_next(
        outside.platforms, now, keys=outside.keys, as_file=presence_file
    ):
        pass


def tick_ways(app: Flask, now: datetime) -> None:
    """Make people's own ways into meetings at platforms that must be asked for each."""
    outside, worker = app.extensions["outside"], worker_of(app)
    if hold("platform ways", worker.name, now, 3 * PLATFORMS_SECONDS):
        platforms_ways.expect_ways(now)
    platforms_ways.make_ways(outside.platforms, now, keys=outside.keys)


def tick_feeds(app: Flask, now: datetime) -> None:
    """Read the feeds of other conventions that are due, one after the other; one that is in trouble stops no other."""
    while not worker_of(app).sending.stopping.is_set():
        due = feeds.claim(now)
        if due is None:
            return
        _read_feed(app, due, now)


def tick_links(app: Flask, now: datetime) -> None:
    """Look whether something is still at one address that a recording or document names: one, so as to be gentle."""
    due = link_checks.claim(now)
    if due is None:
        return
    try:
        app.extensions["outside"].links.look(due.address)
    except Unfetchable as error:
        if not worker_of(app).sending.stopping.is_set():
            link_checks.keep_broken(due, error.trouble, error.value, now)
        return
    link_checks.keep_found(due, now)


def tick_files(app: Flask, now: datetime) -> None:
    """Take files away that nothing names any more."""
    discarding.sweep(app.extensions["outside"].storage, now)


def tick_documents(_app: Flask, now: datetime) -> None:
    """Let pages show the documents whose embargo is over."""
    documents.open_embargoed(now)


def tick_webhooks(app: Flask, now: datetime) -> None:
    """Lay out what happened for those who listen, and begin to send it; the rest goes on beside this tick."""
    while laying.lay(now, app.extensions["outside"].base_url):
        if worker_of(app).sending.stopping.is_set():
            return
    worker_of(app).couriers.begin(now)


def _read_feed(app: Flask, due: feeds.Due, now: datetime) -> None:
    """Read one feed and store what it says; endless series are counted anew each week, though nothing changed."""
    week, pages = f"{now:%G-%V}", FeedPages(due.address, now)
    reading: Feeds = app.extensions["outside"].feeds
    is_this_week = due.digest.endswith(week)
    try:
        fetched = reading.fetch(pages.address, due.seen if is_this_week else Seen())
        seen = _further(reading, pages, fetched) if fetched.body is not None else fetched.seen
        digest = f"{pages.digest} {week}"
        if fetched.body is None or digest == due.digest:
            feeds.keep_unchanged(due, now)
            return
        read = without_ours(pages.done(), app.extensions["outside"].ours)
        feeds.keep_reading(due, read, seen, digest, now)
    except Unfetchable as error:
        if worker_of(app).sending.stopping.is_set():
            return  # it was this worker that gave up, and another one reads it soon
        feeds.keep_trouble(due, error.trouble, error.value, now)
    except NotACalendar:
        feeds.keep_trouble(due, Trouble.NOT_A_CALENDAR, "", now)
    except TooManyEvents as error:
        feeds.keep_trouble(due, Trouble.TOO_MANY_EVENTS, error.values["most"], now)
    except Exception:
        log.exception("the feed of calendar %s cannot be read", due.id)
        feeds.keep_trouble(due, Trouble.ANSWER, "", now)


def _further(reading: Feeds, pages: FeedPages, fetched: Fetched) -> Seen:
    """Read a feed's pages after the first; gives what to ask by the next time, which is nothing for several pages."""
    ends, following = monotonic() + ALL_SECONDS, pages.take(fetched)
    while following:
        if monotonic() > ends:
            raise Unfetchable(Trouble.TOO_SLOW)
        following = pages.take(reading.fetch(following, Seen()))
    return fetched.seen if pages.pages == 1 else Seen()


def tick_jobs(app: Flask, now: datetime) -> None:
    """Do the long work that waits, piece by piece; whoever is told to stop leaves the rest to another at once."""
    begun = monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=monotonic() - begun)

    stopping = worker_of(app).sending.stopping
    while not stopping.is_set():
        held = long_work.claim(clock(), timedelta(seconds=app.config["LEASE_SECONDS"]))
        if held is None:
            return
        try:
            MAKERS[held.kind](app.extensions["outside"], held, Turn(clock, stopping.is_set))
        except TypesettingMissing as refusal:
            long_work.finish(held, clock(), problem=refusal.code)
