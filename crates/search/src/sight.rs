//! How much of an object may count in a search.

/// What a person sees of an object, as far as searching goes. Each holds the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum Sight {
    /// Nothing: there is no such object.
    #[default]
    Nothing,
    /// The title.
    Title,
    /// Title and type.
    TitleAndType,
    /// Everything but secrets.
    Everything,
}
