"""The files that can be asked for of this app, a module for each kind."""

from consultations.exports import compilation, invitation_template, receipt, round_letter, word_form
from consultations.exports.receipt import receipt_copy, request_receipt
from rus_portal.exports import registry

__all__ = ["receipt_copy", "register", "request_receipt"]


def register():
    """Make the kinds known to the export machinery."""
    registry.register(receipt.KIND)
    registry.register(round_letter.KIND)
    registry.register(invitation_template.KIND)
    registry.register(word_form.KIND)
    for kind in compilation.kinds():
        registry.register(kind)
