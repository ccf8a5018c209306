"""The pages: complete, up to date with the code, and fit to be read as raw text."""

import re
import tomllib
from pathlib import Path

import pytest

from rolecall.core.errors import RolecallError
from rolecall.core.settings import settings
from rolecall.docs import TOPICS, page
from tests.make_docs.pages import (
    FOLDER,
    PAGES,
    README,
    ROOT,
    inline_code,
    part_names,
    renewed,
    text_of,
)
from tests.make_docs.parts import PARTS, WIDTH

LINK = re.compile(r"\]\(([^)#]+)\)")
MOST_LINES = 300  # of the README


def test_every_topic_has_its_page_and_every_page_its_topic() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(TOPICS)


def test_the_pages_are_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    patterns = project["tool"]["setuptools"]["package-data"]["rolecall"]
    package = FOLDER.parent
    packed = {path for pattern in patterns for path in package.glob(pattern)}
    assert {PAGES[topic] for topic in TOPICS} <= packed


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_the_code_is_up_to_date(name: str) -> None:
    assert text_of(name) == renewed(text_of(name)), "python -m tests.make_docs"


def test_every_generated_part_stands_on_one_page() -> None:
    assert sorted(name for page in PAGES for name in part_names(text_of(page))) == sorted(PARTS)


def test_every_table_of_the_settings_has_its_section() -> None:
    headings = re.findall(r"^## \[?([\w-]+)", text_of("config"), re.MULTILINE)
    assert set(headings) == set(settings._TABLES)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_reads_well_as_raw_text(topic: str) -> None:
    text = page(topic)
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "<!--" not in text
    assert {line for line in text.splitlines() if len(line) > WIDTH} == set()
    assert "\n\n\n" not in text


def test_the_summaries_fit_beside_their_topics() -> None:
    widest = max(map(len, TOPICS))
    for summary in TOPICS.values():
        assert widest + 2 + len(summary) <= WIDTH


def test_the_readme_is_a_front_page() -> None:
    assert len(text_of(README).splitlines()) < MOST_LINES


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_files_that_are_there(name: str) -> None:
    folder = PAGES[name].parent
    named = [link for link in LINK.findall(text_of(name)) if "://" not in link]
    assert {link for link in named if not (folder / link).is_file()} == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_topics_that_exist(name: str) -> None:
    named = [code.split()[2] for code in inline_code(name) if code.startswith("rolecall docs ")]
    assert set(named) <= {*TOPICS, "TOPIC", "[TOPIC]"}


def test_a_page_that_is_gone_is_an_error_with_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rolecall.docs.__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(RolecallError) as raised:
        page("picker")
    assert raised.value.hint
