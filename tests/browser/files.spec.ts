import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { Account, PHONE, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';
import { png } from './pictures.ts';

let parlor: Parlor;
let ann: Account;
let bo: Account;
let room: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  room = await ann.talkTo(bo);
});

test('20–23 · pictures and files are pasted, dropped and picked, show how far they are, and go out with the words', async ({ browser }) => {
  const person = await ann.visit(browser, room);
  const { page, composer, troubles } = person;
  const chips = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  await expect(composer).toBeFocused();

  await test.step('20 · a pasted picture becomes a chip with its thumbnail, and no text', async () => {
    await composer.evaluate((field, bytes) => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.png', { type: 'image/png' }));
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, [...png(80, 60)]);
    await expect(chips).toHaveCount(1);
    await expect(chips.first()).toContainText('image.png');
    await expect.poll(() => chips.first().locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(80);
    await expect(composer).toHaveValue('');
  });

  await test.step('21 · files dragged over the conversation show where to let go, and become chips', async () => {
    const drag = async (kind: string) => {
      const dataTransfer = await page.evaluateHandle((bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], 'jetty.png', { type: 'image/png' }));
        data.items.add(new File(['bolts, screws'], 'Packing list.txt', { type: 'text/plain' }));
        return data;
      }, [...png(1_200, 600)]);
      await page.getByRole('region', { name: 'Messages' }).dispatchEvent(kind, { dataTransfer });
    };
    await drag('dragenter');
    await drag('dragover');
    await expect(page.getByText('Drop to add to your message to Bo')).toBeVisible();
    await expect(page.getByText('Up to 25 MB per file')).toBeVisible();
    await drag('drop');
    await expect(page.getByText('Drop to add to your message to Bo')).toBeHidden();
    await expect(chips).toHaveCount(3);
    await expect(chips.getByText('Ready')).toHaveCount(3);
  });

  await test.step('22 · one of them is taken back', async () => {
    await page.getByRole('button', { name: 'Remove image.png' }).click();
    await expect(chips).toHaveCount(2);
    await expect(composer).toBeFocused();
  });

  await test.step('the words go with the first file, the other follows; Bo sees both', async () => {
    await composer.fill('Boat is out');
    await composer.press('Enter');
    await expect(chips).toHaveCount(0);
    const other = await bo.visit(browser, room);
    await expect(other.message('Boat is out').getByRole('button', { name: 'Open jetty.png' })).toBeVisible();
    await expect(other.message('Packing list.txt')).toContainText('13 bytes');
    await expect(other.message('Boat is out').locator('time')).toHaveCount(1);
    expect(other.troubles).toEqual([]);
  });

  await test.step('23 · several at once on a slow line: each tells how far it is; sent meanwhile, they go out when they are up', async () => {
    const line = await page.context().newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 150_000 });
    const buffer = Buffer.alloc(200_000, 7);
    await page.locator('input[type=file]').setInputFiles([
      { name: 'a.bin', mimeType: 'application/octet-stream', buffer },
      { name: 'b.bin', mimeType: 'application/octet-stream', buffer },
    ]);
    for (const name of ['a.bin', 'b.bin']) {
      const bar = page.getByRole('progressbar', { name: `Uploading ${name}` });
      await expect.poll(async () => Number(await bar.getAttribute('value').catch(() => '0'))).toBeGreaterThan(0);
      await expect(chips.filter({ hasText: name })).toContainText(/\d+%/);
    }
    await composer.press('Enter');
    await expect(page.getByText('Goes out as soon as the files are up')).toHaveCount(2);
    await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await expect(person.message('b.bin')).toContainText('Sent', { timeout: 15_000 });
    await expect(person.message('a.bin')).toHaveCount(1);
    await expect(chips).toHaveCount(0);
  });
  expect(troubles).toEqual([]);
});

test('24, 25 · a file over the limit is refused at once, and one that failed can be tried again or let go', async ({ browser }) => {
  const { page, composer, message, troubles } = await visit(browser);
  const chips = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  let uploads = 0;
  await page.route('**/api/files?*', async (route) => {
    uploads += 1;
    if (uploads <= 2) await route.abort('connectionreset');
    else await route.continue();
  });

  await test.step('24 · nothing of it is sent, and the limit is named', async () => {
    const path = join(tmpdir(), `parlor-holiday-${process.pid}.mov`);
    const film = await open(path, 'w');
    await film.truncate(25_000_001);
    await film.close();
    await page.locator('input[type=file]').setInputFiles(path);
    await expect(chips.first().getByRole('alert')).toHaveText('Larger than 25 MB');
    await expect(chips.first().getByRole('button')).toHaveCount(1);
    await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
    expect(uploads).toBe(0);
    await chips.first().getByRole('button', { name: /^Remove/ }).click();
    await rm(path);
  });

  await test.step('25 · Retry and Remove', async () => {
    const slides = (name: string) => page.locator('input[type=file]').setInputFiles([{ name, mimeType: 'text/plain', buffer: Buffer.from('slides') }]);
    await slides('Slides.txt');
    await slides('Other.txt');
    await expect(chips.getByRole('alert')).toHaveText(['Upload failed', 'Upload failed']);
    await page.getByRole('button', { name: 'Remove Other.txt' }).click();
    await page.getByRole('button', { name: 'Upload Slides.txt again' }).click();
    await expect(chips.first()).toContainText('Ready');
    await composer.press('Enter');
    await expect(message('Slides.txt')).toContainText('Sent');
  });
  expect(troubles.filter((text) => !text.includes('ERR_CONNECTION_RESET'))).toEqual([]);
});

