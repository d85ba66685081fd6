"""Comments on words and suggested changes: they follow their words, and of two who decide one decides."""

import pytest
from django.urls import reverse

from rus_portal.accounts.roles import Role
from rus_portal.notifications.models import Letter
from rus_portal.workflow import TransitionNotAllowedError
from strategy import actions, blocks, suggesting
from strategy.models import CommentThread, Section, SectionRevision, Suggestion
from tests.factories import DocumentFactory, OfficialFactory
from tests.strategy.writing import add, published, section

pytestmark = pytest.mark.django_db
TEXT = "Länets invånare ska nå service.\n\nTåg och **buss** ska gå ofta i hela länet."


@pytest.fixture
def made():
    return add(DocumentFactory(), None, "Rubrik", "text", TEXT, None)


@pytest.fixture
def editor():
    return OfficialFactory(role=Role.STRATEGIST, name="Erik Editor")


@pytest.fixture
def colleague():
    return OfficialFactory(role=Role.COMMUNICATOR, name="Kim Kollega")


def save(made, *html):
    """The section with these paragraphs; those that are alike keep their ids."""
    made = Section.objects.get(pk=made.pk)
    facts = {"heading": made.heading, "kind": made.kind, "expected_revision": made.revision, "by": None}
    return actions.save_section(made, body=blocks.from_markdown("\n\n".join(html), made.body), **facts)


def say(made, quoted, n=0, **more):
    return actions.comment(made, text="Oklart.", by=None, block=made.body[n]["id"], quoted=quoted, **more).thread


def suggest(made, quoted, words, n=1, by=None, **more):
    return actions.suggest_words(made, block=made.body[n]["id"], quoted=quoted, words=words, by=by, **more)


def text(made):
    return blocks.plain_text(Section.objects.get(pk=made.pk).body)


def address(name, made, *args):
    return reverse(f"strategy:{name}", args=[made.document.slug, *args])


def test_a_comment_follows_its_words_is_listed_without_a_place_and_comes_back(made):
    thread = say(made, "invånare ska nå service")

    save(made, "Ny början.", "Länets alla invånare ska snart nå service.")
    thread.refresh_from_db()
    followed = (thread.words, thread.is_placed)
    save(made, "Ny början.")
    thread.refresh_from_db()
    lost = (thread.quoted, thread.is_placed)
    save(made, "Ny början.", "Åter ska länets invånare ska nå service igen.")
    thread.refresh_from_db()

    assert followed == ("invånare ska snart nå service", True)
    assert lost == ("invånare ska nå service", False)
    assert thread.is_placed


def test_words_that_are_moved_to_another_section_take_their_comment_with_them(made):
    other = add(made.document, None, "Annan", "text", "Något.", None)
    thread = say(made, "Länets invånare ska nå service")

    save(other, "Något.", "Länets invånare ska nå service.")
    save(made, "Tåg.")

    thread.refresh_from_db()
    assert (thread.section, thread.is_placed) == (other, True)


def test_a_conversation_is_answered_resolved_and_opened_again_with_a_trace(made, editor):
    thread = say(made, "service")
    actions.resolve(thread, by=editor)
    with pytest.raises(TransitionNotAllowedError):
        actions.resolve(CommentThread(pk=thread.pk, state="open"), by=editor)
    save(made, "Nu en helt annan text.")

    actions.reply(thread, text="Nej, kvar.", by=editor)

    thread.refresh_from_db()
    assert [event.transition for event in thread.events.all()] == ["resolve", "reopen"]
    assert (thread.state, thread.is_placed, thread.comments.count()) == ("open", False, 2)


def test_who_is_mentioned_gets_one_letter_in_swedish_and_nobody_else(logged_in, made, editor, colleague):
    OfficialFactory(name="Kim")
    sent = {"text": "Titta @kim kollega!", "mentioned": editor.pk, "block": made.body[0]["id"], "quoted": "service"}

    response = logged_in(editor).post(address("comment", made, made.key), sent)

    thread = CommentThread.objects.get()
    letter = Letter.objects.get(kind="strategy_mention")
    assert response["Location"] == f"{address('section_marks', made, made.key)}#kommentar-{thread.pk}"
    assert (letter.recipient, "Titta @kim kollega!" in letter.text) == (colleague.email, True)
    assert f"#kommentar-{thread.pk}" in letter.text


