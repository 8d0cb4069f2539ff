// Somebody without a mouse: what has the focus, and whether one sees it.

import { expect, type Locator, type Page } from '@playwright/test';

interface Stop {
  element: Element;
  name: string;
  marks: string;
  differs: boolean;
}

/** Notes what has the focus and how it is marked, and which of the former ones have lost their marks since. */
function note(): { name: string; nowhere: boolean } {
  const held = window as unknown as { stops?: Stop[] };
  const stops = (held.stops ??= []);
  const marks = (element: Element): string => {
    // A list beside a field shows where one is in it.
    const option = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    const chain = [element, element.parentElement, element.parentElement?.parentElement, option];
    const drawn = chain.map((each) => {
      if (!each) return '';
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(each);
      return [outlineStyle === 'none' || outlineWidth === '0px' ? '' : outlineWidth + outlineColor, boxShadow, borderColor, each === option ? backgroundColor : ''].join();
    });
    return drawn.join(' | ');
  };
  const element = document.activeElement ?? document.body;
  for (const stop of stops) if (stop.element !== element && stop.element.isConnected && marks(stop.element) !== stop.marks) stop.differs = true;
  const name = `${element.tagName.toLowerCase()} "${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)}"`;
  // Something that was pressed or was in front changes for other reasons too: it counts anew.
  if (element !== document.body) stops.push({ element, name, marks: marks(element), differs: false });
  return { name, nowhere: element === document.body };
}

/** Those that look the same with the focus and without it. Those that are gone cannot be asked any more. */
function unseen(): string[] {
  const { stops = [] } = window as unknown as { stops?: Stop[] };
  const there = stops.filter(({ element }) => element.isConnected && element !== document.activeElement && element.getClientRects().length > 0);
  return [...new Set(there.filter(({ element }) => !stops.some((other) => other.element === element && other.differs)).map(({ name }) => name))];
}

export class Keys {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses these, one after the other; the focus is somewhere after each. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(words: string): Promise<void> {
    await this.page.keyboard.type(words);
  }

  /** The focus is here, and nowhere else. */
  async at(place: Locator): Promise<void> {
    await expect(place).toBeFocused();
    await this.page.evaluate(note);
  }

  /** On with Tab, or back with Shift+Tab, until the focus is here: never lost on the way, and not farther than `most`. */
  async to(place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 12): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < most; presses += 1) {
      await this.page.keyboard.press(key);
      const { name, nowhere } = await this.page.evaluate(note);
      passed.push(nowhere ? 'nothing' : name);
      if (await place.evaluateAll((all) => all.some((each) => each === document.activeElement))) return;
    }
    throw new Error(`${key} did not come to ${place}. It passed:\n${passed.join('\n')}`);
  }

  /** Whatever had the focus looked otherwise than without it. */
  async seen(): Promise<void> {
    await this.page.evaluate(note);
    expect(await this.page.evaluate(unseen)).toEqual([]);
  }
}
