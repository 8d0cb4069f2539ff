//! The house, tested from outside: one binary, a module a subject.

mod door;
mod floors;
mod protocol;
