"""The codes other programs rely on: languages, roles, categories, kinds and states."""

from enum import StrEnum
from typing import Final

LANGUAGES: Final = ("ar", "zh", "en", "fr", "ru", "es")
CATEGORIES: Final = (
    "government",
    "un",
    "igo",
    "ngo",
    "iplc",
    "business",
    "research",
    "media",
    "other",
)
GENDERS: Final = ("female", "male", "other")
PANELIST_ROLES: Final = ("speaker", "moderator", "interpreter", "host")
CONSENTS: Final = ("recording", "list", "news")
AUDIENCES: Final = ("public", "participants", "parties", "region", "body", "named")
RESERVED_SLUGS: Final = frozenset(
    [
        "api",
        "calendars",
        "desk",
        "join",
        "me",
        "speak",
        "delegation",
        "survey",
        "verify",
        "register",
        "static",
        "informea.svc",
        "embed",
        "link",
        "stop",
        "zone",
        "healthz",
        "readyz",
        "metrics",
        "search",
        "whats-new",
        "hooks",
        "archive",
        "documents",
        "papers",
        "participants",
        "journal",
        "side-event",
        "side-events",
        "observers",
        "recordings",
        "report",
        "agenda",
        "c",
        "live",
    ]
)


class ProgrammeKind(StrEnum):
    """A season of webinars, or a conference."""

    SEASON = "season"
    CONFERENCE = "conference"


class Admission(StrEnum):
    """Who may register: anybody, whoever is approved, or accredited delegations."""

    OPEN = "open"
    APPROVAL = "approval"
    ACCREDITATION = "accreditation"


class SessionState(StrEnum):
    """What the organizer decided of a topic."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SlotState(StrEnum):
    """What the organizer decided of one holding; open, closed and held follow from the clock."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    NOT_HELD = "not_held"


class Mode(StrEnum):
    """How somebody takes part in a slot; each way has seats and a line of its own."""

    ONLINE = "online"
    ROOM = "room"


class PlaceState(StrEnum):
    """How a registration stands for one part of a session."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    PENDING = "pending"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    REFUSED = "refused"


ACTIVE_PLACES: Final = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED, PlaceState.PENDING)


class HeldTwice(StrEnum):
    """Which of several times somebody wants who registers for many sessions: the one that suits best, or always one."""

    BEST = "best"
    EARLIER = "earlier"
    LATER = "later"


class Role(StrEnum):
    """What a member of staff may do, scoped to a programme and a stream."""

    ADMINISTRATOR = "administrator"
    ORGANIZER = "organizer"
    OFFICER = "officer"
    STEWARD = "steward"
    READER = "reader"


class MessageState(StrEnum):
    """Where a message stands in the outbox."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRY = "retry"
    GIVEN_UP = "given_up"
    TOO_LATE = "too_late"
    WITHDRAWN = "withdrawn"


class NoticeKind(StrEnum):
    """What a notice tells; reminders have a kind for each rule, see `domain/reminders`."""

    CONFIRMATION = "confirmation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    LINK = "link"
    AGAIN = "again"
    THANK_YOU = "thank_you"
    MISSED = "missed"
    OFFER = "offer"
    LAPSED = "lapsed"
    DIGEST = "digest"
    SEVERAL = "several"
    ENROLLED = "enrolled"
    UNFOLLOWED = "unfollowed"
    SURVEY = "survey"
    DELEGATION = "delegation"
    DELEGATE = "delegate"
    PANEL = "panel"
    RUN_SHEET = "run_sheet"
    FOCAL_REMINDER = "focal_reminder"
    DELAY = "delay"
    CAMPAIGN = "campaign"
    LETTER = "letter"


class ImportState(StrEnum):
    """Where an attendance file stands."""

    PREVIEW = "preview"
    COMMITTED = "committed"
    WITHDRAWN = "withdrawn"


class PanelistState(StrEnum):
    """What somebody said of being on a panel; whoever was only written down is invited."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class RecordingState(StrEnum):
    """Who may see a recording: nobody but staff while it is worked on, those it is for, or everybody."""

    PROCESSING = "processing"
    RESTRICTED = "restricted"
    PUBLIC = "public"


class ReleaseState(StrEnum):
    """What somebody of a panel said of being recorded in one slot; who has said nothing is silent."""

    SILENT = "silent"
    GIVEN = "given"
    PARTS = "parts"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Cut(StrEnum):
    """How a part was cut out of a file: what follows came forward, or it is silent and dark as long as it was."""

    REMOVED = "removed"
    BLANKED = "blanked"
