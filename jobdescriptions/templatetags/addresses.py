"""``{% url %}`` for all templates, with the addresses of public pages worked out once."""

from __future__ import annotations

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.utils.html import conditional_escape

from jobdescriptions.addresses import reverse

register = template.Library()


class RememberingURLNode(URLNode):
    """Django's own, but for what a public page asks: a name of ours with plain arguments and no other options."""

    def render(self, context) -> str:
        name = self.view_name.resolve(context)
        # A namespace such as "admin:" may mean another instance of an app on another page.
        if self.kwargs or self.asvar or ":" in name:
            return super().render(context)
        args = [arg.resolve(context) for arg in self.args]
        if not all(type(arg) in (str, int) for arg in args):
            return super().render(context)
        address = reverse(name, *args)
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser, token) -> URLNode:
    """Read the tag as Django does."""
    node = django_url(parser, token)
    return RememberingURLNode(node.view_name, node.args, node.kwargs, node.asvar)
