"""Pages of lists that can grow long: counted as far as a person cares, and turned without counting the rest."""

from django.core.paginator import EmptyPage, Page, Paginator
from django.utils.functional import cached_property

# "More than 1 000" says as much to whoever looks at a list, and costs the same however long it is.
MOST_COUNTED = 1_000


class LongPage(Page):
    """A page of a list whose end is not known: one row more than it shows says whether another follows."""

    def __init__(self, rows, number, paginator):
        super().__init__(rows[: paginator.per_page], number, paginator)
        self._goes_on = len(rows) > paginator.per_page

    def has_next(self):
        return self._goes_on

    def next_page_number(self):
        return self.number + 1

    def end_index(self):
        return self.start_index() + len(self.object_list) - 1


class LongPaginator(Paginator):
    """Of a QuerySet. `is_more`: it holds more than `most`; then `count` is `most` and there is no last page."""

    most = MOST_COUNTED

    @cached_property
    def _counted(self):
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    @property
    def is_more(self):
        return self._counted > self.most

    @property
    def count(self):
        return min(self._counted, self.most)

    def page(self, number):
        """Raises EmptyPage where there is none."""
        if not self.is_more:
            return super().page(number)
        if number < 1:
            raise EmptyPage
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        if not rows:
            raise EmptyPage
        return LongPage(rows, number, self)
