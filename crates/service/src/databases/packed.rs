//! Summaries in memory, held small: the JSON of listings, in which pieces that nearly every summary has are one byte
//! each. Opening a large database is mostly this memory; of a usual entry two thirds are names of fields.
//!
//! This is never a form on disk: the table below may change with any version.

/// Stands before a byte that is no piece although it looks like one.
const LITERALLY: u8 = 0x1f;

/// The piece in place `n` is held as the byte `n + 1`. JSON has no such bytes: in texts they are escaped, and stored
/// summaries have no white space between. Where one piece begins like another, the longer comes first.
///
/// INVARIANT: within a value each `"` follows a `\`, so of these pieces only those can stand there that have one `"`,
/// their first byte; the rest of them is punctuation. [`PackedSummary::may_hold`] counts on it.
const PIECES: [&[u8]; 27] = [
    br#"{"type":"password","title":""#,
    br#"{"type":"information","title":""#,
    br#"{"type":""#,
    br#"{"title":""#,
    br#"{"name":"username","kind":"text","secret":false,"value":""#,
    br#"{"name":"url","kind":"url","secret":false,"value":""#,
    br#"{"name":"password","kind":"password","secret":true}"#,
    br#"{"name":"totp","kind":"totp","secret":true}"#,
    br#"{"name":"notes","kind":"multiline","secret":true}"#,
    br#"{"name":""#,
    br#","title":""#,
    br#","tags":[""#,
    br#","category":""#,
    br#","importance":""#,
    br#","icon":""#,
    br#","fields":["#,
    br#","kind":"text","secret":false,"custom":true,"value":""#,
    br#","kind":"text","secret":false,"value":""#,
    br#","kind":"url","secret":false,"value":""#,
    br#","kind":"email","secret":false,"value":""#,
    br#","kind":"date","secret":false,"value":""#,
    br#","kind":"number","secret":false,"value":""#,
    br#","kind":""#,
    br#","secret":true,"custom":true}"#,
    br#","secret":true}"#,
    br#""},"#,
    br#""}]}"#,
];

/// The JSON of a summary.
#[derive(Clone, PartialEq, Eq)]
pub struct PackedSummary(Box<[u8]>);

impl PackedSummary {
    /// Takes any text over; JSON becomes smaller.
    pub fn pack(json: &[u8]) -> Self {
        let mut packed = Vec::with_capacity(json.len());
        let mut rest = json;
        while let Some((&byte, after)) = rest.split_first() {
            let found = matches!(byte, b'{' | b'"' | b',').then(|| piece_at(rest)).flatten();
            if let Some((code, after)) = found {
                packed.push(code);
                rest = after;
                continue;
            }
            if byte <= LITERALLY {
                packed.push(LITERALLY);
            }
            packed.push(byte);
            rest = after;
        }
        // Exactly as large as it is: this is held for each object.
        Self(packed.into_boxed_slice())
    }

    /// The JSON again.
    pub fn json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(self.0.len() * 4);
        let mut bytes = self.0.iter().copied();
        while let Some(byte) = bytes.next() {
            match byte {
                LITERALLY => json.extend(bytes.next()),
                _ => match usize::from(byte).checked_sub(1).and_then(|place| PIECES.get(place)) {
                    Some(piece) => json.extend_from_slice(piece),
                    None => json.push(byte),
                },
            }
        }
        json
    }

    /// Whether a value may hold `wanted`, which is in lower case, in any case of letters; `false` is certain.
    /// Searching asks this first, since reading the JSON of each object takes ten times as long.
    pub fn may_hold(&self, wanted: &str) -> bool {
        let punctuation = |byte: u8| matches!(byte, b'"' | b'\\' | b'{' | b'}' | b'[' | b']' | b',' | b':');
        let wanted = wanted.as_bytes();
        let Some((first, _)) = wanted.split_first() else { return true };
        // What may stand in the JSON in another way, or be covered by a piece, is not judged here.
        if !self.0.is_ascii() || wanted.iter().any(|byte| punctuation(*byte) || byte.is_ascii_control()) {
            return true;
        }
        let begins = |(at, byte): (usize, &u8)| byte.eq_ignore_ascii_case(first).then_some(at);
        self.0.iter().enumerate().filter_map(begins).any(|at| {
            self.0.get(at..at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
        })
    }

    /// How many bytes are held.
    pub fn bytes(&self) -> usize {
        self.0.len()
    }
}

/// The piece that `text` begins with, as its byte, and what follows it.
fn piece_at(text: &[u8]) -> Option<(u8, &[u8])> {
    (1..).zip(PIECES).find_map(|(code, piece)| Some((code, text.strip_prefix(piece)?)))
}

impl From<Vec<u8>> for PackedSummary {
    fn from(json: Vec<u8>) -> Self {
        Self::pack(&json)
    }
}

/// Shows nothing that people wrote.
impl std::fmt::Debug for PackedSummary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PackedSummary").field(&self.0.len()).finish()
    }
}

#[cfg(test)]
mod tests;
