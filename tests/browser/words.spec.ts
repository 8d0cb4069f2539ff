// Whatever was written is somewhere: in the list, in the queue or in the composer.

import { expect, test } from '@playwright/test';
import { Account } from './house.ts';
import { eachInItsOwn } from './parlor.ts';

let ann: Account;
let bo: Account;
let room: string;

eachInItsOwn(
  async (parlor) => {
    ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
    bo = await Account.register(parlor, 'Bo Berg', 'bo');
    room = await ann.talkTo(bo);
  },
  { PARLOR_SEND_RATE: 'none', PARLOR_CHANGE_RATE: 'none' },
);

/** What the server has of a conversation, the oldest first. */
async function stored(conversation = room): Promise<string[]> {
  const { messages } = await ann.call<{ messages: { content: string }[] }>('GET', `/conversations/${conversation}/messages`);
  return messages.map(({ content }) => content);
}

test('27, 41 · while the names of emoji do not come, what is sent is there at once and goes out in order', async ({ browser }) => {
  const person = await ann.visit(browser, undefined, { serviceWorkers: 'block' });
  const { page, troubles } = person;
  await page.route(/assets\/emoji-.*\.js/, () => undefined);
  await page.goto(`${ann.address}/c/${room}`);
  await expect(person.composer).toBeFocused();
  await person.say('nice :smile: day');
  await person.say('second');
  await expect(person.message('nice :smile: day')).toBeVisible();
  await expect(person.message('second')).toContainText('Sent');
  expect(await stored()).toEqual(['nice :smile: day', 'second']);
  expect(troubles).toEqual([]);
});

test('22, 23 · sent while its file is on the way, a message goes out from wherever one is by then', async ({ browser }) => {
  const cabin = await ann.gather('Cabin', [bo]);
  const person = await ann.visit(browser, room);
  const { page, composer, troubles } = person;
  await expect(composer).toBeFocused();
  let letThrough = () => {};
  const hold = () => new Promise<void>((resolve) => (letThrough = resolve));
  let held = hold();
  let refuse = false;
  await page.route('**/api/files?*', async (route) => {
    await held;
    await (refuse ? route.abort('connectionreset') : route.continue());
  });
  const pick = (name: string) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('bolts, screws') });

  await test.step('it is in the list at once, and the composer is free', async () => {
    await pick('Packing list.txt');
    await person.say('with the file');
    await expect(person.message('with the file')).toContainText('Packing list.txt');
    await expect(person.message('with the file')).toContainText('Goes out as soon as the files are up');
    await expect(composer).toHaveValue('');
    await person.say('and this after it');
    await person.open('Cabin');
    await expect(person.row('Bo')).toContainText('and this after it');
    expect(await stored()).toEqual([]);
  });

  await test.step('after a reload too', async () => {
    await page.goto(`${ann.address}/c/${cabin}`);
    await expect(person.row('Bo')).toContainText('and this after it');
    letThrough();
    await expect.poll(() => stored()).toEqual(['with the file', 'and this after it']);
    await person.open('Bo');
    await expect(person.message('with the file')).toContainText('Packing list.txt');
    await expect(page.getByRole('list', { name: 'Attached files' })).toHaveCount(0);
  });

  await test.step('25, 42 · where the file fails, the message says so and can be tried again, or go without it', async () => {
    refuse = true;
    for (const word of ['again', 'without']) {
      held = hold();
      await pick(`${word}.txt`);
      await person.say(word);
      await expect(person.message(word)).toContainText('Goes out');
      letThrough();
      await expect(person.message(word)).toContainText('Not sent');
    }
    await person.message('without').getByRole('button', { name: 'Remove without.txt' }).click();
    await expect(person.message('without')).toContainText('Sent');
    refuse = false;
    await person.message('again').getByRole('button', { name: 'Retry' }).click();
    await expect(person.message('again')).toContainText('Sent');
    expect((await stored()).slice(-2)).toEqual(['without', 'again']);
  });
  expect(troubles.filter((text) => !text.includes('ERR_CONNECTION_RESET'))).toEqual([]);
});

