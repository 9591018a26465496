"""Whose a panel's link is, and when it is nobody's any more."""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from meetings.domain.errors import LinkDead
from meetings.models import Assistant, Panelist
from meetings.queries.panel.holders import holder_of, panel_roles, roles_at
from meetings.services.panel.traces import leave_panels
from tests.factories import NOW, make_programme, make_session, make_slot
from tests.panels import make_assistant, make_panelist, panel_link


@pytest.fixture
def keys(app: Any) -> Any:
    """Give the keys of the application."""
    return app.extensions["outside"].keys


@pytest.fixture
def panelist(database: SQLAlchemy) -> Panelist:
    """Store a speaker of a session that is held once."""
    session = make_session(make_programme())
    make_slot(session)
    return make_panelist(session)


def test_panellist_holds_their_link_and_speaks(panelist: Panelist, keys: Any) -> None:
    session = panelist.session_id
    _link, token = panel_link(panelist, 1, keys)
    holder = holder_of(token, keys)
    slot = _slot_of(session)
    assert (holder.person.id, holder.programme.slug, holder.reader.id) == (
        panelist.person_id,
        "season",
        panelist.person_id,
    )
    assert roles_at(holder, slot) == {"speaker"}
    assert holder.actor == f"panel:{holder.person.public_id}"


def test_assistant_acts_for_a_panellist_under_their_own_name(panelist: Panelist, keys: Any) -> None:
    assistant = make_assistant(panelist, 1, email="sam@example.org")
    _link, token = panel_link(assistant, 1, keys)
    holder = holder_of(token, keys)
    assert (holder.person.id, holder.reader.name) == (panelist.person_id, "Sam Example")
    assert holder.actor == f"assistant:{assistant.id}"
    slot = _slot_of(panelist.session_id)
    assert (panel_roles(holder, slot), roles_at(holder, slot)) == ({"speaker"}, frozenset())


def test_who_declined_does_nothing_and_who_left_the_panel_holds_nothing(
    panelist: Panelist, keys: Any, database: SQLAlchemy
) -> None:
    _link, token = panel_link(panelist, 1, keys)
    slot = _slot_of(panelist.session_id)
    panelist.state = "declined"
    database.session.commit()
    assert roles_at(holder_of(token, keys), slot) == frozenset()
    database.session.delete(panelist)
    database.session.commit()
    with pytest.raises(LinkDead):
        holder_of(token, keys)


def test_erasing_ends_the_links_of_assistants(panelist: Panelist, keys: Any, database: SQLAlchemy) -> None:
    assistant = make_assistant(panelist, 1, email="sam@example.org")
    _link, token = panel_link(assistant, 1, keys)
    leave_panels(panelist.person_id, NOW)
    database.session.commit()
    assert database.session.get_one(Assistant, assistant.id).ended_at == NOW
    with pytest.raises(LinkDead):
        holder_of(token, keys)


def _slot_of(session_id: int) -> str:
    from meetings.extensions import db
    from meetings.models import Session

    return db.session.get_one(Session, session_id).slots[0].id
