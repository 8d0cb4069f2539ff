//! What bytes beside the database belong to, and under which name they lie there.

use std::path::{Path, PathBuf};

use super::avatars::AvatarName;
use crate::protocol::ids::FileId;

/// The folder of avatars.
pub(super) const AVATARS: &str = "avatars";

/// Ends the name of a thumbnail.
const SMALL: &str = ".small";

/// What bytes belong to. No name is ever used twice.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Blob {
    File(FileId),
    Thumbnail(FileId),
    Avatar(AvatarName),
}

impl Blob {
    /// Uploads lie in 256 folders, by the last two digits of their ids, which are chance.
    pub(super) fn path(&self, root: &Path) -> PathBuf {
        let shard = |id: &FileId| root.join(format!("{:02x}", id.bytes()[15]));
        match self {
            Blob::File(id) => shard(id).join(id.to_string()),
            Blob::Thumbnail(id) => shard(id).join(format!("{id}{SMALL}")),
            Blob::Avatar(name) => root.join(AVATARS).join(name.as_str()),
        }
    }

    /// What bytes with this name belong to.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        if let Some(avatar) = AvatarName::parse(name) {
            return Some(Blob::Avatar(avatar));
        }
        Some(match name.strip_suffix(SMALL) {
            Some(id) => Blob::Thumbnail(FileId::parse(id)),
            None => Blob::File(FileId::parse(name)),
        })
    }
}
