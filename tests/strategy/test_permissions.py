"""Every address of the strategy × everyone who may come."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from rus_portal.accounts.roles import ROLES, Right, Role
from strategy import actions
from strategy.urls import urlpatterns
from tests.factories import ErratumFactory, EvidenceFactory, OfficialFactory, SummaryFactory, UserFactory
from tests.strategy.writing import add, freeze, published, section

pytestmark = pytest.mark.django_db

PUBLIC = {
    "document_list", "document", "principles", "evidence", "version", "version_principles", "version_json",
    "version_pdf", "permanent", "compare", "comparison", "version_matrix_pdf", "coverage", "version_coverage",
    "version_word", "summary",
}  # fmt: skip
# Guarded picture by picture: tests/strategy/test_images.py.
# Taken by the asker alone: tests/strategy/test_freezing_in_two.py, test_marking.py.
IMPORTS = {"import", "put_in_import", "take_out_import", "discard_import"}
# Found by the number of what was set aside: tests/strategy/test_checking.py.
HINTS = {"take_back_hint"}
# Found by the number of a file that somebody asked for or handed in: tests/strategy/test_word_pages.py.
BY_THING = {
    "image",
    "withdraw_freeze",
    "withdraw_suggestion",
    "reopen_suggestion",
    "working_word",
    "working_word_file",
    *HINTS,
    *IMPORTS,
}
# The workspace: what to see it takes, and what to send it takes (None: it is not sent to).
WORKSPACE = {
    "workspace_list": (Right.ENTER_WORKSPACE, None),
    "workspace_reading": (Right.ENTER_WORKSPACE, None),
    "workspace": (Right.ENTER_WORKSPACE, None),
    "workspace_version": (Right.ENTER_WORKSPACE, None),
    "workspace_compare": (Right.ENTER_WORKSPACE, None),
    "workspace_comparison": (Right.ENTER_WORKSPACE, None),
    "workspace_comparison_now": (Right.ENTER_WORKSPACE, None),
    "history": (Right.ENTER_WORKSPACE, None),
    "workspace_principles": (Right.ENTER_WORKSPACE, None),
    "edit_section": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "weigh": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "add_section": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "workspace_matrix_pdf": (Right.ENTER_WORKSPACE, None),
    "workspace_version_word": (Right.ENTER_WORKSPACE, None),
    "principle_register": (Right.ENTER_WORKSPACE, None),
    "add_principle": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "edit_principle": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "move_principle": (None, Right.WRITE_STRATEGY),
    "remove_principle": (None, Right.WRITE_STRATEGY),
    "bring_back_principle": (None, Right.WRITE_STRATEGY),
    "evidence_register": (Right.ENTER_WORKSPACE, None),
    "add_evidence": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "edit_evidence": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "remove_evidence": (None, Right.WRITE_STRATEGY),
    "bring_back_evidence": (None, Right.WRITE_STRATEGY),
    "section_evidence": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "requirement_list": (Right.ENTER_WORKSPACE, None),
    "judge_requirement": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "freeze": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "confirm_freeze": (None, Right.FREEZE_VERSION),
    "refuse_freeze": (None, Right.FREEZE_VERSION),
    "version_step": (Right.RECORD_DECISIONS, Right.RECORD_DECISIONS),
    "version_events": (Right.ENTER_WORKSPACE, None),
    "errata": (Right.ENTER_WORKSPACE, None),
    "add_erratum": (Right.FREEZE_VERSION, Right.FREEZE_VERSION),
    "withdraw_erratum": (None, Right.FREEZE_VERSION),
    "summaries": (Right.ENTER_WORKSPACE, None),
    "add_summary": (Right.EDIT_PAGES, Right.EDIT_PAGES),
    "edit_summary": (Right.ENTER_WORKSPACE, Right.EDIT_PAGES),
    "publish_summary": (None, Right.EDIT_PAGES),
    "take_down_summary": (None, Right.EDIT_PAGES),
    "move_section": (None, Right.WRITE_STRATEGY),
    "remove_section": (None, Right.WRITE_STRATEGY),
    "bring_back_section": (None, Right.WRITE_STRATEGY),
    "revision": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "autosave_section": (None, Right.WRITE_STRATEGY),
    "section_here": (None, Right.WRITE_STRATEGY),
    "settle_held": (None, Right.WRITE_STRATEGY),
    "arrange": (None, Right.WRITE_STRATEGY),
    "references": (Right.WRITE_STRATEGY, None),
    "images": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "imports": (Right.WRITE_STRATEGY, Right.WRITE_STRATEGY),
    "check": (Right.ENTER_WORKSPACE, None),
    "check_section": (Right.ENTER_WORKSPACE, None),
    "dismiss_hint": (None, Right.WRITE_STRATEGY),
    "marks": (Right.ENTER_WORKSPACE, None),
    "section_marks": (Right.ENTER_WORKSPACE, None),
    "comment": (None, Right.ENTER_WORKSPACE),
    "suggest": (None, Right.ENTER_WORKSPACE),
    "reply_comment": (None, Right.ENTER_WORKSPACE),
    "settle_comment": (None, Right.ENTER_WORKSPACE),
    "suggestion": (Right.ENTER_WORKSPACE, Right.WRITE_STRATEGY),
    "decide_suggestion": (None, Right.WRITE_STRATEGY),
    "decide_suggestions": (None, Right.WRITE_STRATEGY),
}
EVERYONE = ["anonymous", "outsider", *Role]


@pytest.fixture(scope="module")
def told_once(django_db_setup, django_db_blocker):
    """What the tests of this file find, made once; each undoes what it has done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _addresses(), {who: _client_of(who) for who in EVERYONE}
        transaction.set_rollback(True)


