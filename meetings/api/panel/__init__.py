"""What programs do with panels."""

"""Panels by the token of a panellist's or their assistant's own link, on a device that is proved."""
