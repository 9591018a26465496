"""The forms of a conference at the desk: which fields each has, what stands in them, and what was typed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain import errors
from meetings.domain.codes import AUDIENCES, LANGUAGES
from meetings.domain.cop.codes import SegmentMode
from meetings.domain.cop.conferences import REGIONS
from meetings.domain.cop.parties import TREATIES
from meetings.domain.zones import to_local
from meetings.formats import times
from meetings.formats.languages import marked
from meetings.queries.cop.conference_desk import (
    ConferenceDesk,
    ItemRow,
    MeetingRow,
)
from meetings.web.cop.words import MODES, treaty_word
from meetings.web.cop.words import REGIONS as REGION_WORDS
from meetings.web.pages import OWN_NAMES

Form = MultiDict[str, str]
Choices = tuple[tuple[str, str], ...]
LINE, WORDS, DATE, LOCAL, NUMBER, CHOICE, BOXES = (
    "line",
    "words",
    "date",
    "local",
    "number",
    "choice",
    "boxes",
)
ROOM: Final = "room-"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: `words` has an input for each language, `boxes` one for each choice."""

    name: str
    label: str
    kind: str = LINE
    hint: str = ""
    choices: Choices = ()


def segment_fields(is_new: bool) -> list[Field]:
    """Give the fields of a segment; its name in addresses only where it is new."""
    return [
        *_slug(is_new, _("Letters, figures and hyphens, as 4-2. It cannot be changed later.")),
        Field("title", _("Title"), WORDS),
        Field("mode", _("Held"), CHOICE, choices=tuple((one, MODES[one]()) for one in SegmentMode)),
        Field("starts_on", _("First day"), DATE),
        Field("ends_on", _("Last day"), DATE),
        Field("zone", _("Time zone"), hint=_("As Asia/Makassar. All hours of the segment are told in it.")),
        Field("place", _("City"), WORDS, _("As it stands beside the hours.")),
        Field("venue", _("Venue")),
        Field("languages", _("Languages"), BOXES, choices=tuple(OWN_NAMES.items())),
        Field("nominate_until", _("Nominations until"), LOCAL, _("Day and hour in the segment’s time zone.")),
        Field("quota", _("People per delegation"), NUMBER, _("Empty: as many as they like.")),
        Field("erase_on", _("Passport data are erased on"), DATE),
        Field("statements_hours", _("Hours for statements after a meeting"), NUMBER),
    ]


def item_fields(desk: ConferenceDesk, own: ItemRow | None, lang: str) -> list[Field]:
    """Give the fields of an item of the agenda."""
    parents = [("", _("None: an item of its own"))]
    parents += [
        (one.slug, item_words(one, lang)) for one in desk.items if own is None or one.slug != own.slug
    ]
    return [
        Field("number", _("Number"), hint=_("As printed: 4 or 4(a). Empty where it is not known.")),
        Field("title", _("Title"), WORDS),
        Field("parent", _("Belongs to"), CHOICE, choices=tuple(parents)),
        Field("segments", _("Segments"), BOXES, choices=_segments(desk, lang)),
    ]


def room_fields(desk: ConferenceDesk, is_new: bool, lang: str) -> list[Field]:
    """Give the fields of a room."""
    within = [Field("segment", _("Segment"), CHOICE, choices=_segments(desk, lang))] if is_new else []
    return [
        *within,
        *_slug(is_new, _("Letters, figures and hyphens, as hall-a. It cannot be changed later.")),
        Field("name", _("Name"), WORDS),
        Field("capacity", _("Seats"), NUMBER, _("Empty: not known.")),
        Field("position", _("Order"), NUMBER),
    ]


def meeting_fields(desk: ConferenceDesk, own: MeetingRow | None, lang: str) -> list[Field]:
    """Give the fields of a meeting, with the room of each of its times."""
    streams = tuple((slug, marked(title, lang)) for slug, title in desk.streams)
    at_once = _("It holds at once, for the entrance and for the files.")
    regions = tuple((one, REGION_WORDS[one]()) for one in REGIONS)
    items = tuple((one.slug, item_words(one, lang)) for one in desk.items)
    found = [
        Field("title", _("Title"), WORDS),
        Field("stream", _("Stream"), CHOICE, choices=streams),
        Field("segment", _("Segment"), CHOICE, choices=(("", _("No segment")), *_segments(desk, lang))),
        Field("audience", _("Who may enter"), CHOICE, at_once, audiences()),
        Field("regions", _("Regional groups"), BOXES, _("Where it is for regional groups."), regions),
        Field("agenda_items", _("Agenda items"), BOXES, choices=items),
    ]
    rooms = [one for one in desk.rooms if own and one.segment == own.segment]
    choices = (("", _("No room yet")), *((one.slug, marked(one.name, lang)) for one in rooms))
    for slot in own.slots if own and rooms else ():
        when = times.short_words(slot.starts_at, slot.zone, lang)
        found.append(Field(f"{ROOM}{slot.id}", _("Room · %(when)s", when=when), CHOICE, choices=choices))
    return found


