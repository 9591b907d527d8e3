//! Notices as they go over the wire.

use strongroom_api::notices::{NamedRef, Notice};
use strongroom_service::notices::NoticeView;
use uuid::Uuid;

use super::{group_ref, user_ref};

/// A notice.
pub fn notice(view: NoticeView) -> Notice {
    Notice {
        id: view.id.uuid(),
        kind: view.kind.to_string(),
        at: view.at,
        read: view.read,
        text: view.text,
        actor: view.actor.map(|it| user_ref(it.id, it.name)),
        person: view.person.map(|it| user_ref(it.id, it.name)),
        database: view.database.map(|it| named(it.id.uuid(), it.name)),
        object: view.object.map(|it| named(it.id.uuid(), it.name)),
        grant: view.grant.map(|id| id.uuid()),
        group: view.group.map(|it| group_ref(it.id, it.name)),
        webhook: view.webhook.map(|id| id.uuid()),
        event: view.event,
    }
}

const fn named(id: Uuid, name: String) -> NamedRef {
    NamedRef { id, name }
}
