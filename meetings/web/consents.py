"""The words people agree to, in every version; and what their pages show and ask of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import request
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form

from meetings.domain.codes import CONSENTS
from meetings.domain.consents import VERSIONS, Said, present
from meetings.domain.zones import to_local
from meetings.formats.times import date_words, language_name
from meetings.queries import consents as queries
from meetings.queries.consents import KindShown, SaidBy
from meetings.services import consents as services
from meetings.web.readers import Reader, language

# Somebody agreed to these very words: never change them, nor their translations; add a version to
# `domain/consents` and its words here. A test holds a digest of each.
TEXTS: Final[Mapping[tuple[str, str], Callable[[], str]]] = {
    ("recording", "2026-11"): lambda: _("I know that the session may be recorded."),
    ("recording", "2026-11-25"): lambda: _(
        "The session may be recorded and the recording published. "
        "I agree that it may contain my image, voice and words."
    ),
    ("list", "2026-11"): lambda: _("My name and organization may appear in a list of participants."),
    ("news", "2026-11"): lambda: _("Send me news of coming sessions by mail. I can stop this at any time."),
}


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick, never ticked beforehand: a kind in its present words; `is_again` where others were agreed to."""

    kind: str
    version: str
    words: str
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The very words somebody agreed to, in the language they read them in, when, and for which sessions."""

    text: str
    language: str
    facts: str
    titles: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class KindLine:
    """How a person stands to a kind: what they agreed to, or in `state` that they did not."""

    kind: str
    name: str
    agreed: tuple[Words, ...]
    state: str
    box: Box | None


def consent_words(kind: str, version: str, lang: str | None = None) -> str:
    """Give the words of a version, in a language or the reader's."""
    if lang is None:
        return TEXTS[kind, version]()
    with force_locale(lang):
        return TEXTS[kind, version]()


def kind_name(kind: str) -> str:
    """Name a kind."""
    return {
        "recording": _("Recording"),
        "list": _("List of participants"),
        "news": _("News by mail"),
    }[kind]


def word_consents(form: Form) -> None:
    """Put the present words at a form's boxes, and their versions into their values.

    A box that came back from a form with older words is not ticked any more: nobody saw these.
    """
    for kind in CONSENTS:
        field, version = form[f"consent_{kind}"], present(kind)
        field.label.text = consent_words(kind, version)
        field.render_kw = {"value": version}
        if field.raw_data and field.raw_data[0] in VERSIONS[kind][:-1]:
            field.data = False


def consents_typed(typed: MultiDict[str, str]) -> tuple[str, ...]:
    """Give what was ticked on a form, each with the version of the words that it showed."""
    found = []
    for kind in CONSENTS:
        value = typed.get(f"consent_{kind}", "")
        if value in VERSIONS[kind]:
            found.append(f"{kind}:{value}")
        elif value:
            found.append(kind)
    return tuple(found)


def consents_asked(registration_id: str) -> list[Box]:
    """Give the boxes that a registration's person is asked again, because the words changed."""
    return [_box(kind, is_again=True) for kind in queries.asked_again(registration_id)]


def consents_shown(person_id: int, reader: Reader) -> list[KindLine]:
    """Give how a person stands to each kind, for their own page."""
    return [_line(one, reader) for one in queries.kinds_of(person_id)]


def answer_consents(person_id: int, now: datetime) -> None:
    """Do what a person sent from their own page: withdraw one kind, or agree to what is ticked.

    Raises: NotAChoice.
    """
    kind = request.form.get("withdraw")
    if kind:
        services.withdraw(person_id, kind, now)
    else:
        services.agree(person_id, consents_typed(request.form), language(), now)


def _box(kind: str, *, is_again: bool) -> Box:
    version = present(kind)
    return Box(kind, version, consent_words(kind, version), is_again)


def _line(shown: KindShown, reader: Reader) -> KindLine:
    state = ""
    if shown.withdrawn_at is not None:
        state = _("Withdrawn on %(day)s.", day=day_of(shown.withdrawn_at, reader))
    elif not shown.agreed:
        state = _("Not agreed.")
    box = _box(shown.kind, is_again=shown.is_outdated) if shown.may_agree else None
    return KindLine(shown.kind, kind_name(shown.kind), tuple(_words(shown.agreed, reader)), state, box)


def _words(agreed: Iterable[SaidBy], reader: Reader) -> list[Words]:
    """Put together what was agreed to in the same words and on the same day."""
    groups: dict[tuple[Said, str], list[dict[str, str]]] = {}
    for one in agreed:
        day = day_of(one.said.at, reader)
        same = next((key for key in groups if key[1] == day and _is_same(key[0], one.said)), (one.said, day))
        groups.setdefault(same, []).extend([one.title] if one.title else [])
    return [_group(said, day, titles, reader) for (said, day), titles in groups.items()]


def _is_same(one: Said, other: Said) -> bool:
    return (one.version, one.language) == (other.version, other.language)


def _group(said: Said, day: str, titles: list[dict[str, str]], reader: Reader) -> Words:
    lang = said.language or reader.language
    return Words(consent_words(said.kind, said.version, lang), lang, _facts(said, day, reader), tuple(titles))


def _facts(said: Said, day: str, reader: Reader) -> str:
    if said.language is None:
        return _("Agreed on %(day)s.", day=day)
    spoken = language_name(said.language, reader.language)
    return _("Agreed on %(day)s, in this language: %(language)s.", day=day, language=spoken)


def day_of(at: datetime, reader: Reader) -> str:
    """Word the day of an instant for a reader."""
    return date_words(to_local(at, reader.zone).date(), reader.language)
