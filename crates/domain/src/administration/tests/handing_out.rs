use super::*;
use crate::rights::{Permission as P, PermissionSet};

#[test]
fn what_is_lacking_is_named() {
    let error = HandsOutError { permission: P::ModifyEntries };
    assert_eq!(error.to_string(), "the change hands out `modify_entries`, which its author lacks");
}

#[test]
fn presets_grow_and_stay_within_their_place() {
    let database: Vec<_> = DatabasePreset::ALL.map(DatabasePreset::permissions).to_vec();
    let object: Vec<_> = ObjectPreset::ALL.map(ObjectPreset::permissions).to_vec();
    for (sets, place) in [(&database, PermissionSet::DATABASE), (&object, PermissionSet::OBJECT)] {
        assert!(sets.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]));
        assert!(sets.iter().all(|set| place.contains(*set)));
        assert_eq!(sets.last(), Some(&place));
    }
    assert!(database.iter().all(|set| set.contains(DatabasePreset::NONE)));
    assert!(!DatabasePreset::Full.permissions().has(P::GrantAdminRights));
    let exporting = [P::PrintEntries, P::ExportEntries, P::SaveLocalCopy, P::Synchronize];
    assert!(
        exporting.into_iter().all(|p| !DatabasePreset::Editor.permissions().has(p)),
        "content leaves with Full only"
    );
}
