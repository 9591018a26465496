"""Questions and answers of a session: looked through by staff, and published as one of its documents in one act."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from meetings.domain.errors import NotFound, Refused
from meetings.domain.kept_files import AudienceGiven, FileGiven
from meetings.domain.languages import direction
from meetings.domain.live.questions import ANSWERS_FILE
from meetings.domain.permissions import Act
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.formats.languages import marked
from meetings.formats.live.questions import TEMPLATE, EntryWords, paper
from meetings.formats.times import full_day_words
from meetings.queries.desk import SlotPage
from meetings.queries.live import documents as queries
from meetings.queries.live.documents import SessionAsked
from meetings.queries.live.questions import Entry, document_of, left_questions
from meetings.services import documents as services
from meetings.services.documents import DocumentGiven
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
    last = queries.published(here.session.id, ANSWERS_FILE, lang)
    content = _paper(here)
    with put("file", "documents", lambda: iter([content])) as (key, size, digest):
        file = FileGiven(key, "application/pdf", size, digest, ANSWERS_FILE)
        if last is not None:
            services.renew_document(*slugs, last.name, file, last.revision, now, actor)
            return
        given = DocumentGiven(
            title={lang: f"{_('Questions and answers')}: {marked(here.page.session.title, lang)}"[:300]},
            language=lang,
            audience=AudienceGiven(here.session.audience, here.session.regions),
            file=file,
        )
        services.add_document(*slugs, given, now, actor)


def _paper(here: Here) -> bytes:
    lang, programme = here.moment.reader.language, here.page.programme
    day = full_day_words(here.moment.now, programme.zone, lang)
    words = {
        "heading": _("Questions and answers"),
        "title": marked(here.page.session.title, lang),
        "programme": marked(programme.title, lang),
        "author": current_app.config["SITE_NAME"] or _("Minamata Convention on Mercury"),
        "made": _("As of %(day)s", day=day),
        "empty": _("No question was taken up."),
    }
    entries = [_worded(one) for one in document_of(here.session.id)]
    dated = to_local(here.moment.now, programme.zone).replace(tzinfo=None)
    made: bytes = current_app.extensions["outside"].typesetter.pdf(
        TEMPLATE, paper(entries, words, lang, dated)
    )
    return made


def _worded(one: Entry) -> EntryWords:
    who = [one.name] if one.name else []
    if one.like_it:
        who.append(ngettext("also asked by %(num)d other", "also asked by %(num)d others", one.like_it))
    answered = ""
    if one.answered_by:
        answered = _("Answered in the session by %(name)s", name=one.answered_by)
    elif not one.answer:
        answered = _("Not answered")
    return EntryWords(
        question=one.text,
        asked=" · ".join(who),
        answer=one.answer,
        answered=answered,
        direction=direction(one.language),
        answer_direction=direction(one.answer_language),
    )


def _page(here: Here, refusal: Refused | None = None) -> Response:
    lang = here.moment.reader.language
    last: Any = queries.published(here.session.id, ANSWERS_FILE, lang)
    html = render_template(
        "desk/live/answers.html",
        programme=here.page.programme,
        shown=here.page,
        entries=[_worded(one) for one in document_of(here.session.id)],
        left=left_questions(here.session.id, here.moment.now),
        last=last,
        back=f"/{lang}/desk/{here.page.programme.slug}/live/{here.page.slot.id}",
        may_edit=may_on(Act.EDIT, here.page),
        problem=sentence(refusal) if refusal else "",
        done=_("Published among the documents of the session.") if request.args.get("done") else "",
    )
    return make_response(html, refusal.status if refusal else 200)
