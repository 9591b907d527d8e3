//! Where somebody gets to, and what other rules would do.

use std::collections::BTreeMap;

use strongroom_api::{
    reach::{self as api, ObjectLook},
    rights_change::ChangedRights,
    rights_preview::{PreviewedRights, ReachPreview, RightsChange},
};
use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::ObjectId,
    rights::{Look, PlaceLook},
    time::Period,
};
use strongroom_service::{
    objects::Preview,
    rights::{Effective, Foretold, RightsChanged, Setting},
};
use uuid::Uuid;

use super::{
    Naming, effects,
    rights::{marks, marks_of},
};

/// A look.
pub const fn look(look: Look) -> api::Look {
    match look {
        Look::AllowedHere => api::Look::AllowedHere,
        Look::AllowedAbove => api::Look::AllowedAbove,
        Look::DeniedHere => api::Look::DeniedHere,
        Look::DeniedAbove => api::Look::DeniedAbove,
        Look::NotGranted => api::Look::NotGranted,
    }
}

/// The look of an object.
pub fn object_look(place: PlaceLook) -> ObjectLook {
    ObjectLook {
        object: place.object.uuid(),
        look: look(place.look),
        ruled: place.ruled,
        inheritance: !place.cut,
    }
}

/// A change as it is asked for; `principal` knows whose an id is.
pub fn setting(change: RightsChange, principal: impl Fn(Uuid) -> Principal) -> Setting {
    match change {
        RightsChange::Assignment { principal: id, valid_from, valid_to, permissions } => {
            Setting::Assignment(Assignment {
                principal: principal(id),
                period: Period { from: valid_from, to: valid_to },
                marks: marks(&permissions),
            })
        }
        RightsChange::NoAssignment { principal: id } => Setting::NoAssignment(principal(id)),
        RightsChange::Rule { object, principal: id, permissions } => Setting::Rule(ObjectRule {
            object: object.into(),
            principal: principal(id),
            marks: marks(&permissions),
        }),
        RightsChange::Inheritance { object, on } => Setting::Inheritance(object.into(), on),
    }
}

/// The same as it is told.
pub fn rights_change(setting: Setting) -> RightsChange {
    match setting {
        Setting::Assignment(Assignment { principal, period, marks }) => RightsChange::Assignment {
            principal: id_of(principal),
            valid_from: period.from,
            valid_to: period.to,
            permissions: marks_of(marks),
        },
        Setting::NoAssignment(principal) => RightsChange::NoAssignment { principal: id_of(principal) },
        Setting::Rule(ObjectRule { object, principal, marks }) => RightsChange::Rule {
            object: object.uuid(),
            principal: id_of(principal),
            permissions: marks_of(marks),
        },
        Setting::NoRule(object, principal) => RightsChange::Rule {
            object: object.uuid(),
            principal: id_of(principal),
            permissions: BTreeMap::new(),
        },
        Setting::Inheritance(object, on) => RightsChange::Inheritance { object: object.uuid(), on },
    }
}

const fn id_of(principal: Principal) -> Uuid {
    match principal {
        Principal::User(id) => id.uuid(),
        Principal::Group(id) => id.uuid(),
    }
}

/// What came of changes.
pub fn changed_rights(done: RightsChanged) -> ChangedRights {
    let undo = done.undo.map(|undo| undo.into_iter().map(rights_change).collect());
    ChangedRights { changed: done.changed, undo }
}

impl Naming<'_> {
    /// What changes would do.
    pub fn rights_preview(
        self,
        preview: Preview,
        foretold: Option<Foretold>,
        on: Option<ObjectId>,
    ) -> PreviewedRights {
        let (rights, looks) = foretold.map_or((None, None), |told| {
            let Foretold { principal, at, permissions, looks } = told;
            (Some(self.effective(Effective { principal, at, permissions }, on, true)), looks)
        });
        let reach = looks.map(|looks| ReachPreview {
            at_database: look(looks.at_database),
            items: looks.changed.into_iter().map(object_look).collect(),
        });
        PreviewedRights { effects: effects(preview), rights, reach }
    }
}
