import { expect, test, type Page } from '@playwright/test';
import { Account, PHONE, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';

let parlor: Parlor;
let ann: Account;
let bo: Account;
let house: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  house = await ann.gather('The long name of a summer house by the sea', [bo]);
  for (let n = 1; n <= 24; n += 1) await bo.say(house, `line ${n}`);
});

const sideways = (page: Page) => page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth);

/** Nothing that is drawn reaches over the sides, but for what is cut or scrolls by itself. */
const over = (page: Page) =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll('button, a, input, textarea, h1, h2, p')].filter((each) => {
      const { left, right, width } = each.getBoundingClientRect();
      return width > 1 && (left < -0.5 || right > innerWidth + 0.5) && each.checkVisibility({ visibilityProperty: true }) && !each.closest('.hidden');
    });
    return wide.map((each) => each.outerHTML.slice(0, 120));
  });

test('82 · at 320 px the header folds, nothing scrolls sideways, and the sheet has five reactions', async ({ browser }) => {
  const her = await ann.visit(browser, house, { ...PHONE, viewport: { width: 320, height: 640 } });
  const { page } = her;
  const level = async () => {
    expect(await sideways(page)).toBeLessThanOrEqual(0);
    expect(await over(page)).toEqual([]);
  };
  await expect(her.message('line 1').first()).toBeInViewport();
  await level();
  const more = page.getByRole('main').getByRole('button', { name: 'More', exact: true });
  await expect(page.getByRole('button', { name: 'Search in this conversation' })).toHaveCount(0);
  await more.tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Details' }).tap();
  await expect(page.getByText('Members, 2')).toBeInViewport();
  await level();
  await page.getByRole('button', { name: 'Back to the messages' }).tap();
  await expect(more).toBeFocused();
  await more.tap();
  await page.getByRole('dialog').getByRole('button', { name: 'Search in this conversation' }).tap();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await level();
  await page.getByRole('searchbox').fill('line 3');
  await page.getByRole('button', { name: /line 3/ }).tap();
  await expect(her.message('line 3')).toBeInViewport();
  await her.message('line 3').dispatchEvent('pointerdown', { pointerType: 'touch', bubbles: true });
  const sheet = page.getByRole('dialog', { name: 'Message actions' });
  await expect(sheet).toBeVisible();
  await expect(sheet.getByRole('group').getByRole('button')).toHaveCount(6);
  await level();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to conversations' }).tap();
  await level();
  await page.getByRole('button', { name: 'Clear search' }).tap();
  await page.getByRole('button', { name: 'New conversation' }).first().tap();
  await expect(page.getByRole('dialog')).toBeVisible();
  await level();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).tap();
  await level();
  for (const name of ['Profile', 'Notifications', 'Appearance', 'Writing', 'Sessions', 'People', 'Invitations', 'Storage', 'Policies']) {
    await page.getByRole('link', { name }).tap();
    await expect(page.getByRole('main', { name })).toBeVisible();
    await level();
    await page.getByRole('button', { name: 'Back to the settings' }).tap();
  }
  expect(her.troubles).toEqual([]);
});

test('82 · the composer stays above the keyboard where that makes the page smaller, and the last message in sight', async ({ browser }) => {
  const her = await ann.visit(browser, house, PHONE);
  const { page, composer } = her;
  expect(await page.locator('meta[name=viewport]').getAttribute('content')).toContain('interactive-widget=resizes-content');
  await expect(her.message('line 24')).toBeInViewport();
  await composer.tap();
  await page.setViewportSize({ width: 390, height: 460 });
  await expect.poll(async () => ((await composer.boundingBox())?.y ?? 0) + ((await composer.boundingBox())?.height ?? 0)).toBeLessThanOrEqual(460);
  await expect(her.message('line 24')).toBeInViewport({ ratio: 1 });
  await composer.fill('one\ntwo\nthree\nfour\nfive\nsix\nseven');
  await expect(her.message('line 24')).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(her.message('line 24')).toBeInViewport({ ratio: 1 });
  expect(her.troubles).toEqual([]);
});

