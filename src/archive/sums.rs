//! Sums: SHA-256 of what passes by.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::manifest::Entry;
use crate::auth::keys::hex;
use crate::store::copies::Stop;

/// Reads through, and knows what it was. Ends with an error once it is to stop.
pub struct Summed<R> {
    inner: R,
    sum: Sha256,
    size: u64,
    stop: Stop,
    failed: bool,
}

impl<R: Read> Summed<R> {
    pub fn new(inner: R, stop: Stop) -> Self {
        Summed { inner, sum: Sha256::new(), size: 0, stop, failed: false }
    }

    /// Whether it could not be read, where whoever reads it has also to write.
    pub fn failed(&self) -> bool {
        self.failed
    }

    pub fn finish(self) -> Entry {
        Entry { size: self.size, sha256: hex(&self.sum.finalize()) }
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if (self.stop)() {
            return Err(io::Error::other("stopped"));
        }
        let read = self.inner.read(buffer).inspect_err(|_| self.failed = true)?;
        self.sum.update(&buffer[..read]);
        self.size += read as u64;
        Ok(read)
    }
}
