"""People of a delegation as a sheet: given, and taken in after a look at what would become of each row."""

import json
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.codes import GENDERS, LANGUAGES
from meetings.domain.cop.country_names import match_country
from meetings.domain.cop.delegations import FACTS, Wish, facts_of
from meetings.domain.cop.nominee_sheets import (
    COUNTRY,
    ID,
    MOST_ROWS,
    SEGMENT,
    RowKind,
    RowResult,
    SheetRow,
    read_rows,
    segment_cell,
)
from meetings.domain.errors import NotFound, Refused, TooLarge, TooManyLines
from meetings.domain.heard import folded
from meetings.domain.recording_errors import EmptyFile
from meetings.extensions import db
from meetings.formats.cop.nominee_sheets import MOST_BYTES, nominee_sheet, sheet_rows
from meetings.formats.languages import marked
from meetings.queries.cop import delegation_page as queries
from meetings.queries.cop.delegation_page import DelegationPage, PersonShown
from meetings.queries.cop.parties import known_names
from meetings.services.cop.nominee_sheets import Sheet, preview, seal_of, take_in
from meetings.web.cop.delegation_words import FIELDS
from meetings.web.cop.delegations import ADDRESS, by_of, current, home_of
from meetings.web.cop.devices import proved
from meetings.web.cop.nominee_form import choices
from meetings.web.desk.uploads import sent
from meetings.web.errors import sentence
from meetings.web.pages import OWN_NAMES

blueprint = Blueprint("delegation_sheets", __name__)
MOST_KEPT: Final = 400_000
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS: Final = {
    RowKind.NEW: lambda: _("New"),
    RowKind.CHANGED: lambda: _("Changed"),
    RowKind.SAME: lambda: _("As it is"),
    RowKind.REFUSED: lambda: _("Refused"),
}


@blueprint.get(f"{ADDRESS}/sheet.<any(xlsx, csv):form>")
def export(lang: str, token: str, form: str) -> Response:
    """Give everybody who takes part as a sheet, which can be changed and taken in again; no passport is in it."""
    focal = proved(token)
    page = queries.delegation_page(focal.delegation)
    head = [ID, *FACTS, COUNTRY, *(f"{SEGMENT}{one.slug}" for one in page.segments)]
    country = marked(page.whose, lang) if page.category == "government" else ""
    rows = [_row(one, page, country) for one in page.people if one.is_there and one.row.name]
    answer = make_response(nominee_sheet(form, _("Delegation"), head, rows))
    answer.headers["Content-Type"] = TYPES[form]
    answer.headers["Content-Disposition"] = f'attachment; filename="delegation-{focal.programme.slug}.{form}"'
    return answer


@blueprint.get(f"{ADDRESS}/sheet")
def show(lang: str, token: str) -> Response:
    """Show a field for a sheet, and how it is read."""
    return _page(token)


@blueprint.post(f"{ADDRESS}/sheet")
def send(lang: str, token: str) -> AnyResponse:
    """Show what would become of each row of a sheet; or take in what was shown."""
    focal, now = proved(token), datetime.now(UTC)
    delegation_id, by, home = focal.delegation.id, by_of(focal), home_of(focal, current(token))
    try:
        rows = _kept_rows() if "rows" in request.form else _sent_rows()
        settled = frozenset(request.form.getlist("settled", type=int))
        sheet = Sheet(rows, _words(), partial(match_country, known=known_names()), settled)
        if request.form.get("act") == "take":
            take_in(delegation_id, sheet, request.form.get("seal", ""), now, by=by)
            return redirect(f"{home}?done=imported#done", 303)
        return _page(token, rows, preview(delegation_id, sheet, now, by=by), settled)
    except NotFound:
        raise
    except Refused as refusal:
        db.session.rollback()
        if refusal.status == 409:
            return _page(token, rows, preview(delegation_id, sheet, now, by=by), settled, refusal)
        return _page(token, refusal=refusal)


