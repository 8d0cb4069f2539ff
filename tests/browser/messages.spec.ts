import { expect, test, type Browser } from '@playwright/test';
import { Account, PHONE, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;
let ann: Account;
let bo: Account;
let cy: Account;
let room: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  cy = await Account.register(parlor, 'Cy Novak', 'cy');
  room = await ann.gather('Summer house', [bo, cy]);
});

const menu = async (person: Person, text: string, item: string) => {
  // By keyboard: a row that moves from under the pointer loses its buttons.
  await person.message(text).press('Shift+F10');
  await person.page.getByRole('menuitem', { name: item }).click();
};

test('29 · what people mark is drawn so, and HTML stays text; code is coloured and copied without a secure page', async ({ browser }) => {
  await bo.say(room, 'See **bold**, _slanted_, `code` and https://example.org/a_(b), @ann');
  await bo.say(room, '> quoted\n\n- one\n- two\n\n3. three');
  await bo.say(room, 'So:\n```rust\nfn main() {} // yes\n```');
  await bo.say(room, '<b>not bold</b> ![cat](https://example.org/cat.png)');
  await bo.say(room, '🔧😄');
  const person = await ann.visit(browser, room);
  const { page, troubles } = person;
  // As on a page over plain HTTP.
  await page.evaluate(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }));

  const marked = person.message('See bold, slanted');
  await expect(marked.locator('strong')).toHaveText(['bold', '@ann']);
  await expect(marked.locator('em')).toHaveText('slanted');
  await expect(marked.locator('code')).toHaveText('code');
  const link = marked.getByRole('link');
  await expect(link).toHaveAttribute('href', 'https://example.org/a_(b)');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await expect(link).toHaveAttribute('target', '_blank');
  const lists = person.message('quoted').first();
  await expect(lists.locator('blockquote')).toHaveText('quoted');
  await expect(lists.locator('ul > li')).toHaveText(['one', 'two']);
  await expect(lists.locator('ol')).toHaveAttribute('start', '3');
  const html = person.message('<b>not bold</b>');
  await expect(html.locator('b, img')).toHaveCount(0);
  await expect(html.getByRole('link', { name: 'cat' })).toHaveAttribute('href', 'https://example.org/cat.png');

  await test.step('code: coloured once its colours are there, copied by its button', async () => {
    const code = person.message('fn main');
    await expect(code.locator('pre span').filter({ hasText: /^fn$/ })).toHaveCount(1);
    await code.hover();
    await code.getByRole('button', { name: 'Copy code' }).click();
    await expect(code.getByRole('button', { name: 'Copied' })).toBeVisible();
    await person.composer.focus();
    await page.keyboard.press('Control+V');
    await expect(person.composer).toHaveValue('fn main() {} // yes');
    await person.composer.fill('');
  });

  await test.step('marks are written by keys and by buttons, and undone', async () => {
    await person.composer.fill('the red pot');
    await person.composer.evaluate((field) => (field as HTMLTextAreaElement).setSelectionRange(4, 7));
    await page.keyboard.press('Control+b');
    await expect(person.composer).toHaveValue('the **red** pot');
    await page.keyboard.press('Control+z');
    await expect(person.composer).toHaveValue('the red pot');
    await page.getByRole('button', { name: 'Formatting' }).click();
    await page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name: 'Quote' }).click();
    await expect(person.composer).toHaveValue('> the red pot');
    await expect(person.composer).toBeFocused();
    await person.composer.fill('');
  });

  await test.step('54, 55 · what calls me is lit, and emoji alone are large', async () => {
    const behind = (row: typeof marked) => row.evaluate((each) => getComputedStyle(each, '::before').backgroundColor);
    expect(await behind(html)).toBe('rgba(0, 0, 0, 0)');
    expect(await behind(marked)).not.toBe('rgba(0, 0, 0, 0)');
    expect(await person.message('🔧😄').getByText('🔧😄').evaluate((each) => getComputedStyle(each).fontSize)).toBe('34px');
  });
  expect(troubles).toEqual([]);
});

