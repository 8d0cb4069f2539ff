import { expect, test } from '@playwright/test';
import { Hands, eachWithTheLindqvists } from './hands.ts';
import type { Parlor } from './parlor.ts';
import { Person } from './people.ts';

/** A green square of 10 by 10 pixels. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC', 'base64');

let parlor: Parlor;
let ann: Hands;
let bo: Hands;
let mira: Hands;

eachWithTheLindqvists(async (...all) => {
  [parlor, ann, bo] = all;
  mira = await Hands.of(parlor, 'mira', 'Mira Okafor');
});

test('60 · 61 · 63 · Ann makes a group, gives it a face, and looks after who is in it', async ({ browser }) => {
  const her = await Person.at(browser, { viewport: { width: 1440, height: 900 } });
  const him = await Person.at(browser);
  await ann.sit(her);
  await bo.sit(him);
  const { page } = her;
  const details = page.getByRole('complementary', { name: 'Details' });
  const dialog = page.getByRole('dialog');

  await test.step('60 · starting a conversation with Bo twice is one conversation', async () => {
    await her.startWith('Bo Lindqvist');
    await her.open('General');
    await her.startWith('Bo Lindqvist');
    await expect(her.row('Bo Lindqvist')).toHaveCount(1);
  });

  await test.step('61 · she makes a group of three, and it appears to Bo', async () => {
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    await dialog.getByRole('button', { name: /Bo Lindqvist/ }).click();
    await dialog.getByRole('button', { name: /Mira Okafor/ }).click();
    await dialog.getByLabel('Name of the group').fill('Summer house');
    await dialog.getByRole('button', { name: 'Make group' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Summer house' })).toBeVisible();
    await him.open('Summer house');
  });

  await test.step('61 · in the details she gives it another name and a topic, and Bo sees both', async () => {
    await page.getByRole('button', { name: 'Details' }).click();
    await expect(details.getByText('Members, 3')).toBeVisible();
    await details.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Winter house');
    await dialog.getByLabel('Topic').fill('Who heats it, and when');
    await dialog.locator('input[type=file]').setInputFiles({ name: 'house.png', mimeType: 'image/png', buffer: PICTURE });
    await expect(dialog.locator('img')).toHaveAttribute('src', /^\/api\/avatars\//);
    // A press beside the dialog throws nothing away.
    await page.mouse.click(5, 5);
    await page.getByRole('button', { name: 'Keep writing' }).click();
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await expect(details.getByText('Who heats it, and when')).toBeVisible();
    await expect(him.page.getByRole('heading', { level: 1, name: 'Winter house' })).toBeVisible();
  });

  await test.step('61 · Bo becomes an admin; Mira is removed, and comes back by Bo', async () => {
    await details.getByRole('listitem').filter({ hasText: 'Bo Lindqvist' }).hover();
    await details.getByRole('button', { name: 'Actions for Bo Lindqvist' }).click();
    await page.getByRole('menuitem', { name: 'Make admin' }).click();
    await expect(details.getByRole('listitem').filter({ hasText: 'Bo Lindqvist' })).toContainText('Admin');
    await details.getByRole('listitem').filter({ hasText: 'Mira Okafor' }).hover();
    await details.getByRole('button', { name: 'Actions for Mira Okafor' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(details.getByText('Members, 2')).toBeVisible();
    await him.page.getByRole('button', { name: 'Details' }).click();
    const his = him.page.getByRole('complementary', { name: 'Details' });
    await his.getByRole('button', { name: 'Add' }).click();
    await him.page.getByRole('dialog').getByRole('button', { name: /Mira Okafor/ }).click();
    await him.page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await expect(details.getByText('Members, 3')).toBeVisible();
  });

  await test.step('63 · muted, the group shows no badge for what is said in it', async () => {
    await details.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('menuitemradio', { name: 'Nothing' }).click();
    await expect(details.getByRole('button', { name: /^Notifications\s*Nothing$/ })).toBeVisible();
    await her.open('General');
    const { conversations } = await bo.do<{ conversations: { _id: string; name: string | null }[] }>('GET', '/conversations');
    await bo.say(conversations.find((each) => each.name === 'Winter house')?._id ?? '', 'The pipes are fine');
    await expect(her.row('Winter house')).toContainText('The pipes are fine');
    await expect(her.row('Winter house')).toContainText('Muted');
    await expect(her.row('Winter house')).not.toContainText('unread');
    await expect(page).toHaveTitle(/^(?!\()/);
  });

  await test.step('what is pinned and which files there are lead to where they were said', async () => {
    await her.open('Winter house');
    const { conversations } = await ann.do<{ conversations: { _id: string; name: string | null }[] }>('GET', '/conversations');
    const id = conversations.find((each) => each.name === 'Winter house')?._id ?? '';
    const { messages } = await ann.do<{ messages: { _id: string }[] }>('GET', `/conversations/${id}/messages`);
    await bo.do('PUT', `/messages/${messages.at(-1)?._id}/pin`);
    await details.getByRole('button', { name: /The pipes are fine/ }).click();
    await expect(her.page.locator('[data-message]').filter({ hasText: 'The pipes are fine' })).toBeFocused();
    await details.getByRole('button', { name: 'Unpin' }).click();
    await expect(details.getByText(/^Pinned/)).toHaveCount(0);
  });

  await test.step('she leaves, and it is gone from her list', async () => {
    await details.getByRole('listitem').filter({ hasText: 'Bo Lindqvist' }).hover();
    await details.getByRole('button', { name: 'Actions for Bo Lindqvist' }).click();
    await page.getByRole('menuitem', { name: 'Make owner' }).click();
    await expect(details.getByRole('listitem').filter({ hasText: 'Bo Lindqvist' })).toContainText('Owner');
    await details.getByRole('button', { name: 'Leave' }).click();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await expect(her.row('Winter house')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Come in' })).toBeVisible();
  });

  expect(her.troubles).toEqual([]);
  expect(him.troubles).toEqual([]);
});

test('a bot, and somebody who is out for good, are shown as what they are', async ({ browser }) => {
  const bot = await ann.do<{ _id: string }>('POST', '/admin/bots', { username: 'weather', displayName: 'Weather' });
  const direct = await ann.directWith(bo);
  const group = await ann.group('Summer house', [bo]);
  await ann.do('POST', `/conversations/${group}/participants`, { userIds: [bot._id] });
  await ann.do('PATCH', `/admin/users/${bo.user._id}`, { disabled: true });
  const her = await Person.at(browser, { viewport: { width: 1440, height: 900 } });
  await ann.sit(her, group);
  const { page } = her;
  await page.getByRole('button', { name: 'Details' }).click();
  const members = page.getByRole('complementary', { name: 'Details' }).getByRole('listitem');
  await expect(members.filter({ hasText: 'Weather' })).toContainText('Bot');
  await expect(members.filter({ hasText: 'Bo Lindqvist' })).toContainText('Disabled');
  await page.goto(`${parlor.address}/c/${direct}`);
  await expect(page.getByRole('main').getByText('Disabled', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'New conversation' }).first().click();
  await page.getByRole('dialog').getByLabel('Find people').fill('wea');
  await expect(page.getByRole('dialog').getByRole('button', { name: /Weather/ })).toContainText('Bot');
  expect(her.troubles).toEqual([]);
});

test('channels are made, found and joined; what is not there or not mine says so', async ({ browser }) => {
  const her = await Person.at(browser);
  const him = await Person.at(browser);
  await ann.sit(her);
  await bo.sit(him);
  const secret = await ann.group('Just us', [mira]);

  await test.step('Ann makes a channel', async () => {
    await her.page.getByRole('button', { name: 'New conversation' }).first().click();
    await her.page.getByRole('radio', { name: 'New channel' }).check();
    await her.page.getByLabel('Name of the channel').fill('Book circle');
    await her.page.getByRole('button', { name: 'Make channel' }).click();
    await expect(her.page.getByRole('heading', { level: 1, name: 'Book circle' })).toBeVisible();
  });

  await test.step('Bo finds it among the channels and joins', async () => {
    await him.page.getByRole('button', { name: 'New conversation' }).first().click();
    await him.page.getByRole('radio', { name: 'Channels' }).check();
    await him.page.getByRole('button', { name: 'Join Book circle' }).click();
    await expect(him.page.getByRole('heading', { level: 1, name: 'Book circle' })).toBeVisible();
    await him.page.getByRole('button', { name: 'Details' }).click();
    await him.page.getByRole('button', { name: 'Leave' }).click();
    await him.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await expect(him.row('Book circle')).toHaveCount(0);
  });

  await test.step('68 · its address offers to join; the address of a group that is not his says not found, with a way back', async () => {
    await him.page.goto(her.page.url());
    await him.page.getByRole('button', { name: 'Join channel' }).click();
    await expect(him.composer).toBeVisible();
    await him.page.goto(`${parlor.address}/c/${secret}`);
    await expect(him.page.getByRole('heading', { name: 'Not found' })).toBeVisible();
    // The browser itself tells of the 404.
    him.troubles.length = 0;
    await him.page.getByRole('button', { name: 'To the conversations' }).click();
  });

  await test.step('69 · with nothing selected there is a text and one action', async () => {
    await expect(him.page.getByRole('heading', { name: 'Come in' })).toBeVisible();
    await expect(him.page.getByRole('main').getByRole('button')).toHaveCount(1);
  });

  expect(her.troubles).toEqual([]);
  expect(him.troubles).toEqual([]);
});

test('56 · 58 · 62 · the list follows what happens, and search leads to what was said', async ({ browser }) => {
  const house = await ann.group('Summer house', [bo, mira]);
  const direct = await ann.directWith(bo);
  await bo.say(house, 'The spare key hangs behind the door');
  const tomas = await Hands.of(parlor, 'tomas', 'Tomás Reyes');
  await ann.do('POST', `/conversations/${house}/participants`, { userIds: [tomas.user._id] });
  for (const each of [bo, tomas, mira]) await each.sayMany(house, 18, 'board');
  await bo.say(direct, 'Who has the <b>key</b>?');
  const her = await Person.at(browser);
  const him = await Person.at(browser);
  await ann.sit(her);
  const { page } = her;

  await test.step('56 · newest first, with the last words, the time and the count', async () => {
    const rows = her.conversations.getByRole('link');
    await expect(rows).toHaveText([/Bo Lindqvist.*Who has the <b>key<\/b>\?/, /Summer house.*Mira: board 18/, /General/]);
    await expect(rows.nth(1)).toContainText('55 unread messages');
    await expect(rows.nth(1).locator('time')).toHaveAttribute('datetime', /^\d{4}-/);
    await mira.say(house, 'the last board');
    await expect(rows.first()).toContainText('Mira: the last board');
  });

  await test.step('58 · Bo comes and goes, in words too', async () => {
    await expect(her.row('Bo Lindqvist')).toContainText('Offline');
    await bo.sit(him);
    await expect(her.row('Bo Lindqvist')).toContainText('Online');
    await him.page.context().close();
    await expect(her.row('Bo Lindqvist')).toContainText('Offline', { timeout: 15_000 });
  });

  await test.step('62 · the words are marked, and a hit opens where it was said', async () => {
    const field = page.getByRole('searchbox');
    await field.fill('key');
    await expect(page.getByRole('heading', { name: '2 messages' })).toBeVisible();
    const hit = page.getByRole('button', { name: /The spare key hangs/ });
    await expect(hit.locator('mark')).toHaveText('key');
    await expect(page.getByRole('button', { name: /<b>key<\/b>/ })).toBeVisible();
    await hit.click();
    await expect(page.getByRole('heading', { level: 1, name: 'Summer house' })).toBeVisible();
    await expect(page.locator('[data-message]').filter({ hasText: 'The spare key hangs' })).toBeInViewport();
    await expect(hit).toHaveAttribute('aria-current', 'true');
  });

  await test.step('62 · narrowed to this conversation, then by a person; the arrows lead through the hits', async () => {
    await page.getByRole('button', { name: 'In Summer house' }).click();
    await expect(page.getByRole('heading', { name: '1 message' })).toBeVisible();
    await page.getByRole('button', { name: 'Everywhere' }).click();
    await page.getByRole('searchbox').fill('key from:bo');
    await expect(page.getByRole('heading', { name: '2 messages' })).toBeVisible();
    await page.getByRole('searchbox').press('ArrowDown');
    await expect(page.getByRole('button', { name: /<b>key<\/b>/ })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Summer house' })).toBeVisible();
  });

  await test.step('69 · nothing found says what to do, with one button', async () => {
    await page.getByRole('searchbox').fill('wheelbarow');
    await expect(page.getByRole('heading', { name: 'Nothing for “wheelbarow”' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear search' }).last().click();
    await expect(her.row('General')).toBeVisible();
    await expect(page.getByRole('searchbox')).toBeFocused();
  });

  expect(her.troubles).toEqual([]);
});
