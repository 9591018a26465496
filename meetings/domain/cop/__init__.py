"""Rules of conferences: segments, Parties, delegations, accreditation, papers and lists."""
