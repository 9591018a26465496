"""The languages of times for programs: what is asked for, how far it has come, and what interpreters are given."""

from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint

from meetings.api.by_example import DAY, INSTANT, WORDS, Needed, Null, given, shown
from meetings.api.programmes import BEARER, both_sides
from meetings.api.reaching import PartQuery, acted, actor, open_in, open_slot, part_of, right_now
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.permissions import Act
from meetings.queries.live import interpretation as queries
from meetings.queries.live.interpretation import ServiceRow, VoiceRow
from meetings.services.live import interpretation as services

blueprint = Blueprint(
    "api_interpretation", __name__, url_prefix="/api/v1", description="Interpretation, captions and signs."
)
ADDRESS: Final = "/slots/<slot_id>/interpretation"
SERVICE: Final = f"{ADDRESS}/services/<service>"

ServiceOut = shown(
    "LanguageService",
    "A language that is asked for, and how far it has come; `lack` says what is missing of it.",
    id="s4n8w2kq",
    kind="spoken",
    language="fr",
    label="Cabin 2",
    state="asked",
    needed_by=DAY,
    promised_at=Null(INSTANT),
    since=INSTANT,
    lack=Null("late"),
    revision=1,
)
PairOut = shown("InterpreterPair", "From which language into which.", source="en", target="fr")
VoiceOut = shown(
    "InterpretationVoice",
    "Somebody on the panel: interpreters with their languages, speakers with how their name is said.",
    person="p5t8n2wq",
    name="Amara Example",
    role="interpreter",
    state="confirmed",
    pairs=[PairOut],
    pronunciation="ah-MAH-rah",
)
BriefOut = shown(
    "InterpretersBrief",
    "What interpreters are given.",
    shows_embargoed=False,
    glossary="https://papers.example.org/glossary",
    note="Names are said slowly.",
    revision=1,
)
InterpretationOut = shown(
    "Interpretation",
    "The languages of a time, who interprets, and what they are given; `promised` is what the page says.",
    services=[ServiceOut],
    voices=[VoiceOut],
    brief=BriefOut,
    promised=["fr", "es"],
)
LackingOut = shown(
    "InterpretationOfTime",
    "A coming time with its languages; `unkept` are promised and not there.",
    slot="k3vq8xw2",
    title=WORDS,
    starts_at=INSTANT,
    services=[ServiceOut],
    unkept=["es"],
)
ServiceIn = given(
    "LanguageServiceNew",
    "A language that is needed; without a day, as early as the rules say.",
    kind=Needed("spoken"),
    language=Needed("fr"),
    label="Cabin 2",
    needed_by="2027-03-01",
)
MoveIn = given("LanguageServiceMove", "How far it has come.", state=Needed("confirmed"))
BriefIn = given(
    "InterpretersBriefGiven",
    "What is changed of what interpreters are given.",
    shows_embargoed=False,
    glossary="https://papers.example.org/glossary",
    note="Names are said slowly.",
)
PairIn = given(
    "InterpreterPairGiven", "From which language into which.", source=Needed("en"), target=Needed("fr")
)
PairsIn = given("InterpreterPairsGiven", "All languages of an interpreter.", pairs=Needed([PairIn]))
SaidIn = given("PronunciationGiven", "How a name is said.", pronunciation=Needed("ah-MAH-rah"))


