"""People of my delegation as a sheet, by the token of a focal point's link: given, and taken in after a look."""

from functools import partial
from typing import Any

from flask import Response
from marshmallow import fields, validate

from meetings.api.bearers import blueprint_of
from meetings.api.cop.delegation_shapes import DelegationSheetIn, DelegationSheetOut
from meetings.api.cop.focal import Here, proved
from meetings.api.devices import HEADER
from meetings.api.files import said_list, sent_bytes, takes_file
from meetings.api.files_given import answers_with, as_file
from meetings.api.programmes import BEARER
from meetings.api.shapes import Shown
from meetings.domain.codes import GENDERS, LANGUAGES
from meetings.domain.cop.country_names import match_country
from meetings.domain.cop.delegations import FACTS, Wish, facts_of, roles_of
from meetings.domain.cop.nominee_sheets import (
    COUNTRY,
    ID,
    MOST_ROWS,
    SEGMENT,
    RowResult,
    SheetRow,
    read_rows,
    segment_cell,
)
from meetings.domain.errors import TooManyLines
from meetings.formats.cop.nominee_sheets import MOST_BYTES, nominee_sheet, sheet_rows
from meetings.queries.cop.delegation_page import PersonShown
from meetings.queries.cop.parties import known_names
from meetings.services.cop.nominee_sheets import Sheet, preview, seal_of, take_in

blueprint = blueprint_of(
    "cop_delegation_sheets", "A delegation as a sheet, by the token of its focal point's link."
)
AT = "/delegations/me/sheet"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DelegationFormQuery(Shown):
    """In which form the sheet is given."""

    form = fields.String(
        load_default="xlsx", validate=validate.OneOf(tuple(TYPES)), metadata={"example": "csv"}
    )


@blueprint.route(AT, methods=["GET"])
@blueprint.arguments(DelegationFormQuery, location="query")
@blueprint.doc(security=BEARER, parameters=HEADER, responses=answers_with("text/csv"))
def export(query: dict[str, Any]) -> Response:
    """Give everybody who takes part as a sheet, which can be changed and taken in again; no passport is in it."""
    here = proved()
    page, form = here.page(), query["form"]
    country = page.whose.get("en", "") if page.category == "government" else ""
    segments = [one.slug for one in page.segments]
    head = [ID, *FACTS, COUNTRY, *(f"{SEGMENT}{slug}" for slug in segments)]
    rows = [_row(one, segments, country) for one in page.people if one.is_there and one.row.name]
    sheet = nominee_sheet(form, "Delegation", head, rows)
    return as_file(sheet, TYPES[form], f"delegation-{here.programme}.{form}")


@blueprint.route(f"{AT}/look", methods=["POST"])
@blueprint.response(200, DelegationSheetOut)
@takes_file(texts={"settled": "4"})
@blueprint.doc(security=BEARER, parameters=HEADER)
def look() -> dict[str, Any]:
    """Send a sheet to see what would become of each row; columns and codes are called as in the sheet we give."""
    here = proved()
    raw, _name = sent_bytes(MOST_BYTES)
    rows = read_rows(sheet_rows(raw), {name: name for name in (ID, COUNTRY, *FACTS)})
    settled = frozenset(
        int(one) for one in said_list("settled") if one.isascii() and one.isdigit() and len(one) < 9
    )
    found = preview(here.delegation_id, _sheet(here, rows, settled), here.now, by=here.by)
    return _shown(rows, found)


@blueprint.route(f"{AT}/take", methods=["POST"])
@blueprint.arguments(DelegationSheetIn)
@blueprint.response(200, DelegationSheetOut)
@blueprint.doc(security=BEARER, parameters=HEADER)
def take(body: dict[str, Any]) -> dict[str, Any]:
    """Take in all rows that were shown and are not refused, in one act; 409 where something else would come of it."""
    here = proved()
    if len(body["rows"]) > MOST_ROWS:
        raise TooManyLines(field="rows", most=MOST_ROWS)
    rows = [SheetRow(one["number"], one["cells"], one["segments"]) for one in body["rows"]]
    sheet = _sheet(here, rows, frozenset(body["settled"]))
    found = take_in(here.delegation_id, sheet, body["seal"], here.now, by=here.by)
    return _shown(rows, found)


def _sheet(here: Here, rows: list[SheetRow], settled: frozenset[int]) -> Sheet:
    words = {
        "role": {str(one): str(one) for one in roles_of(here.page().category)},
        "gender": {one: one for one in GENDERS},
        "language": {one: one for one in LANGUAGES},
    }
    return Sheet(rows, words, partial(match_country, known=known_names()), settled)


def _row(one: PersonShown, segments: list[str], country: str) -> list[str]:
    facts = facts_of(one.row)
    wishes = {
        part.segment.slug: Wish(part.segment.id, part.mode, part.rights)
        for part in one.parts
        if part.is_there
    }
    return [
        one.row.id,
        *(", ".join(facts[name]) if name == "lists" else str(facts[name]) for name in FACTS),
        country,
        *(segment_cell(wishes.get(slug)) for slug in segments),
    ]


def _shown(rows: list[SheetRow], found: list[RowResult]) -> dict[str, Any]:
    return {
        "results": [
            {
                "number": one.number,
                "kind": str(one.kind),
                "name": one.name,
                "refused": one.refusal.code if one.refusal else None,
                "field": one.refusal.field if one.refusal else None,
            }
            for one in found
        ],
        "rows": [{"number": one.number, "cells": one.cells, "segments": one.segments} for one in rows],
        "seal": seal_of(found),
    }
