"""The shapes of a conference as organizers work on it: segments, rooms, the agenda, meetings, and what clashes."""

from meetings.api.cop import fields as say
from meetings.api.shapes import Given, Shown

TITLE = {"en": "First segment", "fr": "Première partie"}
HALL = {"en": "Hall A"}
POINT = {"en": "Opening of the meeting"}


class MeetingRoomOut(Shown):
    """A room of a segment."""

    id = say.line("7")
    slug = say.line("hall-a")
    segment = say.line("1")
    name = say.by_name(HALL)
    capacity = say.count_or_none(1200)
    position = say.count(0)
    revision = say.count(1)


class SegmentFullOut(Shown):
    """A part of a conference with its own dates, place and zone."""

    slug = say.line("1")
    title = say.by_name(TITLE)
    mode = say.line("hybrid")
    starts_on = say.day()
    ends_on = say.day()
    zone = say.line("Asia/Makassar")
    place = say.by_name({"en": "Bali"})
    venue = say.line_or_none("Convention Centre")
    languages = say.lines("en", "fr")
    nominate_until = say.instant_or_none()
    quota = say.count_or_none(20)
    erase_on = say.day_or_none()
    statements_hours = say.count(24)
    rooms = say.many(MeetingRoomOut)
    revision = say.count(1)


class AgendaItemOut(Shown):
    """An item of the agenda; `parent` is the item it belongs to."""

    slug = say.line("item-4-a")
    number = say.line_or_none("4(a)")
    title = say.by_name(POINT)
    parent = say.line_or_none("item-4")
    segments = say.lines("1")
    depth = say.count(1)
    revision = say.count(1)


class MeetingBrief(Shown):
    """A meeting, a session of the conference: read and changed as `sessions` are."""

    slug = say.line("opening-plenary")
    title = say.by_name({"en": "Opening plenary"})
    state = say.line("published")
    stream = say.line_or_none("plenary")
    segment = say.line_or_none("1")
    audience = say.line("participants")
    regions = say.lines("africa")
    agenda_items = say.lines("item-1")
    revision = say.count(1)


class RoomClashOut(Shown):
    """Two meetings that are to be held in one room at overlapping times."""

    room = say.line("7")
    first = say.line("opening-plenary")
    second = say.line("contact-group-on-finance")
    at = say.instant()


class ConferenceOut(Shown):
    """A conference with everything that organizers build of it."""

    slug = say.line("cop-7")
    title = say.by_name({"en": "Seventh meeting of the Conference of the Parties"})
    place = say.by_name({"en": "Geneva"})
    zone = say.line("Europe/Zurich")
    treaty = say.line("minamata")
    other_treaties = say.lines("basel")
    contact = say.line_or_none("meetings@example.org")
    published = say.flag(False)
    segments = say.many(SegmentFullOut)
    agenda_items = say.many(AgendaItemOut)
    meetings = say.many(MeetingBrief)
    clashes = say.many(RoomClashOut)
    revision = say.count(1)


class ConferenceIn(Given):
    """A conference to begin; it has all streams at once, and is a draft."""

    slug = say.checked("cop-7")
    title = say.checked({"en": "Seventh meeting of the Conference of the Parties"})
    zone = say.checked("Europe/Zurich")
    place = say.checked({"en": "Geneva"})
    treaty = say.checked("minamata")
    other_treaties = say.checked(["basel", "rotterdam"])
    contact = say.checked("meetings@example.org")


class SegmentPatch(Given):
    """What can be changed of a segment; `nominate_until` is a wall time of its zone."""

    title = say.checked(TITLE)
    mode = say.checked("hybrid")
    starts_on = say.checked("2027-03-15")
    ends_on = say.checked("2027-03-19")
    zone = say.checked("Asia/Makassar")
    place = say.checked({"en": "Bali"})
    venue = say.checked("Convention Centre")
    languages = say.checked(["en", "fr"])
    nominate_until = say.checked("2027-02-15T18:00")
    quota = say.checked(20)
    erase_on = say.checked("2027-06-30")
    statements_hours = say.checked(24)
    position = say.checked(0)


class SegmentIn(SegmentPatch):
    """A segment to add."""

    slug = say.checked("1")


class RoomPatch(Given):
    """What can be changed of a room."""

    name = say.checked(HALL)
    capacity = say.checked(1200)
    position = say.checked(0)


class RoomIn(RoomPatch):
    """A room to add."""

    slug = say.checked("hall-a")


class AgendaItemIn(Given):
    """An item to add or change; `parent` is the slug of the item it belongs to, or null."""

    number = say.checked("4(a)")
    title = say.checked(POINT)
    parent = say.checked("item-4")
    segments = say.checked(["1"])


class AgendaStepIn(Given):
    """Which way an item goes among those beside it: up or down."""

    to = say.given("up")
