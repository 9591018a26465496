"""Texts in six languages: what is not translated yet, and the page on which one thing's texts stand side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import Act
from meetings.domain.programmes import TEXT_LENGTH, TITLE_LENGTH
from meetings.extensions import db
from meetings.queries import desk as programmes
from meetings.queries.revisions import facts_at
from meetings.queries.translations import Text, Thing, things
from meetings.services.translations import put_texts
from meetings.web.desk import drafts
from meetings.web.desk.access import at_desk, open_here, staff
from meetings.web.desk.sides import Side, settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG, OWN_NAMES

blueprint = Blueprint("desk_translations", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/translations"
SHOWN: Final = 300
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextSide(Side):
    """A text in one language on both sides, where they differ; marks of what was shown say who changed it."""

    said: tuple[str, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Name in words what differs."""
        return self.said


@blueprint.get(ADDRESS)
def overview(lang: str, programme: str) -> str:
    """Show which texts are not translated into which languages, all or those that one language lacks."""
    shown, where = programmes.programme(programme), open_here(Act.EDIT, programme)
    at_desk(shown)
    every = things(programme, where)
    asked = request.args.get("missing", "")
    wanted = [asked] if asked in LANGUAGES else list(LANGUAGES)
    lines = [_line(thing, wanted) for thing in every]
    return render_template(
        "desk/translations.html",
        programme=shown,
        lines=[line for line in lines if line["texts"]],
        counts=[(code, OWN_NAMES[code], _count(every, code)) for code in LANGUAGES],
        total=sum(_count(every, code) for code in LANGUAGES),
        asked=asked if asked in LANGUAGES else "",
        unwritten=[(one, _named(text)) for one in every for text in one.texts if not text.is_written],
    )


@blueprint.get(f"{ADDRESS}/<thing>")
def ask(lang: str, programme: str, thing: str) -> Response:
    """Show the texts of one thing in all languages, to be written."""
    draft = drafts.taken_up()
    typed = draft.to_dict() if draft is not None else None
    return _page(programme, thing, typed=typed, done=bool(request.args.get("done")))


