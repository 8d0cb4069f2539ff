import { expect, test, type Page } from '@playwright/test';
import { Hands, pair } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none' });

/** A tab in the background: a headless browser keeps all of them in front. */
const hide = (page: Page, hidden = true) =>
  page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden ? 'hidden' : 'visible');

/** The server says from now on that it is a newer one; the rest of its answer is its own. */
const upgrade = (page: Page) =>
  page.route('**/api/info', async (route) => {
    // The server may die while it is asked.
    const answer = await route.fetch().catch(() => null);
    if (answer) await route.fulfill({ response: answer, json: { ...(await answer.json()), version: '99.0.0' } });
    else await route.abort('connectionrefused');
  });

/** Counts what would be heard. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    const heard = window as unknown as { tones: number };
    heard.tones = 0;
    const make = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      heard.tones += 1;
      return make.call(this);
    };
  });
const tones = (page: Page) => page.evaluate(() => (window as unknown as { tones: number }).tones);

test('64, 66, 67 · a lost server is told within 5 s; an upgraded one is offered and never forced; toasts can be closed and leave the composer alone', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  const ann = await Person.at(browser);
  await anna.sit(ann, await anna.directWith(boH));
  await expect(ann.composer).toBeVisible();
  await ann.composer.fill('half a word');
  await upgrade(ann.page);
  await parlor.kill();
  await expect(ann.banner).toBeVisible({ timeout: 5_000 });
  await expect(ann.page.getByText('Reconnecting…').first()).toBeVisible();
  await parlor.start();
  await expect(ann.banner).toBeHidden({ timeout: 15_000 });
  const notice = ann.page.getByRole('status').filter({ hasText: 'A new version is ready.' });
  await expect(notice).toBeVisible();
  await expect(ann.composer).toHaveValue('half a word');
  const [toast, composer] = [await notice.locator('div').first().boundingBox(), await ann.composer.boundingBox()];
  expect((toast?.y ?? 0) + (toast?.height ?? 0)).toBeLessThan(composer?.y ?? 0);
  await notice.getByRole('button', { name: 'Close' }).click();
  await expect(ann.page.getByText('A new version is ready.')).toBeHidden();
  await parlor.kill();
  await expect(ann.banner).toBeVisible();
  await parlor.start();
  await expect(ann.banner).toBeHidden({ timeout: 15_000 });
  // What was declined is not offered again for the same version.
  await expect(ann.page.getByText('A new version is ready.')).toBeHidden();
  expect(ann.troubles).toEqual([]);
});

test('66 · Reload on the notice loads the new page', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const ann = await Person.at(browser);
  await anna.sit(ann);
  await expect(ann.row('General')).toBeVisible();
  await upgrade(ann.page);
  await parlor.kill();
  await parlor.start();
  const reload = ann.page.getByRole('button', { name: 'Reload' });
  await expect(reload).toBeVisible({ timeout: 15_000 });
  await Promise.all([ann.page.waitForEvent('load'), reload.click()]);
  await expect(ann.row('General')).toBeVisible();
  await expect(reload).toBeHidden();
  expect(ann.troubles).toEqual([]);
});

test('70, 71 · the title counts, the icon has its dot, and a sound is heard only for what is elsewhere and only where it is wanted', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  const ann = await Person.at(browser);
  await listen(ann.page);
  await anna.sit(ann, direct);
  await ann.composer.click();
  const icon = ann.page.locator('link[rel=icon]');
  const quiet = await icon.getAttribute('href');
  await boH.say(direct, 'before your eyes');
  await expect(ann.message('before your eyes')).toBeVisible();
  await expect(ann.page).toHaveTitle('Parlor');
  expect(await tones(ann.page)).toBe(0);

  await ann.open('General');
  await boH.say(direct, 'elsewhere');
  await expect(ann.page).toHaveTitle('(1) Parlor');
  await expect(icon).not.toHaveAttribute('href', quiet ?? '');
  await expect.poll(() => tones(ann.page)).toBe(2);
  await ann.open('Bo Lindqvist');
  await expect(ann.page).toHaveTitle('Parlor');
  await expect(icon).toHaveAttribute('href', quiet ?? '');

  await hide(ann.page);
  await boH.say(direct, 'in the background');
  await expect(ann.page).toHaveTitle('(1) Parlor');
  await expect.poll(() => tones(ann.page)).toBe(4);
  await hide(ann.page, false);
  await expect(ann.page).toHaveTitle('Parlor');

  await ann.page.evaluate(() => localStorage.setItem('preferences', JSON.stringify({ sound: false })));
  await ann.page.reload();
  await ann.open('General');
  await anna.do('PUT', `/conversations/${direct}/notifications`, { level: 'all' });
  await boH.say(direct, 'no sound wanted');
  await expect(ann.page).toHaveTitle('(1) Parlor');
  expect(await tones(ann.page)).toBe(0);
  expect(ann.troubles).toEqual([]);
});

test('72, 73 · the browser is asked after a click; a notification leads to its conversation, and one is shown however many tabs there are', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  const ann = await Person.at(browser);
  const shown: string[] = [];
  await ann.page.context().exposeFunction('parlorShown', (text: string) => void shown.push(text));
  // A headless browser allows no notifications whatever it is told: what it would ask and show is noted instead.
  await ann.page.context().addInitScript(() => {
    const page = window as unknown as { asked: number; parlorShown: (text: string) => void };
    page.asked = 0;
    let permission = localStorage.getItem('allowed') ?? 'default';
    Object.defineProperty(Notification, 'permission', { get: () => permission });
    Notification.requestPermission = async () => {
      page.asked += 1;
      localStorage.setItem('allowed', (permission = 'granted'));
      return 'granted';
    };
    ServiceWorkerRegistration.prototype.showNotification = async (title: string, options?: NotificationOptions) => {
      page.parlorShown(`${title}: ${options?.body}`);
    };
  });
  await anna.sit(ann);
  await ann.open('General');
  expect(await ann.page.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(0);
  await ann.page.getByRole('button', { name: 'Turn on' }).click();
  await expect(ann.page.getByText('Notifications are on in this browser.')).toBeVisible();
  await expect(ann.page.getByRole('button', { name: 'Turn on' })).toBeHidden();
  const two = await Person.beside(ann);
  await two.page.goto(parlor.address);
  await two.open('General');
  await ann.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await hide(ann.page);
  await hide(two.page);
  await boH.say(direct, 'Who has the key?');
  await expect.poll(() => shown).toEqual(['Bo Lindqvist: Who has the key?']);

  const [worker] = ann.page.context().serviceWorkers();
  await worker?.evaluate((conversation) => {
    const click = new Event('notificationclick');
    Object.assign(click, { notification: { close: () => undefined, data: { conversation } }, waitUntil: () => undefined });
    self.dispatchEvent(click);
  }, direct);
  await expect.poll(() => [ann, two].filter(({ page }) => page.url().endsWith(`/c/${direct}`)).length).toBe(1);
  expect(shown).toHaveLength(1);
  expect(ann.troubles).toEqual([]);
});

test('72 · where notifications are blocked, a dialog says so and what to do', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const ann = await Person.at(browser);
  await ann.page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await anna.sit(ann);
  await ann.page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = ann.page.getByRole('dialog', { name: 'Notifications are blocked for this page' });
  await expect(dialog).toContainText('allow notifications, and reload');
  await dialog.getByRole('button', { name: 'Got it' }).click();
  await expect(dialog).toBeHidden();
  await ann.page.reload();
  await expect(ann.row('General')).toBeVisible();
  await expect(ann.page.getByRole('button', { name: 'Turn on' })).toBeHidden();
  expect(ann.troubles).toEqual([]);
});

test('72 · without HTTPS a dialog says why, once', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const ann = await Person.at(browser);
  await ann.page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { get: () => false }));
  await anna.sit(ann);
  await ann.page.getByRole('button', { name: 'Turn on' }).click();
  const dialog = ann.page.getByRole('dialog', { name: 'Your browser does not allow notifications here' });
  await expect(dialog).toContainText(`plain HTTP (${parlor.address})`);
  await ann.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(ann.page.getByRole('button', { name: 'Turn on' })).toBeHidden();
  expect(ann.troubles).toEqual([]);
});

test('without a line the page itself opens, shows what it showed, and takes what is written; it can be installed', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.say(direct, 'Who has the key?');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('Who has the key?')).toBeVisible();
  await ann.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const manifest = await ann.page.evaluate(async () => (await fetch('/manifest.webmanifest')).json());
  expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' });
  for (const { src } of manifest.icons) expect((await ann.page.request.get(`${parlor.address}${src}`)).headers()['content-type']).toBe('image/png');
  // Leaving writes what was shown.
  await ann.page.goto('about:blank');
  await parlor.kill();
  await ann.page.goto(`${parlor.address}/c/${direct}`);
  await expect(ann.message('Who has the key?')).toBeVisible();
  await ann.say('Under the red pot');
  await expect(ann.message('Under the red pot')).toContainText('Sending');
  await ann.page.reload();
  await expect(ann.message('Under the red pot')).toContainText('Sending');
  await parlor.start();
  await expect(ann.message('Under the red pot')).toContainText('Sent', { timeout: 15_000 });
  expect((await anna.everything(direct)).map(({ content }) => content)).toEqual(['Who has the key?', 'Under the red pot']);
  expect(ann.troubles).toEqual([]);
});

test('10 · an old browser is told what it takes', async ({ browser }) => {
  const ann = await Person.at(browser);
  await ann.page.addInitScript(() => delete (Array.prototype as Partial<unknown[]>).findLast);
  await ann.page.goto(parlor.address);
  await expect(ann.page.getByRole('main')).toContainText('Safari 15.4, Chrome or Edge 109, or Firefox 115');
  await expect(ann.page.getByRole('heading')).toHaveText('This browser is too old for Parlor.');
});
