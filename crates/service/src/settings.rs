//! Settings: those of the configuration, which the process is started with, and those kept in the store.

use std::time::Duration;

use strongroom_crypto::password::Params;
use strongroom_domain::{
    rights::{Permission, Policies, PolicyState},
    seal::SealTimes,
};

use crate::error::ServiceError;

/// What the process is started with. Nothing here can be changed over the API.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A session ends after this long without a request.
    pub session_idle: Duration,
    /// A session ends after this long in any case.
    pub session_absolute: Duration,
    /// The cost of new password hashes; older ones are raised at the next sign-in.
    pub password_cost: Params,
    /// The public keys (Ed25519) whose licences are believed.
    pub licence_issuers: Vec<[u8; 32]>,
    /// How often the heads of all audit chains are signed.
    pub sign_heads_every: Duration,
    /// The ceiling of an imported file, in bytes.
    pub import_bytes: u64,
    /// The ceiling of an attachment, in bytes.
    pub attachment_bytes: u64,
    /// How much one call that copies or tags seals at most, attachments not counted, in bytes.
    pub sealed_bytes: usize,
    /// How seals are handled.
    pub seals: SealSettings,
    /// What sends mail; absent: nothing is mailed.
    pub mailer: Option<std::sync::Arc<dyn crate::notices::Mailer>>,
    /// What calls webhooks; absent: there are none.
    pub courier: Option<std::sync::Arc<dyn crate::notices::Courier>>,
    /// A mail or a call that takes longer is one that failed, whatever those outside do.
    pub longest_try: Duration,
}

/// How seals are handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealSettings {
    /// How long the clock leaves requests and approvals.
    pub times: SealTimes,
    /// Whether the author of a grant may approve what is asked of it.
    pub author_may_approve: bool,
}

impl Default for SealSettings {
    fn default() -> Self {
        Self { times: SealTimes::default(), author_may_approve: true }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_idle: Duration::from_secs(60 * 60),
            session_absolute: Duration::from_secs(12 * 60 * 60),
            password_cost: Params::DEFAULT,
            licence_issuers: Vec::new(),
            sign_heads_every: Duration::from_secs(10 * 60),
            import_bytes: 512 << 20,
            attachment_bytes: strongroom_domain::limits::ATTACHMENT_BYTES,
            sealed_bytes: strongroom_domain::limits::SEALED_AT_ONCE,
            seals: SealSettings::default(),
            mailer: None,
            courier: None,
            longest_try: Duration::from_secs(60),
        }
    }
}

/// The stored form of the policies: the bits of the enabled and of the disabled permissions.
pub struct StoredPolicies;

impl StoredPolicies {
    /// For the store.
    pub fn encode(policies: &Policies) -> Vec<u8> {
        let mut bytes = policies.enabled().bits().to_be_bytes().to_vec();
        bytes.extend_from_slice(&policies.disabled().bits().to_be_bytes());
        bytes
    }

    /// From the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where the bytes are none.
    pub fn decode(bytes: &[u8]) -> Result<Policies, ServiceError> {
        let damaged = || ServiceError::Damaged("the stored policies have an unknown form".into());
        let (enabled, disabled) = bytes.split_at_checked(4).ok_or_else(damaged)?;
        let bits = |bytes: &[u8]| bytes.try_into().map(u32::from_be_bytes).map_err(|_| damaged());
        let set = |bits: u32| strongroom_domain::rights::PermissionSet::from_bits(bits).ok_or_else(damaged);
        let (enabled, disabled) = (set(bits(enabled)?)?, set(bits(disabled)?)?);
        Ok(Permission::DATABASE.into_iter().fold(Policies::UNDEFINED, |policies, permission| {
            let state = match (enabled.has(permission), disabled.has(permission)) {
                (_, true) => PolicyState::Disabled,
                (true, false) => PolicyState::Enabled,
                (false, false) => PolicyState::NotDefined,
            };
            policies.with(permission, state)
        }))
    }
}
