"""Forms of organizers, for seasons, sessions and the live hour, and what programs do instead."""

from typing import Final

P: Final = "/api/v1/programmes/{programme}"
SESSION: Final = f"{P}/sessions/{{session}}"
ON_BOARD: Final = f"{P}/board/sessions/{{session}}"
SURVEY: Final = f"{P}/surveys/{{survey_id}}"
PANELIST: Final = f"{P}/panelists/{{person}}"
SLOT: Final = "/api/v1/slots/{slot_id}"
RECORDING: Final = f"{SLOT}/recordings/{{recording}}"
RELEASE: Final = f"{SLOT}/releases/{{person}}"
D: Final = "/{lang}/desk"
HERE: Final = f"{D}/<programme>"
BOARD: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/publish": tuple(f"POST {P}/publication/{act}" for act in ("look", "publish", "told")),
    f"{HERE}/board": (f"POST {P}/board/undo",),
    f"{HERE}/board/new": (f"POST {P}/board/sessions",),
    f"{HERE}/board/weekly": (f"POST {P}/board/series/look", f"POST {P}/board/series"),
    f"{HERE}/board/season": (f"POST {P}/copies",),
    f"{HERE}/board/session/<session>": (f"PATCH {ON_BOARD}",),
    f"{HERE}/board/session/<session>/move": (f"POST {ON_BOARD}/move/look", f"POST {ON_BOARD}/move"),
    f"{HERE}/board/session/<session>/duplicate": (f"POST {ON_BOARD}/duplicate",),
}
FILES: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/session/<session>/documents": (
        f"POST {SESSION}/documents",
        f"PATCH {SESSION}/documents/{{document}}",
        f"DELETE {SESSION}/documents/{{document}}",
    ),
    f"{D}/slot/<slot_id>/recordings": (
        f"POST {RELEASE}/say",
        f"POST {RELEASE}/ask",
        f"POST {RELEASE}/confirm",
        f"POST {SLOT}/recordings/file",
        f"PATCH {RECORDING}",
        f"POST {RECORDING}/captions",
        f"DELETE {RECORDING}/captions/{{language}}",
        f"POST {RECORDING}/sound",
        f"DELETE {RECORDING}/sound",
        f"DELETE {RECORDING}",
    ),
}
SURVEYS: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/surveys": (f"POST {P}/surveys",),
    f"{HERE}/surveys/<survey_id>": (
        f"PATCH {SURVEY}",
        f"POST {SURVEY}/publish",
        f"POST {SURVEY}/close",
        f"DELETE {SURVEY}",
        f"POST {SURVEY}/list",
        f"POST {SURVEY}/remarks",
        f"POST {SURVEY}/contacts",
        f"DELETE {SURVEY}/list",
    ),
    f"{HERE}/surveys/<survey_id>/question/<question>": (
        f"POST {SURVEY}/questions",
        f"PUT {SURVEY}/questions/{{question}}",
        f"DELETE {SURVEY}/questions/{{question}}",
    ),
    f"{HERE}/surveys/<survey_id>/results": (f"POST {SURVEY}/results/texts",),
}
PANELS: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/panel": (f"POST {P}/panelists/invite", f"POST {P}/panel-proposals/{{proposal_id}}/decide"),
    f"{HERE}/panel/<person>": (
        f"POST {PANELIST}/answer",
        f"POST {PANELIST}/print",
        f"POST {PANELIST}/release",
        f"POST {PANELIST}/propose",
        f"POST {PANELIST}/assistants",
        f"DELETE {PANELIST}/assistants/{{assistant}}",
        f"POST {PANELIST}/settings",
        f"POST {PANELIST}/invite",
        f"POST {PANELIST}/link",
        f"POST {PANELIST}/link/renew",
        f"POST {PANELIST}/link/withdraw",
    ),
    f"{HERE}/panel/<person>/about": (f"PATCH {PANELIST}/about",),
    f"{HERE}/panel/<person>/availability": (
        f"POST {PANELIST}/availability",
        f"DELETE {PANELIST}/availability/{{hours}}",
    ),
    f"{HERE}/panel/session/<session>": (
        f"POST {SESSION}/panel",
        f"POST {SESSION}/panel/arrange",
        f"DELETE {SESSION}/panel/{{person}}",
    ),
    f"{HERE}/panel/letters": (f"PATCH {P}/panel-rules", f"POST {P}/panel-letters"),
}
CALENDARS: Final[dict[str, tuple[str, ...]]] = {
    "/{lang}/desk/calendars": (
        "POST /api/v1/calendars",
        "POST /api/v1/calendars/import",
        "PATCH /api/v1/calendars/{calendar_id}",
        "POST /api/v1/calendars/{calendar_id}/read",
        "DELETE /api/v1/calendars/{calendar_id}",
    ),
}
TOLD: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/reminders": (
        f"PATCH {P}",
        f"PATCH {P}/streams/{{stream}}",
        f"PATCH {SESSION}",
    ),
    f"{HERE}/translations/<thing>": (f"PATCH {P}/translations/{{thing}}",),
    f"{HERE}/session/<session>/announcement": (
        f"POST {SESSION}/announcements",
        f"DELETE {SESSION}/announcements/{{announcement_id}}",
    ),
    f"{HERE}/report/publish": (f"POST {P}/report/publication",),
    f"{HERE}/certificates": (
        f"PUT {P}/certificate-rule",
        f"POST {P}/certificates/issue",
        f"POST {P}/certificates/{{code}}/revoke",
        f"POST {P}/certificates/{{code}}/reissue",
        f"POST {P}/certificates/files",
    ),
    f"{D}/slot/<slot_id>": (
        f"POST {SLOT}/look",
        f"POST {SLOT}/move",
        f"POST {SLOT}/cancel",
        f"POST {SLOT}/revive",
        f"PATCH {SLOT}",
        f"POST {SLOT}/recordings/address",
    ),
}
SHEET: Final = f"{SLOT}/run-sheet"
TASK: Final = f"{SHEET}/tasks/{{task}}"
REHEARSAL: Final = f"{SLOT}/rehearsals/{{rehearsal}}"
SPOKEN: Final = f"{SLOT}/interpretation"
LIVE: Final = f"{SLOT}/live"
FLOOR: Final = f"{SLOT}/floor"
ENTRY: Final = f"{FLOOR}/speakers/{{entry}}"
ACCOUNTS: Final = "/api/v1/platforms"
HOURS: Final[dict[str, tuple[str, ...]]] = {
    f"{HERE}/run-sheet/<slot_id>": (
        f"POST {SHEET}/apply",
        f"POST {SHEET}/copy",
        f"POST {SHEET}/tasks",
        f"PATCH {TASK}",
        f"DELETE {TASK}",
        f"POST {TASK}/shift",
        f"POST {TASK}/tick",
    ),
    f"{HERE}/run-sheet/<slot_id>/rehearsals": (
        f"POST {SLOT}/rehearsals",
        f"PATCH {REHEARSAL}",
        f"POST {REHEARSAL}/cancel",
        f"POST {SLOT}/connections",
    ),
    f"{HERE}/interpretation/<slot_id>": (
        f"POST {SPOKEN}/services",
        f"POST {SPOKEN}/services/{{service}}/move",
        f"DELETE {SPOKEN}/services/{{service}}",
        f"PATCH {SPOKEN}/brief",
        f"PUT {SPOKEN}/people/{{person}}/pairs",
        f"PUT {SPOKEN}/people/{{person}}/pronunciation",
    ),
    f"{HERE}/live/<slot_id>": (
        f"POST {LIVE}/delay",
        f"POST {LIVE}/platform",
        f"POST {LIVE}/notes",
        f"POST {LIVE}/questions/show",
        f"POST {LIVE}/questions/leave",
        f"PATCH {LIVE}/questions/{{question}}",
        f"POST {LIVE}/questions/{{question}}/decide",
    ),
    f"{HERE}/live/<slot_id>/answers": (f"POST {LIVE}/answers",),
    f"{HERE}/floor/<slot>": (
        f"PATCH {FLOOR}",
        f"POST {FLOOR}/give",
        f"POST {FLOOR}/recall",
        f"POST {FLOOR}/done",
        f"POST {FLOOR}/lost",
        f"PUT {FLOOR}/rules",
        f"POST {FLOOR}/speakers",
        f"POST {ENTRY}/put",
        f"POST {ENTRY}/shift",
        f"POST {ENTRY}/limit",
    ),
    f"{D}/platforms": (f"POST {ACCOUNTS}",),
    f"{D}/platforms/<int:account>": (
        f"PATCH {ACCOUNTS}/{{account}}",
        f"POST {ACCOUNTS}/{{account}}/test",
        f"DELETE {ACCOUNTS}/{{account}}",
    ),
    f"{HERE}/platforms": (
        f"POST {P}/platforms/default",
        f"POST {SLOT}/platform-account",
        f"POST {SLOT}/platform-account/retry",
    ),
}
_ALL: Final = (CALENDARS, HOURS, BOARD, FILES, SURVEYS, PANELS, TOLD)
FORMS: Final[dict[str, tuple[str, ...]]] = {rule: one for part in _ALL for rule, one in part.items()}
