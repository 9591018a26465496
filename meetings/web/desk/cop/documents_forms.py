"""The forms of documents of conferences: what is chosen from, what was typed, and what was refused of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.symbols import Distribution, DocumentGroup
from meetings.domain.errors import NotATime, Refused
from meetings.domain.kept_files import AudienceGiven
from meetings.domain.zones import to_instant, to_local
from meetings.queries.cop import document_desk as queries
from meetings.services.cop.document_desk import DocumentTyped
from meetings.web.cop.documents_words import audience_words, distribution_words, group_words
from meetings.web.desk.recordings_words import region_choices
from meetings.web.desk.sides import Side
from meetings.web.errors import sentence

TITLES = tuple(f"title-{code}" for code in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field to blame, which form it stands in, and both sides of a stale save."""

    words: str
    field: str
    form: str
    status: int
    sides: tuple[Side, ...] = ()

    @property
    def anchor(self) -> str:
        """Name the field in the page, or the form where none is to blame."""
        return f"{self.field}-{self.form}" if self.field else f"form-{self.form}"


def problem_of(refusal: Refused, lang: str, sides: tuple[Side, ...] = ()) -> Problem:
    """Word a refusal, at the field of the form that was sent."""
    name = (refusal.field or "").split("[")[0].replace("title.", "title-")
    name = f"title-{lang}" if name == "title" else name
    return Problem(sentence(refusal), name, request.form.get("form", "new")[:60], refusal.status, sides)


def typed_document(form: MultiDict[str, str], zone: str) -> DocumentTyped:
    """Read what was typed of a document.

    Raises: NotATime; what an hour that does not exist in the zone raises.
    """
    people = tuple(one.strip() for one in form.get("people", "").splitlines() if one.strip())
    return DocumentTyped(
        symbol=form.get("symbol", ""),
        title={code: form[f"title-{code}"] for code in LANGUAGES if form.get(f"title-{code}")},
        audience=AudienceGiven(form.get("audience", ""), tuple(form.getlist("regions")), people),
        group=form.get("group", ""),
        distribution=form.get("distribution", ""),
        original=form.get("original", ""),
        items=tuple(form.getlist("items")),
        segment=form.get("segment", ""),
        meeting=form.get("meeting", ""),
        embargo_until=instant(form.get("embargo", ""), zone, "embargo"),
    )


def instant(text: str, zone: str, field: str) -> datetime | None:
    """Read a day and hour in a zone; nothing for an empty field.

    Raises: NotATime; what an hour that does not exist there raises.
    """
    if not text.strip():
        return None
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(field=field, value=text[:40]) from None
    if local.tzinfo is not None:
        raise NotATime(field=field, value=text[:40])
    return to_instant(local, zone)


def local_text(at: datetime | None, zone: str) -> str:
    """Give an instant as a field holds it."""
    return to_local(at, zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def fields(
    number: int, typed: MultiDict[str, str] | None, lang: str, stored: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give what a form of a document needs: its choices, and what stands in it.

    Takes: the conference's number; what was typed, which wins; what is stored.
    """
    found, values = queries.choices(number), dict(stored or {"audience": "public"})
    if typed is not None and typed.get("form", "new") in ("new", "document"):
        lists = ("items", "regions")
        values = {name: typed.getlist(name) if name in lists else typed[name] for name in typed}
        values |= {name: typed.getlist(name) for name in lists}
    return {
        "values": values,
        "choices": found,
        "titles": [lang, *(code for code in LANGUAGES if code != lang)],
        "groups": [(str(one), group_words(one)) for one in DocumentGroup],
        "distributions": [(str(one), distribution_words(one)) for one in Distribution],
        "audiences": audience_words(),
        "regions": region_choices(),
    }
