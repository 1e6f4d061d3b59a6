"""The rules of the file in which a repository writes what it decided about reviews; importing this registers them."""

from specgen.source import Severity, define

_RIGHT = """
consumers:
  hardware: {fail_on: never}    # no RTL yet
status: {draft: info, beta: risk}
approvals:
  - fingerprint: 3f9a01bc77de
    rule: ISA_OPCODE_CHANGED
    subject: instructions.matmul.encoding.opcode
    owner: r.lind
    reason: No compiler was released with the old one.
    expires: 2027-03-31
"""

define(
    "review-policy",
    Severity.ERROR,
    "A policy names consumers, levels and statuses that there are.",
    "A misspelt consumer or level would let pass what was to be stopped.",
    wrong=_RIGHT.replace("hardware:", "hardwear:"),
    right=_RIGHT,
)
define(
    "review-approval",
    Severity.ERROR,
    "An approval has a fingerprint, an owner, a reason and a last day.",
    "Who approved a break is asked about it later, and so is why. Without a last day approvals stay for ever, long after "
    "anybody knows what they were for.",
    wrong=_RIGHT.replace("No compiler was released with the old one.", '""'),
    right=_RIGHT,
)
define(
    "review-approval-twice",
    Severity.ERROR,
    "A finding is approved once.",
    "Of two approvals with two owners nobody can say who answers for the finding, or when it ends.",
    wrong=_RIGHT + _RIGHT[_RIGHT.index("  - fingerprint") :].replace("r.lind", "k.osei"),
    right=_RIGHT,
)
define(
    "review-approval-stale",
    Severity.ERROR,
    "Every approval is of a finding of this review.",
    "A fingerprint is that of a rule, a place, and the values before and after. Where the change was merged, or is another one "
    "by now, the approval is of nothing: left in the file, it would approve the same change again some day, unseen.",
    wrong=_RIGHT,
    right="approvals: []    # once the change is merged",
)
define(
    "review-approval-expired",
    Severity.ERROR,
    "The last day of an approval has not passed.",
    "An approval is given for as long as its reason holds. When that day has passed, somebody looks again: the day is moved, or "
    "the break is mended.",
    wrong=_RIGHT.replace("2027-03-31", "2020-03-31"),
    right=_RIGHT,
)
define(
    "review-approval-other",
    Severity.ERROR,
    "An approval says of which rule and which place its fingerprint is.",
    "People who read the file cannot read fingerprints. Where the words beside one are of another finding, somebody approved "
    "what they did not mean.",
    wrong=_RIGHT.replace("instructions.matmul", "instructions.dot4"),
    right=_RIGHT,
)
