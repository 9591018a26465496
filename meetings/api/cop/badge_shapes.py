"""The shapes of badges and letters as officers make them, of the gate, the quorum and who came."""

from marshmallow import fields

from meetings.api.cop import fields as say
from meetings.api.cop.accreditation_shapes import AccreditationQuery
from meetings.api.cop.acting import narrowed
from meetings.api.shapes import Cursor, Given, Shown

CODE = "NT46P-46YVN"


class BearersQuery(AccreditationQuery):
    """Which people: by a part of their name, and where their badge stands: due, valid, suspended or ended."""

    class Meta(AccreditationQuery.Meta):
        """Ask for nothing else."""

        exclude = ("whose", "task", "segment", "region", "category")

    state = narrowed("due")


class BearerOut(Shown):
    """Somebody in a segment, with the badge they have; of whoever was erased the name is empty."""

    participation = fields.String(
        attribute="participation_id", required=True, metadata={"example": "ahc5vg3sas7c"}
    )
    nomination = fields.String(attribute="nomination_id", required=True, metadata={"example": "hc7j5y77df7k"})
    state = say.line("badge_issued")
    mode = say.line("room")
    name = say.line("Amina Example")
    courtesy = say.line_or_none("Ms.")
    role = say.line("head")
    function = say.line_or_none("Director")
    category = say.line("government")
    party = say.line_or_none("KE")
    of = say.by_name({"en": "Kenya"})
    code = say.line_or_none(CODE)
    badge_state = say.line_or_none("valid")
    badge_since = say.instant_or_none()
    reason = say.line_or_none("")
    issued_at = say.instant_or_none()


class BearersOut(Shown):
    """A page of people, and how many there are by where their badge stands."""

    items = say.many(BearerOut)
    counts = say.numbers({"due": 3, "valid": 120})
    next = Cursor(allow_none=True, metadata={"example": None})


class BadgesMakeIn(Given):
    """Whose badges are made, narrowed as the list is; on which paper, a6 or a4, and in which language."""

    text = say.given("")
    state = say.given("due")
    form = say.given("a6")
    language = say.given("en")


class LettersMakeIn(Given):
    """Whose letters are made, narrowed as the list is; of which kind, and in one language or each person's own."""

    text = say.given("")
    state = say.given("valid")
    kind = say.given("visa")
    language = say.given("")


class WorkOut(Shown):
    """Work that was asked for."""

    job = say.line("csqkc8mgs9zwvcnt4k89")


class BadgeReasonIn(Given):
    """Why a badge is made anew, suspended, or valid again."""

    reason = say.given("Lost on the way.")


class PaperIn(Given):
    """A letter to give: its kind, its language, and whether it has the passport's number."""

    kind = say.given("visa")
    language = say.given("fr")
    with_passport = say.given_flag(False)


class PaperOut(Shown):
    """A letter that was given; `standing` says whether it is valid."""

    code = say.line("PMHE-YPR2-5VG")
    kind = say.line("visa")
    language = say.line("fr")
    with_passport = say.flag(False)
    made_at = say.instant()
    made_by = say.line("user:3")
    standing = say.line("valid")


class ScanIn(Given):
    """What was scanned or typed at an entrance."""

    code = say.given(CODE)
    entrance = say.given("Main entrance")


class VerdictOut(Shown):
    """What a scan was answered; who it is of only where the badge is of this conference."""

    answer = say.line("valid")
    bearer = say.one(BearerOut)
    since = say.instant_or_none()
    came = say.count(412)


class GateOut(Shown):
    """A gate today: how many came, and who is found by the name asked for."""

    today = say.day()
    came = say.count(412)
    people = say.many(BearerOut)


class GateListIn(Given):
    """Who was ticked on paper on a day of the segment, by the codes of their badges."""

    day = say.given("2027-03-15")
    codes = say.given_texts(CODE)
    entrance = say.given("Main entrance")


class EnteredOut(Shown):
    """What became of a code."""

    code = say.line(CODE)
    answer = say.line("valid")


class GateListOut(Shown):
    """What became of every code of a list."""

    items = say.many(EnteredOut)


class NeedOut(Shown):
    """How many Parties something takes, and how many more would have to come."""

    share = say.line("2/3")
    needed = say.count(84)
    missing = say.count(0)
    is_met = say.flag(True)


class QuorumOut(Shown):
    """Which Parties are present now, and what that is enough for."""

    at = say.instant()
    parties = say.count(125)
    present = say.lines("KE", "GH")
    away = say.lines("TG")
    to_open = say.one(NeedOut)
    to_decide = say.one(NeedOut)


class QuorumSettingsOut(Shown):
    """The shares of the Parties that are a quorum."""

    to_open = say.line("1/3")
    to_decide = say.line("2/3")
    revision = say.count(1)


class QuorumSettingsIn(Given):
    """The shares of the Parties that are a quorum."""

    to_open = say.given("1/3")
    to_decide = say.given("2/3")


class LetterheadOut(Shown):
    """Who the letters of a conference are from, a line each, and who signs."""

    letterhead = say.line("Secretariat of the Minamata Convention")
    signatory = say.line("Invented Signatory")
    revision = say.count(1)


class LetterheadIn(Given):
    """Who the letters of a conference are from, a line each, and who signs."""

    letterhead = say.given("Secretariat of the Minamata Convention")
    signatory = say.given("Invented Signatory")


class ArrivalLineOut(Shown):
    """How many came on a day, or on any day, each once; a cell that may not be told is null or a span."""

    day = say.day_or_none()
    total = say.count(412)
    cells = say.by_name({"government": 300, "ngo": 112}, fields.Raw(allow_none=True))


class ArrivalTableOut(Shown):
    """Arrivals by one thing: category, region, party or gender."""

    cut = say.line("category")
    lines = say.many(ArrivalLineOut)


class ArrivalsOut(Shown):
    """Who came to a segment on which day."""

    tables = say.many(ArrivalTableOut)
