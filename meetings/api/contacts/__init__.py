"""Contacts, their lists, campaigns and official letters, for programs of the secretariat."""

from typing import Final

from flask_smorest import Blueprint

from meetings.api.contacts import bodies, campaigns, contacts, focal_points, imports, letters, lists

CONTACTS: Final[tuple[Blueprint, ...]] = (
    contacts.blueprint,
    imports.blueprint,
    lists.blueprint,
    bodies.blueprint,
    focal_points.blueprint,
    campaigns.blueprint,
    letters.blueprint,
)
