//! Several changes of what is set in a database at once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::rights_preview::RightsChange;

/// Makes changes one after the other, all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRights {
    /// At most 1,000. Taking away what is not set, and setting what is set already, is as asked.
    pub changes: Vec<RightsChange>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ChangedRights {
    /// How many changes there were, each with a record in the audit; what was so already is none.
    pub changed: u64,
    /// What takes all of it back, to be sent in the same way. Absent where that is too much for one call, and in the answer
    /// to a request that was sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Vec<RightsChange>>,
}
