"""One mail of every kind to people on panels, their assistants, owners of tasks and guests of rehearsals; delays."""

from datetime import datetime, timedelta
from email.message import EmailMessage

from meetings.domain.zones import to_local
from meetings.extensions import db, transaction
from meetings.models import Panelist, Programme
from meetings.queries.panel.holders import own_bearer
from meetings.services.devices import ask_code
from meetings.services.live import rehearsals
from meetings.services.live.telling import delay
from meetings.services.panel.assistants import add_assistant
from meetings.services.panel.links import renew
from meetings.services.panel.members import invite, take_off
from meetings.services.slots import NewSlot, add_slot, revive
from meetings.services.slots import cancel as cancel_slot
from tests.factories import (
    KEYS,
    NOW,
    make_programme,
    make_session,
    make_slot,
    register_somebody,
    somebody,
    vouch_for,
)
from tests.mail.test_outbox import DAY, MINUTE, World, move_slot, revision
from tests.panels import make_panelist
from tests.run_sheets import make_rehearsal, make_task, ref_of, rehearsal_given

HOUR = timedelta(hours=1)
BEGIN = NOW + 22 * DAY  # after all that people who register are told
HELD = BEGIN + 20 * DAY
STAFF = "user:1"
SAM = "sam@example.org"
TASK = "♪"  # what somebody wrote reads alike in every language
Mails = dict[str, EmailMessage]


def told_on_panels(world: World, lang: str, name: str, titles: dict[str, dict[str, str]]) -> Mails:
    """Give each mail to a panellist of a name, and those to their assistant that no panellist gets."""
    programme = make_programme("panels", ends_on=(HELD + 30 * DAY).date(), reminders=[])
    session = make_session(programme, "panel", **titles)
    slot = make_slot(session, HELD).id
    rosa = make_panelist(session, name, state="invited", **reader("rosa", lang))
    other = make_session(programme, "other", **titles)  # they stay on this one, and so keep their page
    make_slot(other, HELD + 3 * DAY)
    make_panelist(other, name, state="invited", **reader("rosa", lang))
    vouch_for(rosa.person_id)
    invite(programme.id, [rosa.person_id], BEGIN, actor=STAFF)
    sam = somebody("Sam Example", **reader("sam", lang, "Asia/Tokyo"))
    add_assistant(programme.id, rosa.person_id, sam, BEGIN, actor=STAFF)
    found: Mails = {}

    def told(kind: str, at: datetime, helper: str = "") -> None:
        mails = {to(one): one for one in world.tick(at)}
        found[kind] = mails["rosa@example.org"]
        if helper:
            found[helper] = mails[SAM]

    told("panel_invited", BEGIN, "panel_helper")
    renew(programme.id, rosa.person_id, BEGIN + MINUTE, actor=STAFF, keys=KEYS)
    told("panel_link", BEGIN + MINUTE)
    ask_code(own_bearer(rosa.person_id, programme.id), BEGIN + 2 * MINUTE)
    told("panel_code", BEGIN + 2 * MINUTE)
    move_slot(slot, 3, BEGIN + HOUR)
    told("panel_moved", BEGIN + 2 * HOUR)
    with transaction():
        local = to_local(HELD + DAY, "Europe/Zurich").replace(tzinfo=None)
        add_slot(session.id, NewSlot(local, "Europe/Zurich", 90), BEGIN + 3 * HOUR, STAFF)
    told("panel_added", BEGIN + 4 * HOUR)
    cancel_slot(slot, revision(slot), BEGIN + 5 * HOUR, "organizer")
    told("panel_cancelled", BEGIN + 6 * HOUR)
    revive(slot, revision(slot), BEGIN + 7 * HOUR, "organizer")
    told("panel_revived", BEGIN + 8 * HOUR)
    told("panel_wanted", HELD + 3 * HOUR - 7 * DAY)
    world.tick(HELD + 3 * HOUR - 2 * DAY)
    delay(slot, 30, HELD, STAFF)
    told("panel_delayed", HELD + MINUTE)
    delay(slot, 0, HELD + HOUR, STAFF)
    told("panel_on_time", HELD + HOUR + MINUTE)
    take_off(session.id, rosa.person_id, HELD + 2 * HOUR, actor=STAFF)
    told("panel_off", HELD + 2 * HOUR, "panel_helper_off")
    return found


def told_of_run_sheets(world: World, lang: str, name: str, titles: dict[str, dict[str, str]]) -> Mails:
    """Give each mail to somebody on a panel who owns a task and comes to a rehearsal."""
    begin, held = HELD + 10 * DAY, HELD + 20 * DAY
    programme = make_programme("rehearsed", ends_on=held.date(), reminders=[])
    session = make_session(programme, "rehearsed", **titles)
    slot = make_slot(session, held).id
    vera: Panelist = make_panelist(session, name, role="interpreter", **reader("vera", lang))
    vouch_for(vera.person_id)
    invite(programme.id, [vera.person_id], begin, actor=STAFF)
    world.tick(begin)
    found: Mails = {}

    def told(kind: str, at: datetime) -> None:
        (found[kind],) = [one for one in world.tick(at) if to(one) == "vera@example.org"]

    at, who = held - 3 * DAY, ref_of(vera)
    rehearsal = make_rehearsal(slot, at, who, now=begin + HOUR)
    told("rehearsal_invited", begin + 2 * HOUR)
    moved = rehearsal_given(at + HOUR, who)
    rehearsals.change_rehearsal(slot, rehearsal, moved, 1, now=begin + 3 * HOUR, actor=STAFF)
    told("rehearsal_moved", begin + 4 * HOUR)
    rehearsals.cancel_rehearsal(slot, rehearsal, 2, begin + 5 * HOUR, STAFF)
    told("rehearsal_off", begin + 6 * HOUR)
    make_task(slot, TASK, now=begin + 7 * HOUR, owner=who)
    told("run_sheet_tasks", held - DAY)
    return found


def told_of_delays(world: World, ada: dict[str, str], titles: dict[str, dict[str, str]]) -> Mails:
    """Give the mails that say to whoever registered that a time begins later, and as announced after all."""
    held = HELD + 40 * DAY
    programme = db.session.query(Programme).filter_by(slug="season").one()
    slot = make_slot(make_session(programme, "late", **titles), held).id
    register_somebody(slot, session="late", now=held - 5 * HOUR, **ada)
    world.tick(held - 5 * HOUR)
    found: Mails = {}
    for kind, minutes, at in (("delayed", 30, held - 2 * HOUR), ("on_time", 0, held - HOUR)):
        delay(slot, minutes, at, STAFF)
        (found[kind],) = [one for one in world.tick(at + MINUTE) if to(one) == ada["email"]]
    return found


def reader(name: str, lang: str, zone: str = "America/Lima") -> dict[str, str]:
    """Give whom we write to."""
    return {"email": f"{name}@example.org", "zone": zone, "language": lang}


def to(mail: EmailMessage) -> str:
    """Give whom a mail is for."""
    return str(mail["To"].addresses[0].addr_spec)
