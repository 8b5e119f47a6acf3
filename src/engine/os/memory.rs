//! Shared memory: an anonymous file (memfd_create(2)), sealed against resizing, mapped by every process of a run.

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
