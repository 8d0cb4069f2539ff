//! Files, as their uploader is told of them.

use serde::Serialize;

use super::ids::FileId;
use super::time::Moment;

/// `POST /api/files`
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema), ts(optional_fields))]
pub struct FileInfo {
    #[serde(rename = "_id")]
    pub id: FileId,
    /// Root-relative; goes into `fileUrl` of a message as it is.
    pub file_url: String,
    /// Without a path and without what is invisible; at most 255 bytes.
    pub file_name: String,
    /// Bytes.
    pub file_size: i64,
    /// What the content shows, whatever the client said.
    pub mime_type: String,
    /// Pixels, upright; of png, jpeg, gif and webp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<i64>,
    /// Only where the picture could be read to its end within the limits: without one, do not show the picture itself in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
}

/// `POST /api/files/token`: goes as `?token=` behind the address of a file or thumbnail, and nowhere else.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub struct FileToken {
    pub token: String,
    pub expires_at: Moment,
}
