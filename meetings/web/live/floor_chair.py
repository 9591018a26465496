"""The chair's page of a list of speakers, whoever keeps it: staff at the desk, or a moderator by their own link."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Response, make_response, render_template, request
from flask_babel import gettext as _

from meetings.domain.cop.collation import order_key
from meetings.domain.errors import NotAChoice, Refused, Stale
from meetings.domain.languages import choose
from meetings.domain.live.floor import ACTIVE, Kind, State
from meetings.extensions import db
from meetings.queries.cop.bodies import bodies_of
from meetings.queries.live.floor import Floor, changes_of, floor_of
from meetings.queries.live.floor_presence import speaker_left_at
from meetings.services.live import floor as services
from meetings.services.live.floor_asking import Wish, add
from meetings.services.live.floor_lists import ListGiven, set_list, set_rules
from meetings.web.errors import sentence
from meetings.web.live.floor_words import (
    at_words,
    item_words,
    kind_words,
    lines_of,
    rule_rows,
    state_words,
)
from meetings.web.pages import static_address
from meetings.web.readers import Reader

PART: Final = "X-Part"
PUT: Final[Mapping[str, State]] = {
    "take": State.LISTED,
    "back": State.LISTED,
    "pass": State.PASSED,
    "off": State.WITHDRAWN,
    "partly": State.PARTLY,
}


@dataclass(frozen=True, slots=True)
class Chair:
    """Whoever keeps a list: of which slot, under which name, on which page; `programme` is what pages show of it."""

    slot_id: str
    actor: str
    programme: Any
    reader: Reader
    now: datetime
    here: str
    back: str
    template: str
    may_edit: bool = True
    is_desk: bool = False


def show(chair: Chair) -> Response:
    """Show the list; where only its changing part is asked for, that, or that nothing changed."""
    if request.headers.get(PART):
        tag = _tag(changes_of(chair.slot_id), speaker_left_at(chair.slot_id), chair)
        return part(tag, lambda: _render(chair, "live/floor_now.html"))
    return _page(chair)


def part(tag: str, render: Callable[[], str]) -> Response:
    """Answer with a part of a page, or that it is as it was."""
    if request.if_none_match.contains(tag):
        answer = Response(status=304)
    else:
        answer = make_response(render())
    answer.set_etag(tag)
    return answer


def stamp(left: datetime | None) -> str:
    """Write an instant for the name of a page's state."""
    return str(int(left.timestamp())) if left else "in"


def _tag(changes: int, left: datetime | None, chair: Chair) -> str:
    return f"{changes}-{stamp(left)}-{chair.reader.language}"


def act(chair: Chair) -> Response | str:
    """Do what was pressed, and give its name; what was refused comes back as it was typed."""
    wanted = request.form.get("act", "")
    try:
        if wanted not in ACTS or (wanted == "rules" and not chair.is_desk):
            raise NotAChoice(field="act", value=wanted[:20])
        ACTS[wanted](chair)
    except Refused as refusal:
        db.session.rollback()
        return _page(chair, refusal)
    return wanted


def _typed(name: str, most: int = 500) -> str:
    return request.form.get(name, "")[:most]


def _number(name: str) -> int:
    return request.form.get(name, -1, type=int)


def _next(chair: Chair) -> None:
    services.give(chair.slot_id, None, _number("turns"), chair.now, chair.actor)


def _give(chair: Chair) -> None:
    services.give(chair.slot_id, _typed("entry", 40), _number("turns"), chair.now, chair.actor)


def _recall(chair: Chair) -> None:
    services.recall(chair.slot_id, _typed("entry", 40), _number("turns"), chair.now, chair.actor)


def _done(chair: Chair) -> None:
    services.end(chair.slot_id, _number("turns"), chair.now, chair.actor)


def _lost(chair: Chair) -> None:
    services.lose(chair.slot_id, _number("turns"), chair.now, chair.actor)


def _put(chair: Chair) -> None:
    wanted, revision = PUT[_typed("act")], _number("revision")
    services.put(chair.slot_id, _typed("entry", 40), wanted, revision, chair.now, chair.actor)


