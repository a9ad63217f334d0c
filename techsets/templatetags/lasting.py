"""Parts of pages that are the same on many of them, made once in each process."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()

#: Of each part, as many are kept; then all are forgotten. There are few: values come from the site, not from visitors.
MOST = 100


class LastingNode(template.Node):
    """What stands between the tags, kept in memory for the values that the first of them names."""

    def __init__(self, nodes: template.NodeList, values: list) -> None:
        self.nodes = nodes
        self.values = values
        self.made: dict[tuple, str] = {}

    def render(self, context) -> str:
        key = tuple(value.resolve(context) for value in self.values)
        part = self.made.get(key)
        if part is None:
            part = self.nodes.render(context)
            if not settings.DEBUG:
                if len(self.made) >= MOST:
                    self.made.clear()
                self.made[key] = part
        return part


@register.tag
def lasting(parser, token) -> LastingNode:
    """Make what stands up to ``{% endlasting %}`` once for the values named, and keep it while the process lives.

    It may depend on those values, on settings and on code, on nothing else::

        {% lasting here site_url %} ... {% endlasting %}
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endlasting",))
    parser.delete_first_token()
    return LastingNode(nodes, values)
