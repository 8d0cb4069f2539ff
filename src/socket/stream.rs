//! The TCP or TLS stream under a WebSocket: reads pass through, and the WebSocket library's own few writes are set aside, so that they
//! go out between our frames and never inside one.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::queue::{JOINED, shrink};
use crate::metrics::COUNTS;
use crate::wire::frame::Frame;

pub(super) struct Stream {
    io: Io,
    /// A pong or the answer to a close frame, whole, until it finds its place among our frames.
    control: Vec<u8>,
    /// What goes out next, in order.
    pub batch: VecDeque<Frame>,
    /// How much of the first frame is out.
    sent: usize,
}

/// TCP as it is where possible, without hyper's boxes and buffers; whatever hyper has otherwise.
enum Io {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Other(Box<TokioIo<Upgraded>>),
}

impl Stream {
    /// The stream, and what hyper has read of it already.
    pub fn new(upgraded: Upgraded) -> (Self, Vec<u8>) {
        let (io, read) = match upgraded.downcast::<TokioIo<TcpStream>>() {
            // Copied, since hyper's buffer of 8 KiB would stay under the few bytes in it, or under none.
            Ok(parts) => (Io::Tcp(parts.io.into_inner()), parts.read_buf.to_vec()),
            Err(upgraded) => match upgraded.downcast::<TokioIo<TlsStream<TcpStream>>>() {
                Ok(parts) => (Io::Tls(Box::new(parts.io.into_inner())), parts.read_buf.to_vec()),
                Err(upgraded) => (Io::Other(Box::new(TokioIo::new(upgraded))), Vec::new()),
            },
        };
        (Stream { io, control: Vec::new(), batch: VecDeque::new(), sent: 0 }, read)
    }

    /// The library has something to say.
    pub fn has_control(&self) -> bool {
        !self.control.is_empty()
    }

    /// Forgets what has not begun to go out.
    pub fn drop_unsent(&mut self) {
        self.batch.truncate(usize::from(self.sent > 0));
    }

    /// Writes the batch, as much of it in one system call as can be. Says whether anything was there to write.
    pub fn poll_write_batch(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut wrote = false;
        loop {
            if !self.control.is_empty() {
                let control = Frame::whole(std::mem::take(&mut self.control));
                self.batch.insert(usize::from(self.sent > 0), control);
            }
            if self.batch.is_empty() {
                shrink(&mut self.batch);
                // TCP has nothing to flush; what lies above it, TLS for one, may hold back what it was given.
                match &mut self.io {
                    Io::Tcp(_) => {}
                    Io::Tls(tls) => ready!(Pin::new(tls).poll_flush(cx))?,
                    Io::Other(other) => ready!(Pin::new(other).poll_flush(cx))?,
                }
                return Poll::Ready(Ok(wrote));
            }
            let mut slices = [IoSlice::new(&[]); JOINED];
            let mut count = 0;
            for (slice, frame) in slices.iter_mut().zip(&self.batch) {
                let from = if count == 0 { self.sent } else { 0 };
                *slice = IoSlice::new(&frame.bytes()[from..]);
                count += 1;
            }
            let result = match &mut self.io {
                Io::Tcp(tcp) => Pin::new(tcp).poll_write_vectored(cx, &slices[..count]),
                Io::Tls(tls) => Pin::new(tls).poll_write_vectored(cx, &slices[..count]),
                Io::Other(other) => Pin::new(other).poll_write_vectored(cx, &slices[..count]),
            };
            match result {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(bytes)) => {
                    wrote = true;
                    COUNTS.socket_bytes.add(bytes as u64);
                    self.advance(bytes);
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn advance(&mut self, bytes: usize) {
        self.sent += bytes;
        while let Some(frame) = self.batch.front() {
            if self.sent < frame.len() {
                break;
            }
            self.sent -= frame.len();
            self.batch.pop_front();
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.io {
            Io::Tcp(tcp) => Pin::new(tcp).poll_read(cx, buffer),
            Io::Tls(tls) => Pin::new(tls).poll_read(cx, buffer),
            Io::Other(other) => Pin::new(other).poll_read(cx, buffer),
        }
    }
}

/// For the WebSocket library alone. It takes one control frame at a time, so that a flood of pings costs nothing: no waker is
/// left behind, since whoever reads tries again after the batch is out.
impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if !self.control.is_empty() {
            return Poll::Pending;
        }
        self.control.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.io {
            Io::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Io::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
            Io::Other(other) => Pin::new(other).poll_shutdown(cx),
        }
    }
}
