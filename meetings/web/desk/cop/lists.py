"""The list of participants at the desk: how it is made, a look at it, what changed and is odd, and publishing it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.cop.lists import Change, ListKind, Oddity, changes, mark_of, oddities
from meetings.domain.languages import choose
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.domain.zones import to_instant, to_local
from meetings.extensions import db
from meetings.formats.cop.lists import ListShown, shown
from meetings.formats.times import full_day_words, language_name
from meetings.queries.cop.list_copies import CopyLine, copies, last_copy, seen_by
from meetings.queries.cop.lists import Gathered, Listing, gather, listing_of, listings
from meetings.queries.desk import programme as programme_row
from meetings.services.cop import lists as services
from meetings.web.cop.list_files import FORMS, TYPES, file_name, list_file
from meetings.web.cop.list_words import HEADS, SECTIONS, say
from meetings.web.desk.access import allowed, at_desk
from meetings.web.desk.cop.list_words import ODD, change_words
from meetings.web.desk.sides import Side, compare, settle
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_cop_lists", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/list"
END_OF_DAY: Final = time(23, 59)
CHOSEN_FROM: Final = ("un", "other", "igo")
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: the segment, which kind of list is looked at, and who is in it now."""

    listing: Listing
    kind: ListKind
    gathered: Gathered
    now: datetime


@blueprint.get(ADDRESS)
def every(lang: str, programme: str) -> str:
    """Show the segments, each with its last list."""
    allowed(Act.ACCREDIT, programme)
    row = programme_row(programme)
    at_desk(row)
    found = listings(programme)
    lines = copies([one.segment_id for one in found])
    return render_template(
        "desk/cop/lists.html",
        programme=row,
        rows=[
            (one, _last(next((each for each in lines if each.segment == one.segment), None), one, lang))
            for one in found
        ],
    )


@blueprint.get(f"{ADDRESS}/<segment>")
def show(lang: str, programme: str, segment: str) -> Response:
    """Show the list of a segment as it would be published now."""
    return _page(lang, _here(programme, segment), done=request.args.get("done", ""))


