// Generated from src/protocol by `PARLOR_BLESS=1 cargo test typescript`. Do not edit.

export type UserId = string;

export type ConversationId = string;

export type MessageId = string;

export type FileId = string;

export type SessionId = string;

export type HookId = string;

export type WebhookId = string;

export type Moment = string;

export type Code = "bad_request" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "timeout" | "conflict" | "payload_too_large" | "unsupported_media_type" | "misdirected" | "rate_limited" | "internal" | "unavailable";

export type Failure = { success: false, code: Code, 
/**
 * One sentence for a person.
 */
message: string, 
/**
 * The one input that is at fault.
 */
field?: string, 
/**
 * Seconds to wait, with `rate_limited` and `unavailable`.
 */
retryAfter?: number, };

export type Person = { _id: UserId, username: string, displayName: string, avatar: string | null, };

export type Presence = "online" | "offline";

export type AccountRole = "admin" | "member";

export type User = { status: Presence, 
/**
 * The moment of the last loss of presence; null before the first.
 */
lastSeen: Moment | null, role: AccountRole, createdAt: Moment, 
/**
 * A program speaks by this account; left out for people.
 */
bot?: boolean, 
/**
 * Nobody signs in by it any more; what it said stays.
 */
disabled?: boolean, _id: UserId, username: string, displayName: string, avatar: string | null, };

export type ConversationKind = "direct" | "group" | "channel";

export type Role = "member" | "admin" | "owner";

export type NotificationLevel = "all" | "mentions" | "none";

export type Participant = { user: Person, role: Role, joinedAt: Moment, 
/**
 * The highest `seq` that this participant marked as read; 0 before the first.
 */
lastReadSeq: number, };

export type Conversation = { _id: ConversationId, type: ConversationKind, 
/**
 * Null in a direct conversation: each side sees the other's name.
 */
name: string | null, topic: string | null, avatar: string | null, 
/**
 * The first 100; `participantCount` counts all.
 */
participants: Array<Participant>, participantCount: number, 
/**
 * The caller takes part. Of a channel that they do not, they see no participants and no messages.
 */
joined: boolean, lastMessage: Message | null, 
/**
 * History is whole from here on.
 */
firstSeq: number, 
/**
 * The caller's own; another than before where they left and came back.
 */
joinedAt: Moment | null, 
/**
 * The caller's own, also where `participants` does not list them.
 */
lastReadSeq: number, 
/**
 * Others' undeleted messages above the caller's `lastReadSeq`, 0 to 100 (100 means "over 99").
 */
unreadCount: number, mentionCount: number, notifications: NotificationLevel, 
/**
 * Days that messages are kept; null: for ever.
 */
retentionDays: number | null, createdAt: Moment, updatedAt: Moment, rev: number, };

export type MessageKind = "text" | "image" | "file";

export type MessageStatus = "sent" | "read";

export type Reader = { user: UserId, readAt: Moment, };

export type Reaction = { emoji: string, users: Array<UserId>, };

export type Message = { _id: MessageId, conversationId: ConversationId, sender: Person, content: string, type: MessageKind, status: MessageStatus, createdAt: Moment, 
/**
 * 1, 2, 3, … without a gap inside a conversation.
 */
seq: number, 
/**
 * The server-wide number of this row's newest change.
 */
rev: number, clientId?: string, fileUrl?: string, fileName?: string, 
/**
 * Bytes; of a file of this server.
 */
fileSize?: number, mimeType?: string, thumbnailUrl?: string, 
/**
 * Pixels, upright.
 */
width?: number, height?: number, 
/**
 * The message of the same conversation that this one answers.
 */
replyTo?: MessageId, 
/**
 * Whom it called by `@name` or `@here` when it was sent.
 */
mentions?: Array<UserId>, reactions?: Array<Reaction>, pinned?: boolean, edited?: boolean, editedAt?: Moment, deleted?: boolean, deletedAt?: Moment, 
/**
 * The first 100 other participants who read it; `readByCount` counts all.
 */
readBy: Array<Reader>, readByCount: number, };

export type Joined = { success: boolean, joined: Array<ConversationId>, };

export type SendMessage = { conversationId: ConversationId, 
/**
 * At most 5,120 bytes of UTF-8.
 */
content?: string, type?: MessageKind, fileUrl?: string, fileName?: string, clientId?: string, 
/**
 * A message of the same conversation.
 */
replyTo?: MessageId, };

