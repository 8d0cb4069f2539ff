//! `parlor user`: with a server on the directory and without one.

use super::*;

const ADD: [&str; 4] = ["user", "add", "--password-stdin", "--admin"];

impl Home {
    pub(super) fn add(&self, name: &str, password: &str, variables: &[(&str, &str)]) -> Output {
        let words: Vec<&str> = ADD.into_iter().chain([name]).collect();
        let mut child = self.parlor(&words, variables).stdin(Stdio::piped()).spawn().expect("run");
        child.stdin.take().expect("piped").write_all(password.as_bytes()).expect("written");
        child.wait_with_output().expect("ended")
    }
}

#[test]
fn an_account_is_made_whether_or_not_a_server_runs_there() {
    let home = Home::new();
    let added = home.add("ann", "a lamp in the window\n", &[]);
    assert!(added.status.success(), "{added:?}");
    assert_eq!(String::from_utf8_lossy(&added.stdout), "ann can sign in now.\n");
    assert!(!home.path("data/parlor.db-wal").exists(), "the database is one file");
    let server = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    assert_eq!(server.info()["setupRequired"], false, "Ann is an administrator");
    assert!(home.add("bo", "a lamp in the window\n", &[]).status.success(), "the server makes this one");
    for (name, password, told) in [
        ("bo", "a lamp in the window", "is taken"),
        ("cy", "short", "at least 8 characters"),
        ("no spaces", "a lamp in the window", "user name"),
    ] {
        let refused = home.add(name, password, &[]);
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.starts_with("parlor: ") && said.contains(told) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn the_directory_may_stand_in_the_file_and_other_options_beside_it() {
    let home = Home::new();
    let elsewhere = home.path("elsewhere").display().to_string();
    let file = home.write("parlor.toml", &format!("data_dir = \"{elsewhere}\"\nregistration = \"closed\"\nmax_headers = 32\n"));
    let variables = [("PARLOR_CONFIG", file.as_str()), ("PARLOR_DATA_DIR", "")];
    // A secret that is not for this user keeps nobody from making an account.
    let added =
        home.add("ann", "a lamp in the window", &[variables[0], variables[1], ("PARLOR_METRICS_TOKEN_FILE", "/nowhere/token")]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    assert!(home.path("elsewhere/parlor.db").exists() && !home.path("data").exists());
}

#[test]
fn accounts_and_invites_are_kept_without_a_server() {
    let home = Home::new();
    let (code, said) = home.fails(&["invite", "create"], &[]);
    assert!(code == 1 && said.contains("no administrator yet"), "{said}");
    for name in ["ann", "bo"] {
        assert!(home.add(name, "a lamp in the window", &[]).status.success());
    }
    assert_eq!(home.says(&["user", "admin", "bo", "--revoke"], &[]), "bo is a member.\n");
    let (code, said) = home.fails(&["user", "disable", "ann"], &[]);
    assert!(code == 1 && said.contains("last administrator"), "{said}");
    assert_eq!(home.says(&["user", "disable", "bo"], &[]), "bo is signed out and comes in no more.\n");
    let (code, said) = home.fails(&["user", "passwd", "bo", "--link"], &[]);
    assert!(code == 1 && said.contains("disabled"), "{said}");
    assert_eq!(home.says(&["user", "enable", "BO"], &[]), "bo can sign in again.\n");
    let (code, said) = home.fails(&["user", "enable", "cy"], &[]);
    assert!(code == 1 && said.contains("\"cy\"") && said.contains("user list"), "{said}");
    assert_eq!(home.fails(&["user", "passwd", "bo"], &[]).0, 2, "neither a link nor a password");

    let users = home.json(&["user", "list", "--json"], &[]);
    assert_eq!((&users[0]["username"], &users[0]["role"]), (&"ann".into(), &"admin".into()), "{users}");
    assert_eq!((&users[1]["username"], &users[1]["disabled"]), (&"bo".into(), &false.into()), "{users}");
    assert!(home.says(&["user", "list"], &[]).lines().nth(2).is_some_and(|line| line.starts_with("bo ")));

    let url = [("PARLOR_PUBLIC_URL", "https://chat.example")];
    let invite = home.json(&["invite", "create", "--uses", "3", "--expires", "7d", "--by", "bo", "--json"], &url);
    assert_eq!((&invite["maxUses"], &invite["creator"]["username"]), (&3.into(), &"bo".into()), "{invite}");
    let code = invite["code"].as_str().expect("a code");
    let link = home.says(&["invite", "create"], &url);
    assert!(link.starts_with("https://chat.example/#/join/"), "{link}");
    assert_eq!(home.json(&["invite", "list", "--json"], &[]).as_array().map(Vec::len), Some(2));
    home.says(&["invite", "revoke", code], &[]);
    assert_eq!(home.fails(&["invite", "revoke", code], &[]).0, 1, "it is gone");
    assert!(!home.says(&["invite", "list"], &[]).contains(code));
    for words in [&["invite", "create", "--uses", "0"][..], &["invite", "create", "--expires", "soon"]] {
        assert_eq!(home.fails(words, &[]).0, 2, "{words:?}");
    }
    assert_eq!(home.fails(&["invite", "create", "--expires", "2y"], &[]).0, 1, "longer than a year");
    assert!(!home.path("data/parlor.db-wal").exists(), "the database is one file");
}

#[test]
fn root_becomes_the_owner_of_the_database_before_a_verb_opens_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    // Only root can give a directory away, and only root has to become somebody.
    if chown(home.path("data"), Some(12_345), Some(12_345)).is_err() {
        return;
    }
    let everything = || walk(&home.path("data"));
    for path in everything() {
        chown(path, Some(12_345), Some(12_345)).expect("given away");
    }
    std::fs::set_permissions(home.path(""), std::fs::Permissions::from_mode(0o711)).expect("a way to it");
    assert!(home.add("bo", "a lamp in the window", &[]).status.success());
    assert!(home.says(&["user", "list"], &[]).contains("bo"));
    assert!(home.run(&["doctor", "--listen", "127.0.0.1:0", "--min-free-disk", "0"], &[]).status.success());
    for path in everything() {
        let owner = std::fs::metadata(&path).expect("there").uid();
        assert_eq!(owner, 12_345, "{} is still its owner's", path.display());
    }
    std::fs::write(home.path("data/parlor.db-journal"), "").expect("made by root");
    let doctor = home.run(&["doctor", "--listen", "127.0.0.1:0"], &[]);
    let said = String::from_utf8_lossy(&doctor.stdout);
    assert!(
        doctor.status.code() == Some(1) && said.contains("parlor.db-journal") && said.contains("chown -R 12345:12345"),
        "{said}"
    );
}

pub(super) fn walk(path: &std::path::Path) -> Vec<PathBuf> {
    let mut found = vec![path.to_owned()];
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        found.extend(walk(&entry.path()));
    }
    found
}
