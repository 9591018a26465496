"""`meetings doctor`: is everything as it should be?"""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from meetings.cli import current
from meetings.domain.zones import zone_data_version
from meetings.queries import health as queries


@click.command("doctor")
def doctor_command() -> None:
    """Check zone data, clock, store, mail and worker; exit 1 when one is wrong."""
    with current().app_context():
        findings = list(_findings(datetime.now(UTC)))
    for well, words in findings:
        click.echo(f"{'ok   ' if well else 'WRONG'} {words}")
    if not all(well for well, _words in findings):
        raise click.exceptions.Exit(1)


def _findings(now: datetime) -> Iterator[tuple[bool, str]]:
    yield True, f"zone data {zone_data_version()}, the same in pytz and tzdata"
    yield now.year >= 2026, f"clock {now.isoformat(timespec='seconds')}"
    problem = queries.store_problem()
    yield problem is None, problem or "store answers and has its schema"
    if problem:
        return
    late = queries.messages_late(now)
    yield late == 0, f"mail: {late} messages late"
    seen = queries.processes(now)
    for one in seen:
        agrees = one.zone_data == zone_data_version()
        state = "lives" if one.lives else "is silent"
        yield one.lives and agrees, f"{one.kind} {one.name} {state}, zone data {one.zone_data}"
    yield any(one.kind == "worker" and one.lives for one in seen), "a worker lives"
