"""The shapes of what officers decide of delegations: the queue, letters, requests, people, and who names them."""

from marshmallow import fields, validate

from meetings.api.cop import fields as say
from meetings.api.cop.acting import narrowed
from meetings.api.cop.fields import Instant
from meetings.api.shapes import Cursor, Given, Shown
from meetings.api.undated import Undated

PEOPLE = {"p8m3tmxpt2xs": 1}
READY = ("not_signed",)
REASON = "The letter names somebody else."
VALUES = {"function": "Deputy Director"}


class AccreditationQuery(Undated):
    """What the queue is narrowed to; `whose` is from whom something is awaited."""

    whose = narrowed("secretariat")
    task = narrowed("letter")
    segment = narrowed("1")
    region = narrowed("africa")
    category = narrowed("government")
    text = narrowed("Kenya")
    after = fields.String(load_default="", validate=validate.Length(max=400), metadata={"example": ""})


class WaitingOut(Shown):
    """Something that waits of a delegation; `people` are the participations it is about, each with its revision."""

    task = say.line("accredit")
    delegation = say.line("y3g9x3424aq8")
    party = say.line_or_none("KE")
    names = say.by_name({"en": "Kenya"})
    category = say.line("government")
    count = say.count(3)
    since = say.instant()
    people_named = say.lines("Amina Example")
    people = say.numbers(PEOPLE)
    other = say.line_or_none("z2hrnsxwtg3x")
    pair = say.lines()


class AccreditationQueueOut(Shown):
    """A page of what waits, the longest waiting first, with how many rows there are of each kind."""

    items = say.many(WaitingOut)
    counts = say.numbers({"letter": 4, "accredit": 12})
    found = say.count(16)
    next = Cursor(allow_none=True, metadata={"example": None})


class PeopleChosenIn(Given):
    """The participations meant, each with the revision that was seen of it."""

    people = say.given_revisions(PEOPLE)


class PeopleMovedOut(Shown):
    """How many were moved; of very many none yet, and `job` is the work that moves them."""

    moved = say.count(3)
    job = say.line_or_none("csqkc8mgs9zwvcnt4k89")


class NominationPairIn(Given):
    """Two nominations of one name."""

    nominations = say.given_texts("hc7j5y77df7k", "t88dag34zvzc")


class PeopleMoveIn(Given):
    """Where people go, with ready reasons by their codes, what is said beside, and by whose decision."""

    to = say.given("returned")
    people = say.given_revisions(PEOPLE)
    ready = say.given_texts("not_named")
    reason = say.given(REASON)
    authority = say.given("Decision of the Bureau")


class LetterDecisionIn(Given):
    """Where a letter goes, accepted, returned or received, with reasons where it is returned."""

    to = say.given("returned")
    ready = say.given_texts(*READY)
    reason = say.given(REASON)


class DelegationLetterOut(Shown):
    """A version of a delegation's letter."""

    id = say.line("e53wn3z5dg2s")
    version = say.count(1)
    kind = say.line("note_verbale")
    state = say.line("received")
    state_since = say.instant()
    reason = say.line_or_none(REASON)
    reference = say.line_or_none("NV/2027/12")
    dated_on = say.day_or_none()
    file_name = say.line_or_none("letter.pdf")
    media_type = say.line_or_none("application/pdf")
    bytes = say.count_or_none(48213)
    received_at = say.instant()
    received_by = say.line("user:3")
    revision = say.count(1)


class DelegationRequestOut(Shown):
    """What a delegation asks to have changed; `values` are those asked for, empty once it is decided."""

    id = say.line("m3dwkph4srha")
    nomination = fields.String(
        attribute="nomination_id", required=True, allow_none=True, metadata={"example": "hc7j5y77df7k"}
    )
    kind = say.line("correct")
    values = say.by_name(VALUES, fields.Raw())
    why = say.line("Promoted last week.")
    state = say.line("open")
    asked_at = say.instant()
    asked_by = say.line("focal:7b53rhhfd9zk")
    decided_at = say.instant_or_none()
    decided_by = say.line_or_none("user:3")
    reason = say.line("")
    revision = say.count(1)


class RequestReasonIn(Given):
    """Why."""

    reason = say.given(REASON)


class FocalEndIn(Given):
    """Why."""

    why = say.given("Left the ministry.")


class FocalIn(Given):
    """Who names a delegation; `kind` is focal_point, mission or contact, `notified_by` by which notification."""

    name = say.given("Invented Focal Point")
    email = say.given("focal@example.org")
    kind = fields.String(load_default="focal_point", metadata={"example": "mission"})
    language = fields.String(load_default="en", metadata={"example": "fr"})
    notified_by = say.given("Note verbale of 1 March 2027")


class DelegationQuotaIn(Given):
    """How many a delegation may name in each segment; null for what the segment says."""

    quota = say.given_number(20, 10_000)


class DelegationReopenIn(Given):
    """Until when a delegation may name people again, a wall time in the conference's zone, and why."""

    until = say.given("2027-03-10T18:00")
    why = say.given("The note verbale was delayed.")


class DelegationTermOut(Shown):
    """Whether a delegation may name people for a segment: open, reopened, closed or over; and what its State is."""

    segment = say.line("1")
    openness = say.line("open")
    nominate_until = say.instant_or_none()
    quota = say.count_or_none(20)
    standing = say.line_or_none("party")


class DelegationEventOut(Shown):
    """What was done: of the letter, a person or the delegation itself, from which state to which, by whom and why."""

    at = say.instant()
    track = say.line("participation")
    of = say.line("Amina Example")
    segment = say.line("1")
    before = say.line("nominated")
    after = say.line("letter_checked")
    actor = say.line("user:3")
    reason = say.line("")
    authority = say.line("")


class DelegationTermsOut(Shown):
    """What holds for a delegation, and everything that was done, the latest first."""

    segments = say.many(DelegationTermOut)
    reopened_until = Instant(required=True, allow_none=True, metadata={"example": say.AN_INSTANT})
    events = say.many(DelegationEventOut)
