//! The ids in a path. One that is malformed never was, so it is answered like one that is unknown.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use strongroom_domain::id::{
    AttachmentId, DatabaseId, GrantId, GroupId, ImportId, ObjectId, SessionId, SubscriptionId, UserId,
    WebhookId,
};
use strongroom_service::ServiceError;

use crate::{problem::Refused, state::AppState};

/// The variable segments of a path, in order: `Ids<DatabaseId>`, `Ids<(DatabaseId, ObjectId)>`, ...
#[derive(Debug, Clone, Copy)]
pub struct Ids<T>(pub T);

/// Something that is read from the variable segments of a path.
pub trait FromSegments: Sized {
    /// Reads it; None for anything else than exactly the segments wanted.
    fn from_segments<'a>(segments: impl Iterator<Item = &'a str>) -> Option<Self>;
}

macro_rules! single {
    ($($name:ident)*) => {$(
        impl FromSegments for $name {
            fn from_segments<'a>(mut segments: impl Iterator<Item = &'a str>) -> Option<Self> {
                let only = segments.next()?.parse().ok()?;
                segments.next().is_none().then_some(only)
            }
        }
    )*};
}

single! {
    UserId GroupId DatabaseId ObjectId GrantId SessionId AttachmentId ImportId SubscriptionId WebhookId
}

macro_rules! tuples {
    ($(($($name:ident),+))*) => {$(
        impl<$($name: FromStr),+> FromSegments for ($($name,)+) {
            fn from_segments<'a>(mut segments: impl Iterator<Item = &'a str>) -> Option<Self> {
                let all = ($(segments.next()?.parse::<$name>().ok()?,)+);
                segments.next().is_none().then_some(all)
            }
        }
    )*};
}

tuples! { (A, B) (A, B, C) }

impl<T: FromSegments> FromRequestParts<AppState> for Ids<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refused> {
        let segments = RawPathParams::from_request_parts(parts, state).await;
        let segments = segments.map_err(|_| ServiceError::NotFound)?;
        let ids = T::from_segments(segments.iter().map(|(_, value)| value));
        ids.map(Self).ok_or_else(|| ServiceError::NotFound.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: A14
    #[test]
    fn only_whole_ids_in_their_one_spelling_are_read() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let read = |text: &str| DatabaseId::from_segments(std::iter::once(text));
        assert!(read(id).is_some());
        let bare = id.replace('-', "");
        let odd = [
            &id[1..],
            &bare,
            &format!("{{{id}}}"),
            &format!("urn:uuid:{id}"),
            &format!("{id}\0"),
            "..",
            "",
            "1",
        ];
        for odd in odd {
            assert!(read(odd).is_none(), "{odd}");
        }
        assert!(<(DatabaseId, ObjectId)>::from_segments([id, id].into_iter()).is_some());
        assert!(<(DatabaseId, ObjectId)>::from_segments([id].into_iter()).is_none());
        assert!(<(DatabaseId, ObjectId)>::from_segments([id, id, id].into_iter()).is_none());
    }
}
