"""Which rows of a store everybody may read."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, select

from meetings.domain.cop.conferences import is_shown
from meetings.extensions import db
from meetings.models import (
    ForeignCalendar,
    ListCopy,
    ListSetting,
    OfficialDocument,
    Panelist,
    Programme,
    Recording,
    Session,
    Slot,
)

Row = Mapping[str, Any]
Rule = Callable[[Row], bool]


def within(column: str, found: set[Any]) -> Rule:
    """Hold a table to rows that belong to some others."""
    return lambda row: row[column] in found


def everywhere(_row: Row) -> bool:
    """Say that all rows of a table are everybody's."""
    return True


def found(question: Select[Any]) -> set[Any]:
    return set(db.session.scalars(question))


def public_rows() -> dict[str, Rule]:
    """Say of each table with something public which of its rows are."""
    programmes = found(select(Programme.id).where(Programme.published))
    topics = db.session.scalars(select(Session).where(Session.programme_id.in_(programmes)))
    sessions = {one.id for one in topics if one.state != "draft" and is_shown(one.audience)}
    slots = found(select(Slot.id).where(Slot.session_id.in_(sessions)))
    papers = select(OfficialDocument.id).where(OfficialDocument.audience == "public")
    is_open = Recording.slot_id.in_(slots), Recording.state == "public", Recording.audience == "public"
    recordings = found(select(Recording.id).where(*is_open))
    seated = found(select(Panelist.person_id).where(Panelist.session_id.in_(sessions)))
    documents = found(papers.where(OfficialDocument.embargo_until.is_(None)))
    lists = select(ListCopy.id).join(ListSetting, ListSetting.segment_id == ListCopy.segment_id)
    printed = found(lists.where(ListSetting.audience == "public"))
    calendars = found(select(ForeignCalendar.id).where(ForeignCalendar.is_public))
    of_programmes = ("streams", "segments", "agenda_items", "conference_records", "report_copies")
    of_everybody = ("journal_days", "journal_copies", "meeting_rooms", "parties", "party_statuses")
    return {
        **dict.fromkeys(of_programmes, within("programme_id", programmes)),
        **dict.fromkeys((*of_everybody, "depositary_counts", "zone_data_used"), everywhere),
        "programmes": within("id", programmes),
        "sessions": within("id", sessions),
        "slots": within("id", slots),
        "panelists": within("session_id", sessions),
        "materials": lambda row: row["session_id"] in sessions and row["audience"] == "public",
        "recordings": within("id", recordings),
        "captions": within("recording_id", recordings),
        "people": within("id", seated),
        "panel_profiles": within("person_id", seated),
        "official_documents": within("id", documents),
        "document_versions": within("document_id", documents),
        "list_copies": within("id", printed),
        "list_entries": within("copy_id", printed),
        "foreign_calendars": within("id", calendars),
        "foreign_meetings": within("calendar_id", calendars),
        "campaigns": everywhere,  # where they lead to, everybody learns who follows
    }
