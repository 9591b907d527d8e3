//! The functions that random input is given to. Each takes any bytes, and panics where a promise is broken; both
//! libFuzzer (`fuzz_targets`) and the driver with a fixed seed (`drive`) call them.
//!
//! Nothing here may depend on anything but its input: what was found once is found again.

#[allow(dead_code, reason = "the tests' writer of files can do more than is needed here")]
#[path = "../../crates/formats/tests/it/craft.rs"]
mod craft;
#[path = "../../crates/formats/tests/it/fits.rs"]
mod fits;
/// The parser of requests by itself, without sockets and TLS.
#[allow(dead_code, unused_imports)]
#[path = "../../crates/server/src/json/mod.rs"]
mod json;
pub mod seeds;

use std::fmt::Write as _;

use craft::Craft;
use json::{Limits as JsonLimits, Node};
use serde::de::DeserializeOwned;
use serde_json::Value;
use strongroom_formats::{Credentials, Format, Limits, read};

/// Something that takes random input.
pub struct Target {
    /// Its name, as in `fuzz_targets`.
    pub name: &'static str,
    /// Takes any bytes; returns whether they were something valid.
    pub run: fn(&[u8]) -> bool,
    /// Valid input to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that mean something in it.
    pub words: &'static [&'static str],
}

/// All of them.
pub const TARGETS: [Target; 3] = [
    Target { name: "kdbx", run: kdbx_opens, seeds: seeds::files, words: &[] },
    Target { name: "kdbx_document", run: document_opens, seeds: seeds::documents, words: seeds::XML_WORDS },
    Target { name: "request", run: request_is_taken, seeds: seeds::requests, words: seeds::JSON_WORDS },
];

/// A file as it would be uploaded, with the password `pw`.
pub fn kdbx(data: &[u8]) {
    kdbx_opens(data);
}

/// What lies behind the encryption of a file: without this no random input would ever get there. The first byte
/// chooses version and compression.
pub fn kdbx_document(data: &[u8]) {
    document_opens(data);
}

/// The body of a request. The first byte chooses which.
pub fn request(data: &[u8]) {
    request_is_taken(data);
}

/// Low ceilings, so that each run stays short.
fn limits() -> Limits {
    Limits {
        kdf_rounds: 10_000,
        kdf_memory_bytes: 1 << 20,
        kdf_work_bytes: 4 << 20,
        unpacked_bytes: 4 << 20,
        bundle_bytes: 4 << 20,
        ..Limits::default()
    }
}

fn kdbx_opens(data: &[u8]) -> bool {
    let bundle = read(Format::Kdbx, data, &Credentials::password("pw"), &limits());
    // What is taken over fits the domain.
    bundle.inspect(fits::assert_fits).is_ok()
}

fn document_opens(data: &[u8]) -> bool {
    let Some((choice, document)) = data.split_first() else { return false };
    let craft = match choice & 1 {
        0 => Craft { binaries: vec![b"attachment".to_vec()], ..Craft::default() },
        _ => Craft::version_3(),
    };
    let craft = Craft { compressed: choice & 2 != 0, ..craft };
    kdbx_opens(&craft.file_of_payload(craft.header(), document.to_vec()))
}

fn request_is_taken(data: &[u8]) -> bool {
    use strongroom_api::{assignments, auth, databases, objects, policies, reveal, users};
    const READERS: [fn(&[u8]) -> bool; 12] = [
        taken::<objects::NewObject>,
        taken::<objects::PatchObject>,
        taken::<objects::MoveObject>,
        taken::<auth::LoginRequest>,
        taken::<auth::ChangePassword>,
        taken::<users::NewUser>,
        taken::<users::PatchUser>,
        taken::<databases::NewDatabase>,
        taken::<databases::PatchDatabase>,
        taken::<assignments::PutAssignment>,
        taken::<policies::PutPolicies>,
        taken::<reveal::RevealRequest>,
    ];
    let Some((choice, text)) = data.split_first() else { return false };
    same_as_other_readers(text);
    READERS.get(usize::from(*choice) % READERS.len()).is_some_and(|reader| reader(text))
}

/// Whether it is a request of that type. A refusal never repeats what it refuses.
fn taken<T: DeserializeOwned>(text: &[u8]) -> bool {
    let Err(error) = json::read::<T>(text, &JsonLimits::REQUEST).map(drop) else { return true };
    let said = error.to_string();
    assert!(said.len() < 2_000 && said.is_ascii(), "a refusal of {} bytes", said.len());
    false
}

/// What is taken means to every JSON reader what it means here.
fn same_as_other_readers(text: &[u8]) {
    let Ok(node) = json::parse(text, &JsonLimits::REQUEST) else { return };
    let other: Value = serde_json::from_slice(text).expect("another reader refuses it");
    assert!(same(&node, &other), "two readers differ");
}

fn same(ours: &Node, other: &Value) -> bool {
    match (ours, other) {
        (Node::Null, Value::Null) => true,
        (Node::Bool(ours), Value::Bool(other)) => ours == other,
        (Node::Integer(ours), Value::Number(other)) => other.as_i64() == Some(*ours),
        (Node::Decimal(ours), Value::Number(other)) => other.as_f64() == Some(*ours),
        (Node::Text(ours), Value::String(other)) => **ours == *other,
        (Node::Array(ours), Value::Array(other)) => {
            ours.len() == other.len() && ours.iter().zip(other).all(|(ours, other)| same(ours, other))
        }
        (Node::Object(ours), Value::Object(other)) => {
            ours.len() == other.len()
                && ours
                    .iter()
                    .all(|(key, ours)| other.get(key.as_str()).is_some_and(|other| same(ours, other)))
        }
        _ => false,
    }
}

/// Bytes as hexadecimal digits, for showing what was found.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
