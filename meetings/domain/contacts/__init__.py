"""Rules of contacts: the roles they hold, lists of them, campaigns, and official letters."""
