"""A person of a delegation, named, changed or replaced by an officer on its behalf, noted as done by them."""

from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import GENDERS
from meetings.domain.cop.codes import Right
from meetings.domain.cop.delegations import LISTS, Nominee, Wish, counts, facts_of, modes_of, roles_of
from meetings.domain.cop.tracks import Mover
from meetings.domain.languages import choose
from meetings.extensions import db
from meetings.queries.cop.accreditation_page import DelegationPage, Named, delegation_page
from meetings.services.cop import nominations
from meetings.services.cop.tracks import By
from meetings.web.cop.nominee_words import fact_label, gender_words, list_words
from meetings.web.cop.words import MODES, RIGHTS, ROLES
from meetings.web.desk.cop.accreditation_here import ADDRESS, Here, here
from meetings.web.errors import sentence

blueprint = Blueprint("desk_cop_person", __name__)
PERSON: Final = f"{ADDRESS}/person/<person>"
NEW: Final = "new"
TEXTS: Final = ("courtesy", "name", "function", "department", "organization", "email", "telephone")


@blueprint.get(PERSON)
def show(lang: str, programme: str, delegation_id: str, person: str) -> Response:
    """Show what is said of a person, to be changed, or the form for a new one."""
    at = here(programme, delegation_id)
    shown, of = _found(at, person)
    return _page(at, shown, of, _stored(of))


@blueprint.post(PERSON)
def save(lang: str, programme: str, delegation_id: str, person: str) -> AnyResponse:
    """Name, change or replace somebody on behalf of the delegation; what cannot be comes back filled in."""
    at = here(programme, delegation_id)
    shown, of = _found(at, person)
    given, by = _typed(shown, of), By(Mover.OFFICER, at.actor)
    seen = request.form.get("revision", 0, type=int)
    try:
        if of is None:
            nominations.nominate(at.delegation, given, at.moment.now, by=by)
        elif request.form.get("act") == "replace":
            nominations.replace_person(of.row.id, given, at.moment.now, by=by, seen=seen)
        else:
            nominations.edit(of.row.id, given, at.moment.now, by=by, seen=seen)
    except errors.Refused as refusal:
        db.session.rollback()
        shown, of = _found(at, person)
        return _page(at, shown, of, given, problem=refusal)
    return redirect(f"{at.address}?done={'edited' if of else 'named'}#done", 303)


def _found(at: Here, person: str) -> tuple[DelegationPage, Named | None]:
    shown = delegation_page(at.programme.slug, at.delegation)
    if person == NEW:
        return shown, None
    of = next((one for one in shown.people if one.row.id == person), None)
    if of is None:
        raise errors.NotFound()
    return shown, of


def _stored(of: Named | None) -> Nominee:
    if of is None:
        return Nominee("")
    facts = facts_of(of.row)
    wishes = tuple(
        Wish(part.row.segment_id, part.row.mode, part.row.rights) for part in of.parts if counts(part.row)
    )
    return Nominee(**{**facts, "lists": tuple(facts["lists"])}, wishes=wishes)


def _typed(shown: DelegationPage, of: Named | None) -> Nominee:
    """Read the form; meetings somebody is sent to beside a segment stay as they are."""
    kept: dict[int, Any] = {part.row.segment_id: part.row for part in of.parts} if of else {}
    wishes = tuple(
        Wish(
            one.id,
            request.form.get(f"mode-{one.id}", ""),
            request.form.get(f"rights-{one.id}", Right.VIEWER),
            tuple(each.session_id for each in kept[one.id].meetings) if one.id in kept else (),
        )
        for one in shown.segments
        if request.form.get(f"segment-{one.id}")
    )
    return Nominee(
        **{name: request.form.get(name, "") for name in (*TEXTS, "address", "role", "gender")},
        language=request.form.get("language", "en"),
        lists=tuple(request.form.getlist("lists")),
        wishes=wishes,
    )


def _page(
    at: Here,
    shown: DelegationPage,
    of: Named | None,
    given: Nominee,
    *,
    problem: errors.Refused | None = None,
) -> Response:
    lang = at.moment.reader.language
    chosen = {one.segment_id: one for one in given.wishes}
    html = render_template(
        "desk/cop/accreditation_person.html",
        programme=at.programme,
        delegation=shown,
        of=of,
        given=given,
        address=at.address,
        texts=[(name, fact_label(name)) for name in TEXTS],
        labels={name: fact_label(name) for name in ("role", "address", "language", "gender", "lists")},
        roles=[(one, ROLES[one]()) for one in roles_of(shown.row.category)],
        genders=[(one, gender_words(one)) for one in GENDERS],
        lists=[(one, list_words(one)) for one in LISTS],
        rights=[(one, words()) for one, words in RIGHTS.items()],
        segments=[
            {
                "id": one.id,
                "title": choose(one.title, lang)[0],
                "modes": [(str(mode), MODES[mode]()) for mode in modes_of(one.mode)],
                "wish": chosen.get(one.id),
            }
            for one in shown.segments
        ],
        problem=sentence(problem) if problem else "",
        field=problem.field or "" if problem else "",
    )
    return make_response(html, problem.status if problem else 200)