test('22, 57 · another tab brings the same file; the message is there once, and nothing is left beside the draft', async ({ browser }) => {
  const person = await ann.visit(browser, room);
  const { page, composer, message, troubles } = bind(person);
  await expect(composer).toBeFocused();
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/api/files?*', async (route) => {
    await held;
    await route.continue();
  });
  await page.locator('input[type=file]').setInputFiles({ name: 'Packing list.txt', mimeType: 'text/plain', buffer: Buffer.from('bolts, screws') });
  await person.say('with the file');
  await expect(message('with the file')).toContainText('Goes out');
  const other = await page.context().newPage();
  await other.goto(page.url());
  const there = other.getByRole('region', { name: 'Messages' }).getByRole('listitem').filter({ hasText: 'with the file' });
  await expect(there).toContainText('Sent');
  await expect(message('with the file')).toContainText('Sent');
  letThrough();
  for (const each of [page, other]) await expect(each.getByRole('list', { name: 'Attached files' })).toHaveCount(0);
  expect(await stored()).toEqual(['with the file']);
  expect(troubles).toEqual([]);
});

test('17 · Esc gives an edit up; one that was left is there after a reload, and never undoes a newer one', async ({ browser }) => {
  const id = await ann.say(room, 'meet at 7');
  const person = await ann.visit(browser, room);
  const { page, composer, message, troubles } = bind(person);
  await expect(message('meet at 7')).toBeVisible();

  await test.step('Esc, a change from the phone, and ArrowUp', async () => {
    await composer.press('ArrowUp');
    await composer.fill('meet at 9');
    await composer.press('Escape');
    await ann.call('PATCH', `/messages/${id}`, { newContent: 'meet at 8, final' });
    await expect(message('meet at 8, final')).toBeVisible();
    await composer.press('ArrowUp');
    await expect(composer).toHaveValue('meet at 8, final');
  });

  await test.step('left for another conversation, and by a reload', async () => {
    await composer.fill('meet at 8, at the jetty');
    const cabin = await ann.gather('Cabin', [bo]);
    await person.open('Cabin');
    await expect(composer).toHaveValue('');
    await page.goto(`${ann.address}/c/${cabin}`);
    await person.open('Bo');
    await expect(composer).toHaveValue('meet at 8, at the jetty');
    await expect(page.getByRole('button', { name: 'Stop editing' })).toBeVisible();
    await composer.press('Enter');
    await expect(message('meet at 8, at the jetty')).toBeVisible();
    await expect(composer).toHaveValue('');
    await page.reload();
    await expect(message('meet at 8, at the jetty')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Stop editing' })).toHaveCount(0);
  });

  await test.step('deleted elsewhere, its new words are a draft', async () => {
    await composer.press('ArrowUp');
    await composer.fill('half an edit');
    await ann.call('DELETE', `/messages/${id}`);
    await expect(page.getByRole('button', { name: 'Stop editing' })).toHaveCount(0);
    await expect(composer).toHaveValue('half an edit');
    await expect(page.getByRole('alert')).toContainText('was deleted');
    await composer.press('Enter');
    await expect(message('half an edit')).toContainText('Sent');
  });
  expect(troubles).toEqual([]);
});

test('17 · what is typed while a save is on its way is not lost with its answer', async ({ browser }) => {
  await ann.say(room, 'meet at 7');
  const person = await ann.visit(browser);
  const { page, composer, message, troubles } = bind(person);
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage(async (data) => {
      if (String(data).includes('"edit_message"')) await held;
      server.send(data);
    });
  });
  await page.goto(`${ann.address}/c/${room}`);
  await expect(message('meet at 7')).toBeVisible();
  await composer.press('ArrowUp');
  await composer.fill('meet at 8');
  await composer.press('Enter');
  await composer.fill('meet at 8, at the jetty');
  letThrough();
  await expect(message('meet at 8')).toContainText('(edited)');
  await expect(composer).toHaveValue('meet at 8, at the jetty');
  await composer.press('Enter');
  await expect(message('meet at 8, at the jetty')).toBeVisible();
  await expect(composer).toHaveValue('');
  expect(troubles).toEqual([]);
});

