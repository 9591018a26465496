"""Pages of panellists, their assistants, moderators and interpreters."""
