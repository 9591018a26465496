"""The shapes of credentials: what came, what it says, what the Bureau found, and what it reports."""

from marshmallow import fields

from meetings.api.cop import fields as say
from meetings.api.shapes import Given, Shown

AUTHORITY = "Decision of the Bureau of 16 March 2027"
CODES = {"in_order": ["KE"]}


class CredentialsFileOut(Shown):
    """A file of credentials, a copy or an original."""

    id = say.line("szpxrmxqyjaj")
    kind = say.line("copy")
    file_name = say.line("credentials.pdf")
    media_type = say.line("application/pdf")
    bytes = say.count(48213)
    received_at = say.instant()
    received_by = say.line("user:3")


class NomineeNamedOut(Shown):
    """Somebody nominated, and whether the credentials name them."""

    id = say.line("hc7j5y77df7k")
    name = say.line("Amina Example")
    role = say.line("head")
    is_named = say.flag(True)


class CredentialsMoveOut(Shown):
    """A move of credentials."""

    at = say.instant()
    before = fields.String(attribute="from_state", required=True, metadata={"example": "copy"})
    after = fields.String(attribute="to_state", required=True, metadata={"example": "original"})
    actor = say.line("user:3")
    reason = say.line_or_none("")
    authority = say.line_or_none(AUTHORITY)


class CredentialsFullOut(Shown):
    """The credentials of a delegation for a segment, whole; `others` are named in them and nominated by nobody."""

    delegation = say.line("a86z8ntmxvvd")
    party = say.line("KE")
    state = say.line("copy")
    since = say.instant()
    signed_by = say.line_or_none("foreign_minister")
    signed_on = say.day_or_none()
    examined_on = say.day_or_none()
    signer = say.line_or_none("Invented Minister")
    language = say.line_or_none("fr")
    reason = say.line_or_none("")
    nominees = say.many(NomineeNamedOut)
    others = say.lines("Ben Example")
    files = say.many(CredentialsFileOut)
    moves = say.many(CredentialsMoveOut)
    carried_from = say.line_or_none("1")
    revision = say.count(1)


class CredentialsRecordIn(Given):
    """What credentials say: as what somebody signed, who, when, in which language, and whom they name (nominations)."""

    signed_by = say.given("foreign_minister")
    signer = say.given("Invented Minister")
    signed_on = say.given_day()
    language = say.given("fr")
    people = say.given_texts("hc7j5y77df7k")
    others = say.given_texts("Ben Example")


class CredentialsMoveIn(Given):
    """Where credentials go, why, by whose authority, and when the Bureau examined them."""

    to = say.given("in_order")
    reason = say.given("")
    authority = say.given(AUTHORITY)
    examined_on = say.given_day()


class ExaminedIn(Given):
    """What the Bureau found of several delegations, each with the revision that was seen of its credentials."""

    delegations = say.given_revisions({"a86z8ntmxvvd": 1})
    to = say.given("in_order")
    examined_on = say.given_day()
    authority = say.given(AUTHORITY)


class CarryIn(Given):
    """The earlier segment whose credentials hold for this one too."""

    earlier = say.given("1")


class LeftOut(Shown):
    """A delegation that was left as it is, and why."""

    delegation = say.line("a86z8ntmxvvd")
    why = say.line("stale")


class CredentialsDoneOut(Shown):
    """The delegations whose credentials moved, and those that were left as they are."""

    moved = say.lines("a86z8ntmxvvd")
    left = say.many(LeftOut)


class BureauReportOut(Shown):
    """What the Bureau reports: the Parties in each group by code, and who is to be confirmed; number 0 is as it stands.

    A dated copy is as it was kept.
    """

    number = say.count(1)
    stands_on = say.day_or_none()
    kept_at = say.instant_or_none()
    kept_by = say.line_or_none("user:3")
    facts = say.by_name({"groups": CODES, "unconfirmed": [], "examined_on": ["2027-03-16"]}, fields.Raw())


class BureauCopyOut(Shown):
    """A dated copy of the Bureau's report."""

    number = say.count(1)
    stands_on = say.day()
    kept_at = say.instant()
    kept_by = say.line("user:3")
