import { expect, test } from '@playwright/test';
import { Account, PHONE, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';

let parlor: Parlor;
let ann: Account;
let bo: Account;
let room: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  room = await ann.gather('Summer house', [bo]);
});

test('11, 12, 14–16, 30 · keys, what cannot be sent, and what is too long', async ({ browser }) => {
  const { page, composer, message, troubles } = bind(await ann.visit(browser, room));
  const send = page.getByRole('button', { name: 'Send' });

  await test.step('11, 12 · the composer has the focus; Shift+Enter makes a line, Enter sends', async () => {
    await expect(composer).toBeFocused();
    await page.keyboard.type('first');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second');
    await expect(composer).toHaveValue('first\nsecond');
    await page.keyboard.press('Enter');
    await expect(message('first')).toContainText('second');
    await expect(composer).toHaveValue('');
  });

  await test.step('16 · white space is not sent', async () => {
    await expect(send).toBeDisabled();
    await composer.fill('  \n ');
    await expect(send).toBeDisabled();
    await composer.press('Enter');
    await expect(page.getByRole('region', { name: 'Messages' }).locator('[data-key]')).toHaveCount(1);
  });

  await test.step('14 · Enter that ends a composition does not send', async () => {
    await composer.fill('にほん');
    await composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    await composer.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
    await expect(composer).toHaveValue('にほん');
    await composer.press('Enter');
    await expect(message('にほん')).toBeVisible();
  });

  await test.step('30 · longer than the limit: a counter, and no sending', async () => {
    await composer.fill('å'.repeat(2_561));
    await expect(page.getByText('5,122 of 5,120 bytes')).toBeVisible();
    await expect(send).toBeDisabled();
    await composer.press('Enter');
    await expect(composer).toHaveValue('å'.repeat(2_561));
    await composer.fill('å'.repeat(2_560));
    await expect(send).toBeEnabled();
  });

  await test.step('15 · by choice Ctrl+Enter sends and Enter makes a line; Ctrl+Enter always sends', async () => {
    await composer.fill('by Ctrl');
    await composer.press('Control+Enter');
    await expect(message('by Ctrl')).toBeVisible();
    await page.evaluate(() => localStorage.setItem('preferences', JSON.stringify({ sendWith: 'ctrl-enter' })));
    await page.reload();
    await expect(page.getByText('Ctrl+Enter to send')).toBeVisible();
    await composer.fill('one');
    await composer.press('Enter');
    await expect(composer).toHaveValue('one\n');
    await composer.press('Control+Enter');
    await expect(message('one')).toBeVisible();
  });
  expect(troubles).toEqual([]);
});

test('13 · with a finger Enter makes a line, and the button sends', async ({ browser }) => {
  const { page, composer, message, troubles } = bind(await ann.visit(browser, room, PHONE));
  await expect(composer).not.toBeFocused();
  await composer.tap();
  await page.keyboard.type('first');
  await page.keyboard.press('Enter');
  await page.keyboard.type('second');
  await expect(composer).toHaveValue('first\nsecond');
  await page.getByRole('button', { name: 'Send' }).tap();
  await expect(message('first')).toContainText('second');
  await expect(composer).toHaveValue('');
  expect(troubles).toEqual([]);
});

test('17–19 · my last message again, a field that grows, and drafts that stay', async ({ browser }) => {
  for (let n = 1; n <= 30; n += 1) await ann.say(room, `line ${n}`);
  await ann.say(room, 'Under the blue pot');
  const person = await ann.visit(browser, room);
  const { page, composer, message, troubles } = bind(person);

  await test.step('17 · ArrowUp opens it, Esc leaves it, Enter saves it', async () => {
    await expect(message('Under the blue pot')).toBeInViewport();
    await composer.press('ArrowUp');
    await expect(composer).toHaveValue('Under the blue pot');
    await composer.fill('nothing of that');
    await composer.press('Escape');
    await expect(composer).toHaveValue('');
    await expect(message('Under the blue pot')).toBeVisible();
    // It was given up: whoever edits again begins with what the message says.
    await composer.press('ArrowUp');
    await expect(composer).toHaveValue('Under the blue pot');
    await composer.fill('Under the **red** pot');
    await composer.press('Enter');
    await expect(message('Under the red pot')).toContainText('(edited)');
    await expect(composer).toHaveValue('');
  });

  await test.step('18 · it grows to eight lines and then scrolls, and the last message stays in sight', async () => {
    const height = () => composer.evaluate((field) => field.clientHeight);
    const low = await height();
    await composer.fill('a\nb\nc');
    const three = await height();
    expect(three).toBeGreaterThan(low + 30);
    await expect(message('Under the red pot')).toBeInViewport({ ratio: 1 });
    await composer.fill(Array.from({ length: 40 }, (_, n) => n).join('\n'));
    const most = await height();
    expect(most).toBeLessThanOrEqual(200);
    expect(await composer.evaluate((field) => field.scrollHeight)).toBeGreaterThan(most);
    await expect(message('Under the red pot')).toBeInViewport({ ratio: 1 });
  });

  await test.step('19 · what is not sent stays with its conversation, across a switch and a reload', async () => {
    await composer.fill('I’ll bring the projector');
    await person.open('General');
    await expect(composer).toHaveValue('');
    await expect(person.row('Summer house')).toContainText('Draft');
    await expect(person.row('Summer house')).toContainText('the projector');
    await page.reload();
    await expect(person.row('Summer house')).toContainText('Draft');
    await person.open('Summer house');
    await expect(composer).toHaveValue('I’ll bring the projector');
    await composer.press('Enter');
    await person.open('General');
    await expect(person.row('Summer house')).not.toContainText('Draft');
  });
  expect(troubles).toEqual([]);
});

