"""Who may ask what: feeds, maps of the site and what others embed."""

from typing import Final

from tests.gates.access_roles import EVERYBODY, L, Open

TABLE: Final[dict[tuple[str, str], Open]] = {
    ("GET", "/robots.txt"): Open(EVERYBODY),
    ("GET", "/sitemap.xml"): Open(EVERYBODY),
    ("GET", f"/sitemap/<programme>{L}.xml"): Open(EVERYBODY),
    ("GET", f"{L}/<programme>/whats-new.atom"): Open(EVERYBODY),
    ("GET", f"{L}/embed/<programme>"): Open(EVERYBODY),
    ("GET", f"{L}/embed/<programme>.html"): Open(EVERYBODY),
}
