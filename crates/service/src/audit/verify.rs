//! Checking the chains: every record against the one before it, the end against what the server knows, and all
//! against the heads that were signed.

use strongroom_crypto::{
    chain::{RecordHash, decode_heads, encode_heads},
    digest::sha256,
    signing::{Purpose, Signature},
};
use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::Event,
    id::DatabaseId,
};
use strongroom_store::{audit as rows, audit::Misfit};

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
    /// The hash over the heads of all chains.
    pub head: [u8; 32],
    /// The first thing that does not fit: the chain (nil: the server's) and what.
    pub misfit: Option<(DatabaseId, String)>,
    /// The number of the record, or of the signed heads, that does not fit.
    pub misfit_number: u64,
}

impl Service {
    /// Checks all chains, for an auditor or administrator.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub async fn verify_audit(&self, caller: &Caller) -> Result<Verification, ServiceError> {
        {
            let accounts = self.memory.accounts.read();
            let _: Administers =
                administration::server(accounts.actor(caller.user)?, ServerAction::ReadAudit)?;
        }
        let found = self.check_chains().await?;
        let note = self.note(caller);
        let event = Event::AuditVerified { records: found.records, intact: found.misfit.is_none() };
        self.store.write(move |write| note.server(write, event)).await?;
        Ok(found)
    }

    /// Checks all chains, for whoever sits at the machine.
    ///
    /// # Errors
    /// What the store says.
    pub async fn check_chains(&self) -> Result<Verification, ServiceError> {
        let heads = self.store.write(|write| Ok::<_, ServiceError>(write.heads())).await?;
        let mut found = Verification { head: sha256(&encode_heads(0, &heads)), ..Verification::default() };
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
        self.check_signed(&mut found)?;
        Ok(found)
    }

    /// Every signed head must be in its chain.
    fn check_signed(&self, found: &mut Verification) -> Result<(), ServiceError> {
        for kept in self.store.read(|query| rows::heads(query))? {
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
