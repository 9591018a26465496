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
TABLE: Final[dict[tuple[str, str], Open]] = {**MINE, **LINKED}
