import { expect, test, type Locator } from '@playwright/test';
import { Account } from './house.ts';
import { Keys } from './keys.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';
import { Person } from './people.ts';
import { png } from './pictures.ts';

// Whoever is here has no mouse: nothing is clicked, and nothing takes the focus but by a key.

const PASSWORD = 'a lamp in the window';
const WIDE = { viewport: { width: 1440, height: 900 } };
let parlor: Parlor;

eachInItsOwn((own) => (parlor = own));

test('81 · A · Ann sets up the house, leaves and comes back, and Bo joins by her link, all by keyboard', async ({ browser }) => {
  const her = await Person.at(browser, WIDE);
  const { page } = her;
  const keys = new Keys(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

  await page.goto(parlor.setupLink);
  await keys.to(page.getByLabel('User name'));
  await keys.type('ann');
  await keys.to(page.getByLabel('Password', { exact: true }));
  await keys.type(PASSWORD);
  await keys.to(button('Show password'));
  await keys.press('Space');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await keys.to(button('Create and open'));
  await keys.seen();
  await keys.press('Enter');
  await keys.at(her.composer);

  const copy = page.getByRole('button', { name: /^Copy/ }).first();
  await expect(copy).toBeVisible();
  await keys.to(copy, 'Shift+Tab');
  const link = await page.getByRole('textbox', { name: /link/i }).inputValue();

  await keys.to(button('Settings'), 'Shift+Tab');
  await keys.press('Enter');
  const settings = page.getByRole('navigation', { name: 'Settings' });
  await keys.at(settings.getByRole('link', { name: 'Profile' }));
  await keys.to(button('Sign out'), 'Tab', 16);
  await keys.press('Enter');
  await keys.at(page.getByLabel('User name'));
  await keys.type('ann');
  await keys.to(page.getByLabel('Password', { exact: true }));
  await keys.type('not the one');
  await keys.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await keys.at(page.getByLabel('Password', { exact: true }));
  await keys.type(PASSWORD);
  await keys.press('Enter');
  await expect(her.row('General')).toBeVisible();
  await keys.to(her.row('General'));
  await keys.seen();
  await keys.press('Enter');
  await keys.at(her.composer);

  const him = await Person.at(browser, WIDE);
  const his = new Keys(him.page);
  await him.page.goto(link.startsWith('http') ? link : `http://${link}`);
  await his.to(him.page.getByLabel('Your name'));
  await his.type('Bo Berg');
  await his.to(him.page.getByLabel('User name'));
  await his.type('bo');
  await his.to(him.page.getByLabel('Password', { exact: true }));
  await his.type(PASSWORD);
  await his.seen();
  await his.press('Enter');
  await his.at(him.composer);
  expect(her.troubles.filter((text) => !text.includes('401'))).toEqual([]);
  expect(him.troubles).toEqual([]);
});

test('81 · B, C · writing, attaching, completing, and all that can be done to a message, by keyboard', async ({ browser }) => {
  const ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
  const bo = await Account.register(parlor, 'Bo Berg', 'bo');
  const room = await ann.gather('Summer house', [bo]);
  await bo.show(room, 'jetty.png', png(1_200, 600), 'See [the map](https://maps.example/jetty)');
  await bo.say(room, 'Who has the key?');
  const her = await ann.visit(browser, room, WIDE);
  const { page, composer } = her;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  page.on('filechooser', (chooser) => void chooser.setFiles({ name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('bolts') }));
  const keys = new Keys(page);
  const tools = page.getByRole('toolbar', { name: 'Message actions' });
  const tool = (name: string) => tools.getByRole('button', { name, exact: true });
  const item = (name: string | RegExp) => page.getByRole('menuitem', { name });
  const row = (text: string) => her.message(text);
  await keys.at(composer);

  await test.step('B · the attach button, the chip and its way out', async () => {
    const attach = page.getByRole('button', { name: 'Attach files' });
    await keys.to(attach);
    await keys.press('Enter');
    await keys.at(composer);
    const remove = page.getByRole('button', { name: 'Remove list.txt' });
    await keys.to(remove, 'Shift+Tab');
    await keys.press('Enter');
    await keys.at(composer);
    await expect(remove).toHaveCount(0);
  });

  await test.step('B · a person behind @, an emoji behind :, one from the picker, marks by arrows', async () => {
    await keys.type('@b');
    await expect(page.getByRole('option', { name: /Bo Berg/ })).toHaveAttribute('aria-selected', 'true');
    await keys.press('Enter');
    await expect(composer).toHaveValue('@bo ');
    await keys.type(':smi');
    await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    await keys.press('ArrowDown', 'Escape');
    await keys.at(composer);
    await keys.press('Backspace', 'Backspace', 'Backspace', 'Backspace');
    await keys.to(page.getByRole('button', { name: 'Emoji', exact: true }));
    await keys.press('Enter');
    const field = page.getByRole('combobox', { name: 'Search emoji' });
    await keys.at(field);
    await keys.to(page.getByRole('toolbar', { name: 'Groups of emoji' }).getByRole('button').first());
    await keys.press('ArrowRight', 'ArrowRight');
    await keys.at(page.getByRole('toolbar', { name: 'Groups of emoji' }).getByRole('button').nth(2));
    await keys.to(page.getByRole('button', { name: /skin/i }));
    await keys.to(field);
    await keys.press('Escape');
    await keys.at(page.getByRole('button', { name: 'Emoji', exact: true }));
    await keys.press('Enter');
    await keys.at(field);
    await keys.type('lighthouse');
    await keys.press('ArrowRight', 'ArrowLeft', 'Escape', 'Enter');
    await keys.at(field);
    await keys.type('key');
    await keys.press('ArrowRight', 'Enter');
    await keys.at(composer);
    await expect(composer).not.toHaveValue('@bo ');
    await keys.to(page.getByRole('button', { name: 'Formatting' }));
    await keys.press('Enter');
    const bold = page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name: 'Bold' });
    await keys.to(bold, 'Shift+Tab');
    await keys.press('ArrowRight', 'Home', 'Enter');
    await keys.at(composer);
    await keys.type('mine');
    await keys.press('End', 'Control+Enter');
    await expect(row('mine')).toContainText('Sent');
    await keys.at(composer);
  });

  await test.step('C · one stop in the list, the arrows from row to row, Tab into what is in the row', async () => {
    await keys.to(row('mine'), 'Shift+Tab', 8);
    await keys.press('ArrowUp');
    await keys.at(row('Who has the key?'));
    await keys.press('Home');
    await keys.at(row('the map'));
    await keys.to(page.getByRole('link', { name: 'the map' }), 'Tab', 1);
    await keys.to(page.getByRole('button', { name: /jetty\.png/ }), 'Tab', 1);
    await keys.press('Enter');
    const lightbox = page.getByRole('dialog', { name: 'jetty.png' });
    await keys.at(lightbox.getByRole('link', { name: 'Download' }));
    await keys.to(lightbox.getByRole('button', { name: 'Close' }));
    await keys.press('Enter');
    await keys.at(page.getByRole('button', { name: /jetty\.png/ }));
    await keys.press('Enter');
    await expect(lightbox).toBeVisible();
    await keys.press('Escape');
    await keys.at(page.getByRole('button', { name: /jetty\.png/ }));
    await keys.to(tool('React'), 'Tab', 2);
    await keys.press('ArrowDown');
    await keys.at(row('Who has the key?'));
  });

  await test.step('C · reactions: quick ones, any one, and taken back', async () => {
    await keys.to(tool('React'), 'Tab', 2);
    await keys.press('Enter');
    await keys.at(tool('👍'));
    await keys.press('Escape');
    await keys.at(tool('React'));
    await keys.press('Enter');
    await keys.at(tool('👍'));
    await keys.press('ArrowRight', 'Enter');
    const pill = row('Who has the key?').getByRole('button', { name: /❤️/ });
    await expect(pill).toHaveAttribute('aria-pressed', 'true');
    await keys.at(tool('React'));
    await keys.to(pill, 'Shift+Tab', 3);
    await keys.press('Enter');
    await expect(pill).toHaveCount(0);
    // It was the only one; what stands beside it is near enough.
    await keys.at(tool('React'));
    await keys.press('Enter');
    await keys.at(tool('👍'));
    await keys.press(...Array<string>(6).fill('ArrowRight'));
    await keys.at(tool('More emoji'));
    await keys.press('Enter');
    await keys.at(page.getByRole('combobox', { name: 'Search emoji' }));
    await keys.type('anchor');
    await keys.press('Enter');
    await expect(row('Who has the key?').getByRole('button', { name: /⚓/ })).toBeVisible();
    await keys.at(tool('More emoji'));
    await keys.press('Escape');
    await keys.at(tool('React'));
  });

  await test.step('C · answering, and the way to what was answered', async () => {
    await keys.press('ArrowRight');
    await keys.at(tool('Reply'));
    await keys.press('Enter');
    await keys.at(composer);
    await keys.to(page.getByRole('button', { name: 'Stop replying' }), 'Shift+Tab', 12);
    await keys.press('Enter');
    await keys.at(composer);
    await keys.to(row('mine'), 'Shift+Tab', 16);
    await keys.press('ArrowUp', 'r');
    await keys.at(composer);
    await keys.type('I have it');
    await keys.press('Control+Enter');
    await expect(row('I have it')).toContainText('Sent');
    await keys.to(row('I have it'), 'Shift+Tab', 16);
    await keys.to(row('I have it').getByRole('button', { name: /Who has the key/ }), 'Tab', 1);
    await keys.press('Enter');
    await keys.at(row('Who has the key?').first());
    await keys.press('End');
    await keys.at(row('I have it'));
  });

  await test.step('C · copying its link, pinning, changing and deleting, by its menu', async () => {
    await keys.to(tool('React'), 'Tab', 3);
    await keys.press('End');
    await keys.at(tool('More'));
    await keys.press('Enter');
    await keys.at(item('Reply'));
    await keys.press('Escape');
    await keys.at(tool('More'));
    const choose = async (name: string | RegExp, from: Locator = tool('More')) => {
      await keys.press('Enter');
      await keys.at(item('Reply'));
      for (let presses = 0; presses < 10 && !(await item(name).evaluateAll((all) => all.includes(document.activeElement as HTMLElement))); presses += 1) await keys.press('ArrowDown');
      await keys.at(item(name));
      await keys.press('Enter');
      if (from !== composer) await keys.at(from);
    };
    await choose('Copy link');
    await expect(page.getByText('Copied')).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`/c/${room}/`);
    await choose('Pin');
    await choose('Edit', composer);
    await keys.at(composer);
    await keys.type(' now');
    await keys.press('Enter');
    await expect(row('I have it now')).toContainText('(edited)');
    await keys.at(composer);
    await keys.to(row('I have it now'), 'Shift+Tab', 16);
    await keys.press('Shift+F10');
    await keys.at(item('Reply'));
    await keys.press('End', 'Enter');
    const dialog = page.getByRole('dialog', { name: 'Delete this message?' });
    await keys.at(dialog.getByRole('button').first());
    await keys.to(dialog.getByRole('button', { name: 'Delete' }), 'Tab', 2);
    await keys.press('Enter');
    await expect(row('This message was deleted')).toBeVisible();
    await keys.at(row('This message was deleted'));
  });

  await keys.seen();
  expect(her.troubles).toEqual([]);
});

