import { expect, test, type Page } from '@playwright/test';
import { Hands, pair } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none', PARLOR_REGISTER_RATE: 'none' });

/** What the page says to the server, event by event. */
function overhear(page: Page): string[] {
  const said: string[] = [];
  page.on('websocket', (line) => line.on('framesent', ({ payload }) => said.push(String(payload))));
  return said;
}

const fromEnd = (page: Page) =>
  page.locator('#messages').evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight));

/** What the polite live region has said. */
const follow = (page: Page) =>
  page.evaluate(() => {
    const said: string[] = ((window as unknown as { said: string[] }).said = []);
    const region = document.querySelector('p.hidden[aria-live=polite]');
    if (region) new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true });
  });
const said = (page: Page) => page.evaluate(() => (window as unknown as { said: string[] }).said);

test('33 · a page of history that could not be had is asked for again', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  const direct = await anna.directWith(boH);
  await boH.sayMany(direct, 80, 'old');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('old 80')).toBeVisible();
  await ann.page.getByRole('button', { name: 'To the newest messages' }).click();
  await ann.page.reload();
  await expect(ann.message('old 80')).toBeInViewport();
  let refused = 0;
  await ann.page.route(/messages\?before=/, (route) => (refused++ ? route.continue() : route.fulfill({ status: 503, json: { error: 'unavailable', message: 'Later.' } })));
  await ann.page.evaluate(() => document.querySelector('#messages')?.scrollTo(0, 0));
  await expect(ann.page.locator('#messages [data-message]').first()).toContainText('old 1');
  expect(refused).toBe(2);
  expect(ann.troubles.filter((text) => !text.includes('503'))).toEqual([]);
});

test('31 · hundreds of new messages begin at the line, and stay unread until the end is in sight', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  const direct = await anna.directWith(boH);
  const unread = async () => (await anna.do<{ unreadCount: number }>('GET', `/conversations/${direct}`)).unreadCount;
  await boH.sayMany(direct, 10, 'old');
  const before = await Person.at(browser);
  await anna.sit(before, direct);
  await expect.poll(unread).toBe(0);
  await before.page.context().close();
  await boH.sayMany(direct, 260, 'fresh');
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  const line = ann.page.locator('[data-new]');
  await expect(line).toBeInViewport();
  await expect(line.locator('+ *')).toContainText('fresh 1');
  await expect(ann.message('old 10')).toBeAttached();
  expect(await unread()).toBe(100);
  await ann.page.getByRole('button', { name: 'To the newest messages' }).click();
  await expect(ann.message('fresh 260')).toBeInViewport();
  await expect.poll(unread).toBe(0);
});

