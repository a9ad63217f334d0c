"""Labels for the admin's templates."""

from django import template

from techsets.adminsite import labels

register = template.Library()


@register.simple_tag
def labels_for(opts) -> labels.ModelLabels:
    """Return the labels of a model by its ``_meta``."""
    return labels.labels_for(opts)


@register.simple_tag
def sibling_lists(opts, groups) -> list[dict]:
    """Return the lists in the same group as the model's own, with itself; none if it is alone.

    ``groups`` are those of ``get_app_list``.
    """
    for group in groups or ():
        if any(one["label"] == opts.label_lower for one in group["models"]):
            return group["models"] if len(group["models"]) > 1 else []
    return []


@register.filter
def with_article(name) -> str:
    """Return a name with its indefinite article."""
    return labels.with_article(str(name))


@register.filter
def filter_name(title) -> str:
    """Return the label of a list filter."""
    title = str(title).strip()
    return labels.FILTERS.get(title.lower(), title[:1].upper() + title[1:])


@register.filter
def one_of(model) -> str:
    """Return the verbose name of a model."""
    return str(model._meta.verbose_name)