def _row(one: PersonShown, page: DelegationPage, country: str) -> list[str]:
    facts = facts_of(one.row)
    wishes = {
        part.segment.id: Wish(part.segment.id, part.mode, part.rights) for part in one.parts if part.is_there
    }
    return [
        one.row.id,
        *(", ".join(facts[name]) if name == "lists" else str(facts[name]) for name in FACTS),
        country,
        *(segment_cell(wishes.get(each.id)) for each in page.segments),
    ]


def _sent_rows() -> list[SheetRow]:
    """Read a sheet that was sent.

    Raises: EmptyFile, TooLarge, WrongFile, NoColumns, TooManyLines, with field `file`.
    """
    file = sent("file")
    raw = file.stream.read(MOST_BYTES + 1) if file else b""
    if not raw:
        raise EmptyFile(field="file")
    if len(raw) > MOST_BYTES:
        raise TooLarge(field="file", most=MOST_BYTES // 1_000_000)
    return read_rows(sheet_rows(raw), _heads())


def _kept_rows() -> list[SheetRow]:
    """Read the rows that the page kept while somebody looked at them; they are checked anew like any others."""
    try:
        kept = json.loads(request.form["rows"][:MOST_KEPT])
        if len(kept) > MOST_ROWS:
            raise TooManyLines(field="file", most=MOST_ROWS)
        return [
            SheetRow(
                int(number),
                {str(name): str(cell) for name, cell in cells.items()},
                {str(slug): str(cell) for slug, cell in segments.items()},
            )
            for number, cells, segments in kept
        ]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        raise EmptyFile(field="file") from None


def _heads() -> dict[str, str]:
    """Give what columns are called, in every language."""
    return dict(_heads_said())


@lru_cache(maxsize=1)
def _heads_said() -> tuple[tuple[str, str], ...]:
    found = {name: name for name in (ID, COUNTRY, *FACTS)}
    for lang in LANGUAGES:
        with force_locale(lang):
            found |= {folded(FIELDS[name]()): name for name in FACTS}
            found |= {folded(_("Country")): COUNTRY}
    return tuple(found.items())


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    """Give what roles, genders and languages are called, in every language."""
    found: dict[str, dict[str, str]] = {"role": {}, "gender": {one: one for one in GENDERS}, "language": {}}
    for lang in LANGUAGES:
        with force_locale(lang):
            for category in ("government", "other"):
                for name in ("role", "gender"):
                    found[name] |= {folded(words): code for code, words in choices(category)[name] if code}
    found["language"] = {folded(name): code for code, name in OWN_NAMES.items()}
    found["language"] |= {code: code for code in LANGUAGES}
    return found


def _page(
    token: str,
    rows: list[SheetRow] | None = None,
    results: list[RowResult] | None = None,
    settled: frozenset[int] = frozenset(),
    refusal: Refused | None = None,
) -> Response:
    focal = proved(token)
    reader, page = current(token), queries.delegation_page(focal.delegation)
    html = render_template(
        "cop/delegation_sheet.html",
        programme=focal.programme,
        page_of=page,
        home=home_of(focal, reader),
        columns=[*FACTS, COUNTRY, *(f"{SEGMENT}{one.slug}" for one in page.segments)],
        rows=json.dumps([[one.number, one.cells, one.segments] for one in rows or ()], ensure_ascii=False),
        results=[_result(one) for one in results or ()],
        counts=[(words(), sum(one.kind is kind for one in results or ())) for kind, words in KINDS.items()],
        is_shown=results is not None,
        takes=any(one.kind in (RowKind.NEW, RowKind.CHANGED) for one in results or ()),
        seal=seal_of(results or ()),
        settled=sorted(settled),
        wrong={refusal.field: sentence(refusal)} if refusal and refusal.field else {},
        problems=[sentence(refusal)] if refusal else [],
    )
    return make_response(html, refusal.status if refusal else 200)


def _result(one: RowResult) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "kind": KINDS[one.kind](),
        "why": sentence(one.refusal) if one.refusal else "",
        "field": one.refusal.field if one.refusal and one.refusal.field else "",
        "may_settle": one.refusal is not None and one.refusal.code == "country_to_review",
    }
