"""The forms of the survey builder: what is stored as they write it, what was typed, and both sides of a stale save."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.domain.codes import LANGUAGES
from meetings.domain.programmes import check_day
from meetings.domain.surveys import Question, Typed
from meetings.domain.zones import to_local
from meetings.queries.revisions import facts_at
from meetings.queries.surveys import SurveyRow
from meetings.web.desk.sides import Side, compare
from meetings.web.pages import OWN_NAMES

Form = MultiDict[str, str]
Stored = dict[str, str | list[str]]
TEXTS: Final = ("title", "lead")
WORDS: Final = ("words", "choices", "low", "high")


def stored_survey(row: SurveyRow) -> Stored:
    """Give the settings of a survey as their form writes them."""
    last = to_local(row.closes_at - timedelta(minutes=1), row.about.zone).date() if row.closes_at else None
    values: Stored = {
        "crowds": [str(one) for one in row.crowds if one != "listed"],
        "closes_on": last.isoformat() if last else "",
        "remind_days": str(row.remind_days or ""),
    }
    for code in LANGUAGES:
        values[f"title-{code}"] = row.title.get(code, "")
        values[f"lead-{code}"] = row.lead.get(code, "")
    return values


def typed_survey(form: Form, row: SurveyRow) -> tuple[dict[str, Any], date | None]:
    """Read the settings of a survey, and its last day.

    Raises: NotATime, with field `closes_on`.
    """
    values: dict[str, Any] = {name: in_languages(form, name) for name in TEXTS}
    values["remind_days"] = form.get("remind_days", "")
    listed = [one for one in row.crowds if one == "listed"]
    values["crowds"] = [*form.getlist("crowds"), *listed]
    return values, check_day(form.get("closes_on", "").strip() or None, "closes_on")


def stored_question(question: Question | None, position: int) -> Stored:
    """Give a question as its form writes it; an empty one, where there is none yet."""
    values: Stored = {
        "kind": str(question.kind) if question else "choice",
        "needed": "1" if question and question.needed else "",
        "asked": list(question.asked) if question else [],
        "position": str(position),
    }
    for code in LANGUAGES:
        lines = [one.words.get(code, "") for one in question.choices] if question else []
        values[f"words-{code}"] = question.words.get(code, "") if question else ""
        values[f"choices-{code}"] = "\n".join(lines) if any(lines) else ""
        values[f"low-{code}"] = question.low.get(code, "") if question else ""
        values[f"high-{code}"] = question.high.get(code, "") if question else ""
    return values


def typed_question(form: Form) -> Typed:
    """Read a question."""
    return Typed(
        kind=form.get("kind", ""),
        words=in_languages(form, "words"),
        choices={
            code: [line.strip() for line in text.splitlines() if line.strip()]
            for code, text in in_languages(form, "choices").items()
        },
        low=in_languages(form, "low"),
        high=in_languages(form, "high"),
        needed=bool(form.get("needed")),
        asked=form.getlist("asked"),
    )


def in_languages(form: Form, name: str) -> dict[str, str]:
    """Read a text in all languages, with its lines ended as they are stored."""
    return {code: form.get(f"{name}-{code}", "").replace("\r\n", "\n").strip() for code in LANGUAGES}


def labels(names: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """Word the fields of a form: plain ones, and those that are written in six languages."""
    each = {
        f"{name}-{code}": f"{words}, {OWN_NAMES[code]}" for name, words in texts.items() for code in LANGUAGES
    }
    return {**names, **each}


def both_sides(
    row: SurveyRow, names: Mapping[str, str], now: Stored, form: Form, question: str = ""
) -> tuple[Side, ...]:
    """Give what differs between what is stored, what was typed, and what stood when the form was opened.

    Takes: the key of the question the form is of, if it is of one.
    """
    seen = form.get("revision", "")
    known = seen.isascii() and seen.isdigit() and len(seen) < 10
    facts = facts_at(f"survey:{row.id}", int(seen)) if known else {}
    mine = {name: form.getlist(name) if isinstance(now[name], list) else form.get(name, "") for name in names}
    return compare(names, now, mine, was=_was(facts, question))


def _was(facts: Mapping[str, Any], question: str) -> Stored:
    """Give what stood when a form was opened, as far as it was changed since."""
    if question:
        kept = next((one for one in facts.get("questions", ()) if one["key"] == question), None)
        return stored_question(Question.of(kept), 0) if kept else {}
    values: Stored = {}
    for name in TEXTS:
        if name in facts:
            values |= {f"{name}-{code}": facts[name].get(code, "") for code in LANGUAGES}
    if "remind_days" in facts:
        values["remind_days"] = str(facts["remind_days"] or "")
    return values


def survey_labels() -> dict[str, str]:
    """Word the fields of a survey's settings."""
    plain = {
        "crowds": _("Who is asked"),
        "closes_on": _("Last day"),
        "remind_days": _("Remind after so many days"),
    }
    return labels(plain, {"title": _("Title"), "lead": _("Words before the questions")})


def question_labels() -> dict[str, str]:
    """Word the fields of a question."""
    plain = {"kind": _("Kind"), "needed": _("An answer is needed"), "asked": _("Asked of")}
    texts = {
        "words": _("Question"),
        "choices": _("Choices"),
        "low": _("Words at 1"),
        "high": _("Words at 5"),
    }
    return labels(plain, texts)


def shown(stored: Stored, typed: Form | None) -> dict[str, Any]:
    """Give the values of a form: as stored, or as typed."""
    if typed is None:
        return dict(stored)
    return {
        name: typed.getlist(name) if isinstance(value, list) else typed.get(name, "")
        for name, value in stored.items()
    }


def seen_revision() -> int:
    """Give the revision a form says it had seen."""
    return request.form.get("revision", 0, type=int)
