// A week in the life of a house that was filled in a second: the page hears of the hours that were meant.

import type { BrowserContext } from '@playwright/test';

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const HOUR = 3_600_000;

export class Calendar {
  readonly #meant = new Map<string, string>();
  readonly now: Date;

  /** `now`: when the page is looked at, in UTC. */
  constructor(now: string) {
    this.now = new Date(now);
  }

  /** What the server wrote down as `real` happened at `meant`. */
  note(real: string, meant: string): void {
    this.#meant.set(real, new Date(meant).toISOString());
  }

  /** What the server says, with the moments that were meant. */
  tell(text: string): string {
    const away = this.now.getTime() - Date.now();
    return text.replace(MOMENT, (real) => {
      const meant = this.#meant.get(real);
      if (meant) return meant;
      const moment = new Date(real).getTime();
      return Math.abs(moment - Date.now()) < HOUR ? new Date(moment + away).toISOString() : real;
    });
  }

  async hang(context: BrowserContext): Promise<void> {
    await context.clock.setFixedTime(this.now);
    await context.route(/\/api\/(?!files|thumbnails|avatars)/, async (route) => {
      const answer = await route.fetch().catch(() => null);
      if (!answer) return route.abort();
      await route.fulfill({ response: answer, body: this.tell(await answer.text()) });
    });
    await context.routeWebSocket(/\/socket\.io\//, (page) => {
      const server = page.connectToServer();
      server.onMessage((message) => page.send(typeof message === 'string' ? this.tell(message) : message));
    });
  }
}
