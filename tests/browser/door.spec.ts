import { expect, test } from '@playwright/test';
import { Hands, PASSWORD } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own));

test('2 · 3 · 4 · 5 · setting up leads into General, whose join link brings Bo in until it is replaced', async ({ browser }) => {
  const ann = await Person.at(browser);
  const bo = await Person.at(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
  const late = await Person.at(browser);
  let link = '';

  await test.step('2 · Ann is signed in and in General', async () => {
    await ann.setUp(parlor.setupLink, 'ann');
    await expect(ann.page.getByRole('heading', { level: 1, name: 'General' })).toBeVisible();
    await expect(ann.composer).toBeFocused();
  });

  await test.step('3 · the room shows a link, a button that copies it, and a code to scan', async () => {
    const address = ann.page.getByLabel('Join link', { exact: true });
    await expect(address).toHaveValue(/\/#\/join\/[\w-]+$/);
    link = await address.inputValue();
    await ann.page.getByRole('button', { name: 'Copy: Join link' }).click();
    await expect(ann.page.getByText('Copied.')).toBeVisible();
    const code = ann.page.getByRole('img', { name: 'Code to scan for joining' });
    await expect.poll(() => code.evaluate((picture: HTMLImageElement) => picture.complete && picture.naturalWidth > 100)).toBe(true);
  });

  await test.step('4 · on his phone Bo sees who invites him, signs up, and appears to Ann without a reload', async () => {
    await bo.page.goto(link);
    await expect(bo.page.getByText('ann invites you')).toBeVisible();
    await bo.page.getByLabel('Your name').fill('Bo Lindqvist');
    await bo.page.getByLabel('User name').fill('bo');
    await bo.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await bo.page.getByRole('button', { name: /^Join / }).click();
    await expect(bo.page.getByRole('heading', { level: 1, name: 'General' })).toBeVisible();
    await expect(bo.page).not.toHaveURL(/#/);
    await expect(bo.page.getByText('Welcome to')).toHaveCount(0);
    const newcomer = ann.conversations.getByRole('button', { name: /Bo Lindqvist/ });
    await expect(newcomer).toContainText('Online');
    await expect(ann.page.getByText('2 people, 2 online')).toBeVisible();
    await bo.composer.fill('I am in');
    await bo.page.getByRole('button', { name: 'Send', exact: true }).tap();
    await expect(ann.row('General')).toContainText('Bo: I am in');
    await newcomer.click();
    await expect(ann.page.getByRole('heading', { level: 1, name: 'Bo Lindqvist' })).toBeVisible();
    await expect(newcomer).toHaveCount(0);
    await ann.open('General');
  });

  await test.step('5 · a new link makes the old one void', async () => {
    await ann.page.getByRole('button', { name: 'Make a new link' }).click();
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Make a new link' }).click();
    await expect(ann.page.getByLabel('Join link', { exact: true })).not.toHaveValue(link);
    await late.page.goto(link);
    await expect(late.page.getByRole('heading', { name: 'This invitation is no longer valid' })).toBeVisible();
    // The browser itself tells of the 404.
    late.troubles.length = 0;
    await late.page.getByRole('button', { name: 'Go to sign-in' }).click();
    await expect(late.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    await late.page.goto(await ann.page.getByLabel('Join link', { exact: true }).inputValue());
    await expect(late.page.getByText('ann invites you')).toBeVisible();
  });

  for (const person of [ann, bo, late]) expect(person.troubles).toEqual([]);
});

test('6 · 7 · 8 · a wrong password is said where it was typed, and signing out leaves nothing behind', async ({ browser }) => {
  await Hands.ofFirst(parlor, 'ann', 'Ann Lindqvist');
  const ann = await Person.at(browser);
  const { page } = ann;
  await page.goto(parlor.address);
  const name = page.getByLabel('User name');
  const password = page.getByLabel('Password', { exact: true });

  await test.step('7 · password managers know the fields', async () => {
    await expect(name).toHaveAttribute('autocomplete', 'username');
    await expect(password).toHaveAttribute('autocomplete', 'current-password');
    await page.getByRole('button', { name: 'Make an account' }).click();
    await expect(password).toHaveAttribute('autocomplete', 'new-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
  });

  await test.step('6 · a wrong password keeps the name and takes the focus', async () => {
    await name.fill('ann');
    await password.fill('not the one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toHaveText('That user name and password do not match.');
    await expect(name).toHaveValue('ann');
    await expect(password).toBeFocused();
    // The browser itself tells of the 401.
    ann.troubles.length = 0;
  });

  await test.step('8 · a reload keeps the session; after signing out Back shows nothing', async () => {
    await password.fill(PASSWORD);
    await password.press('Enter');
    await ann.open('General');
    await ann.say('For our ears only');
    await expect(ann.message('For our ears only')).toContainText('Sent');
    await page.reload();
    await expect(ann.message('For our ears only')).toBeVisible();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    await expect(page.getByText('For our ears only')).toHaveCount(0);
  });

  expect(ann.troubles).toEqual([]);
});

test('an administrator hands over a link for a new password, and it works once', async ({ browser }) => {
  const hands = await Hands.ofFirst(parlor, 'ann');
  const bo = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
  const ann = await Person.at(browser);
  const him = await Person.at(browser);
  await hands.sit(ann);
  await ann.page.goto(`${parlor.address}/settings/people`);
  await ann.page.getByRole('button', { name: 'Actions for Bo Lindqvist' }).click();
  await ann.page.getByRole('menuitem', { name: 'Link for a new password' }).click();
  const link = await ann.page.getByLabel('Link for a new password', { exact: true }).inputValue();

  await bo.sit(him);
  await expect(him.conversations).toBeVisible();
  // In the very tab that he is signed in with: the page begins again with the link.
  await him.page.goto(link);
  await him.page.getByLabel('New password').fill('another lamp entirely');
  await him.page.getByRole('button', { name: 'Set and sign in' }).click();
  await expect(him.conversations).toBeVisible();
  await him.page.goto(`${parlor.address}/api/info`);
  await him.page.goto(link);
  await him.page.getByLabel('New password').fill('and yet another one');
  await him.page.getByRole('button', { name: 'Set and sign in' }).click();
  await expect(him.page.getByRole('alert')).toBeVisible();

  expect(ann.troubles).toEqual([]);
});
