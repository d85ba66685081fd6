"""Which of several answers leads, when one has replaced another."""

from consultations.models import LinkKind, Response, ResponseLink


def leading(response: Response) -> Response:
    """The last one of the answers that replace each other; an answer that nothing replaces leads itself."""
    while link := _link(earlier=response.pk):
        response = link.later
    return response


def first(response: Response) -> Response:
    """The one that the chain began with: whoever takes its lock is alone with all of them."""
    while link := _link(later=response.pk):
        response = link.earlier
    return response


def _link(**where):
    links = ResponseLink.objects.filter(kind=LinkKind.REPLACES, **where)
    return links.select_related("earlier", "later").order_by("pk").first()


def is_withdrawn(response: Response) -> bool:
    """Whether the sender has taken it back."""
    return response.links_on.filter(kind=LinkKind.WITHDRAWS).exists()