export type Draft = { 
/**
 * At most 5,120 bytes of UTF-8.
 */
content?: string, type?: MessageKind, fileUrl?: string, fileName?: string, 
/**
 * At most 64 characters; the same again from the same sender stores nothing.
 */
clientId?: string, 
/**
 * A message of the same conversation.
 */
replyTo?: MessageId, };

export type Sent = { success: boolean, message: Message, };

export type ReceiveMessage = { message: Message, conversationId: ConversationId, };

export type Typing = { conversationId: ConversationId, isTyping: boolean, };

export type TypingStatus = { userId: UserId, username: string, conversationId: ConversationId, isTyping: boolean, };

export type MarkRead = { conversationId: ConversationId, messageIds?: Array<MessageId>, upTo?: MessageId, };

export type Marked = { success: boolean, unreadCount: number, };

export type MessagesRead = { conversationId: ConversationId, messageIds: Array<MessageId>, readBy: UserId, 
/**
 * The reader's `lastReadSeq` now.
 */
upToSeq: number, 
/**
 * Everything up to here is read, also what `messageIds` does not name.
 */
allToSeq?: number, 
/**
 * Of those messages that this reader had not read before.
 */
readAt: Moment, rev: number, };

export type EditMessage = { messageId: MessageId, newContent: string, };

export type MessageEdited = { messageId: MessageId, newContent: string, editedAt: Moment, conversationId: ConversationId, rev: number, };

export type DeleteMessage = { messageId: MessageId, };

export type MessageDeleted = { messageId: MessageId, conversationId: ConversationId, deletedAt: Moment, rev: number, };

export type React = { messageId: MessageId, 
/**
 * 1 to 32 bytes without white space, as a keyboard writes it.
 */
emoji: string, };

export type MessageReacted = { messageId: MessageId, conversationId: ConversationId, 
/**
 * All there are now.
 */
reactions: Array<Reaction>, rev: number, };

export type Pin = { messageId: MessageId, };

export type MessagePinned = { messageId: MessageId, conversationId: ConversationId, pinned: boolean, rev: number, };

export type Done = { success: boolean, };

export type UserOnline = { userId: UserId, username: string, };

export type UserOffline = { userId: UserId, username: string, lastSeen: Moment, };

export type PresenceState = { online: Array<UserId>, rev: number, };

export type ConversationCreated = { conversation: Conversation, };

export type ConversationUpdated = { conversation: Conversation, };

export type ConversationDeleted = { conversationId: ConversationId, rev: number, };

export type ParticipantChanged = { conversationId: ConversationId, 
/**
 * Of the conversation, now.
 */
participantCount: number, rev: number, user: Person, role: Role, joinedAt: Moment, 
/**
 * The highest `seq` that this participant marked as read; 0 before the first.
 */
lastReadSeq: number, };

export type UserUpdated = { user: User, rev: number, };

export type UnreadChanged = { conversationId: ConversationId, unreadCount: number, mentionCount: number, lastReadSeq: number, rev: number, };

export type EventFailure = { 
/**
 * The event that failed.
 */
event?: string, success: false, code: Code, 
/**
 * One sentence for a person.
 */
message: string, 
/**
 * The one input that is at fault.
 */
field?: string, 
/**
 * Seconds to wait, with `rate_limited` and `unavailable`.
 */
retryAfter?: number, };

export type Sync = { 
/**
 * Everything up to this number is known already: the `rev` of the last answer, of `GET /api/conversations`, or of the
 * newest event heard. 0 for somebody who knows nothing.
 */
since: number, 
/**
 * Changes in one page: 200 unless told otherwise, 500 at most.
 */
limit?: number, };

export type Synced = { success: boolean, changes: Changes, 
/**
 * Everything up to here is told: the next `since`.
 */
rev: number, more: boolean, };

export type Changes = { 
/**
 * As they are now, with what changed after this page too. One that the caller knows comes once all is told that changed
 * in it, one that they may not know comes before its messages.
 */
conversations: Array<Conversation>, 
/**
 * New, edited, deleted, reacted to, pinned; in the order of `rev`.
 */
messages: Array<Message>, users: Array<ChangedUser>, reads: Array<Reads>, 
/**
 * The caller takes no part in these any more, or they are gone.
 */
removed: Array<ConversationId>, purged: Array<Purged>, };

