//! What verbs say: lines and tables for people, JSON for scripts.

use std::io::{ErrorKind, Read, Write};

use serde_json::Value;

use crate::error::{Code, Error, Result};

/// Whole to standard output. A reader that has seen enough is no failure.
///
/// # Errors
/// Where it cannot be written, as on a full disk.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::new(Code::Unavailable, format!("Standard output cannot be written ({error}).")))
        }
        _ => Ok(()),
    }
}

pub fn line(text: &str) -> Result<()> {
    print(&format!("{text}\n"))
}

pub fn json(value: &Value) -> Result<()> {
    line(&serde_json::to_string_pretty(value).map_err(Error::internal)?)
}

/// Columns as wide as their widest cell, two spaces apart.
pub fn table(rows: &[Vec<String>]) -> String {
    let width = |cell: &String| cell.chars().count();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().filter_map(|row| row.get(at)).map(width).max().unwrap_or_default()).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// "1 file", "2 files".
pub fn count(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A moment of the wire, to the minute.
pub fn moment(value: &Value) -> String {
    value.as_str().and_then(|text| text.get(..16)).map_or("-".to_owned(), |text| text.replace('T', " "))
}

/// What standard input says, without the end of its line.
///
/// # Errors
/// `bad_request` for what is no text.
pub fn password() -> Result<String> {
    let mut password = String::new();
    let read = std::io::stdin().take(4096).read_to_string(&mut password);
    read.map_err(|_| Error::bad_request("The password on standard input is not UTF-8 text."))?;
    Ok(password.trim_end_matches(['\n', '\r']).to_owned())
}
