// What a client keeps, and how it applies what it is told. This is the reference for a client of one's own: whoever follows
// these rules has, after being away for however long, what somebody has who never left.
//
// 1. Calls bring state: the list of conversations, pages of history, and `sync`. Events bring single changes.
// 2. While such a call is under way, events wait. They are applied after it, in the order in which they were heard.
// 3. `rev` is how far a client knows: the number of the newest event, or of the last page of `sync`. It is the next `since`.
// 4. What a call brought is as new as its `rev` says: an event with no higher number is in it already. A page of history may
//    be newer than the events that wait for it: a message takes no event whose number is not higher than its own.
// 5. When the line goes down, what waits is forgotten. Until `sync` has told everything, events alone are of no use.
// 6. `seq` has no gap from a conversation's `firstSeq` on, so a client knows what it lacks, and history has it.

const TOMBSTONE = 'This message was deleted';

/** Beyond so many, unread messages are not counted. */
const OVER = 100;

/** Participants that a conversation lists. */
const LISTED = 100;

export class Model {
  /** Everything up to here is known. */
  rev = 0;
  /** By id, as the server shows them, but for `lastMessage`: that is the last one in `messages`. */
  conversations = new Map();
  /** By the id of the conversation, then by the message's. */
  messages = new Map();
  users = new Map();

  #me;
  /** What a call brought is as new as this. */
  #told = 0;
  /** Events alone are of no use. */
  #behind = true;
  #calls = 0;
  #waiting = [];
  /** Counts the lines: what was asked on an earlier one is of no use. */
  #line = 0;
  #history;
  #changed;

  /**
   * `history(conversationId, before)` answers a page of history, or null where there is none any more; `changed()` is called
   * after whatever changes something.
   */
  constructor(me, history, changed = () => {}) {
    this.#me = me;
    this.#history = history;
    this.#changed = changed;
  }

  /** No call is under way, and no event waits for one. */
  get isSettled() {
    return !this.#behind && this.#calls === 0;
  }

  /** The line went down. */
  lost() {
    this.#behind = true;
    this.#waiting = [];
    this.#line += 1;
  }

  /** An event came in. */
  hear(event, payload) {
    if (this.#calls > 0) this.#waiting.push([event, payload]);
    else if (!this.#behind) this.#apply(event, payload);
    this.#changed();
  }

  /** Begins with the list of conversations: `list()` answers it, `people()` the directory. */
  async begin(list, people) {
    await this.#bring(async (current) => {
      const { conversations, rev } = await list();
      const users = await people();
      if (!current()) return;
      conversations.forEach((conversation) => this.#put(conversation));
      users.forEach((user) => this.#meet(user));
      this.rev = this.#told = rev;
      await this.#fill(current);
      if (current()) this.#behind = false;
    });
  }

  /** Catches up, from `rev` on: `ask(since)` answers a page of `sync`. */
  async catchUp(ask) {
    await this.#bring(async (current) => {
      for (let more = true; more; ) {
        const page = await ask(this.rev);
        if (!current()) return;
        this.#take(page);
        more = page.more;
      }
      await this.#fill(current);
      if (current()) this.#behind = false;
    });
  }

  /** Runs a call that brings state, with the events waiting. */
  async #bring(call) {
    const line = this.#line;
    this.#calls += 1;
    try {
      await call(() => line === this.#line);
    } finally {
      this.#calls -= 1;
      while (this.#calls === 0 && this.#waiting.length > 0) {
        const [event, payload] = this.#waiting.shift();
        if (!this.#behind) this.#apply(event, payload);
      }
      this.#changed();
    }
  }

  /** Loads what is missing of any conversation. (Others load what they show.) */
  async #fill(current) {
    for (const id of [...this.conversations.keys()]) {
      while (current() && !this.#isWhole(id)) {
        const page = await this.#history(id, this.#lowestOfRun(id));
        if (!current()) return;
        // Taken away meanwhile: the event that says so is on its way.
        if (page === null || !this.conversations.has(id)) break;
        page.messages.forEach((message) => this.#store(message));
        if (!page.hasBefore && page.messages.length === 0) break;
      }
    }
  }

  #isWhole(id) {
    const all = this.messages.get(id);
    if (!all) return true;
    const last = [...all.values()].reduce((highest, { seq }) => Math.max(highest, seq), 0);
    return all.size === Math.max(0, last - this.conversations.get(id).firstSeq + 1);
  }

