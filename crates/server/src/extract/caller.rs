//! Who asks, and from where.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use strongroom_api::ErrorCode;

use strongroom_service::Caller;

use crate::{address::ClientAddress, listener::Peer, problem::Refused, state::AppState};

/// The address that a request came from, trusted proxies seen through.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub ClientAddress);

impl Client {
    /// Reads it from the head of a request.
    pub fn of(parts: &Parts, state: &AppState) -> Self {
        // Every request of the listener has a peer; one without is counted with all others of its kind.
        let peer =
            parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address);
        // A value that is not text can not be skipped, or what stands before it would be believed.
        let forwarded = parts.headers.get_all("x-forwarded-for").iter();
        let forwarded = forwarded.map(|value| value.to_str().unwrap_or("invalid"));
        Self(ClientAddress::find(peer, forwarded, &state.settings().trusted_proxies))
    }
}

impl FromRequestParts<AppState> for Client {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refused> {
        Ok(Self::of(parts, state))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Refused;

    /// There only on routes whose need is a session; it was checked before the handler was reached.
    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refused> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| ErrorCode::Unauthenticated.into())
    }
}