def _shift(chair: Chair) -> None:
    name, revision, up = _typed("entry", 40), _number("revision"), _typed("act") == "up"
    services.shift(chair.slot_id, name, revision, chair.now, chair.actor, up=up)


def _limit(chair: Chair) -> None:
    name, revision = _typed("entry", 40), _number("revision")
    services.limit(chair.slot_id, name, _typed("seconds"), revision, chair.now, chair.actor)


def _add(chair: Chair) -> None:
    wish = Wish(_typed("kind"), _typed("item"), _typed("behalf_of"))
    add(chair.slot_id, wish, _typed("delegation", 40), _typed("name"), chair.now, chair.actor)


def _list(chair: Chair) -> None:
    given = ListGiven("is_open" in request.form, "is_shown" in request.form, _typed("item"))
    set_list(chair.slot_id, given, _number("revision"), chair.now, chair.actor)


def _rules(chair: Chair) -> None:
    slug, typed = chair.programme.slug, request.form.to_dict()
    set_rules(slug, typed, chair.slot_id, _number("revision"), chair.now, chair.actor)


ACTS: Final[Mapping[str, Callable[[Chair], None]]] = {
    "next": _next,
    "give": _give,
    "recall": _recall,
    "done": _done,
    "lost": _lost,
    "up": _shift,
    "down": _shift,
    "limit": _limit,
    "add": _add,
    "list": _list,
    "rules": _rules,
    **dict.fromkeys(PUT, _put),
}


def _page(chair: Chair, refusal: Refused | None = None) -> Response:
    html = _render(chair, chair.template, refusal)
    return make_response(html, refusal.status if refusal else 200)


def _render(chair: Chair, template: str, refusal: Refused | None = None) -> str:
    floor, lang = floor_of(chair.slot_id), chair.reader.language
    speaker = floor.speaker
    gone = speaker_left_at(chair.slot_id)
    ended = [one for one in floor.entries if one.state not in ACTIVE]
    typed = request.form if refusal else {}
    return render_template(
        template,
        chair=chair,
        programme=chair.programme,
        floor=floor,
        tag=_tag(floor.changes, gone, chair),
        speaker=next(iter(lines_of(floor, [speaker] if speaker else [], chair.reader, chair.now)), None),
        gone=at_words(gone, chair.reader) if gone else "",
        waiting=_lines(floor, chair, floor.waiting),
        asked=_lines(floor, chair, floor.of(State.REQUESTED)),
        lost=_lines(floor, chair, floor.of(State.LOST)),
        ended=_lines(floor, chair, sorted(ended, key=lambda one: one.began_at or one.state_since)),
        kinds=[(str(one), kind_words(one)) for one in Kind],
        items=[(one.slug, item_words(one, lang), one.id) for one in floor.items],
        bodies=_bodies(floor, lang),
        rules=rule_rows(floor) if chair.is_desk else [],
        rules_revision=floor.rules_revision,
        typed=typed,
        act=typed.get("act", ""),
        problem=sentence(refusal) if refusal else "",
        field=(refusal.field or "") if refusal else "",
        as_it_is=_as_it_is(floor, typed) if isinstance(refusal, Stale) else "",
        floor_script=static_address("js/floor.js"),
    )


def _lines(floor: Floor, chair: Chair, entries: Any) -> Any:
    return lines_of(floor, entries, chair.reader, chair.now)


def _as_it_is(floor: Floor, typed: Mapping[str, str]) -> str:
    """Say how what was pressed on stands now, where somebody else changed it first."""
    found = [one for one in floor.entries if one.id == typed.get("entry")]
    return _("Now: %(state)s.", state=state_words(found[0].state)) if found else ""


def _bodies(floor: Floor, lang: str) -> list[tuple[str, str]]:
    """Give the delegations of a conference by their names, in the order of the reader's language."""
    if floor.segment_id is None:
        return []
    named = [(one.id, choose(one.names, lang)[0]) for one in bodies_of(floor.programme_id)]
    return sorted(named, key=lambda one: order_key(one[1], lang))