for (const [device, options] of [['a laptop', {}], ['a phone', PHONE]] as const) {
  test(`31 to 36, 40, 79, 89 · on ${device} a long conversation opens where it is new, and history comes without a jump`, async ({ browser }) => {
    const anna = await Hands.ofFirst(parlor, 'ann');
    const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
    const direct = await anna.directWith(boH);
    const old = await boH.sayMany(direct, 420, 'old');
    const ann = await Person.at(browser, options);
    const spoken = overhear(ann.page);
    await anna.sit(ann, direct);

    await test.step('with more than 50 unread it stands at the line of new ones', async () => {
      await expect(ann.page.getByText('New messages', { exact: true })).toBeInViewport();
      await expect(ann.page.getByRole('button', { name: 'To the newest messages' })).toBeVisible();
    });
    await ann.page.getByRole('button', { name: 'To the newest messages' }).click();
    await expect(ann.message('old 420')).toBeInViewport();
    await expect.poll(async () => (await anna.do<{ unreadCount: number }>('GET', `/conversations/${direct}`)).unreadCount).toBe(0);
    expect(spoken.filter((frame) => frame.includes('"mark_read"'))).toHaveLength(1);

    await test.step('read, it opens at its end', async () => {
      await ann.page.reload();
      await expect(ann.message('old 420')).toBeInViewport();
      await expect(ann.page.getByText('New messages', { exact: true })).toHaveCount(0);
      expect(await fromEnd(ann.page)).toBeLessThanOrEqual(1);
    });

    await test.step('a day is named in full, a turn has one name, and each message its time', async () => {
      const today = await ann.page.evaluate(() => new Intl.DateTimeFormat('en-GB', { dateStyle: 'full' }).format(new Date()));
      const first = old.at(-1);
      await expect(ann.page.getByRole('heading', { name: today }).first()).toBeAttached();
      const time = ann.page.locator(`[data-message="${first?._id}"] time`);
      await expect(time).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT.*Z$/);
      await expect(time).toHaveAttribute('title', new RegExp(today.split(',')[0] ?? ''));
      // One turn: all but its first row have the name only for those who listen.
      const named = await ann.page.locator('#messages [data-message] > bdi').count();
      expect(named).toBeLessThanOrEqual(2);
    });

    await follow(ann.page);
    await test.step('up to the beginning: no row jumps, never more than 320 are there, and nothing is read aloud', async () => {
      const worst = await ann.page.evaluate(async () => {
        const box = document.querySelector<HTMLElement>('#messages');
        if (!box) throw new Error('no list');
        const frame = () => new Promise(requestAnimationFrame);
        const rows = () => [...box.querySelectorAll<HTMLElement>('[data-message]')];
        let jump = 0;
        let most = 0;
        for (let turns = 0; turns < 40; turns += 1) {
          const first = rows()[0]?.dataset.message;
          box.scrollTop = 500;
          await frame();
          await frame();
          // A load may come at any moment; the row that is read stands still all the while.
          const top = box.getBoundingClientRect().top;
          const read = rows().find((row) => row.getBoundingClientRect().bottom > top + 20);
          const before = read?.getBoundingClientRect().top ?? 0;
          for (let frames = 0; frames < 60 && rows()[0]?.dataset.message === first; frames += 1) await frame();
          await frame();
          await frame();
          jump = Math.max(jump, Math.abs((read?.getBoundingClientRect().top ?? before) - before));
          most = Math.max(most, rows().length);
          if (box.textContent?.includes('This is the start of')) break;
        }
        return { jump, most, begun: box.textContent?.includes('This is the start of') };
      });
      expect(worst.begun).toBe(true);
      expect(worst.jump).toBeLessThanOrEqual(2);
      expect(worst.most).toBeLessThanOrEqual(320);
      expect(await said(ann.page)).toEqual([]);
    });
    expect(ann.troubles).toEqual([]);
  });
}

test('37 to 39, 79 · at the end what is new comes into sight; further up it is counted, and each is read aloud once', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.sayMany(direct, 60);
  const ann = await Person.at(browser);
  await anna.sit(ann, direct);
  await expect(ann.message('line 60')).toBeVisible();
  // Only then is there nothing new to open at.
  await expect.poll(async () => (await anna.do<{ unreadCount: number }>('GET', `/conversations/${direct}`)).unreadCount).toBe(0);
  await ann.page.reload();
  await expect(ann.message('line 60')).toBeInViewport();
  await follow(ann.page);
  await boH.say(direct, 'news');
  await expect(ann.message('news')).toBeInViewport();
  expect(await fromEnd(ann.page)).toBeLessThanOrEqual(1);

  await test.step('something that grows late, as a picture does, does not push the end away', async () => {
    await ann.message('line 58').evaluate((row) => (row.style.paddingBlockEnd = '240px'));
    await expect.poll(() => fromEnd(ann.page)).toBeLessThanOrEqual(1);
    await expect(ann.message('news')).toBeInViewport();
  });

  await test.step('scrolled up, the list stays, and a button counts', async () => {
    await ann.page.locator('#messages').evaluate((box) => (box.scrollTop -= 400));
    const button = ann.page.getByRole('button', { name: 'To the newest messages' });
    await expect(button).toBeVisible();
    // Of a row: older ones may come above it meanwhile.
    const place = () => ann.message('line 45').evaluate((row) => row.getBoundingClientRect().top);
    const before = await place();
    await boH.say(direct, 'same words');
    await boH.say(direct, 'same words');
    await expect(button).toContainText('2 new');
    expect(Math.abs((await place()) - before)).toBeLessThanOrEqual(2);
    await expect(ann.message('same words').first()).not.toBeInViewport();
    await button.click();
    await expect(button).toBeHidden();
    await expect(ann.message('same words').last()).toBeInViewport();
  });
  const heard = (await said(ann.page)).map((text) => text.trim());
  expect(heard).toEqual(['Bo: news', 'Bo: same words', 'Bo: same words']);
  expect(ann.troubles).toEqual([]);
});