test('44, 45 · in a group it is told who read a message, and when', async ({ browser }) => {
  const person = await ann.visit(browser, room);
  await person.say('Who has the key?');
  await expect(person.message('Who has the key?')).toContainText('Sent');
  const other = await bo.visit(browser, room);
  await expect(person.page.getByRole('button', { name: 'Read by 1' })).toBeVisible();
  const third = await cy.visit(browser, room);
  const line = person.page.getByRole('button', { name: 'Read by 2' });
  await line.press('Enter');
  const list = person.page.getByRole('dialog', { name: 'Read by 2' });
  await expect(list.getByRole('listitem')).toHaveText([/Bo Berg\d\d:\d\d/, /Cy Novak\d\d:\d\d/]);
  await person.page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await expect(line).toBeFocused();
  for (const each of [person, other, third]) expect(each.troubles).toEqual([]);
});

test('46–48 · edits with their time, deletions that leave nothing, and who may', async ({ browser }) => {
  const slip = await bo.say(room, 'A slip of the tongue');
  const [owner, author, third] = [await ann.visit(browser, room), await bo.visit(browser, room), await cy.visit(browser, room)];

  await test.step('46 · (edited) with the time of it, for everybody at once', async () => {
    await author.message('A slip').hover();
    await author.message('A slip').getByRole('button', { name: 'Edit' }).click();
    await author.composer.fill('A slip of the pen');
    await author.composer.press('Enter');
    for (const each of [owner, author, third]) {
      await expect(each.message('A slip of the pen').getByText('(edited)')).toHaveAttribute('title', /^Edited .*\d{4}.* \d\d:\d\d$/);
    }
  });

  await test.step('48 · only the author, or who looks after the group, is offered to delete, and is asked first', async () => {
    await third.message('A slip').hover();
    await third.message('A slip').getByRole('button', { name: 'More', exact: true }).click();
    await expect(third.page.getByRole('menuitem', { name: 'Copy link' })).toBeVisible();
    await expect(third.page.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0);
    await expect(third.page.getByRole('menuitem', { name: 'Edit' })).toHaveCount(0);
    await third.page.keyboard.press('Escape');
    await expect(third.page.getByRole('menu')).toHaveCount(0);
    await menu(owner, 'A slip', 'Delete');
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    await expect(owner.message('A slip')).toBeVisible();
    await menu(owner, 'A slip', 'Delete');
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  });

  await test.step('47 · it is gone for everybody: from the pages and from what the server tells', async () => {
    for (const each of [owner, author, third]) {
      await expect(each.message('This message was deleted')).toBeVisible();
      expect(await each.page.content()).not.toContain('slip of the');
    }
    expect(JSON.stringify(await cy.call('GET', `/conversations/${room}/messages?around=${slip}`))).not.toContain('slip of the');
  });
  for (const each of [owner, author, third]) expect(each.troubles).toEqual([]);
});

test('50 · a message has an address that opens the conversation around it, and pins and reactions stand by it', async ({ browser }) => {
  const key = await bo.say(room, 'The key is under the blue pot');
  // More than a page, by three: the server lets nobody talk that much at once.
  for (let n = 0; n < 26; n += 1) for (const each of [ann, bo, cy]) await each.say(room, `line ${n}`);
  await cy.say(room, 'the newest');
  const person = await ann.visit(browser, room);
  const { page, troubles } = person;

  await test.step('its link is copied, and leads there from elsewhere', async () => {
    await expect(person.message('the newest')).toBeVisible();
    await page.evaluate(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }));
    await menu(person, 'the newest', 'Copy link');
    await expect(page.getByText('Copied.')).toBeVisible();
    await page.getByRole('button', { name: 'Close' }).click();
    await person.composer.focus();
    await page.keyboard.press('Control+V');
    await expect(person.composer).toHaveValue(new RegExp(`^${parlor.address}/c/${room}/msg_`));
    await person.composer.fill(`see ${parlor.address}/c/${room}/${key}`);
    await person.composer.press('Enter');
    await person.message('see http').getByRole('link').click();
    const row = page.locator(`[data-message="${key}"]`);
    await expect(row).toBeInViewport();
    await expect(row).toBeFocused();
    expect(new URL(page.url()).pathname).toBe(`/c/${room}/${key}`);
    expect(page.context().pages()).toHaveLength(1);
  });

  await test.step('somebody who opens it stands there; one that is not there says so', async () => {
    const other = await cy.visit(browser, `${room}/${key}`);
    await expect(other.message('under the blue pot')).toBeInViewport();
    await other.page.goto(`${parlor.address}/c/${room}/msg_01a210df94767c22beb7f2c963ab5995`);
    await expect(other.page.getByText('That message is not there any more')).toBeVisible();
    await expect(other.message('see http')).toBeVisible();
    expect(other.troubles.filter((text) => !text.includes('404'))).toEqual([]);
  });

  await test.step('it is pinned for everybody, and let go again', async () => {
    await menu(person, 'under the blue pot', 'Pin for everyone');
    await expect(person.message('under the blue pot')).toContainText('Pinned');
    await menu(person, 'under the blue pot', 'Unpin');
    await expect(person.message('under the blue pot')).not.toContainText('Pinned');
  });

  await test.step('any emoji is a reaction', async () => {
    await person.message('under the blue pot').hover();
    await person.message('under the blue pot').getByRole('button', { name: 'React', exact: true }).click();
    await page.getByRole('button', { name: 'More emoji' }).click();
    await expect(page.getByRole('combobox', { name: 'Search emoji' })).toBeFocused();
    await page.keyboard.type('lobster');
    await page.keyboard.press('Enter');
    await expect(person.message('under the blue pot').getByRole('button', { name: '🦞 1: You' })).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
  expect(troubles).toEqual([]);
});

