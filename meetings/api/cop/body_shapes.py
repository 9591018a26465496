"""The shapes of Parties and observer bodies, of following delegations up, and of connection tests."""

from marshmallow import fields, validate

from meetings.api.cop import fields as say
from meetings.api.cop.acting import ListQuery, narrowed
from meetings.api.shapes import Given, Shown

NAMES = {"en": "Kenya", "fr": "Kenya"}


class PartiesQuery(ListQuery):
    """Which States: to which treaty, on which day (today), by a part of their name, group and standing."""

    treaty = narrowed("minamata")
    on = narrowed("2027-03-15")
    text = narrowed("Kenya")
    group = narrowed("africa")
    standing = narrowed("party")


class PartyRowOut(Shown):
    """A State of the list, as it is to a treaty on a day."""

    code = say.line("KE")
    kind = say.line("state")
    names = say.by_name(NAMES)
    regional_group = say.line_or_none("africa")
    standing = say.line("party")
    deposited_on = say.day_or_none()
    party_since = say.day_or_none()


class StatusOut(Shown):
    """A status of a State to a treaty, from a day on, and by which source."""

    treaty = say.line("minamata")
    status = say.line("party")
    starts_on = say.day_or_none()
    source = say.line("Depositary notification")


class DecisionOut(Shown):
    """What an officer decided of a State; `listed` is what the list said otherwise since."""

    subject = say.line("status:minamata")
    decided_at = say.instant()
    decided_by = say.line("user:3")
    why = say.line("Depositary notification")
    listed = say.by_name({}, fields.Raw())
    listed_at = say.instant_or_none()


class PartyFullOut(Shown):
    """A State with everything that is held of it."""

    code = say.line("KE")
    kind = say.line("state")
    names = say.by_name(NAMES)
    regional_group = say.line_or_none("africa")
    capital = say.line_or_none("Nairobi")
    also = say.lines("Republic of Kenya")
    statuses = say.many(StatusOut)
    decisions = say.many(DecisionOut)
    revision = say.count(1)


class PartyIn(Given):
    """The names of a State, its regional group, and other names that it is known by; all of it."""

    names = say.given_words(NAMES)
    regional_group = say.given("africa")
    also = say.given_texts("Republic of Kenya")


class PartyStatusIn(Given):
    """What a State is to a treaty, and by which source; of a deposit also from when the treaty is in force for it."""

    treaty = say.given("minamata")
    kind = say.given("deposited")
    deposited_on = say.given_day()
    in_force_on = say.given_day()
    source = say.given("Depositary notification")


class DepositIn(Given):
    """A day of deposit."""

    treaty = say.given("minamata")
    deposited_on = say.given_day()


class InForceOut(Shown):
    """From when a treaty is in force for a State that deposits on a day."""

    in_force_on = say.day()


class SettleIn(Given):
    """Whose word holds where the list says otherwise: that of the list, or ours."""

    subject = say.given("status:minamata")
    takes = say.given("list")


class UnconfirmedOut(Shown):
    """A State to be confirmed, and by which source it is in the list."""

    code = say.line("PS")
    names = say.by_name({"en": "Invented State"})
    treaty = say.line("minamata")
    source = say.line("list of 2026")


class DifferenceOut(Shown):
    """Where an officer's word and the list differ."""

    code = say.line("KE")
    names = say.by_name(NAMES)
    subject = say.line("status:minamata")
    stands = say.by_name({}, fields.Raw())
    listed = say.by_name({}, fields.Raw())


class ToConfirmOut(Shown):
    """What waits to be settled of States."""

    unconfirmed = say.many(UnconfirmedOut)
    differences = say.many(DifferenceOut)


class GroupCountOut(Shown):
    """How many States of a regional group stand how."""

    group = say.line("africa")
    counts = say.numbers({"party": 40, "signatory": 3})
    total = say.count(43)


class PartiesReportOut(Shown):
    """How many Parties there are by regional group on a day."""

    treaty = say.line("minamata")
    day = say.day()
    groups = say.many(GroupCountOut)


class ObserversQuery(ListQuery):
    """Which bodies: with an admission to which treaty, by a part of their name, category, state and conference."""

    treaty = narrowed("minamata")
    text = narrowed("Working Group")
    category = narrowed("ngo")
    state = narrowed("admitted")
    programme = narrowed("cop-7")


class AdmissionOut(Shown):
    """A body's admission to a treaty."""

    id = say.line("8z36fesdrsyh")
    treaty = say.line("minamata")
    state = say.line("admitted")
    state_since = say.instant()
    authority = say.line_or_none("COP-5")
    reason = say.line_or_none("")
    decided_on = say.day_or_none()
    notified_on = say.day_or_none()
    applied_on = say.day_or_none()
    programme = say.line_or_none("cop-7")
    source = say.line_or_none("")
    revision = say.count(1)


