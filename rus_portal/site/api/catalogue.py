"""The portal's data sets as a catalogue that the national portal of open data can harvest (DCAT-AP-SE 3.0)."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
"""
# Facts of an authority are nobody's: CC0, as Digg recommends.
LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
JSON = "http://publications.europa.eu/resource/authority/file-type/JSON"
REGIONAL = "http://publications.europa.eu/resource/authority/data-theme/REGI"
GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"


def _sets():
    return [
        (
            "rounds",
            gettext("Consultations on the regional development strategy"),
            gettext("Every consultation with its last day, its questions, its text and how many have answered."),
        ),
        (
            "documents",
            gettext("Versions of the regional development strategy"),
            gettext("Every frozen version with its checksum and its whole text."),
        ),
        (
            "timeline",
            gettext("Timeline of the regional development strategy"),
            gettext("What is planned and what has happened, and who decides."),
        ),
    ]


def turtle():
    """The catalogue in Turtle, its words in Swedish and English."""
    names = {}
    for language in ("sv", "en"):
        with override(language):
            names[language] = _sets()
    sets = list(zip(names["sv"], names["en"], strict=True))
    parts = [PREFIXES, _catalogue(names["sv"]), _publisher()]
    return "\n".join(parts + [_dataset(*pair) for pair in sets])


def _catalogue(sets):
    listed = " , ".join(f"<{_name(name)}>" for name, _title, _text in sets)
    return f"""<{_root()}catalog.ttl#catalogue> a dcat:Catalog ;
    dct:title {_text_in(settings.PORTAL_NAME, "sv")} ;
    dct:description {_text_in(settings.PORTAL_NAME, "sv")} ;
    dct:publisher <{_root()}catalog.ttl#publisher> ;
    dct:license <{LICENCE}> ;
    dct:language <http://publications.europa.eu/resource/authority/language/SWE> ;
    foaf:homepage <{settings.PORTAL_URL}/> ;
    dcat:dataset {listed} .
"""


def _publisher():
    return f"""<{_root()}catalog.ttl#publisher> a foaf:Agent ;
    foaf:name {_quoted(settings.PORTAL_NAME)} .
"""


def _dataset(swedish, english):
    name, title, text = swedish
    address = settings.PORTAL_URL + reverse(f"api:{name}")
    return f"""<{_name(name)}> a dcat:Dataset ;
    dct:title {_text_in(title, "sv")} , {_text_in(english[1], "en")} ;
    dct:description {_text_in(text, "sv")} , {_text_in(english[2], "en")} ;
    dct:publisher <{_root()}catalog.ttl#publisher> ;
    dcat:theme <{REGIONAL}> , <{GOVERNMENT}> ;
    dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/CONT> ;
    dcat:contactPoint <{_root()}catalog.ttl#contact> ;
    dcat:distribution <{_name(name)}-json> .

<{_name(name)}-json> a dcat:Distribution ;
    dcat:accessURL <{address}> ;
    dct:format <{JSON}> ;
    dct:license <{LICENCE}> .

<{_root()}catalog.ttl#contact> a vcard:Organization ;
    vcard:fn {_quoted(settings.PORTAL_NAME)} ;
    vcard:hasURL <{settings.PORTAL_URL}{reverse("site:contact")}> .
"""


def _root():
    return settings.PORTAL_URL + reverse("api:index")


def _name(dataset):
    return f"{_root()}catalog.ttl#{dataset}"


def _text_in(text, language):
    return f"{_quoted(text)}@{language}"


def _quoted(text):
    plain = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'
