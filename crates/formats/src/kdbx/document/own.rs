//! What this program's own exports say beyond what KeePass knows: type, category, importance and warning of an entry.

use std::borrow::Cow;

use strongroom_domain::{
    entry::{Importance, Types, Warning, WarningLevel},
    limits,
};
use zeroize::Zeroizing;

use crate::{Marks, WarningCode, fit};

/// What the keys of this program begin with.
pub(super) const PREFIX: &str = "strongroom.";

/// What an entry says of itself in them.
#[derive(Default)]
pub(super) struct Own {
    /// Its type, where it is none of a usual password.
    pub entry_type: Option<&'static str>,
    /// What stands beside its fields.
    pub marks: Marks,
    level: Option<WarningLevel>,
}

impl Own {
    /// Takes the value of a key, without the prefix; gives the warning of what is not understood.
    pub(super) fn take(&mut self, key: &str, value: &Zeroizing<String>) -> Option<(WarningCode, String)> {
        match key {
            "type" => {
                self.entry_type = known_type(value);
                let unknown = self.entry_type.is_none();
                return unknown.then(|| (WarningCode::UnknownType, value.to_string()));
            }
            "category" => {
                let fitting = fit::line(value, limits::LINE);
                let changed = fitting.is_some();
                let category = fitting.unwrap_or_else(|| value.to_string());
                self.marks.category = Some(category).filter(|category| !category.is_empty());
                return changed.then(|| (WarningCode::NameChanged, "category".to_owned()));
            }
            "importance" => match value.as_str() {
                "low" => self.marks.importance = Importance::Low,
                "normal" => self.marks.importance = Importance::Normal,
                "high" => self.marks.importance = Importance::High,
                _ => return foreign(key),
            },
            "warning" if limits::check_filled_block(value, limits::DESCRIPTION).is_ok() => {
                let level = self.level.unwrap_or(WarningLevel::Info);
                self.marks.warning = Some(Warning { level, text: value.to_string() });
            }
            "warning_level" => {
                let level = LEVELS.into_iter().find(|(name, _)| *name == value.as_str());
                let Some((_, level)) = level else { return foreign(key) };
                self.level = Some(level);
                if let Some(warning) = &mut self.marks.warning {
                    warning.level = level;
                }
            }
            _ => return foreign(key),
        }
        None
    }
}

/// The levels of a warning by their names.
pub(in crate::kdbx) const LEVELS: [(&str, WarningLevel); 3] =
    [("info", WarningLevel::Info), ("confirm", WarningLevel::Confirm), ("type", WarningLevel::Type)];

#[expect(clippy::unnecessary_wraps, reason = "what `take` gives")]
fn foreign(key: &str) -> Option<(WarningCode, String)> {
    Some((WarningCode::CustomData, format!("{PREFIX}{key}")))
}

fn known_type(name: &str) -> Option<&'static str> {
    let types = Types::default();
    match &types.get(name)?.name {
        Cow::Borrowed(name) => Some(*name),
        Cow::Owned(_) => None,
    }
}
