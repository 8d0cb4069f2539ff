//! The part of the table that bounds what anybody may ask of the server.

use std::time::Duration;

use clap::Args;

use super::values::{count, duration, size};
use crate::limits::rate::Rate;

/// What is not here is fixed, since clients count on it: the bytes of a message and of a packet, the heartbeat, ids in one
/// event, items in one page.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Connections at once, and sockets at once
    #[arg(long, default_value = "1000", value_name = "COUNT", value_parser = count(1..=1_000_000))]
    pub max_connections: usize,
    /// Those of one address; loopback and trusted proxies have no bound
    #[arg(long, default_value = "64", value_name = "COUNT", value_parser = count(1..=1_000_000))]
    pub max_connections_per_address: usize,
    /// Sockets of one person at once
    #[arg(long, default_value = "10", value_name = "COUNT", value_parser = count(1..=1_000_000))]
    pub max_connections_per_user: usize,
    /// From the connection to the end of its first request's headers
    #[arg(long, default_value = "5s", value_name = "TIME", value_parser = duration)]
    pub header_timeout: Duration,
    /// From the end of an answer to the end of the next request's headers
    #[arg(long, default_value = "75s", value_name = "TIME", value_parser = duration)]
    pub idle_timeout: Duration,
    /// How long the body of a request may pause
    #[arg(long, default_value = "30s", value_name = "TIME", value_parser = duration)]
    pub body_timeout: Duration,
    /// How long a client may take nothing of what it is sent (on Linux)
    #[arg(long, default_value = "2m", value_name = "TIME", value_parser = duration)]
    pub write_timeout: Duration,
    /// How long a socket may take to sign in
    #[arg(long, default_value = "10s", value_name = "TIME", value_parser = duration)]
    pub handshake_timeout: Duration,
    /// Headers of one request
    #[arg(long, default_value = "64", value_name = "COUNT", value_parser = count(16..=1024))]
    pub max_headers: usize,
    /// Bytes of one request's headers
    #[arg(long, default_value = "16KiB", value_name = "SIZE", value_parser = size(1 << 10..=1 << 16))]
    pub max_header_size: u64,
    /// Bytes that may wait for one client; past them its transport is closed
    #[arg(long, default_value = "1MiB", value_name = "SIZE", value_parser = size(1 << 18..=1 << 30))]
    pub outbound_queue: u64,
    /// Unanswered events of one socket, past which no more of it is read
    #[arg(long, default_value = "64", value_name = "COUNT", value_parser = count(1..=65_536))]
    pub max_unanswered: usize,
    /// Changes that may wait for the disk; past them they are refused
    #[arg(long, default_value = "4096", value_name = "COUNT", value_parser = count(1..=1_000_000))]
    pub write_queue: usize,
    /// Passwords that are hashed at once, with 19 MiB of memory each
    #[arg(long, default_value = "2", value_name = "COUNT", value_parser = count(1..=64))]
    pub password_hashes: usize,
    /// Sign-ins that may wait for that; past them they are refused
    #[arg(long, default_value = "8", value_name = "COUNT", value_parser = count(1..=65_536))]
    pub password_queue: usize,
    /// Messages of one person or one hook, by socket and by HTTP
    #[arg(long, default_value = "30 then 5/s", value_name = "RATE")]
    pub send_rate: Rate,
    /// Edits and deletions of one person
    #[arg(long, default_value = "10 then 1/s", value_name = "RATE")]
    pub change_rate: Rate,
    /// Sign-ins from one address
    #[arg(long, default_value = "10 then 1/min", value_name = "RATE")]
    pub sign_in_rate: Rate,
    /// Sign-ins to one account from one address
    #[arg(long, default_value = "10/15min", value_name = "RATE")]
    pub account_rate: Rate,
    /// Searches of one person
    #[arg(long, default_value = "30 then 5/s", value_name = "RATE")]
    pub search_rate: Rate,
    /// Invites made from one address
    #[arg(long, default_value = "5/h", value_name = "RATE")]
    pub invite_rate: Rate,
    /// New accounts from one address
    #[arg(long, default_value = "5/h", value_name = "RATE")]
    pub register_rate: Rate,
}

impl Limits {
    /// Without rates and caps on connections. Sizes and time-outs stay.
    pub(super) fn lifted(self) -> Self {
        Limits {
            max_connections: usize::MAX,
            max_connections_per_address: usize::MAX,
            max_connections_per_user: usize::MAX,
            send_rate: Rate::Unlimited,
            change_rate: Rate::Unlimited,
            sign_in_rate: Rate::Unlimited,
            account_rate: Rate::Unlimited,
            register_rate: Rate::Unlimited,
            search_rate: Rate::Unlimited,
            invite_rate: Rate::Unlimited,
            ..self
        }
    }
}

#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Files")]
pub struct FileLimits {
    /// Bytes of one file
    #[arg(long, default_value = "25MB", value_name = "SIZE", value_parser = size(1..=u64::MAX))]
    pub max_file_size: u64,
    /// Bytes of all files of one person
    #[arg(long, default_value = "1GB", value_name = "SIZE", value_parser = size(1..=u64::MAX))]
    pub max_user_files: u64,
    /// Bytes that stay free on the disk: with less, no file is taken
    #[arg(long, default_value = "200MB", value_name = "SIZE", value_parser = size(0..=u64::MAX))]
    pub min_free_disk: u64,
    /// Millions of pixels in a picture of which a small one is made (2^20 each: 4096 by 4096 is sixteen)
    #[arg(long, default_value = "16", value_name = "COUNT", value_parser = count(1..=1000))]
    pub max_megapixels: usize,
}

impl FileLimits {
    pub fn pixels(&self) -> u64 {
        (self.max_megapixels as u64).saturating_mul(1 << 20)
    }
}
