"""One attendance file: looked at with what is asked of it, counted, withdrawn, brought again, and as it came."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, current_app, make_response, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import errors
from meetings.domain.permissions import Act, reach
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.queries.attendance_files import OneFile, file_of
from meetings.queries.desk import SlotPage
from meetings.services import attendance as services
from meetings.web.desk.access import at_desk, open_slot, staff
from meetings.web.desk.attendance import read_near
from meetings.web.desk.attendance_shown import file_page, mark
from meetings.web.desk.attendance_typed import typed_answers, typed_zone
from meetings.web.pages import LANG

blueprint = Blueprint("desk_attendance_file", __name__)
ADDRESS: Final = f"/{LANG}/desk/attendance/<import_id>"


@blueprint.get(ADDRESS)
def show(lang: str, import_id: str) -> str:
    """Show what a file says, what is asked of it, and what follows if it counts or does not count any more."""
    file, page = open_file(Act.PEOPLE, import_id)
    return file_page(file, page)


@blueprint.post(ADDRESS)
def change(lang: str, import_id: str) -> AnyResponse:
    """Take an answer, let the file count, or not any more; what is refused comes back as it was typed."""
    file, page = open_file(Act.EDIT, import_id)
    act = request.form.get("act", "")
    try:
        done = _acts().get(act, _none)(file, page)
    except (errors.NotFound, errors.NotAllowed):
        raise
    except errors.Refused as refusal:
        db.session.rollback()
        return make_response(file_page(file_of(import_id), page, refusal), refusal.status)
    number, _, said = done.partition(" ")
    return redirect(f"/{lang}/desk/attendance/{number}?done={said}#done", 303)


@blueprint.get(f"{ADDRESS}/file")
def raw(lang: str, import_id: str) -> Response:
    """Give the file as it came, but for who was erased."""
    file, _page = open_file(Act.PEOPLE, import_id)
    answer = Response(file.raw, content_type="application/octet-stream")
    plain = "".join(one if one.isascii() and one not in '"\\' else "_" for one in file.name)
    names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
    answer.headers["Content-Disposition"] = f"attachment; {names}"
    return answer


def open_file(act: Act, import_id: str) -> tuple[OneFile, SlotPage]:
    """Give a file with its time, if whoever is signed in may do this; one that is not there answers like one closed.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this everywhere.
    """
    holder = staff()
    try:
        file = file_of(import_id)
    except errors.NotFound:
        if reach(holder, act).everywhere:
            raise
        raise errors.NotAllowed() from None
    return file, open_slot(act, file.slot_id)


def keys() -> Keys:
    """Give the keys of the instance."""
    found: Keys = current_app.extensions["outside"].keys
    return found


def _acts() -> dict[str, Callable[[OneFile, SlotPage], str]]:
    """Give what each button does: it answers with the file to show next, and what is said there."""
    return {
        "look": _look,
        "commit": _commit,
        "withdraw": _withdraw,
        "again": _again,
        "elsewhere": _elsewhere,
    }


def _look(file: OneFile, page: SlotPage) -> str:
    answers, zone = typed_answers(request.form), typed_zone(request.form)
    read = read_near(file.raw, file.slot_id, answers)
    services.answer_file(file.id, read, zone, answers, at_desk(page.programme).now, staff().actor)
    return f"{file.id} looked"


def _commit(file: OneFile, page: SlotPage) -> str:
    """Let it count as it was looked at; if somebody answered otherwise meanwhile, it is shown again first."""
    if request.form.get("seen", "") != mark(file):
        raise errors.Stale()
    read = read_near(file.raw, file.slot_id, file.answers)
    moment = at_desk(page.programme)
    added = services.commit_file(file.id, read, moment.now, staff().actor, keys=keys())
    return f"{file.id} {'committed' if added else 'same'}"


def _withdraw(file: OneFile, page: SlotPage) -> str:
    services.withdraw_file(file.id, at_desk(page.programme).now, staff().actor)
    return f"{file.id} withdrawn"


def _again(file: OneFile, page: SlotPage) -> str:
    """Bring a file again that was withdrawn, as it is kept."""
    read, now = read_near(file.raw, file.slot_id, file.answers), at_desk(page.programme).now
    return f"{services.keep_file(_as_given(file), read, file.slot_id, now, staff().actor)} kept"


def _elsewhere(file: OneFile, page: SlotPage) -> str:
    """Let a file be of another time, so that nobody has to choose it anew."""
    other = request.form.get("slot", "")[:60]
    open_slot(Act.EDIT, other)
    read, now = read_near(file.raw, other, file.answers), at_desk(page.programme).now
    return f"{services.move_file(file.id, _as_given(file), read, other, now, staff().actor)} kept"


def _as_given(file: OneFile) -> services.FileGiven:
    return services.FileGiven(file.name, file.raw, file.zone, file.answers, file.digest)


def _none(_file: OneFile, _page: SlotPage) -> str:
    raise errors.NotAChoice(field="act", value=request.form.get("act", "")[:20])
