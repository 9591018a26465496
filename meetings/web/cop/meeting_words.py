"""What the page of a session says where the session is a meeting of a conference."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from meetings.domain.codes import Admission, ProgrammeKind
from meetings.formats.languages import apart, marked
from meetings.queries.cop.programme import MeetingShown, SegmentShown, meeting
from meetings.queries.programmes import ProgrammeShown, SessionShown
from meetings.web.cop.programme_words import entry_words, segment_lead, zone_words
from meetings.web.sessions import Fact
from meetings.web.timetable import Desk


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its segment."""

    shown: MeetingShown
    segment: SegmentShown | None

    def placed(self, programme: ProgrammeShown) -> ProgrammeShown:
        """Give the programme with the place and zone of this meeting's segment, by which its times are told."""
        if self.segment is None:
            return programme
        return replace(programme, zone=self.segment.zone, place=self.segment.place)


def meeting_of(programme: ProgrammeShown, session: SessionShown) -> Meeting | None:
    """Give the meeting that a session of a conference is; nothing for a session of a season."""
    if programme.kind != ProgrammeKind.CONFERENCE:
        return None
    return Meeting(*meeting(programme, session))


def meeting_words(found: Meeting, desk: Desk) -> dict[str, object]:
    """Give what the template says more of a meeting: its segment, room, who may enter, and the items it takes up."""
    segment, lang = found.segment, desk.reader.language
    facts = []
    if segment is not None:
        facts.append(Fact(_("Segment"), marked(segment.title, lang)))
        facts.append(Fact(_("Held"), segment_lead(segment, lang)))
        facts.append(Fact(_("Time zone"), zone_words(segment, lang)))
        rooms = {room.slug: room.name for room in segment.rooms}
        used = dict.fromkeys(found.shown.rooms.values())
        if used:
            names = _(", ").join(marked(rooms[slug], lang) for slug in used)
            facts.append(Fact(_("Room"), names))
        elif segment.venue:
            facts.append(Fact(_("Venue"), apart(segment.venue, lang), "venue" in segment.inferred))
    is_inferred = "audience" in found.shown.session.inferred
    facts.append(
        Fact(_("Who may enter"), entry_words(found.shown.audience, found.shown.regions), is_inferred)
    )
    return {
        "meeting": found.shown,
        "meeting_facts": facts,
        "are_items_inferred": "items" in found.shown.session.inferred,
        "is_nominated": desk.programme.admission == Admission.ACCREDITATION,
        "agenda_address": f"/{lang}/{desk.programme.slug}/agenda",
    }
