"""Swedish words as the search knows them."""

import pytest

from rus_portal.site.search.words.dictionary import FILE, LONGEST_COMPOUND, base_of, parts_of


@pytest.mark.parametrize(
    ("word", "base", "parts"),
    [
        ("städernas", "stad", []),
        ("gick", "gå", []),
        ("huvudstäderna", "huvudstad", ["huvud", "stad"]),
        ("utvecklingsstrategier", "utvecklingsstrategi", ["utveckling", "strategi"]),
        (
            "kollektivtrafikprogrammet",
            "kollektivtrafikprogram",
            ["kollektiv", "kollektivtrafik", "trafik", "trafikprogram", "program"],
        ),
        # Remiss and svar: of three of the same letter one is left out.
        ("remissvaren", "remissvar", ["remissa", "svar"]),
        ("transport", "transport", []),
        ("ungdomar", "ungdomar", []),
        ("2021", "2021", []),
        ("å", "å", []),
        ("skol" * LONGEST_COMPOUND, "skol" * LONGEST_COMPOUND, []),
    ],
)
def test_base_and_parts_of_a_word(word, base, parts):
    assert (base_of(word), parts_of(word)) == (base, parts)


def test_list_of_words_can_be_searched_by_halves():
    lines = FILE.read_bytes().splitlines(keepends=True)

    assert lines == sorted(lines)
    assert all(line.count(b"\t") == 2 for line in lines)
    assert (FILE.with_name("swedish.LICENSE")).read_text().startswith("MIT License")