test('26–28 · people behind @, emoji behind : and in the picker', async ({ browser }) => {
  await Account.register(parlor, 'Barbro Nilsson', 'babs').then((babs) => ann.call('POST', `/conversations/${room}/participants`, { userIds: [babs.id] }));
  const { page, composer, message, troubles } = bind(await ann.visit(browser, room));
  const choices = page.getByRole('listbox', { name: 'Suggestions' });

  await test.step('26 · @ lists members by what follows; the arrows move, Tab and Enter accept, Esc closes', async () => {
    await composer.pressSequentially('ask @');
    await expect(choices.getByRole('option')).toHaveText([/Barbro Nilsson/, /Bo Berg/, /Everybody here/]);
    await composer.pressSequentially('b');
    await expect(choices.getByRole('option')).toHaveText([/Barbro Nilsson/, /Bo Berg/]);
    await composer.press('ArrowDown');
    await expect(choices.getByRole('option', { selected: true })).toContainText('Bo Berg');
    await composer.press('ArrowDown');
    await expect(choices.getByRole('option', { selected: true })).toContainText('Barbro');
    await composer.press('ArrowUp');
    await composer.press('Tab');
    await expect(composer).toHaveValue('ask @bo ');
    await composer.pressSequentially('and @nils');
    await expect(choices.getByRole('option')).toHaveText([/Barbro Nilsson/]);
    await composer.press('Enter');
    await expect(composer).toHaveValue('ask @bo and @babs ');
    await composer.pressSequentially('@b');
    await expect(choices).toBeVisible();
    await composer.press('Escape');
    await expect(choices).toBeHidden();
    await composer.pressSequentially('o');
    await expect(choices).toBeHidden();
    await composer.press('Enter');
    await expect(message('ask @bo and @babs @bo').locator('strong')).toHaveText(['@bo', '@babs', '@bo']);
  });

  await test.step('27 · :smi lists emoji, and :smile: is one when it is sent; code stays', async () => {
    await composer.pressSequentially(':smi');
    await expect(choices.getByRole('option').filter({ hasText: ':smile:' })).toBeVisible();
    await composer.press('Escape');
    await composer.fill('well :smile: `:smile:` at 10:30:45 :nosuch:');
    await composer.press('Enter');
    await expect(message('well 😄 :smile: at 10:30:45 :nosuch:').locator('code')).toHaveText(':smile:');
    await composer.pressSequentially(':tada');
    await composer.press('Enter');
    await expect(composer).toHaveValue('🎉 ');
    await composer.fill('');
  });

  await test.step('28 · the picker opens from the keyboard, searches, remembers, and works without the server', async () => {
    await parlor.kill();
    await page.getByRole('button', { name: 'Emoji', exact: true }).press('Enter');
    const picker = page.getByRole('dialog', { name: 'Emoji' });
    await expect(picker.getByRole('combobox', { name: 'Search emoji' })).toBeFocused();
    await expect(picker.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText('🎉');
    await page.keyboard.type('lotus');
    await expect(picker.getByRole('option', { selected: true })).toHaveAccessibleName(/lotus/);
    await page.keyboard.press('Enter');
    await expect(picker).toBeHidden();
    await expect(composer).toBeFocused();
    await expect(composer).toHaveValue(/^\p{Emoji}/u);
    const used = await composer.inputValue();
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(picker.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText(used);
    // Nine are remembered: two rows.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(picker.getByRole('group', { name: 'Faces and people' }).getByRole('option', { selected: true })).toHaveText('😀');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await expect(picker.getByRole('group', { name: 'Recent' }).getByRole('option', { selected: true })).toHaveCount(1);
    await page.keyboard.type('thumbs up');
    await picker.getByRole('button', { name: 'Skin tone: none' }).click();
    await expect(picker.getByRole('option', { name: 'thumbs up' })).toHaveText('👍🏻');
    await picker.getByRole('option', { name: 'thumbs up' }).click();
    await expect(composer).toHaveValue(`${used}👍🏻`);
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(picker.getByRole('group', { name: 'Recent' }).getByRole('option').first()).toHaveText('👍🏻');
    await page.keyboard.press('Escape');
    await expect(picker).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Summer house' })).toBeVisible();
  });
  expect(troubles).toEqual([]);
});

/** The parts of a person's page that these tests keep asking for. */
function bind(person: Awaited<ReturnType<Account['visit']>>) {
  return { page: person.page, composer: person.composer, troubles: person.troubles, message: (text: string) => person.message(text) };
}
