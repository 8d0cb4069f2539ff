//! All that is tested from outside, in one binary.

mod door;