  /** The oldest message above which nothing is missing. */
  #lowestOfRun(id) {
    const ordered = this.#ordered(id).reverse();
    return ordered.find((message, at) => ordered[at + 1]?.seq !== message.seq - 1)?._id;
  }

  #ordered(id) {
    return [...this.messages.get(id).values()].sort((one, other) => one.seq - other.seq);
  }

  /** A page of `sync`: how everything is that changed. */
  #take({ changes, rev }) {
    changes.removed.forEach((id) => this.#drop(id));
    changes.conversations.forEach((conversation) => this.#put(conversation));
    changes.purged.forEach(({ conversationId, beforeSeq }) => this.#purge(conversationId, beforeSeq));
    changes.messages.forEach((message) => this.#store(message));
    for (const { conversationId, user, ranges } of changes.reads) {
      for (const { fromSeq, toSeq, readAt } of ranges) {
        this.#read(conversationId, user, readAt, ({ seq }) => fromSeq <= seq && seq <= toSeq);
      }
    }
    changes.users.forEach(({ rev: _, ...user }) => this.#meet(user));
    this.rev = this.#told = rev;
  }

  /** A conversation as it is now. */
  #put({ lastMessage, ...conversation }) {
    const held = this.conversations.get(conversation._id);
    // We left and came back, and may not have been told what happened in between.
    if (held && held.joinedAt !== conversation.joinedAt) this.#drop(conversation._id);
    this.conversations.set(conversation._id, conversation);
    if (!this.messages.has(conversation._id)) this.messages.set(conversation._id, new Map());
    this.#purge(conversation._id, conversation.firstSeq);
    if (lastMessage) this.#store(lastMessage);
  }

  #drop(id) {
    this.conversations.delete(id);
    this.messages.delete(id);
  }

  /** Retention took what is older. */
  #purge(id, firstSeq) {
    const all = this.messages.get(id);
    for (const { _id, seq } of all?.values() ?? []) if (seq < firstSeq) all.delete(_id);
  }

  /** A message as it is now. Who read it is a set that only grows, and has no part in the message's `rev`. */
  #store(message) {
    const all = this.messages.get(message.conversationId);
    if (!all) throw new Error(`a message of ${message.conversationId}, which nobody told us of`);
    const held = all.get(message._id);
    all.set(message._id, held && held.rev > message.rev ? held : message);
    held?.readBy.forEach(({ user, readAt }) => this.#read(message.conversationId, user, readAt, ({ _id }) => _id === message._id));
  }

  /** Somebody read messages; the first time stands. */
  #read(id, user, readAt, which) {
    const all = this.messages.get(id) ?? new Map();
    for (const message of all.values()) {
      if (!which(message) || message.sender._id === user || message.readBy.some((reader) => reader.user === user)) continue;
      const readBy = [...message.readBy, { user, readAt }];
      all.set(message._id, { ...message, status: 'read', readBy, readByCount: readBy.length });
    }
  }

  /** A person as they are now, wherever they are named. */
  #meet(user) {
    this.users.set(user._id, user);
    const { _id, username, displayName, avatar } = user;
    const person = { _id, username, displayName, avatar };
    for (const [id, conversation] of this.conversations) {
      const participants = conversation.participants.map((each) => (each.user._id === _id ? { ...each, user: person } : each));
      this.conversations.set(id, { ...conversation, participants });
      const all = this.messages.get(id);
      for (const message of all.values()) if (message.sender._id === _id) all.set(message._id, { ...message, sender: person });
    }
  }

  #apply(event, payload) {
    const rev = payload?.rev ?? payload?.message?.rev ?? payload?.conversation?.rev;
    // Presence is told anew on every line. What has no number is not stored.
    if (event === 'presence_state' || rev === undefined || rev <= this.#told) return;
    this.#events[event]?.(payload);
    this.rev = Math.max(this.rev, rev);
  }

  #events = {
    receive_message: ({ message }) => {
      this.#store(message);
      this.#amend(message.conversationId, message.rev, ({ rev }) => ({ updatedAt: message.createdAt, rev }));
      this.#count(message.conversationId);
    },
    message_edited: ({ conversationId, messageId, newContent, editedAt, rev }) =>
      this.#change(conversationId, messageId, rev, (message) => ({ ...message, content: newContent, edited: true, editedAt })),
    message_deleted: ({ conversationId, messageId, deletedAt, rev }) => {
      this.#change(conversationId, messageId, rev, ({ _id, sender, status, createdAt, seq, clientId, readBy, readByCount }) => {
        const left = { _id, conversationId, sender, status, createdAt, seq, readBy, readByCount, ...(clientId && { clientId }) };
        return { ...left, content: TOMBSTONE, type: 'text', deleted: true, deletedAt };
      });
      this.#count(conversationId);
    },
    message_reacted: ({ conversationId, messageId, reactions, rev }) =>
      this.#change(conversationId, messageId, rev, ({ reactions: _, ...message }) => (reactions.length ? { ...message, reactions } : message)),
    message_pinned: ({ conversationId, messageId, pinned, rev }) =>
      this.#change(conversationId, messageId, rev, ({ pinned: _, ...message }) => (pinned ? { ...message, pinned } : message)),
    messages_read: ({ conversationId, messageIds, allToSeq = 0, readBy, upToSeq, readAt }) => {
      const ids = new Set(messageIds);
      this.#read(conversationId, readBy, readAt, ({ _id, seq }) => ids.has(_id) || seq <= allToSeq);
      this.#amend(conversationId, 0, ({ participants }) => ({
        participants: participants.map((each) => (each.user._id === readBy ? { ...each, lastReadSeq: Math.max(each.lastReadSeq, upToSeq) } : each)),
      }));
    },
    unread_changed: ({ conversationId, unreadCount, mentionCount, lastReadSeq, rev }) =>
      this.#amend(conversationId, rev, () => ({ unreadCount, mentionCount, lastReadSeq })),
    conversation_created: ({ conversation }) => this.#hearOf(conversation),
    conversation_updated: ({ conversation }) => this.#hearOf(conversation),
    conversation_deleted: ({ conversationId }) => this.#drop(conversationId),
    participant_added: ({ conversationId, participantCount, user, role, joinedAt, lastReadSeq, rev }) =>
      this.#amend(conversationId, rev, ({ participants }) => {
        const others = participants.filter((each) => each.user._id !== user._id);
        const all = [...others, { user, role, joinedAt, lastReadSeq }].sort((one, other) => (one.user._id < other.user._id ? -1 : 1));
        return { participants: all.slice(0, LISTED), participantCount };
      }),
    participant_removed: ({ conversationId, participantCount, user, rev }) => {
      if (user._id === this.#me) this.#drop(conversationId);
      this.#amend(conversationId, rev, ({ participants }) => ({
        participants: participants.filter((each) => each.user._id !== user._id),
        participantCount,
      }));
    },
    user_updated: ({ user }) => this.#meet(user),
  };

  /** A conversation as it was when that was told: whatever follows is told too. One that is new has a history. */
  #hearOf(conversation) {
    this.#put(conversation);
    if (!this.#isWhole(conversation._id)) void this.#bring((current) => this.#fill(current)).catch(() => this.lost());
  }

  #amend(id, rev, more) {
    const held = this.conversations.get(id);
    if (held) this.conversations.set(id, { ...held, rev: Math.max(held.rev, rev), ...more(held) });
  }

  #change(id, messageId, rev, change) {
    const all = this.messages.get(id);
    const held = all?.get(messageId);
    if (held && held.rev < rev) all.set(messageId, { ...change(held), rev });
  }

  /** What is unread. A client that does not hold all of that counts on from what it was told, or asks for the conversation. */
  #count(id) {
    const conversation = this.conversations.get(id);
    if (!conversation) return;
    const unread = [...this.messages.get(id).values()].filter(
      ({ seq, sender, deleted }) => seq > conversation.lastReadSeq && sender._id !== this.#me && !deleted,
    );
    const calls = unread.filter(({ mentions = [] }) => mentions.includes(this.#me));
    this.#amend(id, 0, () => ({ unreadCount: Math.min(OVER, unread.length), mentionCount: Math.min(OVER, calls.length) }));
  }
}
