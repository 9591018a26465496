"""Who may ask what: the API, for conferences."""

from typing import Final

from tests.gates.access_roles import ACCREDIT, API, CHECK_IN, EDIT, FIGURES, SEE, Open, P

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
# Work is there for whoever asked for it alone.
JOBS: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{API}/jobs/<job_id>"): Open(NOBODY),
    ("GET", f"{API}/jobs/<job_id>/file"): Open(NOBODY),
}
TABLE: Final[dict[tuple[str, str], Open]] = {**STRUCTURE, **ACCREDITATION, **ADMITTING, **BADGES, **JOBS}
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
)
