import { expect, test } from '@playwright/test';
import { Account } from './house.ts';
import { eachInItsOwn, type Parlor } from './parlor.ts';

let parlor: Parlor;

eachInItsOwn((own) => (parlor = own));

const RUN = 'window.pwned=1;alert(1)';
/** Twenty-five ways to ask a page to run something. */
const WAYS = [
  `<script>${RUN}</script>`,
  `<img src=x onerror="${RUN}">`,
  `<svg onload="${RUN}">`,
  `<svg><script>${RUN}</script></svg>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  `<iframe src="javascript:${RUN}">`,
  `<a href="javascript:${RUN}">a</a>`,
  `<details open ontoggle="${RUN}">`,
  `<body onload="${RUN}">`,
  `<input autofocus onfocus="${RUN}">`,
  `<video><source onerror="${RUN}"></video>`,
  `<math><mtext><style><img src=x onerror="${RUN}"></style>`,
  `<template><script>${RUN}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<form action="javascript:${RUN}"><button>b</button></form>`,
  `<object data="javascript:${RUN}">`,
  `[a](javascript:${RUN})`,
  `[a](JaVaScRiPt:${RUN})`,
  `[a](data:text/html,<script>${RUN}</script>)`,
  `![a](javascript:${RUN})`,
  `![a" onerror="${RUN}](https://example.org/x)`,
  `[a](https://example.org/"onmouseover="${RUN})`,
  `<javascript:${RUN}>`,
  '`</code><script>' + RUN + '</script>`',
  '```" onclick="' + RUN + '\n</pre><script>' + RUN + '</script>\n```',
];
/** Each of them as it is, and in three disguises: a hundred. */
const PAYLOADS = WAYS.flatMap((way) => [way, `"'>${way}`, `**${way}**`, `> - ${way.replaceAll('script', 'scr\u200bipt')} &lt;${way}`]);
const MARK = (n: number) => `n${n}n`;

test('29 · a hundred ways to slip the page something stay text: in messages, names of files, of people and of conversations', async ({ browser }) => {
  test.setTimeout(120_000);
  expect(PAYLOADS).toHaveLength(100);
  const ann = await Account.setUp(parlor, 'Ann Lindqvist', 'ann');
  const talkers = [];
  for (let n = 0; n < 5; n += 1) talkers.push(await Account.register(parlor, `Talker ${n}`, `talker${n}`));
  const rooms: string[] = [];
  for (let n = 0; n < 4; n += 1) rooms.push(await ann.gather(`room ${n}`, talkers));

  // Names have a length; what is too long for one is cut, which is one more disguise.
  const named = (payload: string) => payload.replace(/[\n\u200b]/g, ' ').slice(0, 60).trim();
  for (const [n, talker] of talkers.entries()) await talker.call('PATCH', '/users/me', { displayName: named(PAYLOADS[n * 4 + 1] ?? '') });
  for (const [n, room] of rooms.entries()) await ann.call('PATCH', `/conversations/${room}`, { name: named(PAYLOADS[n * 8 + 3] ?? ''), topic: named(PAYLOADS[n * 5] ?? '') });

  const each = (n: number) => ({ talker: talkers[n % 5] ?? ann, room: rooms[n % 4] ?? '' });
  await Promise.all(
    talkers.map(async (mine) => {
      for (const [n, payload] of PAYLOADS.entries()) {
        const { talker, room } = each(n);
        if (talker !== mine) continue;
        await talker.say(room, n % 8 < 4 ? `${MARK(n)} ${payload}` : `${payload}\n\n${MARK(n)}`);
        if (n % 3 === 0) continue;
        await talker.show(room, payload.replace(/[\n\u200b]/g, ' '), Buffer.from('<script>alert(1)</script>'), n % 2 === 0 ? payload : '');
      }
    }),
  );

  const person = await ann.visit(browser);
  let dialogs = 0;
  person.page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  for (const [n, room] of rooms.entries()) {
    await person.page.goto(`${parlor.address}/c/${room}`);
    const numbers = PAYLOADS.flatMap((_, at) => (at % 4 === n ? [at] : []));
    for (const at of numbers) await expect(person.page.getByText(MARK(at)).first()).toBeAttached();
    // What could run, by what it is: not by whether it did.
    const found = await person.page.evaluate(() => {
      const bad: string[] = [];
      for (const element of document.querySelectorAll('*')) {
        if (element instanceof HTMLScriptElement && !(element.src.startsWith(`${location.origin}/`) && element.text === '')) bad.push('script');
        if (['iframe', 'object', 'embed', 'math', 'template', 'base', 'frame'].includes(element.localName)) bad.push(element.localName);
        for (const { name, value } of element.attributes) {
          if (name.startsWith('on') || name === 'srcdoc' || name === 'style' && element.localName !== 'textarea' && element.localName !== 'img') bad.push(`${element.localName} ${name}`);
          if (/^\s*(?:javascript|data|vbscript):/i.test(value)) bad.push(`${element.localName} ${name}=${value}`);
        }
      }
      return { bad, pwned: 'pwned' in window };
    });
    expect(found).toEqual({ bad: [], pwned: false });
    // It is there to be read instead.
    await expect(person.page.getByText(RUN).first()).toBeAttached();
  }
  expect(dialogs).toBe(0);
  expect(person.troubles).toEqual([]);
});
