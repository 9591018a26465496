"""Publishing: what is not published and not told yet, a look at what follows, and one press for all that was ticked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.languages import choose
from meetings.domain.permissions import Act, Reach
from meetings.domain.programmes import place_names
from meetings.extensions import db
from meetings.formats.times import language_name, word_slot
from meetings.queries import desk as programmes
from meetings.queries import publishing as queries
from meetings.queries.announcements import announced
from meetings.queries.desk import ProgrammeRow, VersionRow
from meetings.queries.publishing import ChangedRow, DraftRow
from meetings.services import announcements as telling
from meetings.services import publishing as services
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.announced import old_lines
from meetings.web.desk.changes import instant_words
from meetings.web.desk.publish_words import Look, look, missing_words
from meetings.web.desk.sides import Side
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_publish", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/publish"
SEEN: Final = 300


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A session that is not published, in words; `seen` is what a stale save compares with."""

    row: DraftRow
    times: tuple[str, ...]
    missing: tuple[str, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: where, what may be published by whom, and when."""

    programme: ProgrammeRow
    where: Reach
    moment: Moment

    @property
    def slug(self) -> str:
        """Give the programme's name in addresses."""
        return self.programme.slug

    @property
    def is_whole(self) -> bool:
        """Say whether the programme itself may be published."""
        return self.where.covers(self.slug)


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show what is not published and not told yet."""
    return _page(_here(programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Show what follows from publishing what is ticked, or do it; or keep that partners were told of a change."""
    here, act = _here(programme), request.form.get("act", "")
    try:
        if act in ("look", "look-all"):
            return _page(here, shown=_look(here, every=act == "look-all"))
        done = _do(here, act)
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(here, problem=refusal)
    return redirect(f"/{lang}/desk/{programme}/publish?done={done}#done", 303)


def _here(slug: str) -> Here:
    programme = programmes.programme(slug)
    where = open_here(Act.EDIT, slug)
    return Here(programme, where, at_desk(programme))


def _look(here: Here, *, every: bool) -> Look:
    """Say what follows from what is ticked, or from all there is.

    Raises: NothingChosen, Stale, NotAllowed.
    """
    stands, drafts = queries.standing(here.slug), queries.drafts(here.slug, here.where)
    if every:
        chosen, with_programme = drafts, here.is_whole and not stands.published
    else:
        seen = _chosen(here)
        chosen = [one for one in drafts if one.slug in seen.sessions]
        with_programme = seen.programme is not None and not stands.published
        stale = [one.slug for one in chosen if one.mark != seen.sessions[one.slug]]
        if stale:
            raise errors.Stale(field="session", sessions=tuple(stale))
    if not chosen and not with_programme:
        raise errors.NothingChosen(field="session")
    return look(chosen, stands, here.slug, here.moment, with_programme=with_programme)


def _chosen(here: Here) -> services.Chosen:
    """Read what is ticked, each with what was seen of it.

    Raises: NothingChosen, NotAllowed.
    """
    ticked = request.form.getlist("session")
    seen = {slug: request.form.get(f"mark-{slug}", "") for slug in ticked}
    mine = {one.slug for one in programmes.sessions(here.slug, here.where)}
    if not set(seen) <= mine:
        raise errors.NotAllowed()
    if not request.form.get("programme"):
        return services.Chosen(seen)
    if not here.is_whole:
        raise errors.NotAllowed()
    return services.Chosen(seen, request.form.get("programme_revision", 0, type=int))


def _do(here: Here, act: str) -> str:
    """Publish, or keep that partners were told; give what was done.

    Raises: NotAChoice, for an act that is none; what the act raises.
    """
    now, actor = here.moment.now, staff().actor
    if act == "publish":
        number = services.publish(here.slug, _chosen(here), now, actor)
        return "published" if number else "nothing"
    if act == "told":
        numbers = [int(one) for one in request.form.getlist("told") if one.isascii() and one.isdigit()]
        seen = {one: request.form.get(f"revision-{one}", 0, type=int) for one in numbers}
        mine = [one.slug for one in programmes.sessions(here.slug, here.where)]
        telling.tell(here.slug, seen, mine, now, actor)
        return "told"
    raise errors.NotAChoice(field="act", value=act[:20])


def _page(
    here: Here, *, shown: Look | None = None, problem: errors.Refused | None = None, done: str = ""
) -> Response:
    stands = queries.standing(here.slug)
    drafts = [_line(one, here) for one in queries.drafts(here.slug, here.where)]
    html = render_template(
        "desk/publish.html",
        programme=here.programme,
        stands=stands,
        is_whole=here.is_whole,
        drafts=drafts,
        seen={one.row.slug: one.seen for one in drafts},
        changed=list(_changed(here)),
        old=old_lines(here.programme, announced(here.slug, here.where), here.moment),
        look=shown,
        ticked=request.form.getlist("session"),
        problem=sentence(problem) if problem else "",
        sides=_sides(problem, drafts) if isinstance(problem, errors.Stale) else [],
        done=_done_words(done),
    )
    return make_response(html, problem.status if problem else 200)


def _line(row: DraftRow, here: Here) -> DraftLine:
    reader = here.moment.reader
    times = tuple(
        word_slot(
            slot.starts_at,
            slot.minutes,
            slot.zone,
            slot.zone,
            reader.language,
            place_names(here.programme, slot.zone),
        ).own
        for slot in row.slots
    )
    title = choose(row.title, reader.language)[0]
    seen = " · ".join([title, choose(row.stream_title, reader.language)[0], *times])
    return DraftLine(row, times, tuple(missing_words(row, reader.language)), seen[:SEEN])


def _sides(problem: errors.Stale, drafts: Iterable[DraftLine]) -> list[Side]:
    """Give each session that was changed since it was seen, as it was seen and as it is now."""
    stale: Any = problem.values.get("sessions", ())
    now: Mapping[str, str] = {one.row.slug: one.seen for one in drafts}
    mine = _("Publish")
    return [
        Side(slug, request.form.get(f"seen-{slug}", "")[:SEEN], now.get(slug, _("Published")), mine)
        for slug in stale
    ]


def _changed(here: Here) -> Iterable[dict[str, Any]]:
    """Word the changes that rest and are not told yet: old, new, and who is told when."""
    for one, groups in queries.untold(here.slug, here.where, current_app.config["SETTLING_SECONDS"]):
        heard = min(group.told_version or 1 for group in groups)
        yield _changed_line(one, one.versions[heard - 1], groups, here)


def _changed_line(one: ChangedRow, before: VersionRow, groups: list[Any], here: Here) -> dict[str, Any]:
    lang = here.moment.reader.language
    return {
        "slot_id": one.slot.id,
        "title": one.title,
        "before": _time(before, here),
        "after": _time(one.versions[-1], here),
        "is_off": one.versions[-1].state != "planned",
        "told": [
            (language_name(group.language, lang), group.people, _when(group.due_at, here.moment))
            for group in groups
        ],
    }


def _time(version: VersionRow, here: Here) -> str:
    place, reader = place_names(here.programme, version.zone), here.moment.reader
    return word_slot(
        version.starts_at, version.minutes, version.zone, reader.zone, reader.language, place
    ).own


def _when(at: datetime | None, moment: Moment) -> str:
    if at is None or at <= moment.now:
        return _("at once")
    return _("about %(hour)s, if nothing changes before", hour=instant_words(at, moment))


def _done_words(done: str) -> str:
    return {
        "published": _("Published."),
        "nothing": _("It was published before: nothing changed, and nobody is told."),
        "told": _("Noted: they were told."),
    }.get(done, "")
