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
FORMS: Final[dict[str, tuple[str, ...]]] = {**CALENDARS, **BOARD, **FILES, **SURVEYS, **PANELS}
