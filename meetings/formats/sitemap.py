"""Maps of a site for search engines: pages in several languages, and maps of maps. Source: sitemaps.org, 0.9."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/xml; charset=utf-8"
# What one map may hold by the protocol.
MOST: Final = 50_000
HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMES: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
OTHERS: Final = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True, slots=True)
class Page:
    """A page by language, with the moment it last read differently where that is known."""

    addresses: Mapping[str, str]
    otherwise: str
    changed_at: datetime | None = None


def write_map(pages: Iterable[Page], languages: Iterable[str]) -> bytes:
    """Write a map of pages in the languages asked for, each with its addresses in all of them."""
    wanted = tuple(languages)
    lines = [HEAD, f"<urlset {NAMES} {OTHERS}>\n"]
    for page in pages:
        others = "".join(_other(code, address) for code, address in page.addresses.items())
        others += _other("x-default", page.otherwise)
        changed = _changed(page.changed_at)
        lines += [
            f"<url><loc>{escape(page.addresses[code])}</loc>{changed}{others}</url>\n" for code in wanted
        ]
    lines.append("</urlset>\n")
    return "".join(lines).encode("utf-8")


def write_index(maps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Write a map of maps, each by its address with the moment of the last change in it."""
    each = [f"<sitemap><loc>{escape(address)}</loc>{_changed(at)}</sitemap>\n" for address, at in maps]
    return "".join([HEAD, f"<sitemapindex {NAMES}>\n", *each, "</sitemapindex>\n"]).encode("utf-8")


def _other(code: str, address: str) -> str:
    attribute = escape(address, {'"': "&quot;"})
    return f'<xhtml:link rel="alternate" hreflang="{code}" href="{attribute}"/>'


def _changed(at: datetime | None) -> str:
    return f"<lastmod>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>" if at else ""
