"""What pages of conferences call roles, modes, standings and states, and what each state awaits from whom."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from meetings.domain.cop.tracks import Awaited, From, Track
from meetings.formats.cop.region_words import region_words as region_words

Word = Callable[[], str]

ROLES: Final[dict[str, Word]] = {
    "head": lambda: _("Head of delegation"),
    "alternate": lambda: _("Alternate head of delegation"),
    "adviser": lambda: _("Adviser"),
    "representative": lambda: _("Representative"),
}
RIGHTS: Final[dict[str, Word]] = {
    "speaker": lambda: _("May take the floor"),
    "viewer": lambda: _("Follows the meeting"),
}
MODES: Final[dict[str, Word]] = {
    "online": lambda: _("Online"),
    "room": lambda: _("In person"),
    "in_person": lambda: _("In person"),
    "hybrid": lambda: _("In person and online"),
}
STANDINGS: Final[dict[str, Word]] = {
    "party": lambda: _("Party"),
    "deposited": lambda: _("Instrument deposited, not yet a Party"),
    "non_party": lambda: _("Not a Party"),
    "to_be_confirmed": lambda: _("To be confirmed"),
}
PARTICIPATION: Final[dict[str, Word]] = {
    "invited": lambda: _("Invited"),
    "nominated": lambda: _("Nominated"),
    "letter_checked": lambda: _("Letter checked"),
    "accredited": lambda: _("Accredited"),
    "badge_issued": lambda: _("Badge issued"),
    "checked_in": lambda: _("Checked in"),
    "withdrawn": lambda: _("Withdrawn"),
    "replaced": lambda: _("Replaced"),
    "returned": lambda: _("Returned for completion"),
    "refused": lambda: _("Refused"),
    "revoked": lambda: _("Revoked"),
}
LETTER: Final[dict[str, Word]] = {
    "awaited": lambda: _("Letter awaited"),
    "received": lambda: _("Letter received"),
    "accepted": lambda: _("Letter accepted"),
    "returned": lambda: _("Letter returned"),
}
CREDENTIALS: Final[dict[str, Word]] = {
    "not_required": lambda: _("Credentials not required"),
    "awaited": lambda: _("Credentials awaited"),
    "copy": lambda: _("Copy of the credentials received"),
    "original": lambda: _("Original credentials received"),
    "in_order": lambda: _("Credentials in order"),
    "incomplete": lambda: _("Credentials incomplete"),
    "provisional": lambda: _("Provisionally accepted"),
    "not_accepted": lambda: _("Credentials not accepted"),
}
ADMISSION: Final[dict[str, Word]] = {
    "applied": lambda: _("Applied for admission"),
    "complete": lambda: _("Application complete"),
    "notified": lambda: _("Notified to Parties"),
    "admitted": lambda: _("Admitted"),
    "objected": lambda: _("Objected to"),
    "refused": lambda: _("Admission refused"),
    "exempt": lambda: _("Needs no admission"),
}
TRACKS: Final[dict[Track, dict[str, Word]]] = {
    Track.PARTICIPATION: PARTICIPATION,
    Track.LETTER: LETTER,
    Track.CREDENTIALS: CREDENTIALS,
    Track.ADMISSION: ADMISSION,
}
AWAITED: Final[dict[Awaited, Word]] = {
    Awaited.NOTHING: lambda: _("Nothing is awaited"),
    Awaited.NAMES: lambda: _("Names of the delegation"),
    Awaited.LETTER: lambda: _("Letter of nomination"),
    Awaited.CHECK: lambda: _("Check by the secretariat"),
    Awaited.CORRECTION: lambda: _("Completion by the delegation"),
    Awaited.ACCREDITATION: lambda: _("Accreditation by the secretariat"),
    Awaited.BADGE: lambda: _("Badge"),
    Awaited.ARRIVAL: lambda: _("Arrival"),
    Awaited.CREDENTIALS: lambda: _("Credentials"),
    Awaited.ORIGINAL: lambda: _("Original of the credentials"),
    Awaited.EXAMINATION: lambda: _("Examination by the Bureau"),
    Awaited.DOCUMENTS: lambda: _("Documents of the application"),
    Awaited.NOTIFICATION: lambda: _("Notification to Parties"),
    Awaited.DECISION: lambda: _("Decision of the Conference"),
}
WHOM: Final[dict[From, Word]] = {
    From.NOBODY: lambda: "",
    From.DELEGATION: lambda: _("Awaited from the delegation"),
    From.SECRETARIAT: lambda: _("Awaited from the secretariat"),
    From.CONFERENCE: lambda: _("Awaited from the Bureau or the Conference"),
}
MOVERS: Final[dict[str, Word]] = {
    "nominator": lambda: _("the delegation"),
    "officer": lambda: _("an accreditation officer"),
    "steward": lambda: _("a steward at the entrance"),
    "house": lambda: _("the system itself"),
}
TREATIES: Final[dict[str, Word]] = {
    "minamata": lambda: _("Minamata Convention on Mercury"),
    "basel": lambda: _("Basel Convention"),
    "rotterdam": lambda: _("Rotterdam Convention"),
    "stockholm": lambda: _("Stockholm Convention"),
}
STREAMS: Final[dict[str, Word]] = {
    "plenary": lambda: _("Plenary"),
    "contact-groups": lambda: _("Contact groups"),
    "regional-meetings": lambda: _("Regional meetings"),
    "bureau": lambda: _("Bureau"),
    "side-events": lambda: _("Side events"),
    "exhibitions": lambda: _("Exhibitions"),
    "briefings": lambda: _("Briefings"),
}
REGIONS: Final[dict[str, Word]] = {
    "africa": lambda: _("African States"),
    "asia-pacific": lambda: _("Asia-Pacific States"),
    "eeg": lambda: _("Eastern European States"),
    "grulac": lambda: _("Latin American and Caribbean States"),
    "weog": lambda: _("Western European and other States"),
}


def treaty_word(code: str) -> str:
    """Name a treaty; one that is not known by its code."""
    return TREATIES[code]() if code in TREATIES else code


def state_word(track: Track, state: str) -> str:
    """Say where something stands."""
    return TRACKS[track][state]()
