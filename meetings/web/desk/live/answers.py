"""Questions and answers of a session: looked through by staff, and published as one of its documents in one act."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound, Refused
from meetings.domain.kept_files import FileGiven
from meetings.domain.live.questions import ANSWERS_FILE
from meetings.domain.permissions import Act
from meetings.extensions import db
from meetings.formats.live.answers import answers_paper, answers_title, entry_words
from meetings.formats.live.questions import TEMPLATE
from meetings.queries.desk import SlotPage
from meetings.queries.live import documents as queries
from meetings.queries.live.documents import SessionAsked
from meetings.queries.live.questions import document_of, left_questions
from meetings.services.live.answers import publish_answers
from meetings.web.desk.access import Moment, at_desk, may_on, open_slot, staff
from meetings.web.desk.uploads import put
from meetings.web.errors import sentence
from meetings.web.pages import LANG
from meetings.web.report_words import as_file

blueprint = Blueprint("desk_live_answers", __name__)
ADDRESS: Final = f"/{LANG}/desk/<programme>/live/<slot_id>/answers"
FILE: Final = ANSWERS_FILE.removesuffix(".pdf")


@dataclass(frozen=True, slots=True)
class Here:
    """The page at work: of which session, and when."""

    page: SlotPage
    session: SessionAsked
    moment: Moment


@blueprint.get(ADDRESS)
def show(lang: str, programme: str, slot_id: str) -> Response:
    """Show the document as it would be published now, and what is left for the speakers."""
    return _page(_here(Act.PEOPLE, programme, slot_id))


@blueprint.get(f"{ADDRESS}.pdf")
def look(lang: str, programme: str, slot_id: str) -> Response:
    """Give the paper as it would be published now."""
    here = _here(Act.PEOPLE, programme, slot_id)
    return as_file(_paper(here), "pdf", FILE)


@blueprint.post(ADDRESS)
def publish(lang: str, programme: str, slot_id: str) -> AnyResponse:
    """Publish it as a document of the session; what was published before in this language gets a new version."""
    here = _here(Act.EDIT, programme, slot_id)
    try:
        _publish(here)
    except Refused as refusal:
        db.session.rollback()
        return _page(_here(Act.EDIT, programme, slot_id), refusal)
    return redirect(f"/{lang}/desk/{programme}/live/{slot_id}/answers?done=1#done", 303)


def _here(act: Act, programme: str, slot_id: str) -> Here:
    page = open_slot(act, slot_id)
    if page.programme.slug != programme:
        raise NotFound()
    return Here(page, queries.session_asked(slot_id), at_desk(page.programme))


def _publish(here: Here) -> None:
    lang, now, actor = here.moment.reader.language, here.moment.now, staff().actor
    slugs = here.page.programme.slug, here.page.session.slug
    title, content = (lang, answers_title(here.page.session.title, lang)), _paper(here)
    with put("file", "documents", lambda: iter([content])) as (key, size, digest):
        file = FileGiven(key, "application/pdf", size, digest, ANSWERS_FILE)
        publish_answers(slugs, here.session, file, title, now=now, actor=actor)


def _paper(here: Here) -> bytes:
    lang, site = here.moment.reader.language, current_app.config["SITE_NAME"]
    entries = document_of(here.session.id)
    paper = answers_paper(here.page, entries, lang, here.moment.now, site=site)
    made: bytes = current_app.extensions["outside"].typesetter.pdf(TEMPLATE, paper)
    return made


def _page(here: Here, refusal: Refused | None = None) -> Response:
    lang = here.moment.reader.language
    last: Any = queries.published(here.session.id, ANSWERS_FILE, lang)
    html = render_template(
        "desk/live/answers.html",
        programme=here.page.programme,
        shown=here.page,
        entries=[entry_words(one) for one in document_of(here.session.id)],
        left=left_questions(here.session.id, here.moment.now),
        last=last,
        back=f"/{lang}/desk/{here.page.programme.slug}/live/{here.page.slot.id}",
        may_edit=may_on(Act.EDIT, here.page),
        problem=sentence(refusal) if refusal else "",
        done=_("Published among the documents of the session.") if request.args.get("done") else "",
    )
    return make_response(html, refusal.status if refusal else 200)
