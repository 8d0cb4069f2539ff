// Whose page it is: from one person to the next, and back to the same one.

import { expect, test, type Page } from '@playwright/test';
import { Account, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';
import { Person } from './people.ts';

const PASSWORD = 'a lamp in the window';
let parlor: Parlor;
let ann: Account;
let bo: Account;
let room: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  room = await ann.talkTo(bo);
});

async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

/** Ends the session of this account from another device. */
async function withdraw(account: Account, username: string): Promise<void> {
  const answer = await fetch(`${parlor.address}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  const { token } = (await answer.json()) as { token: string };
  const { sessions } = await account.call<{ sessions: { _id: string; current: boolean }[] }>('GET', '/auth/sessions');
  const mine = sessions.find(({ current }) => current)?._id ?? '';
  const ended = await fetch(`${parlor.address}/api/auth/sessions/${mine}`, { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } });
  expect(ended.ok).toBe(true);
}

const statusOf = async (token: string): Promise<number> => (await fetch(`${parlor.address}/api/users/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

/** What is kept in this table of whomever, as text. */
const keptOf = (page: Page, table: string): Promise<string> =>
  page.evaluate(async (table) => {
    let text = '';
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name ?? '');
        request.onsuccess = () => resolve(request.result);
      });
      text += await new Promise<string>((resolve) => {
        const request = database.transaction(table).objectStore(table).getAll();
        request.onsuccess = () => resolve(JSON.stringify(request.result));
      });
      database.close();
    }
    return text;
  }, table);

