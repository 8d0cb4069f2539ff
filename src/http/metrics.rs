//! `/metrics`: how the server does, as Prometheus reads it (text format 0.0.4).

use std::fmt::{Display, Write};
use std::fs;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use warp::http::HeaderValue;
use warp::http::header::CACHE_CONTROL;

use super::reply::Reply;
use super::request::Request;
use crate::auth::keys::digest;
use crate::chat::Chat;
use crate::chat::gauges::Gauges;
use crate::error::{Code, Error, Result};
use crate::metrics::{COUNTS, Histogram};
use crate::store::editions::EDITION;

/// Nothing is here unless a token was configured, and then it is for whoever shows that.
pub async fn show(chat: Arc<Chat>, request: Request) -> Result<Reply> {
    let token = chat.settings().metrics_token.as_ref().ok_or_else(Error::not_found)?;
    // Digests are compared, so that the time it takes tells nothing about the token.
    if request.bearer().is_none_or(|shown| digest(shown) != digest(token.reveal())) {
        return Err(Error::new(Code::Unauthorized, "The metrics are for whoever shows their token, as Authorization: Bearer."));
    }
    let gauges = chat.gauges().await?;
    let process = tokio::task::spawn_blocking(Process::look).await.map_err(Error::internal)?;
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(Reply::bytes(200, kind, page(&gauges, &process)).header(CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

fn page(gauges: &Gauges, process: &Process) -> String {
    let mut page = Page(String::with_capacity(8 * 1024));
    let version = env!("CARGO_PKG_VERSION");
    page.head("parlor_build_info", "gauge", "Which program this is; always 1.");
    page.sample("parlor_build_info", &format!("{{version=\"{version}\",edition=\"{EDITION}\"}}"), 1);
    page.gauge("parlor_uptime_seconds", "Since the start.", gauges.uptime.as_secs_f64());
    page.gauge("parlor_sockets", "Sockets that are connected and signed in.", gauges.sockets);
    page.gauge("parlor_people_online", "People and bots that are there, on however many sockets.", gauges.online);
    page.gauge("parlor_sessions", "Devices and bots that are signed in, connected or not.", gauges.sessions);
    page.counter("parlor_messages_stored_total", "Messages stored since the start.", COUNTS.messages.get());
    page.histogram("parlor_commit_duration_seconds", "How long a commit took.", &COUNTS.commit_time, 1e6);
    page.histogram("parlor_commit_changes", "How many changes shared a commit.", &COUNTS.commit_changes, 1.0);
    page.gauge("parlor_write_queue_length", "Changes that wait to be stored.", gauges.writes_waiting);
    page.head(
        "parlor_writes_refused_total",
        "counter",
        "Changes that were not stored: the queue was full, or their commit failed.",
    );
    for (reason, count) in [("queue_full", &COUNTS.writes_unheard), ("commit_failed", &COUNTS.writes_lost)] {
        page.sample("parlor_writes_refused_total", &format!("{{reason=\"{reason}\"}}"), count.get());
    }
    page.head("parlor_http_requests_total", "counter", "HTTP requests by the class of their answer.");
    for (class, count) in (1..).zip(&COUNTS.answers) {
        page.sample("parlor_http_requests_total", &format!("{{status=\"{class}xx\"}}"), count.get());
    }
    page.counter(
        "parlor_socket_sent_bytes_total",
        "Bytes sent to sockets, before TLS and compression.",
        COUNTS.socket_bytes.get(),
    );
    page.counter(
        "parlor_sockets_closed_slow_total",
        "Sockets closed since their clients did not take what they were sent.",
        COUNTS.slow.get(),
    );
    page.head("parlor_webhook_calls_total", "counter", "Calls of webhooks' receivers.");
    for (result, count) in [("heard", &COUNTS.webhooks_heard), ("failed", &COUNTS.webhooks_failed)] {
        page.sample("parlor_webhook_calls_total", &format!("{{result=\"{result}\"}}"), count.get());
    }
    page.counter(
        "parlor_webhook_messages_lost_total",
        "Messages that a receiver has missed for good.",
        COUNTS.webhooks_lost.get(),
    );
    page.gauge("parlor_webhook_messages_waiting", "Messages that receivers have still to be told of.", gauges.deliveries_waiting);
    page.gauge("parlor_database_bytes", "Size of the database.", gauges.database);
    page.gauge("parlor_wal_bytes", "Size of its write-ahead log.", gauges.wal);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    page.gauge("process_start_time_seconds", "Start of the process since 1970.", now.saturating_sub(gauges.uptime).as_secs_f64());
    let of_the_system = [
        ("process_resident_memory_bytes", "Resident memory.", process.resident),
        ("process_open_fds", "Open file descriptors.", process.open),
        ("process_max_fds", "File descriptors that may be open.", process.most),
    ];
    for (name, help, value) in of_the_system {
        if let Some(value) = value {
            page.gauge(name, help, value);
        }
    }
    page.0
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.head(name, "gauge", help);
        self.sample(name, "", value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "counter", help);
        self.sample(name, "", value);
    }

    /// In units of which `scale` make one of what is counted.
    fn histogram<const N: usize>(&mut self, name: &str, help: &str, histogram: &Histogram<N>, scale: f64) {
        self.head(name, "histogram", help);
        let (sum, below, count) = histogram.read();
        for (bound, count) in below {
            self.sample(&format!("{name}_bucket"), &format!("{{le=\"{}\"}}", bound as f64 / scale), count);
        }
        self.sample(&format!("{name}_bucket"), "{le=\"+Inf\"}", count);
        self.sample(&format!("{name}_sum"), "", sum as f64 / scale);
        self.sample(&format!("{name}_count"), "", count);
    }
}

/// What the system knows of this process; nothing on systems that have no `/proc`.
#[derive(Default)]
struct Process {
    /// Bytes.
    resident: Option<u64>,
    open: Option<u64>,
    most: Option<u64>,
}

impl Process {
    fn look() -> Self {
        let number = |text: String, key: &str, at: usize| -> Option<u64> {
            text.lines().find_map(|line| line.strip_prefix(key))?.split_whitespace().nth(at)?.parse().ok()
        };
        let status = fs::read_to_string("/proc/self/status").ok();
        let limits = fs::read_to_string("/proc/self/limits").ok();
        Process {
            resident: status.and_then(|status| number(status, "VmRSS:", 0)).map(|kilobytes| kilobytes * 1024),
            // One of them is the look itself.
            open: fs::read_dir("/proc/self/fd").ok().map(|fds| (fds.count() as u64).saturating_sub(1)),
            most: limits.and_then(|limits| number(limits, "Max open files", 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_the_system_does_not_know_is_left_out() {
        let gauges = Gauges {
            uptime: Duration::from_millis(1500),
            sockets: 3,
            online: 2,
            sessions: 5,
            writes_waiting: 0,
            deliveries_waiting: 7,
            database: 4096,
            wal: 0,
        };
        let text = page(&gauges, &Process::default());
        assert!(
            text.contains("\nparlor_uptime_seconds 1.5\n") && text.contains("\nparlor_webhook_messages_waiting 7\n"),
            "{text}"
        );
        assert!(!text.contains("process_open_fds") && text.ends_with('\n'));
        let here = page(&gauges, &Process { open: Some(9), ..Process::default() });
        assert!(here.contains("\n# TYPE process_open_fds gauge\nprocess_open_fds 9\n"));
    }
}
