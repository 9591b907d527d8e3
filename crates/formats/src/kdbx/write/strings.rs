//! The fields of an entry as strings of KeePass: each finds a name of its own, the usual ones those that every program
//! shows.

use std::collections::HashSet;

use strongroom_domain::entry::{Field, FieldKind};
use zeroize::Zeroizing;

use crate::{export::Version, totp::Totp};

/// Name here, name there.
const STANDARD: [(&str, &str); 4] =
    [("username", "UserName"), ("password", "Password"), ("url", "URL"), ("notes", "Notes")];

/// A string as it goes into the document.
pub(super) struct OutString {
    pub name: String,
    pub value: Zeroizing<String>,
    pub secret: bool,
}

/// The strings of a version: title, the four that every program shows, then the others in their order. Empty ones are
/// left out but those five, which some programs expect.
pub(super) fn of(version: &Version) -> Vec<OutString> {
    let title = &version.properties.title;
    let mut strings =
        vec![OutString { name: "Title".to_owned(), value: Zeroizing::new(title.clone()), secret: false }];
    for (name, there) in STANDARD {
        let field = version.of_type(name);
        let value = field.map(|field| field.value.clone()).unwrap_or_default();
        let secret = field.map_or(name == "password", |field| field.secret);
        strings.push(OutString { name: there.to_owned(), value, secret });
    }
    let mut taken: HashSet<String> = strings.iter().map(|string| string.name.clone()).collect();
    // Where another program looks for one-time codes; a custom field of that name is not one.
    taken.insert("otp".to_owned());
    for field in version.fields.iter().filter(|field| !field.value.is_empty() && !is_standard(field)) {
        let string = if !field.custom && field.name == "totp" && field.kind == FieldKind::Totp {
            let user = version.of_type("username").map_or("", |field| field.value.as_str());
            OutString { name: "otp".to_owned(), value: address(&field.value, title, user), secret: true }
        } else {
            let name = free_name(&field.name, &mut taken);
            OutString { name, value: field.value.clone(), secret: field.secret }
        };
        strings.push(string);
    }
    strings
}

fn is_standard(field: &Field) -> bool {
    !field.custom && STANDARD.iter().any(|(name, _)| *name == field.name)
}

/// Other programs want an address; a bare secret is put into one.
fn address(value: &str, title: &str, user: &str) -> Zeroizing<String> {
    if value.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("otpauth:")) {
        return Zeroizing::new(value.to_owned());
    }
    match Totp::from_seed(value, None) {
        Some(totp) => totp.address(title, user),
        None => Zeroizing::new(value.to_owned()),
    }
}

fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    let mut number = 2_u32;
    while !taken.insert(free.clone()) {
        free = format!("{name} ({number})");
        number += 1;
    }
    free
}
