"""The form of somebody who came by another's link."""

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, Form, SelectField, StringField

from meetings.domain.codes import CATEGORIES
from meetings.domain.registrations import ADDRESS_LENGTH, NAME_LENGTH
from meetings.services.people import PersonGiven
from meetings.web.forms.registrations import Choices, category_words
from meetings.web.readers import Reader


class OtherForm(Form):
    """Name, country and category; an address only for whoever wants our mails."""

    name = StringField(render_kw={"autocomplete": "name", "maxlength": NAME_LENGTH, "required": True})
    country = SelectField(validate_choice=False, render_kw={"autocomplete": "country"})
    category = SelectField(validate_choice=False)
    email = EmailField(render_kw={"autocomplete": "email", "maxlength": ADDRESS_LENGTH})


def other_form(typed: MultiDict[str, str] | None, countries: Choices) -> OtherForm:
    """Give the form with what was typed."""
    form = OtherForm(typed)
    form.name.label.text = _("Your name")
    form.name.description = _("As you write it yourself.")
    form.country.label.text = _("Country")
    form.category.label.text = _("Category")
    form.email.label.text = _("E-mail, if you want our messages")
    form.email.description = _("Leave it empty to join without.")
    form.country.choices = [("", _("Choose a country")), *countries]
    form.category.choices = [
        ("", _("Choose a category")),
        *((one, category_words(one)) for one in CATEGORIES),
    ]
    return form


def other_person(typed: MultiDict[str, str], reader: Reader, companion_of: str) -> PersonGiven:
    """Give the person that a filled-in form stands for."""
    return PersonGiven(
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        country=typed.get("country", ""),
        category=typed.get("category", ""),
        language=reader.language,
        zone=reader.zone,
        companion_of=companion_of,
    )
