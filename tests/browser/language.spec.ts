import { expect, test } from '@playwright/test';
import { Hands, pair } from './hands.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own), { PARLOR_SEND_RATE: 'none' });

const PAGES = { de: 'Aussehen', es: 'Aspecto', fr: 'Apparence', pt: 'Aparência', zh: '外观', ja: '外観', ar: 'المظهر' };

test('85, 86 · another language changes words, dates, plurals and the side at once, without a reload, and stays', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  const group = await anna.group('Kitchen', [boH]);
  await boH.sayMany(direct, 2);
  await boH.say(group, 'Who has the key?');
  await anna.say(group, 'مرحبا');
  const ann = await Person.at(browser);
  const { page } = ann;
  await anna.sit(ann, group);
  await ann.composer.fill('half a word');
  await expect(ann.row('Bo Lindqvist')).toContainText('2 unread messages');
  await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
  const settings = async () => {
    await page.locator('#app').evaluate(() => void 0);
    await page.evaluate(() => history.pushState({ parlor: true }, '', '/settings/appearance'));
    await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  };
  const back = () => page.evaluate((path) => (history.pushState({}, '', path), dispatchEvent(new PopStateEvent('popstate'))), `/c/${group}`);
  const row = page.locator(`a[href="/c/${direct}"]`);
  const dayIn = (tag: string) => page.evaluate((language) => new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(new Date()), tag);

  await settings();
  for (const [tag, name] of Object.entries(PAGES)) {
    await page.locator('select').last().selectOption(tag);
    await expect(page.getByRole('heading', { name, exact: true }).first()).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', tag);
    await expect(page.locator('html')).toHaveAttribute('dir', tag === 'ar' ? 'rtl' : 'ltr');
  }

  await test.step('in Arabic the list is at the right and mine at the left, and every message has its own direction', async () => {
    await back();
    await expect(row).toContainText('رسالتان غير مقروءتين');
    const [list, pane] = [await page.getByRole('navigation').boundingBox(), await page.getByRole('main').boundingBox()];
    expect(list?.x ?? 0).toBeGreaterThan(pane?.x ?? 0);
    const words = page.locator('#messages [data-message] [dir=auto]');
    const theirs = await words.filter({ hasText: 'Who has the key?' }).first().boundingBox();
    const mine = await words.filter({ hasText: 'مرحبا' }).first().boundingBox();
    expect(mine?.x ?? 0).toBeLessThan(theirs?.x ?? 0);
    await expect(page.getByRole('heading', { name: await dayIn('ar') }).first()).toBeAttached();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  await settings();
  await page.locator('select').last().selectOption('de');
  await back();
  await expect(row).toContainText('2 ungelesene Nachrichten');
  await expect(page.getByRole('heading', { name: await dayIn('de') }).first()).toBeAttached();
  await expect(page.getByPlaceholder('Nachricht an Kitchen')).toHaveValue('half a word');
  expect(await page.evaluate(() => (window as unknown as { same: boolean }).same)).toBe(true);
  await page.reload();
  await expect(row).toContainText('2 ungelesene Nachrichten');
  await boH.say(direct, 'noch eine');
  await expect(row).toContainText('3 ungelesene Nachrichten');
  expect(ann.troubles).toEqual([]);
});

test('86 · the browser asks for a language and gets it; for one that there is not it gets English', async ({ browser }) => {
  await Hands.ofFirst(parlor, 'ann');
  const german = await Person.at(browser, { locale: 'de-AT' });
  await german.page.goto(parlor.address);
  await expect(german.page.getByRole('heading', { name: 'Willkommen zurück' })).toBeVisible();
  const finn = await Person.at(browser, { locale: 'fi-FI' });
  await finn.page.goto(parlor.address);
  await expect(finn.page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
});

test('84 · who wants no motion sees none', async ({ browser }) => {
  const { anna, boH, direct } = await pair(parlor);
  await boH.sayMany(direct, 60);
  const ann = await Person.at(browser, { reducedMotion: 'reduce' });
  await anna.sit(ann, direct);
  await expect(ann.message('line 60')).toBeAttached();
  /** What moves or grows now, in milliseconds; what only fades may. */
  const moving = () =>
    ann.page.evaluate(() =>
      document.getAnimations().flatMap((each) => {
        const { duration } = each.effect?.getComputedTiming() ?? {};
        const frames = (each.effect as KeyframeEffect | null)?.getKeyframes() ?? [];
        const moves = frames.some((frame) => 'transform' in frame || 'translate' in frame || 'scale' in frame);
        return moves && Number(duration) > 0 ? [`${(each as CSSAnimation).animationName} ${duration}`] : [];
      }),
    );
  await ann.page.getByRole('button', { name: 'New conversation' }).first().click();
  expect(await moving()).toEqual([]);
  await ann.page.keyboard.press('Escape');
  await ann.page.locator('#messages').evaluate((box) => (box.scrollTop = 0));
  const jump = ann.page.getByRole('button', { name: 'To the newest messages' });
  await jump.click();
  // At once, not on the way.
  expect(await ann.page.locator('#messages').evaluate((box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight))).toBeLessThanOrEqual(1);
  expect(await moving()).toEqual([]);
  expect(ann.troubles).toEqual([]);
});
