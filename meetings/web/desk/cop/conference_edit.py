"""Changing one thing of a conference at the desk: a segment, a room, an item of the agenda, a meeting, itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.cop.cop_names import STREAMS
from meetings.queries.cop.conference_desk import ConferenceDesk, conference_desk
from meetings.queries.revisions import facts_at
from meetings.services.cop import conferences, meetings
from meetings.services.programmes import change_programme
from meetings.web.desk import drafts
from meetings.web.desk.access import allowed, at_desk
from meetings.web.desk.cop import conference_forms as forms
from meetings.web.desk.cop.conference_forms import ROOM, Field, Form
from meetings.web.desk.sides import Side, compare, settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.readers import current_reader

blueprint = Blueprint("desk_cop_conference_edit", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/conference"
KINDS: Final = "<any(segment, room, item, meeting, programme):kind>"
NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a form changes: its row, none where it is new, its fields, and under which name its changes are noted."""

    desk: ConferenceDesk
    kind: str
    which: str
    row: Any
    fields: list[Field]
    subject: str

    @property
    def is_new(self) -> bool:
        """Say whether it is not there yet."""
        return self.row is None

    @property
    def revision(self) -> int:
        """Give how often it was changed."""
        return int(self.row.revision) if self.row else 0


@blueprint.get(f"{ADDRESS}/{KINDS}/<which>")
def ask(lang: str, programme: str, kind: str, which: str) -> Response:
    """Show one thing of a conference with everything that can be changed of it."""
    allowed(Act.EDIT, programme)
    return _page(_thing(programme, kind, which), form=drafts.taken_up())


