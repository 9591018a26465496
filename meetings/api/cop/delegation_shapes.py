"""The shapes of one's own delegation: people, letters, requests, travel, lists and statements."""

from marshmallow import fields

from meetings.api.described import (
    flag,
    instant,
    maybe,
    no_more,
    seen,
    text,
    texts,
    titles,
    typed,
    typed_list,
    whole,
)
from meetings.api.shapes import Given, Shown


class DelegationAwaitedOut(Shown):
    """One thing that is awaited from a delegation, of how many people; of a letter, of none."""

    awaited = text("names")
    people = whole(0)


class DelegationSegmentOut(Shown):
    """A segment; `openness` says whether people may be named for it now: open, reopened, closed or over."""

    segment = text("1")
    title = titles("First segment")
    mode = text("hybrid")
    nominate_until = instant()
    quota = whole(10, allow_none=True)
    openness = text("open")


class DelegationDelegationOut(Shown):
    """What anybody with the link may know: whose delegation it is, until when, and how much is awaited."""

    id = text("d4k2m8x1q7")
    programme = text("cop")
    whose = titles("Ghana")
    category = text("government")
    is_proved = flag()
    reopened_until = instant()
    segments = fields.List(fields.Nested(DelegationSegmentOut), required=True)
    awaited = fields.List(fields.Nested(DelegationAwaitedOut), required=True)


class DelegationWishIn(Given):
    """A segment somebody is named for: online or room, viewer or speaker, and the slugs of meetings for the named."""

    segment = typed("1")
    mode = typed("room")
    rights = typed("viewer", load_default="viewer")
    meetings = typed_list("contact-group")


class DelegationNomineeIn(Given):
    """A person as they are named; `lists` is what may be printed of them: name, email, address."""

    name = typed("Ana Example")
    role = typed("adviser")
    courtesy = typed("Ms.")
    function = typed("Director")
    department = typed("")
    organization = typed("Ministry of Examples")
    address = typed("")
    email = typed("ana@example.org")
    telephone = typed("+233 30 000 0000")
    language = typed("en", load_default="en")
    gender = typed("female")
    lists = typed_list("name")
    segments = fields.List(fields.Nested(DelegationWishIn), load_default=list)


class DelegationRequestIn(Given):
    """What is asked for once it is closed: add, correct, replace or withdraw; of whom, with which values, and why."""

    kind = typed("withdraw")
    nomination = fields.String(load_default=None, allow_none=True, metadata={"example": "n4k2m8x1q7"})
    person = fields.Nested(DelegationNomineeIn, load_default=None, allow_none=True)
    why = typed("She cannot travel.")


class DelegationPartOut(Shown):
    """Somebody's part in a segment: where it stands since when, what is awaited from whom, and the reason given."""

    segment = text("1")
    mode = text("room")
    rights = text("viewer")
    state = text("nominated")
    since = instant(allow_none=False)
    reason = text("")
    awaited = text("letter")
    whom = text("delegation")
    meetings = texts("contact-group")


class DelegationPersonOut(Shown):
    """A person of the delegation; of passport and photo only when they came."""

    id = text("n4k2m8x1q7")
    name = text("Ana Example")
    role = text("adviser")
    courtesy = text("Ms.")
    function = text("Director")
    department = text("")
    organization = text("Ministry of Examples")
    address = text("")
    email = text("ana@example.org")
    telephone = text("")
    language = text("en")
    gender = text("female")
    lists = texts("name")
    replaces = text("")
    replaced_by = text("")
    passport_at = instant()
    photo_at = instant()
    segments = fields.List(fields.Nested(DelegationPartOut), required=True)
    revision = whole(1)


class DelegationPeopleOut(Shown):
    """The people of the delegation, those who left too."""

    items = fields.List(fields.Nested(DelegationPersonOut), required=True)
    next = no_more()


class OwnRequestOut(Shown):
    """Something that was asked for: open, or as it was decided, with the reason."""

    id = text("q4k2m8x1q7")
    kind = text("withdraw")
    nomination = maybe("n4k2m8x1q7")
    why = text("She cannot travel.")
    state = text("open")
    asked_at = instant(allow_none=False)
    decided_at = instant()
    reason = text("")


class DelegationRequestsOut(Shown):
    """What was asked for."""

    items = fields.List(fields.Nested(OwnRequestOut), required=True)
    next = no_more()


class DelegationPassportIn(Given):
    """A passport, which is sealed and never shown again."""

    number = typed("X0000000")
    authority = typed("Ministry of Examples")
    expires_on = typed("2030-01-31")
    nationality = typed("GH")
    born_on = typed("1980-01-31")


class DelegationTravelIn(Given):
    """What is asked to be paid of somebody's part: from where, and when; `revision` as it was seen, 0 for the first."""

    part = typed("t4k2m8x1q7")
    from_city = typed("Accra")
    arrives_on = typed("2026-11-22")
    leaves_on = typed("2026-11-28")
    note = typed("")
    revision = seen()


class DelegationTravelOut(Shown):
    """A part for which travel can be asked, or was; `state` is null where nothing was."""

    part = text("t4k2m8x1q7")
    segment = titles("First segment")
    state = maybe("asked")
    from_city = text("Accra")
    arrives_on = maybe("2026-11-22")
    leaves_on = maybe("2026-11-28")
    note = text("")
    decided_at = instant()
    revision = whole(0)


