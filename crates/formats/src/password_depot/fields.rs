//! Which field of which type an item's values become. What a type has no field for becomes a custom one.

use strongroom_domain::entry::{FieldKind, totp};
use zeroize::Zeroizing;

use super::item::{RawField, RawItem};
use crate::{WarningCode, assemble::Draft, moment};

/// The type of that number.
pub(super) const fn entry_type(number: u32) -> Option<&'static str> {
    Some(match number {
        0 => "password",
        1 => "credit_card",
        2 => "software_license",
        3 => "identity",
        4 => "information",
        5 => "banking",
        6 => "encrypted_file",
        7 => "document",
        8 => "rdp",
        9 => "putty",
        10 => "teamviewer",
        11 => "certificate",
        _ => return None,
    })
}

/// The fields of the types by the names that their values have in the file.
const KNOWN: [(&str, &str, &str); 47] = [
    ("credit_card", "IDS_CardType", "card_type"),
    ("credit_card", "IDS_CardHolder", "holder"),
    ("credit_card", "IDS_CardNumber", "card_number"),
    ("credit_card", "IDS_CardExpires", "expires"),
    ("credit_card", "IDS_CardCode", "security_code"),
    ("credit_card", "IDS_CardPIN", "pin"),
    ("credit_card", "IDS_CardURL", "url"),
    ("credit_card", "IDS_CardPhone", "phone"),
    ("software_license", "IDS_LicenseProduct", "product"),
    ("software_license", "IDS_LicenseVersion", "version"),
    ("software_license", "IDS_LicenseName", "licensee"),
    ("software_license", "IDS_LicenseEmail", "email"),
    ("software_license", "IDS_LicenseKey", "license_key"),
    ("software_license", "IDS_LicenseOrderNumber", "order_number"),
    ("software_license", "IDS_LicensePurchaseDate", "purchase_date"),
    ("software_license", "IDS_LicenseExpires", "expires"),
    ("software_license", "IDS_LicenseURL", "url"),
    ("identity", "IDS_IdentityTitle", "name_title"),
    ("identity", "IDS_IdentityFirstName", "first_name"),
    ("identity", "IDS_IdentityLastName", "last_name"),
    ("identity", "IDS_IdentityCompany", "company"),
    ("identity", "IDS_IdentityBirthDate", "birth_date"),
    ("identity", "IDS_IdentityEmail", "email"),
    ("identity", "IDS_IdentityPhone", "phone"),
    ("identity", "IDS_IdentityMobile", "mobile"),
    ("identity", "IDS_IdentityAddress1", "street"),
    ("identity", "IDS_IdentityZIP", "postal_code"),
    ("identity", "IDS_IdentityCity", "city"),
    ("identity", "IDS_IdentityState", "state"),
    ("identity", "IDS_IdentityCountry", "country"),
    ("identity", "IDS_IdentityWebsite", "website"),
    ("information", "IDS_InformationText", "notes"),
    ("banking", "IDS_ECBankName", "bank_name"),
    ("banking", "IDS_ECBLZ", "bank_code"),
    ("banking", "IDS_ECBIC", "bic"),
    ("banking", "IDS_ECHolder", "account_holder"),
    ("banking", "IDS_ECAccountNumber", "account_number"),
    ("banking", "IDS_ECIBAN", "iban"),
    ("banking", "IDS_ECPhone", "phone"),
    ("putty", "IDS_PuTTyProtocol", "protocol"),
    ("putty", "IDS_PuTTyPort", "port"),
    ("putty", "IDS_PuTTyKeyFile", "key_file"),
    ("putty", "IDS_PuTTyCommand", "command"),
    ("teamviewer", "IDS_TeamViewerMode", "mode"),
    ("rdp", "IDS_RDPPort", "port"),
    ("rdp", "IDS_RDPDomain", "domain"),
    ("rdp", "IDS_RDPGateway", "gateway"),
];

/// Card types by number.
const CARDS: [&str; 6] = ["Mastercard", "Discover", "VISA", "American Express", "JCB", "Diners Club"];

