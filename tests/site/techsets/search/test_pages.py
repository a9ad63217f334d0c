"""The pages of the site's own, as the search knows them."""

import pytest
from django.core.management import call_command
from django.template import TemplateDoesNotExist
from django.test import override_settings

from techsets.search import index, pages
from techsets.search.query import search

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "about.html": (
        "{% extends 'frame.html' %}{% block main %}<h1>Origins</h1><p>Zebras &amp; {{ permission }}</p>{% endblock %}"
    ),
    "frame.html": "<nav>Giraffe</nav><main>{% block main %}{% endblock %}</main>",
}


def with_templates(templates):
    return override_settings(
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader", templates)],
                    "context_processors": ["techsets.web.context.site"],
                },
            }
        ]
    )


def test_a_page_is_found_by_the_words_of_its_main_part_alone():
    with with_templates(TEMPLATES):
        call_command("rebuild_search", verbosity=0)
    found = search("zebra educational institutions")
    assert [(hit.kind, hit.kind_label, hit.url) for hit in found.hits] == [("page", "Page", "/about/")]
    assert search("giraffe").total == 0


def test_pages_that_are_gone_are_forgotten():
    for templates, total in ((TEMPLATES, 1), (TEMPLATES, 1), ({}, 0)):
        with with_templates(templates):
            index.index_pages()
        assert search("zebra").total == total


def test_a_page_without_template_is_left_out():
    with with_templates({}):
        assert list(pages.contents()) == []


def test_pages_of_the_site_have_words():
    try:
        found = list(pages.contents())
    except TemplateDoesNotExist:
        pytest.fail("A missing template must not be an error.")
    assert all(content.body and "<" not in content.body for content in found)


def test_the_command_says_how_many_things_are_found(capsys):
    with with_templates(TEMPLATES):
        call_command("rebuild_search")
    assert capsys.readouterr().out == "The search finds 1 thing.\n"
