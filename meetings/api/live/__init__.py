"""The hour itself: questions and the list of speakers, by the tokens of links."""
