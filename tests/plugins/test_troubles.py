"""Plugins that cannot be used, or fail: each is named with its package, nothing is a traceback, and all others go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from specgen.hosting import API_VERSION
from tests.plugins.conftest import SPEC, Call, calling

HAS = ".".join(map(str, API_VERSION))
API = f"requires_api = {API_VERSION}\n"
CHECK = f"""
from specgen.plugin import Finding, Severity, check
{API}
@check("{{rule}}", Severity.WARNING, "S.", "R.", wrong="name: a", right="name: a")
def find(subject):
    {{body}}
"""
RULE = f"""
from specgen.plugin import rule
{API}
@rule("{{rule}}", "- - B - -", "back", "S.", "R.", on=("registers.**",))
def judge(change, review, found):
    {{body}}
"""
OK = "print('noise'); yield Finding('seen', subject.architecture.origin.key())"


def package(folder: Path, name: str, code: str, **points: str) -> None:
    """Install a package of one module by hand; ``points`` are entry points, ``name = attribute`` by group."""
    module = name.replace("-", "_")
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    info = folder / f"{module}-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.1\n", encoding="utf-8")
    lines = [
        f"[specgen.{group}]\n{point.partition('=')[0]} = {module}{point.partition('=')[2]}\n"
        for group, point in points.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def call(site: Path, spec: Path) -> Call:
    return calling(site, spec.parent)


def test_checks(site: Path, call: Call) -> None:
    package(site, "good", CHECK.format(rule="good-rule", body=OK), checks="good")
    package(
        site, "newer", CHECK.format(rule="n", body=OK).replace(API, "requires_api = (9, 0)\n"), checks="newer"
    )
    package(
        site,
        "later",
        CHECK.format(rule="l", body=OK).replace(API, f"requires_api = ({API_VERSION[0]}, 99)\n"),
        checks="later",
    )
    package(site, "older", "requires_api = (0, 3)\n", checks="older")
    package(site, "silent", "from specgen.plugin import check\n", checks="silent")
    package(site, "broken", f"{API}\n1 / 0\n", checks="broken")
    package(site, "half", CHECK.format(rule="half-rule", body=OK) + "\nraise SystemExit(3)\n", checks="half")
    package(
        site, "raising", CHECK.format(rule="raising-rule", body="yield subject.nothing"), checks="raising"
    )
    package(site, "wrong", CHECK.format(rule="wrong-rule", body="yield 'a text'"), checks="wrong")
    package(site, "twin", CHECK.format(rule="good-rule", body=OK), checks="twin")
    package(site, "ours", CHECK.format(rule="yaml-tab", body=OK), checks="ours")
    package(site, "absent", "", checks="absent=.gone")
    done = call("check", "--format", "json")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    told = {
        "newer": f"requires plugin API 9.0; this specgen has {HAS}\n  hint: install a newer specgen, or an older newer",
        "later": f"requires plugin API {API_VERSION[0]}.99; this specgen has {HAS}",
        "older": f"requires plugin API 0.3; this specgen has {HAS}\n  hint: install an older specgen, or a newer older",
        "silent": f"does not say which plugin API it requires\n  hint: write {API.strip()} into the module silent",
        "broken": "ZeroDivisionError: division by zero (broken.py, line 3)",
        "half": "SystemExit: 3 (half.py, line",
        "raising": "AttributeError: 'Subject' object has no attribute 'nothing' (raising.py, line 7)",
        "wrong": "TypeError: wrong-rule is to yield findings, each at a location; it yields 'a text'",
        "twin": "defines the rule 'good-rule', which is of good 2.1 (specgen.checks: good = good)",
        "ours": "defines the rule 'yaml-tab', which is of specgen itself",
        "absent": "ModuleNotFoundError: ",
    }
    shown = json.loads(done.stdout)["diagnostics"]
    assert [(one["rule"], one["message"]) for one in shown if one["severity"] == "warning"] == [
        ("good-rule", "seen")
    ]
    errors = {one["message"].split()[0]: one for one in shown if one["severity"] == "error"}
    assert errors.keys() == told.keys()
    for name, one in errors.items():
        message, _, hint = told[name].partition("\n  hint: ")
        assert f"{name} 2.1 (specgen.checks: {name} = {name}" in one["message"]
        assert message in one["message"]
        assert hint in (one["hint"] or "")
    assert "half-rule" not in call("explain").stdout
    assert "noise" in done.stderr  # and not in what is read as JSON


def test_generators(site: Path, spec: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    good = f"{API}\ndef generate(request):\n    return {{'a.txt': request.default.name}}\n"
    package(site, "good", good, generators="good=:generate")
    package(
        site,
        "raising",
        good.replace("request.default", "request.architecture"),
        generators="raising=:generate",
    )
    package(site, "leaving", good.replace("a.txt", "../a.txt"), generators="leaving=:generate")
    package(site, "number", good.replace("request.default.name", "1"), generators="number=:generate")
    package(site, "nothing", good.replace("return ", ""), generators="nothing=:generate")
    package(site, "first", good, generators="twin=:generate")
    package(site, "second", good, generators="twin=:generate")
    package(site, "taker", good, generators="rust=:generate")
    done = call("generate", "good", "raising", "leaving", "number", "nothing", "twin", "-o", "out")
    assert done.returncode == 1
    assert "out/good: 1 written" in done.stdout
    assert sorted(path.name for path in (spec.parent / "out").iterdir()) == ["good"]
    lines = [line for line in done.stderr.splitlines() if line.startswith("error[")]
    assert [line.partition(" 2.1 ")[0] for line in lines] == [
        "error[plugin-failed]: raising",
        "error[plugin-failed]: leaving",
        "error[plugin-failed]: number",
        "error[plugin-failed]: nothing",
        "error[plugin-name]: first",
    ]
    assert "'Request' object has no attribute 'architecture' (raising.py, line 4)" in lines[0]
    assert "'../a.txt' is not a relative path of plain names" in lines[1]
    assert "texts or bytes by path, not 1 by 'a.txt'" in lines[2]
    assert "a generator returns a dict of files, not NoneType" in lines[3]
    assert (
        "adds the target 'twin', which is also of second 2.1 (specgen.generators: twin = second:generate)"
        in lines[4]
    )
    assert "Traceback" not in done.stderr
    listed = call("plugins")
    assert listed.returncode == 1
    assert "adds the target 'rust', which is also of specgen itself" in listed.stderr
    assert [line.split()[-2:] for line in listed.stdout.splitlines() if line.startswith("good")] == [
        ["ok", "good"]
    ]
    assert [line.split()[-2] for line in listed.stdout.splitlines() if line.startswith("second")] == [
        "plugin-name"
    ]
    monkeypatch.setenv("SPECGEN_DEBUG", "1")
    assert "Traceback" in call("generate", "raising", "-o", "out").stderr


def test_rules_of_reviews(site: Path, spec: Path, call: Call) -> None:
    package(site, "good", RULE.format(rule="HOUSE_GOOD", body="yield found('seen')"), review="good")
    package(
        site,
        "raising",
        RULE.format(rule="HOUSE_RAISING", body="yield found(change.nothing)"),
        review="raising",
    )
    package(site, "wrong", RULE.format(rule="HOUSE_WRONG", body="yield 'a text'"), review="wrong")
    package(site, "ours", RULE.format(rule="REG_OFFSET", body="yield found('')"), review="ours")
    package(
        site, "badrow", RULE.format(rule="HOUSE_ROW", body="pass").replace("- - B - -", "B"), review="badrow"
    )
    new = spec.parent / "new"
    new.mkdir()
    (new / "spec.yaml").write_text(SPEC.replace("offset: 8", "offset: 12").replace("reset: 3", "reset: 4"))
    done = call("diff", "spec", "new", "--no-search")
    assert done.returncode == 1
    assert "HOUSE_GOOD" in done.stdout
    assert "REG_OFFSET: A register" in done.stdout
    lines = [line for line in done.stderr.splitlines() if line.startswith("error[")]
    assert sorted(line.partition(" 2.1 ")[0] for line in lines) == [
        "error[plugin-failed]: badrow",
        "error[plugin-failed]: raising",
        "error[plugin-failed]: wrong",
        "error[plugin-name]: ours",
    ]
    assert "Traceback" not in done.stderr
