"""The words of the admin: neither Django's nor a library's, and every list and form says what it is."""

import pytest
from django.apps import apps
from django.contrib import admin

from techsets.adminsite import labels
from tests.pages import page, words
from tests.system.browser.admin_pages import addresses, make_content

pytestmark = pytest.mark.django_db

#: What no page of the admin may say to people who have never programmed.
NEVER = [
    "Axes",
    "Authentication and Authorization",
    "Access attempt",
    "Access log",
    "Site text",
    "Select ",
    " to view",
    "Filter By",
    "objects",
    "Orgcharts",
    "Jobdescriptions",
    "Django",
    "Log out",
    "Welcome,",
    "Slug",
    "slug ",
    "Please correct the error",
]


@pytest.fixture
def content(reference_content, admin_client, capsys):
    make_content(admin_client)
    return addresses()


def test_every_page_of_the_admin_speaks_plainly_and_has_one_heading_and_a_way_back(content, admin_client):
    ways_back = {}
    for name, address in content.items():
        root = page(admin_client, address)
        for script in root.xpath("//script | //style"):
            script.drop_tree()
        title, text = words(root.find(".//title")), words(root.find(".//body"))
        for never in NEVER:
            # What staff and the reference content say, such as "Select software", is theirs.
            if name not in {"job", "compare", "preview"} and not name.startswith("import preview"):
                assert never not in title and never not in text, (name, never)
        assert len(root.xpath("//h1")) == 1, name
        assert "TechSETS" in title, name
        # Those show the public's own page; setting up the second factor is a step on the way in.
        if name not in {"index", "preview", "preview of a blocked draft", "preview chart", "second factor"}:
            crumbs = root.find('.//div[@class="breadcrumbs"]')
            assert crumbs is not None, name
            assert words(crumbs).startswith("Home ›"), name
            assert "/admin/" not in words(crumbs), name
            ways_back |= {link.get("href"): name for link in crumbs.findall("a")}
    for address, name in ways_back.items():
        assert admin_client.get(address).status_code == 200, (name, address)


def test_every_list_has_its_own_title_and_says_what_it_is(admin_client):
    for model, model_admin in admin.site._registry.items():
        options = model._meta
        known = labels.MODEL_LABELS[options.label_lower]
        root = page(admin_client, f"/admin/{options.app_label}/{options.model_name}/")
        assert words(root.xpath("//h1")[0]) == known.title
        assert words(root.xpath('//p[@class="page-about"]')[0]) == known.about_list
        assert words(root.find(".//title")).startswith(known.title)
        assert model_admin is not None


def test_every_list_belongs_to_what_people_do(admin_client):
    groups = page(admin_client, "/admin/").xpath('//div[@class="dashboard-lists"]/section')
    assert [words(group.find("h3")) for group in groups] == [
        "Charts and models",
        "Job descriptions",
        "Search",
        "History",
        "Accounts",
    ]
    lists = [[words(link) for link in group.xpath("./ul/li/a[1]")] for group in groups]
    assert lists == [
        ["Organization charts", "Support models", "Positions", "Texts of the site", "Links to other sites"],
        ["Job descriptions", "Clauses", "Published versions", "Uploaded Word files"],
        ["Synonyms of the search"],
        ["History"],
        ["Accounts", "Groups", "Failed sign-ins", "Sign-ins"],
    ]


def test_the_page_of_an_app_leads_to_its_lists(admin_client):
    response = admin_client.get("/admin/axes/")
    assert response.status_code == 302 and response.url == "/admin/#lists-accounts"
    assert page(admin_client, "/admin/").get_element_by_id("lists-accounts") is not None
    assert admin_client.get("/admin/nothing/").status_code == 404


def test_sentences_of_django_use_our_words(admin_client, django_user_model):
    assert "Add an account" in words(page(admin_client, "/admin/auth/user/"))
    account = django_user_model.objects.create_user("robin", is_staff=True)
    response = admin_client.post(f"/admin/auth/user/{account.pk}/delete/", {"post": "yes"}, follow=True)
    assert "The account “robin” was deleted successfully." in response.content.decode()


def test_models_that_are_not_in_the_table_are_not_renamed():
    assert apps.get_model("orgcharts.position")._meta.verbose_name == "position"
    assert labels.labels_for(apps.get_model("contenttypes.contenttype")._meta).title == "Content types"


def test_every_field_of_a_form_that_staff_fill_in_explains_itself(content, admin_client):
    """A field needs no help where its label says it all; of each other one there must be a sentence."""
    plain = {
        "Heading",
        "Name",
        "First name",
        "Last name",
        "Email address",
        "Password",
        "Password once more",
        "Text",
        "Note",
        "Title",
    }
    for name in ("model", "site text", "job", "new account", "account"):
        root = page(admin_client, content[name])
        for row in root.xpath('//fieldset//div[contains(@class, "form-row")]//label[@for]'):
            label = words(row).removesuffix(":")
            field = root.get_element_by_id(row.get("for"), None)
            if (
                field is None
                or field.get("type") == "hidden"
                or row.xpath("ancestor::template | ancestor::*[contains(@class, 'card')]")
            ):
                continue
            help_text = root.get_element_by_id(f"{row.get('for')}_helptext", None)
            inside = row.xpath("ancestor::*[@class='help'] | ancestor::ul | ancestor::div[@id='id_groups']")
            if label not in plain and not inside and field.tag != "div":
                assert help_text is not None, (name, label)