test('51, 59, 88 · who is typing is told in words, at most every three seconds; a reload is not an absence', async ({ browser }) => {
  const hands = [await Hands.ofFirst(parlor, 'ann', 'Ann'), await Hands.of(parlor, 'bo', 'Bo'), await Hands.of(parlor, 'cleo', 'Cleo'), await Hands.of(parlor, 'dee', 'Dee')] as const;
  const [annH, boH, cleoH, deeH] = hands;
  const group = await annH.group('Kitchen', [boH, cleoH, deeH]);
  await annH.directWith(boH);
  const [ann, bo, cleo, dee] = [await Person.at(browser), await Person.at(browser), await Person.at(browser), await Person.at(browser)];
  const spoken = overhear(bo.page);
  for (const [person, who] of [[ann, annH], [bo, boH], [cleo, cleoH], [dee, deeH]] as const) await who.sit(person, group);
  await expect(ann.row('Bo')).toContainText('Online');
  const typed = (state: boolean) => spoken.filter((frame) => frame.includes('"typing"') && frame.includes(`"isTyping":${state}`)).length;

  const began = Date.now();
  await bo.composer.pressSequentially('somewhat slowly', { delay: 120 });
  await expect(ann.page.getByText('Bo is typing…')).toBeVisible();
  await cleo.composer.pressSequentially('me');
  await expect(ann.page.getByText('Bo and Cleo are typing…').or(ann.page.getByText('Cleo and Bo are typing…'))).toBeVisible();
  await dee.composer.pressSequentially('me');
  await bo.composer.pressSequentially(' too');
  await expect(ann.page.getByText('Several people are typing…')).toBeVisible();
  expect(typed(true)).toBeLessThanOrEqual(1 + Math.floor((Date.now() - began) / 3_000));
  await expect(ann.page.getByText(/typing…/)).toBeHidden({ timeout: 8_000 });
  await expect.poll(() => typed(false)).toBeGreaterThanOrEqual(1);
  const before = typed(false);
  await bo.composer.press('!');
  await bo.composer.press('Enter');
  await expect.poll(() => typed(false)).toBe(before + 1);

  // Whatever the row says while Bo is away for a moment is written down.
  await ann.row('^Bo|Bo').first().evaluate((row) => {
    const seen: string[] = ((window as unknown as { seen: string[] }).seen = []);
    new MutationObserver(() => seen.push(row.textContent ?? '')).observe(row, { childList: true, characterData: true, subtree: true });
  });
  await bo.page.reload();
  await expect(bo.composer).toBeVisible();
  await bo.say('back again');
  await expect(ann.message('back again')).toBeVisible();
  expect((await ann.page.evaluate(() => (window as unknown as { seen: string[] }).seen)).filter((text) => text.includes('Offline'))).toEqual([]);
  for (const { troubles } of [ann, bo, cleo, dee]) expect(troubles).toEqual([]);
});

test('89, 90 · coming back a hundred times adds no listener and no socket', async ({ browser }) => {
  const anna = await Hands.ofFirst(parlor, 'ann');
  const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  await anna.directWith(boH);
  const ann = await Person.at(browser);
  await ann.page.addInitScript(() => {
    const count = ((window as unknown as { listeners: number }).listeners = 0, window as unknown as { listeners: number });
    const shared = (target: EventTarget) => target === window || target === document || target instanceof MediaQueryList || target === window.visualViewport;
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (...parameters) {
      if (shared(this ?? window)) count.listeners += 1;
      return add.apply(this ?? window, parameters);
    };
    EventTarget.prototype.removeEventListener = function (...parameters) {
      if (shared(this ?? window)) count.listeners -= 1;
      return remove.apply(this ?? window, parameters);
    };
  });
  let sockets = 0;
  ann.page.on('websocket', () => (sockets += 1));
  await anna.sit(ann);
  const listeners = () => ann.page.evaluate(() => (window as unknown as { listeners: number }).listeners);
  const there = async (times: number) => {
    const [one, two] = [ann.row('Bo Lindqvist'), ann.row('General')];
    for (let n = 0; n < times; n += 1) {
      await one.evaluate((row) => row.click());
      await expect(one).toHaveAttribute('aria-current', 'page');
      await two.evaluate((row) => row.click());
      await expect(two).toHaveAttribute('aria-current', 'page');
    }
  };
  await there(2);
  const before = await listeners();
  await there(100);
  expect(await listeners()).toBe(before);
  expect(sockets).toBe(1);
  expect(ann.troubles).toEqual([]);
});
