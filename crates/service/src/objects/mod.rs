//! Folders and entries: reading, revealing, making, changing, moving, copying and deleting them, and their attachments.

mod attachments;
mod change;
mod copy;
mod create;
mod delete;
mod history;
mod kept;
mod list;
mod named;
mod preview;
mod read;
mod relocate;
mod reveal;
mod room;
mod sealing;
mod tag;

pub(crate) use attachments::{Abandoned, AttachmentRecord, Uploading, open_record, record_place};
pub use attachments::{AttachmentStream, AttachmentView, FilePart, Span, Upload};
pub use change::{FieldChange, ObjectChange};
pub use copy::{Copied, CopyTo};
pub use create::NewObject;
pub(crate) use create::{may_add, may_add_to, may_come_from, take_in};
pub use history::{Difference, FieldDifference, VersionView};
pub(crate) use kept::Looked;
pub use list::{ListQuery, Listed};
pub(crate) use list::{shown_slots, slots_below};
pub use named::Named;
pub(crate) use preview::{AT_ONCE, Allowed, COMPARED, NAMED_PEOPLE, Supposed, may_compare};
pub use preview::{PersonEffect, Preview};
pub use read::{ObjectDetails, ObjectView};
pub(crate) use read::{after_change, seen};
pub use relocate::Moved;
pub(crate) use relocate::gains_nothing;
pub use reveal::{RevealRequest, Revealed};
pub(crate) use sealing::{open_secrets, seal_object, summary_of};
use strongroom_domain::entry::Types;
pub use tag::TagChange;

use crate::service::Service;

impl Service {
    /// The types of entries.
    pub const fn entry_types(&self) -> &Types {
        &self.types
    }
}
