"""Papers and files of conferences."""