export type ChangedUser = { rev: number, status: Presence, 
/**
 * The moment of the last loss of presence; null before the first.
 */
lastSeen: Moment | null, role: AccountRole, createdAt: Moment, 
/**
 * A program speaks by this account; left out for people.
 */
bot?: boolean, 
/**
 * Nobody signs in by it any more; what it said stays.
 */
disabled?: boolean, _id: UserId, username: string, displayName: string, avatar: string | null, };

export type Reads = { conversationId: ConversationId, user: UserId, ranges: Array<ReadRange>, };

export type ReadRange = { fromSeq: number, toSeq: number, readAt: Moment, };

export type Purged = { conversationId: ConversationId, beforeSeq: number, };

export type Registration = "invite" | "open" | "closed";

export type Info = { name: string, version: string, registration: Registration, setupRequired: boolean, https: Https, limits: Limits, };

export type Https = "off" | "auto" | "own";

export type Limits = { 
/**
 * Bytes of UTF-8 in one message.
 */
messageBytes: number, 
/**
 * Characters in a password, at least.
 */
passwordMin: number, 
/**
 * Characters in a password, at most.
 */
passwordMax: number, 
/**
 * Characters in a user name, at least.
 */
usernameMin: number, 
/**
 * Characters in a user name, at most.
 */
usernameMax: number, 
/**
 * Characters in a conversation's or a person's display name.
 */
nameMax: number, 
/**
 * Messages in one page of history.
 */
pageMax: number, 
/**
 * Ids in one `mark_read`.
 */
markReadMax: number, 
/**
 * Bytes in one file.
 */
fileBytes: number, 
/**
 * Files of one person on their way at once.
 */
uploadsMax: number, };

export type Setup = { setupCode: string, username: string, password: string, displayName?: string, };

export type Register = { username: string, password: string, displayName?: string, invite?: string, };

export type Login = { username: string, password: string, };

export type SignedIn = { token: string, expiresAt: Moment, user: User, };

export type ChangePassword = { currentPassword: string, newPassword: string, };

export type Device = { _id: SessionId, 
/**
 * The one that asks.
 */
current: boolean, 
/**
 * What the client called itself when it signed in.
 */
userAgent: string | null, createdAt: Moment, expiresAt: Moment, };

export type Devices = { sessions: Array<Device>, };

export type EditProfile = { displayName?: string, };

export type Users = { users: Array<User>, };

export type Conversations = { conversations: Array<Conversation>, rev: number, };

export type CreateConversation = { type: ConversationKind, name?: string, topic?: string, participantIds?: Array<UserId>, };

export type EditConversation = { name?: string, topic?: string, 
/**
 * 1 to 36,500, or null for ever.
 */
retentionDays?: number | null, };

export type Participants = { participants: Array<Participant>, };

export type AddParticipants = { userIds: Array<UserId>, };

export type ChangeRole = { role: Role, };

export type History = { 
/**
 * Ascending by `seq`.
 */
messages: Array<Message>, hasBefore: boolean, hasAfter: boolean, };

export type EditContent = { newContent: string, };

export type Pins = { 
/**
 * The newest pin first.
 */
messages: Array<Message>, };

export type Notifications = { level: NotificationLevel, };

export type Reactions = { reactions: Array<Reaction>, };

export type Channels = { 
/**
 * All of them, joined or not, by name.
 */
channels: Array<Conversation>, };

export type Reset = { code: string, password: string, };

export type CreateInvite = { 
/**
 * Accounts that it makes, 1 to 10,000; without it, as many as come.
 */
maxUses?: number, 
/**
 * Seconds, up to a year; without it, it is good until it is withdrawn.
 */
expiresIn?: number, 
/**
 * Groups and channels that newcomers are brought into besides General, up to 50.
 */
conversationIds?: Array<ConversationId>, };

export type Destination = { _id: ConversationId, name: string | null, };

export type Invite = { 
/**
 * Sixteen letters and digits in fours; small letters and missing hyphens do as well.
 */
code: string, 
/**
 * The server's address as the caller reached it, then `/#/join/` and the code.
 */
url: string, maxUses: number | null, uses: number, expiresAt: Moment | null, createdAt: Moment, creator: Person, conversations: Array<Destination>, };

export type Invites = { 
/**
 * The caller's, to administrators everybody's; the newest first.
 */
invites: Array<Invite>, };

export type Void = "expired" | "used_up" | "closed";

export type Invitation = { 
/**
 * An account can be made with it now.
 */
valid: boolean, 
/**
 * Why not.
 */
reason?: Void, creator: Person, 
/**
 * Names of the conversations that it leads to, besides General; none where it is not valid.
 */
conversations: Array<string>, expiresAt: Moment | null, };

