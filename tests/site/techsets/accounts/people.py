"""Staff for tests: accounts, their second factors, and signing in as a person does."""

import time

from django.contrib.auth.models import Group, User
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from techsets.accounts.groups import set_up_groups

PASSWORD = "four unlikely words 7"
LOGIN, CODE, SET_UP = "/admin/login/", "/admin/login/code/", "/admin/login/set-up/"


def make_person(username="ann", *, group="", superuser=False, **overrides):
    values = {"email": f"{username}@example.org", "is_staff": True, "is_superuser": superuser}
    person = User.objects.create_user(username, password=PASSWORD, **values | overrides)
    if group:
        set_up_groups()
        person.groups.add(Group.objects.get(name=group))
    return person


def give_factor(person) -> TOTPDevice:
    return TOTPDevice.objects.create(user=person, name="Authenticator app", confirmed=True)


def code(device, steps: int = 0) -> str:
    """Return the code that the app shows, or that it will show ``steps`` half minutes from now."""
    return f"{totp(device.bin_key, drift=device.drift + steps):06d}"


def code_of_key(key: str) -> str:
    return f"{totp(bytes.fromhex(key)):06d}"


def wrong(device) -> str:
    """Return six digits that are no code of the device now, before or after."""
    near = {code(device, steps) for steps in range(-3, 4)}
    return next(digits for digits in ("000000", "111111", "222222", "333333", "444444") if digits not in near)


def give_password(client, username="ann", password=PASSWORD, **values):
    return client.post(LOGIN, {"username": username, "password": password} | values)


def sign_in(client, person, device=None):
    """Sign in with password and, where there is a device, code."""
    response = give_password(client, person.username)
    return client.post(CODE, {"code": code(device)}) if device else response


def age_session(client, **seconds):
    """Let the session of ``client`` have begun (``since``) or been used (``seen``) so many seconds ago."""
    session = client.session
    noted = session["staff_session"]
    session["staff_session"] = noted | {name: int(time.time()) - value for name, value in seconds.items()}
    session.save()
