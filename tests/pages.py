"""Reading answers as a person would: the page behind an address, its words, and what a browser would send back."""

from lxml import html


def page(client, address, status=200):
    """Return the parsed page at ``address``, which must answer with ``status``."""
    response = client.get(address)
    assert response.status_code == status, address
    return html.fromstring(response.content.decode())


def words(element):
    """Return the words of an element on one line."""
    return " ".join(element.text_content().split())


def words_of(response):
    """Return the words of a whole answer on one line."""
    return words(html.fromstring(response.content.decode()))


def form_values(response, form):
    """Return what a browser would send back from the form with the id ``form`` as it stands."""
    element = html.fromstring(response.content.decode()).get_element_by_id(form)
    for area in element.iter("textarea"):
        # A browser leaves the first line break of a text area out (HTML, 13.2.6.4.7); lxml keeps it.
        area.text = (area.text or "").removeprefix("\n")
    fields = element.form_values()
    return {name: value if value is not None else "" for name, value in fields}


def act_on(client, address, action, *rows):
    """Tick ``rows`` in the list at ``address``, choose ``action``, and confirm it on the page that comes then, if any.

    Returns the last answer.
    """
    first = client.post(address, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)
    forms = html.fromstring(first.content.decode()).xpath('//form[@id="selected-form"]')
    if not forms:
        return first
    values: dict = {}
    for name, value in forms[0].form_values():
        values.setdefault(name, []).append(value)
    return client.post(address, values, follow=True)
