// Maple Street: nine people and what they said to each other in a week, made through the API and in the order in which it was said.

import type { Browser } from '@playwright/test';
import { Account } from '../house.ts';
import type { Parlor } from '../parlor.ts';
import { Calendar } from './calendar.ts';
import { DOG, draw, ELSA, GARDEN, KITCHEN, LAKE } from './drawings.ts';
import { Line } from './line.ts';

const DAY = '2026-11-22';

interface Sent {
  _id: string;
  createdAt: string;
}

export class Street {
  readonly parlor: Parlor;
  readonly calendar = new Calendar(`${DAY}T14:08:00Z`);
  readonly people = new Map<string, Account>();
  readonly rooms = new Map<string, string>();
  readonly #lines: Line[] = [];

  private constructor(parlor: Parlor) {
    this.parlor = parlor;
  }

  static async lived(parlor: Parlor, browser: Browser): Promise<Street> {
    const street = new Street(parlor);
    await street.#moveIn(browser);
    await street.#talk(browser);
    return street;
  }

  who(username: string): Account {
    const person = this.people.get(username);
    if (!person) throw new Error(`Nobody here is called ${username}.`);
    return person;
  }

  room(name: string): string {
    const id = this.rooms.get(name);
    if (!id) throw new Error(`There is no ${name}.`);
    return id;
  }

  /** `when`: an hour of the day that is shown, or a day and an hour of that November. */
  async say(when: string, username: string, room: string, content: string, more: object = {}): Promise<Sent> {
    const who = this.who(username);
    const sent = await who.call<Sent>('POST', `/conversations/${this.room(room)}/messages`, { content, ...more });
    this.calendar.note(sent.createdAt, when.includes(' ') ? `2026-11-${when.replace(' ', 'T')}:00Z` : `${DAY}T${when}:00Z`);
    return sent;
  }

  async show(when: string, username: string, room: string, name: string, bytes: Uint8Array, content = ''): Promise<Sent> {
    const { fileUrl, thumbnailUrl } = await this.who(username).upload(name, bytes);
    return this.say(when, username, room, content, { fileUrl, fileName: name, type: thumbnailUrl ? 'image' : 'file' });
  }

  /** These are online, and have read so far. */
  async read(room: string, upTo: Sent, ...usernames: string[]): Promise<void> {
    for (const username of usernames) {
      const line = await Line.of(this.who(username));
      await line.emit('mark_read', { conversationId: this.room(room), upTo: upTo._id });
      await line.hangUp();
    }
  }

  async online(...usernames: string[]): Promise<void> {
    for (const username of usernames) this.#lines.push(await Line.of(this.who(username)));
  }

  async type(room: string, ...usernames: string[]): Promise<void> {
    for (const username of usernames) {
      const line = await Line.of(this.who(username));
      this.#lines.push(line);
      await line.emit('typing', { conversationId: this.room(room), isTyping: true });
    }
  }

