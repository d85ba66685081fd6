"""The index of what everyone may read. It can be made anew at any time, and is written by search/index.py alone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strategy.models import Document


class SearchKind(models.TextChoices):
    """What a hit is, in the order of the page."""

    SECTION = "avsnitt", _("Strategy and programmes")
    SUMMARY = "korthet", _("Easy to read and other languages")
    ERRATUM = "rattelser", _("Corrections")
    ROUND = "remisser", _("Consultations")
    ANSWER = "svar", _("Answers")
    EVIDENCE = "underlag", _("Evidence")
    MILESTONE = "tidplan", _("Timeline")
    NEWS = "nyheter", _("News")
    EARLIER = "tidigare", _("Other versions")


class SearchSource(models.TextChoices):
    """What the texts are read from. The triggers of migrations 0004 and 0005 use these words."""

    DOCUMENT = "document", _("Document")
    ROUND = "round", _("Consultation")
    ANSWER = "answer", _("Answer")
    EVIDENCE = "evidence", _("Evidence")
    MILESTONE = "milestone", _("Milestone")
    NEWS = "news", _("News")
    ERRATUM = "erratum", _("Correction")
    SUMMARY = "summary", _("Easy to read or in another language")


class SearchEntry(models.Model):
    """One text that everyone may read, as it is found, ranked and shown."""

    source = models.CharField(max_length=10, choices=SearchSource)
    source_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=SearchKind)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=500, blank=True)
    # The Swedish address, with the place on the page.
    address = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    # Of the title and the text.
    language = models.CharField(max_length=10, default="sv")
    document = models.ForeignKey(Document, null=True, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)
    # How much it counts beside others with the same words; what is in force counts most.
    boost = models.FloatField(default=1)
    vector = SearchVectorField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            models.Index(fields=["source", "source_id"], name="search_entries_of_a_source"),
            # Answers are many and the rest are few: each is found without reading the other. New entries must be found
            # as fast as old ones, so none waits in a list of its own.
            GinIndex(fields=["vector"], name="search_answers", condition=Q(kind="svar"), fastupdate=False),
            GinIndex(fields=["vector"], name="search_the_rest", condition=~Q(kind="svar"), fastupdate=False),
        ]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """A word that stands in some entry: what it is found by, and how it is spelt."""

    word = models.CharField(max_length=200, primary_key=True)
    # Without the rings and dots of å, ä and ö: for those who cannot write them.
    folded = models.CharField(max_length=200)
    # What the index calls it; of a compound also its parts.
    terms = ArrayField(models.CharField(max_length=200))
    entries = models.PositiveIntegerField()

    class Meta:
        indexes = [
            GinIndex(fields=["terms"], name="search_words_by_term", fastupdate=False),
            GistIndex(fields=["folded"], name="search_words_by_spelling", opclasses=["gist_trgm_ops"]),
        ]

    def __str__(self):
        return self.word


class SearchChangeQuerySet(models.QuerySet):
    def due(self, now):
        """Those that wait for nothing but somebody to take them up."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=now))


class SearchChange(models.Model):
    """A source that has changed since the index read it. While it waits here, its entries are not shown.

    The database notes it in the transaction that makes the change, so none can be missed.
    """

    source = models.CharField(max_length=10, choices=SearchSource)
    source_id = models.BigIntegerField()
    # When it becomes public by itself, or is tried again; empty: at once.
    not_before = models.DateTimeField(null=True)

    objects = SearchChangeQuerySet.as_manager()

    def __str__(self):
        return f"{self.source} {self.source_id}"
