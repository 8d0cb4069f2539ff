//! `parlor backup` and `parlor restore`, and what goes forward to a newer edition.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rusqlite::Connection;

use super::*;

/// Everything in a directory by its path there, but for the lock.
fn tree(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = super::users::walk(path).into_iter().filter(|path| path.is_file());
    files
        .map(|file| (file.strip_prefix(path).expect("inside").to_owned(), std::fs::read(&file).expect("read")))
        .filter(|(name, _)| name != Path::new("lock"))
        .collect()
}

fn names(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).expect("a directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn users(home: &Home, dir: &str) -> String {
    home.says(&["user", "list", "--data-dir", &home.path(dir).display().to_string()], &[])
}

/// A house of an edition as its program left it, with Ann and one message in it.
fn older(home: &Home, edition: i64) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let read = |name: String| std::fs::read_to_string(root.join(&name)).unwrap_or_else(|_| panic!("{name}"));
    std::fs::create_dir(home.path("data")).expect("made");
    let database = Connection::open(home.path("data/parlor.db")).expect("a database");
    database.pragma_update(None, "journal_mode", "WAL").expect("a log");
    database.execute_batch(&read(format!("editions/{edition}.sql"))).expect("the edition");
    database.execute_batch(&read("package/first.sql".into())).expect("what was said");
    database.pragma_update(None, "user_version", edition).expect("its number");
    std::fs::write(home.path("data/key"), [7; 32]).expect("a key");
}

fn edition(path: &Path) -> i64 {
    let database = Connection::open(path).expect("a database");
    database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("an edition")
}

/// Of every edition that there was before this one.
fn editions() -> Vec<i64> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editions");
    let found: Vec<i64> = names(&folder).iter().filter_map(|name| name.strip_suffix(".sql")?.parse().ok()).collect();
    assert_eq!(found, (1..parlor::store::editions::EDITION).collect::<Vec<_>>(), "one of each");
    found
}

#[test]
fn a_backup_is_whole_private_replaces_nothing_and_leaves_the_house_as_it_was() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    let before = tree(&home.path("data"));
    let file = home.path("one.tar").display().to_string();
    let said = home.says(&["backup", &file], &[]);
    assert!(said.starts_with(&file) && said.contains("0 files") && said.lines().count() == 1, "{said}");
    assert_eq!(std::fs::metadata(&file).expect("made").permissions().mode() & 0o777, 0o600);
    assert_eq!(tree(&home.path("data")), before);
    assert_eq!(names(&home.path("")), ["data", "one.tar"], "nothing beside it");

    let (code, said) = home.fails(&["backup", &file], &[]);
    assert!(code == 1 && said.contains("is there already"), "{said}");
    std::os::unix::fs::symlink("/nowhere", home.path("link.tar")).expect("made");
    assert!(home.fails(&["backup", &home.path("link.tar").display().to_string()], &[]).1.contains("is there already"));
    let (code, said) = home.fails(&["backup", "/nowhere/one.tar"], &[]);
    assert!(code == 1 && said.contains("/nowhere/one.tar cannot be made"), "{said}");
    let (code, said) = home.fails(&["backup", &file, "--data-dir", "/nowhere"], &[]);
    assert!(code == 1 && said.contains("no database in /nowhere"), "{said}");

    let server = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    let told = home.json(&["backup", &home.path("two.tar").display().to_string(), "--json"], &[]);
    assert_eq!((&told["files"], &told["lost"]), (&0.into(), &serde_json::json!([])), "{told}");
    assert_eq!(told["bytes"], std::fs::metadata(home.path("two.tar")).expect("made").len());
    let (code, said) = home.fails(&["restore", &file], &[]);
    assert!(code == 1 && said.contains("already running"), "{said}");
    drop(server);
}

