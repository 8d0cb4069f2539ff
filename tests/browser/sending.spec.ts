import { expect, test } from '@playwright/test';
import { Account, eachWithAnnAndBo } from './house.ts';
import type { Parlor } from './parlor.ts';

let parlor: Parlor;
let ann: Account;
let bo: Account;
let room: string;

eachWithAnnAndBo(async (...all) => {
  [parlor, ann, bo] = all;
  room = await ann.talkTo(bo);
});

test('41, 42 · on its way, then stored; refused, tried again, and there once', async ({ browser }) => {
  const person = await ann.visit(browser);
  const { page, troubles } = person;
  let refusals = 2;
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  // Between the page and the server: keeps one word back for a while, and refuses two others.
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage(async (data) => {
      const packet = /^42(\d+)\["send_message"/.exec(String(data));
      if (packet && String(data).includes('slow')) await held;
      if (packet && String(data).includes('refused') && refusals > 0) {
        refusals -= 1;
        socket.send(`43${packet[1]}[${JSON.stringify({ success: false, code: 'internal', message: 'The disk is full.' })}]`);
      } else server.send(data);
    });
  });
  await page.goto(`${parlor.address}/c/${room}`);
  await expect(person.composer).toBeFocused();

  await test.step('41 · it is there at once, pending, then with one check', async () => {
    await person.say('slow');
    await expect(person.message('slow')).toContainText('Sending');
    letThrough();
    await expect(person.message('slow')).toContainText('Sent');
    await expect(person.message('slow')).not.toContainText('Sending');
  });

  await test.step('42 · "Not sent" with the reason, Retry and Delete', async () => {
    await person.say('refused once');
    const row = person.message('refused once');
    await expect(row.getByRole('alert')).toContainText('Not sent');
    await expect(row.getByRole('alert')).toContainText('The disk is full.');
    await person.say('refused for good');
    await expect(person.message('refused for good').getByRole('alert')).toBeVisible();
    await row.getByRole('button', { name: 'Retry' }).click();
    await expect(row).toContainText('Sent');
    await person.message('refused for good').getByRole('button', { name: 'Delete' }).click();
    await expect(person.message('refused for good')).toHaveCount(0);
    const { messages } = await bo.call<{ messages: { content: string }[] }>('GET', `/conversations/${room}/messages`);
    expect(messages.map(({ content }) => content)).toEqual(['slow', 'refused once']);
  });
  expect(troubles).toEqual([]);
});
