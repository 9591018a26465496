"""The shapes of people as the desk sees them, for programs."""

from marshmallow import fields, validate

from meetings.api.described import example
from meetings.api.shapes import Given, Shown, rfc3339


class HeardQuery(Shown):
    """What was heard."""

    text = fields.String(required=True, validate=validate.Length(1, 200), metadata=example("Ada Example"))


class HeardPersonOut(Shown):
    """Somebody who may be meant, with their next time."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    zone = fields.String(required=True, allow_none=True, metadata=example("Africa/Nairobi"))
    coming = fields.Function(
        lambda one: rfc3339(one.coming.starts_at) if one.coming else "",
        metadata=example("2026-12-01T12:00:00Z") | {"type": "string"},
    )


class HeardList(Shown):
    """Who may be meant, the best match first."""

    items = fields.List(fields.Nested(HeardPersonOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class MailboxMarkOut(Shown):
    """A mailbox that takes no mail, or whose owner called a mail unwanted."""

    email = fields.String(required=True, metadata=example("ada@example.org"))
    failed_at = fields.String(required=True, allow_none=True, metadata=example("2026-11-24T09:00:00Z"))
    reason = fields.String(required=True, allow_none=True, metadata=example("550 no such user"))
    complained_at = fields.String(required=True, allow_none=True, metadata=example(None))
    mark = fields.String(required=True, metadata=example("2026-11-24T09:00:00+00:00"))


class PersonRegistrationOut(Shown):
    """A registration of somebody."""

    id = fields.String(required=True, metadata=example("regi2345"))
    programme = fields.String(required=True, metadata=example("season-2026"))
    session = fields.String(required=True, metadata=example("mercury-monitoring"))
    slots = fields.List(fields.String(metadata=example("slot2345")), required=True)
    ended = fields.Boolean(required=True, metadata=example(False))


class SentMailOut(Shown):
    """A mail that was sent or waits: what for, how it stands, and why it came back."""

    id = fields.String(required=True, metadata=example("mess2345"))
    kinds = fields.List(fields.String(metadata=example("reminder:24h")), required=True)
    email = fields.String(required=True, metadata=example("ada@example.org"))
    language = fields.String(required=True, metadata=example("en"))
    subject = fields.String(required=True, allow_none=True, metadata=example("Tomorrow: mercury monitoring"))
    state = fields.String(required=True, metadata=example("sent"))
    attempts = fields.Integer(required=True, metadata=example(1))
    due_at = fields.String(required=True, metadata=example("2026-11-24T09:00:00Z"))
    sent_at = fields.String(required=True, allow_none=True, metadata=example("2026-11-24T09:00:03Z"))
    error = fields.String(required=True, allow_none=True, metadata=example(None))
    returned = fields.String(required=True, allow_none=True, metadata=example(None))


class StaffPersonOut(Shown):
    """A person with what is known of them, as the desk sees it."""

    id = fields.String(required=True, metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Ada Example"))
    emails = fields.List(fields.String(metadata=example("ada@example.org")), required=True)
    organization = fields.String(required=True, allow_none=True, metadata=example("Ministry of Examples"))
    country = fields.String(required=True, allow_none=True, metadata=example("KE"))
    category = fields.String(required=True, allow_none=True, metadata=example("government"))
    language = fields.String(required=True, metadata=example("en"))
    zone = fields.String(required=True, allow_none=True, metadata=example("Africa/Nairobi"))
    gender = fields.String(required=True, allow_none=True, metadata=example(None))
    marks = fields.List(fields.Nested(MailboxMarkOut), required=True)
    registrations = fields.List(fields.Nested(PersonRegistrationOut), required=True)
    revision = fields.Integer(required=True, metadata=example(4))


class PersonCorrectionIn(Given):
    """What is corrected; what is left out stays. `emails` gives for an address the one that takes its place."""

    name = fields.String(metadata=example("Ada Example"))
    country = fields.String(allow_none=True, metadata=example("KE"))
    organization = fields.String(allow_none=True, metadata=example("Ministry of Examples"))
    category = fields.String(allow_none=True, metadata=example("government"))
    language = fields.String(metadata=example("en"))
    zone = fields.String(allow_none=True, metadata=example("Africa/Nairobi"))
    gender = fields.String(allow_none=True, metadata=example(None))
    emails = fields.Dict(
        keys=fields.String(), values=fields.String(), metadata=example({"old@example.org": "ada@example.org"})
    )


class TellAgainIn(Given):
    """Where and in which language somebody is told again; `keep` keeps the address as theirs."""

    email = fields.String(load_default="", metadata=example("ada@example.org"))
    language = fields.String(load_default="", metadata=example("fr"))
    keep = fields.Boolean(load_default=False, metadata=example(False))


class ToldAgainOut(Shown):
    """How many are told again."""

    told = fields.Integer(required=True, metadata=example(1))


class ReadOutCodeOut(Shown):
    """The code that is read out; it opens the door of their next time."""

    code = fields.String(required=True, metadata=example("KM3T-9QXA"))


class CallerColleagueIn(Given):
    """A colleague who is registered for the same coming sessions; without an address, at the same mailbox."""

    name = fields.String(required=True, metadata=example("Ben Example"))
    email = fields.String(load_default="", metadata=example("ben@example.org"))


class CallerColleagueOut(ReadOutCodeOut):
    """The colleague: of how many sessions they are registered, of how many not, and the code to read out."""

    id = fields.String(required=True, attribute="public_id", metadata=example("efgh2345"))
    name = fields.String(required=True, metadata=example("Ben Example"))
    sessions = fields.Integer(required=True, metadata=example(3))
    refused = fields.Integer(required=True, metadata=example(0))


class MailboxWorksIn(Given):
    """An address that works again; `mark` is the one that was seen."""

    email = fields.String(required=True, metadata=example("ada@example.org"))
    mark = fields.String(required=True, metadata=example("2026-11-24T09:00:00+00:00"))


class HeldPersonOut(Shown):
    """Somebody who is held because what they wrote looks like an advertisement."""

    id = fields.String(required=True, attribute="public_id", metadata=example("abcd2345"))
    name = fields.String(required=True, metadata=example("Buy Example"))
    organization = fields.String(required=True, allow_none=True, metadata=example(None))
    emails = fields.List(
        fields.String(metadata=example("ada@example.org")), required=True, attribute="addresses"
    )
    held_at = fields.Function(lambda one: rfc3339(one.held_at), metadata=example("2026-11-24T09:00:00Z"))
    registrations = fields.Integer(required=True, metadata=example(1))


class HeldDecisionIn(Given):
    """What becomes of somebody who is held: `release` or `refuse`."""

    decision = fields.String(required=True, metadata=example("release"))


class HeldPersonList(Shown):
    """Who is held."""

    items = fields.List(fields.Nested(HeldPersonOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))
