//! The audit chain: each record carries the SHA-256 of the record before it.
//!
//! ```text
//! first  = SHA-256("strongroom audit chain v1\0"  | chain (16))
//! record = SHA-256("strongroom audit record v1\0" | chain (16) | number (8) | previous (32) | length (8) | body)
//! heads  = "strongroom audit heads v1\0" | instant (8) | count (8) | count times: chain (16) | number (8) | hash (32)
//! ```
//!
//! All numbers are big endian; records are numbered from 1, and the head of an empty chain has number 0. A
//! chain shows that nothing before a head was changed, once the head is known to be genuine: heads are signed
//! ([`crate::signing`]), and can be noted elsewhere. The hash is not keyed: a body must hold no secret, and
//! texts that people wrote are sealed before they come in here.

use sha2::{Digest as _, Sha256};

use crate::Id;

/// The hash of a record, which the next one carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHash(pub [u8; 32]);

/// How far a chain has come: the number and the hash of its last record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The database, or [`crate::SERVER`].
    pub chain: Id,
    /// The number of the last record; 0: there is none.
    pub number: u64,
    /// Its hash.
    pub hash: RecordHash,
}

/// A record does not follow the head that it was put behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("record {number} does not fit the chain")]
pub struct ChainError {
    /// The number that the next record had to have.
    pub number: u64,
}

impl Head {
    /// The head of `chain` before its first record.
    pub fn start(chain: Id) -> Self {
        let hash = Sha256::new().chain_update(b"strongroom audit chain v1\0").chain_update(chain).finalize();
        Self { chain, number: 0, hash: RecordHash(hash.into()) }
    }

    /// The head after a record of `body` was put behind this one.
    #[must_use]
    pub fn after(&self, body: &[u8]) -> Self {
        let number = self.number.wrapping_add(1);
        let hash = Sha256::new()
            .chain_update(b"strongroom audit record v1\0")
            .chain_update(self.chain)
            .chain_update(number.to_be_bytes())
            .chain_update(self.hash.0)
            .chain_update(u64::try_from(body.len()).unwrap_or(u64::MAX).to_be_bytes())
            .chain_update(body)
            .finalize();
        Self { chain: self.chain, number, hash: RecordHash(hash.into()) }
    }

    /// Goes over one stored record: its number, the hash it carries of the one before it, its body. Verifying
    /// a chain is this, from [`Head::start`] (or a head that is trusted) to the last record.
    ///
    /// # Errors
    /// [`ChainError`] with the number that was expected.
    pub fn follow(&self, number: u64, previous: RecordHash, body: &[u8]) -> Result<Self, ChainError> {
        let next = self.after(body);
        if number != next.number || previous != self.hash {
            return Err(ChainError { number: next.number });
        }
        Ok(next)
    }
}

/// The bytes of many chains' heads at one instant (microseconds since 1970), to be signed together. Heads are
/// put in the order of their chains' ids, so that one state has one encoding.
pub fn encode_heads(instant_micros: i64, heads: &[Head]) -> Vec<u8> {
    let mut heads = heads.to_vec();
    heads.sort_unstable_by_key(|head| head.chain);
    let mut bytes = Vec::with_capacity(64 + heads.len() * 56);
    bytes.extend_from_slice(b"strongroom audit heads v1\0");
    bytes.extend_from_slice(&instant_micros.to_be_bytes());
    bytes.extend_from_slice(&u64::try_from(heads.len()).unwrap_or(u64::MAX).to_be_bytes());
    for head in &heads {
        bytes.extend_from_slice(&head.chain);
        bytes.extend_from_slice(&head.number.to_be_bytes());
        bytes.extend_from_slice(&head.hash.0);
    }
    bytes
}

