//! The command as people and service managers start it: the program itself, in a home of its own.

mod backup;
mod doctor;
mod options;
mod service;
mod users;
mod verbs;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// A directory with everything that a start may find.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Home(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).expect("written");
        self.path(name).display().to_string()
    }

    /// The program on the data directory `data`, knowing nothing of the machine that it runs on.
    fn parlor(&self, words: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlor"));
        command
            .env_clear()
            .env("HOME", self.0.path())
            .env("PARLOR_CONFIG", "/dev/null")
            .env("PARLOR_DATA_DIR", self.path("data"));
        command.args(words).envs(variables.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> Output {
        self.parlor(words, variables).output().expect("run")
    }

    /// Runs what has to fail: its exit status, and the one sentence that it says.
    fn fails(&self, words: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
        let output = self.run(words, variables);
        let said = String::from_utf8(output.stderr).expect("text");
        let code = output.status.code().expect("no signal");
        assert!(output.stdout.is_empty() && code != 0, "{words:?} {variables:?}: {code} {said}");
        let line = said.strip_prefix("parlor: ").and_then(|said| said.strip_suffix('\n')).unwrap_or_default();
        assert!(!line.is_empty() && !line.contains('\n') && line.ends_with(['.', '?']), "no sentence: {said:?}");
        (code, line.to_owned())
    }

    fn serve(&self, words: &[&str], variables: &[(&str, &str)]) -> Server {
        let mut child = self.parlor(words, variables).spawn().expect("run");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let address = lines.skip(1).find_map(|line| line.trim().strip_prefix("http://")?.strip_suffix('/')?.parse().ok());
        let Some(address) = address else {
            let mut said = String::new();
            child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
            panic!("it does not serve: {said}");
        };
        Server { child, address }
    }
}

/// One that runs, until it is dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn info(&self) -> serde_json::Value {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.write_all(b"GET /api/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
