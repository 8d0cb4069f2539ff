import { expect, test } from '@playwright/test';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own));

test('Ann sets up, Bo joins, they talk, and neither a reload nor a power cut loses a word', async ({ browser }) => {
  const ann = await Person.at(browser);
  const bo = await Person.at(browser);

  await test.step('Ann makes the first administrator with the printed link, and Bo makes an account', async () => {
    await ann.setUp(parlor.setupLink, 'ann');
    await bo.register(parlor.address, 'Bo Lindqvist', 'bo');
  });

  await test.step('Ann starts a conversation with Bo and sees him online; Bo sees it without a reload', async () => {
    await ann.startWith('Bo Lindqvist');
    await expect(ann.row('Bo Lindqvist')).toContainText('Online');
    await expect(bo.row('ann')).toBeVisible();
  });

  await test.step('a message arrives as unread, is read, and Ann is told so', async () => {
    await ann.say('Who has the key?');
    await expect(ann.message('Who has the key?')).toContainText('Sent');
    await expect(bo.row('ann')).toContainText('1 unread message');
    await bo.open('ann');
    await expect(bo.message('Who has the key?')).toBeVisible();
    await expect(bo.row('ann')).not.toContainText('unread');
    await expect(ann.message('Who has the key?').getByText('Read', { exact: true }).first()).toBeVisible();
  });

  await test.step('Bo types and Ann sees it, until he has sent', async () => {
    await bo.composer.pressSequentially('Under');
    await expect(ann.page.getByText('Bo is typing…')).toBeVisible();
    await bo.composer.pressSequentially(' the blue pot');
    await bo.composer.press('Enter');
    await expect(ann.message('Under the blue pot')).toBeVisible();
    await expect(ann.page.getByText('Bo is typing…')).toBeHidden();
  });

  await test.step('an edit and a deletion are seen by both', async () => {
    await bo.composer.press('ArrowUp');
    await expect(bo.composer).toHaveValue('Under the blue pot');
    await bo.composer.fill('Under the red pot');
    await bo.composer.press('Enter');
    await expect(ann.message('Under the red pot')).toContainText('(edited)');
    await bo.say('A slip of the tongue');
    await expect(bo.message('A slip of the tongue')).not.toContainText('Sending');
    await bo.message('A slip of the tongue').hover();
    await bo.page.getByRole('button', { name: 'More' }).click();
    await bo.page.getByRole('menuitem', { name: 'Delete' }).click();
    await bo.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(ann.message('This message was deleted')).toBeVisible();
    await expect(ann.message('A slip of the tongue')).toHaveCount(0);
  });

  await test.step('a reload keeps the session, the conversation and the words', async () => {
    await ann.page.reload();
    await expect(ann.message('Who has the key?')).toContainText('Read');
    await expect(ann.message('Under the red pot')).toBeVisible();
  });

  await test.step('the power goes: both are told, what Ann writes waits and goes out once when it is back', async () => {
    await parlor.kill();
    await expect(ann.banner).toBeVisible();
    await expect(bo.banner).toBeVisible();
    await ann.say('Written in the dark');
    await expect(ann.message('Written in the dark')).toContainText('Sending');
    await parlor.start();
    await expect(ann.banner).toBeHidden({ timeout: 15_000 });
    await expect(bo.banner).toBeHidden({ timeout: 15_000 });
    await expect(ann.message('Written in the dark')).not.toContainText('Sending');
    await expect(bo.message('Written in the dark')).toHaveCount(1);
    await expect(bo.message('Who has the key?')).toHaveCount(1);
    await bo.page.reload();
    await expect(bo.message('Written in the dark')).toHaveCount(1);
    await expect(bo.message('Under the red pot')).toHaveCount(1);
  });

  await test.step('Bo signs out: he is gone from the page, and Ann sees that he is offline', async () => {
    await bo.page.getByRole('button', { name: 'Settings' }).click();
    await bo.page.getByRole('button', { name: 'Sign out' }).click();
    await expect(bo.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    await bo.page.goBack();
    await expect(bo.message('Who has the key?')).toHaveCount(0);
    await expect(ann.row('Bo Lindqvist')).toContainText('Offline', { timeout: 10_000 });
  });

  expect(ann.troubles).toEqual([]);
  expect(bo.troubles).toEqual([]);
});
