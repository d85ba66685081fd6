"""What is read in documents: the form through every loss of anchors, changes, notes, tables and boxes, and bombs."""

import io
import re
import zipfile
from itertools import pairwise

import pytest
from django.utils.formats import date_format
from docx import Document
from docx.oxml.ns import qn

from consultations import fields
from consultations.word import anchors, asked, form, from_docx, from_odt, from_pdf, passages, reading
from consultations.word.blocks import Fault, Origin
from rus_portal.exports.word.archive import UnreadableError
from tests.consultations import word_files
from tests.factories import ConsultationFactory, QuestionFactory, RoundPartFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation():
    found = ConsultationFactory(version__sections=2)
    QuestionFactory(consultation=found, order=1)
    choices = ["Ja, gärna", "Nej"]
    QuestionFactory(consultation=found, order=2, text="Ska målen vara färre?", kind="choice", choices=choices)
    QuestionFactory(consultation=found, order=3, text="Hur ställer ni er?", kind="stance")
    return found


@pytest.fixture
def names(consultation):
    keys = [section.key for section in consultation.version.sections.order_by("order")]
    return [[fields.section_field(key, part) for part in ("stance", "comment", "proposal")] for key in keys]


def read(content, consultation, name="svar.docx"):
    return reading.read_form(io.BytesIO(content), name, consultation)


def told(found):
    return {one.name: one.text for one in found.told}


def loose(found):
    return [(one.text, one.origin) for one in found.loose]


def xml_of(content, part="word/document.xml"):
    return zipfile.ZipFile(io.BytesIO(content)).read(part).decode()


@pytest.fixture
def filled(consultation, names):
    """A form with something in places of every kind, and what it says."""
    stance, comment, proposal = names[1]
    words = dict(asked.asks(consultation)[stance].options)["opposes"]
    said = {
        "about.name": "Exempelby kommun",
        "overall.summary": "Bra förslag.\nMen målen är för många.",
        "question.1": "Styrkan är å, ä & ö <tecken>.",
        "question.2": "Nej",
        stance: words,
        comment: "Kustbygden saknas.",
        proposal: "Alla i hela länet ska nå service.",
    }
    return word_files.fill(form.render(consultation), said), said | {stance: "opposes"}


# --- the form ---------------------------------------------------------------------------------------------------------
def test_form_asks_everything_and_names_each_place_in_three_ways(consultation, names):
    content = form.render(consultation)

    xml = xml_of(content)
    asks = asked.asks(consultation)
    everything = {"overall.stance", "question.1", "question.2", "question.3", "decision.body", *names[0], *names[1]}
    assert everything <= set(asks)
    assert set(re.findall(r'<w:tag w:val="([^"]+)"', xml)) == set(asks)
    assert {name for name, _digest in anchors.keys(xml)} == {*asks, anchors.OWN, f"round.{consultation.pk}"}
    marks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml)
    assert {anchors.bookmark(name) for name in asks} < set(marks)
    assert max(map(len, marks)) <= 40


def test_form_is_an_accessible_document_that_word_takes(consultation):
    """Swedish, titled, headings without jumps, header rows; ids are unique, and the parts of a control in order."""
    content = form.render(consultation)

    document = Document(io.BytesIO(content))
    body = document.element.body
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert document.core_properties.title
    assert document.core_properties.language == "sv-SE"
    assert 'w:lang w:val="sv-SE"' in xml_of(content, "word/styles.xml")
    assert all(later - before <= 1 for before, later in pairwise(levels))
    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables)
    for kind in ("w:id", "w:bookmarkStart"):
        ids = [one.get(qn("w:val")) or one.get(qn("w:id")) for one in body.iter(qn(kind))]
        assert len(ids) == len(set(ids))
    order = ["alias", "tag", "id", "lock", "showingPlcHdr", "dropDownList"]
    for facts in body.iter(qn("w:sdtPr")):
        shown = [one.tag.rpartition("}")[2] for one in facts]
        assert shown == sorted(shown, key=order.index)
    for cell in body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")
    styles = set(re.findall(r'w:styleId="([^"]+)"', xml_of(content, "word/styles.xml")))
    assert set(re.findall(r'w:(?:pStyle|rStyle) w:val="([^"]+)"', xml_of(content))) <= styles


