// What people do in the page, by the words they see.

import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';

const PASSWORD = 'a lamp in the window';
/** What the browser itself says while the server is down. */
const LINE_DOWN = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED|WebSocket connection to .* failed/;

export class Person {
  readonly page: Page;
  /** Console errors, exceptions and violations of the content security policy. */
  readonly troubles: string[];

  private constructor(page: Page, troubles: string[]) {
    this.page = page;
    this.troubles = troubles;
  }

  static async at(browser: Browser, device: BrowserContextOptions = {}): Promise<Person> {
    const context = await browser.newContext(device);
    const troubles: string[] = [];
    await context.exposeFunction('parlorTrouble', (text: string) => troubles.push(text));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        (window as unknown as { parlorTrouble: (text: string) => void }).parlorTrouble(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return Person.#of(await context.newPage(), troubles);
  }

  /** The same person in another tab. */
  static async beside(person: Person): Promise<Person> {
    return Person.#of(await person.page.context().newPage(), person.troubles);
  }

  static #of(page: Page, troubles: string[]): Person {
    page.on('console', (message) => {
      if (message.type() === 'error' && !LINE_DOWN.test(message.text())) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(String(error)));
    return new Person(page, troubles);
  }

  async setUp(link: string, username: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.page.getByRole('heading', { name: 'Set up this Parlor' })).toBeVisible();
    await expect(this.page.getByLabel('Setup code')).not.toHaveValue('');
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Create and open' }).click();
    await expect(this.conversations).toBeVisible();
    await expect(this.page).not.toHaveURL(/#/);
  }

  async register(address: string, name: string, username: string): Promise<void> {
    await this.page.goto(address);
    await this.page.getByRole('button', { name: 'Make an account' }).click();
    await this.page.getByLabel('Your name').fill(name);
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: /^Join / }).click();
    await expect(this.conversations).toBeVisible();
  }

  async startWith(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByLabel('Find people').fill(name.slice(0, 2));
    await dialog.getByRole('button', { name: new RegExp(name) }).click();
    await dialog.getByRole('button', { name: 'Start conversation' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.composer).toBeFocused();
  }

  async open(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  get conversations(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' });
  }

  row(name: string): Locator {
    return this.conversations.getByRole('link', { name: new RegExp(name) });
  }

  get composer(): Locator {
    return this.page.getByPlaceholder(/^Message /);
  }

  message(text: string): Locator {
    return this.page.getByRole('region', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text });
  }

  get banner(): Locator {
    return this.page.getByText('You can keep writing.');
  }
}
