//! `parlor doctor`: what it finds, and that looking changes nothing.

use std::os::unix::fs::PermissionsExt;

use super::*;

/// What it says of one thing: its state, and the whole of it.
fn of(report: &serde_json::Value, name: &str) -> (String, String) {
    let checks = report["checks"].as_array().expect("a list");
    let found = checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("{name}: {report}"));
    (found["state"].as_str().expect("a state").to_owned(), found.to_string())
}

impl Home {
    /// Its report, and whether it found nothing wrong: by the exit code as well as by the word.
    fn examined(&self, words: &[&str]) -> (serde_json::Value, bool) {
        let words = [&["doctor", "--json", "--listen", "127.0.0.1:0", "--min-free-disk", "0"][..], words].concat();
        let output = self.run(&words, &[]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(output.status.code(), Some(if report["healthy"] == true { 0 } else { 1 }), "{report}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said.lines().count(), usize::from(report["healthy"] != true), "{said}");
        (report.clone(), report["healthy"] == true)
    }
}

#[test]
fn a_house_that_is_well_is_said_to_be_so_before_during_and_after() {
    let home = Home::new();
    let (report, well) = home.examined(&[]);
    assert!(well && !home.path("data").exists(), "{report}");
    let server = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    let (report, well) = home.examined(&[]);
    assert!(well, "{report}");
    assert_eq!(of(&report, "database"), ("ok".into(), of(&report, "database").1));
    assert!(of(&report, "server").1.contains(&format!("process {}", server.child.id())), "{report}");
    assert!(of(&report, "addresses").1.contains(&server.address.to_string()), "{report}");
    drop(server);
    let (report, well) = home.examined(&[]);
    assert!(well, "{report}");
    assert!(of(&report, "server").1.contains("None runs"), "{report}");
    assert!(!home.path("data/parlor.db-shm").exists(), "the database is one file");
    let people = home.says(&["doctor", "--listen", "127.0.0.1:0", "--min-free-disk", "0"], &[]);
    assert!(people.lines().count() >= 9 && people.contains("database"), "{people}");
}

#[test]
fn a_health_check_asks_the_server_that_runs_and_nothing_else() {
    let home = Home::new();
    assert!(!home.examined(&["--running"]).1, "none runs");
    let server = home.serve(&["--listen", "127.0.0.1:0"], &[]);
    let (report, well) = home.examined(&["--running"]);
    assert!(well && report["checks"].as_array().is_some_and(|checks| checks.len() == 1), "{report}");
    drop(server);
    let (report, well) = home.examined(&["--running"]);
    assert!(!well && of(&report, "server").1.contains("None answers"), "{report}");
}

#[test]
fn what_is_wrong_is_said_with_what_to_do_about_it() {
    let home = Home::new();
    drop(home.serve(&["--listen", "127.0.0.1:0"], &[]));
    // A start and an end fold the log.
    home.says(&["user", "list"], &[]);
    let data = home.path("data");
    let mode = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");

    mode(&data, 0o755);
    mode(&data.join("key"), 0o644);
    let (report, well) = home.examined(&[]);
    assert!(!well && of(&report, "directory").1.contains("chmod 700") && of(&report, "key").1.contains("chmod 600"), "{report}");
    mode(&data, 0o700);
    mode(&data.join("key"), 0o600);

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = home.run(&["doctor", "--listen", &address, "--min-free-disk", "999TB"], &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("WRONG  server") && said.contains("--listen") && said.contains("WRONG  disk"), "{said}");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("parlor: 2 things are wrong"), "{output:?}");
    assert_eq!(output.status.code(), Some(1));

    let mut bytes = std::fs::read(data.join("parlor.db")).expect("the database");
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(7);
    std::fs::write(data.join("parlor.db"), &bytes).expect("damaged");
    let (report, well) = home.examined(&[]);
    let (state, told) = of(&report, "database");
    assert!(!well && state == "wrong" && told.contains("damaged") && told.contains("restore"), "{report}");
    assert_eq!(std::fs::read(data.join("parlor.db")).expect("there"), bytes, "not a byte of it is written");
}
