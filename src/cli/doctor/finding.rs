//! What one look of the doctor's found.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ok,
    /// Worth knowing; nothing has to be done.
    Note,
    Wrong,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Note => "note",
            State::Wrong => "WRONG",
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Finding {
    pub name: &'static str,
    pub state: State,
    /// One sentence.
    pub found: String,
    /// What to do, where something has to be done.
    pub advice: Option<String>,
}

impl Finding {
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Finding { name, state: State::Ok, found: found.into(), advice: None }
    }

    pub fn note(name: &'static str, found: impl Into<String>) -> Self {
        Finding { name, state: State::Note, found: found.into(), advice: None }
    }

    pub fn wrong(name: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Finding { name, state: State::Wrong, found: found.into(), advice: Some(advice.into()) }
    }
}
