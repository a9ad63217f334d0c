"""The admin's labels for models and fields, in the words of district staff, with a text for each list and form.

Django and its libraries name their models for programmers ("user", "access attempt"). These labels replace them in
menus, lists, forms, messages and breadcrumbs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps


@dataclass(frozen=True, slots=True)
class ModelLabels:
    """The labels of one model.

    ``title`` heads its list; ``one`` and ``many`` are its verbose names (empty: the model's own). ``about_list``,
    ``about_form`` and ``about_new`` explain it, and when the public sees a change. ``has_history`` is False where rows
    never change.
    """

    title: str
    about_list: str
    about_form: str = ""
    about_new: str = ""
    one: str = ""
    many: str = ""
    has_history: bool = True


MODEL_LABELS: dict[str, ModelLabels] = {
    "orgcharts.orgchart": ModelLabels(
        "Organization charts",
        "A chart is a tree of positions. The charts of the four support models are public: what you save there, the "
        "public sees at once. Every other chart is a draft that only staff see.",
        "The words of a chart. What you save in the chart of a support model, the public sees at once.",
        "A new chart is a draft that only staff see.",
    ),
    "orgcharts.supportmodel": ModelLabels(
        "Support models",
        "The four ways to organize support. Their words stand on the home page and on each model’s own page; the "
        "public sees what you save at once.",
        "These words stand on the home page and on this model’s own page. The public sees what you save at once.",
    ),
    "orgcharts.position": ModelLabels(
        "Positions",
        "The boxes of all charts. Open one to edit its words and the job descriptions listed there. Positions are "
        "added, moved and deleted in their chart.",
        "One box of a chart. In the chart of a support model, the public sees what you save at once.",
    ),
    "orgcharts.sitetext": ModelLabels(
        "Texts of the site",
        "Texts that belong to no chart and no job description, such as the introduction on the home page. The public "
        "sees what you save at once.",
        "The public sees what you save at once.",
        one="text of the site",
        many="texts of the site",
    ),
    "search.synonymgroup": ModelLabels(
        "Synonyms of the search",
        "Words that people type, and what the search finds for them besides. A title with the typed words always comes "
        "first. The public’s search uses what you save at once.",
        "The public’s search uses what you save at once.",
        "Write the words as people type them, and choose what they do.",
        one="group of synonyms",
        many="synonyms of the search",
    ),
    "jobdescriptions.jobdescription": ModelLabels(
        "Job descriptions",
        "You edit drafts. The public sees a change when you publish it; each publication is a new version with its own "
        "Word file, and earlier versions are kept.",
        "This is the draft. The public sees nothing of what you save here before it is published.",
        "A new job description is a draft: the public sees it when you publish it. If you have it as a Word file, "
        "import the file instead.",
    ),
    "jobdescriptions.clause": ModelLabels(
        "Clauses",
        "Legal lines that are worded once for all job descriptions. Each draft that places a clause has the text that "
        "stands here; the public sees an edited text as job descriptions are published again.",
        "Every draft that places this clause has the new text once you save it. The public sees it as each of them is "
        "published again, and at once on the page of all clauses.",
        "Job descriptions can place it as soon as it is saved. The public sees it at once on the page of all clauses.",
    ),
    "jobdescriptions.sourcefile": ModelLabels(
        "Uploaded Word files",
        "Word files as somebody uploaded them, kept unchanged, with who and when. The public is offered an author’s "
        "own file only as long as its text has not been edited since.",
        "A Word file as it was uploaded. It is kept unchanged and cannot be edited here.",
        one="uploaded Word file",
        many="uploaded Word files",
        has_history=False,
    ),
    "jobdescriptions.publication": ModelLabels(
        "Published versions",
        "What the public saw of each job description, and since when. A published version never changes; to change "
        "what the public sees, edit the job description and publish it again.",
        "What the public saw from then on. A published version never changes.",
        one="published version",
        many="published versions",
        has_history=False,
    ),
    "links.linkcheck": ModelLabels(
        "Links to other sites",
        "Every address of another site in what is published and in drafts, with the places where it stands. Those that "
        "nobody has looked at for a year come first.",
        "When and by whom it was confirmed that this address says what is cited.",
        one="link to another site",
        many="links to other sites",
    ),
    "history.change": ModelLabels(
        "History",
        "Everything that was done here: who, when and what, the newest first. Open a change to see it in full and, "
        "where that is possible, to bring back how it was.",
        has_history=False,
    ),
    "auth.user": ModelLabels(
        "Accounts",
        "The people who may sign in here. What somebody may do follows from their groups.",
        "One person’s account. What the person may do follows from the groups; a change holds at once.",
        "Make one account for each person. You choose the groups on the next page.",
        one="account",
        many="accounts",
    ),
    "auth.group": ModelLabels(
        "Groups",
        "Each group carries rights: Viewers look, Editors edit drafts, Publishers decide what the public sees, and "
        "Administrators look after accounts as well.",
        "What is changed here holds at once for everybody in the group.",
    ),
    "axes.accessattempt": ModelLabels(
        "Failed sign-ins",
        "Attempts to sign in that went wrong and still count. After five for one name from one address, that "
        "name does not get in from there for 15 minutes.",
        "Attempts to sign in that went wrong.",
        one="failed sign-in",
        many="failed sign-ins",
        has_history=False,
    ),
    "axes.accesslog": ModelLabels(
        "Sign-ins",
        "Who signed in, when and from where, in the last 90 days.",
        "One sign-in.",
        one="sign-in",
        many="sign-ins",
        has_history=False,
    ),
    # Without lists of their own; the forms of accounts and groups name permissions for them.
    "axes.accessattemptexpiration": ModelLabels("Ends of blocked sign-ins", ""),
    "axes.accessfailurelog": ModelLabels("Failed sign-ins of the past", ""),
}

#: The groups of the menu: a key, a name, and the models in it.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "charts",
        "Charts and models",
        ("orgcharts.orgchart", "orgcharts.supportmodel", "orgcharts.position", "orgcharts.sitetext", "links.linkcheck"),
    ),
    (
        "job-descriptions",
        "Job descriptions",
        (
            "jobdescriptions.jobdescription",
            "jobdescriptions.clause",
            "jobdescriptions.publication",
            "jobdescriptions.sourcefile",
        ),
    ),
    ("search", "Search", ("search.synonymgroup",)),
    ("history", "History", ("history.change",)),
    ("accounts", "Accounts", ("auth.user", "auth.group", "axes.accessattempt", "axes.accesslog")),
)

#: Labels of list filters, where the name of the field is not plain.
FILTERS = {
    "about": "What it was about",
    "user": "Who did it",
    "state": "What the public sees",
    "pay figures": "Pay figures",
    "employment group": "Employment group",
    "active": "May sign in",
    "groups": "Group",
    "superuser status": "May do everything",
    "chart": "Chart",
}


#: Verbose names of fields, set by ``apply_verbose_names``.
FIELDS = {
    "jobdescriptions.jobdescription": {"slug": "address"},
    "orgcharts.orgchart": {"slug": "address"},
    "search.synonymgroup": {"leads_to": "leads to"},
    "orgcharts.characteristic": {"order": "place"},
    "orgcharts.supportmodel": {"order": "place among the models"},
    "orgcharts.position": {"is_derived": "title was worked out", "path": "place"},
    "auth.user": {"username": "user name", "is_staff": "may sign in to the admin", "is_superuser": "may do everything"},
}


def labels_for(opts) -> ModelLabels:
    """Return the labels of a model by its ``_meta``; Django's names where it has none here."""
    return MODEL_LABELS.get(opts.label_lower) or ModelLabels(str(opts.verbose_name_plural).capitalize(), "")


def with_article(name: str) -> str:
    """Return a name with its indefinite article: "an account", "a group"."""
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"


def apply_verbose_names() -> None:
    """Set the verbose names of loaded models and fields, for Django's own sentences ("The account … was changed").

    Migrations are made from a model's ``class Meta`` and do not see it, which matters for models of libraries.
    """
    for label, words in MODEL_LABELS.items():
        if words.one:
            options = apps.get_model(label)._meta
            options.verbose_name, options.verbose_name_plural = words.one, words.many
    for label, fields in FIELDS.items():
        for name, word in fields.items():
            # Migrations use ``_verbose_name``; only this one is shown.
            apps.get_model(label)._meta.get_field(name).verbose_name = word