  async leave(): Promise<void> {
    for (const line of this.#lines) await line.hangUp();
  }

  async #moveIn(browser: Browser): Promise<void> {
    const jonas = await Account.setUp(this.parlor, 'Jonas Weber', 'jonas');
    this.people.set('jonas', jonas);
    await jonas.call('PATCH', '/admin/settings', { serverName: 'Maple Street' });
    const others = [['ann', 'Ann Lindqvist'], ['bo', 'Bo Lindqvist'], ['mira', 'Mira Okafor'], ['elsa', 'Grandma Elsa'], ['tomas', 'Tomás Reyes'], ['yuki', 'Yuki Tanaka'], ['priya', 'Priya Nair'], ['ida', 'Ida Lindqvist']] as const;
    for (const [username, name] of others) this.people.set(username, await Account.register(this.parlor, name, username));
    await this.who('elsa').call('PUT', '/users/me/avatar', new Uint8Array(await draw(browser, ELSA)));
    await this.who('ida').call('PUT', '/users/me/avatar', new Uint8Array(await draw(browser, DOG)));

    const gather = async (name: string, ...usernames: string[]) => this.rooms.set(name, await jonas.gather(name, usernames.map((each) => this.who(each))));
    await gather('Book circle', 'elsa', 'yuki', 'mira');
    await gather('Printer & paper', 'priya', 'tomas');
    await gather('Kitchen refit', 'yuki', 'ann');
    await gather('Summer house', 'ann', 'bo', 'mira', 'elsa', 'yuki');
    const mira = this.who('mira');
    this.rooms.set('Network & backups', await mira.gather('Network & backups', [jonas, this.who('priya'), this.who('tomas')]));
    await mira.call('PATCH', `/conversations/${this.room('Network & backups')}`, { topic: 'What runs at night, where the copies are, and who to wake when it doesn’t.' });
    for (const username of ['ida', 'yuki', 'tomas', 'bo', 'elsa']) this.rooms.set(username, await jonas.talkTo(this.who(username)));
    const { conversations } = await jonas.call<{ conversations: { _id: string; name: string | null }[] }>('GET', '/conversations');
    this.rooms.set('General', conversations.find(({ name }) => name === 'General')?._id ?? '');
    await jonas.call('PUT', `/conversations/${this.room('Kitchen refit')}/notifications`, { level: 'none' });
    await jonas.call('PUT', `/conversations/${this.room('Network & backups')}/notifications`, { level: 'mentions' });
  }