@pytest.fixture
def addresses(told_once):
    return told_once[0]


@pytest.fixture
def visitors(told_once):
    """What each of them is answered: visitors("edit_section", "get") → {"anonymous": 302, …}."""
    addresses, clients = told_once
    return lambda name, method: {
        who: getattr(client, method)(addresses[name]).status_code for who, client in clients.items()
    }


def _client_of(who):
    client = Client()
    if who != "anonymous":
        user = UserFactory() if who == "outsider" else OfficialFactory(role=who)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _addresses():
    version = published()
    document = version.document
    EvidenceFactory(document=document, slug="enkat")
    freeze(document, label="Nästa").advance("send_out", by=UserFactory())
    goal = section(document, "Alla når service")
    asked = actions.ask_freeze(document, label="Ny", reason="Nu.", by=OfficialFactory(role=Role.STRATEGIST))
    held = goal.held_texts.create(place="heading", text="Annat", revision=1)
    thread = actions.comment(goal, text="Oklart.", by=held.written_by).thread
    suggested = actions.suggest_block(goal, block="", html=["<p>Nytt.</p>"], by=held.written_by)
    known = {
        "thread": thread.pk, "suggestion": suggested.pk,
        "slug": document.slug, "number": 1, "key": goal.key, "principle": "folkhalsa", "prefix": version.hash[:12],
        "held": held.pk, "a": 1, "b": 2, "pk": asked.pk, "evidence": "enkat", "requirement": "mal",
        "erratum": ErratumFactory(version=version).number,
        "summary": SummaryFactory(document=document, published=True).slug,
    }  # fmt: skip
    made = {}
    for pattern in urlpatterns:
        names = ["prefix"] if pattern.name == "permanent" else pattern.pattern.converters
        made[pattern.name] = reverse(f"strategy:{pattern.name}", kwargs={name: known[name] for name in names})
    return made


def expected(right, done):
    officials = {role: done if right in ROLES[role].rights else 403 for role in Role}
    return {"anonymous": 302, "outsider": 404} | officials


def test_the_table_knows_every_address():
    assert {pattern.name for pattern in urlpatterns} == PUBLIC | BY_THING | set(WORKSPACE)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_are_the_same_for_everyone(visitors, name):
    assert visitors(name, "get") == dict.fromkeys(EVERYONE, 302 if name == "permanent" else 200)


@pytest.mark.parametrize("name", [name for name, (see, _) in WORKSPACE.items() if see])
def test_seeing_the_workspace(visitors, name):
    assert visitors(name, "get") == expected(WORKSPACE[name][0], 200)


# What an empty form answers when it is let through.
ANSWERS = {
    "edit_section": 422, "weigh": 422, "add_section": 422, "freeze": 422, "refuse_freeze": 422, "add_principle": 422,
    "edit_principle": 422, "add_evidence": 422, "edit_evidence": 422, "judge_requirement": 422, "images": 422,
    "imports": 422, "add_erratum": 422, "withdraw_erratum": 422, "add_summary": 422, "edit_summary": 422,
    "comment": 422, "suggest": 422, "reply_comment": 422, "suggestion": 422, "decide_suggestion": 400,
    "decide_suggestions": 400, "dismiss_hint": 422, "version_step": 422,
    "autosave_section": 400, "settle_held": 400, "arrange": 400, "section_here": 200,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_, send) in WORKSPACE.items() if send])
def test_sending_to_the_workspace(visitors, name):
    assert visitors(name, "post") == expected(WORKSPACE[name][1], ANSWERS.get(name, 302))


@pytest.mark.parametrize("name", [name for name, (see, _) in WORKSPACE.items() if not see])
def test_what_is_only_sent_to_cannot_be_visited(visitors, name):
    assert visitors(name, "get")[Role.PROJECT_LEADER] == 405


def test_a_section_of_another_document_is_not_there(logged_in, addresses):
    other = add(published().document, None, "Annat", "text", "", None)

    address = addresses["edit_section"].rsplit("/", 2)[0] + f"/{other.key}/"

    assert logged_in(OfficialFactory()).get(address).status_code == 404
