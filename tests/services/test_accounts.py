"""Accounts of staff on both stores: passwords, second steps, stays that end at once, sign-ons, roles, mails."""

from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.domain import account_errors, errors
from meetings.domain.accounts import LONGEST_REST, Need, Way, step_at, totp
from meetings.domain.messages import Failure
from meetings.domain.permissions import Scope
from meetings.domain.ports import Vouched
from meetings.extensions import db
from meetings.models import Account, Audit, Grant, RecoveryCode, SignIn, StaffMail, User
from meetings.queries.accounts import AtDesk, account_page, at_desk, staff_rows
from meetings.services import passwords, roles, second_factors, sign_ons, staff, staff_mails, stays, tries
from meetings.services.backups import forget_processes
from meetings.services.passwords import Device
from tests.factories import KEYS, NOW, make_programme
from tests.services.test_races import together

EMAIL = "organizer@example.org"
PASSWORD = "cinabre, étain et or"
NEW: Device = Device()


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def invited(email: str = EMAIL, role: str = "organizer") -> int:
    staff.invite(email, role, NOW)
    return db.session.scalars(select(User.id).where(User.email == email)).one()


def coming(user_id: int, way: str, at: datetime = NOW, *, is_required: bool = True) -> AtDesk:
    stay_id = stays.begin(user_id, way, at, is_required=is_required, device="Firefox, Linux")
    found = at_desk(stay_id, user_id, at)
    assert found is not None
    return found


def again(who: AtDesk, at: datetime = NOW) -> AtDesk:
    found = at_desk(who.stay_id, who.user_id, at)
    assert found is not None
    return found


def code_for(who: AtDesk, at: datetime = NOW) -> str:
    return totp(second_factors.offered_secret(who, KEYS), step_at(at))


def enrolled(at: datetime = NOW, email: str = EMAIL) -> tuple[AtDesk, bytes, list[str]]:
    """Bring somebody from the invitation to the desk; give who it is, the app's secret and the recovery codes."""
    who = coming(invited(email), Way.INVITED, at)
    assert passwords.choose(who, PASSWORD, at, is_required=True) == Need.SECOND
    who = again(who, at)
    secret = second_factors.offered_secret(who, KEYS)
    codes = second_factors.set_up(who, code_for(who, at), at, keys=KEYS, is_required=True)
    return again(who, at), secret, codes


def prove(typed: str = PASSWORD, at: datetime = NOW, *, email: str = EMAIL, device: Device = NEW) -> int:
    return passwords.prove(email, typed, at, device=device, keys=KEYS)


def give(who: AtDesk, code: str, at: datetime, device: Device = NEW) -> Need:
    return second_factors.give_code(who, code, at, device=device, keys=KEYS, is_required=True)


def acts() -> list[str]:
    return list(db.session.scalars(select(Audit.act).order_by(Audit.id)))


@pytest.mark.usefixtures("database")
def test_invitation_leads_over_password_and_second_step_to_the_desk() -> None:
    who, secret, codes = enrolled()
    assert (who.needs, who.has_password, who.has_second, len(set(codes))) == (Need.NOTHING, True, True, 10)
    assert acts() == ["password", "second_step", "sign_in"]
    stored = db.session.get_one(Account, who.user_id)
    assert stored.password_hash is not None
    assert stored.password_hash.startswith("$argon2id$")
    said = repr([(one.before, one.after, one.subject) for one in db.session.scalars(select(Audit))])
    kept = [stored.password_hash, stored.second_sealed, *db.session.scalars(select(RecoveryCode.code_hash))]
    for secret_one in (PASSWORD, secret.hex(), *codes, *(one.replace("-", "") for one in codes)):
        assert all(secret_one not in str(one) for one in (said, *kept))
    user_id = prove(PASSWORD.replace("é", "e\u0301"), minutes(1))
    who = coming(user_id, Way.PASSWORD, minutes(1))
    assert who.needs == Need.CODE
    assert give(who, totp(secret, step_at(minutes(1))), minutes(1)) == Need.NOTHING


