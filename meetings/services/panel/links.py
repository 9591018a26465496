"""The links of panellists and their assistants: shown, renewed, withdrawn; and the devices they are proved on."""

from datetime import datetime

from sqlalchemy import select, update

from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.links import Link
from meetings.models.panel.assistants import Assistant
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.panel.doers import subject_of
from meetings.queries.panel.holders import PURPOSE, Holder, assistant_bearer, own_bearer
from meetings.services import tries
from meetings.services.audit import note
from meetings.services.devices import check_code_within, tries_key, void_codes_within
from meetings.services.links import give_link, link_token, renew_link, withdraw_links
from meetings.services.panel.noting import note_panels_within


def show_link(bearer: str, now: datetime, keys: Keys) -> str:
    """Give the token of a link, made on first need; of one that was withdrawn, nothing."""
    with transaction():
        link = give_link(PURPOSE, bearer, now, keys)
        return "" if link.withdrawn_at is not None else link_token(link, keys)


def renew(
    programme_id: int, person_id: int, now: datetime, *, actor: str, keys: Keys, helper: str = ""
) -> str:
    """Give a panellist, or their assistant `helper`, a new link, which is mailed; the old ones are dead.

    So are those of people who were found to be the same.
    Gives: the token.
    """
    with transaction():
        bearer = assistant_bearer(helper) if helper else own_bearer(person_id, programme_id)
        if not helper:
            _withdraw_merged(person_id, programme_id, now)
        token = link_token(renew_link(PURPOSE, bearer, now, keys), keys)
        void_codes_within(bearer, now)
        _note(now, actor, "renew", programme_id, person_id, helper)
        return token


def withdraw(programme_id: int, person_id: int, now: datetime, *, actor: str, helper: str = "") -> None:
    """End the link of a panellist, or of their assistant `helper`, until a new one is given."""
    with transaction():
        bearer = assistant_bearer(helper) if helper else own_bearer(person_id, programme_id)
        if not helper:
            _withdraw_merged(person_id, programme_id, now)
        _withdraw(bearer, now)
        _note(now, actor, "withdraw", programme_id, person_id, helper)


def prove(holder: Holder, typed: str, now: datetime, keys: Keys, *, peer: str = "") -> None:
    """Take a code that was mailed lately, once; its reader is known to have been here from now on.

    Takes: the address of who types it, by which wrong ones are counted.
    Raises: TooSoon, after some wrong ones; WrongDeviceCode. Both with field `code`.
    """
    bearer, generation, actor, reader_id = holder.bearer, holder.generation, holder.actor, holder.reader.id
    programme_id, person_id, is_own = holder.programme.id, holder.person.id, holder.assistant is None
    subject = subject_of(holder.programme.slug, holder.person.public_id)
    tried = tries_key(bearer, peer, keys)
    tries.take(tried, now, "code")
    with transaction():
        check_code_within(bearer, generation, typed, now, keys)
        tries.forgive(tried)
        _prove_mailbox(reader_id, now)
        if is_own:
            _mark_opened(programme_id, person_id, now)
        note(now, actor, "panel.prove", subject)


def _prove_mailbox(person_id: int, now: datetime) -> None:
    """Note that somebody reads the mailbox that a code went to: the last of theirs."""
    last = (
        select(PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id == person_id)
        .order_by(PersonMailbox.mailbox_id.desc())
        .limit(1)
    )
    is_last = (Mailbox.id == last.scalar_subquery(), Mailbox.proved_at.is_(None))
    db.session.execute(update(Mailbox).where(*is_last).values(proved_at=now))


def _mark_opened(programme_id: int, person_id: int, now: datetime) -> None:
    theirs = (PanelInvitation.programme_id == programme_id, PanelInvitation.person_id == person_id)
    db.session.execute(update(PanelInvitation).where(*theirs).values(opened_at=now))


def _withdraw_merged(person_id: int, programme_id: int, now: datetime) -> None:
    for gone in db.session.scalars(select(Person.id).where(Person.merged_into_id == person_id)).all():
        _withdraw(own_bearer(gone, programme_id), now)


def _withdraw(bearer: str, now: datetime) -> None:
    """End the link to speak of a bearer, and no other of theirs, such as the one to join by."""
    stands = (Link.purpose == PURPOSE, Link.bearer == bearer, Link.withdrawn_at.is_(None))
    values = {"withdrawn_at": now, "generation": Link.generation + 1}
    db.session.execute(update(Link).where(*stands).values(**values))


def _note(now: datetime, actor: str, act: str, programme_id: int, person_id: int, helper: str) -> None:
    after = {"assistant": helper} if helper else {}
    note_panels_within(now, actor, act, (person_id, programme_id), after=after)


def end_assistant_within(row: Assistant, now: datetime) -> None:
    """Take an assistant away with their link; call it within a transaction."""
    row.ended_at = row.ended_at or now
    withdraw_links(assistant_bearer(row.id), now)
