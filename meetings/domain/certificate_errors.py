"""Named refusals of certificates and of what the worker makes at length."""

from meetings.domain.errors import Refused


class NotEarned(Refused):
    """A certificate for somebody who was not there long enough, or whom nobody saw there. Values: percent."""

    code = "not_earned"
    status = 409


class CertificateRevoked(Refused):
    """A certificate asked for anew that was revoked; only the desk may issue it again."""

    code = "certificate_revoked"
    status = 409


class CorrectedBefore(Refused):
    """A second correction of the name on a certificate by its person; after the first, the desk does it."""

    code = "corrected_before"
    status = 409
