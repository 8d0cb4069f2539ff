// Whatever was written is somewhere: in the list, in the queue or in the composer.

import { expect, test } from '@playwright/test';
import { Account, eachWithAnnAndBo } from './house.ts';

let ann: Account;
let bo: Account;
let room: string;

eachWithAnnAndBo(async (_, ...both) => {
  [ann, bo] = both;
  room = await ann.talkTo(bo);
});

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
