//! Imports as they are told.

use strongroom_api::{
    import::{ImportCounts, ImportWarning},
    imports::{
        Duplicates, FileBin, FileRights, Import, ImportPreview, ImportProgress, ImportSettings, ImportState,
        ImportUndo, RightsOf, RightsPreview, Table, TableColumn, TableSettings,
    },
};
use strongroom_formats::{Warning, csv};
use strongroom_service::import::{
    self, Failure, ImportTarget, ImportView, Kept, Preview, StageView, Tally, Undone,
};

/// Whether entries that are there already are left out.
pub const fn skips(duplicates: Duplicates) -> bool {
    matches!(duplicates, Duplicates::Skip)
}

/// Whether what is in the file's bin comes in.
pub const fn takes(bin: FileBin) -> bool {
    matches!(bin, FileBin::Take)
}

/// Whether the rights of an archive are taken.
pub const fn takes_rights(rights: FileRights) -> bool {
    matches!(rights, FileRights::Take)
}

/// An import.
pub fn import(view: ImportView) -> Import {
    let ImportView { id, format, at, stage } = view;
    let mut told = Import {
        id: id.uuid(),
        state: ImportState::Ready,
        format,
        at,
        database: None,
        parent: None,
        settings: None,
        preview: None,
        progress: None,
        imported: None,
        left_out: None,
        undo_until: None,
        undone: None,
        failure: None,
    };
    match stage {
        StageView::Ready(settings, shown) => {
            place(&mut told, &settings.target);
            told.settings = Some(how(&settings));
            told.preview = Some(preview(&shown));
        }
        StageView::Running(target, done, total) => {
            told.state = ImportState::Running;
            place(&mut told, &target);
            told.progress = Some(ImportProgress { done, total });
        }
        StageView::Failed(target, reason) => {
            told.state = ImportState::Failed;
            place(&mut told, &target);
            told.failure = Some(reason);
        }
        StageView::Done(database, kept) => {
            told.database = Some(database.uuid());
            done(&mut told, &kept);
        }
    }
    told
}

fn place(told: &mut Import, target: &ImportTarget) {
    if let ImportTarget::Folder(database, parent) = target {
        told.database = Some(database.uuid());
        told.parent = parent.map(|parent| parent.uuid());
    }
}

fn done(told: &mut Import, kept: &Kept) {
    let record = &kept.record;
    told.state = if record.undone.is_some() { ImportState::Undone } else { ImportState::Done };
    told.parent = record.parent.map(|parent| parent.uuid());
    let (folders, entries, attachments) = (record.folders, record.entries, record.attachments);
    told.imported = Some(ImportCounts { folders, entries, attachments });
    told.left_out = Some(record.left_out);
    told.undo_until = Some(kept.until()).filter(|_| record.undone.is_none());
    told.undone =
        record.undone.map(|Undone { at, removed, kept }| ImportUndo { removed, kept, at: Some(at) });
}

fn how(settings: &import::ImportSettings) -> ImportSettings {
    let (database, parent, name) = match &settings.target {
        ImportTarget::Folder(database, parent) => {
            (Some(database.uuid()), parent.map(|parent| parent.uuid()), None)
        }
        ImportTarget::New(name) => (None, None, Some(name.clone())),
    };
    let table = &settings.table;
    let text = |character: Option<char>| character.map(String::from);
    let columns = table.columns.as_ref();
    ImportSettings {
        database,
        parent,
        name,
        duplicates: if settings.skip_duplicates { Duplicates::Skip } else { Duplicates::Keep },
        bin: if settings.take_bin { FileBin::Take } else { FileBin::LeaveOut },
        rights: if settings.take_rights { FileRights::Take } else { FileRights::LeaveOut },
        table: TableSettings {
            encoding: table.encoding.map(|encoding| encoding.as_str().to_owned()),
            delimiter: text(table.delimiter),
            header: table.header,
            columns: columns.map(|columns| columns.iter().map(|it| it.as_str().to_owned()).collect()),
            folder_separator: text(table.folder_separator),
        },
    }
}

fn preview(shown: &Preview) -> ImportPreview {
    let nothing = Tally::default();
    let tally = shown.tally.as_ref().unwrap_or(&nothing);
    let failure = |failure: &Failure| ImportWarning {
        message: failure.reason.to_string(),
        place: Some(failure.title.clone()),
    };
    ImportPreview {
        imported: shown.tally.as_ref().map(|tally| ImportCounts {
            folders: tally.folders,
            entries: tally.entries,
            attachments: tally.attachments,
        }),
        versions: tally.versions,
        duplicates: tally.duplicates,
        skipped: tally.skipped,
        in_bin: tally.in_bin,
        failed: tally.failed,
        failures: tally.failures.iter().map(failure).collect(),
        warnings: import_warnings(tally.warnings.clone(), tally.warnings_left_out),
        table: shown.table.as_ref().map(table),
        rights: shown.rights.as_ref().map(rights),
    }
}

fn rights(shown: &import::RightsPreview) -> RightsPreview {
    let known = |found: &import::FoundHere| RightsOf {
        name: found.name.clone(),
        in_archive: Some(found.in_archive.clone()).filter(|name| *name != found.name),
        group: found.is_group(),
        by_name: found.by_name,
    };
    let unknown = |(name, group): &(String, bool)| RightsOf {
        name: name.clone(),
        in_archive: None,
        group: *group,
        by_name: false,
    };
    RightsPreview {
        assignments: shown.assignments,
        rules: shown.rules,
        inheritance_off: shown.inheritance_off,
        known: shown.known.iter().map(known).collect(),
        unknown: shown.unknown.iter().map(unknown).collect(),
        would_widen: shown.would_widen,
    }
}

fn table(look: &csv::Look) -> Table {
    let plan = &look.plan;
    let columns = plan.columns.iter().zip(&look.columns);
    Table {
        encoding: plan.encoding.as_str().to_owned(),
        delimiter: plan.delimiter.into(),
        header: plan.header,
        rows: look.rows,
        needs_columns: !look.is_known,
        columns: columns
            .map(|((name, holds), column)| TableColumn {
                name: name.clone(),
                holds: holds.as_str().to_owned(),
                filled: column.filled,
                samples: column.samples.clone(),
            })
            .collect(),
    }
}

/// Warnings as they are told.
pub fn import_warnings(warnings: Vec<Warning>, left_out: u64) -> Vec<ImportWarning> {
    let told = |warning: Warning| {
        let place = Some(warning.place.clone()).filter(|place| !place.is_empty());
        let message = Warning { place: String::new(), ..warning }.to_string();
        ImportWarning { message, place }
    };
    let mut warnings: Vec<ImportWarning> = warnings.into_iter().map(told).collect();
    if left_out > 0 {
        let message = format!("{left_out} more warnings are left out");
        warnings.push(ImportWarning { message, place: None });
    }
    warnings
}
