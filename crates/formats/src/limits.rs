//! The ceilings. A file that claims more is refused before anything is derived or allocated for it.

use strongroom_domain::limits as domain;

/// Ceilings of one import, on top of the limits of `strongroom_domain` for single titles, tags and fields. The defaults let through every file that its own program handles with ease.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Memory that key derivation (Argon2) may take, in bytes.
    pub kdf_memory_bytes: u64,
    /// Passes of Argon2 over that memory.
    pub kdf_passes: u64,
    /// Memory times passes of Argon2, in bytes: the time that derivation takes. A core does roughly 1 GiB/s.
    pub kdf_work_bytes: u64,
    /// Lanes of Argon2.
    pub kdf_lanes: u32,
    /// Rounds of AES-KDF. A core does roughly 30 million a second.
    pub kdf_rounds: u64,
    /// Decrypted and unpacked bytes, of the payload and of compressed attachments together.
    pub unpacked_bytes: u64,
    /// Memory of the finished [`Bundle`](crate::Bundle), in bytes, counted with an allowance for each object.
    /// An attachment that several versions share counts once.
    pub bundle_bytes: u64,
    /// Levels of folders below the root; values above 128 count as 128.
    pub depth: usize,
    /// Folders and entries together.
    pub objects: u64,
    /// Earlier versions of all entries together.
    pub versions: u64,
    /// Bytes of one attachment.
    pub attachment_bytes: usize,
    /// Attachments of one entry.
    pub attachments: usize,
    /// Warnings that are listed; the rest is counted.
    pub warnings: usize,
}

const MIB: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 * MIB,
            kdf_memory_bytes: 1024 * MIB,
            kdf_passes: 10_000,
            kdf_work_bytes: 64 * 1024 * MIB,
            kdf_lanes: 64,
            kdf_rounds: 500_000_000,
            unpacked_bytes: 1024 * MIB,
            bundle_bytes: 1024 * MIB,
            depth: domain::FOLDER_LEVELS,
            objects: domain::OBJECTS as u64,
            versions: 1_000_000,
            attachment_bytes: domain::ATTACHMENT_BYTES as usize,
            attachments: 1_000,
            warnings: 1_000,
        }
    }
}

impl Limits {
    /// The folder depth in force: deeper trees would make recursion over a [`Folder`](crate::Folder) unsafe.
    pub(crate) fn folder_depth(&self) -> usize {
        self.depth.min(128)
    }
}
