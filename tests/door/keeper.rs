//! One process per data directory, also after a violent end.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use parlor::server::lock::DataDir;

const HOME: &str = "PARLOR_TEST_HOME";

#[test]
fn a_killed_keeper_leaves_no_lock_behind() {
    let home = tempfile::tempdir().expect("a directory");
    let this = std::env::current_exe().expect("known");
    let mut child = Command::new(this)
        .args(["--ignored", "--exact", "--nocapture", "door::keeper::keeps_until_killed"])
        .env(HOME, home.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("run");
    let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    lines.map_while(Result::ok).find(|line| line.contains("kept")).expect("it has the lock");
    assert!(DataDir::open(home.path()).expect_err("held").to_string().contains("already running"));
    child.kill().expect("ours");
    child.wait().expect("ended");
    DataDir::open(home.path()).expect("free");
}

#[test]
#[ignore = "needs a process of its own: a_killed_keeper_leaves_no_lock_behind starts it"]
fn keeps_until_killed() {
    let Some(home) = std::env::var_os(HOME) else { return };
    let _kept = DataDir::open(home).expect("free");
    println!("kept");
    loop {
        std::thread::park();
    }
}
