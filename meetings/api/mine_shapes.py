"""The shapes of one's own things: who one is, registrations, what one follows, agreed to, and gets mails of."""

from marshmallow import fields

from meetings.api.described import flag, instant, maybe, no_more, text, titles, typed, typed_list, whole
from meetings.api.shapes import Given, Shown


class MyMeOut(Shown):
    """A person as their own page has them; what is not known is empty."""

    name = text("Ana Example")
    email = text("ana@example.org")
    country = text("GH")
    organization = text("Agency of Examples")
    category = text("government")
    language = text("en")
    zone = text("Africa/Accra")


class MySettingsIn(Given):
    """In which language mails come, and by which clock; an empty zone is that of each session."""

    language = typed("en", required=True)
    zone = typed("Africa/Accra")


class MySettingsOut(Shown):
    """In which language mails come, and by which clock."""

    language = text("en")
    zone = text("Africa/Accra")


class MyPlaceOut(Shown):
    """What a registration holds for a part, with its time; `position` counts those who wait, up to this one."""

    part = whole(1)
    slot = text("k3v9x2m1q8")
    starts_at = instant(allow_none=False)
    minutes = whole(90)
    zone = text("Europe/Zurich")
    mode = text("online")
    state = text("confirmed")
    position = whole(4, allow_none=True)
    offered_until = instant()


class MyRegistrationOut(Shown):
    """A registration of one's own; `may_change` while any of it is to come."""

    id = text("r8d2m4k1x7")
    programme = text("season")
    session = text("air")
    title = titles()
    state = text("confirmed")
    sequence = whole(0)
    may_change = flag()
    places = fields.List(fields.Nested(MyPlaceOut), required=True)


class MyRegistrationsOut(Shown):
    """All registrations of one's own, in order of time; cancelled ones too."""

    items = fields.List(fields.Nested(MyRegistrationOut), required=True)
    next = no_more()


class MyColleagueIn(Given):
    """A colleague to register for what lies ahead of one's own registrations."""

    name = typed("Kofi Example")
    email = typed("kofi@example.org")


class MyColleagueOut(Shown):
    """For how many sessions a colleague is registered; link and code go to them by mail."""

    registrations = whole(3)


class MyFollowedOut(Shown):
    """A stream that is followed, or without one a whole programme."""

    id = text("17")
    programme = text("season")
    stream = maybe("science")
    title = titles("Science")
    held_twice = text("best")
    since = instant(allow_none=False)


class MyFollowedListOut(Shown):
    """What somebody follows."""

    items = fields.List(fields.Nested(MyFollowedOut), required=True)
    next = no_more()


class MyAgreedOut(Shown):
    """Something that was agreed to: the version of its words, the language they were read in, and when."""

    version = text("2026-11-25")
    language = maybe("en")
    at = instant()
    title = titles()


class MyConsentOut(Shown):
    """How one stands to a kind; `version` is that of the present words, to which one `may_agree`."""

    kind = text("recording")
    version = text("2026-11-25")
    agreed = fields.List(fields.Nested(MyAgreedOut), required=True)
    may_agree = flag()
    is_outdated = flag(example=False)
    withdrawn_at = instant()


class MyConsentsOut(Shown):
    """How one stands to each kind."""

    items = fields.List(fields.Nested(MyConsentOut), required=True)
    next = no_more()


class MyConsentsIn(Given):
    """What one agrees to, by kind or by kind and version of the words that were read, and the language of these."""

    consents = typed_list("recording:2026-11-25")
    language = typed("en", load_default="en")


class MyScopeOut(Shown):
    """Mails that one can stop, and whether one gets them."""

    scope = text("digest")
    is_on = flag()


class MyScopesOut(Shown):
    """All mails that one can stop."""

    items = fields.List(fields.Nested(MyScopeOut), required=True)
    next = no_more()


class MyScopesIn(Given):
    """The mails one wants, of those that can be stopped; no others are sent."""

    scopes = typed_list("digest", load_default=None, allow_none=True)


class MyAddressOut(Shown):
    """An address that is new; the old one is dead."""

    url = text("https://meetings.example.org/en/me/7fK2")


class MyAskLinkIn(Given):
    """The address whose links are to be mailed."""

    email = typed("ana@example.org")


class MyStopOut(Shown):
    """Mails that a link stops, and whether they are stopped."""

    scope = text("digest")
    is_stopped = flag(example=False)


class MyOptionOut(Shown):
    """One of the answers offered."""

    key = text("yes")
    words = titles("Yes")


class MyQuestionOut(Shown):
    """A question of a survey; a scale has steps as options, with words at its ends."""

    key = text("useful")
    kind = text("scale")
    words = titles("How useful was it?")
    needed = flag(example=False)
    options = fields.List(fields.Nested(MyOptionOut), required=True)


class MySurveyAskedOut(Shown):
    """A survey as one person sees it who was asked."""

    id = text("s4k2m8x1q7")
    programme = text("season")
    about = titles()
    title = titles("Your opinion")
    lead = titles("Two minutes are enough.")
    questions = fields.List(fields.Nested(MyQuestionOut), required=True)
    is_open = flag()
    closes_at = instant()
    has_answered = flag(example=False)


class MyAnswersIn(Given):
    """What one answers, by the key of each question: the keys of what is chosen, or the text that is written."""

    answers = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        load_default=dict,
        metadata={
            "example": {"useful": ["4"], "topics": ["air", "waste"], "more": ["Shorter talks, please."]}
        },
    )


class MyCertificateTakeIn(Given):
    """The session whose certificate is taken."""

    programme = typed("season", required=True)
    session = typed("air", required=True)


class MyNameIn(Given):
    """The name as it is to be."""

    name = typed("Ana B. Example")


class MyLanguageQuery(Shown):
    """In which language a file is given."""

    language = fields.String(load_default="", metadata={"example": "fr"})


class MyCertificateOut(Shown):
    """A certificate one has, or with `code` null may take; `state` is valid, replaced or revoked, null for none."""

    programme = text("season")
    session = text("air")
    title = titles()
    kind = text("attendance")
    percent = whole(75)
    code = maybe("MM-2K7F-93QX")
    state = maybe("valid")
    name = maybe("Ana Example")
    issued_at = instant()
    may_correct_name = flag()


class MyCertificatesOut(Shown):
    """The certificates one has or may take."""

    items = fields.List(fields.Nested(MyCertificateOut), required=True)
    next = no_more()


class MyForThemOut(Shown):
    """A recording or document that is for oneself and not for everybody; its page opens by one's own link."""

    kind = text("recording")
    name = text("m3k8x2")
    title = titles()
    language = text("en")
    seconds = whole(5400, allow_none=True)
    bytes = whole(1200000, allow_none=True)
    starts_at = instant()


class MyForThemListOut(Shown):
    """What is for oneself and not for everybody."""

    items = fields.List(fields.Nested(MyForThemOut), required=True)
    next = no_more()
