import { expect, test } from '@playwright/test';
import { Hands, PASSWORD, pair } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none', PARLOR_CHANGE_RATE: 'none' });

test('19 · drafts stay where they were written, across switching, reload and a crash, and the list marks them', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const bo = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  await anna.directWith(bo);
  const ann = await Person.at(browser);
  await anna.sit(ann);
  await ann.open('Bo Lindqvist');
  await ann.composer.fill('Half a sentence');
  await ann.open('General');
  await expect(ann.composer).toHaveValue('');
  await expect(ann.row('Bo Lindqvist')).toContainText('Draft');
  await expect(ann.row('Bo Lindqvist')).toContainText('Half a sentence');
  await ann.composer.pressSequentially('Typed to the last key');
  await ann.page.reload();
  await expect(ann.composer).toHaveValue('Typed to the last key');
  await expect(ann.row('Bo Lindqvist')).toContainText('Half a sentence');
  await ann.open('Bo Lindqvist');
  await expect(ann.composer).toHaveValue('Half a sentence');

  // A page that dies is given no time for anything.
  await ann.composer.fill('Written before the crash');
  await ann.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
  const crashed = ann.page.waitForEvent('crash');
  void ann.page.goto('chrome://crash').catch(() => undefined);
  await crashed;
  const after = await ann.page.context().newPage();
  await after.goto(parlor.address);
  await expect(after.getByRole('link', { name: /Bo Lindqvist/ })).toContainText('Written before the crash');
  expect(ann.troubles).toEqual([]);
});

test('42, 43 · what is written offline waits, survives a reload, and goes out once and in order', async ({ browser }) => {
  const { anna, direct } = await pair(parlor);
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await ann.say('first');
  await expect(ann.message('first')).toContainText('Sent');

  await parlor.kill();
  await expect(ann.banner).toBeVisible();
  for (const word of ['second', 'third', 'fourth']) await ann.say(word);
  await expect(ann.message('fourth')).toContainText('Sending');
  await expect(ann.page.getByText('3 messages wait here and go out in this order.')).toBeVisible();
  await expect(ann.row('Bo Lindqvist')).toContainText('fourth');

  await test.step('the page is closed while all of it waits, and opened when the server is back', async () => {
    const before = ann.page;
    const next = await before.context().newPage();
    await before.close();
    await parlor.start();
    await next.goto(`${parlor.address}/c/${direct}`);
    await expect(next.getByRole('region', { name: 'Messages' }).getByRole('listitem').filter({ hasText: 'fourth' })).toContainText('Sent');
    await next.close();
  });
  const said = await anna.everything(direct);
  expect(said.map(({ content }) => content)).toEqual(['first', 'second', 'third', 'fourth']);

  expect(ann.troubles).toEqual([]);
});

test('42 · a refused message says so; Retry sends exactly one copy, Delete takes it away', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  const group = await anna.group('Kitchen', [boH]);
  const bo = await Person.at(browser);
  await boH.sit(bo, group);
  await expect(bo.page.getByText('This is the start of Kitchen.')).toBeVisible();
  await bo.page.context().setOffline(true);
  await parlor.kill();
  await expect(bo.banner).toBeVisible();
  await bo.say('one');
  await bo.say('two');
  await parlor.start();
  await anna.do('DELETE', `/conversations/${group}/participants/${boH.user._id}`);
  await bo.page.context().setOffline(false);
  // The conversation is gone for him; what he wrote to it is not.
  await expect(bo.row('Kitchen')).toBeHidden({ timeout: 15_000 });
  await anna.do('POST', `/conversations/${group}/participants`, { userIds: [boH.user._id] });
  await bo.open('Kitchen');
  await expect(bo.message('one')).toContainText('Not sent');
  await bo.message('two').getByRole('button', { name: 'Delete' }).click();
  await expect(bo.message('two')).toHaveCount(0);
  await bo.message('one').getByRole('button', { name: 'Retry' }).click();
  await expect(bo.message('one')).toContainText('Sent');
  expect((await anna.everything(group)).map(({ content }) => content)).toEqual(['one']);
  expect(bo.troubles).toEqual([]);
});

test('9 · when the token ends while the page is open, a dialog asks to sign in again, and the draft is still there', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.say(direct, 'A secret between us');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('A secret between us')).toBeVisible();
  await ann.composer.fill('I was about to say');
  const elsewhere = await anna.again();
  const { sessions } = await elsewhere.do<{ sessions: { _id: string; current: boolean }[] }>('GET', '/auth/sessions');
  for (const { _id, current } of sessions) if (!current) await elsewhere.do('DELETE', `/auth/sessions/${_id}`);

  const dialog = ann.page.getByRole('dialog', { name: 'Sign in again' });
  await expect(dialog).toBeVisible();
  // It was withdrawn, so somebody else may sit here: nothing of what others wrote is left.
  await expect(ann.message('A secret between us')).toHaveCount(0);
  await dialog.press('Escape');
  await dialog.press('Escape');
  await expect(dialog).toBeVisible();
  await dialog.getByLabel('Password', { exact: true }).fill('not the one');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByRole('alert')).toContainText('do not match');
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog).toBeHidden();
  await expect(ann.composer).toHaveValue('I was about to say');
  await expect(ann.message('A secret between us')).toBeVisible();
  await ann.composer.press('Enter');
  await expect(ann.message('I was about to say')).toContainText('Sent');
  expect(ann.troubles.filter((text) => !text.includes('401'))).toEqual([]);
});

