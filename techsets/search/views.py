"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from techsets.search.models import SynonymGroup
from techsets.search.query import search as find

PER_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show page ``page`` of the results for ``q``; a page beyond the last redirects to the last."""
    page = _page(request.GET.get("page", ""))
    found = find(request.GET.get("q", ""), limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    pages = max(1, -(-found.reachable // PER_PAGE))
    if page > pages:
        return redirect(f"{request.path}?{_query(request, pages)}")
    return render(
        request,
        "search.html",
        {
            "found": found,
            "credits_onet": SynonymGroup.objects.from_onet().exists(),
            "query": found.asked,
            "page": page,
            "pages": pages,
            "first": (page - 1) * PER_PAGE + 1,
            "previous_query": _query(request, page - 1) if page > 1 else "",
            "next_query": _query(request, page + 1) if page < pages else "",
        },
    )


def _page(text: str) -> int:
    """Return the page number in ``text``; 1 if it is none."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 7 and int(text) > 0 else 1


def _query(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return query.urlencode()