test('52 · actions appear on hover and on keyboard focus', async ({ browser }) => {
  await bo.say(room, 'Who has the key?');
  const person = await ann.visit(browser, room);
  const { page, troubles } = person;
  const row = person.message('Who has the key?');
  await expect(row.getByRole('toolbar')).toHaveCount(0);
  await row.hover();
  await expect(row.getByRole('toolbar')).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(row.getByRole('toolbar')).toHaveCount(0);

  await person.composer.press('Shift+Tab');
  await expect(row).toBeFocused();
  await expect(row.getByRole('toolbar')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await expect(row.getByRole('button', { name: 'More', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Reply to Bo Berg')).toBeVisible();
  await expect(person.composer).toBeFocused();
  expect(troubles).toEqual([]);
});

test('52 · on a phone a long press opens the sheet of actions', async ({ browser }) => {
  await bo.say(room, 'Who has the key?');
  const person = await ann.visit(browser, room, PHONE);
  const { page, troubles } = person;
  await press(browser, person, 'Who has the key?');
  const sheet = page.getByRole('dialog', { name: 'Message actions' });
  await expect(sheet).toContainText('Bo Berg');
  for (const name of ['Reply', 'Copy text', 'Copy link', 'Pin for everyone', 'Delete']) await expect(sheet.getByRole('button', { name })).toBeVisible();
  await test.step('pulled a little it comes back, pulled low it goes', async () => {
    await pull(person, 40);
    await expect(sheet).toBeVisible();
    await pull(person, 300);
    await expect(sheet).toHaveCount(0);
    await press(browser, person, 'Who has the key?');
  });
  await sheet.getByRole('button', { name: 'More emoji' }).tap();
  await expect(page.getByRole('listbox', { name: 'Emoji' })).toBeVisible();
  await page.getByRole('option', { name: 'grinning face', exact: true }).tap();
  await expect(person.message('Who has the key?').getByRole('button', { name: '😀 1: You' })).toBeVisible();
  expect(troubles).toEqual([]);
});

/** A finger that takes the sheet by its grip and lets it go this far below, slowly. */
async function pull({ page }: Person, by: number): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Message actions' });
  await sheet.evaluate((each) => Promise.all(each.getAnimations().map(({ finished }) => finished)));
  const box = await sheet.boundingBox();
  if (!box) throw new Error('It is not there.');
  const client = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] });
  const top = box.y + 10;
  await touch('touchStart', top);
  for (let down = 10; down <= by; down += 10) await touch('touchMove', top + down);
  // It stays there for a moment.
  await page.waitForFunction((then) => performance.now() > then + 60, await page.evaluate(() => performance.now()));
  await touch('touchMove', top + by + 1);
  await touch('touchEnd');
  await sheet.evaluate((each) => Promise.all(each.getAnimations().map(({ finished }) => finished.catch(() => undefined)))).catch(() => undefined);
}

/** A finger that rests on a message for as long as it takes. */
async function press(_browser: Browser, person: Person, text: string): Promise<void> {
  const words = person.message(text).getByText(text);
  const box = await words.boundingBox();
  if (!box) throw new Error('It is not there.');
  const touch = { pointerType: 'touch', clientX: box.x + 5, clientY: box.y + 5, bubbles: true, isPrimary: true };
  await words.dispatchEvent('pointerdown', touch);
  await expect(person.page.getByRole('dialog', { name: 'Message actions' })).toBeVisible();
  await words.dispatchEvent('pointerup', touch);
}
