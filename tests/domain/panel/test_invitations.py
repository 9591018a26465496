"""Who knows of which panels follows from what was noted for them, in order."""

from meetings.domain.panel.invitations import INVITED, OFF, known, occasion_of_panels, panels_in


def test_an_occasion_tells_its_panels() -> None:
    assert occasion_of_panels(INVITED, 2, {15, 12}) == "invited:2:12,15"
    assert panels_in("invited:2:12,15") == (12, 15)
    assert panels_in("moved:abc:3") == ()


def test_an_invitation_that_never_left_tells_nobody_and_being_taken_off_asks_anew() -> None:
    first, off = occasion_of_panels(INVITED, 1, [1, 2]), occasion_of_panels(OFF, 2, [1])
    again = occasion_of_panels(INVITED, 3, [1])
    assert known([(first, True)]) == {1, 2}
    assert known([(first, False)]) == frozenset()
    assert known([(first, True), (off, False)]) == {2}
    assert known([(first, True), (off, True), (again, True)]) == {1, 2}
