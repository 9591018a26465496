"""Surveys for programs: begun or copied, what they ask, of whom, until when; published, closed and deleted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import DAY, Needed, Null, given, shown
from meetings.api.programmes import BEARER, both_sides
from meetings.api.reaching import (
    PartQuery,
    acted,
    actor,
    may_reach,
    open_everywhere,
    open_in,
    part_of,
    right_now,
)
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.domain.programmes import check_day
from meetings.domain.surveys import Typed
from meetings.domain.zones import to_local
from meetings.formats.survey_presets import for_the_panel, kept_away
from meetings.queries import desk as programmes
from meetings.queries import surveys as queries
from meetings.queries.surveys import SurveyRow, is_within
from meetings.services import survey_lists, surveys
from meetings.services.surveys import NEW

blueprint = Blueprint(
    "api_surveys", __name__, url_prefix="/api/v1", description="Surveys: building them and asking people."
)
ADDRESS: Final = "/programmes/<programme>/surveys"
SURVEY: Final = f"{ADDRESS}/<survey_id>"
TITLE: Final = {"en": "How was it?", "fr": "Comment était-ce ?"}

ChoiceOut = shown("SurveyChoice", "One of the answers offered.", key="c1a2b3d4", words={"en": "The hour"})
QuestionOut = shown(
    "SurveyQuestion",
    "A question; `low` and `high` are the words at the ends of a scale, `asked` names the crowds it is for.",
    key="useful",
    kind="choice",
    words=TITLE,
    choices=[ChoiceOut],
    low={"en": "not at all"},
    high={"en": "very"},
    needed=False,
    asked=["came"],
)
CountOut = shown("SurveyCrowdCount", "How many of a crowd were asked and answered.", asked=120, answered=64)
SurveyOut = shown(
    "Survey",
    "A survey as staff see it; without a session it is of the whole programme.",
    id="s4n8w2kq",
    session=Null("mercury-in-products"),
    title=TITLE,
    lead={"en": "Three questions."},
    state="draft",
    crowds=["came"],
    closes_on=Null(DAY),
    remind_days=Null(5),
    questions=[QuestionOut],
    counts={"came": CountOut},
    revision=3,
)
SurveyIn = given(
    "SurveyNew",
    "A survey to begin; `copied` is another whose questions it takes over.",
    session=Null("mercury-in-products"),
    title=Needed(TITLE),
    copied=Null("s4n8w2kq"),
)
SurveyPatch = given(
    "SurveyChange",
    "What is changed of a survey's settings.",
    title=TITLE,
    lead={"en": "Three questions."},
    crowds=["came", "away"],
    closes_on=Null("2027-03-25"),
    remind_days=Null(5),
)
SureIn = given("SurveySure", "That it is meant.", sure=Needed(True))
AddressesIn = given(
    "SurveyListGiven",
    "People of a list, one a line as `Name <address>`, who are asked too.",
    addresses=Needed("Amara Example <amara@example.org>"),
)
ContactListIn = given(
    "SurveyContacts", "A list of contacts who are asked too.", contact_list=Needed("l7h3k2mw")
)
AddedOut = shown("SurveyListed", "How many people were added.", added=12)
QuestionIn = given(
    "SurveyQuestionGiven",
    "A question; `choices` are lines by language, the same choice on the same line.",
    kind=Needed("choice"),
    words=Needed(TITLE),
    choices={"en": ["The hour", "The line"]},
    low={"en": "not at all"},
    high={"en": "very"},
    needed=False,
    asked=["came"],
    position=1,
)


def open_survey(act: Act, programme: str, survey_id: str) -> SurveyRow:
    """Give a survey, if a program may do this; one that is not there answers like one that is not open.

    Raises: SignInNeeded, NotAllowed; NotFound, only to whoever may do this in the whole programme.
    """
    where = open_in(act, programme)
    try:
        row = queries.survey(programme, survey_id)
    except errors.NotFound:
        if where.covers(programme):
            raise
        raise errors.NotAllowed() from None
    if not is_within(row, where):
        raise errors.NotAllowed()
    return row


def survey_body(row: SurveyRow) -> dict[str, Any]:
    """Write a survey."""
    last = to_local(row.closes_at - timedelta(minutes=1), row.about.zone).date() if row.closes_at else None
    return {
        "id": row.id,
        "session": row.about.session,
        "title": row.title,
        "lead": row.lead,
        "state": str(row.state),
        "crowds": [str(one) for one in row.crowds],
        "closes_on": last,
        "remind_days": row.remind_days,
        "questions": [one.as_kept for one in row.questions],
        "counts": {
            str(crowd): {"asked": asked, "answered": answered}
            for crowd, (asked, answered) in row.counts.items()
        },
        "revision": row.revision,
    }


@blueprint.route(ADDRESS)
class Surveys(MethodView):
    """The surveys of a programme."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(SurveyOut, "SurveyList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str) -> dict[str, Any]:
        """List the surveys within reach, the programme's first; what they ask only of those that can be changed."""
        where, edits = open_in(Act.FIGURES, programme), may_reach(Act.EDIT)
        rows = queries.surveys(programme, where)
        bodies = [survey_body(one) | ({} if is_within(one, edits) else {"questions": []}) for one in rows]
        return part_of(bodies, query, lambda one: one["id"])

    @blueprint.arguments(SurveyIn)
    @blueprint.response(201, SurveyOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str) -> Response:
        """Begin a survey, of a session or of the programme; with another's questions where one is named."""
        where = open_in(Act.EDIT, programme)
        session, copied = body.get("session") or "", body.get("copied") or ""
        if not session and not where.covers(programme):
            raise errors.NotAllowed()
        if session and session not in {one.slug for one in programmes.sessions(programme, where)}:
            raise errors.NotAllowed()
        if copied and copied not in {one.id for one in queries.within(where)}:
            raise errors.NotAChoice(field="copied", value=copied[:20])
        survey_id = surveys.create(
            programme,
            session or None,
            body["title"],
            right_now(),
            actor=actor(),
            copied=copied or None,
            questions=() if session or copied else (kept_away(),),
        )
        return acted(SurveyOut, lambda: None, None, lambda: _read(programme, survey_id), 201)