test('8 · an answer that comes when the next person is here is nobody’s, and is not kept', async ({ browser }) => {
  await bo.say(room, 'for Ann alone');
  await Account.register(parlor, 'Cy Cole', 'cy');
  const { page, conversations, troubles } = await Person.at(browser, { serviceWorkers: 'block' });
  let answer = () => {};
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const answered: Promise<void>[] = [];
  let first = true;
  await page.route('**/api/conversations', async (route) => {
    if (!first) return route.continue();
    first = false;
    const response = await route.fetch();
    const gone = slow.then(() => route.fulfill({ response }));
    answered.push(gone);
    await gone;
  });
  await page.goto(parlor.address);
  await signIn(page, 'ann');
  await expect(conversations).toBeVisible();
  await signOut(page);
  await signIn(page, 'cy');
  await expect(conversations.getByRole('link', { name: /General/ })).toBeVisible();
  answer();
  await Promise.all(answered);
  // What came is through before the next answer is.
  await page.evaluate(() => fetch('/api/info').then((response) => response.text()));
  await expect(conversations.getByText('for Ann alone')).toHaveCount(0);
  await expect.poll(() => keptOf(page, 'shown')).toContain('Cy Cole');
  expect(await keptOf(page, 'shown')).not.toContain('for Ann alone');
  await page.reload();
  await expect(conversations.getByRole('link', { name: /General/ })).toBeVisible();
  await expect(conversations.getByText('for Ann alone')).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test('9, 19, 43 · a session that was withdrawn takes nothing of what one wrote, not by a reload, not by a link; nobody else finds it', async ({ browser }) => {
  await bo.say(room, 'from Bo to Ann');
  await Account.register(parlor, 'Cy Cole', 'cy');
  const person = await ann.visit(browser, room);
  const { page, composer, banner } = person;
  await expect(person.message('from Bo to Ann')).toBeVisible();
  await page.context().setOffline(true);
  await expect(banner).toBeVisible({ timeout: 15_000 });
  await person.say('queued without a line');
  await composer.fill('half a sentence that matters');
  await expect.poll(() => keptOf(page, 'drafts')).toContain('half a sentence');
  const { code } = await ann.call<{ code: string }>('POST', '/invites', {});
  await withdraw(ann, 'ann');
  await page.context().setOffline(false);
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(again).toBeVisible({ timeout: 15_000 });
  await again.getByRole('button', { name: 'Sign out' }).click();
  const sure = page.getByRole('dialog', { name: 'Sign out and lose what is not sent?' });
  await expect(sure).toContainText('1 message waits here');
  await sure.getByRole('button', { name: 'Stay' }).click();
  await expect(sure).toBeHidden();
  await expect(again).toBeVisible();

  await page.reload();
  await expect(page.getByText('This session has ended.')).toBeVisible();
  await page.goto(`${parlor.address}/#/join/${code}`);
  await expect(page.getByRole('button', { name: /^Join / })).toBeVisible();
  expect(await keptOf(page, 'drafts')).toContain('half a sentence');
  expect(await keptOf(page, 'shown')).not.toContain('from Bo to Ann');

  await page.goto(parlor.address);
  await page.reload();
  await signIn(page, 'cy');
  await expect(person.row('General')).toBeVisible();
  await expect(page.getByText('half a sentence')).toHaveCount(0);
  await expect(page.getByText('queued without a line')).toHaveCount(0);
  await signOut(page);
  await signIn(page, 'ann');
  await person.open('Bo Berg');
  await expect(composer).toHaveValue('half a sentence that matters');
  await expect(person.message('queued without a line')).toContainText('Sent');
  expect(person.troubles.filter((text) => !text.includes('401'))).toEqual([]);
});

test('9 · an ended session is followed by a link: what was written stays', async ({ browser }) => {
  const person = await ann.visit(browser, room);
  await expect(person.composer).toBeVisible();
  await person.composer.fill('words before the link');
  await expect.poll(() => keptOf(person.page, 'drafts')).toContain('words before');
  const { code } = await ann.call<{ code: string }>('POST', '/invites', {});
  await person.page.goto(`${parlor.address}/api/info`);
  await withdraw(ann, 'ann');
  await person.page.goto(`${parlor.address}/#/join/${code}`);
  await expect(person.page.getByRole('button', { name: /^Join / })).toBeVisible();
  await person.page.goto(`${parlor.address}/?`);
  await signIn(person.page, 'ann');
  await person.open('Bo Berg');
  await expect(person.composer).toHaveValue('words before the link');
  expect(person.troubles.filter((text) => !text.includes('401'))).toEqual([]);
});

test('8 · signing out asks where drafts or files would be lost, another tab’s too', async ({ browser }) => {
  const one = await ann.visit(browser, room);
  await expect(one.composer).toBeVisible();
  const two = await Person.beside(one);
  await two.page.goto(`${parlor.address}/c/${room}`);
  await two.composer.fill('begun in the second tab');
  await expect(one.composer).toHaveValue('begun in the second tab');
  await signOut(one.page);
  const dialog = one.page.getByRole('dialog', { name: 'Sign out and lose what is not sent?' });
  await expect(dialog).toContainText('Drafts and files that are not sent are deleted.');
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await expect(dialog).toBeHidden();

  await two.composer.fill('');
  await two.page.locator('input[type=file]').first().setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('some words') });
  await expect.poll(() => keptOf(two.page, 'files')).not.toBe('[]');
  await one.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(one.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expect(two.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expect.poll(() => one.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  expect(one.troubles).toEqual([]);
});

test('8 · signing out without a line ends the session once there is one, also after a reload', async ({ browser }) => {
  const { page, composer, banner, troubles } = await ann.visit(browser, room);
  await expect(composer).toBeFocused();
  await page.context().setOffline(true);
  await expect(banner).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(await statusOf(ann.token)).toBe(200);
  await page.context().setOffline(false);
  await page.reload();
  await expect.poll(() => statusOf(ann.token)).toBe(401);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('to end'))).toBeNull();
  expect(troubles).toEqual([]);
});

test('8 · a browser that keeps nothing, and one whose database never answers, still open the page', async ({ browser }) => {
  const forbidden = await Person.at(browser);
  await forbidden.page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'] as const) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  });
  await forbidden.page.goto(parlor.address);
  await signIn(forbidden.page, 'ann');
  await forbidden.open('Bo Berg');
  await forbidden.say('from a private window');
  await expect(forbidden.message('from a private window')).toContainText('Sent');
  await signOut(forbidden.page);
  await expect(forbidden.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(forbidden.troubles).toEqual([]);

  const silent = await Person.at(browser);
  await silent.page.addInitScript((token) => {
    localStorage.setItem('token', token);
    IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
  }, ann.token);
  await silent.page.goto(`${parlor.address}/c/${room}`);
  await expect(silent.message('from a private window')).toBeVisible();
  await silent.say('and from a silent one');
  await expect(silent.message('and from a silent one')).toContainText('Sent');
  expect(silent.troubles).toEqual([]);
});

test('9 · on a line that is up for weeks the token is renewed in time; one that comes too late is nobody’s', async ({ browser }) => {
  const cy = await Account.register(parlor, 'Cy Cole', 'cy');
  const { page, composer, conversations, troubles } = await Person.at(browser, { serviceWorkers: 'block' });
  const lines: string[] = [];
  page.on('websocket', (line) => lines.push(line.url()));
  await page.addInitScript((token) => {
    localStorage.setItem('token', token);
    // Hours go by in a moment, and twenty days when the test says so.
    const every = window.setInterval;
    window.setInterval = ((work: () => void, after: number) => every(work, after >= 3_600_000 ? 300 : after)) as typeof setInterval;
    const now = Date.now;
    Date.now = () => now() + Number((window as unknown as { days?: number }).days ?? 0) * 86_400_000;
  }, ann.token);
  await page.goto(`${parlor.address}/c/${room}`);
  await expect(composer).toBeFocused();
  await expect.poll(() => lines.length).toBe(1);
  const token = () => page.evaluate(() => localStorage.getItem('token') ?? '');
  await page.evaluate(() => Object.assign(window, { days: 20 }));
  await expect.poll(token).not.toBe(ann.token);
  expect(lines.length).toBe(1);

  let answer = () => {};
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const held: Promise<void>[] = [];
  await page.route('**/api/auth/refresh', async (route) => {
    if (held.length > 0) return route.continue();
    const response = await route.fetch();
    held.push(slow.then(() => route.fulfill({ response })));
  });
  await expect.poll(() => held.length).toBe(1);
  await signOut(page);
  await page.evaluate(() => Object.assign(window, { days: 0 }));
  await signIn(page, 'cy');
  await expect(conversations.getByRole('link', { name: /General/ })).toBeVisible();
  answer();
  await Promise.all(held);
  await page.evaluate(() => fetch('/api/info').then((response) => response.text()));
  const whose = JSON.parse(Buffer.from((await token()).split('.')[1] ?? '', 'base64url').toString()) as { id: string };
  expect(whose.id).toBe(cy.id);
  expect(troubles).toEqual([]);
});

test('19 · a database that is closed by a newer page or from outside is opened anew', async ({ browser }) => {
  const { page, composer, troubles } = await ann.visit(browser, room);
  await composer.fill('one');
  await expect.poll(() => keptOf(page, 'drafts')).toContain('one');
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((resolve) => (indexedDB.deleteDatabase(name ?? '').onsuccess = resolve));
    }
  });
  await composer.fill('one and two');
  await page.reload();
  await expect(composer).toHaveValue('one and two');
  expect(troubles).toEqual([]);
});

test('86 · where the words of a language do not come, the page does, in English', async ({ browser }) => {
  const { page, troubles } = await Person.at(browser, { locale: 'de-DE', serviceWorkers: 'block' });
  let answer = () => {};
  const slow = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/assets\/de-.*\.js/, (route) => slow.then(() => route.continue()));
  await page.goto(parlor.address);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  answer();
  await expect(page.getByRole('button', { name: 'Anmelden' })).toBeVisible();
  expect(troubles).toEqual([]);
});
