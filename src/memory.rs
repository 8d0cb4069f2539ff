//! Where memory comes from. Makes glibc's malloc give freed memory back to the system.
//!
//! glibc raises its threshold for mmap to the largest block ever freed, so that the second burst of password hashes
//! lands on heaps that never shrink. Resident 12 s after the first, second and third burst of ten hashes:
//! 4.2, 43 and 82 MB as glibc would have it; 4.1, 4.2 and 4.2 MB with the thresholds fixed.
#![allow(unsafe_code)] // The only file that has any: mallopt has no safe wrapper.

/// A static program would have musl's malloc, which has one lock for all threads: with a hundred people in a room and a busy
/// machine, a third of the messages a second that this one lets through. Without huge pages, of which one a thread is 10 MiB.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Call once, first thing in `main`, before other threads allocate.
pub fn tame() {
    #[cfg(target_env = "gnu")]
    for (option, value) in [(libc::M_MMAP_THRESHOLD, 256 * 1024), (libc::M_TRIM_THRESHOLD, 256 * 1024), (libc::M_ARENA_MAX, 2)] {
        // SAFETY: mallopt takes two integers by value, and may be called at any time.
        unsafe { libc::mallopt(option, value) };
    }
}
