//! Entries that are there already, as far as the importer sees them. Secrets are not looked at: that would tell whether a
//! password is in use.

use std::collections::HashSet;

use strongroom_crypto::digest::sha256;
use strongroom_domain::{
    database::ObjectKind,
    entry::Draft,
    name,
    rights::{View, Visibility},
};

use crate::{databases::state::DatabaseState, error::ServiceError, objects::summary_of};

/// What is there: a digest of what each entry is told by.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(HashSet<[u8; 32]>);

/// Type, title, user name, address.
fn print(parts: [&str; 4]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    sha256(&bytes)
}

impl Known {
    /// Every entry whose summary the viewer sees, and how many objects the viewer sees. What is in the bin is not there.
    pub fn of(view: &View<'_>, state: &DatabaseState) -> Result<(Self, usize), ServiceError> {
        let (content, listing, mut objects) = (state.open()?, view.listing(), 0);
        let (mut found, mut binned) = (HashSet::new(), HashSet::new());
        for slot in state.index.walk(None) {
            let Some(node) = state.index.node(slot) else { continue };
            let above = node.parent.is_some_and(|parent| binned.contains(&parent));
            if above || state.placed(slot).is_none_or(|placed| placed.bin_at.is_some()) {
                binned.insert(node.id);
                continue;
            }
            let seen = matches!(listing.get(slot), Visibility::Visible { .. });
            objects += usize::from(seen);
            let Some(held) = content.held(slot).filter(|_| seen && node.kind == ObjectKind::Entry) else {
                continue;
            };
            let summary = summary_of(held)?;
            let value = |name: &str| {
                let field = summary.fields.iter().find(|field| field.name == name && !field.custom);
                field.and_then(|field| field.value.as_deref()).unwrap_or_default()
            };
            let kind = summary.entry_type.as_deref().unwrap_or_default();
            let title = name::fold(&summary.title);
            found.insert(print([kind, &title, value("username"), value("url")]));
        }
        Ok((Self(found), objects))
    }

    /// Whether one like this is there.
    pub fn has_draft(&self, draft: &Draft) -> bool {
        let value = |name: &str| {
            let field = draft.fields.iter().find(|field| field.name == name && field.custom != Some(true));
            field.map_or("", |field| field.value.as_str())
        };
        let kind = draft.properties.entry_type.as_deref().unwrap_or_default();
        let title = name::fold(&draft.properties.title);
        self.0.contains(&print([kind, &title, value("username"), value("url")]))
    }
}
