//! The proofs of a right. Nothing happens in a conversation without one in hand, and only this room can make one.
//!
//! Who may do what, decided here and nowhere else (`least` in `standing.rs` is the same table for the program):
//!
//! | act                                                   | direct | group         | channel                       |
//! |-------------------------------------------------------|--------|---------------|-------------------------------|
//! | see that it is there: its face, how many are in it    | both   | participants  | everybody                     |
//! | see who is in it; read, send, react, type, mark read  | both   | participants  | participants                  |
//! | edit or delete one's own messages                     | both   | participants  | participants                  |
//! | join                                                  | nobody | nobody        | everybody                     |
//! | leave                                                 | nobody | participants  | participants; General: nobody |
//! | pin                                                   | both   | participants  | admins, owners                |
//! | bring people in, also by invite                       | nobody | admins, owners| participants °                |
//! | rename, topic, avatar, retention, hooks               | nobody | admins, owners| admins, owners °              |
//! | delete others' messages                               | nobody | admins, owners| admins, owners                |
//! | remove a member                                       | nobody | admins, owners| admins, owners °              |
//! | remove an admin                                       | nobody | owners        | owners °                      |
//! | change roles, making another owner too                | nobody | owners        | owners °                      |
//! | delete it                                             | nobody | owners        | owners °; General: nobody     |
//!
//! An administrator of the server counts as an owner of every channel; ° without having joined it. In direct conversations and
//! groups they are nobody in particular. Nobody removes an owner: another owner takes the role away first, and the last owner
//! who can sign in keeps it. A disabled account is nobody anywhere.
//!
//! Whoever may not see a conversation is answered as if there were none (`not_found`); whoever sees it but may not do a thing
//! there is told so (`forbidden`). Whatever concerns one message and needs its author is `forbidden` alike for all others.

mod admin;
mod author;
mod file;
mod member;
mod standing;

pub use self::admin::{Admin, Administrator};
pub use self::author::{Author, Pinner};
pub use self::file::{FileReader, Uploader};
pub use self::member::{Member, Present, Viewer};
pub use self::standing::Act;
