import { expect, test } from '@playwright/test';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own));

test('49, 54 · Ann and Bo answer, react and call each other', async ({ browser }) => {
  const ann = await Person.at(browser);
  const bo = await Person.at(browser);
  await ann.setUp(parlor.setupLink, 'ann');
  await bo.register(parlor.address, 'Bo Lindqvist', 'bo');
  await ann.startWith('Bo Lindqvist');
  await ann.say('Who has the key?');
  await bo.open('ann');

  await test.step('Bo answers a line: the quote stands above the composer, Esc takes it away', async () => {
    await bo.message('Who has the key?').hover();
    await bo.page.getByRole('button', { name: 'Reply' }).click();
    await expect(bo.page.getByText('Reply to ann')).toBeVisible();
    await expect(bo.composer).toBeFocused();
    await bo.composer.press('Escape');
    await expect(bo.page.getByText('Reply to ann')).toBeHidden();
    await bo.message('Who has the key?').hover();
    await bo.page.getByRole('button', { name: 'Reply' }).click();
    await bo.say('Under the blue pot');
    await expect(bo.page.getByText('Reply to ann')).toBeHidden();
  });

  await test.step('Ann sees what was answered, and the quote leads there', async () => {
    const answer = ann.message('Under the blue pot');
    await expect(answer.getByText('Who has the key?')).toBeVisible();
    for (let n = 0; n < 30; n += 1) await ann.say(`line ${n}`);
    await expect(ann.message('line 29')).toContainText('Sent');
    await answer.getByRole('button', { name: 'To the message of You' }).click();
    const original = ann.page.locator('[data-message]').filter({ hasText: 'Who has the key?' }).first();
    await expect(original).toBeInViewport();
    await expect(original).toBeFocused();
  });

  await test.step('Bo reacts, Ann sees by whom, does as he did, and he takes his back', async () => {
    await bo.message('line 29').hover();
    await bo.page.getByRole('button', { name: 'React' }).click();
    await bo.page.getByRole('button', { name: '🎉' }).click();
    const pill = ann.message('line 29').getByRole('button', { name: '🎉 1: Bo Lindqvist' });
    await expect(pill).toHaveAttribute('aria-pressed', 'false');
    await pill.click();
    await expect(bo.message('line 29').getByRole('button', { name: '🎉 2: You and ann' })).toBeVisible();
    await bo.message('line 29').getByRole('button', { name: '🎉 2: You and ann' }).click();
    await expect(ann.message('line 29').getByRole('button', { name: '🎉 1: You' })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('Ann calls Bo by name while he is elsewhere: his list shows it, and the message is lit', async () => {
    await bo.open('General');
    await ann.say('@bo come here');
    await expect(bo.row('ann')).toContainText('mentions you', { ignoreCase: true });
    await bo.open('ann');
    await expect(bo.message('@bo come here').locator('strong')).toHaveText('@bo');
    await expect(bo.row('ann')).not.toContainText('mentions you', { ignoreCase: true });
  });

  expect(ann.troubles).toEqual([]);
  expect(bo.troubles).toEqual([]);
});