@pytest.mark.parametrize(
    ("quoted", "words", "kind", "after"),
    [
        ("ofta i hela", "ofta, dygnet runt, i hela", "insert", "Tåg och buss ska gå ofta, dygnet runt, i hela länet."),
        ("i hela länet", "", "delete", "Tåg och buss ska gå ofta."),
        ("Tåg", "Färja", "replace", "Färja och buss ska gå ofta i hela länet."),
    ],
)
def test_accepting_is_a_revision_that_names_who_suggested(made, editor, colleague, quoted, words, kind, after):
    suggested = suggest(made, quoted, words, by=colleague, reason="Tydligare.")

    actions.accept(suggested, by=editor, reason="Ja.")

    revision = SectionRevision.objects.filter(section=made).first()
    assert (suggested.kind, text(made).split("\n")[1]) == (kind, after)
    assert (revision.number, revision.saved_by, revision.suggested_by) == (2, editor, colleague)
    assert (suggested.state, suggested.revision) == ("accepted", 2)
    assert list(suggested.events.values_list("transition", "by", "reason")) == [("accept", editor.pk, "Ja.")]
    assert "<strong>buss</strong>" in Section.objects.get(pk=made.pk).body[1]["html"]


def test_a_change_in_a_table_is_shown_in_its_row_and_not_as_a_column_of_lines():
    cells = "".join(f"<tr><td><p>Ö {n}</p></td><td><p>{n * 10} boende</p></td></tr>" for n in range(1, 30))
    old = f"<table><tr><th>Namn</th><th>Antal</th></tr>{cells}</table>"

    found = suggesting.pieces([old], [old.replace("Ö 15", "Hanö")])

    words = "".join(words for what, words in found if what != "new")
    assert [one for one in found if one[0] != "same"] == [("gone", "Ö 15"), ("new", "Hanö")]
    assert "\n" not in words
    assert "140 boende Ö 15 150 boende" in words
    assert len(words) < 200


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_suggestions_of_different_words_give_the_same_text_in_any_order(made, editor, order):
    made_of = [("Tåg", "Färja"), ("ofta", "sällan"), ("länet", "riket")]
    suggested = [suggest(made, *words) for words in made_of]

    for n in order:
        actions.accept(suggested[n], by=editor)

    assert text(made).split("\n")[1] == "Färja och buss ska gå sällan i hela riket."


def test_of_two_who_decide_one_decides_and_a_rejected_one_changes_nothing(made, editor):
    suggested = suggest(made, "Tåg", "Färja")
    stale = Suggestion.objects.get(pk=suggested.pk)
    actions.reject(suggested, by=editor, reason="Nej.")

    with pytest.raises(TransitionNotAllowedError):
        actions.accept(stale, by=editor)

    assert (Suggestion.objects.get().state, Section.objects.get(pk=made.pk).revision) == ("rejected", 1)


def test_one_whose_words_have_changed_says_so_and_is_taken_by_hand(logged_in, made, editor):
    suggested = suggest(made, "gå ofta", "gå varje timme")
    save(made, "Länets invånare ska nå service.", "Tåg och buss ska gå sällan i hela länet.")
    page = reverse("strategy:suggestion", args=[made.document.slug, suggested.pk])
    client = logged_in(editor)

    with pytest.raises(actions.SuggestionOutdatedError):
        actions.accept(Suggestion.objects.get(), by=editor)
    shown = client.get(page)
    late = client.post(page, {"text": "Tåg och buss ska gå varje timme.", "expected_revision": 1})
    taken = client.post(page, {"text": "Tåg och buss ska gå varje timme.", "expected_revision": 2})

    assert (shown.context["card"].is_outdated, late.status_code, taken.status_code) == (True, 409, 302)
    assert text(made).split("\n")[1] == "Tåg och buss ska gå varje timme."
    assert Suggestion.objects.get().state == "accepted"


