//! See `strongroom_fuzz::kdbx_document`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| strongroom_fuzz::kdbx_document(data));
