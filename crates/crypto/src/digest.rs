//! Digests: SHA-256, blind indexes, and digests of sets of rows.
//!
//! This module must never give a digest of a secret that is not keyed: who has the digest could try values.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::key::MacKey;

/// SHA-256 of `bytes`. For what is public or has 128 random bits; for anything else use a [`MacKey`].
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Whether two byte strings are the same, in a time that depends on their lengths only.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

fn hmac(key: &MacKey, parts: &[&[u8]]) -> [u8; 32] {
    // `new` takes a block of 64 bytes, which a key of 32 fills up with zeros (RFC 2104).
    let mut block = zeroize::Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key.0.bytes()) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl MacKey {
    /// The blind index of `folded` among the values of `column`: HMAC-SHA256 over both.
    ///
    /// Equal values of one column have equal indexes, so that a name can be found and kept unique while the
    /// store tells nothing but which values are equal. Folding (case, Unicode form) is the caller's.
    pub fn blind_index(&self, column: &str, folded: &[u8]) -> [u8; 32] {
        hmac(self, &[b"blind index\0", &length(column.as_bytes()), column.as_bytes(), folded])
    }

    fn row(&self, table: &str, row: &[u8]) -> [u8; 32] {
        hmac(self, &[b"set digest\0", &length(table.as_bytes()), table.as_bytes(), row])
    }
}

/// A length before what it is the length of, so that no two lists of parts are spelled alike.
fn length(part: &[u8]) -> [u8; 8] {
    u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes()
}

/// A digest of a set of rows that is kept up to date with each change, whatever the number of rows: the sum,
/// modulo 2^256, of HMAC-SHA256(key, row), and their number.
///
/// It notices rows that were deleted, inserted, changed or put back in an older form *behind the server's
/// back*: each by itself may carry a valid envelope of its own (an old revision with its old revision
/// number), but the set of them is not the set that the last transaction left.
///
/// **Why a sum suffices.** This is the construction of Bellare and Micciancio's AdHash (1997), keyed as in
/// MSet-Add-Hash of Clarke, Devadas, van Dijk, Gassend and Suh (2003). Unkeyed, sums fall to generalised
/// birthday attacks (Wagner, 2002), for an attacker can compute the summands. Here he can not: to him each
/// summand is a random number he does not know, and whatever set of rows he makes, its sum differs from the
/// kept one by a number that is uniform in 2^256. Two conditions follow, and whoever uses it must keep them:
/// the digest is stored **sealed** only (inside a header's envelope, whose revision rises with every change),
/// since from two sums in clear a summand could be computed; and a row's encoding holds everything that is to
/// be noticed (its ids, its revision, its ciphertexts or their hash).
///
/// A store that is rolled back as a whole brings its old header along and is *not* noticed: that takes a head
/// noted elsewhere ([`crate::chain`]).
#[derive(Debug, Clone, Copy, Default)]
pub struct SetDigest {
    /// Least significant first.
    sum: [u64; 4],
    rows: u64,
}

/// Bytes of a kept set digest.
pub const SET_DIGEST_BYTES: usize = 40;

impl SetDigest {
    /// The digest of no rows.
    pub const EMPTY: Self = Self { sum: [0; 4], rows: 0 };

    /// Counts `row` of `table` in. The order of changes does not matter.
    pub fn add(&mut self, key: &MacKey, table: &str, row: &[u8]) {
        let mut carry = false;
        for (to, from) in self.sum.iter_mut().zip(words(&key.row(table, row))) {
            (*to, carry) = to.carrying_add(from, carry);
        }
        self.rows = self.rows.wrapping_add(1);
    }

    /// Takes `row` of `table` out, in the very encoding in which it was counted in.
    pub fn remove(&mut self, key: &MacKey, table: &str, row: &[u8]) {
        let mut borrow = false;
        for (to, from) in self.sum.iter_mut().zip(words(&key.row(table, row))) {
            (*to, borrow) = to.borrowing_sub(from, borrow);
        }
        self.rows = self.rows.wrapping_sub(1);
    }

    /// The number of rows.
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The bytes to keep, sealed: the sum and the number of rows, little endian.
    pub fn to_bytes(&self) -> [u8; SET_DIGEST_BYTES] {
        let mut bytes = [0; SET_DIGEST_BYTES];
        let words = self.sum.iter().chain(std::slice::from_ref(&self.rows));
        for (to, from) in bytes.iter_mut().zip(words.flat_map(|word| word.to_le_bytes())) {
            *to = from;
        }
        bytes
    }

