"""The form to register: one page, and everything typed comes back when something is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, Form, SelectField, StringField
from wtforms.fields.core import Field

from meetings.domain.codes import CATEGORIES, LANGUAGES, Mode
from meetings.domain.errors import Refused
from meetings.domain.registrations import ADDRESS_LENGTH, NAME_LENGTH, ORGANIZATION_LENGTH
from meetings.services.people import PersonGiven, person_problems
from meetings.services.registrations import RegistrationRequest
from meetings.web.consents import consents_typed, word_consents
from meetings.web.errors import sentence
from meetings.web.pages import OWN_NAMES
from meetings.web.readers import Reader, language

Choices = list[tuple[str, str]]
ROWS_SHOWN = 50


class RegistrationForm(Form):
    """Name, address, country, organization, category, language and consents; times are chosen beside it."""

    name = StringField(render_kw={"autocomplete": "name", "maxlength": NAME_LENGTH, "required": True})
    email = EmailField(render_kw={"autocomplete": "email", "maxlength": ADDRESS_LENGTH, "required": True})
    country = SelectField(validate_choice=False, render_kw={"autocomplete": "country"})
    organization = StringField(render_kw={"autocomplete": "organization", "maxlength": ORGANIZATION_LENGTH})
    category = SelectField(validate_choice=False)
    language = SelectField(validate_choice=False)
    consent_recording = BooleanField()
    consent_list = BooleanField()
    consent_news = BooleanField()


def registration_form(
    typed: MultiDict[str, str] | None, reader: Reader, countries: Choices, remembered: Iterable[str] = ()
) -> RegistrationForm:
    """Give the form, in the reader's language, with what was typed."""
    form = RegistrationForm(typed, language=reader.language)
    _name(form.name, _("Your name"), _("As you write it yourself."))
    _name(form.email, _("E-mail"), _("A shared mailbox is fine: each person registers with their own name."))
    _name(form.country, _("Country"))
    _name(form.organization, _("Organization"))
    _name(form.category, _("Category"))
    _name(form.language, _("Language of our messages"))
    word_consents(form)
    form.country.choices = [("", _("Choose a country")), *countries]
    form.category.choices = [
        ("", _("Choose a category")),
        *((one, category_words(one)) for one in CATEGORIES),
    ]
    form.language.choices = [(code, OWN_NAMES[code]) for code in LANGUAGES]
    return form


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """A row of the form for somebody beside the person who fills it in, with what is wrong with it."""

    name: str = ""
    email: str = ""
    wrong_name: str = ""
    wrong_email: str = ""

    @property
    def is_filled(self) -> bool:
        """Say whether anything is typed in it."""
        return bool(self.name.strip() or self.email.strip())


def colleague_rows(typed: MultiDict[str, str]) -> list[ColleagueRow]:
    """Give the rows of colleagues as they were typed."""
    names, addresses = (typed.getlist(f"colleague_{one}")[:ROWS_SHOWN] for one in ("name", "email"))
    return [ColleagueRow(*pair) for pair in zip_longest(names, addresses, fillvalue="")]


def colleagues(typed: MultiDict[str, str], me: PersonGiven) -> tuple[PersonGiven, ...]:
    """Give the colleagues on a form: what a row does not say is as of the person who fills it in."""
    return tuple(
        replace(me, name=row.name, email=row.email if row.email.strip() else me.email)
        for row in colleague_rows(typed)
        if row.is_filled
    )


def blame_rows(rows: Iterable[ColleagueRow], me: PersonGiven) -> list[ColleagueRow]:
    """Put what is wrong with each colleague at their row; an address taken over from above is not their fault."""
    blamed = []
    for row in rows:
        if row.is_filled:
            own = row.email.strip()
            given = replace(me, name=row.name, email=row.email if own else "somebody@example.org")
            found = {one.field: sentence(one) for one in person_problems(given)}
            row = replace(row, wrong_name=found.get("name", ""), wrong_email=found.get("email", ""))
        blamed.append(row)
    return blamed


def _name(field: Field, label: str, hint: str = "") -> None:
    field.label.text = label
    field.description = hint


def category_words(code: str) -> str:
    """Word a category."""
    return {
        "government": _("Government"),
        "un": _("United Nations"),
        "igo": _("Intergovernmental organization"),
        "ngo": _("Non-governmental organization"),
        "iplc": _("Indigenous Peoples and local communities"),
        "business": _("Business and industry"),
        "research": _("Research"),
        "media": _("Media"),
        "other": _("Other"),
    }.get(code, code)


def registration_request(
    typed: MultiDict[str, str], zone: str, programme: str, session: str
) -> RegistrationRequest:
    """Make the request that a filled-in form stands for.

    Takes: `zone`, the reader's, where the form does not say one.
    """
    return RegistrationRequest(
        programme=programme,
        session=session,
        person=person_given(typed, zone),
        slots=tuple(one for one in typed.getlist("slot") if one),
        mode=typed.get("mode") or Mode.ONLINE,
        wait=tuple(one for one in typed.getlist("wait") if one) if "wait" in typed else None,
        consents=consents_typed(typed),
        shown_in=language(),
    )


def person_given(typed: MultiDict[str, str], zone: str) -> PersonGiven:
    """Give the person who fills in a form.

    Takes: `zone`, the reader's, where the form does not say one.
    """
    return PersonGiven(
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        country=typed.get("country", ""),
        organization=typed.get("organization", ""),
        category=typed.get("category", ""),
        language=typed.get("language", ""),
        zone=typed.get("zone") or zone,
    )


def blame(form: RegistrationForm, refusals: Iterable[Refused]) -> list[str]:
    """Put each refusal at its field, and give the sentences of those that have none on this form."""
    others = []
    for refusal in refusals:
        if refusal.field and refusal.field in form:
            form[refusal.field].errors = [sentence(refusal)]
        else:
            others.append(sentence(refusal))
    return others
