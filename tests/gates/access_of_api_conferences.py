"""Who may ask what: the API, for conferences."""

from typing import Final

from tests.gates.access_roles import ACCREDIT, API, CHECK_IN, EDIT, FIGURES, PEOPLE, SEE, SEND, Open, P

NOBODY: Final = frozenset[str]()
HERE: Final = f"{P}/<programme>"
STRUCTURE: Final[dict[tuple[str, str], Open]] = {
    ("POST", f"{API}/conferences"): Open(EDIT),
    ("GET", f"{HERE}/conference"): Open(SEE),
    ("POST", f"{HERE}/segments"): Open(EDIT),
    ("GET", f"{HERE}/segments/<segment>"): Open(SEE),
    ("PATCH", f"{HERE}/segments/<segment>"): Open(EDIT),
    ("DELETE", f"{HERE}/segments/<segment>"): Open(EDIT),
    ("POST", f"{HERE}/segments/<segment>/rooms"): Open(EDIT),
    ("PATCH", f"{HERE}/rooms/<room_id>"): Open(EDIT),
    ("DELETE", f"{HERE}/rooms/<room_id>"): Open(EDIT),
    ("POST", f"{HERE}/agenda-items"): Open(EDIT),
    ("PATCH", f"{HERE}/agenda-items/<item>"): Open(EDIT),
    ("DELETE", f"{HERE}/agenda-items/<item>"): Open(EDIT),
    ("POST", f"{HERE}/agenda-items/<item>/move"): Open(EDIT, body={"to": "up"}),
}
ONE: Final = f"{HERE}/delegations/<delegation_id>"
PERSON: Final = f"{HERE}/nominations/<nomination_id>"
ACCREDITATION: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{HERE}/accreditation"): Open(ACCREDIT),
    ("POST", f"{HERE}/accreditation/accredit"): Open(ACCREDIT),
    ("POST", f"{HERE}/accreditation/keep-both"): Open(ACCREDIT),
    ("POST", f"{ONE}/move"): Open(ACCREDIT, body={"to": "accredited"}),
    ("PATCH", ONE): Open(ACCREDIT),
    ("POST", f"{ONE}/reopen"): Open(ACCREDIT),
    ("POST", f"{ONE}/close"): Open(ACCREDIT),
    ("GET", f"{ONE}/terms"): Open(ACCREDIT),
    ("GET", f"{ONE}/letters"): Open(ACCREDIT),
    ("POST", f"{ONE}/letters"): Open(ACCREDIT),
    ("GET", f"{ONE}/letters/<letter>/file"): Open(ACCREDIT),
    ("POST", f"{ONE}/letters/<letter>/decide"): Open(ACCREDIT),
    ("GET", f"{ONE}/requests"): Open(ACCREDIT),
    ("POST", f"{ONE}/requests/<request_id>/accept"): Open(ACCREDIT),
    ("POST", f"{ONE}/requests/<request_id>/decline"): Open(ACCREDIT),
    ("POST", f"{ONE}/nominations"): Open(ACCREDIT),
    ("PATCH", PERSON): Open(ACCREDIT),
    ("POST", f"{PERSON}/replace"): Open(ACCREDIT),
    ("POST", f"{PERSON}/passport/read"): Open(ACCREDIT),
    ("POST", f"{ONE}/focal-points"): Open(ACCREDIT),
    ("POST", f"{ONE}/focal-points/take-over"): Open(ACCREDIT),
    ("POST", f"{ONE}/focal-points/<point>/renew"): Open(ACCREDIT),
    ("POST", f"{ONE}/focal-points/<point>/end"): Open(ACCREDIT),
}
SEGMENT: Final = f"{HERE}/segments/<segment>"
CREDENTIALS: Final = f"{SEGMENT}/credentials/<delegation_id>"
ADMITTING: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{HERE}/admissions"): Open(ACCREDIT),
    ("GET", f"{HERE}/admission-rule"): Open(ACCREDIT),
    ("PATCH", f"{HERE}/admission-rule"): Open(ACCREDIT),
    ("GET", CREDENTIALS): Open(ACCREDIT),
    ("POST", f"{CREDENTIALS}/receive"): Open(ACCREDIT),
    ("POST", f"{CREDENTIALS}/record"): Open(ACCREDIT),
    ("POST", f"{CREDENTIALS}/move"): Open(ACCREDIT),
    ("GET", f"{CREDENTIALS}/files/<scan>"): Open(ACCREDIT),
    ("POST", f"{SEGMENT}/credentials/examine"): Open(ACCREDIT),
    ("POST", f"{SEGMENT}/credentials/carry"): Open(ACCREDIT, body={"earlier": "1"}),
    ("GET", f"{SEGMENT}/credentials-reports"): Open(ACCREDIT),
    ("POST", f"{SEGMENT}/credentials-reports"): Open(ACCREDIT),
    ("GET", f"{SEGMENT}/credentials-reports/<number>"): Open(ACCREDIT),
}
PART: Final = f"{HERE}/participations/<participation>"
BADGE: Final = f"{HERE}/badges/<badge>"
BADGES: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{SEGMENT}/bearers"): Open(ACCREDIT),
    ("POST", f"{SEGMENT}/badges/make"): Open(ACCREDIT),
    ("POST", f"{SEGMENT}/letters/make"): Open(ACCREDIT),
    ("POST", f"{PART}/badge"): Open(ACCREDIT),
    ("POST", f"{BADGE}/reissue"): Open(ACCREDIT),
    ("POST", f"{BADGE}/suspend"): Open(ACCREDIT),
    ("POST", f"{BADGE}/lift"): Open(ACCREDIT),
    ("GET", f"{BADGE}/file"): Open(ACCREDIT),
    ("GET", f"{PART}/letters"): Open(ACCREDIT),
    ("POST", f"{PART}/letters"): Open(ACCREDIT),
    ("GET", f"{HERE}/letters/<given>/file"): Open(ACCREDIT),
    ("GET", f"{SEGMENT}/gate"): Open(CHECK_IN, query="?name=badged"),
    ("POST", f"{SEGMENT}/gate/scan"): Open(CHECK_IN, body={"code": "<badge>"}),
    ("GET", f"{SEGMENT}/gate/list"): Open(CHECK_IN),
    ("POST", f"{SEGMENT}/gate/list"): Open(CHECK_IN),
    ("GET", f"{HERE}/gate/photo/<badge>"): Open(CHECK_IN),
    ("GET", f"{SEGMENT}/quorum"): Open(FIGURES),
    ("GET", f"{HERE}/quorum"): Open(FIGURES),
    ("PATCH", f"{HERE}/quorum"): Open(ACCREDIT),
    ("GET", f"{HERE}/letterhead"): Open(ACCREDIT),
    ("PATCH", f"{HERE}/letterhead"): Open(ACCREDIT),
    ("GET", f"{SEGMENT}/arrivals"): Open(FIGURES),
}
PAPER: Final = f"{HERE}/papers/<paper>"
EVENT: Final = f"{HERE}/side-events/<event>"
PAPERS: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{HERE}/papers"): Open(SEE),
    ("POST", f"{HERE}/papers"): Open(EDIT),
    ("GET", PAPER): Open(SEE),
    ("PUT", PAPER): Open(EDIT),
    ("POST", f"{PAPER}/versions"): Open(EDIT),
    ("POST", f"{PAPER}/withdraw"): Open(EDIT),
    ("POST", f"{PAPER}/put-back"): Open(EDIT),
    ("GET", f"{HERE}/journal"): Open(SEE),
    ("GET", f"{HERE}/journal/<day>"): Open(SEE),
    ("PUT", f"{HERE}/journal/<day>"): Open(EDIT),
    ("POST", f"{HERE}/journal/<day>/publish"): Open(EDIT),
    ("GET", f"{HERE}/statements"): Open(SEE),
    ("GET", f"{HERE}/statements/<sent>/file"): Open(SEE),
    ("POST", f"{HERE}/statements/<sent>/publish"): Open(EDIT),
    ("POST", f"{HERE}/statements/<sent>/decline"): Open(EDIT),
    ("GET", f"{HERE}/side-event-calls"): Open(SEE),
    ("PATCH", f"{HERE}/side-event-calls/<segment>"): Open(EDIT),
    ("GET", f"{HERE}/side-events"): Open(SEE),
    ("POST", f"{HERE}/side-events/propose-merge"): Open(EDIT),
    ("POST", f"{EVENT}/decide"): Open(EDIT),
    ("POST", f"{EVENT}/schedule"): Open(EDIT),
    ("POST", f"{EVENT}/unschedule"): Open(EDIT),
}
LIST: Final = f"{HERE}/participants/<segment>"
TRAVEL: Final = f"{HERE}/participations/<participation_id>/travel"
KRONOS: Final = f"{HERE}/kronos"
LISTING: Final[dict[tuple[str, str], Open]] = {
    ("GET", LIST): Open(ACCREDIT),
    ("PATCH", LIST): Open(ACCREDIT),
    ("POST", f"{LIST}/publish"): Open(ACCREDIT),
    ("GET", f"{LIST}/copies"): Open(ACCREDIT),
    ("GET", f"{LIST}/copies/<number>"): Open(ACCREDIT),
    ("GET", f"{SEGMENT}/funding"): Open(ACCREDIT),
    ("PATCH", f"{SEGMENT}/funding"): Open(ACCREDIT),
    ("PUT", TRAVEL): Open(ACCREDIT),
    ("POST", f"{TRAVEL}/decide"): Open(ACCREDIT),
    ("GET", f"{KRONOS}/export"): Open(ACCREDIT),
    ("GET", f"{KRONOS}/files"): Open(ACCREDIT),
    ("POST", f"{KRONOS}/files"): Open(ACCREDIT),
    ("GET", f"{KRONOS}/files/<kronos_file>"): Open(ACCREDIT),
    ("POST", f"{KRONOS}/files/<kronos_file>/commit"): Open(ACCREDIT),
}
STATES: Final = f"{API}/parties"
BODIES: Final = f"{API}/observers"
OF_ALL: Final[dict[tuple[str, str], Open]] = {
    ("GET", STATES): Open(SEE),
    ("GET", f"{STATES}/to-confirm"): Open(SEE),
    ("GET", f"{STATES}/report"): Open(FIGURES),
    ("POST", f"{STATES}/in-force"): Open(ACCREDIT),
    ("GET", f"{STATES}/<party>"): Open(SEE),
    ("PUT", f"{STATES}/<party>"): Open(ACCREDIT),
    ("POST", f"{STATES}/<party>/status"): Open(ACCREDIT),
    ("POST", f"{STATES}/<party>/settle"): Open(ACCREDIT),
    ("GET", BODIES): Open(SEE),
    ("POST", BODIES): Open(ACCREDIT),
    ("GET", f"{BODIES}/<body>"): Open(SEE),
    ("PUT", f"{BODIES}/<body>"): Open(ACCREDIT),
    ("POST", f"{BODIES}/<body>/admissions"): Open(ACCREDIT),
    ("POST", f"{BODIES}/<body>/admissions/record"): Open(ACCREDIT),
    ("POST", f"{BODIES}/<body>/admissions/<admission>/move"): Open(ACCREDIT),
    ("GET", f"{BODIES}/files/<statutes>"): Open(ACCREDIT),
}
FOLLOWING: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{HERE}/follow-up"): Open(ACCREDIT),
    ("POST", f"{HERE}/follow-up/remind"): Open(ACCREDIT),
    ("POST", f"{HERE}/follow-up/read"): Open(ACCREDIT),
    ("POST", f"{HERE}/follow-up/invite"): Open(ACCREDIT),
    ("GET", f"{SEGMENT}/connection-tests"): Open(PEOPLE),
    ("GET", f"{SEGMENT}/connection-times"): Open(PEOPLE),
    ("POST", f"{SEGMENT}/connection-times"): Open(SEND),
    ("DELETE", f"{HERE}/connection-times/<time>"): Open(SEND),
    ("PUT", f"{HERE}/participations/<participation_id>/connection-test"): Open(SEND),
    ("POST", f"{SEGMENT}/connection-tests/remind"): Open(SEND),
}
# Work is there for whoever asked for it alone.
JOBS: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{API}/jobs/<job_id>"): Open(NOBODY),
    ("GET", f"{API}/jobs/<job_id>/file"): Open(NOBODY),
}
TABLE: Final[dict[tuple[str, str], Open]] = {
    **STRUCTURE,
    **ACCREDITATION,
    **ADMITTING,
    **BADGES,
    **PAPERS,
    **LISTING,
    **OF_ALL,
    **FOLLOWING,
    **JOBS,
}
# Lists ask the store as many questions for three rows as for one.
LISTS: Final = (
    f"{HERE}/conference",
    f"{HERE}/accreditation",
    f"{ONE}/terms",
    f"{ONE}/letters",
    f"{ONE}/requests",
    f"{HERE}/admissions",
    CREDENTIALS,
    f"{SEGMENT}/credentials-reports",
    f"{SEGMENT}/credentials-reports/<number>",
    f"{SEGMENT}/bearers",
    f"{PART}/letters",
    f"{SEGMENT}/gate",
    f"{SEGMENT}/gate/list",
    f"{SEGMENT}/quorum",
    f"{SEGMENT}/arrivals",
    f"{HERE}/papers",
    PAPER,
    f"{HERE}/journal",
    f"{HERE}/journal/<day>",
    f"{HERE}/statements",
    f"{HERE}/side-event-calls",
    f"{HERE}/side-events",
    LIST,
    f"{LIST}/copies",
    f"{SEGMENT}/funding",
    f"{KRONOS}/export",
    f"{KRONOS}/files",
    STATES,
    f"{STATES}/to-confirm",
    f"{STATES}/report",
    f"{STATES}/<party>",
    BODIES,
    f"{BODIES}/<body>",
    f"{HERE}/follow-up",
    f"{SEGMENT}/connection-tests",
    f"{SEGMENT}/connection-times",
)
