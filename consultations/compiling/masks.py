"""What is said, as the web shows it: each text with the passages masked that somebody has decided to mask."""

from consultations import canonical, masking
from consultations.models import Redaction


class Masks:
    """The live decisions about some answers, fetched at once."""

    def __init__(self, **which):
        self.of = {}
        for one in Redaction.objects.live().filter(**which):
            self.of.setdefault(one.response_id, []).append(one)

    def comment(self, comment):
        """(comment, proposed wording) of a comment."""
        shown = self._masked(comment.response, canonical.Parts(comments=[comment]))
        return shown.get(f"comment-{comment.pk}", ""), shown.get(f"proposal-{comment.pk}", "")

    def answer(self, answer):
        """An answer to a question, in words."""
        shown = self._masked(answer.response, canonical.Parts(answers=[answer]))
        return shown.get(f"answer-{answer.pk}", answer.said)

    def _masked(self, response, parts):
        return masking.masked(response, parts, self.of.get(response.pk, []))
