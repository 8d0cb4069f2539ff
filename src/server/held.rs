//! A body that holds a seat until the last of it has gone out.

use std::io::IoSlice;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Buf;
use hyper::Response;
use hyper::body::{Body, Frame, SizeHint};

use crate::limits::seats::Seat;

pub(super) struct Held<B> {
    body: B,
    seat: Arc<Seat>,
}

/// hyper drops the body once it has its last piece, and the piece once it is written.
pub(super) struct Piece<D> {
    data: D,
    _seat: Arc<Seat>,
}

pub(super) fn hold<B>((response, seat): (Response<B>, Arc<Seat>)) -> Response<Held<B>> {
    response.map(|body| Held { body, seat })
}

impl<B: Body + Unpin> Body for Held<B> {
    type Data = Piece<B::Data>;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, B::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let hold = |data| Piece { data, _seat: Arc::clone(&self.seat) };
        Poll::Ready(frame.map(|frame| frame.map(|frame| frame.map_data(hold))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<D: Buf> Buf for Piece<D> {
    fn remaining(&self) -> usize {
        self.data.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.data.chunk()
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        self.data.chunks_vectored(slices)
    }

    fn advance(&mut self, count: usize) {
        self.data.advance(count);
    }
}
