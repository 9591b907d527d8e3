//! What a move or a copy would do.

use strongroom_api::many::{self as api, Effects};
use strongroom_service::objects::{PersonEffect, Preview};

use super::user_ref;

/// As it is told.
pub fn effects(preview: Preview) -> Effects {
    let person = |person: PersonEffect| api::PersonEffect {
        user: user_ref(person.user, person.username),
        gained: person.gained.iter().collect(),
        lost: person.lost.iter().collect(),
    };
    Effects {
        objects: preview.objects,
        gained: preview.gained.iter().collect(),
        lost: preview.lost.iter().collect(),
        gain_sight: preview.gain_sight,
        lose_sight: preview.lose_sight,
        people: preview.people.map(|people| people.into_iter().map(person).collect()),
        more: preview.more,
    }
}
