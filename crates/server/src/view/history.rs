//! Earlier versions.

use strongroom_api::history::{Comparison, FieldDifference, Version};
use strongroom_domain::id::UserId;
use strongroom_service::objects::{self as service, VersionView};

/// A version in a list.
pub fn version(view: VersionView) -> Version {
    let VersionView { revision, title, modified_at, modified_by } = view;
    Version { revision, title, modified_at, modified_by: modified_by.map(UserId::uuid) }
}

/// How two versions differ.
pub fn comparison(difference: service::Difference) -> Comparison {
    let service::Difference { revision, with, properties, fields } = difference;
    Comparison { revision, with, properties, fields: fields.into_iter().map(field).collect() }
}

fn field(difference: service::FieldDifference) -> FieldDifference {
    let service::FieldDifference { name, secret, before, after } = difference;
    FieldDifference { name, secret, before, after }
}
