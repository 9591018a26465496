"""Who may ask what: the API, for organizers."""

from typing import Final

from tests.gates.access_roles import API, CO, CONTACTS, EDIT, FIGURES, PEOPLE, SEE, Open, P

MINE: Final = EDIT | CO
ONE: Final = f"{P}/<programme>"
TOPIC: Final = f"{ONE}/sessions/<session>"
ON_BOARD: Final = f"{ONE}/board/sessions/<session>"
SURVEY: Final = f"{ONE}/surveys/<survey_id>"
PANELIST: Final = f"{ONE}/panelists/<person>"
SLOT: Final = f"{API}/slots/<slot_id>"
RECORDING: Final = f"{SLOT}/recordings/<recording>"
RELEASE: Final = f"{SLOT}/releases/<int:person>"
WORDS: Final = {"en": "Words"}
HOUR: Final = {"local_start": "2027-03-18T14:00", "zone": "Europe/Zurich", "minutes": 60}
SERIES: Final = {"titles": ["One"], "stream": "science", "partners": ["GMP"], **HOUR}
QUESTION: Final = {"kind": "text", "words": WORDS}
BOARD: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{ONE}/publication"): Open(MINE),
    ("POST", f"{ONE}/publication/look"): Open(MINE),
    ("POST", f"{ONE}/publication/publish"): Open(MINE),
    ("POST", f"{ONE}/publication/told"): Open(MINE),
    ("GET", f"{ONE}/board"): Open(SEE | CO),
    ("POST", f"{ONE}/board/undo"): Open(MINE, body={"key": ""}),
    ("POST", f"{ONE}/board/sessions"): Open(
        MINE, body={"title": WORDS, "stream": "science", "partners": ["GMP"]}
    ),
    ("POST", f"{ONE}/board/series"): Open(MINE, body=SERIES),
    ("POST", f"{ONE}/board/series/look"): Open(MINE, body=SERIES),
    ("POST", f"{ONE}/copies"): Open(EDIT, body={"slug": "again", "begins_on": "2099-01-05"}),
    ("GET", ON_BOARD): Open(MINE),
    ("PATCH", ON_BOARD): Open(MINE, body={"mark": "old"}),
    ("POST", f"{ON_BOARD}/move"): Open(MINE, body={"mark": "old"}),
    ("POST", f"{ON_BOARD}/move/look"): Open(MINE, body={"mark": "old"}),
    ("POST", f"{ON_BOARD}/duplicate"): Open(MINE, body={"weeks": 1}),
}
FILES: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{TOPIC}/documents"): Open(SEE | CO),
    ("POST", f"{TOPIC}/documents"): Open(MINE),
    ("GET", f"{TOPIC}/documents/<document>"): Open(SEE | CO),
    ("PATCH", f"{TOPIC}/documents/<document>"): Open(MINE),
    ("DELETE", f"{TOPIC}/documents/<document>"): Open(MINE),
    ("GET", f"{ONE}/recordings"): Open(SEE | CO),
    ("GET", f"{SLOT}/recordings"): Open(SEE | CO),
    ("POST", f"{SLOT}/recordings/file"): Open(MINE),
    ("POST", f"{SLOT}/recordings/address"): Open(MINE, body={"language": "fr", "address": ""}),
    ("GET", RECORDING): Open(SEE | CO),
    ("PATCH", RECORDING): Open(MINE),
    ("DELETE", RECORDING): Open(MINE),
    ("POST", f"{RECORDING}/captions"): Open(MINE),
    ("DELETE", f"{RECORDING}/captions/<language>"): Open(MINE),
    ("POST", f"{RECORDING}/sound"): Open(MINE),
    ("DELETE", f"{RECORDING}/sound"): Open(MINE),
    ("GET", f"{SLOT}/releases"): Open(SEE | CO),
    ("POST", f"{RELEASE}/say"): Open(MINE),
    ("POST", f"{RELEASE}/ask"): Open(MINE),
    ("POST", f"{RELEASE}/confirm"): Open(MINE, body={"is_confirmed": True}),
    ("GET", f"{RELEASE}/mail"): Open(PEOPLE | CO),
}
SURVEYS: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{ONE}/surveys"): Open(FIGURES | CO),
    ("POST", f"{ONE}/surveys"): Open(MINE, body={"title": WORDS, "session": "<session>"}),
    ("GET", SURVEY): Open(MINE),
    ("PATCH", SURVEY): Open(MINE),
    ("DELETE", SURVEY): Open(MINE),
    ("POST", f"{SURVEY}/publish"): Open(MINE),
    ("POST", f"{SURVEY}/close"): Open(MINE, body={"sure": True}),
    ("POST", f"{SURVEY}/remarks"): Open(MINE),
    ("POST", f"{SURVEY}/list"): Open(MINE, body={"addresses": ""}),
    ("DELETE", f"{SURVEY}/list"): Open(MINE),
    ("POST", f"{SURVEY}/contacts"): Open(CONTACTS, body={"contact_list": ""}),
    ("POST", f"{SURVEY}/questions"): Open(MINE, body=QUESTION),
    ("PUT", f"{SURVEY}/questions/<question>"): Open(MINE, body=QUESTION),
    ("DELETE", f"{SURVEY}/questions/<question>"): Open(MINE),
    ("GET", f"{SURVEY}/results"): Open(FIGURES | CO),
    ("POST", f"{SURVEY}/results/texts"): Open(MINE, body={"texts": [], "state": "shown"}),
    ("GET", f"{SURVEY}/results/cross"): Open(FIGURES | CO, query="?by=useful&of=pace"),
    ("GET", f"{SURVEY}/compare/<question>"): Open(FIGURES | CO),
    ("GET", f"{SURVEY}/answers"): Open(FIGURES | CO),
}
PANELS: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{ONE}/panelists"): Open(PEOPLE | CO),
    ("POST", f"{ONE}/panelists/invite"): Open(MINE, body={"people": []}),
    ("GET", f"{ONE}/panel-proposals"): Open(PEOPLE | CO),
    ("POST", f"{ONE}/panel-proposals/<proposal_id>/decide"): Open(MINE, body={"decision": "left"}),
    ("GET", f"{TOPIC}/panel"): Open(PEOPLE | CO),
    ("POST", f"{TOPIC}/panel"): Open(MINE, body={"name": "", "role": "speaker"}),
    ("POST", f"{TOPIC}/panel/arrange"): Open(MINE, body={"seen": "", "panel": []}),
    ("DELETE", f"{TOPIC}/panel/<person>"): Open(MINE),
    ("GET", PANELIST): Open(PEOPLE | CO),
    ("POST", f"{PANELIST}/answer"): Open(MINE, body={"session": "<session>", "answer": "confirmed"}),
    ("POST", f"{PANELIST}/print"): Open(MINE, body={"session": "<session>"}),
    ("POST", f"{PANELIST}/release"): Open(
        MINE, body={"session": "<session>", "slot": "<slot_id>", "release": "given"}
    ),
    ("POST", f"{PANELIST}/propose"): Open(MINE, body={"session": "<session>", "name": ""}),
    ("POST", f"{PANELIST}/assistants"): Open(MINE, body={"name": "", "email": ""}),
    ("DELETE", f"{PANELIST}/assistants/<assistant>"): Open(MINE),
    ("POST", f"{PANELIST}/settings"): Open(MINE, body={"language": "fr"}),
    ("POST", f"{PANELIST}/invite"): Open(MINE),
    ("POST", f"{PANELIST}/link"): Open(MINE),
    ("POST", f"{PANELIST}/link/renew"): Open(MINE),
    ("POST", f"{PANELIST}/link/withdraw"): Open(MINE),
    ("GET", f"{PANELIST}/about"): Open(MINE),
    ("PATCH", f"{PANELIST}/about"): Open(MINE),
    ("GET", f"{PANELIST}/availability"): Open(MINE),
    ("POST", f"{PANELIST}/availability"): Open(MINE, body={"when": "0", "zone": "Europe/Zurich"}),
    ("DELETE", f"{PANELIST}/availability/<hours>"): Open(MINE),
    ("GET", f"{ONE}/panel-rules"): Open(EDIT),
    ("PATCH", f"{ONE}/panel-rules"): Open(EDIT),
    ("POST", f"{ONE}/panel-letters"): Open(EDIT, body={"kind": "invitation"}),
}
TOLD: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{ONE}/glance"): Open(SEE | CO),
    ("GET", f"{ONE}/glance/<queue>"): Open(PEOPLE | CO),
    ("GET", f"{ONE}/warnings"): Open(SEE | CO),
    ("GET", f"{ONE}/reminders"): Open(EDIT),
    ("GET", f"{ONE}/translations"): Open(MINE),
    ("GET", f"{ONE}/translations/<thing>"): Open(MINE),
    ("PATCH", f"{ONE}/translations/<thing>"): Open(MINE),
    ("GET", f"{TOPIC}/announcements"): Open(SEE | CO),
    ("POST", f"{TOPIC}/announcements"): Open(MINE, body={"address": ""}),
    ("DELETE", f"{TOPIC}/announcements/<int:announcement_id>"): Open(MINE),
    ("GET", f"{TOPIC}/announcement"): Open(SEE | CO),
    ("GET", f"{ONE}/report/publication"): Open(EDIT),
    ("POST", f"{ONE}/report/publication"): Open(EDIT, body={"seal": "none"}),
    ("GET", f"{ONE}/certificate-rule"): Open(PEOPLE | CO),
    ("PUT", f"{ONE}/certificate-rule"): Open(EDIT, body={"percent": 50}),
    ("POST", f"{ONE}/certificates/issue"): Open(MINE, body={"session": "<session>"}),
    ("POST", f"{ONE}/certificates/files"): Open(MINE),
    ("POST", f"{ONE}/certificates/<code>/revoke"): Open(MINE, body={"reason": ""}),
    ("POST", f"{ONE}/certificates/<code>/reissue"): Open(MINE),
    ("POST", f"{SLOT}/look"): Open(MINE, body={"act": "cancel"}),
}
SHEET: Final = f"{SLOT}/run-sheet"
TASK: Final = f"{SHEET}/tasks/<task>"
REHEARSAL: Final = f"{SLOT}/rehearsals/<rehearsal>"
SPOKEN: Final = f"{SLOT}/interpretation"
LIVE: Final = f"{SLOT}/live"
FLOOR: Final = f"{SLOT}/floor"
ENTRY: Final = f"{FLOOR}/speakers/<entry>"
ACCOUNT: Final = f"{API}/platforms/<int:account>"
ADMINISTRATOR: Final = frozenset(("administrator",))
BEFORE: Final[dict[tuple[str, str], Open]] = {
    ("GET", SHEET): Open(PEOPLE | CO),
    ("POST", f"{SHEET}/apply"): Open(MINE, body={"template": "none"}),
    ("POST", f"{SHEET}/copy"): Open(MINE, body={"slot": "none"}),
    ("POST", f"{SHEET}/tasks"): Open(MINE, body={"title": ""}),
    ("PATCH", TASK): Open(MINE),
    ("DELETE", TASK): Open(MINE),
    ("POST", f"{TASK}/shift"): Open(MINE, body={"way": "up"}),
    ("POST", f"{TASK}/tick"): Open(PEOPLE | CO, body={"is_done": True}),
    ("GET", f"{SLOT}/rehearsals"): Open(PEOPLE | CO),
    ("POST", f"{SLOT}/rehearsals"): Open(MINE, body={"local_start": "2027-03-17T14:00", "zone": ""}),
    ("PATCH", REHEARSAL): Open(MINE),
    ("POST", f"{REHEARSAL}/cancel"): Open(MINE),
    ("POST", f"{SLOT}/connections"): Open(MINE, body={"person": "<interpreter>", "outcome": ""}),
    ("GET", f"{ONE}/interpretation"): Open(SEE | CO),
    ("GET", SPOKEN): Open(PEOPLE | CO),
    ("POST", f"{SPOKEN}/services"): Open(MINE, body={"kind": "", "language": ""}),
    ("POST", f"{SPOKEN}/services/<service>/move"): Open(MINE, body={"state": ""}),
    ("DELETE", f"{SPOKEN}/services/<service>"): Open(MINE),
    ("GET", f"{SPOKEN}/brief"): Open(PEOPLE | CO),
    ("PATCH", f"{SPOKEN}/brief"): Open(MINE),
    ("PUT", f"{SPOKEN}/people/<person>/pairs"): Open(MINE, body={"pairs": []}),
    ("PUT", f"{SPOKEN}/people/<person>/pronunciation"): Open(MINE, body={"pronunciation": ""}),
}
HOURS: Final[dict[tuple[str, str], Open]] = {
    ("GET", LIVE): Open(PEOPLE | CO),
    ("POST", f"{LIVE}/delay"): Open(MINE, body={"minutes": 5}),
    ("POST", f"{LIVE}/platform"): Open(MINE, body={"address": ""}),
    ("POST", f"{LIVE}/notes"): Open(MINE, body={"text": ""}),
    ("POST", f"{LIVE}/questions/show"): Open(MINE, body={"shows": True}),
    ("POST", f"{LIVE}/questions/leave"): Open(MINE),
    ("GET", f"{LIVE}/questions"): Open(PEOPLE | CO),
    ("GET", f"{LIVE}/questions/<question>"): Open(PEOPLE | CO),
    ("PATCH", f"{LIVE}/questions/<question>"): Open(MINE, body={"text": ""}),
    ("POST", f"{LIVE}/questions/<question>/decide"): Open(MINE, body={"state": "shown"}),
    ("GET", f"{LIVE}/answers"): Open(PEOPLE | CO),
    ("POST", f"{LIVE}/answers"): Open(MINE, body={"language": "en"}),
    ("GET", FLOOR): Open(PEOPLE | CO),
    ("PATCH", FLOOR): Open(MINE),
    ("POST", f"{FLOOR}/give"): Open(MINE, body={"turns": 99}),
    ("POST", f"{FLOOR}/recall"): Open(MINE, body={"turns": 99, "entry": "<entry>"}),
    ("POST", f"{FLOOR}/done"): Open(MINE, body={"turns": 99}),
    ("POST", f"{FLOOR}/lost"): Open(MINE, body={"turns": 99}),
    ("PUT", f"{FLOOR}/rules"): Open(MINE),
    ("POST", f"{FLOOR}/speakers"): Open(MINE, body={"kind": "none"}),
    ("POST", f"{ENTRY}/put"): Open(MINE, body={"act": "pass"}),
    ("POST", f"{ENTRY}/shift"): Open(MINE, body={"way": "up"}),
    ("POST", f"{ENTRY}/limit"): Open(MINE),
    ("GET", f"{API}/platforms"): Open(ADMINISTRATOR),
    ("POST", f"{API}/platforms"): Open(ADMINISTRATOR, body={"kind": "zoom"}),
    ("GET", ACCOUNT): Open(ADMINISTRATOR),
    ("PATCH", ACCOUNT): Open(ADMINISTRATOR),
    ("DELETE", ACCOUNT): Open(ADMINISTRATOR),
    ("POST", f"{ACCOUNT}/test"): Open(ADMINISTRATOR),
    ("GET", f"{ONE}/platforms"): Open(SEE | CO),
    ("POST", f"{ONE}/platforms/default"): Open(EDIT),
    ("POST", f"{SLOT}/platform-account"): Open(MINE, body={"account": ""}),
    ("POST", f"{SLOT}/platform-account/retry"): Open(MINE),
}
TABLE: Final[dict[tuple[str, str], Open]] = {**BEFORE, **HOURS, **BOARD, **FILES, **SURVEYS, **PANELS, **TOLD}