def programme_fields(is_new: bool) -> list[Field]:
    """Give the fields of the conference itself."""
    treaties = tuple((one, treaty_word(one)) for one in TREATIES)
    zone = [Field("zone", _("Time zone"), hint=_("That of the first segment, as Europe/Zurich."))]
    return [
        *_slug(is_new, _("Letters, figures and hyphens, as cop-7. It cannot be changed later.")),
        Field("title", _("Title"), WORDS),
        *(zone if is_new else ()),
        Field("place", _("City"), WORDS),
        Field("treaty", _("Treaty"), CHOICE, choices=treaties),
        Field(
            "other_treaties",
            _("Other treaties that meet together with it"),
            BOXES,
            _("A delegation then has a status to each."),
            treaties,
        ),
        Field("contact", _("Contact")),
    ]


def audiences() -> Choices:
    """Give for whom a meeting may be, in words."""
    words: dict[str, Callable[[], str]] = {
        "public": lambda: _("Everybody"),
        "participants": lambda: _("Parties and observers"),
        "parties": lambda: _("Parties only"),
        "region": lambda: _("Regional groups"),
        "body": lambda: _("A body, as the Bureau: not shown to the public"),
        "named": lambda: _("Named people: not shown to the public"),
    }
    return tuple((one, words[one]()) for one in AUDIENCES)


def item_words(one: ItemRow, lang: str) -> str:
    """Name an item by number and title."""
    return " ".join(part for part in (one.number, marked(one.title, lang)) if part)


def _segments(desk: ConferenceDesk, lang: str) -> Choices:
    return tuple((one.slug, marked(one.title, lang)) for one in desk.segments)


def _slug(is_new: bool, hint: str) -> list[Field]:
    return [Field("slug", _("Name in addresses"), LINE, hint)] if is_new else []


def stored(fields: Iterable[Field], row: Any) -> dict[str, str | list[str]]:
    """Give what stands in each input of a form, as the form writes it."""
    found: dict[str, str | list[str]] = {}
    for field in fields:
        value = _value(field, row)
        if field.kind == WORDS:
            found |= {f"{field.name}-{lang}": (value or {}).get(lang, "") for lang in LANGUAGES}
        elif field.kind == BOXES:
            found[field.name] = list(value or ())
        else:
            found[field.name] = "" if value is None else str(value)
    return found


def _value(field: Field, row: Any) -> Any:
    if row is None:
        return {"statements_hours": 24}.get(field.name)
    if field.name.startswith(ROOM):
        return next(slot.room for slot in row.slots if slot.id == field.name.removeprefix(ROOM))
    value = getattr(row, field.name)
    if field.kind == LOCAL and value is not None:
        return to_local(value, row.zone).replace(tzinfo=None).isoformat(timespec="minutes")
    return value


def typed(fields: Iterable[Field], form: Form) -> dict[str, Any]:
    """Read what was typed, as services take it.

    Raises: NotANumber, with the field.
    """
    found: dict[str, Any] = {}
    for field in fields:
        if field.kind == WORDS:
            found[field.name] = {lang: form.get(f"{field.name}-{lang}", "") for lang in LANGUAGES}
        elif field.kind == BOXES:
            found[field.name] = form.getlist(field.name)
        else:
            text = form.get(field.name, "").strip()
            found[field.name] = _number(field.name, text) if field.kind == NUMBER else text or None
    return found


def _number(name: str, text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise errors.NotANumber(field=name, least=0, most=100_000)
    return int(text)


def as_written(fields: Iterable[Field], form: Form) -> dict[str, str | list[str]]:
    """Give what was typed in each input, as the form writes it."""
    found: dict[str, str | list[str]] = {}
    for field in fields:
        if field.kind == WORDS:
            found |= {f"{field.name}-{lang}": form.get(f"{field.name}-{lang}", "") for lang in LANGUAGES}
        elif field.kind == BOXES:
            found[field.name] = form.getlist(field.name)
        else:
            found[field.name] = form.get(field.name, "")
    return found


def labels(fields: Iterable[Field]) -> dict[str, str]:
    """Name each input."""
    found: dict[str, str] = {}
    for field in fields:
        if field.kind == WORDS:
            found |= {f"{field.name}-{lang}": f"{field.label} · {OWN_NAMES[lang]}" for lang in LANGUAGES}
        else:
            found[field.name] = field.label
    return found


def choice_words(fields: Iterable[Field]) -> Callable[[str, Any], str]:
    """Give how a value of an input reads: what is chosen by its words."""
    known = {field.name: dict(field.choices) for field in fields if field.choices}

    def word(name: str, value: Any) -> str:
        each = value if isinstance(value, list) else [value]
        return _(", ").join(known.get(name, {}).get(one, str(one)) for one in each).strip() or "–"

    return word


def input_to_blame(fields: Iterable[Field], refusal: errors.Refused, lang: str) -> str:
    """Name the input that a refusal is about: that of a language, or the first of a list."""
    field, _dot, code = (refusal.field or "").partition("[")[0].partition(".")
    kinds = {one.name: one.kind for one in fields}
    if kinds.get(field) == WORDS:
        return f"{field}-{code or lang}"
    return field if field in kinds else ""


def facts_as_written(fields: Iterable[Field], facts: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Give what stood earlier of texts and choices, as the form writes it; what is not known of then is left out."""
    found: dict[str, str | list[str]] = {}
    for field in fields:
        if field.name not in facts or field.kind == LOCAL:
            continue
        value = facts[field.name]
        if field.kind == WORDS:
            found |= {f"{field.name}-{lang}": (value or {}).get(lang, "") for lang in LANGUAGES}
        elif field.kind == BOXES:
            found[field.name] = list(value or ())
        else:
            found[field.name] = "" if value is None else str(value)
    return found
