"""Headless Chromium, for the tests of pages: what it logged, and what it asked the network for."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MISSING = "" if CHROMIUM and DRIVER else "needs Chromium and chromedriver on the PATH"

_SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1600,1200",
)
_SECONDS = 10

_T = TypeVar("_T")


class Browser:
    """A page that is open, by what a reader sees and does."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, part: str = "") -> None:
        """Open the page anew, with empty logs."""
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)  # type: ignore[no-untyped-call]  # selenium has no types for its logs
        self.driver.get(page.as_uri() + part)

    def all(self, selector: str) -> list[WebElement]:
        """The elements there are now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first such element, as soon as there is one."""
        return self.eventually(lambda: next(iter(self.all(selector)), None))

    def texts(self, selector: str) -> list[str]:
        """What such elements say, all at one moment."""
        words = "return [...document.querySelectorAll(arguments[0])].map(e => (e.innerText ?? e.textContent).trim())"
        found: list[str] = self.run(words, selector)
        return found

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script as the tester, whom the page's policy does not bind; give what it returns."""
        return self.driver.execute_script(script, *arguments)

    def size(self, width: int, height: int = 1200) -> None:
        """Make the window so large, to the pixel."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", metrics)

    def command(self, name: str, parameters: dict[str, Any]) -> Any:
        """Send a command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def complaints(self) -> list[str]:
        """What the browser logged since the page was opened: errors, and violations of the page's policy."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]  # selenium has no types for its logs
        return [entry["message"] for entry in log]

    def requests(self) -> list[str]:
        """The addresses that the page has asked for, itself included."""
        log = self.driver.get_log("performance")  # type: ignore[no-untyped-call]  # selenium has no types for its logs
        messages = [json.loads(entry["message"])["message"] for entry in log]
        asked = [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        return [address for address in asked if address != "about:blank"]

    def eventually(self, seen: Callable[[], _T | None]) -> _T:
        """What a reader sees within some seconds."""
        until = time.monotonic() + _SECONDS
        while not (found := seen()):
            assert time.monotonic() < until, "it did not happen"
            time.sleep(0.02)
        return found


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Start Chromium with a new profile, and end it."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
