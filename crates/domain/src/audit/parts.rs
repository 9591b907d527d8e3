//! What several events have in common.

use serde::{Deserialize, Serialize};

use crate::{
    account::Principal,
    entry::Field,
    id::{GroupId, ObjectId, UserId},
    rights::{Marks, Permission, PermissionSet},
    seal::SealTerms,
    time::{Instant, Period},
};

/// A user or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// One person.
    User(UserId),
    /// A group.
    Group(GroupId),
}

impl From<Principal> for Who {
    fn from(principal: Principal) -> Self {
        match principal {
            Principal::User(id) => Self::User(id),
            Principal::Group(id) => Self::Group(id),
        }
    }
}

impl From<Who> for Principal {
    fn from(who: Who) -> Self {
        match who {
            Who::User(id) => Self::User(id),
            Who::Group(id) => Self::Group(id),
        }
    }
}

/// Marks and period of an assignment or a rule, in full, so that a change can be undone from its record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marking {
    /// What is allowed, in the order of the permissions.
    pub allow: Vec<Permission>,
    /// What is denied, in the order of the permissions.
    pub deny: Vec<Permission>,
    /// The first instant at which it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// The first instant at which it is live no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
}

impl Marking {
    /// Of these marks in this period.
    pub fn new(marks: Marks, period: Period) -> Self {
        Self {
            allow: marks.allow().iter().collect(),
            deny: marks.deny().iter().collect(),
            from: period.from,
            to: period.to,
        }
    }

    /// The marks; absent where something is both allowed and denied, which no record says.
    pub fn marks(&self) -> Option<Marks> {
        marks_of(&self.allow, &self.deny)
    }

    /// The period.
    pub const fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }
}

fn marks_of(allow: &[Permission], deny: &[Permission]) -> Option<Marks> {
    Marks::new(PermissionSet::of(allow), PermissionSet::of(deny)).ok()
}

/// A rule that went along with something else, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleKept {
    /// On which object.
    pub object: ObjectId,
    /// What was allowed, in the order of the permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Permission>,
    /// What was denied, in the order of the permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deny: Vec<Permission>,
}

impl RuleKept {
    /// Of these marks on that object.
    pub fn new(object: ObjectId, marks: Marks) -> Self {
        Self { object, allow: marks.allow().iter().collect(), deny: marks.deny().iter().collect() }
    }

    /// The marks; absent where something is both allowed and denied, which no record says.
    pub fn marks(&self) -> Option<Marks> {
        marks_of(&self.allow, &self.deny)
    }
}

/// What a grant gives and under which terms, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Giving {
    /// Which permissions.
    pub permissions: Vec<Permission>,
    /// The first instant at which it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// The first instant at which it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// The terms of its seal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealTerms>,
}

/// Why somebody is handed a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To see it.
    Show,
    /// To put it on the clipboard.
    Copy,
    /// To fill it in a browser.
    Fill,
    /// To type it into a program.
    Type,
    /// To print it.
    Print,
}

/// The names of fields. Those of the type are words of the product; those of custom fields are texts that people
/// wrote, so the record counts them and [`super::Written`] names them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldNames {
    /// The fields of the type.
    pub of_type: Vec<String>,
    /// How many custom fields there were besides.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub custom: usize,
}

impl FieldNames {
    /// Splits fields into what the record says and the names that are sealed.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a Field>) -> (Self, Vec<String>) {
        let (custom, of_type): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| field.custom);
        let names =
            |fields: Vec<&Field>| fields.into_iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        (Self { of_type: names(of_type), custom: custom.len() }, names(custom))
    }
}

// serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Whether it came about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It did.
    #[default]
    Done,
    /// It was refused, and nothing was changed or told.
    Refused {
        /// The code of the answer, such as `forbidden`.
        code: String,
        /// The permission that was missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        permission: Option<Permission>,
    },
}

impl Outcome {
    pub(super) fn is_done(&self) -> bool {
        *self == Self::Done
    }
}
