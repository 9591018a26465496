"""What every page carries: languages, name, zone line, static files; and the choice of a zone."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import LANGUAGES
from meetings.domain.zones import zone_data_version, zone_names
from meetings.formats.times import zone_city, zone_line, zone_offset
from meetings.web.indexing import Told, told
from meetings.web.readers import current_reader, known_zone, language, settle_reader

OWN_NAMES: Final = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
YEAR_SECONDS: Final = 31_536_000
LANG: Final = f"<any({', '.join(LANGUAGES)}):lang>"
blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What `base.html` needs of a request."""

    language: str
    direction: str
    languages: tuple[dict[str, str], ...]
    site: str
    home: str
    style: str
    desk_style: str
    desk_script: str
    script: str
    zone: str
    zone_words: str
    here: str
    zone_problem: str | None
    zone_data: str
    contact: str | None
    told: Told | None


@blueprint.app_context_processor
def give_page() -> dict[str, Any]:
    """Hand `page` to every template that is rendered within a request."""
    return {"page": current_page()} if request else {}


def current_page() -> Page:
    """Put together what every page carries, for the reader of this request."""
    reader = current_reader()
    lang = reader.language
    return Page(
        language=lang,
        direction=reader.direction,
        languages=tuple(
            {"code": code, "name": OWN_NAMES[code], "address": same_page(code)} for code in LANGUAGES
        ),
        site=current_app.config.get("SITE_NAME") or _("Minamata Convention on Mercury"),
        home=f"/{lang}/",
        style=static_address("css/site.css"),
        desk_style=static_address("css/desk.css"),
        desk_script=static_address("js/desk.js"),
        script=static_address("js/site.js"),
        zone=reader.zone,
        zone_words=zone_line(reader.zone, datetime.now(UTC), lang, reader.city),
        here=same_page(lang),
        zone_problem=reader.problem,
        zone_data=zone_data_version(),
        contact=current_app.config.get("CONTACT"),
        told=told(lang),
    )


def same_page(lang: str) -> str:
    """Give the address of this page in another language."""
    parts = request.path.split("/")
    path = "/".join(["", lang, *parts[2:]]) if parts[1] in LANGUAGES else f"/{lang}/"
    query = request.query_string.decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=32)
def static_address(name: str) -> str:
    """Give the address of a static file with the hash of its bytes, so that it may be kept for a year."""
    folder = current_app.static_folder
    digest = hashlib.sha256(Path(folder or "", name).read_bytes()).hexdigest()[:10]
    return url_for("static", filename=name, v=digest)


@blueprint.get("/")
def start() -> AnyResponse:
    """Lead to the calendar in the language the browser prefers."""
    return redirect(f"/{language()}/", 302)


@blueprint.route(f"/{LANG}/zone", methods=["GET"])
def choose_zone(lang: str) -> str:
    """Show the list of zones, to choose from without JavaScript."""
    return _zone_form(request.args.get("back", ""))


@blueprint.route(f"/{LANG}/zone", methods=["POST"])
def keep_zone(lang: str) -> AnyResponse:
    """Remember the chosen zone and lead back; a name that is no zone comes back with a message."""
    zone = known_zone(request.form.get("zone", ""))
    back = request.form.get("back", "")
    if zone is None:
        return Response(_zone_form(back, _("Choose a zone of the list.")), 422)
    answer = redirect(safe_back(back, f"/{lang}/"), 303)
    answer.set_cookie("zone", zone, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure)
    return answer


def safe_back(address: str, otherwise: str) -> str:
    """Give a path of this site without its `zone`, or the other one for anything that leads elsewhere."""
    parts = urlsplit(address.replace("\\", "/"))
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return otherwise
    if any(ord(letter) < 32 for letter in address):
        return otherwise
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] != "zone"])
    return f"{parts.path}?{query}" if query else parts.path


def _zone_form(back: str, problem: str | None = None) -> str:
    reader = settle_reader()
    zones = list(_zone_groups(reader.language))
    return render_template("public/zone.html", back=back, zones=zones, problem=problem)


def _zone_groups(lang: str) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for region, names in groupby(zone_names(), key=lambda name: name.partition("/")[0]):
        each = [
            {"zone": name, "words": f"{zone_city(name, lang)}, {zone_offset(name, now, lang)}"}
            for name in names
        ]
        yield {"name": region, "zones": each}
