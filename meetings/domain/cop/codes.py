"""The codes of conferences that other programs rely on: modes, roles, rights, statuses and the states of each track."""

from enum import StrEnum
from typing import Final

# The streams of a conference, in the order of its programme.
STREAMS: Final = (
    "plenary",
    "contact-groups",
    "regional-meetings",
    "bureau",
    "side-events",
    "exhibitions",
    "briefings",
)


class SegmentMode(StrEnum):
    """How a segment is held."""

    ONLINE = "online"
    IN_PERSON = "in_person"
    HYBRID = "hybrid"


class PartyStanding(StrEnum):
    """What a State is to a treaty on a day."""

    PARTY = "party"
    DEPOSITED = "deposited"
    NON_PARTY = "non_party"
    TO_BE_CONFIRMED = "to_be_confirmed"


class NominationRole(StrEnum):
    """What somebody is in a delegation, in the order in which they are listed."""

    HEAD = "head"
    ALTERNATE = "alternate"
    ADVISER = "adviser"
    REPRESENTATIVE = "representative"  # of an observer


class Right(StrEnum):
    """What somebody may do online: take the floor, or follow."""

    SPEAKER = "speaker"
    VIEWER = "viewer"


class ParticipationState(StrEnum):
    """Where somebody's part in a segment stands."""

    INVITED = "invited"
    NOMINATED = "nominated"
    LETTER_CHECKED = "letter_checked"
    ACCREDITED = "accredited"
    BADGE_ISSUED = "badge_issued"
    CHECKED_IN = "checked_in"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    RETURNED = "returned"
    REFUSED = "refused"
    REVOKED = "revoked"


# Whoever is in one of these may enter what their role opens.
ADMITTED: Final = (
    ParticipationState.ACCREDITED,
    ParticipationState.BADGE_ISSUED,
    ParticipationState.CHECKED_IN,
)
# In these nobody takes a seat of the quota any more.
GONE: Final = (
    ParticipationState.WITHDRAWN,
    ParticipationState.REPLACED,
    ParticipationState.REFUSED,
    ParticipationState.REVOKED,
)


class LetterState(StrEnum):
    """Where the letter of nomination of a delegation stands."""

    AWAITED = "awaited"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class CredentialsState(StrEnum):
    """Where the credentials of a delegation for a segment stand."""

    NOT_REQUIRED = "not_required"
    AWAITED = "awaited"
    COPY = "copy"
    ORIGINAL = "original"
    IN_ORDER = "in_order"
    INCOMPLETE = "incomplete"
    PROVISIONAL = "provisional"
    NOT_ACCEPTED = "not_accepted"


class AdmissionState(StrEnum):
    """Where the admission of an observer body stands."""

    APPLIED = "applied"
    COMPLETE = "complete"
    NOTIFIED = "notified"
    ADMITTED = "admitted"
    OBJECTED = "objected"
    REFUSED = "refused"
    EXEMPT = "exempt"


class BadgeState(StrEnum):
    """Whether a badge opens the gate; suspending is an act of security, apart from accreditation."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class RequestState(StrEnum):
    """Where a delegation's request for a change stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class RequestKind(StrEnum):
    """What a delegation asks for once it may not change things itself."""

    ADD = "add"
    CORRECT = "correct"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
