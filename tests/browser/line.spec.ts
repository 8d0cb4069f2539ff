// What a line that was down leaves behind.

import { expect, test } from '@playwright/test';
import { eachWithAnnAndBo, type Account } from './house.ts';
import { png } from './pictures.ts';

let ann: Account;
let bo: Account;
let room: string;
eachWithAnnAndBo(async (_, ...both) => {
  [ann, bo] = both;
  room = await ann.talkTo(bo);
});

test('65 · a picture that could not be had is there once the line is back', async ({ browser }) => {
  await bo.show(room, 'red.png', png(64, 48));
  const person = await ann.visit(browser, undefined, { serviceWorkers: 'block' });
  await expect(person.row('Bo')).toBeVisible();
  let down = true;
  await person.page.route(/\/api\/(files|thumbnails)\//, (route) => (down ? route.abort() : route.continue()));
  await person.open('Bo');
  await expect(person.page.getByText('The picture could not be loaded.')).toBeVisible();

  down = false;
  await person.page.context().setOffline(true);
  await expect(person.banner).toBeVisible();
  await person.page.context().setOffline(false);
  const picture = person.page.locator('#messages img[alt="red.png"]');
  await expect.poll(() => picture.evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth > 0)), { timeout: 20_000 }).toEqual([true]);
  expect(person.troubles.filter((text) => !/ERR_FAILED/.test(text))).toEqual([]);
});

test('40 · of hundreds that wait the newest are drawn, and all are counted', async ({ browser }) => {
  const person = await ann.visit(browser, room);
  await expect(person.composer).toBeFocused();
  await person.page.context().setOffline(true);
  await expect(person.banner).toBeVisible();
  for (let n = 1; n <= 130; n += 1) {
    await person.composer.fill(`queued ${n}.`);
    await person.composer.press('Enter');
  }
  await expect(person.message('queued 130.')).toBeVisible();
  await expect(person.page.locator('#messages li[data-key]')).toHaveCount(100);
  await expect(person.page.getByText('130 messages wait here')).toBeVisible();
  expect(person.troubles).toEqual([]);
});