@blueprint.post(f"{ADDRESS}/{KINDS}/<which>")
def change(lang: str, programme: str, kind: str, which: str) -> AnyResponse:
    """Keep what was typed; what is refused, or was saved by somebody else meanwhile, comes back with everything."""
    actor, now = allowed(Act.EDIT, programme).actor, datetime.now(UTC)
    thing = _thing(programme, kind, which)
    form = settle(request.form, forms.stored(thing.fields, thing.row))
    try:
        if form.get("act") == "delete" and not thing.is_new:
            _delete(thing, form.get("revision", 0, type=int), now, actor)
        else:
            _save(thing, forms.typed(thing.fields, form), form.get("revision", 0, type=int), now, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(_thing(programme, kind, which), form=form, refusal=refusal)
    anchor = "meetings" if kind == "meeting" else f"{kind}s"
    return redirect(f"/{lang}/desk/{programme}/conference?done={kind}#{anchor}", 303)


@blueprint.get(f"/{LANG}/desk/conferences/new")
def ask_new(lang: str) -> Response:
    """Show the form for a new conference."""
    allowed(Act.EDIT, "")
    return _new_page(drafts.taken_up())


@blueprint.post(f"/{LANG}/desk/conferences/new")
def begin(lang: str) -> AnyResponse:
    """Begin a conference with all its streams, as a draft."""
    actor, now = allowed(Act.EDIT, "").actor, datetime.now(UTC)
    try:
        values = forms.typed(forms.programme_fields(True), request.form)
        slug = conferences.create_conference(values, STREAMS, now, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _new_page(request.form, refusal)
    return redirect(f"/{lang}/desk/{slug}/conference", 303)


def _thing(programme: str, kind: str, which: str) -> Thing:
    """Give what an address means.

    Raises: NotFound.
    """
    desk, lang = conference_desk(programme), current_reader().language
    if kind == "programme":
        return Thing(desk, kind, which, desk, forms.programme_fields(False), f"programme:{programme}")
    rows: dict[str, dict[str, Any]] = {
        "segment": {one.slug: one for one in desk.segments},
        "room": {str(one.id): one for one in desk.rooms},
        "item": {one.slug: one for one in desk.items},
        "meeting": {one.slug: one for one in desk.meetings},
    }
    row = rows[kind].get(which)
    if row is None and which != NEW:
        raise errors.NotFound()
    fields: dict[str, Callable[[], list[Field]]] = {
        "segment": lambda: forms.segment_fields(row is None),
        "room": lambda: forms.room_fields(desk, row is None, lang),
        "item": lambda: forms.item_fields(desk, row, lang),
        "meeting": lambda: forms.meeting_fields(desk, row, lang),
    }
    name = "session" if kind == "meeting" else kind
    return Thing(desk, kind, which, row, fields[kind](), f"{name}:{programme}/{which}")


def _save(thing: Thing, values: dict[str, Any], revision: int, now: datetime, actor: str) -> None:
    """Do what a form asks."""
    programme, which = thing.desk.slug, thing.which
    if thing.is_new:
        _create(thing, values, now, actor)
    elif thing.kind == "segment":
        conferences.change_segment(programme, which, values, revision, now, actor)
    elif thing.kind == "room":
        conferences.change_room(programme, int(which), values, revision, now, actor)
    elif thing.kind == "item":
        conferences.change_item(programme, which, values, revision, now, actor)
    elif thing.kind == "programme":
        change_programme(programme, values, revision, now, actor)
    else:
        given = {name: value for name, value in values.items() if not name.startswith(ROOM)}
        stays = given["segment"] == thing.row.segment
        rooms = {name.removeprefix(ROOM): value for name, value in values.items() if name.startswith(ROOM)}
        meetings.change_meeting(
            programme, which, given, revision, now, actor, rooms=rooms if stays else meetings.NO_ROOMS
        )


def _create(thing: Thing, values: dict[str, Any], now: datetime, actor: str) -> None:
    programme = thing.desk.slug
    if thing.kind == "segment":
        conferences.create_segment(programme, values, now, actor)
    elif thing.kind == "room":
        conferences.create_room(programme, str(values.pop("segment") or ""), _given(values), now, actor)
    elif thing.kind == "item":
        conferences.create_item(programme, values, now, actor)
    else:
        title = next((text for text in values["title"].values() if text.strip()), "")
        slug = meetings.free_session_slug(programme, title)
        meetings.create_meeting(programme, values | {"slug": slug}, now, actor)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was left empty, so that it is filled by itself."""
    return {name: value for name, value in values.items() if value is not None}


def _delete(thing: Thing, revision: int, now: datetime, actor: str) -> None:
    programme, which = thing.desk.slug, thing.which
    if thing.kind == "segment":
        conferences.delete_segment(programme, which, revision, now, actor)
    elif thing.kind == "room":
        conferences.delete_room(programme, int(which), revision, now, actor)
    elif thing.kind == "item":
        conferences.delete_item(programme, which, revision, now, actor)
    else:
        raise errors.NotAChoice(field="act", value="delete")


def _page(thing: Thing, *, form: Form | None = None, refusal: errors.Refused | None = None) -> Response:
    at_desk()
    kinds = {
        "segment": _("Segment"),
        "room": _("Room"),
        "item": _("Agenda item"),
        "meeting": _("Meeting"),
        "programme": _("Conference"),
    }
    return _render(
        thing.fields,
        forms.stored(thing.fields, thing.row),
        form,
        refusal,
        programme=thing.desk,
        kind=thing.kind,
        kind_words=kinds[thing.kind],
        which=thing.which,
        is_new=thing.is_new,
        may_delete=thing.kind in ("segment", "room", "item") and not thing.is_new,
        revision=_seen(thing, form, refusal),
        sides=_sides(thing, form) if form is not None and isinstance(refusal, errors.Stale) else (),
    )


def _new_page(form: Form | None, refusal: errors.Refused | None = None) -> Response:
    at_desk()
    fields = forms.programme_fields(True)
    return _render(
        fields,
        forms.stored(fields, None),
        form,
        refusal,
        programme=None,
        kind="programme",
        kind_words=_("New conference"),
        which=NEW,
        is_new=True,
        may_delete=False,
        revision=0,
        sides=(),
    )


def _render(
    fields: list[Field],
    standing: dict[str, str | list[str]],
    form: Form | None,
    refusal: errors.Refused | None,
    **words: Any,
) -> Response:
    lang = current_reader().language
    values = standing if form is None else forms.as_written(fields, form)
    problem = (
        {"words": sentence(refusal), "field": forms.input_to_blame(fields, refusal, lang)}
        if refusal
        else None
    )
    page = render_template(
        "desk/cop/conference_form.html",
        fields=fields,
        values=values,
        problem=problem,
        drafts=drafts.offered(),
        **words,
    )
    return make_response(page, refusal.status if refusal else 200)


def _seen(thing: Thing, form: Form | None, refusal: errors.Refused | None) -> int:
    """Give what the form has seen: of what was refused for another reason, what it had seen then."""
    if form is None or isinstance(refusal, errors.Stale):
        return thing.revision
    return form.get("revision", thing.revision, type=int)


def _sides(thing: Thing, form: Form) -> tuple[Side, ...]:
    """Compare what is stored with what was typed."""
    was = forms.facts_as_written(thing.fields, facts_at(thing.subject, form.get("revision", 0, type=int)))
    now = forms.stored(thing.fields, thing.row)
    return compare(
        forms.labels(thing.fields),
        now,
        forms.as_written(thing.fields, form),
        was=now | was,
        word=forms.choice_words(thing.fields),
    )