#[test]
fn what_is_restored_is_what_was_backed_up_and_what_was_there_is_kept() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    std::fs::create_dir(home.path("data/tls")).expect("made");
    home.write("data/tls/authority.crt", "a certificate");
    let file = home.path("one.tar").display().to_string();
    home.says(&["backup", &file], &[]);
    let key = std::fs::read(home.path("data/key")).expect("a key");

    let elsewhere = home.path("elsewhere").display().to_string();
    let said = home.says(&["restore", &file, "--data-dir", &elsewhere], &[]);
    assert!(said.starts_with(&elsewhere) && !said.contains(".bak"), "{said}");
    assert_eq!(std::fs::read(home.path("elsewhere/key")).expect("a key"), key);
    assert_eq!(std::fs::read(home.path("elsewhere/tls/authority.crt")).expect("there"), b"a certificate");
    assert!(users(&home, "elsewhere").contains("ann"));
    for (path, mode) in
        [("elsewhere", 0o700), ("elsewhere/parlor.db", 0o600), ("elsewhere/key", 0o600), ("elsewhere/files", 0o700)]
    {
        assert_eq!(std::fs::metadata(home.path(path)).expect(path).permissions().mode() & 0o777, mode, "{path}");
    }

    assert!(home.add("bo", "a lamp in the window", &[]).status.success());
    for kept in ["before-restore.bak", "before-restore-2.bak"] {
        let before = tree(&home.path("data")).into_iter().filter(|(name, _)| !name.starts_with("before-restore.bak"));
        let before: BTreeMap<_, _> = before.collect();
        let told = home.json(&["restore", &file, "--json"], &[]);
        assert_eq!(told["kept"], home.path("data").join(kept).display().to_string());
        let kept = tree(&home.path("data").join(kept));
        assert!(
            before.keys().all(|name| kept.contains_key(name))
                && kept["parlor.db".as_ref() as &Path] == before["parlor.db".as_ref() as &Path]
        );
    }
    assert!(!users(&home, "data").contains("bo"));
    home.says(&["restore", &file, "--data-dir", &home.path("data/before-restore.bak").display().to_string()], &[]);
}

#[test]
fn a_backup_that_is_damaged_is_refused_and_nothing_is_changed() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    let file = home.path("one.tar");
    home.says(&["backup", &file.display().to_string()], &[]);
    let whole = std::fs::read(&file).expect("read");
    let before = tree(&home.path("data"));
    let end = whole.len();
    for (what, from, to) in [
        ("the header of the key", 0, 100),
        ("the key", 512, 520),
        ("behind the key", 560, 561),
        ("the header of the database", 1024, 1030),
        ("the database", 1536 + 4096 * 3, 1536 + 4096 * 3 + 1),
        ("what it says of itself", end - 1536, end - 1526),
        ("its last bytes", end - 1, end),
    ] {
        let mut damaged = whole.clone();
        damaged[from..to].iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::write(&file, &damaged).expect("written");
        let (code, said) = home.refuses(&file);
        assert!(code == 1 && said.contains("no whole backup"), "{what}: {said}");
        assert_eq!(tree(&home.path("data")), before, "{what}");
    }
    for part in [0, 511, 1024, end / 2, end - 1024, end - 512, end - 1] {
        std::fs::write(&file, &whole[..part]).expect("written");
        let (code, said) = home.refuses(&file);
        assert!(code == 1 && said.contains("no whole backup"), "{part} bytes: {said}");
    }
    std::fs::remove_file(&file).expect("removed");
    assert!(home.fails(&["restore", &file.display().to_string()], &[]).1.contains("cannot be read"));
    assert!(home.fails(&["restore", "/dev/null"], &[]).1.contains("cannot be read"));
    assert_eq!(tree(&home.path("data")), before);
    assert_eq!(names(&home.path("data")), ["files", "key", "lock", "parlor.db"]);
}

