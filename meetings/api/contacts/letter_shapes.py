"""The shapes of official letters, as programs see them."""

from typing import Final

from marshmallow import fields, validate

from meetings.api.described import example
from meetings.api.shapes import Given, Shown, rfc3339
from meetings.api.undated import Undated

TEXTS: Final = {"en": {"subject": "Minamata Online", "body": "The season begins.\n\n{{calendar}}"}}


class OfficialLetterText(Given):
    """A letter in one language."""

    subject = fields.String(load_default="", metadata=example("Minamata Online"))
    body = fields.String(load_default="", metadata=example("The season begins.\n\n{{calendar}}"))


class OfficialLetterBegun(Given):
    """A letter to begin, of a season or conference."""

    programme = fields.String(required=True, metadata=example("season-2026"))
    series = fields.String(load_default="MC/ES", metadata=example("MC/ES"))


class OfficialLetterIn(Given):
    """What is changed of a draft; what is left out stays, of the texts each language by itself."""

    series = fields.String(metadata=example("MC/ES"))
    texts = fields.Dict(
        keys=fields.String(), values=fields.Nested(OfficialLetterText), metadata=example(TEXTS)
    )
    dated_on = fields.String(allow_none=True, metadata=example("2026-11-29"))
    signatory = fields.String(metadata=example("Ada Example"))
    signatory_title = fields.String(metadata=example("Executive Secretary"))
    whom = fields.String(metadata=example("parties"))
    copies = fields.List(fields.String(metadata=example("focal_point")))
    instead = fields.Boolean(metadata=example(True))


class LetterStepOut(Shown):
    """What was done to a letter, when and by whom."""

    at = fields.Function(lambda one: rfc3339(one.at), metadata=example("2026-11-29T09:00:00Z"))
    by = fields.String(required=True, metadata=example("user:1"))


class OfficialLetterLineOut(Shown):
    """A letter in a list; governments are those it went to."""

    id = fields.String(required=True, metadata=example("lett2345"))
    symbol = fields.String(required=True, metadata=example("MC/ES/2026/31"))
    state = fields.String(required=True, metadata=example("sent"))
    dated_on = fields.Date(required=True, allow_none=True, metadata=example("2026-11-29"))
    updated_at = fields.Function(
        lambda one: rfc3339(one.updated_at), metadata=example("2026-11-29T09:00:00Z")
    )
    corrects = fields.String(required=True, metadata=example(""))
    governments = fields.Integer(required=True, metadata=example(150))
    reached = fields.Integer(required=True, metadata=example(141))
    unreached = fields.Integer(required=True, metadata=example(9))


class OfficialLetterLines(Shown):
    """Letters, the one changed last first."""

    items = fields.List(fields.Nested(OfficialLetterLineOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example("2026-11-24T09:00:00+00:00"))


class OfficialLetterOut(Shown):
    """A letter: its words, whom it goes to, and what was done to it."""

    id = fields.String(required=True, metadata=example("lett2345"))
    symbol = fields.String(required=True, metadata=example("MC/ES/2026/31"))
    series = fields.String(required=True, metadata=example("MC/ES"))
    state = fields.String(required=True, metadata=example("draft"))
    texts = fields.Dict(
        keys=fields.String(), values=fields.Nested(OfficialLetterText), metadata=example(TEXTS)
    )
    dated_on = fields.Date(required=True, allow_none=True, metadata=example("2026-11-29"))
    signatory = fields.String(required=True, metadata=example("Ada Example"))
    signatory_title = fields.String(required=True, metadata=example("Executive Secretary"))
    whom = fields.String(required=True, metadata=example("parties"))
    copies = fields.List(fields.String(metadata=example("focal_point")), required=True)
    instead = fields.Boolean(required=True, metadata=example(True))
    corrects = fields.String(allow_none=True, metadata=example(None))
    steps = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(LetterStepOut),
        metadata=example({"made": {"at": "2026-11-29T09:00:00Z", "by": "user:1"}}),
    )
    revision = fields.Integer(required=True, metadata=example(2))


class LetterOfficeOut(Shown):
    """Somebody a letter goes to, or a copy of it."""

    kind = fields.String(required=True, metadata=example("official_channel"))
    name = fields.String(required=True, metadata=example("Ministry of Examples"))
    address = fields.String(required=True, metadata=example("office@example.org"))


class LetterRecipientOut(Shown):
    """A government a letter went to, or would go to; `reason` says why it does not."""

    country = fields.String(required=True, metadata=example("KE"))
    language = fields.String(required=True, allow_none=True, metadata=example("en"))
    to = fields.List(fields.Nested(LetterOfficeOut), required=True)
    copies = fields.List(fields.Nested(LetterOfficeOut), required=True)
    reason = fields.String(required=True, allow_none=True, metadata=example(None))
    is_instead = fields.Boolean(required=True, metadata=example(False))
    state = fields.String(required=True, allow_none=True, metadata=example("sent"))
    sent_at = fields.String(required=True, allow_none=True, metadata=example("2026-11-29T09:00:12Z"))
    refused = fields.List(fields.String(metadata=example("copy@example.org")), required=True)


class LetterRecipientsOut(Shown):
    """All governments of a letter."""

    items = fields.List(fields.Nested(LetterRecipientOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class LetterNumberIn(Given):
    """The number that was given last elsewhere, in a series and year."""

    series = fields.String(required=True, metadata=example("MC/ES"))
    year = fields.Integer(required=True, validate=validate.Range(1900, 9999), metadata=example(2026))
    last = fields.Integer(required=True, validate=validate.Range(0, 1_000_000), metadata=example(30))


class LetterNumberOut(Shown):
    """The number that was given last, in a series and year."""

    series = fields.String(required=True, metadata=example("MC/ES"))
    year = fields.Integer(required=True, metadata=example(2026))
    last = fields.Integer(required=True, metadata=example(30))


class LetterNumbersOut(Shown):
    """The numbers given last."""

    items = fields.List(fields.Nested(LetterNumberOut), required=True)
    next = fields.String(required=True, allow_none=True, metadata=example(None))


class OfficialLettersQuery(Undated, Shown):
    """Which page of the letters: `after` is what the page before gave as `next`."""

    after = fields.String(load_default="", validate=validate.Length(max=400), metadata=example(""))
