//! Categories and fields of 1Password in the words of the types here. What a type has no field for becomes a custom
//! field with the title it has in the file.

use strongroom_domain::entry::FieldKind;
use zeroize::Zeroizing;

use crate::{
    WarningCode,
    assemble::Draft,
    json::{Json, Object},
    moment,
};

/// The type of a category, and the category's name.
pub(super) fn category(number: &str) -> (&'static str, Option<&'static str>) {
    match number {
        "001" => ("password", Some("Login")),
        "002" => ("credit_card", Some("Credit Card")),
        "003" => ("information", Some("Secure Note")),
        "004" => ("identity", Some("Identity")),
        "005" => ("password", Some("Password")),
        "006" => ("document", Some("Document")),
        "100" => ("software_license", Some("Software License")),
        "101" => ("banking", Some("Bank Account")),
        "102" => ("password", Some("Database")),
        "103" => ("information", Some("Driver License")),
        "104" => ("information", Some("Outdoor License")),
        "105" => ("information", Some("Membership")),
        "106" => ("information", Some("Passport")),
        "107" => ("information", Some("Reward Program")),
        "108" => ("information", Some("Social Security Number")),
        "109" => ("password", Some("Wireless Router")),
        "110" => ("password", Some("Server")),
        "111" => ("password", Some("Email Account")),
        "112" => ("password", Some("API Credential")),
        "113" => ("information", Some("Medical Record")),
        "114" => ("ssh_key", Some("SSH Key")),
        "115" => ("information", Some("Crypto Wallet")),
        _ => ("information", None),
    }
}

/// Ids of fields in the file, and the fields of the type they become.
const KNOWN: [(&str, &str, &str); 34] = [
    ("credit_card", "cardholder", "holder"),
    ("credit_card", "type", "card_type"),
    ("credit_card", "ccnum", "card_number"),
    ("credit_card", "cvv", "security_code"),
    ("credit_card", "expiry", "expires"),
    ("credit_card", "pin", "pin"),
    ("credit_card", "phoneLocal", "phone"),
    ("credit_card", "website", "url"),
    ("identity", "firstname", "first_name"),
    ("identity", "lastname", "last_name"),
    ("identity", "birthdate", "birth_date"),
    ("identity", "company", "company"),
    ("identity", "department", "department"),
    ("identity", "defphone", "phone"),
    ("identity", "cellphone", "mobile"),
    ("identity", "email", "email"),
    ("identity", "website", "website"),
    ("software_license", "product_version", "version"),
    ("software_license", "reg_code", "license_key"),
    ("software_license", "reg_name", "licensee"),
    ("software_license", "reg_email", "email"),
    ("software_license", "order_number", "order_number"),
    ("software_license", "order_date", "purchase_date"),
    ("banking", "bankName", "bank_name"),
    ("banking", "owner", "account_holder"),
    ("banking", "routingNo", "bank_code"),
    ("banking", "accountNo", "account_number"),
    ("banking", "swift", "bic"),
    ("banking", "iban", "iban"),
    ("banking", "branchPhone", "phone"),
    ("password", "username", "username"),
    ("password", "password", "password"),
    ("password", "credential", "password"),
    ("password", "hostname", "url"),
];

/// A field of the web form that was saved.
pub(super) fn login(mut field: Object, draft: &mut Draft) {
    let (value, name) = (field.text("value"), field.text("name"));
    let name = if name.is_empty() { "Field".to_owned() } else { name.to_string() };
    match field.text("designation").as_str() {
        "username" => draft.set("username", &name, value),
        "password" => draft.set("password", &name, value),
        _ => {
            let secret = field.text("fieldType").as_str() == "P";
            draft.custom(FieldKind::Text, &name, secret, value);
        }
    }
}

