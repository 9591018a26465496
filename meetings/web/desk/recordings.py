"""The recordings of a time: who agreed to be recorded, files, captions and chapters, and who may see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain import captions as rules
from meetings.domain import errors
from meetings.domain.kept_files import MEDIA, AudienceGiven, FileGiven
from meetings.domain.permissions import Act
from meetings.domain.recordings import cleared
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.queries import recordings as queries
from meetings.queries.desk import SlotPage, slot_page
from meetings.services import recordings as services
from meetings.services import releases
from meetings.services.recordings import Facts
from meetings.services.releases import MailGiven, Said
from meetings.web.desk import drafts
from meetings.web.desk.access import at_desk, may_on, open_slot, staff
from meetings.web.desk.overview import session_line, slot_line
from meetings.web.desk.recordings_words import (
    audience_choices,
    cut_choices,
    line_of,
    recording_state_choices,
    region_choices,
    release_lines,
    release_state_choices,
    sides_of,
    silent_words,
)
from meetings.web.desk.sides import Side
from meetings.web.desk.uploads import kept, put, sent, sent_bytes
from meetings.web.errors import sentence
from meetings.web.pages import LANG

blueprint = Blueprint("desk_recordings", __name__)
ADDRESS: Final = f"/{LANG}/desk/slot/<slot_id>/recordings"
SOUND: Final = {kind: ending for kind, ending in MEDIA.items() if kind.startswith("audio/")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form of the page asks: of which time, when, and by whom."""

    slot_id: str
    now: datetime
    actor: str

    @property
    def form(self) -> MultiDict[str, str]:
        """Give what was typed."""
        return request.form

    @property
    def revision(self) -> int:
        """Give the revision that was seen of what the form is of."""
        return request.form.get("revision", 0, type=int)

    @property
    def name(self) -> str:
        """Give the name of the recording, which is of this time.

        Raises: NotFound.
        """
        name = request.form.get("recording", "")
        if name not in {one.name for one in queries.recordings_of(self.slot_id)}:
            raise errors.NotFound()
        return name


@dataclass(frozen=True, slots=True)
class Problem:
    """What was refused: the sentence, the field and its form, and both sides of a stale save."""

    words: str
    field: str
    form: str
    status: int
    sides: tuple[Side, ...] = ()

    @property
    def anchor(self) -> str:
        """Name the field in the page."""
        return f"{self.field}-{self.form}" if self.field else f"form-{self.form}"


@blueprint.get(ADDRESS)
def show(lang: str, slot_id: str) -> Response:
    """Show the recordings of a time and what its panel said of being recorded."""
    page = open_slot(Act.SEE, slot_id)
    return _page(page, draft=drafts.taken_up(), done=request.args.get("done", ""))


@blueprint.post(ADDRESS)
def change(lang: str, slot_id: str) -> AnyResponse:
    """Do what the pressed button says."""
    page, holder = open_slot(Act.EDIT, slot_id), staff()
    act = request.form.get("act", "")
    try:
        if act not in ACTS:
            raise errors.NotAChoice(field="act", value=act[:20])
        done = ACTS[act](Asked(slot_id, at_desk(page.programme).now, holder.actor))
    except errors.Refused as refusal:
        db.session.rollback()
        return _page(slot_page(slot_id), problem=_problem(refusal, slot_id))
    return redirect(f"/{lang}/desk/slot/{slot_id}/recordings?done={done}#done", 303)


