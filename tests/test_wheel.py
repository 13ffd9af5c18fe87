"""The wheel is what others install: it must serve a page far from the repository."""

import os
import shutil
import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("KB_", "PYTHON"))}
ASK_FOR_PAGES = """
import sys
from pathlib import Path
import kb
from starlette.testclient import TestClient
from kb.web.app import create_app
assert Path(kb.__file__).is_relative_to(sys.prefix), kb.__file__
with TestClient(create_app()) as client:
    page = client.get("/sok?q=kooperativ")
    assert page.status_code == 200 and "<mark>" in page.text, page.text
    assert client.get("/static/kb.css").status_code == 200
print("served")
"""


def run(*arguments: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    run(sys.executable, "-m", "pip", *build, "--wheel-dir", folder, repository, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


def test_a_wheel_carries_the_pages(wheel: Path, repository: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for template in (repository / "templates").iterdir():
        assert f"kb/templates/{template.name}" in names
    for file in (repository / "kb" / "web" / "static").rglob("*.*"):
        assert file.relative_to(repository).as_posix() in names
    for catalogue in (repository / "kb" / "locales").rglob("*.po"):
        assert catalogue.relative_to(repository).as_posix() in names
    for module in (repository / "kb").rglob("*.py"):
        assert module.relative_to(repository).as_posix() in names
    assert "kb/py.typed" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"kb", wheel.name.split("-py3")[0] + ".dist-info"}


def test_an_installed_wheel_indexes_and_serves(
    wheel: Path, repository: Path, lexicon_path: Path, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    install = ("--quiet", "--no-deps", "--no-index", "--no-warn-script-location")
    run(sys.executable, "-m", "pip", "--python", python, "install", *install, wheel, cwd=tmp_path)
    # The dependencies are those that the tests run with; without the .pth files beside them,
    # of which one leads to the repository.
    own = run(python, "-c", "import site; print(site.getsitepackages()[0])", cwd=tmp_path)
    paths = [path for path in site.getsitepackages() if Path(path).is_dir()]
    (Path(own.strip()) / "dependencies.pth").write_text("\n".join(paths) + "\n")

    # What takes the longest is tried where the tests' own lexicon is built.
    share = environment / "share" / "kb"
    share.mkdir(parents=True)
    shutil.copy2(lexicon_path, share)
    said = run(scripts / "kb", "index", "--corpus", repository / "corpus", cwd=tmp_path)
    assert " posts: " in said
    assert (tmp_path / "index" / "current").is_file()
    found = run(scripts / "kb", "search", "kooperativ", cwd=tmp_path)
    assert "/inlagg/" in found
    assert run(python, "-c", ASK_FOR_PAGES, cwd=tmp_path) == "served\n"