    /// Reads what [`SetDigest::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8; SET_DIGEST_BYTES]) -> Self {
        let (sum, rows) = bytes.split_at(32);
        let mut digest = Self::EMPTY;
        for (to, from) in digest.sum.iter_mut().zip(words(sum)) {
            *to = from;
        }
        digest.rows = words(rows).next().unwrap_or(0);
        digest
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> + '_ {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().map(|word| u64::from_le_bytes(*word))
}

impl PartialEq for SetDigest {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(&self.to_bytes(), &other.to_bytes())
    }
}

impl Eq for SetDigest {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;
    use proptest::prelude::*;

    fn key(byte: u8) -> MacKey {
        MacKey(Key::copy_of(&[byte; 32]))
    }

    #[test]
    fn sha256_is_that_of_fips_180() {
        assert_eq!(
            hex::encode(sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn hmac_is_that_of_rfc_4231() {
        // RFC 4231, 4.3: key `Jefe`; zeros behind a key are part of HMAC's own padding.
        let mut jefe = [0; 32];
        jefe[..4].copy_from_slice(b"Jefe");
        let mac = hmac(&MacKey(Key::copy_of(&jefe)), &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(hex::encode(mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn digests_are_those_of_the_committed_vectors() {
        let mut set = SetDigest::EMPTY;
        set.add(&key(9), "object", b"one");
        set.add(&key(9), "object", b"two");
        let shown = format!(
            "{} blind index\n{} set digest\n",
            hex::encode(key(9).blind_index("user", b"alice")),
            hex::encode(set.to_bytes())
        );
        assert_eq!(shown, include_str!("../tests/vectors/digest.txt"));
    }

    #[test]
    fn blind_indexes_tell_keys_columns_and_values_apart() {
        let all = [
            key(1).blind_index("user", b"alice"),
            key(2).blind_index("user", b"alice"),
            key(1).blind_index("group", b"alice"),
            key(1).blind_index("user", b"bob"),
            key(1).blind_index("usera", b"lice"),
            key(1).blind_index("", b"useralice"),
            key(1).row("user", b"alice"),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(key(1).blind_index("user", b"alice"), all[0]);
    }

    #[test]
    fn sums_carry_over_all_words() {
        let mut bytes = [0xff; SET_DIGEST_BYTES];
        bytes[32..].fill(0);
        let mut set = SetDigest::from_bytes(&bytes);
        set.add(&key(1), "t", b"row");
        let mut alone = SetDigest::EMPTY;
        alone.add(&key(1), "t", b"row");
        // 2^256 - 1 + x = x - 1.
        assert_eq!(set.sum[0], alone.sum[0].wrapping_sub(1));
        assert_eq!(set.sum[1..], alone.sum[1..]);
        set.remove(&key(1), "t", b"row");
        assert_eq!(set.to_bytes(), bytes);
    }

    // attack: C2
    #[test]
    fn a_row_that_is_deleted_inserted_doubled_or_put_back_is_noticed() {
        let of = |rows: &[&[u8]]| {
            let mut set = SetDigest::EMPTY;
            rows.iter().for_each(|row| set.add(&key(1), "object", row));
            set
        };
        let kept = of(&[b"a revision 2", b"b revision 1"]);
        for changed in [
            of(&[b"a revision 1", b"b revision 1"]),
            of(&[b"a revision 2"]),
            of(&[b"a revision 2", b"b revision 1", b"c revision 1"]),
            of(&[b"a revision 2", b"a revision 2"]),
            of(&[b"a revision 2", b"b revision 1", b"b revision 1"]),
            of(&[]),
        ] {
            assert_ne!(changed, kept);
        }
        assert_eq!(of(&[b"b revision 1", b"a revision 2"]), kept, "their order is nothing");
        let mut elsewhere = SetDigest::EMPTY;
        elsewhere.add(&key(1), "object", b"a revision 2");
        elsewhere.add(&key(1), "version", b"b revision 1");
        assert_ne!(elsewhere, kept, "another table");
    }

    proptest! {
        #[test]
        fn any_history_of_changes_gives_the_digest_of_what_is_left(
            changes in proptest::collection::vec((0_u8..20, any::<bool>()), 0..200),
        ) {
            let (mut set, mut rows) = (SetDigest::EMPTY, std::collections::BTreeSet::new());
            for (row, add) in changes {
                if add && rows.insert(row) {
                    set.add(&key(1), "t", &[row]);
                } else if !add && rows.remove(&row) {
                    set.remove(&key(1), "t", &[row]);
                }
                prop_assert_eq!(set, SetDigest::from_bytes(&set.to_bytes()));
            }
            let mut fresh = SetDigest::EMPTY;
            rows.iter().rev().for_each(|row| fresh.add(&key(1), "t", &[*row]));
            prop_assert_eq!(set, fresh);
            prop_assert_eq!(set.rows(), u64::try_from(rows.len()).unwrap());
        }
    }
}
