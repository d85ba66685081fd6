"""Receipt numbers: `RUS-2021-0311-47`. The last two digits catch every slip of one digit (ISO 7064, mod 97-10)."""

import re

from django.conf import settings

_FORM = re.compile(r"^([A-Z]{2,6})-(\d{4})-(\d{4,})-(\d{2})$")


def number(serial, year, prefix=None):
    """The receipt number of this serial number, which comes from the sequence `consultations_receipt_number`."""
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415 – its package takes 2 MB of each web worker

    prefix = prefix or settings.RECEIPT_PREFIX
    check = mod_97_10.calc_check_digits(f"{prefix}{year}{serial:04}")
    return f"{prefix}-{year}-{serial:04}-{check}"


def is_valid(text):
    """Whether the number is written as we write them and its check digits agree."""
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415 – as above

    return bool(_FORM.match(text)) and mod_97_10.is_valid(text.replace("-", ""))