@pytest.mark.usefixtures("database")
def test_code_and_recovery_code_work_once() -> None:
    first, secret, codes = enrolled()
    code = totp(secret, step_at(minutes(1)))
    assert give(coming(first.user_id, Way.PASSWORD), code, minutes(1)) == Need.NOTHING
    for old in (code, totp(secret, step_at(NOW)), "000000", "", "x"):
        with pytest.raises(account_errors.WrongCode):
            give(coming(first.user_id, Way.PASSWORD), old, minutes(1))
        tries_gone()
    assert give(coming(first.user_id, Way.PASSWORD), codes[3].upper(), minutes(2)) == Need.NOTHING
    with pytest.raises(account_errors.WrongCode):
        give(coming(first.user_id, Way.PASSWORD), codes[3], minutes(2))
    assert account_page(first.user_id, NOW).codes_left == 9
    assert db.session.scalars(select(Audit.after).where(Audit.act == "recovery_code")).all() == [{"left": 9}]
    other, _secret, others = enrolled(email="other@example.org")
    with pytest.raises(account_errors.WrongCode):
        give(coming(other.user_id, Way.PASSWORD), codes[4], minutes(3))
    assert give(coming(other.user_id, Way.PASSWORD), others[4], minutes(3)) == Need.NOTHING


def tries_gone() -> None:
    tries.prune(NOW + timedelta(days=3))


def test_of_many_at_once_one_code_is_taken(app: Flask) -> None:
    with app.app_context():
        who, secret, codes = enrolled()
        begun = [coming(who.user_id, Way.PASSWORD) for _number in range(8)]
        device = Device("d", (who.user_id,))
    for code in (totp(secret, step_at(minutes(1))), codes[0]):

        def enter(number: int, code: str = code) -> bool:
            try:
                return give(begun[number], code, minutes(1), device) is Need.NOTHING
            except errors.Refused:
                return False

        done = together(app, [lambda number=number: enter(number) for number in range(4)], 4)
        assert sum(done) == 1
        with app.app_context():
            tries_gone()


def test_of_many_at_once_one_second_step_is_set_up_and_it_is_the_one_that_was_shown(app: Flask) -> None:
    with app.app_context():
        who = coming(invited(), Way.INVITED)
        passwords.choose(who, PASSWORD, NOW, is_required=True)
        who = again(who)
        secret, code = second_factors.offered_secret(who, KEYS), code_for(who)

    def set_up() -> list[str]:
        try:
            return second_factors.set_up(who, code, NOW, keys=KEYS, is_required=True)
        except errors.Refused:
            return []

    (codes,) = [one for one in together(app, [set_up] * 5, 5) if one]
    with app.app_context():
        tries_gone()
        assert account_page(who.user_id, NOW).codes_left == 10
        for each in (totp(secret, step_at(minutes(1))), codes[0]):
            assert give(coming(who.user_id, Way.PASSWORD), each, minutes(1)) == Need.NOTHING
        done = again(who)
    together(app, [lambda: second_factors.new_codes(done, PASSWORD, NOW, keys=KEYS)] * 4, 4)
    with app.app_context():
        assert account_page(who.user_id, NOW).codes_left == 10


@pytest.mark.usefixtures("database")
def test_wrong_password_and_unknown_address_are_answered_alike() -> None:
    enrolled()
    said = []
    for email in (EMAIL, "nobody@example.org", "no address", "", "\0y", "x" * 5000):
        seen = []
        for _time in range(7):
            with pytest.raises(errors.Refused) as caught:
                prove("some other words", email=email)
            seen.append((caught.value.code, caught.value.field, caught.value.values))
        said.append(seen)
    assert said == [said[0]] * len(said)
    assert [one[0] for one in said[0]] == ["wrong_sign_in"] * 5 + ["too_soon"] * 2


@pytest.mark.usefixtures("database")
def test_unknown_address_takes_as_long_as_a_known_one() -> None:
    enrolled()
    took: dict[str, list[float]] = {EMAIL: [], "nobody@example.org": []}
    for number in range(9):
        for email, every in took.items():
            begin = perf_counter()
            with pytest.raises(account_errors.WrongSignIn):
                prove("some other words", NOW + timedelta(days=2 * number), email=email)
            every.append(perf_counter() - begin)
    known, unknown = (median(every) for every in took.values())
    assert 1 / 2 < known / unknown < 2, (known, unknown)