/// Puts the values of an item into its draft.
pub(super) fn fill(draft: &mut Draft, raw: RawItem) {
    let RawItem { username, password, url, comment, secret, parameters, tans, fields, .. } = raw;
    if matches!(draft.entry_type, "encrypted_file" | "document") {
        draft.fields.warn(WarningCode::FileMissing, "");
    }
    for field in fields {
        custom(draft, field);
    }
    // Some types repeat in these what stands in their own fields.
    let repeats = |draft: &Draft, value: &Zeroizing<String>| {
        let own = matches!(draft.entry_type, "credit_card" | "identity" | "software_license");
        own && draft.fields.fields.iter().any(|field| field.value == *value)
    };
    if !repeats(draft, &username) {
        draft.set("username", "username", username);
    }
    if !repeats(draft, &password) {
        draft.set("password", "password", password);
    }
    if !repeats(draft, &url) {
        let name = match draft.entry_type {
            "identity" => "website",
            "rdp" | "putty" => "host",
            "teamviewer" => "partner_id",
            _ => "url",
        };
        draft.set(name, "url", url);
    }
    if totp::Totp::parse(&secret).is_ok() {
        draft.set("totp", "secret", secret);
    } else {
        draft.custom(FieldKind::Text, "secret", true, secret);
    }
    draft.set("tans", "TANs", tans);
    draft.custom(FieldKind::Text, "parameters", true, parameters);
    draft.set("notes", "comment", comment);
}

fn custom(draft: &mut Draft, field: RawField) {
    let RawField { name, value, kind, hidden } = field;
    let known =
        KNOWN.iter().find(|(of, known, _)| *of == draft.entry_type && known.eq_ignore_ascii_case(&name));
    if let Some((_, _, known)) = known {
        let value = match *known {
            "card_type" => value
                .trim()
                .parse()
                .ok()
                .and_then(|index: usize| CARDS.get(index))
                .map_or(value, |card| Zeroizing::new((*card).to_owned())),
            "purchase_date" | "birth_date" => day(value),
            "expires" if draft.entry_type == "software_license" => day(value),
            _ => value,
        };
        return draft.set(known, &name, value);
    }
    let own = name.strip_prefix("IDS_");
    let secret = hidden || own.is_some_and(sounds_secret);
    let name = own.unwrap_or(&name);
    let (kind, value) = match kind {
        1 => (FieldKind::Password, value),
        2 => (FieldKind::Multiline, value),
        3 => (FieldKind::Date, day(value)),
        4 => (FieldKind::Number, value),
        5 => (FieldKind::Boolean, truth(value)),
        6 => (FieldKind::Decimal, decimal(value)),
        7 => (FieldKind::Email, value),
        8 => (FieldKind::Url, value),
        _ => (FieldKind::Text, value),
    };
    draft.custom(kind, name, secret, value);
}

/// Whether a field that the program made itself is one to hide.
fn sounds_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "pin", "additionalkey", "additionalcode", "legitimacy", "cardnumber"]
        .into_iter()
        .any(|word| name.contains(word))
}

/// A day as a number of a spreadsheet, or in another notation; otherwise as it is.
fn day(value: Zeroizing<String>) -> Zeroizing<String> {
    let found = moment::spreadsheet_day(&value).or_else(|| moment::parse(&value).and_then(moment::day));
    found.map_or(value, Zeroizing::new)
}

fn truth(value: Zeroizing<String>) -> Zeroizing<String> {
    match value.trim() {
        "1" | "-1" | "True" | "true" => Zeroizing::new("true".to_owned()),
        "0" | "False" | "false" => Zeroizing::new("false".to_owned()),
        _ => value,
    }
}

/// A decimal comma becomes a point.
fn decimal(value: Zeroizing<String>) -> Zeroizing<String> {
    if value.matches(',').count() == 1 && !value.contains('.') {
        return Zeroizing::new(value.trim().replace(',', "."));
    }
    value
}
