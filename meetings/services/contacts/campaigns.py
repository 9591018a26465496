"""Campaigns from draft to end: written, scheduled, paused, gone on with, cancelled; pressed twice is done once."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from meetings.domain import errors
from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.contacts.campaign_errors import CampaignFrozen, NobodyToWriteTo, NoEnglishText
from meetings.domain.contacts.campaign_text import check_texts, check_whole, links_of
from meetings.domain.contacts.campaigns import (
    ENGLISH,
    OF_USE,
    CampaignState,
    check_day,
    check_hour,
    check_move,
)
from meetings.domain.jobs import CAMPAIGNS, JobState
from meetings.domain.zones import check_zone, to_local
from meetings.extensions import db, store, transaction
from meetings.models.contacts.campaigns import Campaign, CampaignRecipient
from meetings.models.contacts.contacts import ContactList
from meetings.models.jobs import Job
from meetings.models.messages import Message, Notice
from meetings.queries.contacts.campaign_audience import audience
from meetings.services import jobs
from meetings.services.audit import note
from meetings.services.contacts.lists import use

NAME_LENGTH = 120
FACTS = ("name", "list_ids", "texts", "zone", "send_on", "send_hour", "counts_opens")


def subject_of(campaign_id: str) -> str:
    """Name a campaign in notices, in the journal and as the subject of long work."""
    return f"campaign:{campaign_id}"


def create(name: str, zone: str, now: datetime, *, actor: str, copied: str | None = None) -> str:
    """Begin a campaign as a draft; give its id.

    Takes: the campaign whose lists, words and hour it begins with.
    Raises: Missing, TooLong, UnknownZone; NotFound, with field `copied`.
    """
    words = _name(name)
    with transaction():
        row = Campaign(name=words, zone=check_zone(zone), made_at=now, made_by=actor, updated_at=now)
        if copied:
            model = db.session.get(Campaign, copied)
            if model is None:
                raise errors.NotFound(field="copied")
            row.list_ids, row.texts, row.zone = list(model.list_ids), dict(model.texts), model.zone
            row.send_hour, row.counts_opens = model.send_hour, model.counts_opens
        db.session.add(row)
        db.session.flush()
        note(now, actor, "campaign.create", subject_of(row.id), after=_facts(row))
        return row.id


def change(campaign_id: str, values: Mapping[str, Any], revision: int, now: datetime, *, actor: str) -> None:
    """Change what a draft is called, whom it goes to, what it says and when; saving what stands is nothing to do.

    Takes: all of `FACTS`, the hour as it was typed.
    Raises: NotFound, Stale, CampaignFrozen; NotAChoice, for a list that is none; what the checks of each field raise.
    """
    send_on: date | None = values["send_on"]
    checked: dict[str, Any] = {
        "name": _name(values["name"]),
        "texts": check_texts(values["texts"]),
        "zone": _zone(values["zone"]),
        "send_on": send_on,
        "send_hour": check_hour(values["send_hour"]),
        "counts_opens": bool(values["counts_opens"]),
    }
    with transaction():
        row = _hold(campaign_id, revision)
        if row.state != CampaignState.DRAFT:
            raise CampaignFrozen()
        checked["list_ids"] = _lists(values["list_ids"])
        before = _facts(row)
        differs = {name: value for name, value in checked.items() if getattr(row, name) != value}
        if not differs:
            return
        for name, value in differs.items():
            setattr(row, name, value)
        _settle(row, "campaign.change", now, actor, before)


def schedule(campaign_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Let a draft go to its readers: what it says and to whom stands from now on, and a worker plans it.

    Raises: NotFound, Stale, NoSuchCampaignMove; NothingChosen, with field `list_ids`; Missing, with field `send_on`;
    CampaignDayPast, NoEnglishText, HalfAText, NobodyToWriteTo.
    """
    with transaction():
        row = _hold(campaign_id)
        if row.state == CampaignState.SCHEDULED:
            return  # pressed twice
        check_move(row.state, CampaignState.SCHEDULED)
        if row.revision != revision:
            raise errors.Stale(current=row.revision)
        _check_ready(row, now)
        on = to_local(now, row.zone).date()
        found = audience(row.list_ids, row.texts, row.scope, on)
        if not found.reached:
            raise NobodyToWriteTo(field="list_ids", left_out=found.people)
        before = _facts(row)
        row.state, row.scheduled_at, row.links = CampaignState.SCHEDULED, now, links_of(row.texts)
        use(row.list_ids, now)
        _settle(row, "campaign.schedule", now, actor, before)
        asked = {"campaign": row.id, "revision": row.revision}
        jobs.ask_within(CAMPAIGNS, subject_of(row.id), asked, found.people, now=now, actor=actor)