@pytest.mark.usefixtures("database")
def test_strangers_slow_each_other_down_and_never_the_owners_own_device() -> None:
    who, _secret, _codes = enrolled()
    own = Device("laptop", (who.user_id,))
    at = NOW
    for _round in range(12):
        with pytest.raises(errors.Refused):
            prove("some other words", at)
        at += LONGEST_REST if _round >= 4 else timedelta(0)
    with pytest.raises(account_errors.TooSoon):
        prove(at=at - timedelta(seconds=1))
    assert prove(at=at, device=own) == who.user_id
    assert prove(at=at) == who.user_id  # a right password after the rest, and all is forgotten
    for _time in range(4):
        with pytest.raises(account_errors.WrongSignIn):
            prove("some other words", at)


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(app: Flask) -> None:
    with app.app_context():
        enrolled()

    def guess() -> str:
        try:
            prove("some other words")
        except errors.Refused as refusal:
            return refusal.code
        return ""

    said = together(app, [guess] * 16, 16)
    assert (said.count("wrong_sign_in"), said.count("too_soon")) == (5, 11)


@pytest.mark.usefixtures("database")
def test_forgotten_password_still_asks_for_the_second_step_and_ends_every_stay() -> None:
    old, secret, _codes = enrolled()
    who = coming(old.user_id, Way.FORGOTTEN)
    with pytest.raises(errors.NotAllowed):
        passwords.choose(who, "another word of mine", NOW, is_required=True)
    assert give(who, totp(secret, step_at(minutes(1))), minutes(1)) == Need.PASSWORD
    with db.session.begin_nested():
        staff.add_link(old.user_id, NOW, Way.FORGOTTEN)
    db.session.commit()
    assert passwords.choose(again(who), "another word of mine", NOW, is_required=True) == Need.NOTHING
    assert at_desk(old.stay_id, old.user_id, NOW) is None
    assert (
        db.session.scalar(select(func.count()).where(SignIn.used_at.is_(None), SignIn.way != Way.LINK)) == 0
    )
    with pytest.raises(account_errors.WrongSignIn):
        prove()
    assert prove("another word of mine") == old.user_id


@pytest.mark.usefixtures("database")
def test_changing_an_account_asks_again_who_it_is() -> None:
    who, _secret, codes = enrolled()
    other = coming(who.user_id, Way.LINK)
    for wrong in ("", "not the password"):
        with pytest.raises(account_errors.WrongPassword):
            passwords.change(who, wrong, "another word of mine", NOW, keys=KEYS)
    passwords.change(who, PASSWORD, "another word of mine", NOW, keys=KEYS)
    assert at_desk(other.stay_id, who.user_id, NOW) is None
    assert again(who).needs == Need.NOTHING
    with pytest.raises(account_errors.WrongPassword):
        second_factors.new_codes(who, PASSWORD, NOW, keys=KEYS)
    fresh = second_factors.new_codes(who, "another word of mine", NOW, keys=KEYS)
    assert not set(fresh) & set(codes)
    with pytest.raises(account_errors.WrongCode):
        give(coming(who.user_id, Way.PASSWORD), codes[0], NOW)
    before = second_factors.offered_secret(who, KEYS)
    code = totp(before, step_at(minutes(5)))
    assert len(second_factors.replace(who, "another word of mine", code, minutes(5), keys=KEYS)) == 10
    assert second_factors.offered_secret(who, KEYS) != before


@pytest.mark.usefixtures("database")
def test_whoever_came_by_a_link_just_now_needs_no_old_password() -> None:
    who, _secret, _codes = enrolled()
    by_link = coming(who.user_id, Way.LINK)
    passwords.change(by_link, "", "another word of mine", NOW, keys=KEYS)
    by_link = coming(who.user_id, Way.LINK)
    with pytest.raises(account_errors.WrongPassword):
        passwords.change(by_link, "", "third word of mine", minutes(15), keys=KEYS)
    bare = coming(invited("bare@example.org"), Way.SIGN_ON)
    with pytest.raises(account_errors.FreshSignInNeeded):
        passwords.change(bare, "", "another word of mine", minutes(15), keys=KEYS)
    passwords.change(bare, "", "another word of mine", minutes(14), keys=KEYS)


