"""Who may take which step. The rights of each role stand in `accounts.roles`; here is what each step asks for.

A step that is missing here is nobody's yet, and no page offers it.
"""

import rules

from rus_portal.accounts.roles import Right


def holds(right):
    """A predicate: the person holds a role that gives this right."""
    return rules.predicate(lambda user: user.has_right(right), name=f"holds_{right}")


runs_consultations = holds(Right.RUN_CONSULTATION)
reads_responses = holds(Right.READ_RESPONSES)
registers_responses = holds(Right.REGISTER_RESPONSES)
masks_responses = holds(Right.MASK_RESPONSES)
publishes_responses = holds(Right.PUBLISH_RESPONSES)
writes_strategy = holds(Right.WRITE_STRATEGY)


@rules.predicate
def may_know_the_sender(user, response):
    """People with protected identity are known to few."""
    return not response.is_protected or user.has_right(Right.READ_PROTECTED)


rules.add_perm("consultations.open_consultation", runs_consultations)
rules.add_perm("consultations.pause_consultation", runs_consultations)
rules.add_perm("consultations.resume_consultation", runs_consultations)
rules.add_perm("consultations.close_consultation", runs_consultations)
rules.add_perm("consultations.process_consultation", runs_consultations)
rules.add_perm("consultations.compile_consultation", runs_consultations)
rules.add_perm("consultations.publish_consultation", runs_consultations & publishes_responses)
rules.add_perm("consultations.finish_consultation", runs_consultations)
rules.add_perm("consultations.withdraw_consultation", runs_consultations)
rules.add_perm("consultations.write_compilation", writes_strategy & reads_responses)
rules.add_perm("consultations.correct_compilation", runs_consultations)
rules.add_perm("consultations.change_deadline", runs_consultations)
rules.add_perm("consultations.decide_extension", runs_consultations)
rules.add_perm("consultations.invite", runs_consultations)
rules.add_perm("consultations.read_response", reads_responses & may_know_the_sender)
rules.add_perm("consultations.register_response", registers_responses & may_know_the_sender)
rules.add_perm("consultations.review_response", masks_responses & may_know_the_sender)
rules.add_perm("consultations.approve_web_response", masks_responses & may_know_the_sender)
rules.add_perm("consultations.publish_response", publishes_responses & may_know_the_sender)
rules.add_perm("consultations.unpublish_response", publishes_responses & may_know_the_sender)
rules.add_perm("consultations.assess_access_request", registers_responses)
rules.add_perm("consultations.disclose_access_request", registers_responses)
rules.add_perm("consultations.disclose_partly_access_request", registers_responses)
rules.add_perm("consultations.refuse_access_request", registers_responses)