def test_empty_form_says_nothing(consultation):
    found = read(form.render(consultation), consultation)

    assert (found.told, found.loose) == ([], [])


def test_filled_in_form_lands_in_its_places(consultation, filled):
    content, said = filled

    found = read(content, consultation)

    assert told(found) == said
    assert found.loose == []


@pytest.mark.parametrize(
    "lost",
    [
        {"controls": True},
        {"keys": True, "bookmarks": True},
        {"controls": True, "keys": True},
        {"controls": True, "bookmarks": True},
        {"controls": True, "keys": True, "bookmarks": True},
    ],
    ids=lambda lost: "-".join(lost),
)
def test_form_is_read_when_another_program_has_lost_some_anchors(consultation, filled, lost):
    content, said = filled

    found = read(word_files.without(content, **lost), consultation)

    assert told(found) == said
    assert found.loose == []


def test_drafts_own_form_tells_only_what_was_changed(consultation, names):
    stance, comment, _proposal = names[0]
    values = {
        "overall.summary": "Ett.\x0b\n\nTvå.",
        "overall.stance": "supports",
        stance: "opposes",
        comment: "Gammalt.",
    }
    content = form.render(consultation, values)
    changed = word_files.fill(content, {comment: "Nytt.", "overall.summary": "Ett.\nTvå."})

    found = read(changed, consultation)

    assert [(one.name, one.text, one.base) for one in found.told] == [(comment, "Nytt.", anchors.digest("Gammalt."))]
    assert found.loose == []


def test_what_stands_outside_the_boxes_is_listed(consultation):
    content = word_files.fill(form.render(consultation), {}, outside=["Vi tackar för möjligheten."])
    document = Document(io.BytesIO(content))
    label = next(one for one in document.element.body.iter(qn("w:tc")) if "question.1" in "".join(one.itertext()))
    label.append(word_files.OxmlElement("w:p"))
    label[-1].append(word_files.parse_xml(f'<w:r xmlns:w="{word_files.W}"><w:t>Svar på fel plats.</w:t></w:r>'))

    found = read(word_files._bytes(document), consultation)

    assert loose(found) == [("Svar på fel plats.", Origin.TABLE), ("Vi tackar för möjligheten.", Origin.TEXT)]


def test_stance_that_is_no_alternative_is_listed_and_not_guessed(consultation, names):
    stance = names[0][0]
    content = word_files.fill(form.render(consultation), {stance: "Både och"})

    found = read(content, consultation)

    assert told(found) == {}
    assert loose(found) == [("Både och", Origin.CHOICE)]


def test_table_that_was_pasted_twice_says_it_once(consultation, filled):
    content, said = filled

    found = read(word_files.duplicate_table(content, "question.1"), consultation)

    assert told(found) == said


def test_more_texts_than_somebody_can_place_are_put_together():
    loose = [reading.Loose(f"Rad {n}.", Origin.TEXT, f"Rubrik {n // 50}") for n in range(5_000)]

    few, headings = reading.gathered(loose[:40]), reading.gathered(loose[:500])
    fewest = reading.gathered(loose)

    assert few == loose[:40]
    assert [one.heading for one in headings] == [f"Rubrik {n}" for n in range(10)]
    assert len(fewest) < reading.MOST_LOOSE
    assert "".join(one.text for one in fewest).count("Rad ") == 5_000


def test_form_says_every_last_day_and_a_drafts_own_none(consultation):
    part = RoundPartFactory(consultation=consultation, name="Mål och prioriteringar")

    text, own = (xml_of(form.render(consultation, values)) for values in (None, {}))

    days = [date_format(day, "j F Y") for day in (consultation.last_day, part.last_day)]
    assert [day in text for day in days] == [True, True]
    assert [day in own for day in days] == [False, False]


def test_form_of_another_round_is_refused(consultation, filled):
    other = ConsultationFactory(version=consultation.version)

    with pytest.raises(UnreadableError) as refused:
        read(filled[0], other)

    assert refused.value.fault == Fault.OTHER_ROUND


def test_letter_handed_in_as_form_is_refused(consultation):
    with pytest.raises(UnreadableError) as refused:
        read(word_files.letter("Vi har inget att erinra."), consultation)

    assert refused.value.fault == Fault.NO_FORM


