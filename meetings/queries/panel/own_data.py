"""What is stored of somebody's papers on panels, for their own data."""

from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.panel.papers import Availability, PanelLetter, Profile
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Material, Panelist

Facts = dict[str, Any]


def panel_papers(person_id: int) -> dict[str, list[Facts]]:
    """Give what somebody said of themselves and of their hours, the slides they brought and letters they were given."""
    return {
        "about_me": _profiles(person_id),
        "hours": _hours(person_id),
        "slides": _slides(person_id),
        "letters_for_panellists": _letters(person_id),
    }


def _profiles(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Profile, Programme.slug)
        .join(Programme, Programme.id == Profile.programme_id)
        .where(Profile.person_id == person_id)
        .order_by(Profile.id)
    )
    return [
        {
            "programme": slug,
            "biography": row.biography,
            "photo_bytes": row.photo_bytes,
            "may_print": row.may_print,
            "at": row.said_at,
        }
        for row, slug in rows
    ]


def _hours(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Availability, Programme.slug)
        .join(Programme, Programme.id == Availability.programme_id)
        .where(Availability.person_id == person_id)
        .order_by(Availability.said_at, Availability.id)
    )
    names = ("weekday", "first", "last", "zone", "can")
    return [
        {
            "programme": slug,
            "day": row.day.isoformat() if row.day else None,
            **{name: getattr(row, name) for name in names},
            "at": row.said_at,
        }
        for row, slug in rows
    ]


def _slides(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(Material, Session.slug, Programme.slug)
        .join(Panelist, Panelist.id == Material.panelist_id)
        .join(Session, Session.id == Material.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Panelist.person_id == person_id)
        .order_by(Material.id)
    )
    return [
        {"programme": programme, "session": session, "title": row.title, "file_name": row.file_name}
        for row, session, programme in rows
    ]


def _letters(person_id: int) -> list[Facts]:
    rows = db.session.execute(
        select(PanelLetter, Programme.slug)
        .join(Programme, Programme.id == PanelLetter.programme_id)
        .where(PanelLetter.person_id == person_id)
        .order_by(PanelLetter.id)
    )
    names = ("kind", "code", "language", "name", "facts", "made_at", "ended_at")
    return [{"programme": slug, **{name: getattr(row, name) for name in names}} for row, slug in rows]
