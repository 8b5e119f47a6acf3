//! Shared memory: an anonymous file (memfd_create(2)), sealed against resizing, mapped by every process of a run. And
//! what forklore does with the memory of its own process.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::fcntl::{FcntlArg, SealFlag, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};

/// A type that may live in shared memory.
///
/// # Safety
/// All its fields are atomics (or types that are used through system calls only), every bit pattern is valid, and
/// all-zero bytes are its start state.
#[expect(unsafe_code, reason = "the promise that mapping needs")]
pub unsafe trait Shared: Sync + 'static {}

// SAFETY: every field of the arena is an atomic, an array of them, or a Semaphore (used through its system calls
// only); zero is its start state.
#[expect(unsafe_code, reason = "the one type that is mapped in earnest")]
unsafe impl Shared for crate::engine::arena::Arena {}

/// A `T` in shared memory, with the file that others map. The mapping stays for the life of the process.
#[derive(Debug)]
pub struct SharedBox<T: Shared> {
    file: OwnedFd,
    value: &'static T,
}

impl<T: Shared> SharedBox<T> {
    /// Makes zeroed shared memory. The descriptor is inherited by exec.
    ///
    /// # Errors
    /// The system's word, if memory is short or limits forbid it.
    pub fn new(name: &str) -> std::io::Result<Self> {
        let file = memfd_create(name, MFdFlags::MFD_ALLOW_SEALING)?;
        nix::unistd::ftruncate(&file, size_of::<T>() as i64)?;
        fcntl(
            &file,
            FcntlArg::F_ADD_SEALS(SealFlag::F_SEAL_SHRINK | SealFlag::F_SEAL_GROW),
        )?;
        Self::map(file)
    }

    /// Maps memory that another process made.
    ///
    /// # Errors
    /// If the file is shorter than `T`, or the system refuses.
    pub fn from_fd(file: OwnedFd) -> std::io::Result<Self> {
        let file = File::from(file);
        if file.metadata()?.len() < size_of::<T>() as u64 {
            return Err(std::io::Error::other(
                "the shared memory is of another size: two versions of forklore?",
            ));
        }
        Self::map(file.into())
    }

    fn map(file: OwnedFd) -> std::io::Result<Self> {
        let length = std::num::NonZeroUsize::new(size_of::<T>())
            .ok_or_else(|| std::io::Error::other("a type of size 0 cannot be shared"))?;
        let prot = nix::sys::mman::ProtFlags::PROT_READ | nix::sys::mman::ProtFlags::PROT_WRITE;
        // SAFETY: a fresh mapping at an address of the kernel's choice touches nothing that exists.
        #[expect(unsafe_code, reason = "mmap")]
        let address = unsafe {
            nix::sys::mman::mmap(
                None,
                length,
                prot,
                nix::sys::mman::MapFlags::MAP_SHARED,
                &file,
                0,
            )
        }?;
        // SAFETY: the mapping is page-aligned, large enough for T, never unmapped, sealed against shrinking; `Shared`
        // promises that any content is valid and that access is by atomics.
        #[expect(unsafe_code, reason = "the mapping as a T")]
        let value = unsafe { address.cast::<T>().as_ref() };
        Ok(Self { file, value })
    }

    /// The shared value.
    pub fn get(&self) -> &'static T {
        self.value
    }

    /// The file to hand to another process.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// Keeps all of malloc's memory in one heap, whoever asks for it: a heap for each thread costs memory, and a call of the
/// system for every page that it grows by. To be called before a second thread exists.
pub fn use_one_heap() {
    #[expect(unsafe_code, reason = "a setting of malloc has no safe wrapper")]
    // SAFETY: mallopt(3) takes any number; a setting that it does not know changes nothing.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}

/// Takes the program's code and constants out of this process's memory. What is needed again comes back by itself, a few
/// pages at a time; what only the start needed stays away.
pub fn let_go_of_code() {
    // Where the maps cannot be read, all stays as it is.
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap_or_default();
    for range in maps.lines().filter_map(constant_range) {
        let Some(start) = std::ptr::NonNull::new(std::ptr::without_provenance_mut(range.start))
        else {
            continue;
        };
        #[expect(unsafe_code, reason = "madvise")]
        // SAFETY: the range is a private mapping of our own file that nothing has written to (it is code, or constants
        // without relocations), so the pages that come back are the ones that went.
        let _ = unsafe {
            nix::sys::mman::madvise(
                start,
                range.len(),
                nix::sys::mman::MmapAdvise::MADV_DONTNEED,
            )
        };
    }
}

/// The addresses of a line of proc_pid_maps(5), if it is code, or the constants at the beginning of the program's file.
/// Constants further behind may be relocated ones, which the loader wrote.
fn constant_range(line: &str) -> Option<std::ops::Range<usize>> {
    let mut fields = line.split_ascii_whitespace();
    let (addresses, permissions, offset) = (fields.next()?, fields.next()?, fields.next()?);
    let is_file = fields.nth(2).is_some_and(|path| path.starts_with('/'));
    let is_first = usize::from_str_radix(offset, 16).ok()? == 0;
    let is_constant = permissions == "r-xp" || (permissions == "r--p" && is_first);
    if !is_file || !is_constant {
        return None;
    }
    let (start, end) = addresses.split_once('-')?;
    let address = |text| usize::from_str_radix(text, 16).ok();
    Some(address(start)?..address(end)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_first_constants_are_known_by_their_line() {
        let of = |line| constant_range(line);
        let code = "1000-3000 r-xp 002c0000 fe:00 12 /usr/bin/forklore";
        assert_eq!(of(code), Some(0x1000..0x3000));
        let constants = "1000-2000 r--p 00000000 fe:00 12 /usr/bin/forklore";
        assert_eq!(of(constants), Some(0x1000..0x2000));
        for line in [
            "1000-2000 r--p 007f6000 fe:00 12 /usr/bin/forklore",
            "1000-2000 rw-p 00000000 fe:00 12 /usr/bin/forklore",
            "1000-2000 r-xp 00000000 00:00 0 [vdso]",
            "1000-2000 r-xp 00000000 00:00 0",
            "",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn code_that_was_let_go_of_runs_again() {
        let text = "a constant".to_owned();
        let_go_of_code();
        assert_eq!(text, "a constant");
        assert!(constant_range("").is_none());
    }
}
