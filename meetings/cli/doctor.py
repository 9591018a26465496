"""`meetings doctor`: is everything as it should be?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import click

from meetings.cli import current
from meetings.cli.backup import last_backup
from meetings.domain.ports import Typesetter
from meetings.domain.typesetting_errors import TypesettingMissing
from meetings.domain.zones import zone_data_version
from meetings.queries import health as queries
from meetings.queries import zones
from meetings.queries.phrases import resting_since

CLOCKS_APART_SECONDS: Final = 5
BACKUP_LASTS: Final = timedelta(days=8)


@click.command("doctor")
def doctor_command() -> None:
    """Check zone data, clock, store, mail, worker and backup; exit 1 when one is wrong."""
    app, now = current(), datetime.now(UTC)
    with app.app_context():
        findings = [
            *_findings(now),
            _paper_finding(app.extensions["outside"].typesetter),
            _backup_finding(last_backup(app), now),
        ]
    for well, words in findings:
        click.echo(f"{'ok   ' if well else 'WRONG'} {words}")
    if not all(well for well, _words in findings):
        raise click.exceptions.Exit(1)


def _backup_finding(made_at: datetime | None, now: datetime) -> tuple[bool, str]:
    """Say how old the last backup is; where there was none yet, that is for whoever runs this to know."""
    if made_at is None:
        return True, "no backup yet: `meetings backup FILE` makes one"
    age = now - made_at
    return age <= BACKUP_LASTS, f"last backup {_utc(made_at)}, {age.days} days ago"


def _paper_finding(typesetter: Typesetter) -> tuple[bool, str]:
    """Say which scripts papers can be set in; whoever needs no such papers needs no such fonts."""
    try:
        scripts = typesetter.scripts()
    except TypesettingMissing:
        return True, "PDF: none can be made, the extra `pdf` is not installed"
    said = ", ".join(
        script if here else f"no {script} (a font is missing)" for script, here in scripts.items()
    )
    return True, f"PDF: {said}"


def _findings(now: datetime) -> Iterator[tuple[bool, str]]:
    yield True, f"zone data {zone_data_version()}, the same in pytz and zoneinfo"
    yield now.year >= 2026, f"clock {now.isoformat(timespec='seconds')}"
    problem = queries.store_problem()
    yield problem is None, problem or "store answers and has its schema"
    if problem:
        return
    yield from _zone_findings(now)
    yield from _mail_findings(now)
    seen = queries.processes(now)
    for one in seen:
        yield from _process_findings(one, now)
    yield any(one.kind == "worker" and one.lives for one in seen), "a worker lives"


def _zone_findings(now: datetime) -> Iterator[tuple[bool, str]]:
    """Say which times stand as older zone data had them, and which have moved with newer ones."""
    newest = zones.newest_zone_data()
    if newest is not None and newest > zone_data_version():
        yield False, f"zone data {zone_data_version()} here, but times are derived from {newest}"
        return
    for slot in zones.outdated(now):
        wall = f"{slot.local_start:%Y-%m-%dT%H:%M} {slot.zone}"
        if slot.starts_at is None:
            yield False, f"time {slot.id}: {wall} does not exist any more; an organizer has to move it"
        else:
            yield (
                False,
                f"time {slot.id}: {wall} is still {_utc(slot.stored)}, a worker moves it to {_utc(slot.starts_at)}",
            )
    for one in zones.moved_by_zone_data(now):
        yield True, f"time {one.slot_id}: moved from {_utc(one.before)} to {_utc(one.after)} by {one.by}"


def _mail_findings(now: datetime) -> Iterator[tuple[bool, str]]:
    late, lag = queries.messages_late(now), queries.lag_seconds(now)
    since = resting_since()
    if since is not None:
        yield False, f"mail: all sending rests since {_utc(since)}"
    yield late == 0, f"mail: {late} messages late, the first by {lag:.0f} s"


def _process_findings(one: queries.ProcessSeen, now: datetime) -> Iterator[tuple[bool, str]]:
    state = "lives" if one.lives else "is silent"
    is_same = one.zone_data == zone_data_version()
    older = "" if is_same else f", which is not {zone_data_version()}: restart it"
    yield one.lives and is_same, f"{one.kind} {one.name} {state}, zone data {one.zone_data}{older}"
    for name, words in one.troubles.items():
        yield False, f"{one.kind} {one.name}: {name}: {words}"
    ahead = (one.at - now).total_seconds()
    if ahead > CLOCKS_APART_SECONDS:
        yield False, f"{one.kind} {one.name}: its clock is {ahead:.0f} s ahead of the one here"


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%MZ}"
