//! Under a service manager: what it is told, and the sockets that it opens for us.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use super::*;

/// The manager's ear: what it was told so far, a line each.
struct Manager {
    ear: UnixDatagram,
    path: String,
    heard: Vec<String>,
}

impl Manager {
    fn new(home: &Home) -> Self {
        let path = home.path("notify");
        let ear = UnixDatagram::bind(&path).expect("bound");
        // Nobody waits for so long unless it never comes.
        ear.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        Manager { ear, path: path.display().to_string(), heard: Vec::new() }
    }

    /// Listens until it hears such a line.
    fn hear(&mut self, wanted: &str) -> String {
        let mut told = [0; 4096];
        loop {
            let length = self.ear.recv(&mut told).unwrap_or_else(|error| panic!("no {wanted} ({error}) in {:?}", self.heard));
            let told = String::from_utf8(told[..length].to_vec()).expect("text");
            let found = told.lines().find(|line| line.starts_with(wanted)).map(str::to_owned);
            self.heard.extend(told.lines().map(str::to_owned));
            if let Some(found) = found {
                return found;
            }
        }
    }
}

/// Starts `words` with these sockets as its third descriptor and the next.
fn with_sockets(home: &Home, manager: &Manager, names: &str, one: TcpListener, other: TcpListener) -> Child {
    let mut command = Command::new("sh");
    let script = r#"export LISTEN_PID=$$; exec "$0" 3<&0 4<&1 0</dev/null 1>/dev/null"#;
    command.args(["-c", script, env!("CARGO_BIN_EXE_parlor")]).env_clear();
    command.env("PARLOR_CONFIG", "/dev/null").env("PARLOR_DATA_DIR", home.path("data")).env("PARLOR_LISTEN", "127.0.0.1:1");
    command.env("LISTEN_FDS", "2").env("LISTEN_FDNAMES", names).env("NOTIFY_SOCKET", &manager.path);
    command.stdin(OwnedFd::from(one)).stdout(OwnedFd::from(other)).stderr(Stdio::piped());
    command.spawn().expect("run")
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

#[test]
fn the_manager_hears_that_people_are_let_in_and_that_it_goes() {
    let home = Home::new();
    let mut manager = Manager::new(&home);
    let started = home.parlor(&["--listen", "127.0.0.1:0"], &[("NOTIFY_SOCKET", &manager.path)]).spawn();
    let child = started.expect("run");
    manager.hear("READY=1");
    let url = manager.heard.iter().find_map(|line| line.strip_prefix("STATUS=Open at http://")?.strip_suffix('/'));
    let address: SocketAddr = url.expect("where it is").parse().expect("an address");
    assert!(!manager.heard.contains(&"STOPPING=1".to_owned()));
    // Ready means that whoever comes now is answered.
    let mut server = Server { child, address };
    assert_eq!(server.info()["setupRequired"], true);
    let pid = rustix::process::Pid::from_child(&server.child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("told");
    manager.hear("STOPPING=1");
    assert!(server.child.wait().expect("gone").success());
    assert!(!manager.heard.iter().any(|line| line.starts_with("WATCHDOG=")), "no watchdog was set: {:?}", manager.heard);
}

#[test]
fn one_that_does_not_come_up_has_never_said_that_it_is() {
    let (_taken, address) = listener();
    for (listen, database) in [(address.to_string(), None), ("127.0.0.1:0".to_owned(), Some("no database"))] {
        let home = Home::new();
        let manager = Manager::new(&home);
        if let Some(text) = database {
            std::fs::create_dir(home.path("data")).expect("made");
            home.write("data/parlor.db", text);
        }
        home.fails(&["--listen", &listen], &[("NOTIFY_SOCKET", &manager.path)]);
        manager.ear.set_nonblocking(true).expect("set");
        let mut told = [0; 4096];
        while let Ok(length) = manager.ear.recv(&mut told) {
            let told = String::from_utf8_lossy(&told[..length]);
            assert!(!told.contains("READY"), "{told}");
        }
    }
}

#[test]
fn a_watchdog_hears_again_and_again_that_it_lives() {
    let home = Home::new();
    let mut manager = Manager::new(&home);
    let variables = [("NOTIFY_SOCKET", manager.path.clone()), ("WATCHDOG_USEC", "400000".to_owned())];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    let server = home.serve(&["--listen", "127.0.0.1:0"], &variables);
    for _ in 0..5 {
        manager.hear("WATCHDOG=1");
    }
    drop(server);
}

#[test]
fn it_serves_on_every_socket_that_it_is_handed_and_on_no_other() {
    let home = Home::new();
    let mut manager = Manager::new(&home);
    let ((one, first), (other, second)) = (listener(), listener());
    let child = with_sockets(&home, &manager, "http:parlor.socket", one, other);
    assert_eq!(manager.hear("STATUS=Open at"), format!("STATUS=Open at http://{first}/"));
    let mut server = Server { child, address: first };
    assert_eq!(server.info()["setupRequired"], true);
    server.address = second;
    assert_eq!(server.info()["setupRequired"], true);
}