@pytest.mark.usefixtures("database")
def test_stay_ends_by_itself_and_only_by_its_owner() -> None:
    user, other = invited(), invited("other@example.org")
    who = coming(user, Way.LINK)
    assert (who.needs, at_desk(who.stay_id, other, NOW)) == (Need.NOTHING, None)
    assert at_desk(who.stay_id, user, NOW + stays.LASTS) is None
    stays.end(who.stay_id, other, NOW)
    assert at_desk(who.stay_id, user, NOW) is not None
    stays.end(who.stay_id, user, NOW)
    assert at_desk(who.stay_id, user, NOW) is None
    first, second = coming(user, Way.LINK), coming(user, Way.SIGN_ON)
    assert {one.id for one in account_page(user, NOW).stays} == {first.stay_id, second.stay_id}
    stays.end_everywhere(user, NOW, "user:1")
    assert account_page(user, NOW).stays == ()
    half = coming(user, Way.INVITED)
    assert at_desk(half.stay_id, user, NOW + stays.PROVING_LASTS) is None
    assert account_page(user, NOW).stays == ()


@pytest.mark.usefixtures("database")
def test_nobody_is_at_the_desk_of_a_store_that_is_put_back() -> None:
    who = coming(invited(), Way.LINK)
    forget_processes()
    assert at_desk(who.stay_id, who.user_id, NOW) is None


def vouched(email: str = EMAIL, subject: str = "s1", **changes: Any) -> Vouched:
    return Vouched(
        **({"issuer": "https://id", "subject": subject, "email": email, "is_verified": True} | changes)
    )


@pytest.mark.usefixtures("database")
def test_sign_on_is_for_verified_addresses_of_invited_people_and_binds_them() -> None:
    user = invited()
    for wrong in (
        vouched(is_verified=False),
        vouched("nobody@example.org"),
        vouched(""),
        vouched("nonsense"),
    ):
        with pytest.raises(account_errors.NotInvited):
            sign_ons.enter(wrong, NOW)
    found, stay_id = sign_ons.enter(vouched("Organizer@Example.org"), NOW)
    assert (found, getattr(at_desk(stay_id, user, NOW), "needs", "none")) == (user, Need.NOTHING)
    assert sign_ons.enter(vouched("renamed@example.org", is_verified=False), NOW)[0] == user
    for other in (vouched(subject="s2"), vouched("renamed@example.org", subject="s2")):
        with pytest.raises(account_errors.NotInvited):
            sign_ons.enter(other, NOW)
    assert sign_ons.enter(vouched(subject="s9", issuer="https://other"), NOW)[0] == user
    invited("boss@example.org", "administrator")
    roles.end_access(user, NOW, "user:9")
    with pytest.raises(account_errors.NotInvited):
        sign_ons.enter(vouched(), NOW)


@pytest.mark.usefixtures("database")
def test_roles_are_given_and_taken_with_where_they_hold() -> None:
    make_programme()
    boss = invited("boss@example.org", "administrator")
    user = roles.invite(
        EMAIL, "organizer", NOW, "user:1", language="fr", name=" Ada ", programme="season", partner="GMP"
    )
    roles.give(user, "organizer", NOW, "user:1", programme="season", partner="GMP")
    (row,) = staff_rows(user)
    assert [one.scope for one in row.grants] == [Scope("organizer", "season", "", "GMP")]
    assert (row.name, row.email, row.has_password) == ("Ada", EMAIL, False)
    with pytest.raises(errors.NotAChoice):
        roles.give(user, "queen", NOW, "user:1")
    with pytest.raises(errors.NotFound):
        roles.give(9999, "reader", NOW, "user:1")
    who = coming(user, Way.LINK)
    roles.take(user, row.grants[0].id, NOW, "user:1")
    roles.take(user, row.grants[0].id, NOW, "user:1")
    assert again(who).holder.scopes == ()
    with pytest.raises(account_errors.LastAdministrator):
        roles.take(boss, staff_rows(boss)[0].grants[0].id, NOW, "user:1")
    with pytest.raises(account_errors.LastAdministrator):
        roles.end_access(boss, NOW, "user:1")
    assert db.session.scalar(select(func.count()).select_from(Grant)) == 1
    where = {"role": "organizer", "programme": "season", "stream": "", "partner": "GMP"}
    noted = [(one.before, one.after) for one in db.session.scalars(select(Audit).where(Audit.act == "role"))]
    assert noted == [({}, where), (where, {})]


