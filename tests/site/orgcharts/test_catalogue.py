"""The list of all job descriptions with its filters, over the reference content."""

import gzip

import pytest
from lxml import html

pytestmark = pytest.mark.usefixtures("reference_content")

ADDRESS = "/job-descriptions/"


def read(client, query=""):
    """Return the titles in the list, and what it says of their number."""
    root = html.fromstring(client.get(f"{ADDRESS}?{query}").content)
    count = " ".join(root.find_class("count")[0].text_content().split())
    return [link.text_content() for link in root.xpath('//ul[@class="entries"]/li/h3/a')], count


def test_filters_by_flsa_occupation_pay_and_year_narrow_the_list_and_say_to_how_many(client):
    everything, count = read(client)
    assert (len(everything), count) == (35, "35 job descriptions.")
    exempt, count = read(client, "flsa=exempt")
    assert "Library Media Teacher" in exempt and count == f"{len(exempt)} of 35 match. Clear filters"
    others = [read(client, f"flsa={group}")[0] for group in ("non-exempt", "either")]
    assert sorted(exempt + others[0] + others[1]) == sorted(everything), "each of them says which it is"
    assert "Technology Systems Analyst" in others[1] and "Network Analyst" in others[0]
    assert read(client, "soc=15-1244")[0] == [
        "Network Analyst",
        "Network Specialist",
        "Systems and Identity Administrator",
    ]
    paid = read(client, "figure=yes")[0]
    assert "Telecommunications Tech" in paid and "Web Master I" not in paid
    added, count = read(client, "added=2026")
    assert len(added) == 6 and count == "6 of 35 match. Clear filters"
    assert sorted(added + read(client, "added=original")[0]) == sorted(everything)
    assert read(client, "added=2026&soc=15-1244") == (
        ["Systems and Identity Administrator"],
        "1 of 35 matches. Clear filters",
    )
    assert read(client, "flsa=exempt&soc=15-1232")[1] == "0 of 35 match. Clear filters"


def test_filters_keep_their_state_in_the_address_and_ignore_what_they_do_not_know(client):
    root = html.fromstring(client.get(f"{ADDRESS}?flsa=either&soc=15-1211&figure=yes&added=original").content)
    form = root.find_class("filters")[0]
    assert form.get("method") == "get"
    chosen = {select.get("name"): select.xpath("./option[@selected]/@value") for select in form.iter("select")}
    named = {"flsa": ["either"], "soc": ["15-1211"], "figure": ["yes"], "added": ["original"]}
    assert {name: chosen[name] for name in named} == named
    for select in form.iter("select"):
        assert form.xpath(f'.//label[@for="{select.get("id")}"]')
    assert read(client, "flsa=x&soc=99-9999&figure=1&added=1999")[1] == "35 job descriptions."


def test_the_list_stays_small(client):
    assert len(gzip.compress(client.get(ADDRESS).content, 9)) <= 14 * 1024
