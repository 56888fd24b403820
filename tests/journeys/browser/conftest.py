"""One browser and one running platform for the tests of this folder; afterwards both are gone, and the data too."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from typing import Any, TypedDict, Unpack

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from infra.local.assets import AXE
from tests.conftest import SETTLED
from tests.journeys.browser import chromium
from tests.journeys.browser.person import Person
from tests.journeys.browser.watching import Watch
from tests.support import platform as support
from tests.support.cleaning import clean

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000  # other tests may be at work beside these
FAILED = pytest.StashKey[bool]()


class How(TypedDict, total=False):
    scripts: bool
    phone: bool


Arrival = Callable[..., Person]


@pytest.fixture(scope="package")
def chromium_path() -> str:
    found = chromium.path()
    if not found:
        pytest.skip(
            "NO CHROMIUM ON THIS MACHINE, THE WHOLE JOURNEY WAS NOT TRIED IN A BROWSER (apt-get install chromium)"
        )
    return found


@pytest.fixture(scope="package")
def platform(two_cities: tuple[Any, Any], chromium_path: str) -> Iterator[support.Platform]:
    from config.demo import create_everything

    create_everything(at=SETTLED)
    with support.running() as running:
        yield running
    clean(two_cities)  # other tests of this process make their own people


@pytest.fixture(scope="package")
def browser(platform: support.Platform, chromium_path: str) -> Iterator[Browser]:
    # The library keeps a loop in this thread, and Django would refuse to speak to the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as library:
        launched = library.chromium.launch(executable_path=chromium_path, args=chromium.OPTIONS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def watch(platform: support.Platform) -> Iterator[Watch]:
    """Whatever is noticed on any page of the test is a failure of the test."""
    watch = Watch(platform)
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def arrive(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Arrival]:
    """``arrive(scripts=False, phone=True)`` is somebody with a fresh browser, who speaks German."""
    pages: list[Page] = []

    def somebody(**how: Unpack[How]) -> Person:
        pages.append(_page(browser, watch, how))
        return Person(pages[-1], watch.look, scripts=how.get("scripts", True))

    yield somebody
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=support.FOLDER / f"{request.node.name}-{number}.png", full_page=True)
        page.context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that failed leaves pictures of what its people saw last, beside the logs in ``build/browser-tests``."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def accessibility(browser: Browser, watch: Watch) -> Iterator[None]:
    """Every page of the test is examined with axe-core too."""
    watch.inspector = _page(browser, None, {"phone": True})
    watch.inspector.add_init_script(path=AXE)
    yield
    watch.inspector.context.close()


def _page(browser: Browser, watch: Watch | None, how: How) -> Page:
    context = browser.new_context(
        java_script_enabled=how.get("scripts", True),
        viewport=PHONE if how.get("phone") else DESKTOP,
        is_mobile=how.get("phone", False),
        locale="de-DE",
        timezone_id="Europe/Berlin",
    )
    context.set_default_timeout(PATIENCE_MS)
    if watch:
        watch.over(context)
    return context.new_page()
