"""Whatever a spec has in it, its bundle is one: of each example, unpacked elsewhere than where it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen import api
from specgen.bundles import BundleInfo, check_bundle, extract_bundle
from tests.consumers.sandbox import Repository

ROOT = Path(__file__).parents[2]
COMPILERS = (("gcc", "g++"), ("clang", "clang++")) * 9
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/spec.yaml"))


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[BundleInfo, Path]]:
    """What each bundle says of itself, and where it lies unpacked, in a folder that has spaces in its name."""
    folder, found = tmp_path_factory.mktemp("every one"), {}
    for name in EXAMPLES:
        archive = folder / f"{name}.tar.gz"
        info = api.bundle(archive, ROOT / "examples" / name, vectors=0)
        assert check_bundle(archive) == info
        extract_bundle(archive, folder / name)
        archive.unlink()
        found[name] = info, folder / name
    return found


@pytest.mark.parametrize(("example", "compilers"), [*zip(EXAMPLES, COMPILERS, strict=False)])
def test_every_header_is_included(
    example: str, compilers: tuple[str, str], bundles: dict[str, tuple[BundleInfo, Path]], tmp_path: Path
) -> None:
    info, folder = bundles[example]
    variant = next(iter(info.variants))
    include = folder / "include" / info.name / variant
    headers = [path.relative_to(include).as_posix() for path in sorted(include.rglob("*.h"))]
    parts = [path.name for path in (folder / "src" / variant).glob("*")] if (folder / "src").is_dir() else []
    options = (
        f"-DCMAKE_PREFIX_PATH={folder}",
        f"-DNAME={info.name}",
        f"-DPARTS={';'.join(parts)}",
        f"-DINCLUDES={';'.join(h for h in headers if not h.startswith('uapi/'))}",
        f"-DCMAKE_C_COMPILER={compilers[0]}",
        f"-DCMAKE_CXX_COMPILER={compilers[1]}",
    )
    Repository("any", tmp_path).cmake(*options)


def test_every_wheel_is_installed(bundles: dict[str, tuple[BundleInfo, Path]], tmp_path: Path) -> None:
    repository = Repository("python", tmp_path)
    repository.run("/usr/bin/python3", "-m", "venv", "venv")
    python = repository.path / "venv" / "bin" / "python"
    wheels = [wheel for _, folder in bundles.values() for wheel in sorted((folder / "python").glob("*.whl"))]
    assert len(wheels) == sum(len(info.variants) for info, _ in bundles.values())
    repository.run(python, "-m", "pip", "install", "-q", "--no-index", "--disable-pip-version-check", *wheels)
    names = [wheel.name.partition("-")[0] for wheel in wheels]
    counted = dict(line.split() for line in repository.run(python, "every.py", *names).splitlines())
    assert [*counted] == names
    assert all(int(n) > 5 for name, n in counted.items() if name != "foreign")
