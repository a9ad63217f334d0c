"""The part of a text that is shown with a hit."""

from techsets.search.excerpts import LENGTH, excerpt
from techsets.search.terms import index_terms, query_words

FILLER = "Alpha beta gamma delta. " * 40


def marked(text, query):
    return [words for words, is_hit in excerpt(text, [word.term for word in query_words(query)[0]]) if is_hit]


def shown(text, query):
    return "".join(words for words, _ in excerpt(text, [word.term for word in query_words(query)[0]]))


def test_short_texts_are_shown_whole_with_their_hits():
    assert excerpt("Keeps networks running.", ["network"]) == [
        ("Keeps ", False),
        ("networks", True),
        (" running.", False),
    ]
    assert excerpt("", ["network"]) == []


def test_every_form_of_a_word_is_a_hit_and_no_other_word():
    text = "Network, NETWORKS, networked, netball, subnetwork, network-wide, inter-network, réseau"
    assert marked(text, "networking") == ["Network", "NETWORKS", "networked", "network", "network"]
    assert marked("Crying, cries, cry; policies.", "cry policy") == ["Crying", "cries", "cry", "policies"]


def test_accents_compounds_and_numbers_are_marked():
    assert marked("A résumé for e-mail, E-rate and Ed-Tech.", "resume email e-rate edtech") == [
        "résumé",
        "e-mail",
        "E-rate",
        "Ed-Tech",
    ]
    assert marked("At 1.1.2 and 1.1.2.1, not 1.2; code 15-1244 pays $5,924.", "1.2 15-1244 5924") == [
        "1.2",
        "15-1244",
        "5,924",
    ]
    assert marked("The district’s network, by O’Brien on-line", "district obrien online") == [
        "district’s",
        "O’Brien",
        "on-line",
    ]


def test_the_window_has_the_most_words_and_ends_at_word_borders():
    text = f"network here. {FILLER}Then the network analyst comes. {FILLER}network there."
    part = shown(text, "analyst network")
    assert "network analyst comes" in part
    assert part.startswith("Then the network analyst") and part.endswith(" …")
    assert LENGTH - 50 < len(part) <= LENGTH + 10
    inner = part.removeprefix("… ").removesuffix(" …")
    assert f" {inner} " in text


def test_an_excerpt_begins_with_a_sentence_of_the_beginning_rather_than_with_more_hits_later():
    text = f"Duties: keeps order. Looks after one network. {FILLER}The network, the network and the network."
    assert shown(text, "network").startswith("Looks after one network. Alpha")
    assert shown(f"{FILLER}The network; cables.", "cable").startswith("Alpha beta gamma delta. Alpha")
    long = f"{FILLER}{'word ' * 80}network {'word ' * 80}"
    assert shown(long, "network").startswith("… word"), "no sentence begins so near"


def test_without_a_hit_the_beginning_is_shown():
    assert shown(FILLER, "zebra").startswith("Alpha beta")
    assert shown(FILLER, "zebra").endswith(" …")


def test_hits_at_the_very_ends_are_shown():
    assert shown(f"zebra {FILLER}", "zebra").startswith("zebra Alpha")
    assert shown(f"{FILLER}zebra", "zebra").endswith("delta. zebra")


def test_text_without_borders_is_cut_all_the_same():
    assert len(shown("网" * 5_000, "网" * 64)) <= LENGTH + 10
    assert len(shown("x" * 5_000 + " zebra " + "y" * 5_000, "zebra")) <= LENGTH + 10


def test_what_is_found_is_marked():
    text = "Señor Müller’s co-operative e-mails; İstanbul, straße 802.11ac K–12 R30 naïve-looking C++"
    folded = [word for word in text.split() if index_terms(word)]
    for word in folded:
        # The letter that becomes two when it is folded is found, but not marked.
        assert bool(marked(text, word)) is ("ß" not in word), word
