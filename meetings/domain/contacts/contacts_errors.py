"""Named refusals of contacts, of the roles they hold, and of lists of them that are read."""

from meetings.domain.errors import Refused


class RoleTaken(Refused):
    """A role of which a government has one at a time, and somebody else holds it then. Values: holder, other."""

    code = "contact_role_taken"
    status = 409


class RoleHeldAlready(Refused):
    """A role that the same contact holds in this term."""

    code = "contact_role_held"
    status = 409


class TermBackwards(Refused):
    """A term that ends before it begins."""

    code = "contact_term_backwards"


class CountryNeeded(Refused):
    """A role held for a government, without a country."""

    code = "contact_country_needed"


class ContactAlready(Refused):
    """Somebody of this name at this mailbox is a contact. Values: other (their public name in addresses)."""

    code = "contact_already"
    status = 409


class NoColumns(Refused):
    """A list in which no column is known to hold names, or none to hold addresses."""

    code = "contact_no_columns"


class NotThen(Refused):
    """An act that a list which is read does not take as it stands."""

    code = "contact_import_not_then"
    status = 409
