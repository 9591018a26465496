"""The shapes of lists of participants, of funding of travel, and of the exchange with KRONOS."""

from marshmallow import fields, validate

from meetings.api.cop import fields as say
from meetings.api.shapes import Given, Shown


class ListPersonOut(Shown):
    """Somebody on a list, with what is printed of them; of whoever was erased since nothing is."""

    delegation = fields.String(attribute="body", required=True, metadata={"example": "y3g9x3424aq8"})
    nomination = say.line("hc7j5y77df7k")
    role = say.line("head")
    printed = say.by_name({"name": "Amina Example"}, fields.Raw())
    is_erased = say.flag(False)


class ListChangeOut(Shown):
    """What differs from the last published list."""

    kind = say.line("added")
    delegation = fields.String(attribute="body", required=True, metadata={"example": "y3g9x3424aq8"})
    name = say.line("Amina Example")
    fields_changed = fields.List(
        fields.String(),
        attribute="fields",
        data_key="fields",
        required=True,
        metadata={"example": ["function"]},
    )


class ListOddityOut(Shown):
    """Something to look at before publishing."""

    code = say.line("no_head")
    delegation = fields.String(attribute="body", required=True, metadata={"example": "y3g9x3424aq8"})
    nomination = say.line("")
    name = say.line("")


class ParticipantsListOut(Shown):
    """A segment's list as it would be published now; `mark` is what is sent back to publish this very list."""

    segment = say.line("1")
    kind = say.line("provisional")
    mark = say.line("d" * 64)
    symbol = say.line("UNEP/MC/COP.7/INF/27")
    audience = say.line("participants")
    corrections_until = say.instant_or_none()
    unconfirmed_title = say.by_name({"en": "States whose status is to be confirmed"})
    with_media = say.flag(False)
    secretariat = say.lines("y3g9x3424aq8")
    people = say.many(ListPersonOut)
    changes = say.many(ListChangeOut)
    odd = say.many(ListOddityOut)
    seen = say.lines("y3g9x3424aq8")
    revision = say.count(0)


class ParticipantsSettingIn(Given):
    """How a segment's list is made, all of it; corrections are taken to the end of the day that is named."""

    symbol = say.given("UNEP/MC/COP.7/INF/27")
    audience = say.given("participants")
    corrections_until = say.given_day()
    unconfirmed_title = say.given_words({"en": "States whose status is to be confirmed"})
    with_media = say.given_flag(False)
    secretariat = say.given_texts("y3g9x3424aq8")


class ParticipantsPublishIn(Given):
    """Which list is published, provisional or final, as it was looked at."""

    kind = say.given("provisional")
    mark = say.given("d" * 64)


class ListCopyOut(Shown):
    """A published list."""

    number = say.count(1)
    kind = say.line("provisional")
    symbol = say.line("UNEP/MC/COP.7/INF/27")
    made_at = say.instant()
    segment = say.line("1")
    seal = say.line("d" * 64)


class ListCopyFullOut(ListCopyOut):
    """A published list with its people, as it was; `is_whole` where it is still what was sealed."""

    people = say.many(ListPersonOut)
    is_whole = say.flag(True)


class TravelOut(Shown):
    """What somebody asks for, and where it stands."""

    state = say.line("asked")
    from_city = say.line_or_none("Nairobi")
    arrives_on = say.day_or_none()
    leaves_on = say.day_or_none()
    allowance_days = say.count_or_none(6)
    days = say.count_or_none(6)
    note = say.line_or_none("")
    asked_at = say.instant()
    decided_at = say.instant_or_none()


class TravellerOut(Shown):
    """Somebody of a Party who asks for travel or may; `revision` is 0 where nobody asked yet."""

    participation = fields.String(
        attribute="participation_id", required=True, metadata={"example": "p8m3tmxpt2xs"}
    )
    state = say.line("accredited")
    name = say.line("Amina Example")
    role = say.line("head")
    function = say.line_or_none("Director")
    delegation = say.line("y3g9x3424aq8")
    party = say.line("KE")
    standing = say.line("party")
    is_eligible = say.flag(True)
    travel = say.one(TravelOut)
    revision = say.count(1)


class FundingOut(Shown):
    """What a segment pays for, and who asks, in the turn in which they are considered."""

    segment = say.line("1")
    per_party = say.count_or_none(1)
    listed = say.lines("KE")
    counts = say.numbers({"asked": 4})
    travellers = say.many(TravellerOut)
    revision = say.count(1)


class FundingRuleIn(Given):
    """What a segment pays for: how many of a Party, null for any number, and the Parties listed, if any."""

    per_party = say.given_number(1, 10_000)
    listed = say.given_texts("KE", "GH")


class TravelIn(Given):
    """What is asked for, all of it."""

    from_city = say.given("Nairobi")
    arrives_on = say.given_day()
    leaves_on = say.given_day()
    allowance_days = say.given_number(6, 10_000)
    note = say.given("")


class TravelDecisionIn(Given):
    """Where an asking goes: granted, declined, cancelled or asked anew."""

    to = say.given("granted")


class KronosFileOut(Shown):
    """A file of KRONOS that is kept."""

    id = say.line("q7x2m4kp8znt")
    name = say.line("kronos.json")
    state = say.line("kept")
    created_at = say.instant()


class KronosRecordOut(Shown):
    """What becomes of a record; of a conflict `choices` are what a person has, decided under `key`."""

    key = say.line("contact:1234")
    kind = say.line("contact")
    outcome = say.line("conflict")
    name = say.line("Amina Example")
    why = say.line("contact")
    fields_changed = fields.List(
        fields.List(fields.String()),
        attribute="fields",
        data_key="fields",
        required=True,
        metadata={"example": [["function", "Director", "Minister"]]},
    )
    choices = say.lines("ours", "theirs")
    chosen = say.line("")


class KronosLookOut(KronosFileOut):
    """A file with what it would change, or changed."""

    counts = say.numbers({"new": 3, "changed": 1, "conflict": 1})
    records = say.many(KronosRecordOut)


class KronosCommitIn(Given):
    """What was decided of each conflict."""

    decisions = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.Length(max=100)),
        load_default=dict,
        metadata={"example": {"contact:1234": "theirs"}},
    )
