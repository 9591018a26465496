"""Questions and answers of a session for programs: looked through, and published among its documents in one act."""

from typing import Any, Final

from flask import current_app
from flask.views import MethodView
from flask_babel import force_locale
from flask_smorest import Blueprint

from meetings.api.access import outside
from meetings.api.by_example import Needed, given, shown
from meetings.api.files import kept_bytes
from meetings.api.programmes import BEARER
from meetings.api.reaching import actor, open_slot, right_now
from meetings.domain.codes import LANGUAGES
from meetings.domain.errors import NotAChoice
from meetings.domain.live.questions import ANSWERS_FILE
from meetings.domain.permissions import Act
from meetings.formats.live.answers import answers_paper, answers_title
from meetings.formats.live.questions import TEMPLATE
from meetings.queries.desk import SlotPage
from meetings.queries.live.documents import SessionAsked, session_asked
from meetings.queries.live.questions import document_of, left_questions
from meetings.services.live.answers import publish_answers

blueprint = Blueprint(
    "api_live_answers", __name__, url_prefix="/api/v1", description="Questions and answers as a document."
)
ANSWERS: Final = "/slots/<slot_id>/live/answers"
EntryOut = shown(
    "AnswersEntry",
    "A question as the document holds it; the name only where whoever asked may be named.",
    text="Which products are still allowed?",
    name="Chen Example",
    like_it=2,
    answer="Those of Annex A.",
    answered_by="Amara Example",
)
AnswersOut = shown(
    "Answers",
    "What the document of a session would hold now, and how many questions are left for the speakers.",
    entries=[EntryOut],
    left=3,
)
PublishIn = given("AnswersPublish", "The language in which the document is published.", language=Needed("en"))
PublishedOut = shown("AnswersPublished", "The document among those of the session.", document="d7k2m9xq")


@blueprint.route(ANSWERS)
class Answers(MethodView):
    """Questions and answers of a session."""

    @blueprint.response(200, AnswersOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str) -> dict[str, Any]:
        """Read what would be published now."""
        open_slot(Act.PEOPLE, slot_id)
        session_id = session_asked(slot_id).id
        left = left_questions(session_id, right_now())
        return {"entries": document_of(session_id), "left": len(left)}

    @blueprint.arguments(PublishIn)
    @blueprint.response(201, PublishedOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], slot_id: str) -> tuple[dict[str, str], int]:
        """Publish them as a document; what was published before in this language gets a new version."""
        page, language = open_slot(Act.EDIT, slot_id), body["language"]
        if language not in LANGUAGES:
            raise NotAChoice(field="language", value=language[:20], choices=list(LANGUAGES))
        return {"document": _publish(page, session_asked(slot_id), language)}, 201


def _publish(page: SlotPage, session: SessionAsked, language: str) -> str:
    now, slugs = right_now(), (page.programme.slug, page.session.slug)
    with force_locale(language):
        title = language, answers_title(page.session.title, language)
        site, entries = current_app.config["SITE_NAME"], document_of(session.id)
        paper = answers_paper(page, entries, language, now, site=site)
    content: bytes = outside().typesetter.pdf(TEMPLATE, paper)
    with kept_bytes("documents", content, "application/pdf", ANSWERS_FILE) as file:
        return publish_answers(slugs, session, file, title, now=now, actor=actor())