@blueprint.route(SURVEY)
class Survey(MethodView):
    """One survey."""

    @blueprint.response(200, SurveyOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, survey_id: str) -> Response:
        """Read a survey with its questions."""
        open_survey(Act.EDIT, programme, survey_id)
        return acted(SurveyOut, lambda: None, None, lambda: _read(programme, survey_id))

    @blueprint.arguments(SurveyPatch)
    @blueprint.response(200, SurveyOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, survey_id: str) -> Response:
        """Change what is named of its settings."""
        row = open_survey(Act.EDIT, programme, survey_id)
        stands = survey_body(row)
        values = {name: body.get(name, stands[name]) for name in ("title", "lead", "remind_days")}
        listed_too = [one for one in stands["crowds"] if one == "listed"]
        values["crowds"] = [*body.get("crowds", stands["crowds"]), *listed_too]
        values["remind_days"] = str(values["remind_days"] or "")
        closes_on = stands["closes_on"]
        if "closes_on" in body:
            closes_on = check_day(body["closes_on"] or None, "closes_on")
        return _act(
            row,
            body,
            lambda seen: surveys.change(
                row.id, values, seen, right_now(), actor=actor(), closes_on=closes_on
            ),
        )

    @blueprint.response(204)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, survey_id: str) -> Response:
        """Delete a survey that is a draft."""
        row, seen = open_survey(Act.EDIT, programme, survey_id), revision_seen()
        stale = both_sides(
            lambda: surveys.remove(row.id, seen, right_now(), actor=actor()),
            None,
            lambda: SurveyOut().dump(_read(programme, survey_id)),
        )
        return stale or Response(status=204)


@blueprint.route(f"{SURVEY}/publish", methods=["POST"])
@blueprint.response(200, SurveyOut)
@blueprint.doc(security=BEARER)
def publish(programme: str, survey_id: str) -> Response:
    """Publish a survey: whoever is to be asked gets an invitation."""
    row = open_survey(Act.EDIT, programme, survey_id)
    return _act(row, None, lambda seen: surveys.publish(row.id, seen, right_now(), actor=actor()))


@blueprint.route(f"{SURVEY}/close", methods=["POST"])
@blueprint.arguments(SureIn)
@blueprint.response(200, SurveyOut)
@blueprint.doc(security=BEARER)
def close(body: dict[str, Any], programme: str, survey_id: str) -> Response:
    """Close a survey before its last day, if it is meant."""
    row = open_survey(Act.EDIT, programme, survey_id)
    if not body["sure"]:
        raise errors.NotConfirmed(field="sure")
    return _act(row, body, lambda seen: surveys.close(row.id, seen, right_now(), actor=actor()))


@blueprint.route(f"{SURVEY}/remarks", methods=["POST"])
@blueprint.response(200, SurveyOut)
@blueprint.doc(security=BEARER)
def ask_for_remarks(programme: str, survey_id: str) -> Response:
    """Add the question, in every language, for remarks that the panel is shown."""
    row = open_survey(Act.EDIT, programme, survey_id)
    typed = for_the_panel()
    return _act(
        row, None, lambda seen: surveys.put_question(row.id, NEW, typed, seen, right_now(), actor=actor())
    )


