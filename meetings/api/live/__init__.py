"""The hour itself: questions and the list of speakers, by the tokens of links."""

"""What programs do before and in the live hour."""