/// The addresses of an entry: the first in its field, the others as custom ones with their labels.
pub(super) fn addresses(overview: &mut Object, draft: &mut Draft) {
    let main = overview.text("url");
    for mut url in overview.objects("urls") {
        let (label, text) = (url.text("label"), url.text("url"));
        if text != main {
            let label = if label.is_empty() { "website" } else { label.as_str() };
            draft.custom(FieldKind::Url, label, false, text);
        }
    }
    draft.set("url", "website", main);
}

/// One field of a section. What is a file is given back.
pub(super) fn field(mut field: Object, section: &str, draft: &mut Draft) -> Option<Object> {
    let (title, id) = (field.text("title"), field.text("id"));
    let name = match (title.is_empty(), section.is_empty()) {
        (false, false) => format!("{section}: {}", title.as_str()),
        (false, true) => title.to_string(),
        (true, _) => id.to_string(),
    };
    // An object with one member, whose name is the kind.
    let (kind, value) = field.object("value").left().next()?;
    let known = KNOWN.iter().find(|(of, known, _)| *of == draft.entry_type && *known == id.as_str());
    let (field_kind, secret, text) = match (kind.as_str(), value) {
        ("file", Json::Object(file)) => return Some(file),
        ("totp", value) => {
            draft.set("totp", &name, value.into_text());
            return None;
        }
        ("sshKey", Json::Object(key)) => {
            ssh_key(key, draft);
            return None;
        }
        ("address", Json::Object(address)) => {
            self::address(address, &name, draft);
            return None;
        }
        ("email", Json::Object(mut email)) => (FieldKind::Email, false, email.text("email_address")),
        ("reference", _) => {
            draft.fields.warn(WarningCode::Reference, &name);
            return None;
        }
        ("date", value) => {
            let day = value.number().and_then(moment::from_seconds).and_then(moment::day);
            (FieldKind::Date, false, day.map_or_else(|| value.into_text(), Zeroizing::new))
        }
        ("monthYear", value) => (FieldKind::Text, false, month(value)),
        ("concealed" | "creditCardNumber", value) => (FieldKind::Text, true, value.into_text()),
        ("url", value) => (FieldKind::Url, false, value.into_text()),
        (_, Json::Object(_) | Json::List(_)) => {
            draft.fields.warn(WarningCode::CustomData, &name);
            return None;
        }
        (_, value) => (FieldKind::Text, false, value.into_text()),
    };
    match known {
        Some((_, _, known)) => draft.set(known, &name, text),
        None => draft.custom(field_kind, &name, secret, text),
    }
    None
}

/// Year and month as a number, `202605`.
fn month(value: Json) -> Zeroizing<String> {
    match value.number() {
        Some(number) if (190_000..=999_912).contains(&number) => {
            Zeroizing::new(format!("{:02}/{}", number % 100, number / 100))
        }
        _ => value.into_text(),
    }
}

fn ssh_key(mut key: Object, draft: &mut Draft) {
    draft.set("private_key", "private key", key.text("privateKey"));
    let mut about = key.object("metadata");
    draft.set("public_key", "public key", about.text("publicKey"));
    draft.set("fingerprint", "fingerprint", about.text("fingerprint"));
}

fn address(mut address: Object, name: &str, draft: &mut Draft) {
    for (member, field) in [
        ("street", "street"),
        ("city", "city"),
        ("zip", "postal_code"),
        ("state", "state"),
        ("country", "country"),
    ] {
        draft.set(field, &format!("{name} {member}"), address.text(member));
    }
}

/// Earlier passwords as earlier versions, oldest first.
pub(super) fn history(passwords: Vec<Object>, draft: &Draft) -> Vec<Draft> {
    let mut versions: Vec<Draft> = Vec::new();
    for mut password in passwords {
        let mut version = Draft::new(draft.entry_type, &draft.fields.title);
        version.times.created = draft.times.created;
        match password.instant("time") {
            Ok(instant) => version.times.modified = instant,
            Err(()) => version.fields.warn(WarningCode::Time, "time"),
        }
        version.set("password", "password", password.text("value"));
        versions.push(version);
    }
    versions.sort_by_key(|version| version.times.modified);
    versions
}