test('19 · a reply keeps its message and an edit its words, after a reload and wherever one looks', async ({ browser }) => {
  const mine = await ann.say(room, 'ancient mistake');
  const theirs = await bo.say(room, 'ancient question');
  for (let n = 1; n <= 70; n += 1) await bo.say(room, `line ${n}.`);
  const person = await ann.visit(browser, `${room}/${theirs}`);
  const { page, composer, message, troubles } = bind(person);
  const toEnd = page.getByRole('button', { name: 'To the newest messages' });

  await test.step('a reply', async () => {
    await message('ancient question').hover();
    await message('ancient question').getByRole('button', { name: 'Reply' }).click();
    await composer.fill('my answer to it');
    await toEnd.click();
    await expect(message('line 70.')).toBeInViewport();
    await expect(page.getByText('Reply to Bo Berg')).toBeVisible();
    await page.goto(`${ann.address}/c/${room}`);
    await expect(composer).toHaveValue('my answer to it');
    await expect(page.getByText('Reply to Bo Berg')).toBeVisible();
    await composer.press('Enter');
    await expect(message('my answer to it')).toContainText('ancient question');
    await expect(message('my answer to it')).toContainText('Sent');
    await expect(page.getByText('Reply to Bo Berg')).toHaveCount(0);
  });

  await test.step('an edit', async () => {
    await page.goto(`${ann.address}/c/${room}/${mine}`);
    await message('ancient mistake').hover();
    await message('ancient mistake').getByRole('button', { name: 'Edit' }).click();
    await composer.fill('ancient mistake, put right');
    await toEnd.click();
    await expect(message('line 70.')).toBeInViewport();
    await expect(composer).toHaveValue('ancient mistake, put right');
    await composer.press('Enter');
    await expect(composer).toHaveValue('');
    const { messages } = await ann.call<{ messages: { content: string }[] }>('GET', `/conversations/${room}/messages?around=${mine}&limit=1`);
    expect(messages.map(({ content }) => content)).toEqual(['ancient mistake, put right']);
  });
  expect(troubles).toEqual([]);
});

test('19 · where the browser keeps nothing, it is said, and the page asks before it goes', async ({ browser }) => {
  const person = await ann.visit(browser);
  const { page, composer, troubles } = bind(person);
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...all: Parameters<typeof put>) {
      if (this.name === 'drafts') throw new DOMException('The disk is full.', 'QuotaExceededError');
      return put.apply(this, all);
    };
  });
  await page.goto(`${ann.address}/c/${room}`);
  await composer.pressSequentially('kept nowhere');
  await expect(page.getByRole('alert')).toContainText('This browser keeps nothing');
  const asked = page.waitForEvent('dialog');
  void page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await expect(composer).toHaveValue('kept nowhere');
  expect(troubles).toEqual([]);
});

test('19, 42 · whoever is put out of a room is told of which, and finds what they wrote there', async ({ browser }) => {
  const cabin = await ann.gather('Cabin', [bo]);
  const boat = await ann.gather('Boat', [bo]);
  const person = await bo.visit(browser, cabin);
  const { page, composer, troubles } = bind(person);
  const putOut = (group: string) => ann.call('DELETE', `/conversations/${group}/participants/${bo.id}`);
  await expect(composer).toBeFocused();

  await test.step('while typing', async () => {
    await composer.pressSequentially('a long thought');
    await putOut(cabin);
    await expect(page.getByRole('heading', { name: 'You are no longer in Cabin.' })).toBeVisible();
    await expect(page.getByRole('main').getByText('a long thought')).toBeVisible();
    await expect(page.getByText('There is nothing here')).toHaveCount(0);
    await page.getByRole('main').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('main').getByText('a long thought')).toHaveCount(0);
  });

  await test.step('with words in the queue, from elsewhere, and after a reload', async () => {
    await person.open('Boat');
    await page.context().setOffline(true);
    await expect(person.banner).toBeVisible({ timeout: 15_000 });
    await person.say('offline words for the boat');
    await page.keyboard.press('Escape');
    await person.row('Ann').click();
    await putOut(boat);
    await page.context().setOffline(false);
    await expect(page.getByText('You are no longer in Boat. What you wrote there is still here.')).toBeVisible({ timeout: 15_000 });
    await page.reload();
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.getByRole('main').getByText('offline words for the boat')).toBeVisible();
    await page.getByRole('main').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('offline words for the boat')).toHaveCount(0);
  });

  await test.step('with nothing written there it is only told', async () => {
    const hut = await ann.gather('Hut', [bo]);
    await person.open('Hut');
    await putOut(hut);
    await expect(page.getByRole('alert')).toContainText('You are no longer in Hut.');
    await expect(page).not.toHaveURL(/\/c\//);
  });
  // After a reload it has to ask what there is at that address.
  expect(troubles.filter((text) => !/40[34]/.test(text))).toEqual([]);
});

/** The parts of a person's page that these tests keep asking for. */
function bind(person: Awaited<ReturnType<Account['visit']>>) {
  return { page: person.page, composer: person.page.locator('textarea'), troubles: person.troubles, message: (text: string) => person.message(text) };
}
