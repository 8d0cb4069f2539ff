// What is deleted is gone: not hidden, but out of every file.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Parlor } from './parlor.mjs';

describe('Ann takes back what she said', () => {
  let parlor;
  before(async () => (parlor = await Parlor.open()));
  after(() => parlor?.close());

  /** Which of the words stand in any file of the house, as bytes. */
  async function remain(words) {
    const files = (await readdir(parlor.directory, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile());
    const contents = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
    return words.filter((word) => contents.some((content) => content.includes(word)));
  }

  it('what she deleted and what she wrote over stands in no file any more, neither as text nor in the index of words', async () => {
    const [ann, bo] = [await parlor.register('ann'), await parlor.register('bo')];
    const room = await parlor.direct(ann, bo);
    const [a, b] = [await parlor.connect(ann.token), await parlor.connect(bo.token)];
    // Folded as the index keeps them; the pairs of characters are those that nobody else writes.
    const gone = ['quixotryone', 'quixotrytwo', 'Quixotrythree', 'quixotrythree', 'quixotryname', '鬱蒼', '蒼樹', '樹', 'jabberwock'];
    const kept = ['quixotic', 'replacement'];
    const said = [];
    for (let number = 0; number < 30; number += 1) {
      said.push(await a.says(room, `quixotic quixotry${number} and more, ${'to fill a page '.repeat(number)}`));
      if (number === 10) said.unshift(await a.says(room, 'quixotryone Jabberwock'), await a.says(room, 'quixotrytwo 鬱蒼樹'));
      if (number === 20) said.unshift(await a.says(room, 'Quixotrythree'));
    }
    const named = await a.says(room, '', { type: 'file', fileUrl: 'https://example.org/quixotryname', fileName: 'quixotryname.pdf' });
    await b.hears('receive_message', ({ message }) => message._id === named._id);
    assert.deepEqual(await remain(gone), gone, 'else this test sees nothing');

    for (const message of said.slice(0, 2)) await a.does('delete_message', { messageId: message._id });
    await a.does('edit_message', { messageId: said[2]._id, newContent: 'replacement' });
    await a.does('delete_message', { messageId: named._id });

    await parlor.stop();
    assert.deepEqual(await remain([...gone, ...kept]), kept);
    await parlor.start();
    const found = await parlor.call(bo.token, 'GET', '/search?q=quixot&limit=100');
    assert.equal(found.results.length, 30, 'what stayed is found');
    assert.deepEqual((await parlor.call(bo.token, 'GET', '/search?q=replacement')).results.map(({ message }) => message._id), [said[2]._id]);
  });
});
