"""The people of a bloc, each at their own window, as they go from page to page."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP

PATIENCE = 15_000


@dataclass
class Offices:
    """Windows by login. Who works for the first time, or once more, signs in by name."""

    browser: Browser
    url: str
    _windows: dict[str, Page] = field(default_factory=dict)

    async def at(self, login: str) -> Page:
        """Somebody's window, on the page *Việc cần làm*."""
        if login not in self._windows:
            context = await self.browser.new_context(viewport=DESKTOP)
            context.set_default_timeout(PATIENCE)
            page = self._windows[login] = await context.new_page()
            await page.goto(f"{self.url}/dang-nhap")
            await page.click(f"button[value='{login}']")
        await self.go(self._windows[login], "Việc cần làm")
        return self._windows[login]

    async def go(self, page: Page, name: str) -> None:
        """Through the list of pages, never by typing an address."""
        await page.locator("nav.pages").get_by_role("link", name=name, exact=True).click()
        await expect(page.locator("nav.pages a[aria-current]")).to_have_text(name)
