//! Marks on the command line and in tables.

use std::collections::BTreeMap;

use strongroom_api::assignments::Mark;
use strongroom_domain::rights::Permission;

use crate::error::CliError;

/// The marks of `--allow` and `--deny`: names of permissions, separated by commas.
///
/// # Errors
/// [`CliError::Usage`] for a name that is no permission of this level, or one that is in both.
pub fn marks(
    allow: &[String],
    deny: &[String],
    level: &[Permission],
) -> Result<BTreeMap<Permission, Mark>, CliError> {
    let mut marks = BTreeMap::new();
    for (names, mark) in [(allow, Mark::Allow), (deny, Mark::Deny)] {
        for name in names {
            let permission = Permission::from_name(name).filter(|permission| level.contains(permission));
            let permission = permission.ok_or_else(|| {
                let names: Vec<&str> = level.iter().map(|permission| permission.name()).collect();
                CliError::Usage(format!("`{name}` is no permission here; there are {}", names.join(", ")))
            })?;
            if marks.insert(permission, mark).is_some_and(|earlier| earlier != mark) {
                return Err(CliError::Usage(format!("`{permission}` is both allowed and denied")));
            }
        }
    }
    Ok(marks)
}

/// Marks in words.
pub fn shown(marks: &BTreeMap<Permission, Mark>) -> String {
    let words = |wanted: Mark| {
        let set: Vec<Permission> =
            marks.iter().filter(|(_, mark)| **mark == wanted).map(|(permission, _)| *permission).collect();
        if set == Permission::DATABASE || set == Permission::OBJECT {
            return format!("all {}", set.len());
        }
        set.into_iter().map(Permission::name).collect::<Vec<_>>().join(", ")
    };
    match (words(Mark::Allow), words(Mark::Deny)) {
        (allow, deny) if allow.is_empty() && deny.is_empty() => "nothing set".into(),
        (allow, deny) if deny.is_empty() => format!("allow {allow}"),
        (allow, deny) if allow.is_empty() => format!("deny {deny}"),
        (allow, deny) => format!("allow {allow}; deny {deny}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn marks_are_read_and_shown() {
        let set =
            marks(&names(&["read_entries"]), &names(&["print_entries"]), &Permission::DATABASE).unwrap();
        assert_eq!(shown(&set), "allow read_entries; deny print_entries");
        assert_eq!(shown(&BTreeMap::new()), "nothing set");
        let all = Permission::OBJECT.into_iter().map(|permission| (permission, Mark::Allow)).collect();
        assert_eq!(shown(&all), "allow all 8");
    }

    #[test]
    fn what_is_no_permission_of_the_level_is_refused() {
        for (allow, deny, level) in [
            (vec!["access_entries"], vec![], Permission::DATABASE.as_slice()),
            (vec!["print_entries"], vec![], Permission::OBJECT.as_slice()),
            (vec!["raed_entries"], vec![], Permission::OBJECT.as_slice()),
            (vec!["read_entries"], vec!["read_entries"], Permission::OBJECT.as_slice()),
        ] {
            assert!(marks(&names(&allow), &names(&deny), level).is_err(), "{allow:?} {deny:?}");
        }
    }
}