class DelegationTravelsOut(Shown):
    """For which parts of somebody travel can be asked, or was."""

    items = fields.List(fields.Nested(DelegationTravelOut), required=True)
    next = no_more()


class DelegationLetterVersionOut(Shown):
    """A letter or note verbale: awaited, received, accepted or returned, with the reason."""

    version = whole(1)
    kind = text("note_verbale")
    state = text("received")
    since = instant(allow_none=False)
    reason = text("")
    reference = text("GH/12")
    file_name = text("note.pdf")
    bytes = whole(120000, allow_none=True)


class DelegationLetterVersionsOut(Shown):
    """The letters that were sent, the last first."""

    items = fields.List(fields.Nested(DelegationLetterVersionOut), required=True)
    next = no_more()


class DelegationCellsIn(Given):
    """A row of a sheet as it was read."""

    number = fields.Integer(strict=True, load_default=0, metadata={"example": 2})
    cells = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        load_default=dict,
        metadata={"example": {"name": "Ana Example", "role": "adviser"}},
    )
    segments = fields.Dict(
        keys=fields.String(), values=fields.String(), load_default=dict, metadata={"example": {"1": "room"}}
    )


class DelegationSheetIn(Given):
    """The rows that were looked at, what stands for what was shown, and the rows whose State somebody says is ours."""

    rows = fields.List(fields.Nested(DelegationCellsIn), load_default=list)
    seal = typed("5f2b8c1d9e0a4b7c6d3e2f10")
    settled = fields.List(fields.Integer(strict=True), load_default=list, metadata={"example": [4]})


class DelegationCellsOut(Shown):
    """A row of a sheet as it was read."""

    number = whole(2)
    cells = titles("Ana Example")
    segments = titles("room")


class DelegationResultOut(Shown):
    """What becomes of a row: new, changed, same or refused, and why."""

    number = whole(2)
    kind = text("new")
    name = text("Ana Example")
    refused = maybe("not_a_choice")
    field = maybe("role")


class DelegationSheetOut(Shown):
    """What becomes of each row; `rows` and `seal` are sent back to take it in."""

    results = fields.List(fields.Nested(DelegationResultOut), required=True)
    rows = fields.List(fields.Nested(DelegationCellsOut), required=True)
    seal = text("5f2b8c1d9e0a4b7c6d3e2f10")


class DelegationListedOut(Shown):
    """Somebody on a segment's list, with what is printed of them as they agreed."""

    nomination = text("n4k2m8x1q7")
    courtesy = text("Ms.")
    name = text("Ana Example")
    function = text("Director")
    department = text("")
    organization = text("Ministry of Examples")
    address = text("")
    email = text("ana@example.org")
    lists = texts("name")
    revision = whole(1)


class DelegationListOut(Shown):
    """How the delegation is printed on a segment's list, until when it may be corrected, and when it was seen last."""

    segment = text("1")
    title = titles("First segment")
    may_correct = flag()
    corrections_until = instant()
    seen_at = instant()
    is_seen_as_is = flag(example=False)
    people = fields.List(fields.Nested(DelegationListedOut), required=True)


class DelegationListsOut(Shown):
    """The lists on which the delegation stands."""

    items = fields.List(fields.Nested(DelegationListOut), required=True)
    next = no_more()


class DelegationCorrectIn(Given):
    """How somebody shall be printed on a segment's list, and the revision that was seen of them."""

    segment = typed("1")
    nomination = typed("n4k2m8x1q7")
    courtesy = typed("Ms.")
    name = typed("Ana Example")
    function = typed("Director")
    department = typed("")
    organization = typed("Ministry of Examples")
    address = typed("")
    email = typed("ana@example.org")
    lists = typed_list("name")
    revision = seen()


class DelegationMarkIn(Given):
    """Somebody as they were shown."""

    nomination = typed("n4k2m8x1q7")
    revision = seen()


class DelegationSeenIn(Given):
    """All of a segment's list that was shown."""

    segment = typed("1")
    people = fields.List(fields.Nested(DelegationMarkIn), load_default=list)


class DelegationCorrectedOut(Shown):
    """Whether it is corrected; else it is asked for, and the secretariat decides."""

    is_corrected = flag()


class DelegationStatementOut(Shown):
    """A statement of the delegation, with its receipt, and where it stands."""

    id = text("s4k2m8x1q7")
    meeting = titles("Opening plenary")
    behalf = text("self")
    behalf_of = maybe("africa")
    language = text("en")
    check_delivery = flag()
    file_name = text("statement.pdf")
    bytes = whole(120000)
    state = text("waiting")
    sent_at = instant(allow_none=False)
    reason = maybe("Sent twice.")


class DelegationOfferedOut(Shown):
    """A meeting for which statements are taken now, and until when."""

    meeting = text("plenary")
    title = titles("Opening plenary")
    starts_at = instant()
    until = instant()


class DelegationStatementsOut(Shown):
    """Statements of the delegation, and the meetings for which more are taken."""

    items = fields.List(fields.Nested(DelegationStatementOut), required=True)
    meetings = fields.List(fields.Nested(DelegationOfferedOut), required=True)
    next = no_more()
