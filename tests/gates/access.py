"""Who may ask what: every route and method, said once more and apart from the code's own table."""

from dataclasses import dataclass
from typing import Any, Final

from tests.gates.site import CO_ORGANIZERS, ROLES, STAFF

L: Final = "/<any(ar, zh, en, fr, ru, es):lang>"
D: Final = f"{L}/desk"
API: Final = "/api/v1"
P: Final = f"{API}/programmes"
THINGS: Final = "<any(segment, room, item, meeting, programme):kind>"
EVERYBODY: Final = frozenset(ROLES)
CO: Final = frozenset(CO_ORGANIZERS)  # of a stream, and of a partner: `topic` is within the reach of both
ANY_STAFF: Final = frozenset((*STAFF, *CO, "elsewhere"))
SEE: Final = frozenset(STAFF)
FIGURES: Final = SEE - {"steward"}
PEOPLE: Final = SEE - {"reader"}
EDIT: Final = frozenset(("organizer", "administrator"))
SEND: Final = EDIT | {"officer"}
ACCREDIT: Final = frozenset(("officer", "administrator"))
CHECK_IN: Final = ACCREDIT | {"steward"}
# A person's own link is no token of a program: beside their own registrations it opens nothing.
PROGRAMS: Final = EVERYBODY - {"participant", "stranger"}
# Who has the link of a delegation on a device that proved itself: the focal point alone.
FOCAL: Final = frozenset(("focal",))


@dataclass(frozen=True, slots=True)
class Open:
    """For whom a route is open; `body` is what is sent, `query` what follows the address."""

    to: frozenset[str]
    body: dict[str, Any] | None = None
    query: str = ""
    is_signed: bool = False  # whoever comes, it takes a signature: 401
    is_personal: bool = False  # a stranger's link is known, but not the right one: 403, not 401


TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", "/"): Open(EVERYBODY),
    ("GET", f"{L}/"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/<session>/"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/<session>/register"): Open(EVERYBODY),
    ("POST", f"{L}/<programme>/<session>/register"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/register"): Open(EVERYBODY),
    ("POST", f"{L}/<programme>/register"): Open(EVERYBODY),
    ("GET", f"{L}/join"): Open(EVERYBODY),
    ("POST", f"{L}/join"): Open(EVERYBODY),
    ("GET", f"{L}/join/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/join/<token>"): Open(EVERYBODY),
    ("GET", f"{L}/link"): Open(EVERYBODY),
    ("POST", f"{L}/link"): Open(EVERYBODY, body={"email": "nobody@example.org"}),
    ("GET", f"{L}/me/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/me/<token>"): Open(EVERYBODY, body={"registration": "<registration_id>", "act": "none"}),
    ("GET", f"{L}/me/<token>/certificate/<code>"): Open(EVERYBODY),
    ("POST", f"{L}/me/<token>/certificate/<code>"): Open(EVERYBODY, body={"act": "again"}),
    ("GET", f"{L}/me/<token>/certificate/<code>.pdf"): Open(EVERYBODY),
    ("GET", f"{L}/verify"): Open(EVERYBODY),
    ("GET", f"{L}/verify/<code>"): Open(EVERYBODY),
    ("POST", f"{L}/verify/<code>"): Open(EVERYBODY, body={"name": "A name"}),
    ("GET", f"{L}/me/<token>/data"): Open(EVERYBODY),
    ("GET", f"{L}/me/<token>/data.json"): Open(EVERYBODY),
    ("GET", f"{L}/stop/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/stop/<token>"): Open(EVERYBODY, body={"act": "stop"}),
    ("GET", f"{L}/survey/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/survey/<token>"): Open(EVERYBODY, body={"q-useful": "yes"}),
    # Whoever has the link sees deadlines and numbers; all else is for the device that proved itself.
    ("GET", f"{L}/delegation/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/delegation/<token>"): Open(EVERYBODY, body={"act": "none"}),
    ("POST", f"{L}/delegation/<token>/letter"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/letter/<int:version>"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/request/<request_id>"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/person"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/person"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/person/<nomination>"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/person/<nomination>"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/person/<nomination>/replace"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/person/<nomination>/replace"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/person/<nomination>/identity"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/person/<nomination>/identity"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/person/<nomination>/travel"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/person/<nomination>/travel"): Open(
        FOCAL, body={"part": "<own part>"}, is_signed=True
    ),
    ("GET", f"{L}/delegation/<token>/sheet"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/sheet"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/delegation/<token>/sheet.<any(xlsx, csv):form>"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/<programme>/whats-new"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/agenda"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/report"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/report/<int:number>"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/report/<int:number>.<any(pdf, xlsx, json):form>"): Open(EVERYBODY),
    ("GET", f"{L}/search"): Open(EVERYBODY, query="?text=topic"),
    ("GET", f"{L}/archive"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/archive"): Open(EVERYBODY),
    ("GET", f"{L}/me/<token>/watch/<watched>"): Open(EVERYBODY),
    # Lists of participants; one that is not for everybody opens by the proof in its address.
    ("GET", f"{L}/<programme>/participants"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/participants/<segment>/<int:number>.<any(pdf, docx, xlsx, csv):form>"): Open(
        EVERYBODY
    ),
    ("GET", f"{L}/me/<token>/participants/<programme>"): Open(EVERYBODY),
    ("GET", f"{L}/delegation/<token>/list"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/list"): Open(
        FOCAL, is_signed=True, body={"act": "none", "segment": "1"}
    ),
    ("GET", "/recordings/<recording>/<part>"): Open(EVERYBODY),
    ("GET", "/documents/<document>"): Open(EVERYBODY),
    # The documents of a conference; what is closed opens to whom it is for, by their own link.
    ("GET", f"{L}/<programme>/papers"): Open(EVERYBODY),
    ("GET", f"{L}/me/<token>/papers/<programme>"): Open(EVERYBODY),
    ("GET", "/papers/<paper>/<in_language>"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/journal"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/journal.atom"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/journal/<day>"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/journal/<day>.pdf"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/side-events"): Open(EVERYBODY),
    ("POST", f"{L}/<programme>/side-events"): Open(EVERYBODY),
    ("GET", f"{L}/side-event/<token>"): Open(EVERYBODY),
    ("POST", f"{L}/side-event/<token>"): Open(EVERYBODY, body={"act": "none"}),
    # By the link of a delegation, and of that one alone.
    ("GET", f"{L}/delegation/<token>/statements"): Open(FOCAL, is_signed=True),
    ("POST", f"{L}/delegation/<token>/statements"): Open(FOCAL, body={"act": "none"}, is_signed=True),
    ("GET", f"{L}/delegation/<token>/statements/<statement>"): Open(FOCAL, is_signed=True),
    ("GET", f"{L}/zone"): Open(EVERYBODY),
    ("POST", f"{L}/zone"): Open(EVERYBODY),
    ("GET", "/calendars/<programme>.ics"): Open(EVERYBODY),
    ("GET", "/calendars/<programme>/<session>.ics"): Open(EVERYBODY),
    ("GET", "/calendars/<programme>/stream/<stream>.ics"): Open(EVERYBODY),
    ("GET", "/calendars/me/<token>.ics"): Open(EVERYBODY),
    ("GET", "/healthz"): Open(EVERYBODY),
    ("GET", "/metrics"): Open(EVERYBODY),
    ("GET", "/readyz"): Open(EVERYBODY),
    ("GET", "/static/<path:filename>"): Open(EVERYBODY),
    # Platforms tell what happens; what they send proves that it is theirs.
    ("POST", "/hooks/zoom"): Open(frozenset(), is_signed=True),
    ("POST", "/hooks/bigbluebutton"): Open(frozenset(), is_signed=True),
    # The desk: by the cookie of whoever signed in.
    ("GET", f"{D}/sign-in/<token>"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/<token>"): Open(EVERYBODY),
    ("POST", f"{D}/sign-out"): Open(EVERYBODY),
    ("GET", f"{D}/sign-in"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in"): Open(EVERYBODY),
    ("GET", f"{D}/sign-in/forgotten"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/forgotten"): Open(EVERYBODY, body={"email": "nobody@example.org"}),
    # Each step sends on whoever is not asked for it; that there is a system of the house is a setting.
    ("GET", f"{D}/sign-in/code"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/code"): Open(EVERYBODY),
    ("GET", f"{D}/sign-in/password"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/password"): Open(EVERYBODY),
    ("GET", f"{D}/sign-in/second-step"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/second-step"): Open(EVERYBODY),
    ("POST", f"{D}/sign-in/on"): Open(EVERYBODY),
    ("GET", f"{D}/sign-in/back"): Open(EVERYBODY),
    ("GET", f"{D}/account"): Open(ANY_STAFF),
    ("POST", f"{D}/account"): Open(ANY_STAFF, body={"act": "none"}),
    ("GET", f"{D}/account/second-step"): Open(ANY_STAFF),
    ("POST", f"{D}/account/second-step"): Open(ANY_STAFF),
    ("GET", f"{D}/staff"): Open(frozenset(("administrator",))),
    ("POST", f"{D}/staff"): Open(
        frozenset(("administrator",)), body={"email": "new@example.org", "role": "reader"}
    ),
    ("GET", f"{D}/staff/<int:user_id>"): Open(frozenset(("administrator",))),
    ("POST", f"{D}/staff/<int:user_id>"): Open(frozenset(("administrator",)), body={"act": "none"}),
    ("GET", f"{D}/"): Open(ANY_STAFF),
    # Meetings of others are warned of in every programme, so it takes a role that holds everywhere.
    ("GET", f"{D}/calendars"): Open(EDIT),
    ("POST", f"{D}/calendars"): Open(EDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/report"): Open(FIGURES | CO),
    ("GET", f"{D}/<programme>/report.<any(pdf, xlsx):form>"): Open(FIGURES | CO),
    # What is published is of the whole programme.
    ("GET", f"{D}/<programme>/report/publish"): Open(EDIT),
    ("POST", f"{D}/<programme>/report/publish"): Open(EDIT, body={"seal": "none"}),
    # `count` names people, whom a reader of figures may not see.
    ("GET", f"{D}/<programme>/report/rows/<count>"): Open((FIGURES & PEOPLE) | CO),
    ("GET", f"{D}/<programme>/report/rows/<count>.csv"): Open((FIGURES & PEOPLE) | CO),
    # The list of participants is of the whole conference, and made by its officers.
    ("GET", f"{D}/<programme>/kronos"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/kronos"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/kronos.json"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/list"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/list/<segment>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/list/<segment>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/list/<segment>.<any(pdf, docx, xlsx, csv):form>"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/recordings"): Open(SEE | CO),
    # A conference is built as a whole: no part of it is a stream's or a partner's.
    ("GET", f"{D}/<programme>/conference"): Open(SEE),
    ("POST", f"{D}/<programme>/conference"): Open(EDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/conference/{THINGS}/<which>"): Open(EDIT),
    ("POST", f"{D}/<programme>/conference/{THINGS}/<which>"): Open(EDIT, body={"title-en": "Opening"}),
    ("GET", f"{D}/conferences/new"): Open(EDIT),
    ("POST", f"{D}/conferences/new"): Open(EDIT, body={"slug": ""}),
    # Delegations, with their people and letters, are the officers'.
    ("GET", f"{D}/<programme>/accreditation"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/accreditation"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/accreditation/<delegation_id>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/accreditation/<delegation_id>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/accreditation/<delegation_id>/letter/<letter>"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/accreditation/<delegation_id>/person/<person>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/accreditation/<delegation_id>/person/<person>"): Open(
        ACCREDIT, body={"name": ""}
    ),
    ("GET", f"{D}/<programme>/accreditation/<delegation_id>/passport/<person>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/accreditation/<delegation_id>/passport/<person>"): Open(ACCREDIT),
    # Presence and tests are of all delegations, so they take a role in the whole programme.
    ("GET", f"{D}/<programme>/presence"): Open(PEOPLE),
    ("GET", f"{D}/<programme>/presence.xlsx"): Open(PEOPLE),
    ("GET", f"{D}/<programme>/connection-tests"): Open(PEOPLE),
    ("POST", f"{D}/<programme>/connection-tests"): Open(SEND, body={"act": "none"}),
    ("GET", f"{D}/<programme>/connection-tests.xlsx"): Open(PEOPLE),
    ("GET", f"{D}/<programme>/follow-up"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/follow-up"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/follow-up.xlsx"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/funding"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/funding"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/funding.xlsx"): Open(ACCREDIT),
    # Parties and observers are of all conferences, so it takes a role that holds everywhere.
    ("GET", f"{D}/parties"): Open(SEE),
    ("GET", f"{D}/parties/to-confirm"): Open(SEE),
    ("GET", f"{D}/parties/report"): Open(FIGURES),
    ("GET", f"{D}/parties/report.csv"): Open(FIGURES),
    ("GET", f"{D}/parties/report.xlsx"): Open(FIGURES, query="?of=states"),
    ("GET", f"{D}/parties/<party>"): Open(SEE),
    ("POST", f"{D}/parties/<party>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/observers"): Open(SEE),
    ("POST", f"{D}/observers"): Open(ACCREDIT, body={"name": ""}),
    ("GET", f"{D}/observers/<body>"): Open(SEE),
    ("POST", f"{D}/observers/<body>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/observers/file/<statutes>"): Open(ACCREDIT),
    ("GET", f"{L}/<programme>/observers/apply"): Open(EVERYBODY),
    ("POST", f"{L}/<programme>/observers/apply"): Open(EVERYBODY, body={"name": ""}),
    ("GET", f"{D}/<programme>/admissions"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/admissions"): Open(ACCREDIT, body={"months": "none"}),
    ("GET", f"{D}/<programme>/credentials"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/credentials/<segment>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/credentials/<segment>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/credentials/<segment>/report"): Open(ACCREDIT, query="?copy=1"),
    ("POST", f"{D}/<programme>/credentials/<segment>/report"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/credentials/<segment>/report.pdf"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/credentials/<segment>/report.xlsx"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/credentials/<segment>/<delegation_id>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/credentials/<segment>/<delegation_id>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/credentials/<segment>/<delegation_id>/file/<scan>"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/credentials"): Open(ACCREDIT),
    # The documents of a conference are of all of it.
    ("GET", f"{D}/<programme>/papers"): Open(SEE),
    ("POST", f"{D}/<programme>/papers"): Open(EDIT, body={"symbol": ""}),
    ("GET", f"{D}/<programme>/papers/<paper>"): Open(SEE),
    ("POST", f"{D}/<programme>/papers/<paper>"): Open(EDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/side-events"): Open(SEE),
    ("POST", f"{D}/<programme>/side-events"): Open(EDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/journal"): Open(SEE),
    ("GET", f"{D}/<programme>/journal/<day>"): Open(SEE),
    ("POST", f"{D}/<programme>/journal/<day>"): Open(EDIT, body={"act": "announce", "revision": "1"}),
    ("GET", f"{D}/<programme>/statements"): Open(SEE),
    ("POST", f"{D}/<programme>/statements"): Open(EDIT, body={"act": "none"}),
    # The gate and the papers of participation are of a whole conference.
    ("GET", f"{D}/<programme>/gate"): Open(CHECK_IN, query="?name=badged"),
    ("POST", f"{D}/<programme>/gate"): Open(CHECK_IN, body={"code": "<badge>"}),
    ("GET", f"{D}/<programme>/gate/photo/<badge>"): Open(CHECK_IN),
    ("GET", f"{D}/<programme>/gate/list"): Open(CHECK_IN),
    ("POST", f"{D}/<programme>/gate/list"): Open(CHECK_IN, body={"codes": ""}),
    ("GET", f"{D}/<programme>/gate/list.pdf"): Open(CHECK_IN),
    ("GET", f"{D}/<programme>/badges"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/badges"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/badges/<participation>"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/badges/<participation>"): Open(ACCREDIT, body={"act": "none"}),
    ("GET", f"{D}/<programme>/badges/<participation>/badge.pdf"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/letters/<given>.pdf"): Open(ACCREDIT),
    ("GET", f"{D}/<programme>/letterhead"): Open(ACCREDIT),
    ("POST", f"{D}/<programme>/letterhead"): Open(ACCREDIT, body={"revision": "7"}),
    ("GET", f"{D}/<programme>/arrivals"): Open(FIGURES),
    ("GET", f"{D}/<programme>/arrivals.xlsx"): Open(FIGURES),
    ("GET", f"{D}/<programme>/quorum"): Open(FIGURES),
    ("POST", f"{D}/<programme>/quorum"): Open(ACCREDIT, body={"to_open": "none"}),
    ("GET", f"{D}/<programme>/statements/<sent>"): Open(SEE),
    ("GET", f"{D}/<programme>/session/<session>/documents"): Open(SEE | CO),
    ("POST", f"{D}/<programme>/session/<session>/documents"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/slot/<slot_id>/recordings"): Open(SEE | CO),
    ("POST", f"{D}/slot/<slot_id>/recordings"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/slot/<slot_id>/releases/<int:release_id>/mail"): Open(PEOPLE | CO),
    # A survey is of a session, here of `topic`, or of a whole programme.
    ("GET", f"{D}/<programme>/surveys"): Open(FIGURES | CO),
    ("POST", f"{D}/<programme>/surveys"): Open(EDIT | CO, body={"session": "topic", "title-en": ""}),
    ("GET", f"{D}/<programme>/surveys/<survey_id>"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/surveys/<survey_id>"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/preview"): Open(EDIT | CO),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/question/<question>"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/surveys/<survey_id>/question/<question>"): Open(
        EDIT | CO, body={"act": "none"}
    ),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/results"): Open(
        FIGURES | CO, query="?crowd=came&by=useful&of=pace"
    ),
    ("POST", f"{D}/<programme>/surveys/<survey_id>/results"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/results.csv"): Open(FIGURES | CO),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/results.xlsx"): Open(FIGURES | CO),
    ("GET", f"{D}/<programme>/surveys/<survey_id>/compare/<question>"): Open(FIGURES | CO),
    ("GET", f"{D}/<programme>/glance"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/glance/parties"): Open(FIGURES | CO),
    ("GET", f"{D}/<programme>/glance/<queue>"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/reminders"): Open(EDIT),
    ("POST", f"{D}/<programme>/reminders"): Open(EDIT, body={"act": "none", "revision": "1"}),
    ("GET", f"{D}/<programme>/translations"): Open(EDIT | CO),
    ("GET", f"{D}/<programme>/translations/<thing>"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/translations/<thing>"): Open(
        EDIT | CO, body={"title-en": "A title", "revision": "1"}
    ),
    ("GET", f"{D}/<programme>/publish"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/publish"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/<programme>/board"): Open(SEE | CO),
    ("POST", f"{D}/<programme>/board"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/<programme>/warnings"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/board/new"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/board/new"): Open(
        EDIT | CO, body={"title-en": "", "stream": "science", "partners": "GMP"}
    ),
    ("GET", f"{D}/<programme>/board/weekly"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/board/weekly"): Open(EDIT | CO, body={"titles": ""}),
    # A season of its own belongs to no programme yet, so it takes a role that holds everywhere.
    ("GET", f"{D}/<programme>/board/season"): Open(EDIT),
    ("POST", f"{D}/<programme>/board/season"): Open(EDIT, body={"begins_on": "none"}),
    ("GET", f"{D}/<programme>/board/session/<session>"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/board/session/<session>"): Open(EDIT | CO, body={"mark": "none"}),
    ("GET", f"{D}/<programme>/board/session/<session>/move"): Open(EDIT | CO),
    ("POST", f"{D}/<programme>/board/session/<session>/move"): Open(EDIT | CO, body={"mark": "none"}),
    ("POST", f"{D}/<programme>/board/session/<session>/duplicate"): Open(EDIT | CO, body={"weeks": "none"}),
    ("GET", f"{D}/<programme>/announcements"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/announcements.txt"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/session/<session>/announcement"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/session/<session>/announcement.txt"): Open(SEE | CO),
    ("POST", f"{D}/<programme>/session/<session>/announcement"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/<programme>/planner"): Open(
        FIGURES | CO, query="?session=topic&audience=registrations:season"
    ),
    ("GET", f"{D}/<programme>/sent"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/sent.csv"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/consents"): Open(SEE | CO),
    ("GET", f"{D}/<programme>/consents.csv"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/certificates"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/certificates"): Open(EDIT | CO, body={"act": "revoke", "code": "<code>"}),
    ("GET", f"{D}/<programme>/certificates.csv"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/certificates.xlsx"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/certificates/<code>.pdf"): Open(PEOPLE | CO),
    # Theirs alone who asked for it.
    ("GET", f"{D}/job/<job_id>"): Open(frozenset(("organizer",))),
    ("GET", f"{D}/job/<job_id>/file"): Open(frozenset(("organizer",))),
    ("GET", f"{D}/people"): Open(PEOPLE | CO | {"elsewhere"}, query="?text=participant"),
    ("GET", f"{D}/person/<public_id>"): Open(PEOPLE | CO),
    ("POST", f"{D}/person/<public_id>"): Open(
        SEND | CO, body={"registration": "<registration_id>", "email": "a@example.org", "language": "en"}
    ),
    ("GET", f"{D}/telephone"): Open(PEOPLE | CO | {"elsewhere"}, query="?text=participant"),
    ("GET", f"{D}/person/<public_id>/<act>"): Open(PEOPLE | CO | {"elsewhere"}),
    ("POST", f"{D}/person/<public_id>/code"): Open(SEND | CO),
    ("POST", f"{D}/person/<public_id>/link"): Open(SEND | CO),
    ("POST", f"{D}/person/<public_id>/colleague"): Open(SEND | CO, body={"name": "A colleague"}),
    ("POST", f"{D}/person/<public_id>/correct"): Open(
        EDIT | CO, body={"name": "Participant 0", "revision": "1"}
    ),
    ("GET", f"{D}/doubles"): Open(EDIT),
    ("POST", f"{D}/doubles"): Open(EDIT, body={"one": "none", "other": "none", "act": "merge"}),
    ("POST", f"{D}/doubles/<int:merge_id>/undo"): Open(EDIT),
    ("POST", f"{D}/person/<public_id>/address"): Open(
        SEND | CO, body={"address": "participant0@example.org"}
    ),
    ("GET", f"{D}/held"): Open(PEOPLE | CO | {"elsewhere"}),
    ("POST", f"{D}/held"): Open(SEND | CO | {"elsewhere"}, body={"act": "none", "person": "<held>"}),
    ("GET", f"{D}/mails"): Open(SEND),
    ("POST", f"{D}/mails"): Open(SEND, body={"act": "go_on"}),
    ("GET", f"{D}/mails/<key>/<in_language>"): Open(EDIT),
    ("POST", f"{D}/mails/<key>/<in_language>"): Open(EDIT, body={"act": "none"}),
    ("GET", f"{D}/audit"): Open(EDIT | CO | {"elsewhere"}),
    ("GET", f"{D}/audit.csv"): Open(EDIT | CO | {"elsewhere"}),
    ("POST", f"{D}/drafts"): Open(
        ANY_STAFF, body={"draft_of": "desk/people", "draft_form": "a", "text": "b"}
    ),
    # Its owner's alone, whatever their role.
    ("GET", f"{D}/drafts/<draft_id>"): Open(frozenset(("organizer",))),
    ("POST", f"{D}/drafts/<draft_id>"): Open(frozenset(("organizer",))),
    ("GET", f"{D}/slot/<slot_id>"): Open(SEE | CO),
    ("POST", f"{D}/slot/<slot_id>"): Open(EDIT | CO, body={"act": "none", "revision": "1"}),
    ("GET", f"{D}/slot/<slot_id>/sent"): Open(PEOPLE | CO),
    ("GET", f"{D}/slot/<slot_id>/sources"): Open(PEOPLE | CO),
    ("POST", f"{D}/slot/<slot_id>/sent"): Open(SEND | CO),
    ("GET", f"{D}/<programme>/attendance"): Open(PEOPLE | CO),
    ("GET", f"{D}/slot/<slot_id>/attendance"): Open(PEOPLE | CO),
    ("POST", f"{D}/slot/<slot_id>/attendance"): Open(EDIT | CO),
    ("GET", f"{D}/attendance/<import_id>"): Open(PEOPLE | CO),
    ("POST", f"{D}/attendance/<import_id>"): Open(EDIT | CO, body={"act": "none"}),
    ("GET", f"{D}/attendance/<import_id>/file"): Open(PEOPLE | CO),
    ("GET", f"{D}/<programme>/attendance/review"): Open(PEOPLE | CO),
    ("POST", f"{D}/<programme>/attendance/review"): Open(EDIT | CO, body={"act": "none", "row": "<row_id>"}),
    ("GET", f"{D}/attendance/row/<int:row_id>"): Open(PEOPLE | CO, query="?text=participant"),
    ("POST", f"{D}/attendance/row/<int:row_id>"): Open(EDIT | CO, body={"act": "none"}),
    # The API: by a token of a program.
    ("GET", "/api/docs"): Open(EVERYBODY),
    ("GET", f"{API}/openapi.json"): Open(EVERYBODY),
    ("GET", P): Open(PROGRAMS),
    ("POST", P): Open(EDIT),
    ("GET", f"{P}/<programme>"): Open(PROGRAMS),
    ("PATCH", f"{P}/<programme>"): Open(EDIT),
    ("DELETE", f"{P}/<programme>"): Open(EDIT),
    ("GET", f"{P}/<programme>/report"): Open(PROGRAMS),
    ("GET", f"{P}/<programme>/certificates"): Open(PEOPLE | CO),
    ("GET", f"{P}/<programme>/delegations"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/delegations/<delegation_id>"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/nominations"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/nominations/<nomination_id>"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/participations"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/participations/<participation_id>"): Open(ACCREDIT),
    ("PATCH", f"{P}/<programme>/participations/<participation_id>"): Open(
        ACCREDIT, body={"state": "withdrawn"}
    ),
    ("GET", f"{P}/<programme>/badges"): Open(ACCREDIT),
    ("GET", f"{P}/<programme>/streams"): Open(PROGRAMS),
    ("POST", f"{P}/<programme>/streams"): Open(EDIT),
    ("GET", f"{P}/<programme>/streams/<stream>"): Open(PROGRAMS),
    ("PATCH", f"{P}/<programme>/streams/<stream>"): Open(EDIT | {"of stream"}),
    ("DELETE", f"{P}/<programme>/streams/<stream>"): Open(EDIT),
    ("GET", f"{P}/<programme>/sessions"): Open(PROGRAMS),
    ("POST", f"{P}/<programme>/sessions"): Open(EDIT),
    ("GET", f"{P}/<programme>/sessions/<session>"): Open(PROGRAMS),
    ("PATCH", f"{P}/<programme>/sessions/<session>"): Open(EDIT | CO),
    ("DELETE", f"{P}/<programme>/sessions/<session>"): Open(EDIT | CO),
    ("POST", f"{P}/<programme>/sessions/<session>/slots"): Open(EDIT | CO),
    ("GET", f"{API}/slots/<slot_id>"): Open(PROGRAMS),
    ("PATCH", f"{API}/slots/<slot_id>"): Open(EDIT | CO),
    ("DELETE", f"{API}/slots/<slot_id>"): Open(EDIT | CO),
    ("POST", f"{API}/slots/<slot_id>/move"): Open(EDIT | CO),
    ("POST", f"{API}/slots/<slot_id>/cancel"): Open(EDIT | CO),
    ("POST", f"{API}/slots/<slot_id>/revive"): Open(EDIT | CO),
    ("GET", f"{API}/slots/<slot_id>/attendance"): Open(PEOPLE | CO),
    ("GET", f"{API}/imports"): Open(PEOPLE | CO | {"elsewhere"}),
    ("POST", f"{API}/imports"): Open(EDIT | CO | {"elsewhere"}),
    ("GET", f"{API}/imports/<import_id>"): Open(PEOPLE | CO),
    ("POST", f"{API}/imports/<import_id>/commit"): Open(EDIT | CO),
    ("POST", f"{API}/imports/<import_id>/withdraw"): Open(EDIT | CO),
    ("GET", f"{API}/registrations"): Open(PEOPLE | CO, query="?programme=season"),
    ("POST", f"{API}/registrations"): Open(EVERYBODY),
    ("GET", f"{API}/registrations/<registration_id>"): Open(PEOPLE | CO | {"participant"}, is_personal=True),
    ("POST", f"{API}/registrations/<registration_id>/switch"): Open(
        EDIT | CO | {"participant"}, body={"slot": "none"}, is_personal=True
    ),
    ("POST", f"{API}/registrations/<registration_id>/accept"): Open(
        EDIT | CO | {"participant"}, body={"slot": "<slot_id>"}, is_personal=True
    ),
    ("POST", f"{API}/registrations/<registration_id>/decline"): Open(
        EDIT | CO | {"participant"}, body={"slot": "<slot_id>"}, is_personal=True
    ),
    ("POST", f"{API}/registrations/<registration_id>/cancel"): Open(
        EDIT | CO | {"participant"}, is_personal=True
    ),
    ("POST", f"{API}/plan/slots"): Open(ANY_STAFF),
    ("DELETE", f"{API}/people/me"): Open(frozenset(("participant", "stranger"))),
}


def refusal(role: str, rule: str, entry: Open) -> int:
    """Give the status with which somebody is refused: 401 who is not known, 403 who may not."""
    if entry.is_signed:
        return 401
    is_known = role in ANY_STAFF or (role == "stranger" and entry.is_personal)
    return 403 if is_known else 401
