import { expect, test, type Page } from '@playwright/test';
import { Hands } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

const EACH = 200;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none' });

/** Writes and sends in the page itself, one message a frame, with the keys and buttons that a person has. */
const write = (page: Page, word: string, count: number) =>
  page.evaluate(
    async ({ word, count }) => {
      const area = document.querySelector('textarea');
      const put = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
      for (let n = 1; n <= count && area; n += 1) {
        put?.call(area, `${word} ${n}`);
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise(requestAnimationFrame);
        area.form?.querySelector<HTMLButtonElement>('[type=submit]')?.click();
        await new Promise(requestAnimationFrame);
      }
    },
    { word, count },
  );

/** Scrolls from the end to the beginning and reads all that there is on the way; fails where two parts do not touch. */
const readAll = (page: Page) =>
  page.evaluate(async () => {
    const box = document.querySelector<HTMLElement>('#messages');
    const all: { id: string; text: string }[] = [];
    const words = (row: HTMLElement) => {
      const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) if (/^(ann|bo|cleo) \d+$/.test(texts.currentNode.textContent ?? '')) return texts.currentNode.textContent ?? '';
      return '';
    };
    const inPage = () =>
      [...document.querySelectorAll<HTMLElement>('#messages [data-message]')].map((row) => ({ id: row.dataset.message ?? '', text: words(row) }));
    const begun = () => document.querySelector('#messages')?.textContent?.includes('This is the start of');
    for (;;) {
      const now = inPage();
      const at = all.length === 0 ? now.length : now.findIndex(({ id }) => id === all[0]?.id);
      if (at < 0) throw new Error('a gap');
      all.unshift(...now.slice(0, at));
      if (begun() && at === 0) return all;
      const first = now[0]?.id;
      // As somebody who keeps scrolling.
      while (!begun() && inPage()[0]?.id === first) {
        if (box) box.scrollTop = 0;
        await new Promise(requestAnimationFrame);
      }
    }
  });

test('two phones and a laptop write 200 messages each while the server dies three times: nothing is lost, nothing is there twice', async ({ browser }) => {
  test.setTimeout(120_000);
  const anna = await Hands.ofFirst(parlor, 'ann', 'Ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo');
  const cleo = await Hands.of(parlor, 'cleo', 'Cleo');
  const group = await anna.group('Summer house', [boH, cleo]);
  const people = [await Person.at(browser, PHONE), await Person.at(browser, PHONE), await Person.at(browser)] as const;
  const [phone, other, laptop] = people;
  for (const [at, hands] of [anna, boH, cleo].entries()) await hands.sit(people[at] as Person, group);
  for (const { composer } of people) await expect(composer).toBeVisible();

  const stored = async () => (await anna.do<{ conversations: { _id: string; lastMessage: { seq: number } | null }[] }>('GET', '/conversations')).conversations.find(({ _id }) => _id === group)?.lastMessage?.seq ?? 0;
  const writing = Promise.all(people.map(({ page }, at) => write(page, ['ann', 'bo', 'cleo'][at] ?? '', EACH)));
  for (const enough of [60, 200, 330]) {
    await expect.poll(stored, { timeout: 30_000, intervals: [20] }).toBeGreaterThanOrEqual(enough);
    await parlor.kill();
    await expect(laptop.banner).toBeVisible();
    await parlor.start();
  }
  await writing;
  await expect.poll(stored, { timeout: 30_000 }).toBe(3 * EACH);

  const truth = (await anna.everything(group)).map(({ _id, content }) => ({ id: _id, text: content }));
  expect(new Set(truth.map(({ text }) => text)).size).toBe(3 * EACH);
  for (const word of ['ann', 'bo', 'cleo']) {
    const theirs = truth.filter(({ text }) => text.startsWith(word)).map(({ text }) => text);
    expect(theirs).toEqual(Array.from({ length: EACH }, (_, n) => `${word} ${n + 1}`));
  }
  for (const { page } of people) {
    await expect(page.getByText('You can keep writing.')).toHaveCount(0, { timeout: 15_000 });
    await expect(page.locator('[data-sign=clock]')).toHaveCount(0);
    expect(await readAll(page)).toEqual(truth);
  }

  await test.step('badges are right: nothing is unread where it was open, and one is where it was not', async () => {
    for (const { page } of people) {
      await page.getByRole('button', { name: 'To the newest messages' }).click();
      await expect(page).toHaveTitle('Parlor');
    }
    for (const hands of [anna, boH, cleo]) {
      await expect
        .poll(async () => (await hands.do<{ unreadCount: number }>('GET', `/conversations/${group}`)).unreadCount)
        .toBe(0);
    }
    await other.page.getByRole('button', { name: 'Back to conversations' }).click();
    await phone.composer.fill('one more');
    await phone.page.getByRole('button', { name: 'Send' }).click();
    await expect(other.row('Summer house')).toContainText('1 unread message');
    await expect(other.page).toHaveTitle('(1) Parlor');
    await expect(laptop.row('Summer house')).not.toContainText('unread');
  });
  for (const { troubles } of people) expect(troubles).toEqual([]);
});