test('22 · what was chosen and not sent is there after a reload, in its own tab, and goes out once', async ({ browser }) => {
  const { page, composer, message, troubles } = await visit(browser);
  const chips = page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  let uploads = 0;
  page.on('request', (request) => void (request.url().includes('/api/files?') && (uploads += 1)));
  await page.locator('input[type=file]').setInputFiles([
    { name: 'jetty.png', mimeType: 'image/png', buffer: png(80, 60) },
    { name: 'Packing list.txt', mimeType: 'text/plain', buffer: Buffer.from('bolts, screws') },
  ]);
  await expect(chips).toHaveCount(2);
  await expect(chips.getByText('Ready')).toHaveCount(2);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByPlaceholder(/^Message /)).toBeVisible();
  await page.reload();
  await expect(chips).toHaveCount(2);
  await expect(chips.first()).toContainText('jetty.png');
  await expect.poll(() => chips.first().locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(80);
  await expect(other.getByRole('list', { name: 'Attached files' })).toHaveCount(0);
  // Both were up before: they are not sent again.
  expect(uploads).toBe(2);
  await page.getByRole('button', { name: 'Remove Packing list.txt' }).click();
  await composer.fill('The jetty');
  await composer.press('Enter');
  await expect(message('The jetty')).toContainText('Sent');
  await page.reload();
  await expect(message('The jetty')).toHaveCount(1);
  await expect(chips).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test('39, 53 · pictures have their room before they come, and one of them fills the page until Esc', async ({ browser }) => {
  await bo.show(room, 'first.png', png(600, 900));
  await bo.say(room, 'between');
  await bo.show(room, 'jetty.png', png(1_200, 600), 'The jetty survived');
  const card = Buffer.from('%PDF-1.4 a report');
  await bo.show(room, 'Report.pdf', card);
  await ann.say(room, 'The last word');
  const { page, message, troubles } = await visit(browser, async (waiting) => {
    // The pictures come late, and one of them only with a second token.
    let refused = 0;
    await waiting.route('**/api/thumbnails/**', async (route) => {
      await gate;
      if ((refused += 1) === 1) await route.fulfill({ status: 401 });
      else await route.continue();
    });
  });

  await test.step('39 · nothing moves when they have come', async () => {
    const box = page.getByRole('region', { name: 'Messages' });
    await expect(message('The last word')).toBeVisible();
    const before = { height: await box.evaluate((each) => each.scrollHeight), size: await page.getByRole('button', { name: 'Open jetty.png' }).boundingBox() };
    expect(before.size).toMatchObject({ width: 400, height: 200 });
    openGate();
    for (const name of ['first.png', 'jetty.png']) {
      await expect.poll(() => page.getByRole('img', { name }).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    }
    expect(await box.evaluate((each) => each.scrollHeight)).toBe(before.height);
  });

  await test.step('53 · the lightbox: whose, when, Download, neighbours, Esc, and the focus back', async () => {
    const picture = page.getByRole('button', { name: 'Open jetty.png' });
    await picture.focus();
    await page.keyboard.press('Enter');
    const lightbox = page.getByRole('dialog', { name: 'jetty.png' });
    await expect(lightbox).toContainText('Bo Berg');
    await expect.poll(() => lightbox.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1_200);
    const [download] = await Promise.all([page.waitForEvent('download'), lightbox.getByRole('link', { name: 'Download' }).click()]);
    expect(download.suggestedFilename()).toBe('jetty.png');
    expect(await download.failure()).toBeNull();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('dialog', { name: 'first.png' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(picture).toBeFocused();
  });

  await test.step('a file is a card that downloads', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download Report.pdf' }).click()]);
    expect(download.suggestedFilename()).toBe('Report.pdf');
  });
  expect(troubles.filter((text) => !text.includes('401'))).toEqual([]);
});

test('53 · on a phone a picture fits the column and opens by a tap', async ({ browser }) => {
  await bo.show(room, 'wide.png', png(2_000, 400));
  await bo.show(room, 'A very long name of a file that nobody would type by hand.pdf', Buffer.from('%PDF-1.4'));
  const person = await ann.visit(browser, room, PHONE);
  const { page, troubles } = person;
  await page.getByRole('button', { name: 'Open wide.png' }).tap();
  await expect(page.getByRole('dialog', { name: 'wide.png' })).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).tap();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // A long press is for the message, on its picture too.
  const picture = page.getByRole('button', { name: 'Open wide.png' });
  const touch = { pointerType: 'touch', clientX: 200, clientY: 200, bubbles: true, isPrimary: true };
  await picture.dispatchEvent('pointerdown', touch);
  await expect(page.getByRole('dialog', { name: 'Message actions' })).toBeVisible();
  await picture.dispatchEvent('pointerup', touch);
  await picture.dispatchEvent('click', { detail: 1, bubbles: true, cancelable: true });
  await expect(page.getByRole('dialog', { name: 'wide.png' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Reply' }).tap();
  await expect(page.getByText('Reply to Bo Berg')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  const list = page.getByRole('region', { name: 'Messages' });
  expect(await list.evaluate((each) => each.scrollWidth <= each.clientWidth)).toBe(true);
  expect(troubles).toEqual([]);
});

let openGate = () => {};
let gate = Promise.resolve();

/** Ann in the conversation; `before` may stand between her page and the server. */
async function visit(browser: Parameters<Account['visit']>[0], before?: (page: import('@playwright/test').Page) => Promise<void>) {
  gate = new Promise((resolve) => (openGate = resolve));
  const person = await ann.visit(browser, before ? undefined : room);
  if (before) {
    await before(person.page);
    await person.page.goto(`${parlor.address}/c/${room}`);
  }
  return { page: person.page, composer: person.composer, troubles: person.troubles, message: (text: string) => person.message(text) };
}
