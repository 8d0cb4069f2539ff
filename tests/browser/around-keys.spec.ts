import { expect, test } from '@playwright/test';
import { eachWithTheLindqvists, type Hands } from './hands.ts';
import { Person } from './people.ts';

let ann: Hands;
let bo: Hands;

eachWithTheLindqvists((_, ...all) => ([ann, bo] = all));

test('74 · 75 · 76 · 77 · 78 · the keyboard leads everywhere, and the focus comes back', async ({ browser }) => {
  const direct = await ann.directWith(bo);
  const house = await ann.group('Summer house', [bo]);
  await ann.say(house, 'Boards');
  await bo.say(direct, 'Are you there?');
  await ann.say(house, 'Nails');
  const her = await Person.at(browser, { viewport: { width: 1440, height: 900 } });
  await ann.sit(her, house);
  const { page } = her;
  await expect(her.composer).toBeFocused();

  await test.step('74 · Ctrl+/ opens the list of shortcuts, in a field too; ? only outside of one', async () => {
    await page.keyboard.press('Control+/');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(list).toContainText('Go to a conversation');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(her.composer).toBeFocused();
    await page.keyboard.press('?');
    await expect(her.composer).toHaveValue('?');
    await expect(list).toBeHidden();
    await her.composer.fill('');
    await page.getByRole('region', { name: 'Messages' }).focus();
    await page.keyboard.press('?');
    await expect(list).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('region', { name: 'Messages' })).toBeFocused();
  });

  await test.step('75 · Ctrl+K, a letter and Enter lead to Bo; the last row searches messages', async () => {
    await page.keyboard.press('Control+k');
    const switcher = page.getByRole('dialog', { name: 'Go to a conversation' });
    await expect(switcher.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('lind');
    await expect(switcher.getByRole('option').first()).toContainText('Bo Lindqvist');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Bo Lindqvist' })).toBeVisible();
    await expect(her.composer).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('nails');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('searchbox')).toHaveValue('nails');
    await expect(page.getByRole('searchbox')).toBeFocused();
    await expect(page.getByRole('heading', { name: '1 message' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(her.row('General')).toBeVisible();
  });

  await test.step('76 · Alt and the arrows move along the list, with Shift among what is unread', async () => {
    const heading = (name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.keyboard.press('Alt+ArrowUp');
    await heading('Summer house');
    await page.keyboard.press('Alt+ArrowDown');
    await heading('Bo Lindqvist');
    await page.keyboard.press('Alt+ArrowDown');
    await heading('General');
    await bo.say(house, 'Anybody?');
    await expect(her.row('Summer house')).toContainText('1 unread message');
    await page.keyboard.press('Alt+Shift+ArrowDown');
    await heading('Summer house');
  });

  await test.step('77 · Esc closes the topmost: the menu, then the panel; the focus goes back each time', async () => {
    const button = page.getByRole('button', { name: 'Details' });
    await button.click();
    const details = page.getByRole('complementary', { name: 'Details' });
    await expect(details).toBeFocused();
    const level = details.getByRole('button', { name: /^Notifications/ });
    await level.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitemradio', { name: 'Everything' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(level).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(details).toBeHidden();
    await expect(button).toBeFocused();
  });

  await test.step('78 · a skip link leads to the messages; navigation, main part and complement are landmarks', async () => {
    await button(page).click();
    for (const role of ['navigation', 'main'] as const) await expect(page.getByRole(role)).toHaveCount(1);
    await expect(page.getByRole('complementary', { name: 'Details' })).toHaveCount(1);
    await page.keyboard.press('Escape');
    const skip = page.getByRole('link', { name: 'Skip to the messages' });
    expect(await page.evaluate(() => document.querySelector('a, button, input, [tabindex="0"]')?.textContent)).toBe('Skip to the messages');
    await skip.focus();
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Messages' })).toBeFocused();
    await expect(page).not.toHaveURL(/#/);
  });

  expect(her.troubles).toEqual([]);
});

const button = (page: Person['page']) => page.getByRole('button', { name: 'Details' });

test('82 · on a phone the list, the conversation, its details and the settings take turns, and nothing scrolls sideways', async ({ browser }) => {
  const house = await ann.group('Summer house', [bo]);
  await bo.say(house, `A long word: ${'x'.repeat(200)}`);
  const her = await Person.at(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await ann.sit(her);
  const { page } = her;
  const level = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth)).toBe(true);

  await expect(page.getByRole('main').getByRole('navigation', { name: 'Conversations' })).toBeVisible();
  await level();
  await her.row('Summer house').tap();
  await expect(her.composer).toBeInViewport();
  await expect(her.conversations).toBeHidden();
  await level();
  await page.getByRole('button', { name: 'Details' }).tap();
  await expect(page.getByText('Members, 2')).toBeInViewport();
  await level();
  await page.goBack();
  await expect(page.getByText('Members, 2')).toHaveCount(0);
  await expect(her.composer).toBeInViewport();
  await page.getByRole('button', { name: 'Details' }).tap();
  await page.getByRole('button', { name: 'Back to the messages' }).tap();
  await expect(button(page)).toBeFocused();
  await expect(her.composer).toBeInViewport();
  await page.getByRole('button', { name: 'Search in this conversation' }).tap();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.getByRole('searchbox').fill('long');
  await page.getByRole('button', { name: /A long word/ }).tap();
  await expect(her.message('A long word')).toBeInViewport();
  await page.getByRole('button', { name: 'Back to conversations' }).tap();
  await page.getByRole('button', { name: 'Clear search' }).tap();
  await page.getByRole('button', { name: 'Settings' }).tap();
  await level();
  for (const name of ['Profile', 'Appearance', 'Sessions', 'People', 'Invitations', 'Storage', 'Policies']) {
    await page.getByRole('link', { name }).tap();
    await expect(page.getByRole('main', { name })).toBeVisible();
    await level();
    await page.getByRole('button', { name: 'Back to the settings' }).tap();
  }
  await page.getByRole('button', { name: 'Back to the conversations' }).tap();
  await expect(her.row('Summer house')).toBeVisible();
  expect(her.troubles).toEqual([]);
});
