"""Contacts, campaigns and official letters for programs."""
