"""The people of a bloc, each at their own window, as they go from page to page."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP

PATIENCE = 15_000


@dataclass
class Offices:
    """Windows by login. Who works for the first time signs in by name."""

    browser: Browser
    url: str
    _desks: dict[str, BrowserContext] = field(default_factory=dict)

    async def at(self, login: str) -> Page:
        """Somebody's window, on the page *Việc cần làm*."""
        if login not in self._desks:
            context = await self.browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            self._desks[login] = context
            page = await context.new_page()
            await page.goto(f"{self.url}/dang-nhap")
            await page.click(f"button[value='{login}']")
        elif pages := self._desks[login].pages:
            page = pages[0]
            await self.go(page, "Việc cần làm")
        else:
            page = await self._desks[login].new_page()
            await page.goto(self.url)
        return page

    async def go(self, page: Page, name: str) -> None:
        """Through the list of pages, never by typing an address."""
        await page.locator("nav.pages").get_by_role("link", name=name, exact=True).click()
        await expect(page.locator("nav.pages a[aria-current]")).to_have_text(name)

    async def rest(self) -> None:
        """Everybody closes their windows, which would follow what others do; none signs out."""
        for desk in self._desks.values():
            for page in desk.pages:
                await page.close()