test('82 · the composer stays above a keyboard that lies over the page, as in Safari, and so does a dialog', async ({ browser }) => {
  const her = await ann.visit(browser, undefined, PHONE);
  const { page, composer } = her;
  // Chromium without a screen has no such keyboard: what Safari would say of it is said in its place.
  await page.addInitScript(() => {
    const view = Object.assign(new EventTarget(), { scale: 1, offsetTop: 0, offsetLeft: 0, pageTop: 0, width: 390, height: 844 });
    Object.defineProperty(window, 'visualViewport', { value: view });
  });
  const keyboard = (height: number, offsetTop = 0, scale = 1) =>
    page.evaluate(
      (said) => {
        const view = Object.assign(window.visualViewport as unknown as EventTarget, said);
        view.dispatchEvent(new Event('resize'));
        view.dispatchEvent(new Event('scroll'));
      },
      { height, offsetTop, scale },
    );
  /** Where the lower edge of it is, from the top of the page. */
  const foot = async (place: typeof composer) => {
    const box = await place.boundingBox();
    return Math.round((box?.y ?? 0) + (box?.height ?? 0));
  };
  await page.goto(`${parlor.address}/c/${house}`);
  await expect(her.message('line 24')).toBeInViewport();
  await composer.tap();

  await keyboard(508);
  await expect.poll(() => foot(composer)).toBeLessThanOrEqual(508);
  await expect.poll(() => foot(composer)).toBeGreaterThan(480);
  await expect.poll(() => foot(her.message('line 24'))).toBeLessThan(508 - 50);
  expect((await her.message('line 24').boundingBox())?.y).toBeGreaterThan(52);
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport();

  // Safari has moved the page up under the keyboard, and leaves it there for a while.
  await keyboard(508, 120);
  await expect.poll(() => foot(composer)).toBeLessThanOrEqual(628);
  await expect.poll(() => foot(composer)).toBeGreaterThan(600);
  await keyboard(508);

  await page.getByRole('button', { name: 'Emoji', exact: true }).tap();
  const picker = page.getByRole('dialog');
  await expect(picker).toBeVisible();
  await expect.poll(() => foot(picker)).toBeLessThanOrEqual(508);
  await page.keyboard.press('Escape');

  // Two fingers make the view small as well; the page stays as it is.
  await keyboard(400, 100, 2.1);
  await expect.poll(() => foot(composer)).toBeGreaterThan(800);
  await keyboard(844);
  await expect.poll(() => foot(composer)).toBeGreaterThan(800);
  await expect(her.message('line 24')).toBeInViewport({ ratio: 1 });
  expect(her.troubles).toEqual([]);
});

test('67 · on a short page too, what is told covers neither the composer nor the tools of a message', async ({ browser }) => {
  const her = await ann.visit(browser, house, { viewport: { width: 1100, height: 330 }, serviceWorkers: 'block' });
  const { page, composer } = her;
  await expect(composer).toBeFocused();
  // Three errors, as many as are shown at once; they stay until they are closed.
  let told = 0;
  await page.route('**/notifications', (route) => {
    told += 1;
    return route.fulfill({ status: 500, json: { code: 'internal', message: `The disk is full, said disk ${told}.` } });
  });
  await page.getByRole('button', { name: 'Details' }).click();
  for (let n = 1; n <= 3; n += 1) {
    await page.getByRole('button', { name: /^Notifications/ }).click();
    await page.getByRole('menuitemradio', { name: 'Nothing' }).click();
    await expect(page.getByRole('alert').filter({ hasText: `disk ${n}.` })).toHaveCount(1);
  }
  await page.getByRole('button', { name: 'Close details' }).click();
  const alerts = page.getByRole('alert').filter({ hasText: 'The disk is full' });
  await expect(alerts).toHaveCount(3);
  /** What one would press in the middle of it is itself. */
  const free = (place: typeof composer) =>
    place.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      return there !== null && (element.contains(there) || there.contains(element));
    });
  expect(await free(composer)).toBe(true);
  expect(await free(page.getByRole('button', { name: 'Attach files' }))).toBe(true);
  await her.message('line 24').focus();
  const tools = page.getByRole('toolbar', { name: 'Message actions' }).getByRole('button');
  for (let n = 0; n < 6; n += 1) {
    await expect(tools.first()).toBeVisible();
    if (await tools.first().evaluate((each) => each.getBoundingClientRect().top > 60)) for (const tool of await tools.all()) expect(await free(tool)).toBe(true);
    await page.keyboard.press('ArrowUp');
  }
  await alerts.first().getByRole('button', { name: 'Close' }).click();
  await expect(alerts).toHaveCount(2);
  expect(her.troubles.filter((text) => !text.includes('500'))).toEqual([]);
});
