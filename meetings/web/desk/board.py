"""The season board: a season by weeks and streams with what is in the way, moves, and the last act undone."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act, Reach, reach
from meetings.extensions import db
from meetings.queries.board import Board, BoardSession, BoardStream, board, last_act
from meetings.services.undoing import SEASON, undo
from meetings.web.desk.access import Moment, at_desk, open_here, staff
from meetings.web.desk.board_grid import Grid, act_words, grid
from meetings.web.desk.warnings import worded_warnings
from meetings.web.errors import sentence
from meetings.web.pages import LANG, static_address

blueprint = Blueprint("desk_board", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/board"
PART: Final = "X-Part"  # what the page's script says of itself, to be answered with what changed alone


@dataclass(frozen=True, slots=True)
class Here:
    """A board at work: what is on it, what of it may be seen and changed, and when."""

    board: Board
    sees: Reach
    edits: Reach
    moment: Moment

    @property
    def slug(self) -> str:
        """Give the programme's name in addresses."""
        return self.board.programme.slug

    def grid(self, before: Grid | None = None) -> Grid:
        """Lay the board out, with its warnings; with the weeks of one that somebody looks at."""
        shown = worded_warnings(self.board.programme, self.sees, self.moment)
        return grid(self.board, shown, self.edits, self.moment, before=before)

    @property
    def partners(self) -> list[str]:
        """Give the partners whose sessions whoever is signed in may change here, where that is all they may."""
        return [code for where, _within, code in sorted(self.edits.partners) if where == self.slug]

    @property
    def streams(self) -> list[BoardStream]:
        """Give the streams in which they may begin sessions: all of a stream, or those of a partner."""
        return [one for one in self.board.streams if self.edits.covers(self.slug, one.slug, self.partners)]

    def session(self, slug: str) -> BoardSession | None:
        """Give a session of the board."""
        return next((one for one in self.board.sessions if one.slug == slug), None)


def here(programme: str, act: Act = Act.SEE) -> Here:
    """Give a board, if whoever is signed in may do this anywhere on it.

    Raises: SignInNeeded, NotAllowed; NotFound.
    """
    open_here(act, programme)
    sees, edits = reach(staff(), Act.SEE), reach(staff(), Act.EDIT)
    found = board(programme, sees)
    return Here(found, sees, edits, at_desk(found.programme))


@blueprint.get(ADDRESS)
def show(lang: str, programme: str) -> Response:
    """Show the season by weeks and streams, what is not published, and what is in the way."""
    return board_page(here(programme), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, programme: str) -> AnyResponse:
    """Take the last act back that whoever is signed in did here."""
    found = here(programme, Act.EDIT)
    try:
        if request.form.get("act") != "undo":
            raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])
        key = request.form.get("key", "")[:40]
        act = undo(programme, key, found.edits, found.moment.now, staff().actor)
    except errors.Refused as refusal:
        db.session.rollback()
        return board_page(here(programme), problem=refusal)
    where = f"/{lang}/desk/" if act == SEASON else f"/{lang}/desk/{programme}/board?done=undo#done"
    return redirect(where, 303)


def board_page(found: Here, *, done: str = "", problem: errors.Refused | None = None) -> Response:
    """Show the whole board."""
    html = render_template(
        "desk/board.html",
        programme=found.board.programme,
        grid=found.grid(),
        **side_words(found),
        is_whole=found.edits.covers(found.slug),
        may_copy=found.edits.everywhere,
        done=done_words(done),
        problem=sentence(problem) if problem else "",
        board_script=static_address("js/board.js"),
    )
    return make_response(html, problem.status if problem else 200)


def side_words(found: Here) -> dict[str, object]:
    """Give what stands at the side beside warnings: what can be undone, and whether anything may be changed here."""
    edits = found.edits.touches(found.slug)
    last = last_act(found.slug, staff().actor, found.moment.now) if edits else None
    return {
        "may_edit": edits,
        "last": last,
        "last_words": act_words(last, found.board, found.moment.reader.language) if last else "",
    }


def done_words(done: str) -> str:
    """Word what was done."""
    return {
        "create": _("The session is begun, as a draft."),
        "generate": _("The sessions are begun, as drafts."),
        "edit": _("Saved."),
        "move": _("The session is moved."),
        "season": _("The season is copied. All of it is a draft."),
        "undo": _("It is as it was before."),
    }.get(done, "")
