// What is shown of a message besides its row goes when the message goes.

import { expect, test, type Page } from '@playwright/test';
import { eachWithAnnAndBo, type Account } from './house.ts';

let ann: Account;
let bo: Account;
let room: string;
eachWithAnnAndBo(async (_, ...both) => {
  [ann, bo] = both;
  room = await ann.talkTo(bo);
});

const holds = (page: Page, word: string) => page.evaluate((text) => document.body.textContent?.includes(text), word);

test('deleted words are nowhere in the page: quotes, what is read aloud, hits', async ({ browser }) => {
  const far = await bo.say(room, 'xylophone');
  for (let n = 1; n <= 60; n += 1) await bo.say(room, `line ${n}.`);
  const near = await bo.say(room, 'tambourine');
  await bo.say(room, 'to the far one', { replyTo: far });
  await bo.say(room, 'to the near one', { replyTo: near });
  const person = await ann.visit(browser, room);
  await expect(person.message('to the far one')).toContainText('xylophone');
  await bo.call('PATCH', `/messages/${near}`, { newContent: 'walrus' });
  await bo.call('PATCH', `/messages/${far}`, { newContent: 'narwhal' });
  await expect(person.message('to the near one')).toContainText('walrus');
  await expect(person.message('to the far one')).toContainText('narwhal');
  await bo.call('DELETE', `/messages/${near}`);
  await expect.poll(() => holds(person.page, 'walrus')).toBe(false);

  const loud = await bo.say(room, 'zeppelin');
  await expect(person.page.locator('p.hidden[aria-live=polite]')).toContainText('zeppelin');
  await bo.call('DELETE', `/messages/${loud}`);
  await expect.poll(() => holds(person.page, 'zeppelin')).toBe(false);

  await person.page.context().setOffline(true);
  await expect(person.banner).toBeVisible({ timeout: 15_000 });
  await bo.call('DELETE', `/messages/${far}`);
  await person.page.context().setOffline(false);
  await expect(person.banner).toBeHidden({ timeout: 15_000 });
  await expect.poll(() => holds(person.page, 'narwhal')).toBe(false);

  const hit = await bo.say(room, 'kumquat clarinet');
  await person.page.getByRole('searchbox').first().fill('kumquat');
  await expect(person.conversations.getByText('clarinet').first()).toBeVisible();
  await bo.call('DELETE', `/messages/${hit}`);
  await expect.poll(() => holds(person.page, 'clarinet')).toBe(false);
  expect(person.troubles).toEqual([]);
});

test('what is pinned and deleted leaves the panel', async ({ browser }) => {
  const pinned = await bo.say(room, 'marzipan');
  await bo.call('PUT', `/messages/${pinned}/pin`);
  const person = await ann.visit(browser, room);
  await expect(person.message('marzipan')).toBeVisible();
  await person.page.keyboard.press('Control+.');
  await expect(person.page.locator('section[aria-labelledby=details-pins]')).toContainText('marzipan');
  await bo.call('DELETE', `/messages/${pinned}`);
  await expect.poll(() => holds(person.page, 'marzipan')).toBe(false);
  expect(person.troubles).toEqual([]);
});

test('the badge goes when the only unread message is deleted', async ({ browser }) => {
  const person = await ann.visit(browser);
  await expect(person.row('Bo')).toBeVisible();
  const id = await bo.say(room, 'oops');
  await expect(person.row('Bo')).toContainText('1 unread');
  await bo.call('DELETE', `/messages/${id}`);
  await expect(person.row('Bo')).not.toContainText('unread');
  expect(person.troubles).toEqual([]);
});