@pytest.mark.usefixtures("database")
def test_whoever_is_sent_out_is_out_everywhere_at_once() -> None:
    invited("boss@example.org", "administrator")
    who, _secret, _codes = enrolled()
    with db.session.begin_nested():
        token = staff.add_link(who.user_id, NOW)
    db.session.commit()
    roles.end_access(who.user_id, NOW, "user:1")
    assert at_desk(who.stay_id, who.user_id, NOW) is None
    with pytest.raises(errors.LinkDead):
        staff.sign_in(token, NOW)
    with pytest.raises(account_errors.WrongSignIn):
        prove()
    staff.invite(EMAIL, "reader", NOW)
    (row,) = staff_rows(who.user_id)
    assert (row.is_active, row.has_password, row.has_second, len(row.grants)) == (True, False, False, 1)


@pytest.mark.usefixtures("database")
def test_reset_second_step_is_set_up_anew_at_the_next_sign_in() -> None:
    who, secret, _codes = enrolled()
    roles.reset_second(who.user_id, NOW, "user:1")
    assert at_desk(who.stay_id, who.user_id, NOW) is None
    new = coming(prove(), Way.PASSWORD)
    assert new.needs == Need.SECOND
    assert second_factors.offered_secret(new, KEYS) != secret
    assert second_factors.set_up(new, code_for(new), NOW, keys=KEYS, is_required=True)


@pytest.mark.usefixtures("database")
def test_mails_are_made_for_staff_alone_once_and_again_when_the_server_was_away() -> None:
    user = invited()
    for email in (EMAIL, EMAIL.upper(), "nobody@example.org"):
        staff_mails.ask(email, Way.FORGOTTEN, "fr", NOW)
    with pytest.raises(errors.NotAnAddress):
        staff_mails.ask("nobody", Way.FORGOTTEN, "fr", NOW)
    letter = staff_mails.claim(NOW)
    assert letter is not None
    assert (letter.address, letter.language, letter.kind) == (EMAIL, "fr", Way.FORGOTTEN)
    assert staff_mails.claim(NOW) is None
    staff_mails.failed(letter, Failure.AWAY, "the server is away", NOW)
    letter = staff_mails.claim(minutes(1))
    assert letter is not None
    staff_mails.sent(letter, minutes(1))
    assert staff_mails.claim(minutes(9)) is None
    assert db.session.scalars(select(StaffMail.address_key)).all() == [EMAIL]
    assert staff.sign_in(letter.token, minutes(60)) == user
    staff_mails.ask(EMAIL, Way.FORGOTTEN, "ar", minutes(4))
    assert staff_mails.claim(minutes(4)) is None
    staff_mails.ask(EMAIL, Way.FORGOTTEN, "ar", minutes(6))
    letter = staff_mails.claim(minutes(6))
    assert letter is not None
    staff_mails.failed(letter, Failure.REFUSED, "no such user", minutes(6))
    assert staff_rows(user)[0].mail_error == "no such user"
    staff_mails.prune(NOW + timedelta(days=3))
    assert db.session.scalar(select(func.count()).select_from(StaffMail)) == 0


@pytest.mark.usefixtures("database")
def test_invitation_of_somebody_who_can_sign_in_carries_no_link() -> None:
    who, _secret, _codes = enrolled()
    roles.invite(EMAIL, "reader", NOW, "user:1", language="en")
    letter = staff_mails.claim(NOW)
    assert letter is not None
    assert (letter.address, letter.token) == (EMAIL, "")
    assert at_desk(who.stay_id, who.user_id, NOW) is not None


def test_of_many_workers_one_sends(app: Flask) -> None:
    with app.app_context():
        invited()
        staff_mails.ask(EMAIL, Way.FORGOTTEN, "en", NOW)
    found = together(app, [lambda: staff_mails.claim(NOW)] * 8, 8)
    assert len([one for one in found if one is not None]) == 1