def take_back(campaign_id: str, now: datetime, *, actor: str) -> None:
    """Make a draft again of what is scheduled and has not begun; nobody has been written to.

    Raises: NotFound, NoSuchCampaignMove.
    """
    with transaction():
        row = _hold(campaign_id)
        if not _moves(row, CampaignState.DRAFT):
            return
        store(delete(CampaignRecipient).where(CampaignRecipient.campaign_id == row.id))
        waits = (Job.subject == subject_of(row.id), Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        emptied: dict[str, Any] = {"state": JobState.EMPTIED, "lease_until": None, "asked": {}}
        store(update(Job).where(*waits).values(**emptied, ended_at=now))
        before = _facts(row)
        row.state, row.scheduled_at, row.planned_at, row.links = CampaignState.DRAFT, None, None, []
        _settle(row, "campaign.take_back", now, actor, before)


def pause(campaign_id: str, now: datetime, *, actor: str) -> None:
    """Let nothing more leave of a campaign until it goes on; what was handed over a moment ago may still.

    Raises: NotFound, NoSuchCampaignMove.
    """
    _stop(campaign_id, CampaignState.PAUSED, "campaign.pause", now, actor)


def cancel(campaign_id: str, now: datetime, *, actor: str) -> None:
    """End a campaign: what has not left never will.

    Raises: NotFound, NoSuchCampaignMove.
    """
    _stop(campaign_id, CampaignState.CANCELLED, "campaign.cancel", now, actor)


def go_on(campaign_id: str, now: datetime, *, actor: str) -> None:
    """Go on with a campaign that was paused: whose morning was meanwhile get it now.

    Raises: NotFound, NoSuchCampaignMove.
    """
    with transaction():
        row = _hold(campaign_id)
        if row.state == CampaignState.RUNNING:
            return
        if row.state != CampaignState.PAUSED:  # whether it begins is for the worker to say
            check_move(CampaignState.DRAFT, CampaignState.RUNNING)
        before = _facts(row)
        row.state = CampaignState.RUNNING
        of = (Notice.kind == NoticeKind.CAMPAIGN, Notice.subject == subject_of(row.id))
        store(update(Notice).where(*of, Notice.not_after.is_not(None)).values(not_after=now + OF_USE))
        _settle(row, "campaign.go_on", now, actor, before)


def remove(campaign_id: str, now: datetime, *, actor: str) -> None:
    """Delete a draft.

    Raises: NotFound, CampaignFrozen.
    """
    with transaction():
        row = _hold(campaign_id)
        if row.state != CampaignState.DRAFT:
            raise CampaignFrozen()
        note(now, actor, "campaign.delete", subject_of(row.id), before=_facts(row))
        db.session.delete(row)


def _stop(campaign_id: str, wanted: CampaignState, act: str, now: datetime, actor: str) -> None:
    with transaction():
        row = _hold(campaign_id)
        if not _moves(row, wanted):
            return
        before = _facts(row)
        row.state = wanted
        row.ended_at = now if wanted == CampaignState.CANCELLED else None
        theirs = exists().where(
            Notice.message_id == Message.id,
            Notice.kind == NoticeKind.CAMPAIGN,
            Notice.subject == subject_of(row.id),
        )
        waits = Message.state.in_((MessageState.DUE, MessageState.RETRY))
        store(update(Message).where(waits, theirs).values(state=MessageState.WITHDRAWN))
        _settle(row, act, now, actor, before)


def _moves(row: Campaign, wanted: CampaignState) -> bool:
    """Say whether there is anything to do; what stands as it is wanted is done already.

    Raises: NoSuchCampaignMove.
    """
    if row.state == wanted:
        return False
    check_move(row.state, wanted)
    return True


def _check_ready(row: Campaign, now: datetime) -> None:
    if not row.list_ids:
        raise errors.NothingChosen(field="list_ids")
    if row.send_on is None:
        raise errors.Missing(field="send_on")
    check_day(row.send_on, now)
    if ENGLISH not in row.texts:
        raise NoEnglishText(field=f"subject-{ENGLISH}")
    check_whole(row.texts)


def _hold(campaign_id: str, revision: int | None = None) -> Campaign:
    row = db.session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise errors.NotFound()
    if revision is not None and row.revision != revision:
        raise errors.Stale(current=row.revision)
    return row


def _settle(row: Campaign, act: str, now: datetime, actor: str, before: Mapping[str, Any]) -> None:
    row.revision, row.updated_at = row.revision + 1, now
    after = _facts(row)
    changed = {name for name in after if after[name] != before[name]}
    note(
        now,
        actor,
        act,
        subject_of(row.id),
        before={name: before[name] for name in sorted(changed)} | {"revision": row.revision - 1},
        after={name: after[name] for name in sorted(changed)} | {"revision": row.revision},
    )


def _facts(row: Campaign) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in ("state", *FACTS)}
    return facts | {"state": str(row.state), "send_on": row.send_on.isoformat() if row.send_on else None}


def _name(given: str) -> str:
    words = " ".join(given.split())
    if not words:
        raise errors.Missing(field="name")
    if len(words) > NAME_LENGTH:
        raise errors.TooLong(field="name", most=NAME_LENGTH)
    return words


def _zone(given: str) -> str:
    try:
        return check_zone(given)
    except errors.UnknownZone as error:
        raise errors.UnknownZone(field="zone", **error.values) from None


def _lists(given: Collection[str]) -> list[str]:
    there = db.session.scalars(
        select(ContactList.id).where(ContactList.id.in_(given), ContactList.ended_at.is_(None))
    ).all()
    missing = [one for one in given if one not in there]
    if missing:
        raise errors.NotAChoice(field="list_ids", value=missing[0][:20])
    return sorted(there)


def note_export(campaign_id: str, people: int, now: datetime, *, actor: str) -> None:
    """Note that somebody took the list of those whom a campaign did not reach.

    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(Campaign, campaign_id)
        if row is None:
            raise errors.NotFound()
        note(now, actor, "campaign.export", subject_of(row.id), after={"people": people})
