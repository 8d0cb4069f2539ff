import { expect, test } from '@playwright/test';
import { Hands, PASSWORD, eachWithTheLindqvists } from './hands.ts';
import type { Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;
let ann: Hands;
let bo: Hands;

eachWithTheLindqvists((...all) => ([parlor, ann, bo] = all));

/** A green square of 10 by 10 pixels. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC', 'base64');

test('15 · 83 · 87 · Bo makes himself at home', async ({ browser }) => {
  const direct = await ann.directWith(bo);
  await bo.again();
  const him = await Person.at(browser, { colorScheme: 'dark', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' });
  const her = await Person.at(browser);
  await bo.sit(him, direct);
  await ann.sit(her);
  const { page } = him;
  const wall = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const DARK = 'rgb(20, 22, 20)';
  const LIGHT = 'rgb(244, 241, 235)';

  await test.step('83 · the page is dark as the system is, and light when he says so, from the first paint on', async () => {
    await expect(him.composer).toBeVisible();
    expect(await wall()).toBe(DARK);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Appearance' }).click();
    await page.getByRole('radio', { name: 'Light' }).check();
    expect(await wall()).toBe(LIGHT);
    await page.addInitScript(() => {
      // What the root says when the body begins is what is painted first.
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        observer.disconnect();
        (window as unknown as { first: string | undefined }).first = document.documentElement.dataset.theme;
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    expect(await page.evaluate(() => (window as unknown as { first: string }).first)).toBe('light');
    expect(await wall()).toBe(LIGHT);
    await page.getByRole('radio', { name: 'System' }).check();
    expect(await wall()).toBe(DARK);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(wall).toBe(LIGHT);
  });

  await test.step('larger words make the whole page larger', async () => {
    const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    const before = Number.parseFloat(await size());
    await page.getByRole('radio', { name: 'Larger' }).check();
    expect(Number.parseFloat(await size())).toBeGreaterThan(before * 1.3);
    await page.getByRole('radio', { name: 'Normal' }).check();
    expect(Number.parseFloat(await size())).toBe(before);
  });

  await test.step('87 · another name and a picture are seen by Ann at once', async () => {
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByLabel('Your name').fill('Bo the Builder');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(her.row('Bo the Builder')).toBeVisible();
    await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PICTURE });
    await expect(page.getByRole('main').locator('img')).toHaveAttribute('src', /^\/api\/avatars\//);
    await expect(her.row('Bo the Builder').locator('img')).toHaveAttribute('src', /^\/api\/avatars\//);
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect(her.row('Bo the Builder').locator('img')).toHaveCount(0);
  });

  await test.step('87 · a wrong password is said at its field; the right one changes it and signs the other device out', async () => {
    await page.getByLabel('Current password').fill('not the one');
    await page.getByLabel('New password').fill('another lamp entirely');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    // The browser itself tells of the refusal.
    him.troubles.length = 0;
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByLabel('Current password')).toHaveValue('');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
  });

  await test.step('87 · he sees where he is signed in, and signs a device out', async () => {
    await fetch(`${parlor.address}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1' },
      body: JSON.stringify({ username: 'bo', password: 'another lamp entirely' }),
    });
    await page.reload();
    await expect(page.getByText('Safari on iPhone').first()).toBeVisible();
    await expect(page.getByRole('main').getByText('This device')).toHaveCount(1);
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
    await expect(page.getByText('Safari on iPhone')).toHaveCount(0);
  });

  await test.step('15 · with Ctrl+Enter for sending, Enter makes a line', async () => {
    await page.getByRole('link', { name: 'Writing' }).click();
    await page.getByRole('radio', { name: 'Ctrl+Enter' }).check();
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await expect(him.composer).toBeFocused();
    await him.composer.pressSequentially('one');
    await him.composer.press('Enter');
    await him.composer.pressSequentially('two');
    await him.composer.press('Control+Enter');
    await expect(him.message('one')).toContainText('two');
  });

  await test.step('members see no administration, but may invite', async () => {
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('link', { name: 'Invitations' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Policies' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(him.composer).toBeVisible();
  });

  expect(him.troubles).toEqual([]);
  expect(her.troubles).toEqual([]);
});

test('Ann administers the server from the page', async ({ browser }) => {
  const her = await Person.at(browser, { viewport: { width: 1440, height: 900 } });
  const him = await Person.at(browser);
  await ann.sit(her);
  await bo.sit(him);
  await expect(him.conversations).toBeVisible();
  const { page } = her;
  const dialog = page.getByRole('dialog');
  const main = page.getByRole('main');
  const act = async (name: string, item: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await page.goto(`${parlor.address}/settings/people`);

  await test.step('people: she promotes Bo and takes it back, renames him, and disables him, which ends his session', async () => {
    await expect(main.getByText('2 accounts, 2 online now.')).toBeVisible();
    const row = main.getByRole('listitem').filter({ hasText: 'bo,' });
    await act('Bo Lindqvist', 'Make administrator');
    await expect(row).toContainText('Administrator');
    await act('Bo Lindqvist', 'Remove as administrator');
    await expect(row).not.toContainText('Administrator');
    await act('Bo Lindqvist', 'Devices');
    await expect(dialog.getByRole('listitem')).toHaveCount(1);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await act('Bo Lindqvist', 'Rename');
    await dialog.getByLabel('Name').fill('Bo the Builder');
    await dialog.getByRole('button', { name: 'Save changes' }).click();
    await expect(row).toContainText('Bo the Builder');
    await act('Bo the Builder', 'Disable');
    await dialog.getByRole('button', { name: 'Disable' }).click();
    await expect(row).toContainText('Disabled');
    await expect(him.page.getByText(/session has ended/)).toBeVisible();
    await act('Bo the Builder', 'Enable');
    await expect(row).not.toContainText('Disabled');
  });

  await test.step('invitations: she makes a link for one person, and ends it', async () => {
    await page.getByRole('link', { name: 'Invitations' }).click();
    await page.getByRole('button', { name: 'Make a join link' }).click();
    await expect(page.getByLabel('Join link', { exact: true })).toHaveValue(/#\/join\//);
    await page.getByRole('button', { name: 'New link', exact: true }).click();
    await dialog.getByRole('button', { name: 'Make link' }).click();
    await expect(main.getByText(/^Used 0 of 1 time/)).toBeVisible();
    await page.getByRole('button', { name: /^End / }).click();
    await expect(main.getByText(/^Used 0 of 1 time/)).toHaveCount(0);
  });

  await test.step('policies: the house gets a name and closes its door', async () => {
    await page.getByRole('link', { name: 'Policies' }).click();
    await page.getByLabel('Name of this server').fill('Maple Street');
    await page.getByLabel('Where webhooks may go').fill('127.0.0.1');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await expect(page.getByText('Saved.').first()).toBeVisible();
    await expect(page).toHaveTitle(/Maple Street/);
    await page.getByRole('radio', { name: 'With an invitation' }).check();
    await expect(main.getByText('Newcomers need a link.')).toBeVisible();
    await expect.poll(async () => (await ann.do<{ registration: string }>('GET', '/info')).registration).toBe('invite');
  });

  await test.step('bots: she makes one with a token, and a webhook whose test says that nobody is there', async () => {
    await page.getByRole('link', { name: 'Bots and webhooks' }).click();
    await page.getByRole('button', { name: 'Make bot' }).click();
    await dialog.getByLabel('User name').fill('weather');
    await dialog.getByLabel('Name', { exact: true }).fill('Weather');
    await dialog.getByRole('button', { name: 'Make bot' }).click();
    await dialog.getByLabel('Where it will be used').fill('the attic box');
    await dialog.getByRole('button', { name: 'Make token' }).click();
    await expect(dialog.getByLabel('The new token', { exact: true })).not.toHaveValue('');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Make webhook' }).click();
    await dialog.getByLabel('Name', { exact: true }).fill('Attic');
    await dialog.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/');
    await dialog.getByRole('button', { name: 'Make webhook' }).click();
    await expect(dialog.getByLabel('Secret', { exact: true })).not.toHaveValue('');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await act('Attic', 'Send a test');
    await expect(page.getByText(/It did not arrive/)).toBeVisible();
    await act('Attic', 'Pause');
    await expect(main.getByText('Paused')).toBeVisible();
    await act('Attic', 'Remove');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(main.getByText('No webhooks yet')).toBeVisible();
  });

  await test.step('storage and log tell what there is and what she did', async () => {
    await page.getByRole('link', { name: 'Storage' }).click();
    await expect(main.getByText(/free$/)).toBeVisible();
    await page.getByRole('link', { name: 'Log' }).click();
    await expect(main.getByText(/^Account disabled/)).toContainText('Bo the Builder');
    await expect(main.getByText(/^Bot made/)).toBeVisible();
  });

  await test.step('a hook of a conversation lets a machine speak there', async () => {
    await page.getByRole('button', { name: 'Back to the conversations' }).click();
    await her.open('General');
    await page.getByRole('button', { name: 'Details' }).click();
    await page.getByRole('button', { name: 'Hooks for machines' }).click();
    await dialog.getByLabel('What the machine is called').fill('Doorbell');
    await dialog.getByRole('button', { name: 'Make hook' }).click();
    const address = await dialog.getByLabel('Address of the new hook', { exact: true }).inputValue();
    await fetch(address, { method: 'POST', body: 'Somebody is at the door' });
    await page.keyboard.press('Escape');
    await expect(her.message('Somebody is at the door')).toBeVisible();
  });

  expect(her.troubles).toEqual([]);
});
