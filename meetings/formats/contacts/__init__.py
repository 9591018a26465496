"""Contacts, letters and their figures as files."""
