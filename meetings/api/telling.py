"""What people and partners are told, for programs: rules of reminding, texts in six languages, and announcements."""

from collections.abc import Iterable
from typing import Any, Final

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, fields, validate

from meetings.api.access import allowed, outside
from meetings.api.board import day
from meetings.api.by_example import DAY, INSTANT, WORDS, Needed, Null, given, shown
from meetings.api.programmes import BEARER, programme_seen
from meetings.api.reaching import PartQuery, acted, actor, open_in, open_session, part_of, right_now
from meetings.api.shapes import listed, revision_seen
from meetings.domain import errors
from meetings.domain.codes import LANGUAGES
from meetings.domain.permissions import Act
from meetings.formats.announcement import announcement, facts_of
from meetings.queries import desk as programmes
from meetings.queries.announcements import Announced, announced
from meetings.queries.reminders import Level, rules_of_programme
from meetings.queries.translations import Thing, things
from meetings.services import announcements as services
from meetings.services.translations import put_texts

blueprint = Blueprint(
    "api_telling", __name__, url_prefix="/api/v1", description="Reminders, translations and announcements."
)
TRANSLATIONS: Final = "/programmes/<programme>/translations"
ELSEWHERE: Final = "/programmes/<programme>/sessions/<session>/announcements"

LevelOut = shown(
    "RemindersLevel",
    "A level with rules of its own, or null where those above hold; change them where the level is changed.",
    slug="science",
    title=WORDS,
    revision=2,
    own=Null(["24h", "3d@09:00"]),
)
RemindersOut = shown(
    "Reminders",
    "All that is set of telling people: rules on each level, the weekly mail, and for how long seats are offered.",
    programme=LevelOut,
    digest=Null("mon@08:00"),
    offer_hours=Null(24),
    streams=[LevelOut],
    sessions=[LevelOut],
)
TextOut = shown(
    "TranslationText",
    "A text in the languages it is in; `missing` names those it is not in, where it is in any.",
    field="title",
    words=WORDS,
    missing=["ar", "zh"],
)
ThingOut = shown(
    "Translation",
    "Something with texts: programme, stream:slug, session:slug or document:number.",
    id="session:mercury-in-products",
    title=WORDS,
    revision=3,
    texts=[TextOut],
)
TextsIn = given(
    "TranslationTexts",
    "Texts by field; languages that are left out stay, one that is empty is taken away.",
    title=WORDS,
    abstract=WORDS,
    place={"en": "Geneva"},
)
RowOut = shown(
    "AnnouncementElsewhere",
    "Where a session was announced; without a partner by ourselves. `old` are times it states that are others by now.",
    id=7,
    partner="GEN",
    address="https://news.example.org/mercury",
    announced_on=DAY,
    told_at=Null(INSTANT),
    versions={"k3vq8xw2": 1},
    old=["k3vq8xw2"],
    revision=1,
)
RowIn = given(
    "AnnouncementNew",
    "Where a session was announced, and with which version of its times; without versions, as they stand.",
    partner="GEN",
    address=Needed("https://news.example.org/mercury"),
    announced_on=Null("2027-02-01"),
    versions={"k3vq8xw2": 1},
)
AnnouncementOut = shown(
    "AnnouncementText",
    "The announcement of a session in a language; `lacks` names what is not written in it.",
    language="en",
    text="Mercury in products\nThursday, 18 March 2027",
    html="<h2>Mercury in products</h2>",
    lacks=["abstract"],
)


class LanguageQuery(Schema):
    """In which language; all of them without one."""

    class Meta:
        """Leave other parameters alone."""

        unknown = EXCLUDE

    language = fields.String(
        load_default="", validate=validate.OneOf(("", *LANGUAGES)), metadata={"example": "fr"}
    )


@blueprint.route("/programmes/<programme>/reminders")
@blueprint.response(200, RemindersOut)
@blueprint.doc(security=BEARER)
def reminders(programme: str) -> dict[str, Any]:
    """Read the rules of reminding on each level; they are changed with programme, stream and session."""
    programme_seen(programme)
    allowed(Act.EDIT, programme)
    rules = rules_of_programme(programme, right_now())
    return {
        "programme": _level(rules.programme),
        "digest": rules.digest,
        "offer_hours": rules.offer_hours,
        "streams": [_level(one) for one in rules.streams],
        "sessions": [_level(one) for one in rules.sessions],
    }


@blueprint.route(TRANSLATIONS)
@blueprint.arguments(PartQuery, location="query")
@blueprint.response(200, listed(ThingOut, "TranslationList"))
@blueprint.doc(security=BEARER)
def translations(query: dict[str, Any], programme: str) -> dict[str, Any]:
    """List what has texts within reach, each with the languages it lacks."""
    where = open_in(Act.EDIT, programme)
    return part_of([_thing(one) for one in things(programme, where)], query, lambda one: one["id"])