test('65 · what was missed is there without a reload: messages, edits, deletions and reading, and nothing is read again', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  const [, second, third] = await boH.sayMany(direct, 3);
  const mine = await anna.say(direct, 'mine');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('mine')).toContainText('Sent');
  await ann.open('General');
  await ann.open('Bo Lindqvist');

  await ann.page.context().setOffline(true);
  await parlor.kill();
  await expect(ann.banner).toBeVisible();
  await parlor.start();
  await boH.do('PATCH', `/messages/${second?._id}`, { newContent: 'line 2, put right' });
  await boH.do('DELETE', `/messages/${third?._id}`);
  await boH.sayMany(direct, 30, 'missed');
  const asked: string[] = [];
  ann.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const bo = await Person.at(browser);
  await boH.sit(bo, direct);
  await expect(bo.message('missed 30')).toBeVisible();
  await ann.page.context().setOffline(false);

  await expect(ann.banner).toBeHidden({ timeout: 15_000 });
  await expect(ann.message('missed 30')).toHaveCount(1);
  await expect(ann.message('missed 1').first()).toBeAttached();
  await expect(ann.page.getByText('New messages', { exact: true })).toBeVisible();
  await expect(ann.message('line 2, put right')).toContainText('(edited)');
  await expect(ann.message('This message was deleted')).toBeAttached();
  await expect(ann.page.locator(`[data-message="${mine._id}"]`)).toContainText('Read');
  expect(asked.filter((path) => path.includes('/messages') || path === '/api/conversations')).toEqual([]);
  expect(ann.troubles).toEqual([]);
  expect(bo.troubles).toEqual([]);
});

test('65 · a server that was put back to an earlier state is believed', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.say(direct, 'before the backup');
  await parlor.kill();
  await parlor.keepCopy();
  await parlor.start();
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await boH.say(direct, 'after the backup');
  await expect(ann.message('after the backup')).toBeVisible();
  await parlor.kill();
  await parlor.putBack();
  await parlor.start();
  await expect(ann.message('after the backup')).toHaveCount(0, { timeout: 15_000 });
  await expect(ann.message('before the backup')).toBeVisible();
  await boH.say(direct, 'said again');
  await expect(ann.message('said again')).toHaveCount(1);
  expect(ann.troubles).toEqual([]);
});

test('the page shows what it showed before there is an answer, then the truth; signing out leaves nothing behind', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.say(direct, 'Who has the key?');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('Who has the key?')).toBeVisible();
  await expect.poll(() => ann.page.evaluate(kept)).toContain('Who has the key?');
  const page = await ann.page.context().newPage();
  await ann.page.close();
  await boH.say(direct, 'Never mind');

  // Nothing of the API answers, and yet everything is there.
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/(api|socket\.io)\//, (route) => answered.then(() => route.continue()));
  await page.routeWebSocket(/socket\.io/, (line) => answered.then(() => void line.connectToServer()));
  await page.goto(`${parlor.address}/c/${direct}`);
  const messages = page.getByRole('region', { name: 'Messages' });
  await expect(messages.getByText('Who has the key?')).toBeVisible();
  await expect(page.getByRole('link', { name: /Bo Lindqvist/ })).toBeVisible();
  await expect(messages.getByText('Never mind')).toHaveCount(0);
  answer();
  await expect(messages.getByText('Never mind')).toBeVisible({ timeout: 15_000 });

  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem('token'))).toBeNull();
  expect(ann.troubles).toEqual([]);
});

/** All that is kept in the browser, as text. */
async function kept(): Promise<string> {
  let text = '';
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name ?? '');
      request.onsuccess = () => resolve(request.result);
    });
    for (const table of database.objectStoreNames) {
      text += await new Promise<string>((resolve) => {
        const request = database.transaction(table).objectStore(table).getAll();
        request.onsuccess = () => resolve(JSON.stringify(request.result));
      });
    }
    database.close();
  }
  return text;
}

test('57 · two tabs agree on drafts, on what is read and on signing out, and what one sends is shown in both', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  const one = await Person.at(browser);
  await anna.sit(one, direct);
  await expect(one.composer).toBeVisible();
  const two = await Person.beside(one);
  await two.page.goto(parlor.address);
  await two.open('General');
  await one.composer.fill('Begun in one');
  await expect(two.row('Bo Lindqvist')).toContainText('Begun in one');
  await two.open('Bo Lindqvist');
  await expect(two.composer).toHaveValue('Begun in one');
  await two.composer.fill('Begun in one, ended in two');
  await expect(one.composer).toHaveValue('Begun in one, ended in two');
  await two.composer.press('Enter');
  await expect(one.composer).toHaveValue('');
  await expect(one.message('ended in two')).toHaveCount(1);
  await expect(two.message('ended in two')).toHaveCount(1);

  await one.open('General');
  await two.open('General');
  await boH.say(direct, 'Unread');
  await expect(one.row('Bo Lindqvist')).toContainText('1 unread message');
  await expect(two.row('Bo Lindqvist')).toContainText('1 unread message');
  await two.page.bringToFront();
  await two.open('Bo Lindqvist');
  await expect(one.row('Bo Lindqvist')).not.toContainText('unread');

  await parlor.kill();
  await expect(two.banner).toBeVisible();
  await two.say('waits in both');
  await expect(one.row('Bo Lindqvist')).toContainText('waits in both');
  await parlor.start();
  await expect(two.message('waits in both')).toContainText('Sent', { timeout: 15_000 });
  await expect(one.row('Bo Lindqvist')).not.toContainText('Sending');
  expect((await anna.everything(direct)).filter(({ content }) => content === 'waits in both')).toHaveLength(1);

  await two.page.getByRole('button', { name: 'Settings' }).click();
  await two.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(one.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(one.troubles).toEqual([]);
  expect(two.troubles).toEqual([]);
});
