"""Rules of the hour itself: what platforms tell, run-sheets, interpretation, questions and the list of speakers."""
