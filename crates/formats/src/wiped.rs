//! Buffers for decrypted bytes. A growing `Vec` leaves its old contents behind in freed memory; what grows
//! here does not.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::{Zeroize as _, Zeroizing};

/// A zeroed buffer of a fixed size that is wiped when dropped.
pub(crate) fn buffer(len: usize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(vec![0; len])
}

/// Appends `bytes`. If `target` must grow, its old allocation is wiped before it is freed.
pub(crate) fn append(target: &mut Zeroizing<Vec<u8>>, bytes: &[u8]) {
    let needed = target.len().saturating_add(bytes.len());
    if needed > target.capacity() {
        let mut larger = Zeroizing::new(Vec::with_capacity(needed.max(target.capacity().saturating_mul(2))));
        larger.extend_from_slice(target);
        std::mem::swap(target, &mut larger);
    }
    target.extend_from_slice(bytes);
}

/// The bytes of a base64 text, white space ignored. `None` if it is not base64.
pub(crate) fn from_base64(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut out = Zeroizing::new(Vec::with_capacity(base64::decoded_len_estimate(text.len())));
    if !text.iter().any(u8::is_ascii_whitespace) {
        STANDARD.decode_vec(text, &mut out).ok()?;
        return Some(out);
    }
    let mut packed = Zeroizing::new(Vec::with_capacity(text.len()));
    packed.extend(text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()));
    STANDARD.decode_vec(&*packed, &mut out).ok()?;
    Some(out)
}

/// The bytes as text, moved without a copy. `None` (and wiped) if they are not UTF-8.
pub(crate) fn into_text(mut bytes: Zeroizing<Vec<u8>>) -> Option<Zeroizing<String>> {
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Some(Zeroizing::new(text)),
        Err(error) => {
            error.into_bytes().zeroize();
            None
        }
    }
}
