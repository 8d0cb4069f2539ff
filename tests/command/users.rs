//! `parlor user`: with a server on the directory and without one.

use super::*;

const ADD: [&str; 4] = ["user", "add", "--password-stdin", "--admin"];

impl Home {
    fn add(&self, name: &str, password: &str, variables: &[(&str, &str)]) -> Output {
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
