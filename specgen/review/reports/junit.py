"""A review as JUnit's XML, which most services of continuous integration show as tests: a case for each rule that spoke.

What fails the review is a failure. What was approved is skipped, and says by whom.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from specgen.review.reports.escaping import printable_lines
from specgen.review.reports.grouping import hit_words
from specgen.review.reports.report import Entry, Report
from specgen.review.witnesses import shown
from specgen.source.renderers.text import render_text


def render(report: Report) -> str:
    """Return the document."""
    by_rule: dict[str, list[Entry]] = {}
    for one in report.entries:
        by_rule.setdefault(one.finding.rule, []).append(one)
    suite = Element("testsuite", name="specgen diff")
    cases = [_case(rule, found) for rule, found in by_rule.items()]
    if report.problems.errors:
        case = Element("testcase", classname="policy", name="approvals")
        SubElement(case, "failure", message="approvals to look at").text = printable_lines(
            render_text(report.problems)
        )
        cases.append(case)
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _case(rule: str, found: list[Entry]) -> Element:
    case = Element("testcase", classname=rule.partition("_")[0], name=rule)
    failing = [one for one in found if one.fails]
    approved = [one for one in found if one.approval is not None]
    if failing:
        _words(SubElement(case, "failure", type=str(failing[0].level)), failing)
    elif approved:
        by = dict.fromkeys(one.approval.owner for one in approved if one.approval is not None)
        SubElement(case, "skipped", message=printable_lines(f"approved by {', '.join(by)}"))
    rest = [one for one in found if not one.fails]
    if rest:
        SubElement(case, "system-out").text = "\n".join(line for one in rest for line in _lines(one))
    return case


def _words(element: Element, found: list[Entry]) -> None:
    more = f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""
    element.set("message", printable_lines(found[0].finding.message) + more)
    element.text = "\n".join(line for one in found for line in _lines(one))


def _lines(one: Entry) -> Iterator[str]:
    found = one.finding
    where = f"{one.at or one.was_at}: " if one.at or one.was_at else ""
    told = [f"{where}{found.message} [{found.fingerprint}]", f"  {hit_words(one)}"]
    if found.why:
        told.append(f"  {found.why}")
    if found.witness is not None:
        w = found.witness
        told += [
            f"  {w.action} {shown(w.input)}",
            f"    before {shown(w.before)}",
            f"    after  {shown(w.after)}",
        ]
    if one.approval is not None:
        told.append(f"  approved by {one.approval.owner} until {one.approval.expires}: {one.approval.reason}")
    return map(printable_lines, told)