/// Reads what [`encode_heads`] gave: the instant and the heads. `None` for anything else.
pub fn decode_heads(bytes: &[u8]) -> Option<(i64, Vec<Head>)> {
    let rest = bytes.strip_prefix(b"strongroom audit heads v1\0")?;
    let (instant, rest) = rest.split_first_chunk()?;
    let (count, rest) = rest.split_first_chunk()?;
    let (records, tail) = rest.as_chunks::<56>();
    if !tail.is_empty() || u64::from_be_bytes(*count) != records.len() as u64 {
        return None;
    }
    let heads = records.iter().filter_map(|record| {
        let (chain, record) = record.split_first_chunk()?;
        let (number, hash) = record.split_first_chunk()?;
        let hash = RecordHash(hash.try_into().ok()?);
        Some(Head { chain: *chain, number: u64::from_be_bytes(*number), hash })
    });
    Some((i64::from_be_bytes(*instant), heads.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_were_written_and_nothing_else_is() {
        let heads = [Head::start([2; 16]).after(b"x"), Head::start([1; 16])];
        let bytes = encode_heads(42, &heads);
        assert_eq!(decode_heads(&bytes), Some((42, vec![heads[1], heads[0]])), "in the order of the chains");
        assert_eq!(decode_heads(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode_heads(&[bytes, vec![0; 56]].concat()), None, "more than was counted");
    }

    const BODIES: [&[u8]; 4] = [b"first", b"", b"third", b"fourth"];

    fn stored() -> Vec<(u64, RecordHash, Vec<u8>)> {
        let mut head = Head::start([7; 16]);
        let mut records = Vec::new();
        for body in BODIES {
            records.push((head.number + 1, head.hash, body.to_vec()));
            head = head.after(body);
        }
        records
    }

    fn verify(records: &[(u64, RecordHash, Vec<u8>)]) -> Result<Head, ChainError> {
        records.iter().try_fold(Head::start([7; 16]), |head, (number, previous, body)| {
            head.follow(*number, *previous, body)
        })
    }

    #[test]
    fn hashes_are_those_of_the_committed_vectors() {
        let mut head = Head::start([7; 16]);
        let mut shown = format!("{} {}\n", head.number, hex::encode(head.hash.0));
        for body in BODIES {
            head = head.after(body);
            shown += &format!("{} {}\n", head.number, hex::encode(head.hash.0));
        }
        shown += &format!(
            "heads {}\n",
            hex::encode(encode_heads(1_700_000_000_000_000, &[head, Head::start([1; 16])]))
        );
        assert_eq!(shown, include_str!("../tests/vectors/chain.txt"));
    }

    // attack: C3
    #[test]
    fn the_first_record_that_does_not_fit_is_named() {
        let good = stored();
        let whole = verify(&good).unwrap();
        assert_eq!(whole.number, 4);
        for place in 0..good.len() {
            let number = u64::try_from(place).unwrap() + 1;

            let mut gone = good.clone();
            gone.remove(place);
            let expected = if number == 4 { None } else { Some(ChainError { number }) };
            assert_eq!(verify(&gone).err(), expected, "record {number} is gone");

            let mut doubled = good.clone();
            doubled.insert(place, good[place].clone());
            assert_eq!(verify(&doubled).unwrap_err().number, number + 1, "record {number} is there twice");

            let mut rehashed = good.clone();
            rehashed[place].1.0[31] ^= 1;
            assert_eq!(verify(&rehashed).unwrap_err().number, number);

            let mut changed = good.clone();
            changed[place].2.push(b'x');
            match verify(&changed) {
                // A changed body is seen in the record behind it; of the last record, in the head.
                Err(error) => assert_eq!(error.number, number + 1),
                Ok(head) => assert!(number == 4 && head != whole),
            }
        }
        let mut swapped = good.clone();
        swapped.swap(1, 2);
        assert_eq!(verify(&swapped).unwrap_err().number, 2);
    }

    // attack: C1
    #[test]
    fn a_record_belongs_to_one_chain_and_one_number() {
        let a = Head::start([1; 16]);
        let b = Head::start([2; 16]);
        assert_ne!(a.hash, b.hash);
        assert_ne!(a.after(b"x").hash, Head { chain: [2; 16], ..a }.after(b"x").hash);
        assert_ne!(a.after(b"x").hash, Head { number: 1, ..a }.after(b"x").hash);
    }

    #[test]
    fn one_state_has_one_encoding() {
        let (a, b) = (Head::start([1; 16]), Head::start([2; 16]).after(b"x"));
        assert_eq!(encode_heads(5, &[a, b]), encode_heads(5, &[b, a]));
        assert_ne!(encode_heads(5, &[a, b]), encode_heads(6, &[a, b]));
        assert_ne!(encode_heads(5, &[a, b]), encode_heads(5, &[a]));
    }
}
