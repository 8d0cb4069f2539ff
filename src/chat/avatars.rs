//! Avatars: square pictures of people and conversations, made of what they send.

use std::sync::Arc;

use super::Chat;
use super::access::Admin;
use super::caller::Caller;
use super::outcome::{Outcome, Step};
use super::uploads::{Arrived, Upload, disk, finish, place};
use super::{conversations, people};
use crate::error::{Code, Error, Result};
use crate::media::picture;
use crate::protocol::entities::{Conversation, User};
use crate::protocol::ids::ConversationId;
use crate::store::avatars::{self, AvatarName};
use crate::store::blob::Blob;
use crate::store::blobs::Kept;
use crate::store::writer::next_rev;
use crate::store::{conversations as kept_conversations, users};

impl Chat {
    /// Whether this person may give that conversation an avatar: worth asking before the picture is sent.
    ///
    /// # Errors
    /// `not_found` for outsiders, `forbidden` for those who may not rename it, and in a direct conversation.
    pub async fn may_portray(&self, caller: &Caller, id: ConversationId) -> Result<()> {
        let user = caller.user;
        self.read(move |connection| Admin::prove(connection, id, user).map(drop)).await
    }

    /// Makes an avatar of what was uploaded, or takes it away. What is so already changes nothing and tells nobody.
    ///
    /// # Errors
    /// `unsupported_media_type` for what is no png, jpeg, gif or webp; `bad_request` for a picture that is too large or broken.
    pub async fn set_avatar(self: &Arc<Self>, caller: &Caller, upload: Option<Upload>) -> Result<User> {
        let (chat, id) = (Arc::clone(self), caller.user);
        finish(async move {
            let (name, kept) = portrait(upload).await?.unzip();
            let rooms = Arc::clone(&chat.rooms);
            let user = chat
                .commit(move |connection| {
                    let before = users::by_id(connection, id)?.person.avatar;
                    let Some(mut steps) = replaced(before.as_deref(), name.as_ref()) else {
                        return Ok(Outcome::quiet(people::present(&rooms, users::by_id(connection, id)?)));
                    };
                    let rev = next_rev(connection)?;
                    avatars::set_of_user(connection, id, name.map(|name| name.address()).as_deref(), rev)?;
                    let mut outcome = people::changed(connection, &rooms, id, rev)?;
                    outcome.steps.append(&mut steps);
                    Ok(outcome)
                })
                .await?;
            kept.into_iter().for_each(Kept::named);
            Ok(user)
        })
        .await
    }

    /// The same for a conversation.
    ///
    /// # Errors
    /// As above, and those of [`Chat::may_portray`].
    pub async fn set_conversation_avatar(
        self: &Arc<Self>,
        caller: &Caller,
        id: ConversationId,
        upload: Option<Upload>,
    ) -> Result<Conversation> {
        let (chat, user) = (Arc::clone(self), caller.user);
        finish(async move {
            let (name, kept) = portrait(upload).await?.unzip();
            let conversation = chat
                .commit(move |connection| {
                    let admin = Admin::prove(connection, id, user)?;
                    let now = kept_conversations::view(connection, id, admin.user())?;
                    let Some(mut steps) = replaced(now.avatar.as_deref(), name.as_ref()) else { return Ok(Outcome::quiet(now)) };
                    let rev = next_rev(connection)?;
                    avatars::set_of_conversation(connection, id, name.map(|name| name.address()).as_deref(), rev)?;
                    steps.push(Step::Rev(rev));
                    steps.extend(conversations::all_updated(connection, id)?);
                    Ok(Outcome::new(kept_conversations::view(connection, id, admin.user())?, steps))
                })
                .await?;
            kept.into_iter().for_each(Kept::named);
            Ok(conversation)
        })
        .await
    }
}

/// What follows when one avatar takes the place of another; None where there was none and is none.
fn replaced(before: Option<&str>, after: Option<&AvatarName>) -> Option<Vec<Step>> {
    if before.is_none() && after.is_none() {
        return None;
    }
    Some(discarded(before).into_iter().collect())
}

/// What removes an avatar's bytes, once nothing has that address any more.
pub(super) fn discarded(address: Option<&str>) -> Option<Step> {
    Some(Step::Discard(Blob::Avatar(AvatarName::of_address(address?)?)))
}

/// The avatar that an upload makes, in its place.
async fn portrait(upload: Option<Upload>) -> Result<Option<(AvatarName, Kept)>> {
    let Some(upload) = upload else { return Ok(None) };
    let Arrived { chat, incoming, mime, .. } = upload.arrive().await?;
    let (source, pixels) = (incoming.reader().map_err(disk)?, chat.settings().files.pixels());
    let made = chat.studio.run(move || picture::measure(&source, mime).map(|_| picture::avatar(&source, mime, pixels))).await?;
    let made = made.ok_or_else(|| {
        Error::new(Code::UnsupportedMediaType, "An avatar is made of a picture; send a PNG, JPEG, GIF or WebP file.")
    })?;
    let made = made.ok_or_else(|| {
        let most = chat.settings().files.max_megapixels;
        Error::bad_request(format!("This picture is broken or has more than {most} megapixels; send another or a smaller one."))
    })?;
    let name = AvatarName::mint(made.mime)?;
    let (blobs, blob) = (Arc::clone(&chat.blobs), Blob::Avatar(name.clone()));
    let kept = tokio::task::spawn_blocking(move || place(&blobs, &made.bytes, blob)).await.map_err(Error::internal)?;
    Ok(Some((name, kept.map_err(disk)?)))
}
