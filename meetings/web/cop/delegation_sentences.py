"""What refusals of delegations say."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext

Values = dict[str, Any]

SENTENCES: Final[dict[str, Callable[[Values], str]]] = {
    "no_delegation_of": lambda _values: _("Please choose a State or an organization that is known here."),
    "ends_too_early": lambda values: ngettext(
        "Please choose a moment to come, at most %(num)d day from now.",
        "Please choose a moment to come, at most %(num)d days from now.",
        values.get("most", 0),
    ),
    "identity_closed": lambda _values: _(
        "Passports and photos for this meeting have been erased, and no more are taken."
    ),
    "nominations_closed": lambda values: (
        _("This meeting is over: nothing is changed any more.")
        if values.get("over")
        else _("The deadline has passed. What you typed is kept: you can ask the secretariat for it.")
    ),
    "no_segment": lambda _values: _("Please choose at least one segment."),
    "past_nomination": lambda _values: _(
        "This was checked already. What you typed is kept: you can ask the secretariat to change it."
    ),
    "quota_full": lambda values: ngettext(
        "Your delegation may name %(num)d person for this segment, and has.",
        "Your delegation may name %(num)d people for this segment, and has.",
        values.get("most", 0),
    ),
    "head_taken": lambda _values: _(
        "There is a head of delegation for this segment already. Change their role first, or choose another."
    ),
    "not_in_this_mode": lambda _values: _(
        "Please choose how they take part, in a way that this segment has."
    ),
    "named_already": lambda _values: _("Your delegation has named this person already."),
    "nobody_there": lambda _values: _("They are in no segment any more."),
    "same_person": lambda _values: _("This is the same person. To change what is said of them, correct it."),
    "not_this_meeting": lambda _values: _("Please choose meetings of the segments for which you name them."),
    "request_decided": lambda _values: _("This request was decided or taken back in the meantime."),
    "nothing_asked": lambda _values: _(
        "Nothing differs from what is stored. Please change what you ask for."
    ),
    "runs_programs": lambda _values: _(
        "This document runs a program when it is opened. Please print it to a new PDF and send that."
    ),
    "locked_document": lambda _values: _("This document is locked by a password. Please send it without."),
    "cut_off": lambda _values: _("The end of this file is missing. Please send it again."),
    "too_many_pixels_on_a_side": lambda values: _(
        "This picture is too large: at most %(most)d × %(most)d.", most=values.get("most", 0)
    ),
    "too_few_pixels": lambda values: _(
        "This picture is too small to print: at least %(least)d × %(least)d.",
        least=values.get("least", 0),
    ),
    "swells": lambda _values: _("This file unpacks to far more than it is. Please send it in another form."),
    "no_columns": lambda _values: _(
        "No column of this sheet is called “name”. Take the sheet of this page as a model."
    ),
    "unknown_country": lambda values: _("No State is known as “%(value)s”.", value=values.get("value", "")),
    "other_country": lambda values: _(
        "“%(value)s” is another State than the one of this delegation.", value=values.get("value", "")
    ),
    "country_to_review": lambda values: _(
        "“%(value)s” may mean several States. Please say whether it is yours.", value=values.get("value", "")
    ),
    "sheet_changed": lambda _values: _(
        "Something has changed since it was shown. Please look at it once more."
    ),
    "not_of_this_delegation": lambda _values: _("Nobody of this delegation has this number."),
}
