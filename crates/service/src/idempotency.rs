//! Idempotency keys: a repeated request gets the first answer again, for a day.
//!
//! The claim of a key and the change it guards are two transactions. Where the server ended between them, the
//! outcome is not known here; the repeated request is told so, rather than made twice.

use strongroom_crypto::{
    digest::sha256,
    envelope::{self, Place, RecordKind},
};
use strongroom_domain::id::UserId;
use strongroom_store::idempotency as rows;

use crate::{accounts::state::keyed, error::ServiceError, service::Service};

/// How long answers are kept, in seconds.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A request under a key that is being worked on for the first time.
#[derive(Debug, Clone)]
pub struct Claim {
    request: [u8; 32],
}

/// What is known of a request.
#[derive(Debug)]
pub enum Claimed {
    /// It is the first: work on it, then [`Service::keep_answer`] or [`Service::give_up_claim`].
    First(Claim),
    /// It was answered with these bytes.
    Answered(Vec<u8>),
}

impl Service {
    /// Claims a request by its caller, key and body. `call` names what is called: method and path.
    ///
    /// # Errors
    /// [`ServiceError::Idempotency`] where the first request had another body, or has no answer yet.
    pub async fn claim(
        &self,
        caller: UserId,
        key: &str,
        call: &str,
        body: &[u8],
    ) -> Result<Claimed, ServiceError> {
        let request = keyed(&self.keys, "idempotency key", &[&caller.to_bytes(), key.as_bytes()]);
        let body_hash = keyed(&self.keys, "idempotency body", &[call.as_bytes(), &sha256(body)]);
        let now = self.now();
        let kept = self
            .store
            .write(move |write| {
                rows::claim(write, &request, &body_hash, now, now.plus_seconds(-KEPT_SECONDS))
                    .map_err(ServiceError::from)
            })
            .await?;
        match kept {
            None => Ok(Claimed::First(Claim { request })),
            Some(kept) if kept.body_hash != body_hash => {
                Err(ServiceError::Idempotency("this idempotency key was used for another request"))
            }
            Some(rows::Kept { answer: Some(answer), .. }) => {
                let plain = envelope::open(&self.keys.answers, &place(&request), &answer);
                let plain = plain.map_err(|_| ServiceError::Damaged("a kept answer does not open".into()))?;
                Ok(Claimed::Answered(plain.to_vec()))
            }
            Some(_) => Err(ServiceError::Idempotency(
                "the first request with this idempotency key has no answer yet, or was interrupted",
            )),
        }
    }

    /// Keeps the answer of a claimed request.
    ///
    /// # Errors
    /// What the store says.
    pub async fn keep_answer(&self, claim: &Claim, answer: &[u8]) -> Result<(), ServiceError> {
        let sealed = envelope::seal(&self.keys.answers, &place(&claim.request), answer)?;
        let request = claim.request;
        Ok(self.store.write(move |write| rows::keep(write, &request, &sealed)).await?)
    }

    /// Gives up a claim whose request changed nothing, so that it can be made again.
    ///
    /// # Errors
    /// What the store says.
    pub async fn give_up_claim(&self, claim: &Claim) -> Result<(), ServiceError> {
        let request = claim.request;
        Ok(self.store.write(move |write| rows::give_up(write, &request)).await?)
    }
}

/// An answer opens for its own request only.
fn place(request: &[u8; 32]) -> Place {
    let (id, _) = request.split_first_chunk().unwrap_or((&[0; 16], &[]));
    Place::of_server(*id, RecordKind::IdempotentAnswer, 1)
}
