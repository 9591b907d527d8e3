//! Groups.

use strongroom_api::groups::Group;
use strongroom_service::accounts::groups::GroupView;

use super::user_ref;

/// A group; with its members where it stands alone.
pub fn group(view: GroupView, with_members: bool) -> Group {
    let count = view.members.len();
    let members = view.members.into_iter().map(|(id, name)| user_ref(id, name)).collect();
    Group {
        id: view.id.uuid(),
        name: view.record.name,
        description: view.record.description,
        enabled: view.record.enabled,
        protected: view.protected,
        member_count: u64::try_from(count).unwrap_or(u64::MAX),
        members: with_members.then_some(members),
        revision: view.revision,
        created_at: view.record.created_at,
        modified_at: view.record.modified_at,
    }
}
