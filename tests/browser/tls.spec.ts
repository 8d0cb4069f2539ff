// A browser that trusts this machine's private authority, as one does where it was installed: no warning, and all that HTTPS gives.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Browser } from '@playwright/test';
import { Hands } from './hands.ts';
import { Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;
let home: string;
let trusting: Browser | undefined;

test.beforeEach(async () => {
  parlor = await Parlor.onAnEmptyDirectory({ PARLOR_TLS: 'auto' });
  home = await mkdtemp(join(tmpdir(), 'parlor-home-'));
});

test.afterEach(async () => {
  await trusting?.close();
  trusting = undefined;
  await parlor.remove();
  await rm(home, { recursive: true, force: true });
});

/** As the page /install says for Linux, into a home of the browser's own. */
async function install(): Promise<Browser> {
  const database = join(home, '.pki', 'nssdb');
  await mkdir(database, { recursive: true });
  const authority = join(home, 'parlor.pem');
  execFileSync('curl', ['-sSf', '-o', authority, `${parlor.address}/install/parlor.pem`]);
  const certutil = (...words: string[]) => execFileSync('certutil', ['-d', `sql:${database}`, ...words]);
  certutil('-N', '--empty-password');
  certutil('-A', '-t', 'C,,', '-n', 'parlor', '-i', authority);
  const { launchOptions } = test.info().project.use;
  return chromium.launch({ ...launchOptions, env: { ...process.env, HOME: home } as Record<string, string> });
}

const secure = () => parlor.address.replace('http:', 'https:');

test('where the authority is installed the page is secure, its worker keeps it for when there is no line, and notifications are offered', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  await test.step('a browser that trusts nobody of us turns back', async () => {
    const stranger = await browser.newPage();
    await expect(stranger.goto(secure())).rejects.toThrow(/ERR_CERT_AUTHORITY_INVALID/);
    await stranger.close();
  });

  trusting = await install();
  const page = await (await trusting.newContext({ locale: 'en-GB' })).newPage();
  await page.addInitScript((token) => localStorage.setItem('token', token), anna.token);
  // A headless browser allows no notifications whatever it is told. Whether they are asked for at all, the page decides.
  await page.addInitScript(() => {
    let permission = 'default';
    Object.defineProperty(Notification, 'permission', { get: () => permission });
    Notification.requestPermission = async () => (permission = 'granted') as NotificationPermission;
  });
  const answer = await page.goto(secure());
  expect((await answer?.securityDetails())?.issuer).toMatch(/^Parlor on /);
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  await expect(page.getByRole('link', { name: /General/ })).toBeVisible();
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);

  await test.step('the install page is the server\'s own, also under the worker', async () => {
    await page.goto(`${secure()}/install`);
    await expect(page.getByRole('heading', { name: 'Trust this Parlor' })).toBeVisible();
    await expect(page.getByText(/^[0-9A-F]{2}:/)).toBeVisible();
  });

  await page.goto(secure());
  await expect(page.getByRole('link', { name: /General/ })).toBeVisible();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByRole('link', { name: /General/ }).click();
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.getByText('Notifications are on in this browser.')).toBeVisible();
  await parlor.kill();
  await page.reload();
  await expect(page.getByText('Reconnecting…').first()).toBeVisible();
});

test('72 · over plain HTTP the dialog leads to the install page, in the language of the page, and that to the secure address', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const ann = await Person.at(browser, { locale: 'de-DE' });
  await ann.page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { get: () => false }));
  await anna.sit(ann);
  await ann.page.getByRole('button', { name: 'Einschalten' }).click();
  await ann.page.getByRole('dialog').getByRole('link', { name: 'Diesem Server vertrauen' }).click();

  await expect(ann.page.getByRole('heading', { name: 'Diesem Parlor vertrauen' })).toBeVisible();
  await expect(ann.page.getByRole('link', { name: `${secure()}/` })).toHaveAttribute('href', `${secure()}/`);
  await ann.page.getByText('iPhone und iPad').click();
  await expect(ann.page.getByRole('link', { name: 'Profil' }).first()).toBeVisible();
  for (const [language, heading, direction] of [['日本語', 'この Parlor を信頼する', 'ltr'], ['العربية', 'الوثوق بهذا الـ Parlor', 'rtl']]) {
    await ann.page.getByRole('link', { name: language }).click();
    await expect(ann.page.getByRole('heading', { name: heading })).toBeVisible();
    await expect(ann.page.locator('html')).toHaveAttribute('dir', direction);
  }
  await ann.page.goto(`${parlor.address}/install`);
  await expect(ann.page.getByRole('heading', { name: 'Diesem Parlor vertrauen' })).toBeVisible();
  expect(ann.troubles).toEqual([]);
});
