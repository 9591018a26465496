"""Who may ask what: the API, for participants, speakers and focal points.

Most of it opens by the token of a link alone: `participant` and `stranger` hold those of their own pages, and nobody
here holds one of another purpose; that these open is tested beside each feature, in tests/api.
"""

from typing import Final

from tests.gates.access_roles import API, EVERYBODY, Open, P

OWNERS: Final = frozenset(("participant", "stranger"))
FIRST: Final = frozenset(("participant",))
BY_LINK: Final[frozenset[str]] = frozenset()
ME: Final = f"{API}/people/me"
DELEGATE: Final = f"{API}/delegates/me"

MINE: Final[dict[tuple[str, str], Open]] = {
    ("GET", ME): Open(OWNERS),
    ("PUT", f"{ME}/settings"): Open(OWNERS, body={"language": "fr", "zone": "Asia/Tokyo"}),
    ("GET", f"{ME}/registrations"): Open(OWNERS),
    ("POST", f"{ME}/colleagues"): Open(OWNERS, body={"name": "Kofi", "email": "kofi@example.org"}),
    ("GET", f"{ME}/subscriptions"): Open(OWNERS),
    ("POST", f"{ME}/subscriptions/<subscription_id>/leave"): Open(FIRST, is_personal=True),
    ("GET", f"{ME}/consents"): Open(OWNERS),
    ("POST", f"{ME}/consents"): Open(OWNERS),
    ("POST", f"{ME}/consents/<consent>/withdraw"): Open(OWNERS),
    ("GET", f"{ME}/mails"): Open(OWNERS),
    ("PUT", f"{ME}/mails"): Open(OWNERS),
    ("POST", f"{ME}/calendar/renew"): Open(OWNERS),
    ("POST", f"{ME}/link/renew"): Open(OWNERS),
    ("POST", f"{ME}/disown"): Open(OWNERS),
    ("GET", f"{ME}/data"): Open(OWNERS),
    ("GET", f"{ME}/recordings"): Open(OWNERS),
    ("GET", f"{ME}/certificates"): Open(OWNERS),
    ("POST", f"{ME}/certificates"): Open(OWNERS, body={"programme": "season", "session": "topic"}),
    ("GET", f"{ME}/certificates/<code>"): Open(FIRST, is_personal=True),
    ("GET", f"{ME}/certificates/<code>/file"): Open(FIRST, is_personal=True),
    ("POST", f"{ME}/certificates/<code>/reissue"): Open(FIRST, is_personal=True),
    ("POST", f"{ME}/certificates/<code>/name"): Open(FIRST, body={"name": "New Name"}, is_personal=True),
    ("POST", f"{P}/<programme>/registrations"): Open(EVERYBODY),
    ("POST", f"{API}/links"): Open(EVERYBODY, body={"email": "ana@example.org"}),
    ("GET", f"{API}/verifications/<code>"): Open(EVERYBODY),
    ("POST", f"{API}/verifications/<code>/compare"): Open(EVERYBODY, body={"name": "Ana"}),
}
LINKED: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{API}/joins"): Open(BY_LINK),
    ("POST", f"{API}/joins/enter"): Open(BY_LINK),
    ("POST", f"{API}/joins/enter-together"): Open(BY_LINK, body={"slot": "<slot_id>"}),
    ("POST", f"{API}/joins/register"): Open(BY_LINK, body={"slot": "<slot_id>"}),
    ("GET", f"{API}/surveys/me"): Open(BY_LINK),
    ("POST", f"{API}/surveys/me/answers"): Open(BY_LINK),
    ("GET", f"{API}/opt-outs/me"): Open(BY_LINK),
    ("POST", f"{API}/opt-outs/me/stop"): Open(BY_LINK),
    ("POST", f"{API}/opt-outs/me/again"): Open(BY_LINK),
    ("GET", DELEGATE): Open(BY_LINK),
    ("POST", f"{DELEGATE}/connection-tests"): Open(BY_LINK, body={"time": "none"}),
    ("POST", f"{DELEGATE}/connection-tests/<test_id>/give-up"): Open(BY_LINK),
    ("POST", f"{DELEGATE}/join"): Open(BY_LINK),
    ("POST", f"{DELEGATE}/join/renew"): Open(BY_LINK),
    ("POST", f"{DELEGATE}/calendar/renew"): Open(BY_LINK),
    ("POST", f"{DELEGATE}/link/renew"): Open(BY_LINK),
}
PANEL: Final = f"{API}/panels/me"
OWN_PANEL: Final = f"{PANEL}/panels/<session>"
BRIEF: Final = f"{PANEL}/slots/<slot_id>/brief"
PANELS: Final[dict[tuple[str, str], Open]] = {
    key: Open(BY_LINK)
    for key in (
        ("GET", PANEL),
        ("POST", f"{PANEL}/device-codes"),
        ("POST", f"{PANEL}/devices"),
        ("PUT", f"{PANEL}/settings"),
        ("GET", f"{PANEL}/panels"),
        ("GET", OWN_PANEL),
        ("POST", f"{OWN_PANEL}/answer"),
        ("PUT", f"{OWN_PANEL}/printed"),
        ("POST", f"{OWN_PANEL}/release"),
        ("GET", f"{PANEL}/proposals"),
        ("POST", f"{OWN_PANEL}/proposals"),
        ("GET", f"{PANEL}/assistants"),
        ("POST", f"{PANEL}/assistants"),
        ("POST", f"{PANEL}/assistants/<assistant_id>/end"),
        ("GET", f"{PANEL}/about"),
        ("PUT", f"{PANEL}/about"),
        ("GET", f"{PANEL}/about/photo"),
        ("PUT", f"{PANEL}/about/photo"),
        ("GET", f"{PANEL}/availability"),
        ("POST", f"{PANEL}/availability"),
        ("POST", f"{PANEL}/availability/<hours_id>/take-back"),
        ("GET", f"{PANEL}/letters"),
        ("POST", f"{PANEL}/letters"),
        ("GET", f"{PANEL}/letters/<code>/file"),
        ("GET", f"{OWN_PANEL}/slides"),
        ("POST", f"{OWN_PANEL}/slides"),
        ("POST", f"{OWN_PANEL}/slides/<document>"),
        ("GET", f"{OWN_PANEL}/slides/<document>/<version>"),
        ("GET", f"{OWN_PANEL}/afterwards"),
        ("POST", f"{OWN_PANEL}/certificate"),
        ("GET", f"{OWN_PANEL}/certificate/file"),
        ("GET", BRIEF),
        ("POST", f"{BRIEF}/answer"),
        ("POST", f"{BRIEF}/enter"),
        ("GET", f"{BRIEF}/texts/<document>"),
    )
}
PANELS[("PUT", f"{PANEL}/settings")] = Open(BY_LINK, body={"language": "en"})
DELEGATION: Final = f"{API}/delegations/me"
PERSON_IN: Final = f"{DELEGATION}/people/<nomination_id>"
DELEGATIONS: Final[dict[tuple[str, str], Open]] = {
    key: Open(BY_LINK)
    for key in (
        ("GET", DELEGATION),
        ("POST", f"{DELEGATION}/device-codes"),
        ("POST", f"{DELEGATION}/devices"),
        ("GET", f"{DELEGATION}/people"),
        ("POST", f"{DELEGATION}/people"),
        ("GET", PERSON_IN),
        ("PUT", PERSON_IN),
        ("POST", f"{PERSON_IN}/withdraw"),
        ("POST", f"{PERSON_IN}/replace"),
        ("PUT", f"{PERSON_IN}/passport"),
        ("POST", f"{PERSON_IN}/passport/take-away"),
        ("PUT", f"{PERSON_IN}/photo"),
        ("POST", f"{PERSON_IN}/photo/take-away"),
        ("GET", f"{PERSON_IN}/travel"),
        ("POST", f"{PERSON_IN}/travel"),
        ("GET", f"{DELEGATION}/requests"),
        ("POST", f"{DELEGATION}/requests"),
        ("POST", f"{DELEGATION}/requests/<request_id>/take-back"),
        ("GET", f"{DELEGATION}/letters"),
        ("POST", f"{DELEGATION}/letters"),
        ("GET", f"{DELEGATION}/letters/<version>/file"),
        ("GET", f"{DELEGATION}/sheet"),
        ("POST", f"{DELEGATION}/sheet/look"),
        ("POST", f"{DELEGATION}/sheet/take"),
        ("GET", f"{DELEGATION}/lists"),
        ("POST", f"{DELEGATION}/lists/correct"),
        ("POST", f"{DELEGATION}/lists/ask"),
        ("POST", f"{DELEGATION}/lists/seen"),
        ("GET", f"{DELEGATION}/statements"),
        ("POST", f"{DELEGATION}/statements"),
        ("POST", f"{DELEGATION}/statements/<statement_id>/take-back"),
        ("GET", f"{DELEGATION}/statements/<statement_id>/file"),
    )
}
IN_HOUR: Final = f"{API}/joins/slots/<slot_id>"
MODERATED: Final = f"{PANEL}/slots/<slot_id>"
LIVE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{API}/slots/<slot_id>/status"): Open(EVERYBODY),
    **{
        key: Open(BY_LINK)
        for key in (
            ("GET", f"{IN_HOUR}/questions"),
            ("POST", f"{IN_HOUR}/questions"),
            ("GET", f"{IN_HOUR}/floor"),
            ("POST", f"{IN_HOUR}/floor"),
            ("POST", f"{IN_HOUR}/floor/<entry_id>/withdraw"),
            ("POST", f"{IN_HOUR}/floor/<entry_id>/again"),
            ("POST", f"{IN_HOUR}/floor/<entry_id>/lost"),
            ("POST", f"{IN_HOUR}/floor/<entry_id>/statement"),
            ("GET", f"{MODERATED}/questions"),
            ("POST", f"{MODERATED}/questions/<question_id>/decide"),
            ("POST", f"{MODERATED}/questions/<question_id>/edit"),
            ("GET", f"{MODERATED}/floor"),
            ("PUT", f"{MODERATED}/floor"),
            ("POST", f"{MODERATED}/floor"),
            ("POST", f"{MODERATED}/floor/next"),
            ("POST", f"{MODERATED}/floor/done"),
            ("POST", f"{MODERATED}/floor/lost"),
            ("POST", f"{MODERATED}/floor/<entry_id>/give"),
            ("POST", f"{MODERATED}/floor/<entry_id>/recall"),
            ("POST", f"{MODERATED}/floor/<entry_id>/move"),
            ("POST", f"{MODERATED}/floor/<entry_id>/shift"),
            ("POST", f"{MODERATED}/floor/<entry_id>/limit"),
        )
    },
}
APPLYING: Final[dict[tuple[str, str], Open]] = {
    ("POST", f"{P}/<programme>/observers/applications"): Open(EVERYBODY),
    ("GET", f"{P}/<programme>/calls-for-side-events"): Open(EVERYBODY),
    ("POST", f"{P}/<programme>/side-event-applications"): Open(EVERYBODY),
    ("GET", f"{API}/side-events/me"): Open(BY_LINK),
    ("PUT", f"{API}/side-events/me"): Open(BY_LINK),
    ("POST", f"{API}/side-events/me/withdraw"): Open(BY_LINK),
    ("POST", f"{API}/side-events/me/merge"): Open(BY_LINK),
}
PUBLIC: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{API}/search"): Open(EVERYBODY, query="?text=topic"),
    ("GET", f"{API}/archive"): Open(EVERYBODY),
    ("GET", f"{P}/<programme>/news"): Open(EVERYBODY),
    ("GET", f"{P}/<programme>/archive"): Open(EVERYBODY),
    ("GET", f"{P}/<programme>/published-papers"): Open(EVERYBODY),
    ("GET", f"{P}/<programme>/journal-days"): Open(EVERYBODY),
}
TABLE: Final[dict[tuple[str, str], Open]] = {
    **PUBLIC,
    **MINE,
    **LINKED,
    **PANELS,
    **DELEGATIONS,
    **LIVE,
    **APPLYING,
}