def test_a_block_that_is_gone_keeps_its_suggestion_and_by_hand_it_comes_last(made, editor):
    suggested = suggest(made, "Tåg", "Färja")
    save(made, "Bara detta.")
    suggested.refresh_from_db()

    assert (suggested.is_placed, suggested.state) == (False, "open")
    actions.accept_by_hand(suggested, html=["<p>Färja.</p>"], expected_revision=2, by=editor)

    assert text(made) == "Bara detta.\nFärja."


def test_a_whole_paragraph_is_edited_without_script_and_the_difference_is_the_suggestion(logged_in, made, colleague):
    client, block = logged_in(colleague), made.body[1]["id"]
    form = client.get(f"{address('section_marks', made, made.key)}?stycke={block}").context["suggest_form"]
    sent = {name: form[name].value() or "" for name in form.fields}

    unchanged = client.post(address("suggest", made, made.key), sent)
    changed = client.post(address("suggest", made, made.key), sent | {"body": sent["body"].replace("ofta", "alltid")})

    suggested = Suggestion.objects.get()
    assert (unchanged.status_code, changed.status_code, suggested.by) == (422, 302, colleague)
    assert suggested.wants == ["<p>Tåg och <strong>buss</strong> ska gå alltid i hela länet.</p>"]


def test_all_of_one_person_are_decided_at_once_each_with_its_event(logged_in, made, editor, colleague):
    suggest(made, "Tåg", "Färja", by=colleague)
    suggest(made, "länet", "riket", by=colleague)
    suggest(made, "ofta", "sällan", by=editor)
    where = address("decide_suggestions", made)

    alone = logged_in(editor).post(where, {"step": "accept"})
    logged_in(editor).post(where, {"step": "accept", "av": colleague.pk})

    assert alone.status_code == 400
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["accepted", "accepted", "open"]
    assert text(made).split("\n")[1] == "Färja och buss ska gå ofta i hela riket."


def test_only_the_one_who_suggested_takes_it_back(logged_in, made, editor, colleague):
    suggested = suggest(made, "Tåg", "Färja", by=colleague)
    where = reverse("strategy:withdraw_suggestion", args=[made.document.slug, suggested.pk])

    assert logged_in(editor).post(where).status_code == 403
    assert logged_in(colleague).post(where).status_code == 302
    assert Suggestion.objects.get().state == "withdrawn"


def reopened(client, suggested):
    where = reverse("strategy:reopen_suggestion", args=[suggested.section.document.slug, suggested.pk])
    return client.post(where).status_code


def test_a_decision_is_undone_with_a_trace_and_the_text_is_as_before(logged_in, made, editor, colleague):
    rejected, accepted = suggest(made, "Tåg", "Färja", by=colleague), suggest(made, "ofta", "sällan", by=colleague)
    actions.reject(rejected, by=editor, reason="Nej.")
    actions.accept(accepted, by=editor)
    save(made, "Länets alla invånare ska nå service.", "Tåg och **buss** ska gå sällan i hela länet.")

    answers = [reopened(logged_in(editor), one) for one in (rejected, accepted, accepted)]

    assert answers == [302, 302, 302]
    assert text(made) == "Länets alla invånare ska nå service.\nTåg och buss ska gå ofta i hela länet."
    assert set(Suggestion.objects.values_list("state", "is_placed", "revision")) == {("open", True, None)}
    assert [event.transition for event in accepted.events.all()] == ["accept", "reopen"]
    assert (accepted.events.last().by, rejected.events.count()) == (editor, 2)
    for one in Suggestion.objects.all():
        actions.accept(one, by=editor)
    assert text(made).split("\n")[1] == "Färja och buss ska gå sällan i hela länet."


@pytest.mark.parametrize("back", ["text", ""])
def test_what_was_just_decided_stands_first_in_the_panel_and_is_undone_there(logged_in, made, editor, back):
    suggested = suggest(made, "ofta", "sällan")
    client, about = logged_in(editor), [made.document.slug, suggested.pk]

    page = client.post(reverse("strategy:decide_suggestion", args=about), {"step": "accept", "till": back}, follow=True)

    undo = reverse("strategy:reopen_suggestion", args=about)
    panel = page.content.decode().partition('id="markeringar"')[2].partition("data-list")[0]
    assert (panel.count('class="note note-ok"'), panel.count(f'action="{undo}"')) == (1, 1)
    assert page.content.decode().count(f'action="{undo}"') == 1

    page = client.post(undo, {"till": back}, follow=True)

    panel = page.content.decode().partition('id="markeringar"')[2]
    assert (panel.count('class="note note-ok"'), panel.count(f'id="forslag-{suggested.pk}"')) == (1, 1)
    where = address("edit_section" if back else "section_marks", made, made.key)
    assert page.redirect_chain[0][0].startswith(where)