#[test]
fn a_damaged_house_is_not_backed_up_and_not_written_to_and_a_lost_file_is_named() {
    let home = Home::new();
    older(&home, 1);
    assert!(users(&home, "data").contains("ann"));
    let database = Connection::open(home.path("data/parlor.db")).expect("a database");
    let id = [7; 16];
    database
        .execute("INSERT INTO files (id, uploader, name, size, mime, created_at) SELECT ?1, id, 'a.txt', 5, 'text/plain', 1 FROM users", [id])
        .expect("a row");
    drop(database);
    let file = home.path("one.tar").display().to_string();
    let (code, said) = home.grumbles(&["backup", &file]);
    let lost = format!("files/07/file_{}", "07".repeat(16));
    assert!(code == 1 && said.contains(&lost) && said.contains("--lossy"), "{said}");
    std::fs::create_dir_all(home.path("data/files/07")).expect("made");
    std::fs::write(home.path("data").join(&lost), "four").expect("written");
    assert!(home.grumbles(&["backup", &file]).1.contains("not whole"), "one byte is missing");
    let told = home.json(&["backup", &file, "--json", "--lossy"], &[]);
    assert_eq!(told["lost"], serde_json::json!([lost]));
    home.says(&["restore", &file], &[]);
    std::fs::create_dir_all(home.path("data/files/07")).expect("made");
    std::fs::write(home.path("data").join(&lost), "fives").expect("written");
    let told = home.json(&["backup", &home.path("two.tar").display().to_string(), "--json"], &[]);
    assert_eq!((&told["files"], &told["lost"]), (&1.into(), &serde_json::json!([])));

    let mut bytes = std::fs::read(home.path("data/parlor.db")).expect("read");
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(7);
    std::fs::write(home.path("data/parlor.db"), &bytes).expect("damaged");
    let (code, said) = home.grumbles(&["backup", &home.path("three.tar").display().to_string()]);
    assert!(code == 1 && said.contains("data/parlor.db") && said.contains("damaged"), "{said}");
    assert_eq!(std::fs::read(home.path("data/parlor.db")).expect("read"), bytes, "not a byte of it is written");
    assert!(!home.path("three.tar").exists());
}

#[test]
fn a_house_of_every_older_edition_is_backed_up_restored_and_kept_when_it_goes_forward() {
    for number in editions() {
        let home = Home::new();
        older(&home, number);
        let file = home.path("one.tar").display().to_string();
        let told = home.json(&["backup", &file, "--json"], &[]);
        assert_eq!(told["edition"], number);
        assert_eq!(edition(&home.path("data/parlor.db")), number, "a backup takes nothing forward");

        let (code, said) = home.fails(&["export", &home.path("export").display().to_string()], &[]);
        assert!(code == 1 && said.contains("start Parlor once") && !home.path("export").exists(), "{said}");

        let restored = home.path("restored").display().to_string();
        home.says(&["restore", &file, "--data-dir", &restored], &[]);
        assert_eq!(edition(&home.path("restored/parlor.db")), parlor::store::editions::EDITION);
        assert_eq!(names(&home.path("restored")), ["files", "key", "lock", "parlor.db"]);
        assert!(users(&home, "restored").contains("ann"));

        let kept = home.path(&format!("data/parlor.db.edition-{number}.bak"));
        let before = std::fs::read(home.path("data/parlor.db")).expect("read");
        assert!(users(&home, "data").contains("ann") && users(&home, "data").contains("ann"));
        assert_eq!((edition(&kept), std::fs::metadata(&kept).expect("kept").mode() & 0o777), (number, 0o600));
        assert_eq!(edition(&home.path("data/parlor.db")), parlor::store::editions::EDITION);
        // A start that failed half way leaves a copy, and the next one no other; of what is another house there is one.
        let copies = || names(&home.path("data")).iter().filter(|name| name.contains(".edition-")).count();
        let back = || {
            names(&home.path("data")).iter().filter(|name| name.starts_with("parlor.db-")).for_each(|log| {
                std::fs::remove_file(home.path("data").join(log)).expect("removed");
            });
            std::fs::write(home.path("data/parlor.db"), &before).expect("written");
        };
        back();
        assert!(users(&home, "data").contains("ann"));
        assert_eq!(copies(), 1);
        back();
        let database = Connection::open(home.path("data/parlor.db")).expect("a database");
        database.execute("UPDATE users SET display_name = 'Anna'", []).expect("changed");
        drop(database);
        assert!(users(&home, "data").contains("Anna"));
        assert_eq!(copies(), 2);
    }
}

#[test]
fn what_a_newer_program_made_is_left_alone() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    let database = Connection::open(home.path("data/parlor.db")).expect("a database");
    database.pragma_update(None, "user_version", parlor::store::editions::EDITION + 1).expect("an edition");
    drop(database);
    let before = tree(&home.path("data"));
    let (code, said) = home.fails(&["backup", &home.path("one.tar").display().to_string()], &[]);
    assert!(code == 1 && said.contains("start a newer Parlor"), "{said}");
    let same = |tree: &BTreeMap<PathBuf, Vec<u8>>| tree[Path::new("parlor.db")].clone();
    assert_eq!(same(&tree(&home.path("data"))), same(&before));
}

