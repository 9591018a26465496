"""After a restore no tick of a worker sends or makes due what was due before; what becomes due later still goes out."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from meetings import jobs
from meetings.cli import main
from meetings.domain.webhooks import Type
from meetings.extensions import db
from meetings.models import (
    Message,
    Nomination,
    Notice,
    Person,
    PersonMailbox,
    Programme,
    StaffMail,
    Webhook,
    WebhookDelivery,
    WebhookEvent,
    WebhookWant,
)
from meetings.services import link_asking, staff_mails
from meetings.services.people import find_or_add_mailbox
from tests.conftest import make_app
from tests.factories import NOW, make_session, make_slot, register_somebody
from tests.gates.site import make_site
from tests.surveys import make_survey

READER = "reader.in.a.week@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICKS = [tick for name, tick in sorted(vars(jobs).items()) if name.startswith("tick_")]
# What is due by each moment, of what the site has: an offer is over, a time is near; a session was held and recorded.
HELD = {
    DAY + 13 * HOUR: {"delegate", "delegation", "lapsed", "link", "panel"},
    2 * DAY + 9 * HOUR: {"delegate", "delegation", "lapsed", "link", "survey", "thank_you"},
}


def run(app: Flask, *words: str) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    done = CliRunner().invoke(main, list(words), obj=lambda: app)
    assert (done.exit_code, done.stderr) == (0, "")


def application(template: Path, folder: Path) -> Flask:
    folder.mkdir()
    shutil.copyfile(template, folder / "store.sqlite")
    return make_app(f"sqlite:///{folder / 'store.sqlite'}", folder)


@pytest.fixture(scope="module")
def backup(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the backup of a site with one of everything, on which no worker ever looked."""
    folder = tmp_path_factory.mktemp("restoring")
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW, tick=True):
        patch.setenv("MEETINGS_BACKUP_PASSPHRASE", "correct horse")
        app = application(sqlite_template, folder / "site")
        make_site(app)
        with app.app_context():
            _let_more_wait(app)
        run(app, "backup", str(folder / "file"))
    return folder / "file"


def _let_more_wait(app: Flask) -> None:
    """Let delegates be reached by mail, and let links, mails to staff and a reminder in a week wait."""
    season = db.session.scalars(select(Programme).where(Programme.slug == "season")).one()
    slot = make_slot(make_session(season, "in-a-week", reminders=["24h"]), NOW + 8 * DAY + 10 * HOUR)
    register_somebody(slot.id, session="in-a-week", name="A reader", email=READER)
    make_survey(season, closes_at=NOW + HOUR)
    hook = db.session.scalars(select(Webhook.id)).one()
    every = {str(one) for one in Type} - set(db.session.scalars(select(WebhookWant.type)))
    db.session.add_all(WebhookWant(type=one, webhook_id=hook) for one in every)
    people = select(Person).join(Nomination, Nomination.person_id == Person.id).distinct()
    for person in db.session.scalars(people).all():
        box = find_or_add_mailbox(f"delegate{person.id}@example.org", NOW)
        db.session.add(PersonMailbox(mailbox_id=box, name_key=person.name_key, person_id=person.id))
    db.session.commit()
    link_asking.ask("participant0@example.org", NOW, app.extensions["outside"].keys)
    staff_mails.ask("organizer@example.org", "forgotten", "en", NOW)


def told(app: Flask, by: datetime) -> dict[str, set[object]]:
    """Give what is on its way by a moment, or left: notices, messages, mails to staff, events, and files of mail."""
    with app.app_context():
        stands = (Notice.withdrawn_at.is_(None), Notice.due_at <= by)
        questions = {
            "notices": select(Notice.id, Notice.kind, Notice.subject, Notice.occasion).where(*stands),
            "messages": select(Message.id, Message.state),
            "staff": select(StaffMail.address_key).where(StaffMail.settled_at.is_(None)),
            "events": select(WebhookEvent.name, WebhookEvent.type, WebhookEvent.subject),
            "deliveries": select(WebhookDelivery.id, WebhookDelivery.state),
        }
        found = {name: {tuple(row) for row in db.session.execute(one)} for name, one in questions.items()}
        db.session.remove()
    mails = {one.name for one in Path(app.config["INSTANCE"]).glob("mail/*.eml")}
    return {**found, "mails": mails}


@pytest.mark.parametrize("later", HELD, ids=lambda later: f"{later.days}d")
def test_nothing_of_before_is_sent_by_any_tick(
    later: timedelta, backup: Path, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEETINGS_BACKUP_PASSPHRASE", "correct horse")
    with time_machine.travel(NOW + later, tick=True):
        app = application(sqlite_template, tmp_path / "site")
        run(app, "restore", str(backup), "--yes")
        with app.app_context():
            held = set(db.session.scalars(select(Notice.kind).where(Notice.withdrawn_at >= NOW + later)))
        now = datetime.now(UTC)
        before = told(app, now)
        for tick in TICKS * 2:
            with app.app_context():
                tick(app, now)
        after = told(app, now)
        assert {name: after[name] - before[name] for name in after} == {name: set() for name in after}
        assert before["staff"] == before["mails"] == set()
        assert held >= HELD[later]
        for tick in (jobs.tick_notices, jobs.tick_outbox) * 2:
            with app.app_context():
                tick(app, NOW + 8 * DAY + HOUR)
        mails = [one.read_bytes() for one in Path(app.config["INSTANCE"]).glob("mail/*.eml")]
        assert len([one for one in mails if READER.encode() in one]) == 1
        jobs.stop(app)
        jobs.end(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