@blueprint.route("/programmes/<programme>/interpretation")
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(LackingOut, "InterpretationList"))
@blueprint.doc(security=BEARER)
def overview(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List which coming times have and lack which language, and by when it is needed."""
    where = open_in(Act.SEE, programme)
    rows = queries.overview(programme, where, right_now())
    return part_of([_lacking(one) for one in rows], query, lambda one: one["slot"])


@blueprint.route(ADDRESS)
@blueprint.response(200, InterpretationOut)
@blueprint.doc(security=BEARER)
def of_slot(slot_id: str) -> dict[str, Any]:
    """Read the languages of a time, who interprets, and what they are given."""
    open_slot(Act.PEOPLE, slot_id)
    return _whole(slot_id)


@blueprint.route(f"{ADDRESS}/services", methods=["POST"])
@blueprint.arguments(ServiceIn)
@blueprint.response(201, InterpretationOut)
@blueprint.doc(security=BEARER)
def add(body: dict[str, Any], slot_id: str) -> tuple[dict[str, Any], int]:
    """Ask for a language."""
    open_slot(Act.EDIT, slot_id)
    services.add_service(slot_id, body, right_now(), actor())
    return _whole(slot_id), 201


@blueprint.route(f"{SERVICE}/move", methods=["POST"])
@blueprint.arguments(MoveIn)
@blueprint.response(200, ServiceOut)
@blueprint.doc(security=BEARER)
def move(body: dict[str, Any], slot_id: str, service: str) -> Response:
    """Say how far a language has come."""
    open_slot(Act.EDIT, slot_id)
    _found(slot_id, service)
    seen, state = revision_seen(), body["state"]
    return acted(
        ServiceOut,
        lambda: services.move_service(slot_id, service, state, seen, now=right_now(), actor=actor()),
        body,
        lambda: _service(_found(slot_id, service)),
    )


@blueprint.route(SERVICE, methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def remove(slot_id: str, service: str) -> Response:
    """Take a language away that nobody promised."""
    open_slot(Act.EDIT, slot_id)
    _found(slot_id, service)
    seen = revision_seen()
    stale = both_sides(
        lambda: services.remove_service(slot_id, service, seen, right_now(), actor()),
        None,
        lambda: ServiceOut().dump(_service(_found(slot_id, service))),
    )
    return stale or Response(status=204)


@blueprint.route(f"{ADDRESS}/brief")
class Brief(MethodView):
    """What interpreters are given."""

    @blueprint.response(200, BriefOut)
    @blueprint.doc(security=BEARER)
    def get(self, slot_id: str) -> Response:
        """Read what interpreters are given."""
        open_slot(Act.PEOPLE, slot_id)
        return acted(BriefOut, lambda: None, None, lambda: queries.brief(slot_id))

    @blueprint.arguments(BriefIn)
    @blueprint.response(200, BriefOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], slot_id: str) -> Response:
        """Change what is named of what interpreters are given."""
        open_slot(Act.EDIT, slot_id)
        stands, seen = queries.brief(slot_id), revision_seen()
        values = {name: body.get(name, getattr(stands, name) or "") for name in ("glossary", "note")}
        if body.get("shows_embargoed", stands.shows_embargoed):
            values["shows_embargoed"] = "y"
        return acted(
            BriefOut,
            lambda: services.set_brief(slot_id, values, seen, right_now(), actor()),
            body,
            lambda: queries.brief(slot_id),
        )


@blueprint.route(f"{ADDRESS}/people/<person>/pairs", methods=["PUT"])
@blueprint.arguments(PairsIn)
@blueprint.response(200, InterpretationOut)
@blueprint.doc(security=BEARER)
def set_pairs(body: dict[str, Any], slot_id: str, person: str) -> dict[str, Any]:
    """Say from which languages into which somebody interprets."""
    open_slot(Act.EDIT, slot_id)
    pairs = [(one["source"], one["target"]) for one in body["pairs"]]
    services.set_pairs(slot_id, person, pairs, right_now(), actor())
    return _whole(slot_id)


@blueprint.route(f"{ADDRESS}/people/<person>/pronunciation", methods=["PUT"])
@blueprint.arguments(SaidIn)
@blueprint.response(200, InterpretationOut)
@blueprint.doc(security=BEARER)
def set_pronunciation(body: dict[str, Any], slot_id: str, person: str) -> dict[str, Any]:
    """Say how somebody's name is said."""
    open_slot(Act.EDIT, slot_id)
    services.set_pronunciation(slot_id, person, body["pronunciation"], right_now(), actor())
    return _whole(slot_id)


def _found(slot_id: str, service: str) -> ServiceRow:
    found = next((one for one in queries.services(slot_id, right_now()) if one.id == service), None)
    if found is None:
        raise errors.NotFound()
    return found


def _whole(slot_id: str) -> dict[str, Any]:
    return {
        "services": [_service(one) for one in queries.services(slot_id, right_now())],
        "voices": [_voice(one) for one in queries.voices(slot_id)],
        "brief": queries.brief(slot_id),
        "promised": list(queries.promised(slot_id)),
    }


def _service(row: ServiceRow) -> dict[str, Any]:
    names = ("id", "kind", "language", "label", "state", "needed_by", "promised_at", "since", "revision")
    return {name: getattr(row, name) for name in names} | {"lack": str(row.lack) if row.lack else None}


def _voice(row: VoiceRow) -> dict[str, Any]:
    names = ("name", "role", "state", "pronunciation")
    pairs = [{"source": one[0], "target": one[1]} for one in row.pairs]
    return {name: getattr(row, name) for name in names} | {"person": row.ref, "pairs": pairs}


def _lacking(one: Any) -> dict[str, Any]:
    return {
        "slot": one.slot_id,
        "title": one.title,
        "starts_at": one.starts_at,
        "services": [_service(row) for row in one.services],
        "unkept": list(one.unkept),
    }
