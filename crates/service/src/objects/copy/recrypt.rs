//! Opening what is copied and sealing it anew, for its new place. The only code that turns an object's ciphertext into
//! that of another object.

use std::{collections::HashMap, sync::Arc};

use strongroom_crypto::envelope::{self, Place as Bound, RecordKind};
use strongroom_domain::{
    id::{AttachmentId, DatabaseId, ObjectId},
    limits,
    time::Instant,
};
use strongroom_store::{
    attachments::{self as attachment_rows, AttachmentRow},
    icons,
    objects::{self as rows, Place, Sealed},
    second_passwords::SecondRow,
};

use super::{
    Choice,
    choose::{Chosen, Over},
};
use crate::{
    caller::Caller,
    databases::state::{DatabaseState, Held},
    error::ServiceError,
    objects::{
        attachments::{Staging, Turn, Waiting},
        open_record, open_secrets, seal_object,
        sealing::SealedBytes,
        summary_of,
    },
    second_passwords::{Copied, Layer, Unlocked},
    service::Service,
};

/// How many objects are sealed in one turn of the pool.
const AT_ONCE: usize = 256;

/// What starts the name of an icon that is kept in the database.
const OWN_ICON: &str = "custom:";

/// Everything of a copy, sealed for its place and ready to be made.
pub(super) struct Prepared {
    pub choice: Arc<Choice>,
    /// In the order of the choice.
    pub copies: Vec<Copy>,
    /// Icons that the target does not have.
    pub icons: Vec<(ObjectId, Vec<u8>)>,
    /// The attachments that wait in the store.
    pub staged: Vec<Arc<Waiting>>,
    /// Copies of attachments are files that the caller sends: held until they are made.
    _turn: Option<Turn>,
}

/// One copy.
pub(super) struct Copy {
    pub place: Place,
    pub held: Held,
    pub sealed: Sealed,
    /// The second password that it has itself.
    pub second: Option<SecondRow>,
    /// The attachments to copy.
    originals: Vec<AttachmentRow>,
    /// Their copies, each with the attachment that it is a copy of.
    pub attachments: Vec<(AttachmentId, AttachmentRow)>,
}

impl Prepared {
    /// The objects that were copied by themselves, each with its copy.
    pub fn tops(&self, choice: &Choice) -> Vec<(ObjectId, ObjectId)> {
        let pairs = choice.chosen.iter().zip(&self.copies);
        let tops = pairs.filter(|(chosen, _)| chosen.parent.is_none());
        tops.map(|(chosen, copy)| (chosen.source, copy.place.id)).collect()
    }
}

/// The work.
pub(super) struct Sealing {
    service: Arc<Service>,
    caller: Caller,
    choice: Arc<Choice>,
    /// What opens the originals.
    originals: Unlocked,
    /// What lies over copies of what is covered.
    copied: Copied,
    /// What lies over the others.
    place: Layer,
    icons: HashMap<String, (ObjectId, Vec<u8>)>,
    budget: SealedBytes,
    files: Files,
}

/// The attachments of one copy, by what their records say.
struct Files {
    count: usize,
    bytes: u64,
    /// Bytes of the largest attachment that is taken.
    largest: u64,
}

impl Files {
    /// Takes in one more.
    fn charge(&mut self, bytes: u64) -> Result<(), ServiceError> {
        (self.count, self.bytes) = (self.count.saturating_add(1), self.bytes.saturating_add(bytes));
        if self.count > limits::COPIED_ATTACHMENTS {
            return Err(ServiceError::LimitReached {
                what: format!("at most {} attachments are copied at once", limits::COPIED_ATTACHMENTS).into(),
                limit: limits::COPIED_ATTACHMENTS,
            });
        }
        let most = self.largest.saturating_mul(limits::COPIED_LARGEST);
        if self.bytes > most {
            let text = format!("at most {most} bytes of attachments are copied at once");
            return Err(ServiceError::TooLarge(text.into()));
        }
        Ok(())
    }
}

/// What was staged before something went wrong, and what that was.
type Broken = (Vec<Arc<Waiting>>, ServiceError);