@blueprint.route(f"{TRANSLATIONS}/<thing>")
class Translation(MethodView):
    """The texts of one thing."""

    @blueprint.response(200, ThingOut)
    @blueprint.doc(security=BEARER)
    def get(self, programme: str, thing: str) -> Response:
        """Read the texts of a thing in all languages."""
        return acted(ThingOut, lambda: None, None, lambda: _thing(_found(programme, thing)))

    @blueprint.arguments(TextsIn)
    @blueprint.response(200, ThingOut)
    @blueprint.doc(security=BEARER)
    def patch(self, body: dict[str, Any], programme: str, thing: str) -> Response:
        """Put texts of a thing, language by language."""
        found, seen = _found(programme, thing), revision_seen()
        stands = {one.field: dict(one.words) for one in found.texts}
        for name in body:
            if name not in stands:
                raise errors.NotAChoice(field=name, value=name, choices=sorted(stands))
        texts = {name: words | body.get(name, {}) for name, words in stands.items()}
        return acted(
            ThingOut,
            lambda: put_texts(programme, thing, texts, revision=seen, now=right_now(), actor=actor()),
            body,
            lambda: _thing(_found(programme, thing)),
        )


@blueprint.route(ELSEWHERE)
class Announcements(MethodView):
    """Where a session was announced."""

    @blueprint.arguments(PartQuery, location="query")
    @blueprint.response(200, listed(RowOut, "AnnouncementList"))
    @blueprint.doc(security=BEARER)
    def get(self, query: dict[str, Any], programme: str, session: str) -> dict[str, Any]:
        """List where a session was announced, with the times that are stated there."""
        return part_of(_rows(_announced(Act.SEE, programme, session)), query, lambda one: one["id"])

    @blueprint.arguments(RowIn)
    @blueprint.response(201, listed(RowOut, "AnnouncementsNow"))
    @blueprint.doc(security=BEARER)
    def post(self, body: dict[str, Any], programme: str, session: str) -> tuple[dict[str, Any], int]:
        """Keep where a session was announced; give all places there are then."""
        _announced(Act.EDIT, programme, session)
        now = right_now()
        text = (body.get("announced_on") or "").strip()
        on = day(text, "announced_on") if text else now.date()
        new = services.New(body.get("partner", ""), body["address"], on, body.get("versions", {}))
        services.add(programme, session, new, now, actor())
        return {"items": _rows(_announced(Act.EDIT, programme, session)), "next": None}, 201


@blueprint.route(f"{ELSEWHERE}/<int:announcement_id>", methods=["DELETE"])
@blueprint.response(204)
@blueprint.doc(security=BEARER)
def forget_announcement(programme: str, session: str, announcement_id: int) -> Response:
    """Take an announcement away that is none any more; one that is gone already is left."""
    one = _announced(Act.EDIT, programme, session)
    if announcement_id in {row.id for row in one.announcements}:
        services.remove(programme, session, announcement_id, right_now(), actor())
    return Response(status=204)


@blueprint.route("/programmes/<programme>/sessions/<session>/announcement")
@blueprint.arguments(LanguageQuery, location="query")
@blueprint.response(200, listed(AnnouncementOut, "AnnouncementTexts"))
@blueprint.doc(security=BEARER)
def announcement_texts(query: dict[str, Any], programme: str, session: str) -> dict[str, Any]:
    """Give the announcement of a session, to be published elsewhere, in one language or in all."""
    one, shown_there = _announced(Act.SEE, programme, session), programmes.programme(programme)
    facts = facts_of(shown_there, one, outside().base_url)
    wanted = [query["language"]] if query["language"] else list(LANGUAGES)
    return {"items": [announcement(facts, code) for code in wanted], "next": None}


def _level(one: Level) -> dict[str, Any]:
    return {"slug": one.slug, "title": one.title, "revision": one.revision, "own": one.given}


def _found(programme: str, name: str) -> Thing:
    """Give a thing that a program may translate.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    where = open_in(Act.EDIT, programme)
    found = next((one for one in things(programme, where) if one.name == name), None)
    if found is None:
        raise errors.NotFound()
    return found


def _thing(one: Thing) -> dict[str, Any]:
    texts = [{"field": text.field, "words": text.words, "missing": list(text.missing)} for text in one.texts]
    return {"id": one.name, "title": one.title, "revision": one.revision, "texts": texts}


def _announced(act: Act, programme: str, session: str) -> Announced:
    """Give a session with where it was announced.

    Raises: SignInNeeded, NotAllowed, NotFound.
    """
    open_session(act, programme, session)
    (one,) = announced(programme, open_in(act, programme), session)
    return one


def _rows(one: Announced) -> list[dict[str, Any]]:
    return [_row(row) for row in one.announcements]


def _row(row: Any) -> dict[str, Any]:
    times: Iterable[Any] = row.times
    names = ("id", "partner", "address", "announced_on", "told_at", "revision")
    return {name: getattr(row, name) for name in names} | {
        "versions": {one.slot_id: one.stated.version for one in times},
        "old": [one.slot_id for one in row.old],
    }
