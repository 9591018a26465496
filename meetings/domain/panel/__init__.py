"""Rules of panels: who is on them, what is wanted of each, their papers and slides."""
