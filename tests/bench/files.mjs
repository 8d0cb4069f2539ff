// What files cost: megabytes a second up and down, the peak of memory while 1 GB passes both ways, and the time that a
// photograph of sixteen megapixels takes. Usage: PARLOR_BIN=target/release/parlor node tests/bench/files.mjs [megabytes]
// Needs the packages of tests/client, and twice that much room in the temporary folder.

import { readFile, writeFile } from 'node:fs/promises';
import { Parlor } from '../client/parlor.mjs';
import { plain } from '../client/pictures.mjs';

const MB = 1_000_000;
const size = Number(process.argv[2] ?? 1000) * MB;

const parlor = await Parlor.open({ flags: ['--max-file-size', String(2 * size), '--max-user-files', String(4 * size), '--min-free-disk', '0'] });
try {
  const ann = await parlor.register('ann');
  const memory = async (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(await readFile(`/proc/${parlor.pid}/status`, 'utf8'))[1]) / 1024;
  const timed = async (what, bytes, work) => {
    await writeFile(`/proc/${parlor.pid}/clear_refs`, '5');
    const [before, begun] = [await memory('VmRSS'), performance.now()];
    const result = await work();
    const seconds = (performance.now() - begun) / 1000;
    console.log(`${what}: ${seconds.toFixed(2)} s, ${(bytes / MB / seconds).toFixed(0)} MB/s, ${((await memory('VmHWM')) - before).toFixed(1)} MiB more at the peak`);
    return result;
  };

  const block = Buffer.alloc(MB, 'film');
  const stream = () => {
    let left = size;
    return new ReadableStream({ pull: (body) => (left > 0 ? ((left -= MB), body.enqueue(block)) : body.close()) });
  };
  const film = await timed(`up, ${size / MB} MB`, size, async () => (await parlor.send(ann, 'POST', '/files?name=film.bin', stream())).body);
  await timed(`down, ${size / MB} MB`, size, async () => {
    const answer = await fetch(parlor.address + film.fileUrl, { headers: { authorization: `Bearer ${ann.token}` } });
    for await (const chunk of answer.body) void chunk;
  });
  const letter = Buffer.alloc(25 * MB, 'letter');
  await timed('up, ten times 25 MB', 10 * letter.length, async () => {
    for (let time = 0; time < 10; time += 1) await parlor.upload(ann, 'letter.bin', letter);
  });
  const photograph = plain(4096, 4096);
  await timed('a picture of 16 megapixels', photograph.length, () => parlor.upload(ann, 'photograph.png', photograph));
} finally {
  await parlor.close();
}