#[test]
fn what_a_restore_decided_is_finished_by_whoever_comes_next() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    std::fs::create_dir_all(home.path("data/restoring/new")).expect("made");
    std::fs::rename(home.path("data/parlor.db"), home.path("data/restoring/new/parlor.db")).expect("moved");
    assert!(users(&home, "data").contains("ann"));
    assert!(home.path("data/parlor.db").exists() && !home.path("data/restoring").exists());
    std::fs::create_dir_all(home.path("data/restoring/new")).expect("made");
    std::fs::rename(home.path("data/parlor.db"), home.path("data/restoring/new/parlor.db")).expect("moved");
    home.says(&["backup", &home.path("one.tar").display().to_string()], &[]);
    assert!(home.path("data/parlor.db").exists() && !home.path("data/restoring").exists());
}

#[test]
fn tools_of_others_run_before_and_after_and_their_failure_is_told() {
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    let file = home.path("one.tar").display().to_string();
    let (log, path) = (home.path("log").display().to_string(), ("PATH", "/usr/bin:/bin"));
    let (before, after) = (format!("echo before >> {log}; test ! -e {file}"), format!("cp \"$PARLOR_BACKUP\" {file}.copy"));
    let told = home.json(&["backup", &file, "--json", "--before", &before, "--after", &after], &[path]);
    assert_eq!(told["file"], file);
    assert_eq!(std::fs::read(&file).expect("made"), std::fs::read(format!("{file}.copy")).expect("copied"));
    assert_eq!(std::fs::read_to_string(&log).expect("written"), "before\n");
    let other = home.path("two.tar").display().to_string();
    let (code, said) = home.grumbles(&["backup", &other, "--before", "exit 3"]);
    assert!(code == 1 && said.contains("\"exit 3\" failed") && said.contains("Nothing was backed up"), "{said}");
    assert!(!home.path("two.tar").exists());
    let (code, said) = home.grumbles(&["backup", &other, "--after", "exit 4"]);
    assert!(code == 1 && said.contains("The backup itself was made") && home.path("two.tar").exists(), "{said}");
}

#[test]
fn root_backs_up_where_only_root_may_write_and_restores_for_the_owner() {
    use std::os::unix::fs::chown;
    let home = Home::new();
    assert!(home.add("ann", "a lamp in the window", &[]).status.success());
    // Only root can give a directory away, and only root has to become somebody.
    if chown(home.path("data"), Some(12_345), Some(12_345)).is_err() {
        return;
    }
    let owned = || super::users::walk(&home.path("data")).into_iter();
    owned().for_each(|path| chown(path, Some(12_345), Some(12_345)).expect("given away"));
    std::fs::set_permissions(home.path(""), std::fs::Permissions::from_mode(0o711)).expect("a way to it");
    std::fs::create_dir(home.path("roots")).expect("made");
    std::fs::set_permissions(home.path("roots"), std::fs::Permissions::from_mode(0o700)).expect("closed");
    let file = home.path("roots/one.tar");
    home.says(&["backup", &file.display().to_string()], &[]);
    assert_eq!(std::fs::metadata(&file).expect("made").uid(), 0, "whoever makes it may read it");
    home.says(&["restore", &file.display().to_string()], &[]);
    for path in owned() {
        assert_eq!(std::fs::metadata(&path).expect("there").uid(), 12_345, "{} is still its owner's", path.display());
    }
    assert!(users(&home, "data").contains("ann"));
}

impl Home {
    /// What fails after some work: its exit status, and its last sentence.
    fn grumbles(&self, words: &[&str]) -> (i32, String) {
        let output = self.run(words, &[("PATH", "/usr/bin:/bin")]);
        let said = String::from_utf8(output.stderr).expect("text");
        let line = said.lines().last().unwrap_or_default().to_owned();
        assert!(line.starts_with("parlor: ") && line.ends_with('.') && output.stdout.is_empty(), "{said}");
        (output.status.code().expect("no signal"), line)
    }

    fn refuses(&self, file: &Path) -> (i32, String) {
        self.grumbles(&["restore", &file.display().to_string()])
    }
}