@blueprint.post(f"{ADDRESS}/<thing>")
def change(lang: str, programme: str, thing: str) -> AnyResponse:
    """Keep the texts; what is refused, or was saved by somebody else meanwhile, comes back with everything typed."""
    found = _found(programme, thing)
    typed = _typed(settle(request.form, _stored(found)))
    texts = {
        one.field: {code: typed.get(f"{one.field}-{code}", "") for code in LANGUAGES} for one in found.texts
    }
    seen = request.form.get("revision", 0, type=int)
    try:
        put_texts(programme, thing, texts, revision=seen, now=datetime.now(UTC), actor=staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(programme, thing, typed=typed, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/translations/{thing}?done=1#done", 303)


def _found(programme: str, name: str) -> Thing:
    """Give a thing that whoever is signed in may translate.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    programmes.programme(programme)
    where = open_here(Act.EDIT, programme)
    for thing in things(programme, where):
        if thing.name == name:
            return thing
    raise errors.NotFound()


def _stored(thing: Thing) -> dict[str, str | list[str]]:
    """Give every text as the form writes it."""
    return {f"{text.field}-{code}": text.words.get(code, "") for text in thing.texts for code in LANGUAGES}


def _typed(form: MultiDict[str, str]) -> Typed:
    """Read what was typed, with its lines ended as they are stored."""
    return {
        name: "\n".join(value.replace("\r\n", "\n").replace("\r", "\n").split("\u2028")).strip()
        for name, value in form.items()
    }


def _page(
    programme: str,
    name: str,
    *,
    typed: Typed | None = None,
    problem: errors.Refused | None = None,
    done: bool = False,
) -> Response:
    thing, shown = _found(programme, name), programmes.programme(programme)
    at_desk(shown)
    is_stale = isinstance(problem, errors.Stale)
    field = (problem.field or "").replace(".", "-") if problem else ""
    if problem and field in {text.field for text in thing.texts}:
        field += "-en"  # a title in no language at all
    html = render_template(
        "desk/translation.html",
        programme=shown,
        thing=thing,
        kind=kind_words(thing.kind),
        revision=typed["revision"] if typed and "revision" in typed and not is_stale else thing.revision,
        texts=[_shown(text, typed, merged=is_stale) for text in thing.texts],
        problem={"field": field, "words": sentence(problem)} if problem else None,
        sides=list(_sides(thing, typed or {}, _earlier(programme, thing, typed or {}))) if is_stale else [],
        drafts=drafts.offered(),
        done=done,
    )
    return make_response(html, problem.status if problem else 200)


def _shown(text: Text, typed: Typed | None, *, merged: bool) -> dict[str, Any]:
    """Give a text for the form: as stored or as typed; of a stale save, what was not touched as it is stored now."""
    values = {}
    for code in LANGUAGES:
        stored, name = text.words.get(code, ""), f"{text.field}-{code}"
        mine = stored if typed is None else typed.get(name, "")
        is_touched = typed is None or digest(mine) != typed.get(f"seen-{name}")
        values[code] = mine if is_touched or not merged else stored
    stands = {code: text.words.get(code, "") for code in LANGUAGES}
    seen = {code: digest(stands[code]) for code in LANGUAGES}
    if typed is not None and not merged:
        seen = {code: typed.get(f"seen-{text.field}-{code}", "") for code in LANGUAGES}
    return {
        "field": text.field,
        "name": _named(text),
        "is_long": text.is_long,
        "most": TEXT_LENGTH if text.is_long else TITLE_LENGTH,
        "values": values,
        "seen": seen,
    }


def _earlier(programme: str, thing: Thing, typed: Typed) -> dict[str, str]:
    """Give the texts that were changed since the form was opened, as they stood then, by the names of its fields."""
    kind, _colon, name = thing.name.partition(":")
    seen = typed.get("revision", "")
    subject = f"{kind}:{programme}/{name}" if name else f"{kind}:{programme}"
    facts = facts_at(subject, int(seen)) if seen.isascii() and seen.isdigit() and len(seen) < 10 else {}
    return {
        f"{text.field}-{code}": facts[text.field].get(code, "")[:SHOWN] or "–"
        for text in thing.texts
        if isinstance(facts.get(text.field), dict)
        for code in LANGUAGES
    }


def _sides(thing: Thing, typed: Typed, earlier: Mapping[str, str]) -> Iterable[Side]:
    for text in thing.texts:
        for code in LANGUAGES:
            name, now = f"{text.field}-{code}", text.words.get(code, "")
            mine, seen = typed.get(name, ""), typed.get(f"seen-{name}")
            others = _("changed meanwhile") if digest(now) != seen else ""
            own = _("yours differs") if mine != now and digest(mine) != seen else ""
            marks = tuple(mark for mark in (others, own) if mark)
            if marks:
                words = f"{_named(text)}, {OWN_NAMES[code]}"
                yield TextSide(
                    words,
                    earlier.get(name, ""),
                    now[:SHOWN] or "–",
                    mine[:SHOWN] or "–",
                    name if own else "",
                    marks,
                )


def digest(text: str) -> str:
    """Give a short mark of a text, by which a form says what it showed."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _line(thing: Thing, wanted: Iterable[str]) -> dict[str, Any]:
    texts = []
    for text in thing.texts:
        lacking = [(code, OWN_NAMES[code]) for code in text.missing if code in wanted]
        if lacking:
            texts.append({"field": text.field, "name": _named(text), "missing": lacking})
    return {"thing": thing, "kind": kind_words(thing.kind), "texts": texts}


def _count(every: Iterable[Thing], code: str) -> int:
    return sum(code in text.missing for thing in every for text in thing.texts)


def kind_words(kind: str) -> str:
    """Word what a thing is."""
    return {
        "programme": _("Programme"),
        "stream": _("Stream"),
        "session": _("Session"),
        "document": _("Document"),
    }[kind]


def _named(text: Text) -> str:
    return {"title": _("Title"), "place": _("Venue"), "abstract": _("Abstract")}[text.field]
