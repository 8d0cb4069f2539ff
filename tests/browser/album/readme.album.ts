// What stands in the readme: a conversation by day, its details in the evening, and a phone.
// The letters are those that the machine has: with Inter and Noto Color Emoji they are as designed.

import { writeFile } from 'node:fs/promises';
import { expect, test, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { Parlor } from '../parlor.ts';
import { Street } from './street.ts';

const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Bytes. */
const MOST = 150_000;

async function visit(street: Street, browser: Browser, room: string, device: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...device, serviceWorkers: 'block', reducedMotion: 'reduce' });
  await street.calendar.hang(context);
  await context.addInitScript((token) => {
    localStorage.setItem('token', token);
    localStorage.setItem('popups', 'off');
  }, street.who('jonas').token);
  const page = await context.newPage();
  await page.goto(`${street.parlor.address}/c/${street.room(room)}`);
  await expect(page.getByPlaceholder(/^Message /)).toBeVisible();
  return page;
}

async function keep(page: Page, name: string): Promise<void> {
  await expect.poll(() => page.evaluate(() => [...document.images].every(({ loading, naturalWidth }) => loading === 'lazy' || naturalWidth > 0))).toBe(true);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85, clip: { x: 0, y: 0, width, height, scale: width > 1_000 ? 1.5 : 2 } });
  const picture = Buffer.from(data, 'base64');
  expect(picture.length).toBeLessThan(MOST);
  await writeFile(new URL(`../../../packaging/${name}.webp`, import.meta.url), picture);
  await page.context().close();
}

test('the pictures of the readme', async ({ browser }) => {
  const parlor = await Parlor.onAnEmptyDirectory({ PARLOR_NO_RATE_LIMITS: 'true' });
  const street = await Street.lived(parlor, browser);
  await street.online('elsa', 'bo', 'yuki', 'priya');
  try {
    const phone = await visit(street, browser, 'Summer house', PHONE);
    await expect(phone.getByText('6 people, 4 online')).toBeVisible({ timeout: 15_000 });
    await keep(phone, 'phone');

    const evening = await visit(street, browser, 'Network & backups', { ...DESK, colorScheme: 'dark' });
    await evening.getByRole('button', { name: 'Details' }).first().click();
    await expect(evening.getByRole('heading', { name: 'Files' })).toBeVisible();
    await keep(evening, 'details');

    const day = await visit(street, browser, 'Summer house', DESK);
    await street.type('Summer house', 'mira', 'ann');
    await expect(day.getByText('Mira and Ann are typing…')).toBeVisible();
    await keep(day, 'conversation');
  } finally {
    await street.leave();
    await parlor.remove();
  }
});