impl Sealing {
    pub fn new(
        service: &Arc<Service>,
        caller: &Caller,
        choice: Choice,
        (originals, copied, place): (Unlocked, Copied, Layer),
    ) -> Self {
        Self {
            service: Arc::clone(service),
            caller: caller.clone(),
            choice: Arc::new(choice),
            originals,
            copied,
            place,
            icons: HashMap::new(),
            budget: SealedBytes::of(service.settings.sealed_bytes),
            files: Files { count: 0, bytes: 0, largest: service.settings.attachment_bytes },
        }
    }

    /// Seals all of it. Where it fails, what was staged is told, to be discarded.
    pub async fn run(mut self) -> Result<Prepared, Broken> {
        let choice = Arc::clone(&self.choice);
        let mut copies: Vec<Copy> = Vec::with_capacity(choice.chosen.len());
        for first in (0..choice.chosen.len()).step_by(AT_ONCE) {
            let made: Vec<ObjectId> = copies.iter().map(|copy| copy.place.id).collect();
            let pool = self.service.arranging.pool().clone();
            let work = pool.run(move || {
                let sealed = self.objects(first, made);
                (self, sealed)
            });
            match work.await {
                Ok((this, Ok(sealed))) => {
                    self = this;
                    copies.extend(sealed);
                }
                Ok((_, Err(error))) | Err(error) => return Err((Vec::new(), error)),
            }
        }
        // All of it is known and fits before the first byte of a file is written.
        let uploading = &self.service.uploading;
        let turn = (self.files.count > 0).then(|| uploading.turn(self.caller.user)).transpose();
        let turn = turn.map_err(|error| (Vec::new(), error))?;
        let mut staged = Vec::new();
        for (chosen, copy) in choice.chosen.iter().zip(&mut copies) {
            if let Err(error) = self.attachments(chosen, copy, &mut staged).await {
                return Err((staged, error));
            }
        }
        let icons = self.icons.into_values().collect();
        Ok(Prepared { choice, copies, icons, staged, _turn: turn })
    }

    /// Seals the next objects; `made` are the ids of the copies before them.
    fn objects(&mut self, first: usize, mut made: Vec<ObjectId>) -> Result<Vec<Copy>, ServiceError> {
        let choice = Arc::clone(&self.choice);
        let mut copies = Vec::with_capacity(AT_ONCE);
        for (number, chosen) in choice.chosen.iter().enumerate().skip(first).take(AT_ONCE) {
            let copy = self.object(number, chosen, &made)?;
            made.push(copy.place.id);
            copies.push(copy);
        }
        Ok(copies)
    }

    fn object(&mut self, number: usize, chosen: &Chosen, made: &[ObjectId]) -> Result<Copy, ServiceError> {
        let (service, choice) = (Arc::clone(&self.service), Arc::clone(&self.choice));
        let stored = service.store.read(|query| rows::content(query, &chosen.reading, chosen.source))?;
        let (was, sealed) = stored.ok_or(ServiceError::Stale)?;
        if was.revision != chosen.revision {
            return Err(ServiceError::Stale);
        }
        let (keys, layer) = (&choice.source_keys, self.originals.layer(&chosen.cover)?);
        let secrets = open_secrets(keys, &layer, choice.from, chosen.source, was.revision, &sealed)?;
        let id: ObjectId = service.new_id(self.caller.now)?;
        let held = self.held(&chosen.held)?;
        let layer = self.over(chosen)?;
        let sealed = seal_object(&choice.target_keys, &layer, choice.to, id, 1, &held, &secrets)?;
        let own = (chosen.over == Over::Own).then(|| self.copied.row(&chosen.cover, id));
        self.budget.charge(&sealed)?;
        let originals =
            service.store.read(|query| attachment_rows::of_object(query, &chosen.reading, chosen.source))?;
        for original in &originals {
            self.files.charge(open_record(keys, choice.from, original)?.bytes)?;
        }
        let parent = match chosen.parent {
            None => choice.addition.object(),
            Some(folder) => Some(made.get(folder).copied().ok_or(ServiceError::NotFound)?),
        };
        let behind = i64::try_from(number).unwrap_or(i64::MAX);
        let place = Place {
            id,
            parent,
            kind: chosen.kind,
            inheritance: true,
            position: DatabaseState::last_position(self.caller.now).saturating_add(behind),
            bin_at: None,
            revision: 1,
        };
        Ok(Copy { place, held, sealed, second: own.transpose()?, originals, attachments: Vec::new() })
    }