class ObserverRowOut(Shown):
    """An observer body of the list."""

    slug = say.line("invented-working-group")
    name = say.line("Invented Working Group")
    acronym = say.line_or_none("IWG")
    category = say.line("ngo")
    kind = say.line_or_none("international")
    country = say.line_or_none("CH")
    admissions = say.many(AdmissionOut)


class ApplicationFileOut(Shown):
    """A file of an application."""

    id = say.line("8z36fesdrsyh")
    file_name = say.line("statutes.pdf")
    media_type = say.line("application/pdf")
    bytes = say.count(48213)


class ApplicationOut(Shown):
    """What somebody sent to have a body admitted, as it came; told to officers alone."""

    id = say.line("x7k2m4qp8znt")
    name = say.line("Invented Working Group")
    category = say.line("ngo")
    country = say.line_or_none("CH")
    field = say.line("Small-scale mining")
    contact_name = say.line("Invented Applicant")
    contact_email = say.line("applicant@example.org")
    language = say.line("en")
    is_late = say.flag(False)
    sent_at = say.instant()
    files = say.many(ApplicationFileOut)


class ObserverOut(ObserverRowOut):
    """An observer body with its other names, and to officers with what it applied with."""

    former = say.lines("Invented Group")
    other = say.lines("IWG International")
    applications = say.many(ApplicationOut)
    revision = say.count(1)


class ObserverIn(Given):
    """What is said of a body, all of it."""

    name = say.given("Invented Working Group")
    category = say.given("ngo")
    acronym = say.given("IWG")
    kind = say.given("")
    country = say.given("CH")
    former = say.given_texts("Invented Group")
    other = say.given_texts("IWG International")


class AdmissionBeginIn(Given):
    """The conference for which a body applied on paper."""

    programme = say.given("cop-7")


class AdmissionRecordIn(Given):
    """What was decided earlier of a body: to which treaty, how, by whose authority, when, and where that is said."""

    treaty = say.given("minamata")
    state = say.given("admitted")
    authority = say.given("COP-5")
    decided_on = say.given_day()
    source = say.given("Report of the meeting")


class AdmissionMoveIn(Given):
    """Where an admission goes, why, by whose authority, and on which day."""

    to = say.given("admitted")
    reason = say.given("")
    authority = say.given("COP-7")
    on = say.given_day()


class FollowUpQuery(ListQuery):
    """Which delegations: in a segment, at a step, of a regional group and a category."""

    segment = narrowed("1")
    step = narrowed("waiting")
    region = narrowed("africa")
    category = narrowed("government")


class PointOut(Shown):
    """Somebody who names a delegation, and when they were reminded."""

    id = say.line("7b53rhhfd9zk")
    kind = say.line("focal_point")
    name = say.line("Invented Focal Point")
    email = say.line("focal@example.org")
    language = say.line("fr")
    invited_at = say.instant()
    opened_at = say.instant_or_none()
    reminded_at = say.instant_or_none()
    bounced = say.flag(False)


class FollowedOut(Shown):
    """How far a delegation is; `is_due` where somebody would be reminded now."""

    delegation = say.line("y3g9x3424aq8")
    party = say.line_or_none("KE")
    names = say.by_name(NAMES)
    region = say.line("africa")
    category = say.line("government")
    nominated = say.count(3)
    steps = say.lines("opened", "nominated")
    points = say.many(PointOut)
    is_due = say.flag(True)


class DelegationsRemindIn(Given):
    """The delegations that are reminded of what is awaited from them."""

    delegations = say.given_texts("y3g9x3424aq8")


class CountedOut(Shown):
    """How many it was done for."""

    number = say.count(3)


class FocalListIn(Given):
    """A list of focal points, a line each: country, name, e-mail, language, apart by tabs, semicolons or commas."""

    list = say.given("Kenya;Invented Focal Point;focal@example.org;en")


class FocalLineOut(Shown):
    """A line of a list; `party` is the State that it means, `choices` where somebody has to say which."""

    number = say.count(1)
    country = say.line("Kenya")
    name = say.line("Invented Focal Point")
    email = say.line("focal@example.org")
    language = say.line("en")
    problem = say.line("")
    party = say.line_or_none("KE")
    choices = say.lines()


class FocalLinesOut(Shown):
    """A list of focal points, read; nobody is invited by that."""

    items = say.many(FocalLineOut)


class InvitationIn(Given):
    """Somebody who is invited to name the delegation of a State."""

    party = say.given("KE")
    name = say.given("Invented Focal Point")
    email = say.given("focal@example.org")
    language = fields.String(load_default="en", metadata={"example": "fr"})


class InvitationsIn(Given):
    """Those who are invited."""

    invitations = fields.List(
        fields.Nested(InvitationIn), load_default=list, validate=validate.Length(max=1_000)
    )
