//! What people write, cut into words: the same cut for the index, for what is looked for and for what is shown of it; and what
//! they write as it stands in markup.

pub mod fold;
pub mod markup;
pub mod phrase;
pub mod query;
pub mod snippet;
pub mod words;
