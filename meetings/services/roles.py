"""Roles of staff, given and taken at the desk; who is invited gets a mail, and nobody sees another's link."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from meetings.domain import account_errors, errors
from meetings.domain.accounts import Way
from meetings.domain.codes import Role
from meetings.domain.registrations import address_key, check_address, check_line
from meetings.extensions import db, insert_new, take_turns, transaction
from meetings.models.staff import Grant, User
from meetings.services import passwords, second_factors, sign_ons, stays
from meetings.services.audit import note
from meetings.services.scopes import NAME_LENGTH, check_scope
from meetings.services.staff import put_user
from meetings.services.staff_mails import ask_within

TURNS = "roles of staff"


def invite(
    email: str, role: str, now: datetime, actor: str, *, language: str, name: str = "", **where: str
) -> int:
    """Invite somebody with a role, or give it to somebody who is there, and mail them how to come; give the user.

    Takes: the language of the mail; where the role holds: `programme`, `stream`, `partner`.
    Raises: NotAnAddress, NotAChoice, Missing, TooLong, NotOneLine, with the field.
    """
    key = address_key(check_address(email, "email"))
    called = check_line(name, "name", NAME_LENGTH)
    with transaction():
        user_id = put_user(key, now)
        if called:
            db.session.execute(update(User).where(User.id == user_id).values(name=called, updated_at=now))
        _give(user_id, role, where, now, actor)
        ask_within(key, Way.INVITED, language, now)
    return user_id


def give(user_id: int, role: str, now: datetime, actor: str, **where: str) -> None:
    """Give somebody a role; one they have is theirs once.

    Raises: NotFound; NotAChoice, Missing, TooLong, NotOneLine, with the field.
    """
    with transaction():
        _known(user_id)
        _give(user_id, role, where, now, actor)


def take(user_id: int, grant_id: int, now: datetime, actor: str) -> None:
    """Take a role away; it ends with the next thing its owner asks. One that is gone already is fine.

    Raises: NotFound, LastAdministrator.
    """
    with transaction():
        take_turns(TURNS)
        _known(user_id)
        grant = db.session.scalar(select(Grant).where(Grant.id == grant_id, Grant.user_id == user_id))
        if grant is None:
            return
        facts = _facts(grant)
        db.session.delete(grant)
        db.session.flush()
        _check_administrators()
        note(now, actor, "role", f"user:{user_id}", before=facts)


def end_access(user_id: int, now: datetime, actor: str) -> None:
    """Take everything away from somebody: roles, password, second step, sign-ons, and every stay at once.

    What they did stays in the journal, and their drafts stay theirs, for when they are invited again.

    Raises: NotFound, LastAdministrator.
    """
    with transaction():
        take_turns(TURNS)
        _known(user_id)
        db.session.execute(delete(Grant).where(Grant.user_id == user_id))
        db.session.execute(update(User).where(User.id == user_id).values(active=False, updated_at=now))
        _check_administrators()
        passwords.forget_password(user_id)
        second_factors.forget_second(user_id)
        sign_ons.unbind(user_id)
        passwords.withdraw_links(user_id, now, every=True)
        stays.end_all_within(user_id, now)
        note(now, actor, "end_access", f"user:{user_id}")


def reset_second(user_id: int, now: datetime, actor: str) -> None:
    """Take somebody's second step away, because the telephone is lost; every stay ends, and the next sets up another.

    Raises: NotFound.
    """
    with transaction():
        _known(user_id)
        second_factors.forget_second(user_id)
        stays.end_all_within(user_id, now)
        note(now, actor, "reset_second_step", f"user:{user_id}")


def send_link(user_id: int, now: datetime, actor: str, *, language: str) -> None:
    """Mail somebody how to come again: to choose a password, with the second step asked where there is one.

    Raises: NotFound.
    """
    with transaction():
        email = _known(user_id)
        ask_within(email, Way.INVITED, language, now)
        note(now, actor, "link", f"user:{user_id}")


def _known(user_id: int) -> str:
    """Give the address of a user who is there.

    Raises: NotFound.
    """
    email = db.session.scalar(select(User.email).where(User.id == user_id, User.active))
    if email is None:
        raise errors.NotFound()
    return email


def _give(user_id: int, role: str, where: dict[str, str], now: datetime, actor: str) -> None:
    names = ("programme", "stream", "partner")
    scope = check_scope(role, *(where.get(name, "") for name in names))
    new = insert_new(Grant).values(user_id=user_id, role=role, **scope).on_conflict_do_nothing()
    if db.session.scalar(new.returning(Grant.id)) is not None:
        note(now, actor, "role", f"user:{user_id}", after={"role": role, **scope})


def _facts(grant: Grant) -> dict[str, Any]:
    return {name: getattr(grant, name) for name in ("role", "programme", "stream", "partner")}


def _check_administrators() -> None:
    """Hold that somebody remains who may give roles everywhere.

    Raises: LastAdministrator.
    """
    everywhere = (
        Grant.role == Role.ADMINISTRATOR,
        Grant.programme == "",
        Grant.stream == "",
        Grant.partner == "",
    )
    left = select(func.count()).select_from(Grant).join(User).where(User.active, *everywhere)
    if not db.session.scalar(left):
        raise account_errors.LastAdministrator()
