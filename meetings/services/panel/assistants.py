"""Assistants of panellists: added and taken away by the panellist or by staff."""

from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.panel.answers import MOST_ASSISTANTS
from meetings.domain.panel.panel_errors import NotForAssistants, OnPanelAlready, TooManyHere
from meetings.extensions import db, take_turns, transaction
from meetings.models.panel.assistants import Assistant
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.panel.doers import Doer, doer_of, subject_of
from meetings.services.audit import note
from meetings.services.panel.links import end_assistant_within
from meetings.services.people import PersonGiven, check_person, find_or_add_person

ORIGIN = "panel"


def add_assistant(programme_id: int, person_id: int, given: PersonGiven, now: datetime, *, actor: str) -> str:
    """Let somebody look after a panellist's panels in a programme; give their name in addresses.

    Added twice, they are one.
    Raises: NotForAssistants, TooManyHere; OnPanelAlready, for the panellist themselves; what a person refuses.
    """
    _check(actor)
    checked = check_person(given)
    with transaction():
        take_turns(f"assistants:{person_id}")
        helper_id, _is_new = find_or_add_person(checked, now, origin=ORIGIN)
        if helper_id == person_id:
            raise OnPanelAlready(field="name")
        standing = (
            Assistant.programme_id == programme_id,
            Assistant.person_id == person_id,
            Assistant.ended_at.is_(None),
        )
        every = db.session.scalars(select(Assistant).where(*standing)).all()
        known = next((one.id for one in every if one.helper_id == helper_id), None)
        if known is not None:
            return known
        if len(every) >= MOST_ASSISTANTS:
            raise TooManyHere(field="name", most=MOST_ASSISTANTS)
        row = Assistant(programme_id=programme_id, person_id=person_id, helper_id=helper_id)
        row.added_at, row.added_by = now, actor
        db.session.add(row)
        db.session.flush()
        _note(now, actor, "assistant_added", row)
        return row.id


def end_assistant(programme_id: int, person_id: int, assistant_id: str, now: datetime, *, actor: str) -> None:
    """Take an assistant away; their link opens nothing from now on. Done twice, it is done once.

    Raises: NotForAssistants; NotFound, for somebody who is not this panellist's.
    """
    _check(actor)
    with transaction():
        row = db.session.get(Assistant, assistant_id, with_for_update=True)
        if row is None or (row.programme_id, row.person_id) != (programme_id, person_id):
            raise errors.NotFound()
        if row.ended_at is None:
            end_assistant_within(row, now)
            _note(now, actor, "assistant_ended", row)


def _check(actor: str) -> None:
    if doer_of(actor) is Doer.ASSISTANT:
        raise NotForAssistants()


def _note(now: datetime, actor: str, act: str, row: Assistant) -> None:
    programme = db.session.get_one(Programme, row.programme_id).slug
    public_id = db.session.get_one(Person, row.person_id).public_id
    note(now, actor, f"panel.{act}", subject_of(programme, public_id), after={"assistant": row.id})
