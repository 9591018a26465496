"""Why a device is not let in, or a code not taken."""

from meetings.domain.errors import Refused


class NotProved(Refused):
    """A device from which the holder of a link has not proved yet that they read the mail of whoever it is for."""

    code = "not_proved"
    status = 401


class WrongDeviceCode(Refused):
    """A code that is not the one mailed last, or is over."""

    code = "wrong_device_code"
