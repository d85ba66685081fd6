"""Which pages there are, and who looks at them: all of the site map, but for what is no page."""

import re
from itertools import product

from django.urls import get_resolver, reverse
from django.utils.translation import override

from rus_portal.accounts.roles import Role, rights_of
from tests.sitemap import walk

URLCONF = "tests.browser.urls"
PLACES = {place.name: place for place in walk(get_resolver(URLCONF).url_patterns) if place.name}

# What answers a GET and yet is no page; test_sitemap.py asks each of them. What takes a POST alone says so itself: 405.
NO_PAGES = {
    "is a file or data": [
        "healthz",
        "readyz",
        "metrics",
        "site:robots",
        "strategy:version_json",
        "strategy:image",
        "strategy:references",
        "timeline:calendar",
        "timeline:round_calendar",
        "timeline:news_feed",
        "consultations:answer_file_list",
        "consultations:draft_file",
        "consultations:upload",
        "consultations:report_file",
        "consultations:workspace_attachment",
        "consultations:workspace_compiled_file",
        "consultations:workspace_import_template",
        "consultations:published_extract",
        "consultations:published_file",
        "consultations:workspace_extract",
        "exports:download",
        "mfa_download_recovery_codes",
        *(name for name in PLACES if name.startswith("api:") and name != "api:about"),
    ],
    "leads on": [
        "accounts:home",
        "account_set_password",
        "consultations:brief_link",
        "consultations:confirm_receipt",
        "consultations:joining_link",
        "consultations:personal_link",
        "consultations:workspace_setup_begin",
        "consultations:workspace_step",
        "mfa_login_webauthn",
        "site:favicon",
        "socialaccount_signup",
        "strategy:permanent",
        "strategy:working_word",
    ],
}
# Pages that come after a form, or while something is being made: test_axe_in_between.py goes there.
IN_BETWEEN = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "demo:journey",
    "strategy:version_pdf",
    "strategy:version_matrix_pdf",
    "strategy:version_word",
    "strategy:workspace_version_word",
    "strategy:working_word_file",
    "strategy:workspace_matrix_pdf",
    "consultations:receipt_pdf",
    "consultations:team_paper",
    "consultations:round_word_form",
    "consultations:workspace_import_excel_template",
    "account_reset_password_from_key",
}

# Reached without a log-in, and yet somebody's own.
SEALED = re.compile(r"remisser/.*/svara/|mina-svar/")
# The state that a page shows asks for a certain person.
OWN = {
    "consultations:more_time": ["reader", "respondent"],
    "consultations:receipt_of_round": ["reader"],
    "consultations:brief": ["reader"],
    "consultations:joining": ["reader"],
    "consultations:workspace_register": ["registrar"],
    "consultations:organisation": ["respondent"],
    "mfa_index": ["respondent", "holder"],
    "mfa_list_webauthn": ["respondent", "holder"],
    "mfa_activate_totp": ["respondent"],
    "mfa_add_webauthn": ["respondent"],
    "socialaccount_login_error": ["respondent"],
    "account_logout": ["respondent", "holder"],
    # The frozen text is the same for every role, and long.
    "strategy:workspace_version": ["leader"],
    "strategy:workspace_reading": ["leader"],
    "strategy:workspace_compare": ["leader"],
    "strategy:workspace_comparison": ["leader"],
    "strategy:workspace_comparison_now": ["leader"],
    "consultations:round": ["reader", "respondent"],
    "site:start": ["reader", "respondent", "leader"],
}
# One address for each of these values.
EACH = {
    "part": ["om-er", "helheten", "beslut"],
    "step": ["version", "missiv", "fragor", "fakta", "tider", "inbjudna", "kontroll"],
    "transition": ["open"],
    "kind": ["inga-synpunkter", "avstar"],
}
# A person has no decision of a board to tell of.
NOT_FOR = {("reader", "beslut")}
QUERIES = {
    "site:search": ["?q=kolektivtraffik", "?q=xyzzy"],
    "site:feedback_thanks": ["?sida=/tidplan/&svar=nej"],
    "strategy:version": ["", "?forhallningssatt=halsa"],
    "strategy:comparison": ["", "?visa=sida", "?visa=lista"],
}

IN_ENGLISH = [
    ("reader", "site:start"),
    ("reader", "strategy:document"),
    ("reader", "strategy:principles"),
    ("reader", "consultations:round"),
    ("reader", "consultations:answer"),
    ("reader", "consultations:answer_part"),
    ("reader", "consultations:receipt"),
    ("reader", "timeline:timeline"),
    ("reader", "site:accessibility"),
    ("reader", "account_login"),
    ("respondent", "consultations:answer_review"),
    ("respondent", "consultations:my_responses"),
    ("respondent", "mfa_index"),
    ("leader", "site:workspace"),
    ("leader", "consultations:workspace_round"),
    ("leader", "strategy:edit_section"),
    ("leader", "strategy:freeze"),
    ("leader", "strategy:edit_evidence"),
    ("registrar", "consultations:workspace_response"),
]


def no_pages():
    """All names that are no page."""
    return {name for names in NO_PAGES.values() for name in names}


def viewers_of(place):
    """Who looks at this page: whoever may, and sees something of their own there."""
    if place.name in OWN:
        return OWN[place.name]
    if right := getattr(place.view, "right_required", None):
        roles = {"leader": Role.PROJECT_LEADER, "registrar": Role.REGISTRAR}
        return [viewer for viewer, role in roles.items() if right in rights_of([role])] or ["archivist"]
    if SEALED.match(place.route):
        return ["reader", "respondent"]
    return ["holder"] if getattr(place.view, "login_required", True) else ["reader"]


def pages_of(viewer):
    """The names of all pages that this viewer looks at."""
    left_out = no_pages() | IN_BETWEEN
    return [name for name, place in PLACES.items() if name not in left_out and viewer in viewers_of(place)]


def addresses(name, values, *, viewer="", language="sv"):
    """The addresses under this name, with these real things in them."""
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", PLACES[name].route)
    unknown = [one for one in wanted if one not in EACH and one not in values]
    assert unknown == [], f"say in tests/browser/inside.py what real {unknown} stands in {PLACES[name].route}"
    choices = [[values[one]] if one in values else EACH[one] for one in wanted]
    filled = [dict(zip(wanted, chosen, strict=True)) for chosen in product(*choices)]
    filled = [one for one in filled if (viewer, one.get("part")) not in NOT_FOR]
    with override(language):
        found = [reverse(name, urlconf=URLCONF, kwargs=one) for one in filled]
    return [address + query for address in found for query in QUERIES.get(name, [""])]
