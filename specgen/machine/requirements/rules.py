"""The rules of reports of tests, and of what is recorded of them."""

from specgen.source import Severity, define

define(
    "result-syntax",
    Severity.ERROR,
    "Results of tests are JUnit's XML, without a document type.",
    """
    Every framework of tests can write this form. A document type may define entities, with which a small file grows
    without end, and no framework writes one.
    """,
    wrong="""
    <!DOCTYPE testsuites [<!ENTITY a "b">]>
    <testsuites/>
    """,
    right="""
    <testsuites/>
    """,
)
define(
    "result-requirement",
    Severity.WARNING,
    "A test covers requirements that the spec has.",
    "A test that names one that is misspelt, or gone, covers nothing, and nobody would notice.",
    wrong="""
    <testsuite>
      <testcase name="sums"><properties><property name="requirement" value="R-ADD-7"/></properties></testcase>
    </testsuite>
    """,
    right="""
    <testsuite>
      <testcase name="sums"><properties><property name="requirement" value="R-ADD-1"/></properties></testcase>
    </testsuite>
    """,
)
