"""Who may ask what of campaigns: the desk's pages, and the links of mails, which are anybody's."""

from typing import Final

from tests.gates.access_roles import CONTACTS, EVERYBODY, D, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", f"{D}/campaigns"): Open(CONTACTS),
    ("POST", f"{D}/campaigns"): Open(CONTACTS, body={"name": "Another"}),
    ("GET", f"{D}/campaigns/<campaign_id>"): Open(CONTACTS),
    ("POST", f"{D}/campaigns/<campaign_id>"): Open(CONTACTS, body={"act": "none"}),
    ("GET", f"{D}/campaigns/<campaign_id>/unreached"): Open(CONTACTS),
    ("POST", f"{D}/campaigns/<campaign_id>/unreached"): Open(CONTACTS),
    # The key gives no right: it leads to an address of the campaign, and counts.
    ("GET", f"{L}/c/<reader>/<int:link>"): Open(EVERYBODY),
    ("GET", f"{L}/c/<reader>/seen.gif"): Open(EVERYBODY),
}