test('81 · C, E · what failed, what is told, and what was not found, by keyboard', async ({ browser }) => {
  const ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
  const bo = await Account.register(parlor, 'Bo Berg', 'bo');
  const room = await ann.talkTo(bo);
  const her = await ann.visit(browser, undefined, { ...WIDE, serviceWorkers: 'block' });
  const { page, composer } = her;
  const keys = new Keys(page);
  let refusals = 2;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((data) => {
      const packet = /^42(\d+)\["send_message"/.exec(String(data));
      if (packet && refusals > 0) {
        refusals -= 1;
        socket.send(`43${packet[1]}[${JSON.stringify({ success: false, code: 'internal', message: 'The disk is full.' })}]`);
      } else server.send(data);
    });
  });
  await page.goto(`${parlor.address}/c/${room}`);
  await keys.at(composer);

  await test.step('C · a message that failed is deleted, another is tried again', async () => {
    for (const words of ['gone soon', 'sent in the end']) {
      await keys.type(words);
      await keys.press('Enter');
      await expect(her.message(words)).toContainText('Not sent');
    }
    await keys.to(her.message('sent in the end'), 'Shift+Tab', 8);
    await keys.press('ArrowUp');
    await keys.at(her.message('gone soon'));
    await keys.to(her.message('gone soon').getByRole('button', { name: 'Delete' }), 'Tab', 2);
    await keys.press('Enter');
    await expect(her.message('gone soon')).toHaveCount(0);
    await keys.at(her.message('sent in the end'));
    await keys.to(her.message('sent in the end').getByRole('button', { name: 'Retry' }), 'Tab', 1);
    await keys.press('Enter');
    await expect(her.message('sent in the end')).toContainText('Sent');
    await keys.at(her.message('sent in the end'));
  });

  await test.step('E · what went wrong is told, reached by Tab, and closed; the focus goes back', async () => {
    await page.route('**/notifications', (route) => route.fulfill({ status: 500, json: { code: 'internal', message: 'The disk is full.' } }));
    await keys.press('Control+.');
    const details = page.getByRole('complementary', { name: 'Details' });
    await keys.at(details);
    await keys.to(details.getByRole('button', { name: /^Notifications/ }));
    await keys.press('Enter');
    await keys.at(page.getByRole('menuitemradio', { name: 'Everything' }));
    await keys.press('ArrowDown', 'ArrowDown', 'Enter');
    const level = details.getByRole('button', { name: /^Notifications/ });
    await keys.at(level);
    const toast = page.getByRole('alert').filter({ hasText: 'The disk is full.' });
    await expect(toast).toBeVisible();
    const close = toast.getByRole('button', { name: 'Close' });
    await keys.to(close, 'Shift+Tab', 16);
    await keys.press('Enter');
    await expect(toast).toHaveCount(0);
    await expect(page.locator('body :focus')).toHaveCount(1);
    await keys.press('Control+.');
    await expect(details).toBeHidden();
    await page.unroute('**/notifications');
  });

  await test.step('E · the way back from an address that leads nowhere', async () => {
    await page.goto(`${parlor.address}/c/nowhere`);
    await expect(page.getByRole('heading', { name: /not/i })).toBeVisible();
    const back = page.getByRole('main').getByRole('button');
    await keys.to(back);
    await keys.press('Enter');
    await expect(page).toHaveURL(`${parlor.address}/`);
    await keys.at(her.conversations.getByRole('link').first());
    await keys.seen();
  });
  expect(her.troubles.filter((text) => !/404|500/.test(text))).toEqual([]);
});

