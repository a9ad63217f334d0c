"""What several tests of the frame need."""

import pytest
from django.contrib.auth.models import Group

from techsets.accounts.groups import set_up_groups


@pytest.fixture
def sign_in(client, django_user_model):
    """Return a function that signs somebody of a group in, called like it, and gives the browser."""
    set_up_groups()

    def one_of(group):
        user = django_user_model.objects.create_user(group, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return client

    return one_of
