//! The house, tested from outside: one binary, a module a subject.

mod command;
mod door;
mod floors;
mod protocol;
