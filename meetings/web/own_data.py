"""My data: all that is stored of a person, to read and to take along."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, render_template
from flask_babel import gettext as _

from meetings.formats.languages import FIRST_ISOLATE, POP_ISOLATE, marked
from meetings.formats.times import full_day_words, hour_words, language_name, zone_city
from meetings.queries import registrations as queries
from meetings.queries.links import bearer_of
from meetings.queries.own_data import own_data
from meetings.web.desk.kinds import kind_words
from meetings.web.forms.registrations import category_words
from meetings.web.pages import LANG
from meetings.web.readers import Reader, settle_reader
from meetings.web.registrations import country_choices, keys
from meetings.web.sessions import role_words

blueprint = Blueprint("own_data", __name__)
ADDRESS: Final = f"/{LANG}/me/<token>/data"


@blueprint.get(ADDRESS)
def read(lang: str, token: str) -> str:
    """Show everything that is stored of whoever has the link."""
    person = queries.person_of(bearer_of(token, "me", keys()))
    reader = settle_reader(None, person.zone)
    found = own_data(person.id)
    return render_template(
        "public/data.html",
        person=person,
        sections=[
            (title, [list(_lines(one, reader)) for one in rows]) for title, rows in _sections(found) if rows
        ],
        file_address=f"/{lang}/me/{token}/data.json",
        back=f"/{lang}/me/{token}",
    )


@blueprint.get(f"{ADDRESS}.json")
def download(lang: str, token: str) -> Response:
    """Give the same as a file, with every instant in UTC."""
    person = queries.person_of(bearer_of(token, "me", keys()))
    text = json.dumps(own_data(person.id), default=_plain, ensure_ascii=False, indent=1)
    answer = Response(text + "\n", content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    raise TypeError(type(value).__name__)


def _sections(found: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (_("Who you are"), [found["person"], *found["mailboxes"]]),
        (_("My registrations"), found["registrations"]),
        (_("What you agreed to"), found["consents"]),
        (_("What I follow"), found["followed"]),
        (_("Sessions you came to"), found["attendances"]),
        (_("What platforms told of you"), found["told_by_platforms"]),
        (_("What you asked while sessions were held"), found["questions"]),
        (_("Your own ways into platforms"), found["ways_into_platforms"]),
        (_("Certificates"), found["certificates"]),
        (_("Badges"), found["badges"]),
        (_("Days you came"), found["check_ins"]),
        (_("Letters you were given"), found["letters"]),
        (_("Delegations you are in"), found["nominations"]),
        (_("Delegations you name"), found["focal_points"]),
        (_("Connection tests"), found["connection_tests"]),
        (_("Panels"), found["panels"]),
        (_("Assistants of panellists"), found["panel_assistants"]),
        (_("About me"), found["about_me"]),
        (_("When I can"), found["hours"]),
        (_("My slides"), found["slides"]),
        (_("Letters for panellists"), found["letters_for_panellists"]),
        (_("Whether you may be recorded"), found["releases"]),
        (_("Surveys"), found["surveys"]),
        (_("Bodies you applied for"), found["applications"]),
        (_("Side events you applied for"), found["side_events"]),
        (_("News for our contacts"), found["campaigns"]),
        (_("Mails to you"), found["messages"]),
        (_("Mails you stopped"), found["stopped"]),
        (_("Links you were given"), found["links"]),
        (_("What staff changed"), found["acts_of_staff"]),
    ]


def _labels() -> dict[str, str]:
    """Give the words for what is stored; what is not here stands in the file only."""
    return {
        "title": _("Title"),
        "biography": _("Biography"),
        "name": _("Name"),
        "body": _("Body"),
        "contact_name": _("Name"),
        "contact_email": _("E-mail"),
        "address": _("E-mail"),
        "country": _("Country"),
        "organization": _("Organization"),
        "function": _("Function"),
        "category": _("Category"),
        "gender": _("Gender"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "role": _("Role"),
        "kind": _("Kind"),
        "kinds": _("Kind"),
        "subject": _("Subject"),
        "scope": _("Kind"),
        "purpose": _("Kind"),
        "act": _("Kind"),
        "places": _("Times"),
        "consents": _("Consents"),
        "events": _("What happened"),
        "segment": _("Segment"),
        "day": _("Day"),
        "entrance": _("Entrance"),
        "with_passport": _("With the number of the passport"),
        "state": _("State"),
        "answered": _("Answered"),
        "joined_at": _("Joined"),
        "left_at": _("Left"),
        "at": _("When"),
        "code": _("Code"),
        "issued_at": _("Issued"),
        "created_at": _("Stored"),
        "ended_at": _("Cancelled"),
        "sent_at": _("Sent"),
        "due_at": _("To be sent"),
        "opened_at": _("Opened"),
        "links_opened": _("Links you opened"),
        "failed_at": _("Takes no mail since"),
        "withdrawn_at": _("Withdrawn"),
    }


def _lines(facts: dict[str, Any], reader: Reader) -> Iterator[tuple[str, list[str]]]:
    """Word what is known of one thing: a label, and what stands beside it; what is not known is left out."""
    for name, label in _labels().items():
        value = facts.get(name)
        if value not in (None, "", []):
            yield (
                label,
                [_words(name, one, reader) for one in (value if isinstance(value, list) else [value])],
            )


def _words(name: str, value: Any, reader: Reader) -> str:
    lang = reader.language
    if isinstance(value, datetime):
        return _instant(value, reader)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in ("title", "biography"):
        return marked(value, lang)
    if isinstance(value, dict):  # a time, a consent or something that happened
        at = value.get("starts_at") or value.get("at")
        said = [_code(one) for one in (value.get("state"), value.get("kind")) if one]
        said += [str(value["text_version"])] if value.get("text_version") else []
        return " · ".join([*said, *([_instant(at, reader)] if at else [])])
    worded = {
        "country": lambda: dict(country_choices(lang)).get(value, value),
        "category": lambda: category_words(value),
        "language": lambda: language_name(value, lang),
        "zone": lambda: zone_city(value, lang),
        "role": lambda: _code(role_words(value)),
        "kind": lambda: _code(value),
        "kinds": lambda: kind_words(value),
        "scope": lambda: _code(value),
        "purpose": lambda: _code(value),
        "state": lambda: _code(value),
    }.get(name)
    return worded() if worded else str(value)


def _code(code: str) -> str:
    """Word a state, a purpose, a consent or something that happened; one without words stands as it is."""
    return {
        "confirmed": _("Registered"),
        "registered": _("Registered"),
        "waiting": _("On the waiting list"),
        "seat": _("A seat became free"),
        "offered": _("A seat was offered"),
        "accepted": _("Accepted"),
        "declined": _("Declined"),
        "lapsed": _("Offer lapsed"),
        "switched": _("Time changed"),
        "cancelled": _("Cancelled"),
        "recording": _("Recording"),
        "list": _("List of participants"),
        "news": _("News by mail"),
        "joined": _("Joined"),
        "left": _("Left"),
        "participant": _("Participant"),
        "me": _("My registrations"),
        "join": _("Join"),
        "feed": _("My calendar"),
        "stop": _("Stopping mails"),
        "recordings": _("Mails after sessions"),
        "digest": _("Weekly mails"),
        "due": _("Due"),
        "claimed": _("Due"),
        "sent": _("Sent"),
        "retry": _("To be tried again"),
        "given_up": _("Given up"),
        "too_late": _("Too late"),
        "withdrawn": _("Withdrawn"),
        "booked": _("Booked"),
        "passed": _("Passed"),
        "again": _("To be tested again"),
        "not_tested": _("Not tested"),
        "silent": _("Not answered"),
        "given": _("Agreed"),
        "parts": _("Passages refused"),
        "refused": _("Refused"),
    }.get(code, code)


def _instant(value: datetime, reader: Reader) -> str:
    """Word an instant as the reader's clock has it, and in UTC; each is kept whole in any direction."""
    zone, lang = reader.zone, reader.language
    city = reader.city or zone_city(zone, lang)
    utc = f"{FIRST_ISOLATE}UTC {value.astimezone(UTC):%Y-%m-%d %H:%M}{POP_ISOLATE}"
    local = f"{full_day_words(value, zone, lang)}, {hour_words(value, zone, lang)} {city}"
    return f"{FIRST_ISOLATE}{local}{POP_ISOLATE} · {utc}"