export type FileInfo = { _id: FileId, 
/**
 * Root-relative; goes into `fileUrl` of a message as it is.
 */
fileUrl: string, 
/**
 * Without a path and without what is invisible; at most 255 bytes.
 */
fileName: string, 
/**
 * Bytes.
 */
fileSize: number, 
/**
 * What the content shows, whatever the client said.
 */
mimeType: string, 
/**
 * Pixels, upright; of png, jpeg, gif and webp.
 */
width?: number, height?: number, 
/**
 * Only where the picture could be read to its end within the limits: without one, do not show the picture itself in its place.
 */
thumbnailUrl?: string, };

export type FileToken = { token: string, expiresAt: Moment, };

export type AdminUser = { status: Presence, lastSeen: Moment | null, role: AccountRole, createdAt: Moment, 
/**
 * Signs in no more; what it said stays.
 */
disabled: boolean, bot: boolean, 
/**
 * Devices signed in.
 */
sessions: number, 
/**
 * Bytes of the files that it uploaded.
 */
storageBytes: number, _id: UserId, username: string, displayName: string, avatar: string | null, };

export type AdminUsers = { 
/**
 * Everybody, by user name; disabled accounts and bots too.
 */
users: Array<AdminUser>, };

export type EditUser = { disabled?: boolean, role?: AccountRole, displayName?: string, };

export type ResetLink = { 
/**
 * The server's address as the administrator reached it, then `/#/reset/` and the code.
 */
url: string, code: string, expiresAt: Moment, };

export type ServerSettings = { registration: Registration, serverName: string, 
/**
 * Members who do not administrate the server may invite too.
 */
memberInvites: boolean, 
/**
 * Days that messages are kept in conversations that begin from now on; null: for ever.
 */
retentionDays: number | null, 
/**
 * What webhooks may reach: `host`, `host:port`, `address`, `address:port` or `network/bits`.
 */
webhookAddresses: Array<string>, };

export type EditServerSettings = { registration?: Registration, serverName?: string, memberInvites?: boolean, 
/**
 * 1 to 36,500, or null.
 */
retentionDays?: number | null, webhookAddresses?: Array<string>, };

export type ConversationSize = { _id: ConversationId, 
/**
 * Null in a direct conversation: whose it is, is nobody's business.
 */
name: string | null, type: ConversationKind, 
/**
 * Of its words and its files. The words are measured in full up to 64 messages, and by 64 of them in longer conversations.
 */
bytes: number, messages: number, fileBytes: number, };

export type Stats = { uptimeSeconds: number, 
/**
 * Open at this moment.
 */
sockets: number, 
/**
 * Accounts that are neither disabled nor bots.
 */
people: number, online: number, 
/**
 * The 50 that take the most room.
 */
conversations: Array<ConversationSize>, 
/**
 * How many rows each table has.
 */
rows: { [key in string]: number }, databaseBytes: number, 
/**
 * Of the write-ahead log, which is folded into the database now and then.
 */
walBytes: number, fileBytes: number, 
/**
 * What is left on the disk for us.
 */
freeBytes: number, };

export type AuditEntry = { 
/**
 * For `before`; later entries have higher ones.
 */
_id: string, at: Moment, 
/**
 * Null: somebody on the server's own machine.
 */
actor: Person | null, act: string, 
/**
 * The id of what it was done to.
 */
subject: string | null, detail: Record<string, unknown> | null, };

export type Audit = { 
/**
 * The newest first.
 */
entries: Array<AuditEntry>, hasMore: boolean, };

export type Found = { 
/**
 * Newest first.
 */
results: Array<FoundMessage>, 
/**
 * For `cursor`: what comes after these; null where nothing does.
 */
next: MessageId | null, };

export type FoundMessage = { message: Message, conversationId: ConversationId, snippet: Snippet, };

export type Snippet = { text: string, 
/**
 * What was looked for: start and length in `text`, in UTF-16 code units as JavaScript's `slice` counts; ascending, apart.
 */
marks: Array<[number, number]>, };

export type CreateBot = { 
/**
 * Of a bot that was removed: the same one comes back.
 */
username: string, displayName?: string, };

export type Bots = { bots: Array<User>, };

export type CreateToken = { 
/**
 * Where it will be used, as people call that place.
 */
name: string, };

export type BotToken = { _id: SessionId, name: string, createdAt: Moment, };