@blueprint.get(f"/{LANG}/desk/slot/<slot_id>/releases/<int:release_id>/mail")
def mail(lang: str, slot_id: str, release_id: int) -> Response:
    """Give the mail by which somebody said whether they may be recorded, as a file that nothing opens."""
    open_slot(Act.PEOPLE, slot_id)
    raw, name = releases.mail_of(slot_id, release_id)
    answer = Response(raw, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _release(asked: Asked) -> str:
    """Note what somebody said, with the mail they said it by where one is sent along."""
    mail_given = MailGiven(*sent_bytes("mail", releases.MOST_MAIL_BYTES)) if sent("mail") else None
    said = Said(asked.form.get("release", ""), asked.form.get("parts", ""), mail_given)
    closed = releases.answer(asked.slot_id, _person(asked), said, asked.revision, asked.now, asked.actor)
    return "closed" if closed else "saved"


def _ask(asked: Asked) -> str:
    releases.ask(asked.slot_id, _person(asked), asked.now, asked.actor)
    return "asked"


def _confirm(asked: Asked) -> str:
    row = next((one for one in queries.releases(asked.slot_id) if one.person_id == _person(asked)), None)
    if row is None or not row.panelist_id:
        raise errors.NotFound()
    releases.confirm(row.panelist_id, not row.is_confirmed, asked.now, asked.actor)
    return "saved" if row.is_confirmed else "asked"


def _person(asked: Asked) -> int:
    """Give whom a form is about: somebody on the panel of this time, or who said something of it.

    Raises: NotFound.
    """
    number = asked.form.get("person", 0, type=int)
    if number not in {one.person_id for one in queries.releases(asked.slot_id)}:
        raise errors.NotFound()
    return number


def _file(asked: Asked) -> str:
    """Keep the file of a recording, new or in place of the one before."""
    language, cut = asked.form.get("language", ""), asked.form.get("cut", "")
    with kept("file", "recordings", MEDIA) as file:
        services.keep_recording(
            asked.slot_id, language, file, asked.revision, asked.now, asked.actor, cut=cut
        )
    return "kept"


def _facts(asked: Asked) -> str:
    form = asked.form
    people = tuple(one.strip() for one in form.get("people", "").splitlines() if one.strip())
    audience = AudienceGiven(form.get("audience", ""), tuple(form.getlist("regions")), people)
    facts = Facts(
        form.get("state", ""),
        audience,
        form.get("seconds", ""),
        form.get("chapters", ""),
        knows_silent=bool(form.get("knows_silent")),
    )
    services.set_facts(asked.name, facts, asked.revision, asked.now, asked.actor)
    return "saved"


def _captions(asked: Asked) -> str:
    """Keep a file of captions, if it is one."""
    name, language = asked.name, asked.form.get("captions_language", "")
    raw, given = sent_bytes("captions", rules.MOST_BYTES)
    cues = rules.read_captions(raw)
    with put("captions", "captions", lambda: iter((raw,))) as (key, size, digest):
        file = FileGiven(key, "text/vtt", size, digest, given)
        services.keep_captions(name, language, file, cues, asked.now, asked.actor)
    return "kept"


def _drop_captions(asked: Asked) -> str:
    services.drop_captions(asked.name, asked.form.get("captions_language", ""), asked.now, asked.actor)
    return "gone"


def _audio(asked: Asked) -> str:
    """Keep the smaller file without pictures."""
    name, cut = asked.name, asked.form.get("cut", "")
    with kept("audio", "recordings", SOUND) as file:
        services.keep_audio(name, file, asked.revision, asked.now, asked.actor, cut=cut)
    return "kept"


def _drop_audio(asked: Asked) -> str:
    services.keep_audio(asked.name, None, asked.revision, asked.now, asked.actor)
    return "gone"


def _drop(asked: Asked) -> str:
    if not asked.form.get("sure"):
        raise errors.NotConfirmed(field="sure")
    services.drop_recording(asked.name, asked.revision, asked.now, asked.actor)
    return "gone"


ACTS: Final[Mapping[str, Callable[[Asked], str]]] = {
    "release": _release,
    "ask": _ask,
    "confirm": _confirm,
    "file": _file,
    "facts": _facts,
    "captions": _captions,
    "drop-captions": _drop_captions,
    "audio": _audio,
    "drop-audio": _drop_audio,
    "drop": _drop,
}


def _problem(refusal: errors.Refused, slot_id: str) -> Problem:
    form = request.form.get("form", "")[:60]
    sides = sides_of(slot_id, request.form) if isinstance(refusal, errors.Stale) else ()
    return Problem(sentence(refusal), refusal.field or "", form, refusal.status, sides)


def _page(
    page: SlotPage,
    *,
    problem: Problem | None = None,
    draft: MultiDict[str, str] | None = None,
    done: str = "",
) -> Response:
    moment, slot_id = at_desk(page.programme), page.slot.id
    typed = request.form if problem else draft
    panel, may_edit, may_see_people = (
        queries.releases(slot_id),
        may_on(Act.EDIT, page),
        may_on(Act.PEOPLE, page),
    )
    found = queries.recordings_of(slot_id)
    stands = cleared(queries.said(panel), ())
    html = render_template(
        "desk/recordings.html",
        programme=page.programme,
        shown=page,
        session=session_line(page.session, page.programme, moment),
        line=slot_line(page.slot, page.programme, moment),
        panel=release_lines(panel, moment),
        silent=silent_words(len(stands.silent), is_before=not is_over(page.slot, moment.now)),
        recordings=[line_of(one, queries.said(panel), moment) for one in found],
        taken=[one.language for one in found],
        typed=typed if typed is not None else MultiDict(),
        form=(typed.get("form", "") if typed is not None else ""),
        drafts=drafts.offered(),
        problem=problem,
        done=_done_words(done),
        may_edit=may_edit,
        may_see_people=may_see_people,
        states=recording_state_choices(),
        release_states=release_state_choices(),
        audiences=audience_choices(),
        regions=region_choices(),
        cuts=cut_choices(),
    )
    return make_response(html, problem.status if problem else 200)


def _done_words(done: str) -> str:
    return {
        "saved": _("Saved."),
        "kept": _("The file is kept."),
        "gone": _("Taken away."),
        "asked": _("Noted: they were asked."),
        "closed": _("Saved. The recording is closed: nobody can see or hear it from this moment on."),
    }.get(done, "")
