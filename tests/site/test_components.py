"""The small parts say what people write, in both languages, and the page that shows them keeps our promises."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from consultations.deadlines import Deadline
from rus_portal.site.templatetags import portal

SUMMER = datetime(2021, 6, 30, 21, 59, 59, tzinfo=UTC)
WINTER = datetime(2021, 12, 8, 8, 5, tzinfo=UTC)
# The clocks go back at 01:00 UTC: half past two comes twice that night.
FIRST_HALF_PAST_TWO = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
SECOND_HALF_PAST_TWO = datetime(2021, 10, 31, 1, 30, tzinfo=UTC)


class Names(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label="Name", help_text="As it stands in the register.")
    stance = forms.ChoiceField(label="Stance", choices=[("for", "For"), ("no", "Against")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", required=False)
    minutes = forms.FileField(label="Minutes", required=False)


class Reader(HTMLParser):
    """What an outside reader counts: headings, ids, labels, what CSP would drop."""

    def __init__(self, html):
        super().__init__()
        self.headings, self.ids, self.labels, self.fields, self.targets, self.inline = [], Counter(), set(), [], [], []
        self.feed(html)

    def handle_starttag(self, name, attrs):
        attrs = dict(attrs)
        if re.fullmatch(r"h[1-6]", name):
            self.headings.append(int(name[1]))
        self.ids.update([attrs["id"]] if "id" in attrs else [])
        self.labels.update([attrs["for"]] if name == "label" and "for" in attrs else [])
        if name in ("input", "select", "textarea") and attrs.get("type") != "hidden":
            self.fields.append(attrs.get("id"))
        if attrs.get("href", "").startswith("#"):
            self.targets.append(attrs["href"][1:])
        self.inline += [key for key in attrs if key == "style" or key.startswith("on")]
        if name == "style" or (name == "script" and "src" not in attrs):
            self.inline.append(name)


def render(source, **context):
    return Template(source).render(Context(context)).strip()


# --- dates, sizes, numbers --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value", "swedish", "english"),
    [
        ("long_date", SUMMER, "30 juni 2021", "30 June 2021"),
        ("long_date", date(2021, 6, 30), "30 juni 2021", "30 June 2021"),
        ("weekday_date", SUMMER, "onsdag 30 juni 2021", "Wednesday 30 June 2021"),
        ("moment", SUMMER, "onsdag 30 juni 2021 kl. 23.59", "Wednesday 30 June 2021, 23:59"),
        ("moment", WINTER, "onsdag 8 december 2021 kl. 09.05", "Wednesday 8 December 2021, 09:05"),
        ("moment_seconds", SUMMER, "onsdag 30 juni 2021 kl. 23.59.59", "Wednesday 30 June 2021, 23:59:59"),
        ("moment", FIRST_HALF_PAST_TWO, "söndag 31 oktober 2021 kl. 02.30", "Sunday 31 October 2021, 02:30"),
        ("moment", SECOND_HALF_PAST_TWO, "söndag 31 oktober 2021 kl. 02.30", "Sunday 31 October 2021, 02:30"),
        ("clock_time", WINTER, "09.05.00", "09:05:00"),
        ("iso", SUMMER, "2021-06-30T23:59:59+02:00", "2021-06-30T23:59:59+02:00"),
        ("iso", FIRST_HALF_PAST_TWO, "2021-10-31T02:30:00+02:00", "2021-10-31T02:30:00+02:00"),
        ("iso", SECOND_HALF_PAST_TWO, "2021-10-31T02:30:00+01:00", "2021-10-31T02:30:00+01:00"),
        ("iso", date(2021, 6, 30), "2021-06-30", "2021-06-30"),
        ("file_size", 1_700_000, "1,7\u00a0MB", "1.7\u00a0MB"),
        ("file_size", 1_790_000, "1,8\u00a0MB", "1.8\u00a0MB"),
        ("file_size", 210_300, "210\u00a0kB", "210\u00a0kB"),
        ("file_size", 999_600, "1,0\u00a0MB", "1.0\u00a0MB"),
        ("file_size", 3, "1\u00a0kB", "1\u00a0kB"),
        ("number", 1_234_567, "1\u202f234\u202f567", "1\u202f234\u202f567"),
        ("number", 800, "800", "800"),
    ],
)
def test_filter_writes_as_people_do(name, value, swedish, english):
    with override("sv"):
        in_swedish = getattr(portal, name)(value)
    with override("en"):
        in_english = getattr(portal, name)(value)

    assert (in_swedish, in_english) == (swedish, english)


@pytest.mark.parametrize(
    "name", ["long_date", "weekday_date", "moment", "moment_seconds", "clock_time", "iso", "file_size", "number"]
)
def test_filter_says_nothing_of_nothing(name):
    assert getattr(portal, name)(None) == ""


def test_what_was_saved_another_day_has_its_day(at):
    with override("sv"), at("2021-12-08 12:00"):
        assert portal.saved_time(WINTER) == "09.05.00"
        assert portal.saved_time(SUMMER) == "30 juni 2021 kl. 23.59.59"
        assert portal.saved_time(None) == ""


# --- tags -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", portal.TAGS)
def test_tag_has_its_word_and_an_icon_that_nobody_hears(kind):
    html = render("{% tag kind words %}", kind=kind, words="Öppen <nu>")

    assert html.startswith('<span class="tag')
    assert html.endswith("Öppen &lt;nu&gt;</span>")
    assert html.count('aria-hidden="true"') == (0 if kind in ("fict", "word") else 1)


def test_icon_files_are_all_hidden_and_of_one_class():
    drawings = {path.name: path.read_text(encoding="utf-8") for path in portal.ICONS.glob("*.svg")}

    frame = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
    odd = [name for name, svg in drawings.items() if not svg.startswith(frame)]

    assert odd == []


def test_principle_says_number_and_name_beside_its_shape():
    html = render('{% principle 2 "Folkhälsa" "heart" %}')

    assert re.sub(r"<svg.*</svg>", "", html) == '<span class="pr pr-2">2 Folkhälsa</span>'


@pytest.mark.parametrize(("kind", "inner"), [("now", ""), ("planned", ""), ("vague", ""), ("error", "!")])
def test_knot_is_empty_unless_its_kind_has_a_mark(kind, inner):
    assert render("{% knot kind %}", kind=kind) == f'<span class="knot">{inner}</span>'


def test_knot_takes_a_number():
    assert render('{% knot "planned" "1" %}') == '<span class="knot">1</span>'


# --- includes ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days_left", "is_open", "css", "words"),
    [
        (49, True, "deadline", "49 dagar kvar"),
        (1, True, "deadline is-soon", "1 dag kvar"),
        (0, True, "deadline is-soon", "Sista dagen i dag"),
        (-1, True, "deadline is-over", "Svarstiden är slut"),
        (3, False, "deadline is-over", "Svarstiden är slut"),
    ],
)
def test_deadline_is_read_twice(days_left, is_open, css, words):
    deadline = Deadline(date(2021, 6, 30))

    with override("sv"):
        context = {"deadline": deadline, "days_left": days_left, "is_open": is_open}
        html = render_to_string("components/deadline.html", context)

    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert html.strip().startswith(f'<div class="{css}">')
    assert text.startswith(words)
    assert text.endswith("onsdag 30 juni 2021 kl. 23.59")
    assert 'datetime="2021-06-30T23:59:59+02:00"' in html


def test_pager_is_silent_on_a_single_page():
    page = Paginator(range(3), 10).page(1)

    assert render_to_string("components/pager.html", {"page": page, "query": ""}).strip() == ""


def test_pager_keeps_the_question():
    page = Paginator(range(30), 10).page(2)

    html = render_to_string("components/pager.html", {"page": page, "query": "q=skog&"})

    assert re.findall(r'href="([^"]+)"', html) == ["?q=skog&amp;sida=1", "?q=skog&amp;sida=3"]


def test_progress_says_its_share_in_words_too():
    html = render_to_string("components/progress.html", {"percent": 65, "text": "13 av 20 avsnitt"})

    assert '<progress max="100" value="65">65 %</progress>' in html


def test_note_that_something_failed_is_read_out_at_once():
    html = render_to_string("components/note.html", {"kind": "stop", "text": "<b>"})

    assert 'class="note note-stop" role="alert"' in html
    assert "<span>&lt;b&gt;</span>" in html


def test_file_in_a_list_names_itself():
    html = render_to_string("components/file.html", {"url": "/a.pdf", "label": "Kortversion", "detail": "PDF, 620 kB"})

    assert '<a href="/a.pdf">Kortversion</a><small>PDF, 620 kB</small>' in html


# --- forms ------------------------------------------------------------------------------------------------------------
def crispy(form):
    return render("{% load crispy_forms_tags %}{{ form|crispy }}", form=form)


def test_form_pack_ties_label_hint_and_message_to_the_control():
    html = crispy(Names({"stance": "for"}))

    [name] = re.findall(r'<input[^>]*name="name"[^>]*>', html)
    assert 'aria-invalid="true"' in name
    assert 'aria-describedby="id_name_helptext id_name_error"' in name
    assert {"id_name_helptext", "id_name_error"} <= set(Reader(html).ids)
    assert 'class="field is-wrong" id="div_id_name"' in html


def test_form_pack_labels_every_control_once():
    reader = Reader(crispy(Names()))

    assert [field for field in reader.fields if field not in reader.labels] == []
    assert [name for name, times in reader.ids.items() if times > 1] == []


def test_form_pack_gives_each_kind_its_shape():
    html = crispy(Names())

    assert [html.count(f'class="{css}"') for css in ("choice", "check", "upload")] == [1, 1, 1]


def test_error_summary_leads_to_the_fields():
    form = Names({})

    html = render_to_string("components/errors.html", {"form": form})

    targets = Reader(html).targets
    assert targets[0] == "id_name"
    assert set(targets) <= set(Reader(crispy(form)).ids)


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/om/komponenter/", "/en/om/komponenter/"])
def test_page_of_components_keeps_the_promises_it_shows(client, address):
    response = client.get(address)

    page = Reader(response.content.decode())
    assert response.status_code == 200
    assert page.headings.count(1) == 1
    assert [pair for pair in zip(page.headings, page.headings[1:], strict=False) if pair[1] > pair[0] + 1] == []
    assert [name for name, times in page.ids.items() if times > 1] == []
    assert [field for field in page.fields if field not in page.labels] == []
    assert [target for target in page.targets if target not in page.ids] == []
    assert page.inline == []
    assert "Set-Cookie" not in response.headers


def test_frame_names_only_files_that_exist():
    # With hashed names, one missing file would be an error on every page.
    source = render_to_string("base.html", {"crumbs": []}, request=RequestFactory().get("/"))

    named = re.findall(r"/static/([^\"]+)", source)
    assert len(named) >= 5
    assert [name for name in named if not finders.find(name)] == []


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500])
def test_error_page_needs_no_database(status):
    html = render_to_string(f"{status}.html", request=RequestFactory().get("/"))

    assert Reader(html).headings.count(1) == 1
    assert f'<p class="eyebrow">{status}</p>' in html


def test_an_address_breaks_after_its_dots_and_is_escaped():
    assert portal.breakable("a.b@c.example") == "a.<wbr>b@<wbr>c.<wbr>example"
    assert portal.breakable("<b>@c") == "&lt;b&gt;@<wbr>c"
    assert portal.breakable(None) == ""