@blueprint.post(f"{ADDRESS}/<segment>")
def change(lang: str, programme: str, segment: str) -> AnyResponse:
    """Keep how the list is made, or publish it as it was looked at."""
    here, actor = _here(programme, segment), allowed(Act.ACCREDIT, programme).actor
    act, typed = request.form.get("act", ""), settle(request.form, _stored(here.listing))
    try:
        done = _do(here, act, typed, actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(lang, _here(programme, segment), problem=refusal, typed=typed)
    address = f"/{lang}/desk/{programme}/list/{segment}?kind={here.kind}&done={done}#done"
    return redirect(address, 303)


@blueprint.get(f"{ADDRESS}/<segment>.<any(pdf, docx, xlsx, csv):form>")
def file(lang: str, programme: str, segment: str, form: str) -> Response:
    """Give the list as it would be published now, as a file."""
    here = _here(programme, segment)
    answer = Response(list_file(_shown(here, lang), form), content_type=TYPES[form])
    name = file_name(here.listing.setting.symbol, 0, lang, form)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _here(programme: str, segment: str) -> Here:
    allowed(Act.ACCREDIT, programme)
    listing = listing_of(programme, segment)
    asked = request.values.get("kind", "")
    kind = ListKind(asked) if asked in set(ListKind) else ListKind.PROVISIONAL
    return Here(listing, kind, gather(listing), datetime.now(UTC))


def _do(here: Here, act: str, typed: MultiDict[str, str], actor: str) -> str:
    of = (here.listing.programme, here.listing.segment)
    if act == "publish":
        seen = request.form.get("mark", "")
        number = services.publish(*of, here.kind, seen, here.now, actor)
        return f"published-{number}"
    if act != "setting":
        raise errors.NotAChoice(field="act", value=act[:20])
    revision = request.form.get("revision", 0, type=int)
    services.set_listing(*of, _given(here.listing, typed), revision, here.now, actor)
    return "saved"


def _given(listing: Listing, typed: MultiDict[str, str]) -> services.SettingGiven:
    day = check_day(typed.get("corrections_until", "").strip() or None, "corrections_until")
    ends = to_instant(datetime.combine(day, END_OF_DAY), listing.zone, 0) if day else None
    titles = {one: typed.get(f"unconfirmed-{one}", "") for one in LANGUAGES}
    return services.SettingGiven(
        symbol=typed.get("symbol", ""),
        audience=typed.get("audience", ""),
        corrections_until=ends,
        unconfirmed_title=titles,
        with_media="with_media" in typed,
        secretariat=tuple(typed.getlist("secretariat")),
    )


def _stored(listing: Listing) -> dict[str, str | list[str]]:
    """Give the fields of the form as it writes them."""
    one = listing.setting
    until = to_local(one.corrections_until, listing.zone).date().isoformat() if one.corrections_until else ""
    return {
        "symbol": one.symbol,
        "audience": one.audience,
        "corrections_until": until,
        **{f"unconfirmed-{each}": one.unconfirmed_title.get(each, "") for each in LANGUAGES},
        "with_media": ["y"] if one.with_media else [],
        "secretariat": list(one.secretariat),
    }


def _shown(here: Here, lang: str) -> ListShown:
    return shown(here.gathered.participants(here.kind), lang, say, here.now)


def _page(
    lang: str,
    here: Here,
    *,
    problem: errors.Refused | None = None,
    typed: MultiDict[str, str] | None = None,
    done: str = "",
) -> Response:
    listing, row = here.listing, programme_row(here.listing.programme)
    at_desk(row)
    made = here.gathered.participants(here.kind)
    before = last_copy(listing.segment_id)
    names = {body: choose(facts["names"], lang)[0] for body, facts in here.gathered.bodies.items()}
    differing = changes(before.participants, made) if before else []
    html = render_template(
        "desk/cop/list.html",
        programme=row,
        here=here,
        listing=listing,
        shown=_shown(here, lang),
        mark=mark_of(made),
        forms=FORMS,
        given=_form(listing, problem, typed),
        audiences=_audiences(),
        languages=[(one, language_name(one, lang)) for one in LANGUAGES],
        bodies=_choices(here, names),
        copies=[_last(one, listing, lang) for one in copies([listing.segment_id])],
        before=before,
        changed=[_change(one, names | _before_names(before, lang)) for one in differing[:SHOWN]],
        more_changed=max(0, len(differing) - SHOWN),
        odd=_odd(here, names),
        seen=_seen(here, names),
        problem=problem,
        words=sentence(problem) if problem else "",
        sides=_sides(listing, typed) if isinstance(problem, errors.Stale) and typed is not None else (),
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _form(
    listing: Listing, problem: errors.Refused | None, typed: MultiDict[str, str] | None
) -> Mapping[str, Any]:
    """Give what the form of the setting shows: as stored, or as it was typed where that was refused."""
    stored: dict[str, Any] = dict(_stored(listing)) | {"revision": listing.setting.revision}
    if problem is None or typed is None or typed.get("act") != "setting":
        return stored
    lists = {name: typed.getlist(name) for name in ("with_media", "secretariat")}
    return (
        stored
        | {name: typed.get(name, "") for name in stored if name in typed}
        | lists
        | {"revision": listing.setting.revision}
    )


def _sides(listing: Listing, typed: MultiDict[str, str]) -> tuple[Side, ...]:
    labels = {
        "symbol": _("Symbol"),
        "audience": _("For whom"),
        "corrections_until": _("Corrections until"),
        **{f"unconfirmed-{one}": _("Title over States to be confirmed") for one in LANGUAGES},
    }
    return compare(labels, _stored(listing), {name: typed.get(name, "") for name in labels})


def _audiences() -> list[tuple[str, str]]:
    words = {"public": _("Everybody"), "participants": _("Participants"), "parties": _("Parties")}
    return [(one, words[one]) for one in services.AUDIENCES]


def _choices(here: Here, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the delegations that may stand under the officers and the secretariat."""
    chosen = here.listing.setting.secretariat
    return sorted(
        (
            (body, names[body])
            for body, facts in here.gathered.bodies.items()
            if not facts["is_state"] and (facts["section"] in CHOSEN_FROM or body in chosen)
        ),
        key=lambda pair: pair[1],
    )


def _last(one: CopyLine | None, listing: Listing, lang: str) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"line": one, "title": say(one.kind), "day": full_day_words(one.made_at, listing.zone, lang)}


def _before_names(before: Any, lang: str) -> dict[str, str]:
    if before is None:
        return {}
    return {body: choose(facts["names"], lang)[0] for body, facts in before.participants.bodies.items()}


def _change(one: Change, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Word a change: of whom, where, and what."""
    if one.kind == "moved":
        sections = [SECTIONS[each]() for each in one.fields]
        return names.get(one.body, ""), "", f"{sections[0]} → {sections[1]}"
    fields = _(", ").join(HEADS[f"head_{field}"]() for field in one.fields)
    return one.name or _("Not named"), names.get(one.body, ""), change_words(one.kind, fields)


def _odd(here: Here, names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]], int]]:
    """Give what is odd by its kind: in words, of whom in which delegation, and how many more."""
    listed = here.gathered.listed(here.kind)
    there = {one.delegation for one in listed}
    bodies = {body: facts for body, facts in here.gathered.bodies.items() if body in there}
    found: dict[str, list[Oddity]] = defaultdict(list)
    for one in oddities([each.known for each in listed], bodies):
        found[one.code].append(one)
    return [
        (
            words(),
            [(names.get(one.body, ""), one.name) for one in found[code][:SHOWN]],
            max(0, len(found[code]) - SHOWN),
        )
        for code, words in ODD.items()
        if code in found
    ]


def _seen(here: Here, names: Mapping[str, str]) -> dict[str, list[str]]:
    """Say which delegations have seen how they are printed: as it is, before a change, or not."""
    seen = seen_by(here.listing.segment_id)
    now: dict[str, dict[str, int]] = defaultdict(dict)
    for one in here.gathered.listed(ListKind.PROVISIONAL):
        now[one.delegation][one.nomination] = one.revision
    given: dict[str, list[str]] = {"seen": [], "changed": [], "not_seen": []}
    for body, marks in now.items():
        which = "not_seen" if body not in seen else "seen" if seen[body].seen == marks else "changed"
        given[which].append(names[body])
    return {which: sorted(bodies) for which, bodies in given.items()}


def _done_words(done: str) -> str:
    what, _dash, number = done.partition("-")
    if what == "published" and number.isascii() and number.isdigit():
        return _("Published as copy %(number)s.", number=number)
    return _("Saved.") if what == "saved" else ""
