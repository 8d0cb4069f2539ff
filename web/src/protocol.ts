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
bot?: boolean, _id: UserId, username: string, displayName: string, avatar: string | null, };

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
participants: Array<Participant>, participantCount: number, lastMessage: Message | null, 
/**
 * History is whole from here on.
 */
firstSeq: number, 
/**
 * Others' undeleted messages above the caller's `lastReadSeq`, 0 to 100 (100 means "over 99").
 */
unreadCount: number, mentionCount: number, notifications: NotificationLevel, createdAt: Moment, updatedAt: Moment, rev: number, };

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
upToSeq: number, rev: number, };

export type EditMessage = { messageId: MessageId, newContent: string, };

export type MessageEdited = { messageId: MessageId, newContent: string, editedAt: Moment, conversationId: ConversationId, rev: number, };

export type DeleteMessage = { messageId: MessageId, };

export type MessageDeleted = { messageId: MessageId, conversationId: ConversationId, rev: number, };

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

export type ParticipantChanged = { conversationId: ConversationId, user: Person, role: Role, rev: number, };

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

export type Registration = "invite" | "open" | "closed";

export type Info = { name: string, version: string, registration: Registration, setupRequired: boolean, limits: Limits, };

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
markReadMax: number, };

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

export type EditConversation = { name?: string, topic?: string, };

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

export type Allowed = { 
/**
 * `host`, `host:port`, `address`, `address:port` or `network/bits`.
 */
webhookAddresses: Array<string>, };

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
  participant_added: ParticipantChanged;
  participant_removed: ParticipantChanged;
  user_updated: UserUpdated;
  unread_changed: UnreadChanged;
  error: EventFailure;
}
