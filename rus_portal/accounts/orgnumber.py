"""Swedish organisation numbers: ten digits, the third at least 2, check digit by Luhn; also written with prefix 16."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def digits_of(number):
    """The ten digits, whichever way they are written."""
    digits = "".join(c for c in number if c.isdigit())
    return digits[2:] if len(digits) == 12 and digits.startswith("16") else digits


def normalise(number):
    """232100-0081 for 2321000081, 232100-0081 and 162321000081; what is not ten digits is left as it is."""
    digits = digits_of(number)
    return f"{digits[:6]}-{digits[6:]}" if len(digits) == 10 else number


def validate(number):
    """Refuse a number that cannot be an organisation's."""
    from stdnum import luhn  # noqa: PLC0415 – its package takes 2 MB of each web worker

    digits = digits_of(number)
    if len(digits) != 10:
        raise ValidationError(_("An organisation number has ten digits, such as 232100-0081."), code="length")
    if digits[2] < "2":
        raise ValidationError(_("This looks like a personal identity number. Leave it out."), code="person")
    if not luhn.is_valid(digits):
        raise ValidationError(
            _("Check the organisation number: the last digit does not match the others."), code="check_digit"
        )
