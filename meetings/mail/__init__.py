"""Composing mails: facts of today, in the words, the language and the zone of their reader."""
