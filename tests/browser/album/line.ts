// Somebody's line to the server where no page is needed: they are online, they have read, they type.

import type { Account } from '../house.ts';

export class Line {
  readonly #url: string;
  #open = true;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Whoever is `at` is online until they hang up. */
  static async of(at: Account): Promise<Line> {
    const path = `${at.address}/socket.io/?EIO=4&transport=polling`;
    const opened = await (await fetch(path)).text();
    const line = new Line(`${path}&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`);
    await line.#post(`40${JSON.stringify({ token: at.token })}`);
    await line.#hear();
    void line.#stay();
    return line;
  }

  async emit(event: string, payload: object): Promise<void> {
    await this.#post(`42${JSON.stringify([event, payload])}`);
  }

  async hangUp(): Promise<void> {
    this.#open = false;
    await this.#post('41').catch(() => undefined);
  }

  async #post(packet: string): Promise<void> {
    const answer = await fetch(this.#url, { method: 'POST', headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, body: packet });
    if (!answer.ok) throw new Error(`The line: ${await answer.text()}`);
  }

  async #hear(): Promise<string> {
    const answer = await fetch(this.#url);
    if (!answer.ok) throw new Error(`The line: ${await answer.text()}`);
    return answer.text();
  }

  /** Hears everything and answers only the pings. */
  async #stay(): Promise<void> {
    try {
      while (this.#open) if ((await this.#hear()).split('\x1e').includes('2')) await this.#post('3');
    } catch {
      this.#open = false;
    }
  }
}