export type NewBotToken = { 
/**
 * Signs the bot in until it is deleted; it is not shown again.
 */
token: string, _id: SessionId, name: string, createdAt: Moment, };

export type BotTokens = { 
/**
 * The newest first.
 */
tokens: Array<BotToken>, };

export type CreateHook = { 
/**
 * What the machine is called.
 */
name: string, 
/**
 * Which bot speaks, for administrators to choose; unless told, one is made for this hook, and is called as it is.
 */
botId?: UserId, };

export type Hook = { _id: HookId, name: string, conversationId: ConversationId, 
/**
 * Who speaks.
 */
bot: Person, creator: Person, createdAt: Moment, };

export type NewHook = { 
/**
 * Where the machine sends to, from this server's root. Whoever knows it may speak; it is not shown again.
 */
url: string, _id: HookId, name: string, conversationId: ConversationId, 
/**
 * Who speaks.
 */
bot: Person, creator: Person, createdAt: Moment, };

export type Hooks = { 
/**
 * The oldest first.
 */
hooks: Array<Hook>, };

export type Trigger = "mention" | "message";

export type CreateWebhook = { name: string, botId: UserId, 
/**
 * Unless told: wherever the bot takes part.
 */
conversationId?: ConversationId, trigger: Trigger, 
/**
 * `http` or `https`, at one of the addresses that webhooks may reach.
 */
url: string, };

export type EditWebhook = { name?: string, trigger?: Trigger, url?: string, enabled?: boolean, };

export type Webhook = { _id: WebhookId, name: string, bot: Person, 
/**
 * Null: wherever the bot takes part.
 */
conversationId: ConversationId | null, trigger: Trigger, url: string, 
/**
 * False too once a receiver has answered 410.
 */
enabled: boolean, createdAt: Moment, 
/**
 * Messages that it has still to be told of.
 */
waiting: number, 
/**
 * The last time that the receiver was not reached, and why.
 */
failedAt: Moment | null, failure: string | null, };

export type NewWebhook = { 
/**
 * Signs what is sent; it is not shown again.
 */
secret: string, _id: WebhookId, name: string, bot: Person, 
/**
 * Null: wherever the bot takes part.
 */
conversationId: ConversationId | null, trigger: Trigger, url: string, 
/**
 * False too once a receiver has answered 410.
 */
enabled: boolean, createdAt: Moment, 
/**
 * Messages that it has still to be told of.
 */
waiting: number, 
/**
 * The last time that the receiver was not reached, and why.
 */
failedAt: Moment | null, failure: string | null, };

export type Webhooks = { 
/**
 * The oldest first.
 */
webhooks: Array<Webhook>, };

export type WebhookTest = { delivered: boolean, 
/**
 * What the receiver answered.
 */
status?: number, failure?: string, };

export type WebhookCall = { 
/**
 * `message`, or `test`, which has neither message nor conversation.
 */
event: string, webhookId: WebhookId, message?: Message, conversation?: CalledFrom, };

export type CalledFrom = { _id: ConversationId, type: ConversationKind, 
/**
 * Null in a direct conversation.
 */
name: string | null, };

export interface ClientEvents {
  join_conversations: Array<ConversationId>;
  send_message: SendMessage;
  typing: Typing;
  mark_read: MarkRead;
  edit_message: EditMessage;
  delete_message: DeleteMessage;
  add_reaction: React;
  remove_reaction: React;
  pin_message: Pin;
  unpin_message: Pin;
  sync: Sync;
}

export interface Answers {
  join_conversations: Joined;
  send_message: Sent;
  typing: Done;
  mark_read: Marked;
  edit_message: Done;
  delete_message: Done;
  add_reaction: Done;
  remove_reaction: Done;
  pin_message: Done;
  unpin_message: Done;
  sync: Synced;
}

export interface ServerEvents {
  receive_message: ReceiveMessage;
  typing_status: TypingStatus;
  messages_read: MessagesRead;
  message_edited: MessageEdited;
  message_deleted: MessageDeleted;
  message_reacted: MessageReacted;
  message_pinned: MessagePinned;
  user_online: UserOnline;
  user_offline: UserOffline;
  presence_state: PresenceState;
  conversation_created: ConversationCreated;
  conversation_updated: ConversationUpdated;
  conversation_deleted: ConversationDeleted;
  participant_added: ParticipantChanged;
  participant_removed: ParticipantChanged;
  user_updated: UserUpdated;
  unread_changed: UnreadChanged;
  error: EventFailure;
}