test('81 · D, E · conversations, their members, search, the switcher and the settings, by keyboard', async ({ browser }) => {
  const ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
  const bo = await Account.register(parlor, 'Bo Berg', 'bo');
  await Account.register(parlor, 'Cleo Marsh', 'cleo');
  const direct = await ann.talkTo(bo);
  await bo.say(direct, 'The lighthouse is open on Sunday');
  const her = await ann.visit(browser, undefined, WIDE);
  const { page, composer } = her;
  const keys = new Keys(page);
  const dialog = page.getByRole('dialog');
  const heading = (name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(her.row('General')).toBeVisible();

  await test.step('D · one stop in the list, the arrows along it, up into the search', async () => {
    await keys.to(page.getByRole('searchbox'));
    await keys.press('ArrowDown');
    await keys.at(her.row('Bo Berg'));
    await keys.press('ArrowDown');
    await keys.at(her.row('General'));
    await keys.press('End');
    await keys.at(page.getByRole('button', { name: /Cleo Marsh/ }));
    await keys.press('Home', 'ArrowUp');
    await keys.at(page.getByRole('searchbox'));
  });

  await test.step('D · a group with a name', async () => {
    await keys.to(page.getByRole('button', { name: 'New conversation' }).first(), 'Shift+Tab', 2);
    await keys.press('Enter');
    const find = dialog.getByLabel('Find people');
    await keys.at(find);
    const person = (name: RegExp) => dialog.getByRole('button', { name }).and(dialog.locator('[aria-pressed]'));
    await expect(person(/Cleo Marsh/)).toBeVisible();
    await keys.press('ArrowDown');
    await keys.at(person(/Bo Berg/));
    await keys.press('Space', 'ArrowDown');
    await keys.at(person(/Cleo Marsh/));
    await keys.press('Space', 'ArrowUp', 'ArrowUp');
    await keys.at(find);
    await keys.to(dialog.getByRole('list', { name: 'Picked' }).getByRole('button', { name: /Cleo/ }));
    await keys.press('Enter');
    await expect(dialog.getByRole('list', { name: 'Picked' }).getByRole('button')).toHaveCount(1);
    await expect(dialog.locator(':focus')).toHaveCount(1);
    await keys.to(person(/Cleo Marsh/));
    await keys.press('Space');
    await keys.to(dialog.getByLabel('Name of the group'));
    await keys.type('Boat');
    await keys.press('Escape');
    const asked = page.getByRole('dialog', { name: 'Throw away what you wrote?' });
    await keys.at(asked.getByRole('button', { name: 'Keep writing' }));
    await keys.press('Enter');
    await keys.at(dialog.getByLabel('Name of the group'));
    await keys.press('Enter');
    await expect(dialog).toBeHidden();
    await keys.at(composer);
    await heading('Boat');
  });

  await test.step('D · its details: muted, somebody out, somebody in again', async () => {
    await keys.to(page.getByRole('button', { name: 'Details', exact: true }), 'Shift+Tab', 16);
    await keys.press('Enter');
    const details = page.getByRole('complementary', { name: 'Details' });
    await keys.at(details);
    const level = details.getByRole('button', { name: /^Notifications/ });
    await keys.to(level);
    await keys.press('Enter');
    await keys.at(page.getByRole('menuitemradio', { name: 'Everything' }));
    await keys.press('End', 'Enter');
    await expect(her.row('Boat')).toContainText('Muted');
    await keys.at(level);
    await keys.to(details.getByRole('button', { name: /Cleo Marsh/ }));
    await keys.press('Enter', 'End', 'Enter');
    await keys.to(dialog.getByRole('button', { name: /^Remove/ }), 'Tab', 2);
    await keys.press('Enter');
    await expect(details.getByText('Members, 2')).toBeVisible();
    await expect(details.locator(':focus')).toHaveCount(1);
    await keys.to(details.getByRole('button', { name: 'Add', exact: true }), 'Shift+Tab');
    await keys.press('Enter');
    await keys.at(dialog.getByLabel('Find people'));
    await expect(dialog.getByRole('button', { name: /Cleo Marsh/ })).toBeVisible();
    await keys.press('ArrowDown', 'Space');
    await keys.to(dialog.getByRole('button', { name: 'Add', exact: true }));
    await keys.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(details.getByText('Members, 3')).toBeVisible();
    await keys.at(details.getByRole('button', { name: 'Add', exact: true }));
    await keys.press('Escape');
    await keys.at(page.getByRole('button', { name: 'Details', exact: true }));
  });

  await test.step('D · the switcher, and the search from its last row', async () => {
    await keys.press('Control+k');
    await keys.at(page.getByRole('combobox', { name: 'Find' }).or(dialog.getByRole('combobox')));
    await keys.to(dialog.getByRole('button'));
    await keys.press('Shift+Tab');
    await keys.type('lighthouse');
    await keys.press('Enter');
    const field = page.getByRole('searchbox');
    await keys.at(field);
    const hit = page.getByRole('button', { name: /The lighthouse is open/ });
    await expect(hit).toBeVisible();
    await keys.to(page.getByRole('button', { name: 'With files' }), 'Tab', 8);
    await keys.to(field, 'Shift+Tab', 8);
    await keys.press('ArrowDown');
    await keys.at(hit);
    await keys.press('ArrowUp');
    await keys.at(field);
    await keys.press('ArrowDown', 'Enter');
    await keys.at(her.message('The lighthouse is open'));
    await heading('Bo Berg');
    await keys.press('Control+Shift+f');
    await keys.at(field);
    await keys.press('Escape');
    await keys.at(field);
    await expect(her.row('General')).toBeVisible();
  });

  await test.step('D · where there is a channel to join', async () => {
    await keys.to(page.getByRole('button', { name: 'New conversation' }).first(), 'Shift+Tab', 2);
    await keys.press('Enter');
    await keys.at(dialog.getByLabel('Find people'));
    await keys.to(dialog.getByRole('radio', { name: 'People' }), 'Shift+Tab', 2);
    await keys.press('ArrowRight', 'ArrowRight');
    await keys.at(dialog.getByRole('radio').nth(2));
    await keys.to(dialog.getByRole('button', { name: /General/ }));
    await keys.press('Enter');
    await heading('General');
    await keys.at(composer);
  });

  await test.step('A–E · the settings, a choice in them, and unsaved words', async () => {
    await keys.press('Control+,');
    const nav = page.getByRole('navigation', { name: 'Settings' });
    await keys.at(nav.getByRole('link', { name: 'Profile' }));
    await keys.to(nav.getByRole('link', { name: 'Appearance' }));
    await keys.press('Enter');
    const main = page.getByRole('main');
    await keys.to(main.getByRole('radio', { name: 'System' }), 'Tab', 20);
    await keys.press('ArrowRight');
    await keys.at(main.getByRole('radio', { name: 'Light' }));
    await keys.to(nav.getByRole('link', { name: 'Profile' }), 'Shift+Tab', 20);
    await keys.press('Enter');
    const name = main.getByLabel('Your name');
    await keys.to(name, 'Tab', 24);
    await keys.press('End');
    await keys.type(' II');
    await keys.press('Escape');
    const asked = page.getByRole('dialog', { name: 'Throw away what you wrote?' });
    await keys.at(asked.getByRole('button', { name: 'Keep writing' }));
    await keys.press('Escape');
    await keys.at(name);
    await expect(name).toHaveValue('Ann Lindqvist II');
    await keys.to(main.getByRole('button', { name: /^Save/ }));
    await keys.press('Enter');
    await expect(page.getByText('Saved')).toBeVisible();
    await expect(main.locator(':focus')).toHaveCount(1);
    await keys.seen();
    await keys.press('Escape');
    await keys.at(composer);
  });

  expect(her.troubles).toEqual([]);
});

test('81 · 82 · on a page enlarged to 400 %, which is as narrow as a small phone, by keyboard', async ({ browser }) => {
  const ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
  const bo = await Account.register(parlor, 'Bo Berg', 'bo');
  const room = await ann.talkTo(bo);
  await bo.say(room, 'Who has the key?');
  const her = await ann.visit(browser, undefined, { viewport: { width: 320, height: 600 } });
  const { page, composer } = her;
  const keys = new Keys(page);
  await expect(her.row('Bo Berg')).toBeVisible();
  await keys.to(her.row('Bo Berg'));
  await keys.press('Enter');
  await keys.at(composer);
  await keys.to(page.getByRole('button', { name: 'More', exact: true }).first(), 'Shift+Tab', 4);
  await keys.press('Enter');
  await keys.to(page.getByRole('dialog').getByRole('button', { name: 'Details' }), 'Tab', 2);
  await keys.press('Enter');
  await keys.at(page.getByRole('main', { name: 'Details' }));
  await keys.to(page.getByRole('button', { name: 'Back to the messages' }), 'Tab', 2);
  await keys.press('Enter');
  await keys.at(page.getByRole('main').getByRole('button', { name: 'More', exact: true }));
  await keys.to(page.getByRole('button', { name: 'Back to conversations' }), 'Shift+Tab', 2);
  await keys.press('Enter');
  await keys.at(her.row('Bo Berg'));
  await keys.to(page.getByRole('button', { name: 'Settings' }), 'Shift+Tab', 4);
  await keys.press('Enter');
  const link = page.getByRole('link', { name: 'Appearance' });
  await keys.to(link, 'Tab', 8);
  await keys.press('Enter');
  await keys.at(page.getByRole('main', { name: 'Appearance' }));
  await keys.to(page.getByRole('button', { name: 'Back to the settings' }), 'Tab', 2);
  await keys.press('Enter');
  await expect(link).toBeVisible();
  await expect(page.locator('body :focus')).toHaveCount(1);
  await keys.press('Escape');
  await keys.at(page.getByRole('button', { name: 'Settings' }));
  await keys.seen();
  expect(her.troubles).toEqual([]);
});
