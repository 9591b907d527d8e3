//! Checking the chains: every record against the one before it, the end against what the server knows, and all
//! against the heads that were signed.

use strongroom_crypto::{
    chain::{RecordHash, decode_heads},
    digest::sha256,
    signing::{Purpose, Signature},
};
use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::Event,
    id::DatabaseId,
};
use strongroom_store::{audit as rows, audit::Misfit};

use super::{from_hex, hex};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// What checking found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Records checked.
    pub records: u64,
    /// Chains checked.
    pub chains: u64,
    /// Signed heads checked.
    pub signed: u64,
    /// The heads of all chains as they were signed after everything was found to fit: to be noted elsewhere. Absent
    /// where something does not fit: that is not signed.
    pub note: Option<NotedHeads>,
    /// The first thing that does not fit: the chain (nil: the server's) and what.
    pub misfit: Option<(DatabaseId, String)>,
    /// The number of the record, or of the signed heads, that does not fit.
    pub misfit_number: u64,
}

/// Signed heads of all chains as somebody noted them elsewhere: with them a store is found that was put back as a whole,
/// where everything else fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedHeads {
    /// Counts signings, from 1.
    pub number: u64,
    /// SHA-256 of the signed document.
    pub hash: [u8; 32],
}

/// The number, a colon, and the hash in 64 hexadecimal digits.
impl std::fmt::Display for NotedHeads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.number, hex(&self.hash))
    }
}

/// A note that is not in the form in which it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a head as `verify` tells it: a number, a colon and 64 hexadecimal digits")]
pub struct ParseNotedHeadsError;

impl std::str::FromStr for NotedHeads {
    type Err = ParseNotedHeadsError;

    fn from_str(text: &str) -> Result<Self, ParseNotedHeadsError> {
        let (number, hash) = text.trim().split_once(':').ok_or(ParseNotedHeadsError)?;
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse().ok().filter(|number| digits && *number > 0);
        let hash = from_hex(hash).and_then(|hash| hash.try_into().ok());
        number.zip(hash).map(|(number, hash)| Self { number, hash }).ok_or(ParseNotedHeadsError)
    }
}

impl Service {
    /// Checks all chains, for an auditor or administrator; and whether heads that were noted elsewhere are among those
    /// that were signed here.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub async fn verify_audit(
        &self,
        caller: &Caller,
        noted: Option<NotedHeads>,
    ) -> Result<Verification, ServiceError> {
        {
            let accounts = self.memory.accounts.read();
            let _: Administers =
                administration::server(accounts.actor(caller.user)?, ServerAction::ReadAudit)?;
        }
        let mut found = self.check_chains_with(noted).await?;
        let note = self.note(caller);
        let event = Event::AuditVerified { records: found.records, intact: found.misfit.is_none() };
        self.store.write(move |write| note.server(write, event)).await?;
        self.sign_found(&mut found).await?;
        Ok(found)
    }

    /// The same for whoever sits at the machine.
    ///
    /// # Errors
    /// What the store says.
    pub async fn verify_here(&self, noted: Option<NotedHeads>) -> Result<Verification, ServiceError> {
        let mut found = self.check_chains_with(noted).await?;
        self.sign_found(&mut found).await?;
        Ok(found)
    }

    /// Signs what was found to fit, to be noted elsewhere.
    async fn sign_found(&self, found: &mut Verification) -> Result<(), ServiceError> {
        if found.misfit.is_none() {
            let signed = self.sign_heads().await?;
            found.note = Some(NotedHeads { number: signed.number, hash: sha256(&signed.document) });
        }
        Ok(())
    }

    /// Checks all chains and changes nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn check_chains(&self) -> Result<Verification, ServiceError> {
        self.check_chains_with(None).await
    }

    async fn check_chains_with(&self, noted: Option<NotedHeads>) -> Result<Verification, ServiceError> {
        let heads = self.store.write(|write| Ok::<_, ServiceError>(write.heads())).await?;
        let mut found = Verification::default();
        for head in &heads {
            let id = DatabaseId::from_bytes(head.chain);
            found.chains += 1;
            found.records += head.number;
            let (_, misfit) = self.store.verify_audit(id).await?;
            if let Some(misfit) = misfit.filter(|_| found.misfit.is_none()) {
                found.misfit_number = match misfit {
                    Misfit::Record(number) => number,
                    Misfit::Tail(found, _) => found + 1,
                };
                found.misfit = Some((id, describe(&misfit)));
            }
        }
        self.check_signed(&mut found, noted)?;
        Ok(found)
    }

    /// Every signed head must be in its chain, and those that were noted among the signed ones.
    fn check_signed(&self, found: &mut Verification, noted: Option<NotedHeads>) -> Result<(), ServiceError> {
        let kept = self.store.read(|query| rows::heads(query))?;
        if let Some(noted) = noted.filter(|_| found.misfit.is_none()) {
            let here = kept.iter().find(|kept| kept.number == noted.number);
            let what = match here {
                None => Some(format!(
                    "the tail is missing: the heads that were noted are number {}, the last that are here number {}",
                    noted.number,
                    kept.len()
                )),
                Some(kept) if sha256(&kept.document) != noted.hash => {
                    Some(format!("the tail is missing: heads {} are not those that were noted", noted.number))
                }
                Some(_) => None,
            };
            found.misfit = what.map(|what| (DatabaseId::from_bytes([0; 16]), what));
            found.misfit_number = if found.misfit.is_some() { noted.number } else { 0 };
        }
        for kept in kept {
            found.signed += 1;
            let trouble = |found: &mut Verification, text: &str| {
                if found.misfit.is_none() {
                    let what = format!("signed heads {}: {text}", kept.number);
                    found.misfit = Some((DatabaseId::from_bytes([0; 16]), what));
                    found.misfit_number = kept.number;
                }
            };
            let signature = <[u8; 64]>::try_from(kept.signature.as_slice()).map(Signature);
            let genuine = signature.is_ok_and(|signature| {
                self.signing.public().verify(Purpose::AuditHeads, &kept.document, &signature).is_ok()
            });
            if !genuine {
                trouble(found, "the signature is wrong");
                continue;
            }
            let Some((_, heads)) = decode_heads(&kept.document) else {
                trouble(found, "the document is of an unknown form");
                continue;
            };
            for head in heads.iter().filter(|head| head.number > 0) {
                let id = DatabaseId::from_bytes(head.chain);
                let hash = self.store.read(|query| rows::hash_at(query, id, head.number))?;
                if hash.map(RecordHash) != Some(head.hash) && found.misfit.is_none() {
                    found.misfit_number = head.number;
                    found.misfit =
                        Some((id, format!("record {} is not the one that was signed", head.number)));
                }
            }
        }
        Ok(())
    }
}

fn describe(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Record(number) => format!("record {number} does not fit"),
        Misfit::Tail(found, expected) => {
            format!("the tail is missing: the chain ends at {found}, its last record is {expected}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_goes_there_and_back() {
        let note = NotedHeads { number: 17, hash: [0xab; 32] };
        assert_eq!(note.to_string().parse(), Ok(note));
        assert_eq!(format!(" {note}\n").parse(), Ok(note));
        let hash = "ab".repeat(32);
        for bad in
            [String::new(), hash.clone(), format!("0:{hash}"), format!("+1:{hash}"), format!("1:{hash}0")]
        {
            assert_eq!(bad.parse::<NotedHeads>(), Err(ParseNotedHeadsError), "{bad}");
        }
    }
}
