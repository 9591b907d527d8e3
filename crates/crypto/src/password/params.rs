//! Argon2id's parameters: a floor for what is made, a ceiling for what is read.

/// How costly a run of Argon2id is. A value of this type is within the ceiling; whether it reaches the floor
/// is asked where records are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Parameters that are not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParamsError {
    /// Weaker than a new record may be.
    #[error("weaker than the floor of {} KiB, {} passes", Params::FLOOR.memory_kib, Params::FLOOR.passes)]
    BelowFloor,
    /// Costlier than any record of ours, or not Argon2id's.
    #[error("outside of what Argon2id or this server's ceiling allows")]
    OutOfRange,
}

impl Params {
    /// What every new record reaches at least: 19 MiB, two passes (OWASP's Password Storage Cheat Sheet).
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// What new records have unless the configuration asks for more: 48 MiB, two passes; twice the work of
    /// OWASP's strongest choice (46 MiB, one pass). Measured on one core of a small rented server: 60 ms of
    /// hashing and 35 ms to get the memory.
    pub const DEFAULT: Self = Self { memory_kib: 48 * 1024, passes: 2, lanes: 1 };

    /// The greatest memory of a record that is read, in KiB: 1 GiB.
    const MEMORY_CEILING: u32 = 1024 * 1024;

    /// The greatest memory times passes of a record that is read, in KiB: about ten seconds of one core.
    const WORK_CEILING: u64 = 6 * 1024 * 1024;

    /// The greatest number of lanes of a record that is read.
    const LANES_CEILING: u32 = 16;

    /// Parameters for new records: `memory_kib` KiB, `passes` over it, `lanes`.
    ///
    /// # Errors
    /// [`ParamsError`] outside of floor and ceiling.
    pub const fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, ParamsError> {
        match Self::of_record(memory_kib, passes, lanes) {
            Ok(params) if params.is_weaker_than(&Self::FLOOR) => Err(ParamsError::BelowFloor),
            other => other,
        }
    }

    /// Parameters of a record that exists: what was the floor once may be below it now, and still opens.
    pub(super) const fn of_record(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, ParamsError> {
        let work = memory_kib as u64 * passes as u64;
        let lanes_fit = lanes >= 1 && lanes <= Self::LANES_CEILING;
        if !lanes_fit
            || passes < 1
            || memory_kib < 8 * lanes
            || memory_kib > Self::MEMORY_CEILING
            || work > Self::WORK_CEILING
        {
            return Err(ParamsError::OutOfRange);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// Whether one of memory and passes is less than `other`'s.
    pub const fn is_weaker_than(&self, other: &Self) -> bool {
        self.memory_kib < other.memory_kib || self.passes < other.passes
    }

    /// Memory, in KiB.
    pub const fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub const fn passes(&self) -> u32 {
        self.passes
    }

    /// Lanes; they are run one after the other.
    pub const fn lanes(&self) -> u32 {
        self.lanes
    }

    /// Memory, passes and lanes, little endian.
    pub(super) fn to_bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        let parts = [self.memory_kib, self.passes, self.lanes];
        for (to, from) in bytes.iter_mut().zip(parts.iter().flat_map(|part| part.to_le_bytes())) {
            *to = from;
        }
        bytes
    }

    /// Reads what [`Params::to_bytes`] wrote, within the ceiling.
    pub(super) fn from_bytes(bytes: [u8; 12]) -> Result<Self, ParamsError> {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = bytes;
        let word = u32::from_le_bytes;
        Self::of_record(word([a, b, c, d]), word([e, f, g, h]), word([i, j, k, l]))
    }
}

impl Default for Params {
    fn default() -> Self {
        Self::DEFAULT
    }
}
