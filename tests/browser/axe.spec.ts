import { expect, test, type Page } from '@playwright/test';
import axe from 'axe-core';
import { Hands } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none', PARLOR_CHANGE_RATE: 'none' });

/** What is wrong with the page as it is now, in light and in dark. */
async function wrongs(page: Page, state: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      // What is on its way to another colour is measured when it is there.
      await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => undefined)));
      const tool = (window as unknown as { axe: { run: (of: Document, how: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe;
      return (await tool.run(document, { resultTypes: ['violations'] })).violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.split('\n').slice(1).join(' ').slice(0, 220)}`));
    });
    found.push(...violations.map((text) => `${state}, ${colorScheme}: ${text}`));
  }
  return found;
}

for (const [device, options] of [['a laptop', {}], ['a phone', PHONE]] as const) {
  test(`80 · axe finds nothing wrong on ${device}: at the gate`, async ({ browser }) => {
    const ann = await Person.at(browser, options);
    const found: string[] = [];
    await ann.page.goto(parlor.setupLink);
    await expect(ann.page.getByRole('heading', { name: 'Set up this Parlor' })).toBeVisible();
    found.push(...(await wrongs(ann.page, 'setup')));
    await Hands.ofFirst(parlor, 'ann');
    await ann.page.goto(`${parlor.address}/`);
    await expect(ann.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    found.push(...(await wrongs(ann.page, 'sign in')));
    await ann.page.getByLabel('User name').fill('ann');
    await ann.page.getByLabel('Password', { exact: true }).fill('wrong, I fear');
    await ann.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(ann.page.getByRole('alert')).toBeVisible();
    found.push(...(await wrongs(ann.page, 'wrong password')));
    await ann.page.getByRole('button', { name: 'Make an account' }).click();
    await expect(ann.page.getByRole('heading', { name: 'Come in' })).toBeVisible();
    found.push(...(await wrongs(ann.page, 'register')));
    expect(found).toEqual([]);
  });

  test(`80 · axe finds nothing wrong on ${device}: in the rooms`, async ({ browser }) => {
    test.setTimeout(120_000);
    const narrow = device === 'a phone';
    const anna = await Hands.ofFirst(parlor, 'ann', 'Ann');
    const boH = await Hands.of(parlor, 'bo', 'Bo Lindqvist');
    const group = await anna.group('Kitchen', [boH]);
    const direct = await anna.directWith(boH);
    const said = await boH.say(group, 'Who has the key? See https://example.org @ann **now** `code`\n\n```js\nconst key = "blue"; // pot\n```\n> quoted\n\n- one\n- two');
    await anna.say(group, 'Under the blue pot', { replyTo: said._id });
    const gone = await boH.say(group, 'to be deleted');
    await boH.do('DELETE', `/messages/${gone._id}`);
    const edited = await boH.say(group, 'to be edited');
    await boH.do('PATCH', `/messages/${edited._id}`, { newContent: 'was edited' });
    await boH.say(direct, '🎉');
    const ann = await Person.at(browser, options);
    const { page } = ann;
    const found: string[] = [];
    const look = async (state: string) => void found.push(...(await wrongs(page, state)));

    await anna.sit(ann);
    await expect(ann.row('Kitchen')).toBeVisible();
    await look('list');
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('new conversation');
    await page.keyboard.press('Escape');

    await ann.open('Kitchen');
    await expect(ann.message('Under the blue pot')).toBeVisible();
    await look('conversation');
    if (!narrow) {
      await ann.message('Under the blue pot').hover();
      await look('tools of a message');
    }
    await ann.composer.fill('x'.repeat(5_200));
    await look('too long');
    await ann.composer.fill('half a word');
    await page.getByRole('button', { name: 'Details' }).first().click();
    await expect(page.getByText(/^Members/)).toBeVisible();
    await look('details');
    await page.getByRole('button', { name: /^(Close details|Back to the messages)$/ }).first().click();
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(page.getByPlaceholder('Search emoji').or(page.getByLabel('Search emoji')).first()).toBeVisible();
    await look('emoji');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look('switcher');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+/');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await look('shortcuts');
    await page.keyboard.press('Escape');

    await parlor.kill();
    await expect(ann.banner.last()).toBeVisible();
    await ann.composer.fill('on its way');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(ann.message('on its way')).toBeVisible();
    await look('offline');
    await parlor.start();
    await expect(ann.banner.last()).toBeHidden({ timeout: 15_000 });

    for (const name of ['', 'profile', 'notifications', 'appearance', 'writing', 'sessions', 'people', 'invitations', 'machines', 'storage', 'policies', 'audit']) {
      await page.goto(`${parlor.address}/settings/${name}`);
      await expect(page.getByRole('heading').first()).toBeVisible();
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      await look(`settings ${name}`);
    }
    await page.goto(`${parlor.address}/c/conv_nowhere`);
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await look('not found');

    await page.goto(`${parlor.address}/c/${group}`);
    await expect(ann.composer).toBeVisible();
    const elsewhere = await anna.again();
    await elsewhere.do('PUT', '/auth/password', { currentPassword: 'a lamp in the window', newPassword: 'another lamp in it' });
    await expect(page.getByRole('dialog', { name: 'Sign in again' })).toBeVisible();
    await look('session ended');
    expect(found).toEqual([]);
  });
}
