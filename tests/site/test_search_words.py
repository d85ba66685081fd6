"""Swedish words as the search knows them."""

import pytest

from rus_portal.site.search.words.dictionary import FILE, LONGEST_COMPOUND, base_of, parts_of
from rus_portal.site.search.words.terms import terms_of


@pytest.mark.parametrize(
    ("word", "base", "parts"),
    [
        ("städernas", "stad", []),
        ("gick", "gå", []),
        ("ska", "", []),
        ("skolornas", "skola", []),
        # A form of two words: the noun first.
        ("händer", "hand", ["hända"]),
        ("motorcyklar", "motorcykel", ["motor", "cykel"]),
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forms",
    [
        "cykel cykeln cyklar cyklarna",
        "nyckel nyckeln nycklar nycklarnas",
        "segel seglet seglen",
        "regel regeln regler reglerna",
        "kabel kabeln kablar",
        "vatten vattnet vattnets",
        "syster systern systrar",
        "vinter vintrar vintern",
        "bok boken böcker böckerna",
        "fot foten fötter fötterna",
        "rot rötter rötterna",
        "stad staden städer städernas",
        "land landet länder länderna",
        "natt natten nätter",
        "hand handen händer händerna",
        "tand tanden tänder tänderna",
        "män mannen männen männens",
        "nämnd nämnden nämnder",
        "kris krisen kriser",
        "skola skolan skolor skolornas",
        "hållbar hållbart hållbara hållbarhet",
        "boende boendet boenden",
        "liten små",
    ],
)
def test_forms_of_a_word_are_one_word_to_the_index(forms):
    terms = terms_of(forms.split())

    assert len({found[0] for found in terms.values()}) == 1