  async #talk(browser: Browser): Promise<void> {
    const [lake, kitchen, garden] = await Promise.all([draw(browser, LAKE), draw(browser, KITCHEN), draw(browser, GARDEN)]);
    const photos = [lake, kitchen, garden].map((bytes) => new Uint8Array(bytes)) as [Uint8Array, Uint8Array, Uint8Array];
    await this.#before(photos);
    await this.#network(photos);
    await this.#rest(photos);
  }

  async #before([, , garden]: readonly Uint8Array[]): Promise<void> {
    const jonas = this.who('jonas');
    await this.say('12 19:02', 'elsa', 'Book circle', 'Chapter nine was worth it');
    await this.say('19 17:20', 'ida', 'ida', '🐶🐶🐶');
    await this.say('20 10:14', 'priya', 'Printer & paper', 'Toner ordered');
    await this.say('21 16:40', 'yuki', 'Kitchen refit', 'Tiles arrive on the 3rd');
    await this.say('21 17:01', 'yuki', 'yuki', 'The train is booked');
    await this.read('yuki', await this.say('21 17:05', 'jonas', 'yuki', 'See you Monday'), 'jonas', 'yuki');

    await this.say('21 18:20', 'elsa', 'Summer house', 'I found the recipe for the plum cake. It was in the blue book all along.');
    await this.say('21 18:21', 'elsa', 'Summer house', 'Who brings plums?');
    await this.read('Summer house', await this.say('21 18:40', 'jonas', 'Summer house', 'We still have two kilos in the freezer.'), 'ann', 'bo', 'elsa');
    const train = 'I’ll come on the 16:12 train. Can somebody fetch me at the station? I have the big suitcase and the projector with me, so the bus is not much fun.';
    await this.say('21 20:02', 'yuki', 'Summer house', train);
    await this.show('21 20:02', 'yuki', 'Summer house', 'Timetable, winter.pdf', new Uint8Array(210_000));

    const photo = await this.show('10:31', 'tomas', 'tomas', 'garden.jpeg', garden!);
    await this.read('tomas', photo, 'jonas');
    await this.say('11:05', 'mira', 'General', 'The hall is ours on Thursday from six');
    for (const room of ['Book circle', 'ida', 'Printer & paper', 'Kitchen refit']) await this.#seen(room);
    await this.#seen('General');
    await jonas.call('GET', '/conversations');
  }

  async #network([lake, kitchen, garden]: readonly Uint8Array[]): Promise<void> {
    const room = 'Network & backups';
    for (const [name, bytes] of [['attic.jpeg', kitchen], ['rack.jpeg', garden], ['cable.jpeg', lake]] as const) await this.show('19 09:10', 'priya', room, name, bytes!);
    await this.show('19 09:12', 'tomas', room, 'router-config.tar.gz', new Uint8Array(12_000));
    await this.#ladder(kitchen!);
    await this.say('13:12', 'priya', room, 'Disk in the attic box is at 81%. Report attached.');
    await this.show('13:12', 'priya', room, 'Storage report, November.pdf', new Uint8Array(1_400_000));
    const prune = await this.say('13:15', 'jonas', room, 'Thanks. I’d prune `/srv/tmp` before we buy another disk.');
    await this.who('jonas').call('PATCH', `/messages/${prune._id}`, { newContent: 'Thanks. I’d rather prune `/srv/tmp` than buy another disk.' });
    await this.read(room, prune, 'mira', 'priya', 'tomas');
    const gone = await this.say('13:22', 'tomas', room, 'or both?');
    await this.who('tomas').call('DELETE', `/messages/${gone._id}`);
    await this.#seen(room);
    await this.#readBy('jonas', room, gone);
    const script = '\n\n```sh\n# nightly, from the attic box\nrsync -a --delete /srv/photos nas:/backup/photos\nparlor backup /mnt/usb/parlor.tar\n```';
    await this.say('13:38', 'mira', room, `This is what runs now. I kept it to two lines so that all of us can read it:${script}`);
    const asked = await this.say('13:40', 'mira', room, '@Jonas does 02:30 work for you? Nobody is up then.');
    for (const username of ['priya', 'tomas', 'jonas']) await this.who(username).call('PUT', `/messages/${asked._id}/reactions/${encodeURIComponent('👍')}`);
  }

  async #ladder(kitchen: Uint8Array): Promise<void> {
    const plumber = await this.say('11:52', 'bo', 'bo', 'Did you reach the plumber?');
    await this.say('12:01', 'jonas', 'bo', 'Yes, Thursday at nine.');
    const valve = await this.say('12:02', 'jonas', 'bo', 'He asks for a photo of the valve.', { replyTo: plumber._id });
    await this.who('jonas').call('PATCH', `/messages/${valve._id}`, { newContent: 'He asks for a photo of the valve. I’ll send him yours.' });
    await this.show('12:03', 'jonas', 'bo', 'valve.jpeg', kitchen);
    await this.say('12:18', 'bo', 'bo', 'Great, thank you!');
    await this.say('12:18', 'bo', 'bo', '🔧😄');
    const ladder = await this.say('12:31', 'jonas', 'bo', 'The long ladder is still with you, isn’t it?');
    await this.read('bo', ladder, 'jonas', 'bo');
  }

  async #rest([lake]: readonly Uint8Array[]): Promise<void> {
    const room = 'Summer house';
    const boat = await this.show('13:41', 'bo', room, 'jetty.jpeg', lake!, 'Boat is out of the water. The jetty survived the storm better than I feared.');
    const react = (emoji: string, ...usernames: string[]) => Promise.all(usernames.map((each) => this.who(each).call('PUT', `/messages/${boat._id}/reactions/${encodeURIComponent(emoji)}`)));
    await react('❤️', 'jonas', 'ann', 'elsa', 'yuki');
    await react('🎉', 'mira', 'yuki');
    await this.say('13:46', 'jonas', room, 'Beautiful. I’ll take Friday afternoon off.');
    const key = await this.say('13:46', 'jonas', room, 'Who has the key?');
    await this.read(room, key, 'ann', 'bo', 'mira', 'elsa', 'jonas');
    await this.say('13:51', 'elsa', 'elsa', 'The soup is on the stove');
    await this.say('13:52', 'elsa', 'elsa', 'Can you call me when you are home?');
    await this.say('14:05', 'mira', room, 'One loose board on the left side, I’ll bring screws.', { replyTo: boat._id });
    await this.say('14:07', 'ann', room, '@Jonas the key is under the blue pot');
  }

  /** By the one at whose screen we look. */
  async #seen(room: string): Promise<void> {
    const { messages } = await this.who('jonas').call<{ messages: Sent[] }>('GET', `/conversations/${this.room(room)}/messages?limit=1`);
    const newest = messages.at(-1);
    if (newest) await this.#readBy('jonas', room, newest);
  }

  #readBy(username: string, room: string, upTo: Sent): Promise<void> {
    return this.read(room, upTo, username);
  }
}