# --- what writers and their programs do -------------------------------------------------------------------------------
def texts(content, reader=from_docx):
    return [(block.text, block.origin) for block in reader.read(io.BytesIO(content)).blocks]


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_tracked_changes_are_accepted():
    body = (
        f'<w:p>{run("Vi ")}<w:ins w:author="A">{run("till")}</w:ins><w:del><w:r><w:delText>av</w:delText></w:r></w:del>'
        f"{run('styrker')}</w:p><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Delad ')}</w:p><w:p>{run('rad')}</w:p>"
        f"<w:p><w:moveFrom>{run('flyttad')}</w:moveFrom></w:p><w:p><w:moveTo>{run('hit')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{run('borta')}</w:p></w:tc></w:tr></w:tbl>"
    )

    assert texts(word_files.raw_docx(body)) == [
        ("Vi tillstyrker", Origin.TEXT),
        ("Delad rad", Origin.TEXT),
        ("hit", Origin.TEXT),
    ]


def test_notes_tables_boxes_comments_and_pictures_are_kept_or_told_of():
    box = f"<w:txbxContent><w:p>{run('I rutan')}</w:p></w:txbxContent>"
    body = (
        f'<w:p>{run("Med not")}<w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:commentReference w:id="7"/></w:r></w:p>'
        f"<w:tbl><w:tr><w:tc><w:p>{run('År')}</w:p></w:tc><w:tc><w:p>{run('2030')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:p><w:r><w:pict><v:imagedata/></w:pict></w:r></w:p>"
    )
    parts = {
        "footnotes": f'<w:footnote w:id="2"><w:p>{run("Källa: SCB.")}</w:p></w:footnote>',
        "comments": f'<w:comment w:id="7" w:author="Bo"><w:p>{run("Kolla!")}</w:p></w:comment>',
    }

    assert texts(word_files.raw_docx(body, **parts)) == [
        ("Med not[1]\n\n[1] Källa: SCB.", Origin.TEXT),
        ("Bo: Kolla!", Origin.COMMENT),
        ("År | 2030", Origin.TABLE),
        ("I rutan", Origin.BOX),
        ("", Origin.PICTURE),
    ]


