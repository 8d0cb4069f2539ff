//! The floors of the house: a room imports only rooms beneath it, or beside it on the same floor where that is said.

use std::fs;
use std::path::Path;

/// From the ground up. What stands in one line may see itself and every line above it.
const FLOORS: &[&[&str]] = &[
    &["error", "protocol", "text", "wire", "memory", "metrics"],
    &["limits"],
    &["config"],
    &["store", "auth", "media"],
    &["outside"],
    &["archive", "export"],
    &["chat"],
    &["socket", "http"],
    &["server"],
    &["cli"],
];

fn floor(room: &str) -> usize {
    let found = FLOORS.iter().position(|rooms| rooms.contains(&room));
    found.unwrap_or_else(|| panic!("src/{room} stands on no floor; give it one here and on the map in src/lib.rs"))
}

fn visit(path: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(path).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            visit(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn imports_go_down_and_every_file_says_what_lives_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    visit(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file");
        let inside = file.strip_prefix(&root).expect("inside").to_string_lossy().into_owned();
        if !text.starts_with("//! ") {
            wrong.push(format!("{inside} does not open with a line on what lives there"));
        }
        let room = inside.split(['/', '.']).next().expect("a name");
        if ["lib", "main"].contains(&room) {
            continue;
        }
        for imported in text.split("crate::").skip(1) {
            let imported = imported.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
            if imported != "error" && imported != room && floor(imported) > floor(room) {
                wrong.push(format!("{inside} reaches up to {imported}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
