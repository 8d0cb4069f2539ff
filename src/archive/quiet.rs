//! Nobody who hears of long work.

use super::Progress;
use crate::store::copies::Stop;

pub struct Quiet;

impl Progress for Quiet {
    fn begins(&mut self, _: &str, _: u64) {}
    fn at(&mut self, _: u64) {}
    fn ends(&mut self) {}
    fn stop(&self) -> Stop {
        || false
    }
}
