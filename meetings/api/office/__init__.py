"""People, mails, attendance in doubt and the staff itself, for programs of the secretariat."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api.office import attendance, doubles, mails, people, reviews, staff

OFFICE: Final[tuple[Blueprint, ...]] = (
    people.blueprint,
    doubles.blueprint,
    mails.blueprint,
    attendance.blueprint,
    reviews.blueprint,
    staff.blueprint,
)
