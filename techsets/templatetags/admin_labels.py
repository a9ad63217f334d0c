"""The words of the admin's pages."""

from django import template

from techsets.adminsite import labels

register = template.Library()


@register.simple_tag
def labels_for(opts) -> labels.ModelLabels:
    """Return the words for a model by its ``_meta``."""
    return labels.labels_for(opts)


@register.simple_tag
def sibling_lists(opts, groups) -> list[dict]:
    """Return the lists that belong to the same subject as the model's own (itself included); none if it is alone.

    ``groups`` are those of the admin's site: only lists that this person may open.
    """
    for group in groups or ():
        if any(one["label"] == opts.label_lower for one in group["models"]):
            return group["models"] if len(group["models"]) > 1 else []
    return []


@register.filter
def with_article(name) -> str:
    """Return a name with its article."""
    return labels.with_article(str(name))


@register.filter
def filter_name(title) -> str:
    """Return what a filter is about in plain words."""
    title = str(title).strip()
    return labels.FILTERS.get(title.lower(), title[:1].upper() + title[1:])


@register.filter
def one_of(model) -> str:
    """Return what one of a model is called."""
    return str(model._meta.verbose_name)