@blueprint.route(f"{SURVEY}/list")
class List(MethodView):
    """People of a list, who are asked too."""

    @blueprint.arguments(AddressesIn)
    @blueprint.response(200, AddedOut)
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, survey_id: str) -> Any:
        """Add people by their names and addresses."""
        row, text = open_survey(Act.EDIT, programme, survey_id), body["addresses"]
        return _added(
            row, body, lambda seen: survey_lists.add_list(row.id, text, seen, right_now(), actor=actor())
        )

    @blueprint.response(200, SurveyOut)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, survey_id: str) -> Response:
        """Take the list away."""
        row = open_survey(Act.EDIT, programme, survey_id)
        return _act(row, None, lambda seen: survey_lists.drop_list(row.id, seen, right_now(), actor=actor()))


@blueprint.route(f"{SURVEY}/contacts", methods=["POST"])
@blueprint.arguments(ContactListIn)
@blueprint.response(200, AddedOut)
@blueprint.doc(security=BEARER)
def add_contacts(body: dict[str, Any], programme: str, survey_id: str) -> Any:
    """Add the members of a list of contacts, which takes a role that holds everywhere."""
    row = open_survey(Act.EDIT, programme, survey_id)
    open_everywhere(Act.CONTACTS)
    chosen = body["contact_list"]
    return _added(
        row, body, lambda seen: survey_lists.add_contacts(row.id, chosen, seen, right_now(), actor=actor())
    )


@blueprint.route(f"{SURVEY}/questions", methods=["POST"])
@blueprint.arguments(QuestionIn)
@blueprint.response(201, SurveyOut)
@blueprint.doc(security=BEARER)
def add_question(body: dict[str, Any], programme: str, survey_id: str) -> Response:
    """Add a question."""
    row = open_survey(Act.EDIT, programme, survey_id)
    return _put(row, NEW, body, 201)


@blueprint.route(f"{SURVEY}/questions/<question>")
class Question(MethodView):
    """One question."""

    @blueprint.arguments(QuestionIn)
    @blueprint.response(200, SurveyOut)
    @blueprint.doc(security=BEARER)
    def put(self, body: dict[str, Any], programme: str, survey_id: str, question: str) -> Response:
        """Write a question anew; once somebody answered, only its words can change."""
        row = open_survey(Act.EDIT, programme, survey_id)
        _check_there(row, question)
        return _put(row, question, body, 200)

    @blueprint.response(200, SurveyOut)
    @blueprint.doc(security=BEARER)
    def delete(self, programme: str, survey_id: str, question: str) -> Response:
        """Take a question away."""
        row = open_survey(Act.EDIT, programme, survey_id)
        _check_there(row, question)
        return _act(
            row,
            None,
            lambda seen: surveys.drop_question(row.id, question, seen, right_now(), actor=actor()),
        )


def _check_there(row: SurveyRow, question: str) -> None:
    if question not in {one.key for one in row.questions}:
        raise errors.NotFound()


def _put(row: SurveyRow, key: str, body: dict[str, Any], status: int) -> Response:
    """Keep a question, at its place unless another is given."""
    keys = [one.key for one in row.questions]
    stands = keys.index(key) + 1 if key in keys else len(keys) + 1
    typed = Typed(
        kind=body["kind"],
        words=body["words"],
        choices=body.get("choices", {}),
        low=body.get("low", {}),
        high=body.get("high", {}),
        needed=body.get("needed", False),
        asked=body.get("asked", []),
    )
    position = body.get("position", stands)

    def act(seen: int) -> None:
        surveys.put_question(row.id, key, typed, seen, right_now(), actor=actor(), position=max(position, 0))

    return _act(row, body, act, status)


def _read(programme: str, survey_id: str) -> dict[str, Any]:
    return survey_body(queries.survey(programme, survey_id))


def _added(row: SurveyRow, body: Any, add: Callable[[int], int]) -> Any:
    """Add people to a survey as it was seen, and answer with how many they are."""
    seen, programme, found = revision_seen(), row.about.programme, list[int]()
    stale = both_sides(
        lambda: found.append(add(seen)), body, lambda: SurveyOut().dump(_read(programme, row.id))
    )
    return stale or {"added": found[0]}


def _act(row: SurveyRow, body: Any, act: Callable[[int], object], status: int = 200) -> Response:
    """Do an act on a survey as it was seen, and answer with how it stands then."""
    seen, programme = revision_seen(), row.about.programme
    return acted(SurveyOut, lambda: act(seen), body, lambda: _read(programme, row.id), status)