def test_numbers_that_word_counts_itself_are_written_out():
    document = Document()
    for text in ("Först", "Sedan"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Punkt", style="List Bullet")

    assert [text for text, _origin in texts(word_files._bytes(document))] == ["1. Först", "2. Sedan", "– Punkt"]


def test_opendocument_is_read_like_word():
    changes = "<text:tracked-changes><text:changed-region><text:deletion><text:p>Struket</text:p></text:deletion>"
    changes += "</text:changed-region></text:tracked-changes>"
    body = (
        '<text:h text:outline-level="2">4.2 Kompetens</text:h>'
        '<text:p>Vi<text:change-start/> tillstyrker<text:s text:c="2"/>allt.<text:note><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>Se bilaga.</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>Ett</text:p></text:list-item></text:list>"
        "<text:p><draw:frame><draw:text-box><text:p>Ruta</text:p></draw:text-box></draw:frame>Efter"
        "<office:annotation><dc:creator>Bo</dc:creator><text:p>Kolla!</text:p></office:annotation></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell>"
        "<text:p>B</text:p></table:table-cell></table:table-row></table:table>"
    )

    assert texts(word_files.odt(body, changes=changes), from_odt) == [
        ("4.2 Kompetens", Origin.TEXT),
        ("Vi tillstyrker allt.[1]\n\n[1] Se bilaga.", Origin.TEXT),
        ("– Ett", Origin.TEXT),
        ("Efter", Origin.TEXT),
        ("Ruta", Origin.BOX),
        ("Kolla!", Origin.COMMENT),
        ("A | B", Origin.TABLE),
    ]


def page(html):
    from weasyprint import HTML  # noqa: PLC0415 – not for those who run other tests of this file

    return HTML(string=f"<html lang=sv><title>Brev</title>{html}").write_pdf()


def test_pdf_gives_its_paragraphs_and_headings():
    long = "Vi anser att målen för kompetens behöver bli tydligare och att de ska gå att följa upp varje år. "
    bold = "viktigt att " * 20
    set_out = "<h2>Skärgården</h2><p>Bryggorna saknas.</p><p><b>Pengar</b></p><p>Vem betalar?</p>"
    content = page(
        f"<h2>4.2 Kompetens</h2><p>{long * 3}</p><p>Kort slut.</p>{set_out}<p><b>{'viktigt att ' * 20}</b></p>"
    )

    blocks = from_pdf.read(io.BytesIO(content)).blocks

    assert [(block.text, block.level) for block in blocks] == [
        ("4.2 Kompetens", 2),
        ((long * 3).strip(), 0),
        ("Kort slut.", 0),
        ("Skärgården", 2),
        ("Bryggorna saknas.", 0),
        ("Pengar", 2),
        ("Vem betalar?", 0),
        (bold.strip(), 0),
    ]


# --- hostile and broken documents -------------------------------------------------------------------------------------
BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p>
</w:body></w:document>""" % word_files.W.encode()
OUTSIDE = BOMB.replace(b'"aaaaaaaaaa"', b'SYSTEM "file:///etc/passwd"')
DEEP = word_files.with_document(b"<a>" * 5_000 + b"</a>" * 5_000)
HUGE_TABLE = f"<w:tbl>{('<w:tr>' + '<w:tc><w:p/></w:tc>' * 50 + '</w:tr>') * 900}</w:tbl>"
LYING = b'<?xml version="1.0" encoding="utf-8"?><w:document xmlns:w="x"><w:p>\xe5\xe4\xf6</w:p></w:document>'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (word_files.with_document(BOMB), Fault.ENTITIES),
        (word_files.with_document(OUTSIDE), Fault.ENTITIES),
        (DEEP, Fault.DAMAGED),
        (word_files.raw_docx(HUGE_TABLE), Fault.TOO_LARGE),
        (word_files.with_document(b" " * (25 * 1024 * 1024)), Fault.TOO_LARGE),
        (word_files.with_document(LYING), Fault.DAMAGED),
        (word_files.letter("Hej")[:-200], Fault.DAMAGED),
        (b"PK\x03\x04 and then nothing", Fault.DAMAGED),
    ],
    ids=["entities", "file-outside", "deep", "huge-table", "unpacks-huge", "wrong-encoding", "cut-off", "no-zip"],
)
def test_hostile_document_is_refused_in_words(content, fault):
    with pytest.raises(UnreadableError) as refused:
        from_docx.read(io.BytesIO(content))

    assert refused.value.fault == fault
    assert fault.label


@pytest.mark.parametrize(
    ("content", "fault"),
    [(page("<p></p>"), Fault.SCANNED), (b"%PDF-1.7\nrubbish\n%%EOF", Fault.DAMAGED)],
    ids=["scanned", "broken"],
)
def test_pdf_without_text_or_sense_is_refused_in_words(content, fault):
    with pytest.raises(UnreadableError) as refused:
        from_pdf.read(io.BytesIO(content))

    assert refused.value.fault == fault


# --- passages of a letter ---------------------------------------------------------------------------------------------
def test_passages_are_suggested_to_where_their_headings_point(consultation, names):
    first, second = names[0][1], names[1][1]
    content = word_files.letter(
        "Svar från Exempelby kommun.",
        "# Sammanfattning",
        "Vi tillstyrker.",
        "# 1 Avsnitt 1",
        "Kustbygden saknas.",
        "Även bussarna.",
        "# Vilka är förslagets styrkor?",
        "Helhetssynen.",
        "Avsnitt 2",
        "Bra mål.",
        "# Övrigt",
        "Avsnitt 1 är bra skrivet.",
        "Tack.",
    )
    blocks = from_docx.read(io.BytesIO(content)).blocks

    found = passages.split(blocks, passages.Places(consultation))

    assert [(one.text, one.heading, one.suggestion) for one in found] == [
        ("Svar från Exempelby kommun.", "", ""),
        ("Vi tillstyrker.", "Sammanfattning", "overall.summary"),
        ("Kustbygden saknas.", "1 Avsnitt 1", first),
        ("Även bussarna.", "1 Avsnitt 1", first),
        ("Helhetssynen.", "Vilka är förslagets styrkor?", "question.1"),
        ("Bra mål.", "Avsnitt 2", second),
        ("Avsnitt 1 är bra skrivet.", "Övrigt", first),
        ("Tack.", "Övrigt", ""),
    ]
