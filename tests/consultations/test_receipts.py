import pytest

from consultations import receipts


def test_number_has_prefix_year_serial_and_check_digits():
    assert receipts.number(311, 2021) == "RUS-2021-0311-47"
    assert receipts.number(12345, 2022) == "RUS-2022-12345-34"


def test_number_of_the_demonstration_says_that_it_is_an_example(settings):
    settings.RECEIPT_PREFIX = "EX"

    number = receipts.number(311, 2021)

    assert number.startswith("EX-2021-0311-")
    assert receipts.is_valid(number)


@pytest.mark.parametrize("place", [4, 5, 6, 7, 9, 10, 11, 12, 14, 15])
def test_is_valid_catches_every_slip_of_one_digit(place):
    number = receipts.number(311, 2021)

    slips = [number[:place] + digit + number[place + 1 :] for digit in "0123456789" if digit != number[place]]

    assert receipts.is_valid(number)
    assert [slip for slip in slips if receipts.is_valid(slip)] == []


@pytest.mark.parametrize("text", ["", "RUS-2021-0311", "rus-2021-0311-47", "RUS-2021-311-47", "RUS20210311 47"])
def test_is_valid_refuses_other_forms(text):
    assert not receipts.is_valid(text)