def test_a_paragraph_that_was_taken_away_by_a_suggestion_comes_back(made, editor):
    suggested = actions.suggest_block(made, block=made.body[0]["id"], html=[], by=None)
    actions.accept(suggested, by=editor)

    actions.reopen_suggestion(suggested, by=editor)

    assert [one["id"] for one in Section.objects.get().body] == [one["id"] for one in made.body]
    assert (Suggestion.objects.get().block, Suggestion.objects.get().is_placed) == (made.body[0]["id"], True)


def test_words_that_others_have_changed_since_are_not_undone(logged_in, made, editor):
    suggested = suggest(made, "ofta", "sällan")
    actions.accept(suggested, by=editor)
    save(made, "Länets invånare ska nå service.", "Tåg och **buss** ska gå nästan aldrig i hela länet.")

    page = logged_in(editor).post(
        reverse("strategy:reopen_suggestion", args=[made.document.slug, suggested.pk]), follow=True
    )

    assert (Suggestion.objects.get().state, Section.objects.get().revision) == ("accepted", 3)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_one_whose_paragraph_is_gone_is_listed_without_a_place_when_it_is_opened_again(made, editor):
    suggested = suggest(made, "Tåg", "Färja")
    actions.reject(suggested, by=editor)
    save(made, "Bara detta.")

    actions.reopen_suggestion(suggested, by=editor)

    assert Suggestion.objects.values_list("state", "is_placed").get() == ("open", False)


def test_what_was_taken_back_is_opened_again_by_the_same_person(logged_in, made, editor, colleague):
    suggested = suggest(made, "Tåg", "Färja", by=colleague)
    actions.withdraw_suggestion(suggested, by=colleague)

    assert [reopened(logged_in(who), suggested) for who in (editor, colleague)] == [403, 302]
    actions.reject(Suggestion.objects.get(), by=editor)
    assert reopened(logged_in(colleague), suggested) == 403
    assert Suggestion.objects.get().state == "rejected"


def test_a_script_gets_the_list_anew_and_why_something_is_refused(logged_in, made, editor):
    client, where = logged_in(editor), address("comment", made, made.key)
    words = {"block": made.body[0]["id"], "quoted": "service", "text": "Vad är service?"}

    saved = client.post(where, words, headers={"accept": "application/json"})
    refused = client.post(where, words | {"text": ""}, headers={"accept": "application/json"})

    assert "Vad är service?" in saved.json()["list"]
    assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, "text")


@pytest.mark.parametrize("many", [1, 12])
def test_pages_cost_the_same_for_few_and_many(logged_in, django_assert_num_queries, made, editor, many):
    client = logged_in(editor)
    for n in range(many):
        say(made, "service")
        suggest(made, "ofta", f"ofta {n}")
    client.get(address("marks", made))

    with django_assert_num_queries(19):
        assert client.get(address("section_marks", made, made.key)).status_code == 200
    with django_assert_num_queries(16):
        assert client.get(address("marks", made)).status_code == 200
    row = client.get(address("workspace", made)).context["rows"][0]
    assert (row.comments, row.suggestions) == (many, many)


def test_freezing_with_suggestions_warns_and_nothing_of_them_is_public(client, editor):
    document = published().document
    goal = section(document, "Alla når service")
    actions.suggest_block(goal, block="", html=["<p>Hemlig tanke.</p>"], by=editor)
    actions.comment(goal, text="Hemlig kommentar.", by=editor)

    asked = actions.ask_freeze(document, label="Ny", reason="Nu.", by=editor)

    assert [title.partition(" ")[2] for title in asked.warnings["with_suggestions"]] == ["Alla når service"]
    read = client.get(document.get_absolute_url(), follow=True).content.decode()
    assert "Hemlig" not in read