    /// What lies over a copy.
    fn over(&self, chosen: &Chosen) -> Result<Layer, ServiceError> {
        match chosen.over {
            Over::Place => Ok(self.place.clone()),
            Over::Own | Over::Above => self.copied.layer(&chosen.cover),
        }
    }

    /// The summary of a copy: the caller made it, now.
    fn held(&mut self, original: &Held) -> Result<Held, ServiceError> {
        let mut summary = summary_of(original)?;
        if self.choice.from != self.choice.to
            && let Some(name) = summary.icon.clone().filter(|icon| icon.starts_with(OWN_ICON))
        {
            summary.icon = self.icon(&name)?;
        }
        Ok(Held {
            created_at: self.caller.now,
            modified_at: self.caller.now,
            created_by: Some(self.caller.user),
            modified_by: Some(self.caller.user),
            summary: summary.to_json().into(),
        })
    }

    /// Takes an icon along, once; gives its name there. One that is gone is none.
    fn icon(&mut self, name: &str) -> Result<Option<String>, ServiceError> {
        if let Some((id, _)) = self.icons.get(name) {
            return Ok(Some(format!("{OWN_ICON}{id}")));
        }
        let choice = &self.choice;
        let Some(original) = name.strip_prefix(OWN_ICON).and_then(|id| id.parse::<ObjectId>().ok()) else {
            return Ok(None);
        };
        let stored = self.service.store.read(|query| icons::get(query, choice.from, original))?;
        let Some(sealed) = stored else { return Ok(None) };
        let place = |database: DatabaseId, id: ObjectId| {
            Bound::new(database.to_bytes(), id.to_bytes(), RecordKind::Icon, 1)
        };
        let plain = envelope::open(&choice.source_keys.summary, &place(choice.from, original), &sealed)
            .map_err(|_| ServiceError::Damaged(format!("icon {original} does not open").into()))?;
        let id: ObjectId = self.service.new_id(self.caller.now)?;
        let sealed = envelope::seal(&choice.target_keys.summary, &place(choice.to, id), &plain)?;
        self.icons.insert(name.to_owned(), (id, sealed));
        Ok(Some(format!("{OWN_ICON}{id}")))
    }

    /// Copies the attachments of one object, chunk by chunk, into the store, where they wait for their rows.
    async fn attachments(
        &self,
        chosen: &Chosen,
        copy: &mut Copy,
        staged: &mut Vec<Arc<Waiting>>,
    ) -> Result<(), ServiceError> {
        let choice = &self.choice;
        for (number, original) in (0_i64..).zip(std::mem::take(&mut copy.originals)) {
            // Ids begin with the millisecond, and attachments are listed by them: in the order of the originals.
            let made_at = Instant::from_micros(self.caller.now.micros().saturating_add(number * 1_000));
            let layer = self.originals.layer(&chosen.cover)?;
            let opened = self.service.open_attachment(
                &self.caller,
                chosen.reading,
                (&choice.source_keys, &layer),
                choice.from,
                &original,
            );
            let mut stream = match opened {
                Err(ServiceError::Stale | ServiceError::SecondPasswordRequired) => {
                    return Err(self.service.not_under_its_own(chosen.reading, original).await);
                }
                opened => opened?,
            };
            let mut staging = Staging::begin(
                &self.service,
                (&choice.target_keys, &self.over(chosen)?),
                choice.addition,
                copy.place.id,
                made_at,
            )?;
            staged.push(staging.waiting());
            loop {
                let service = Arc::clone(&self.service);
                let read = tokio::task::spawn_blocking(move || {
                    let piece = service.next_piece(&mut stream);
                    (piece, stream)
                });
                let (piece, rest) = read
                    .await
                    .map_err(|_| ServiceError::Internal("an attachment could not be read".into()))?;
                stream = rest;
                let Some(piece) = piece? else { break };
                staging.push(&piece).await?;
            }
            let row = staging.finish(&stream.name).await?.row;
            copy.attachments.push((original.id, row));
        }
        Ok(())
    }
}
