//! A writer of KDBX files for tests: right by default, and wrong wherever a test wants it to be.

use std::io::Write as _;

use aes::{
    Aes256, Block,
    cipher::{
        BlockCipherEncrypt as _, BlockModeEncrypt as _, KeyInit as _, KeyIvInit as _, StreamCipher as _,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cbc::cipher::block_padding::Pkcs7;
use chacha20::ChaCha20;
use flate2::{Compression, write::GzEncoder};
use hmac::{Hmac, Mac as _};
use salsa20::Salsa20;
use sha2::{Digest as _, Sha256, Sha512};
use twofish::Twofish;

pub const AES: u128 = 0x31c1_f2e6_bf71_4350_be58_0521_6afc_5aff;
pub const TWOFISH: u128 = 0xad68_f29f_576f_4bb9_a36a_d47a_f965_346c;
pub const CHACHA20: u128 = 0xd603_8a2b_8b6f_4cb5_a524_339a_31db_b59a;
pub const ARGON2D: u128 = 0xef63_6ddf_8c29_444b_91f7_a9a4_03e3_0a0c;
pub const ARGON2ID: u128 = 0x9e29_8b19_56db_4773_b23d_fc3e_c6f0_a1e6;
pub const AES_KDF: u128 = 0xc9d9_f39a_628a_4460_bf74_0d08_c18a_4fea;

/// Key derivation as the header claims it.
#[derive(Clone, Copy)]
pub enum Kdf {
    Aes { rounds: u64 },
    Argon2 { id: u128, memory: u64, passes: u64, lanes: u32, version: u32 },
}

/// Everything about a file but its document.
#[derive(Clone)]
pub struct Craft {
    pub major: u16,
    pub minor: u16,
    pub cipher: u128,
    pub kdf: Kdf,
    pub compressed: bool,
    /// 0 none, 2 Salsa20, 3 ChaCha20.
    pub stream: u32,
    /// The parts of the composite key, each already hashed.
    pub key_parts: Vec<Vec<u8>>,
    /// KDBX 4: attachments.
    pub binaries: Vec<Vec<u8>>,
    /// KDBX 4: stands where the inner header would, if it is there.
    pub inner_header: Option<Vec<u8>>,
    pub block_size: usize,
    /// Header fields put before the end field.
    pub extra_header: Vec<(u8, Vec<u8>)>,
    /// Bytes after the document, inside the payload.
    pub trailing: Vec<u8>,
}

pub const SEED: [u8; 32] = [7; 32];
const STREAM_KEY: [u8; 64] = [9; 64];
const START: [u8; 32] = [5; 32];

impl Default for Craft {
    /// A KDBX 4.1 file with the password `pw`.
    fn default() -> Self {
        Self {
            major: 4,
            minor: 1,
            cipher: AES,
            kdf: Kdf::Aes { rounds: 1 },
            compressed: false,
            stream: 3,
            key_parts: vec![Sha256::digest("pw").to_vec()],
            binaries: Vec::new(),
            inner_header: None,
            block_size: 512,
            extra_header: Vec::new(),
            trailing: Vec::new(),
        }
    }
}

impl Craft {
    /// A KDBX 3.1 file with the password `pw`.
    pub fn version_3() -> Self {
        Self { major: 3, stream: 2, ..Self::default() }
    }

    /// The whole file. In `document`, the content of each element with `Protected="True"` is encrypted, and
    /// `{HEADER_HASH}` is replaced by the right one.
    pub fn file(&self, document: &str) -> Vec<u8> {
        let header = self.header();
        let hash = STANDARD.encode(Sha256::digest(&header));
        let document = self.protect(&document.replace("{HEADER_HASH}", &hash));
        self.file_of_payload(header, [document.into_bytes(), self.trailing.clone()].concat())
    }

    /// The whole file around a document that is taken as it is.
    pub fn file_of_payload(&self, header: Vec<u8>, document: Vec<u8>) -> Vec<u8> {
        let mut payload = if self.major >= 4 {
            self.inner_header.clone().unwrap_or_else(|| self.inner())
        } else {
            Vec::new()
        };
        payload.extend(document);
        if self.compressed {
            payload = gzip(&payload);
        }
        let keys = Keys::derive(&self.key_parts, self.kdf);
        let mut file = header;
        if self.major >= 4 {
            file.extend(Sha256::digest(file.clone()));
            let tag = keys.hmac(u64::MAX, &file[..file.len() - 32]);
            file.extend(tag);
            let encrypted = self.encrypt(&keys, &payload);
            for (index, block) in encrypted.chunks(self.block_size).chain([&[][..]]).enumerate() {
                let index = index as u64;
                let length = (block.len() as u32).to_le_bytes();
                file.extend(keys.hmac(index, &[&index.to_le_bytes(), &length[..], block].concat()));
                file.extend(length);
                file.extend(block);
            }
        } else {
            let mut plain = START.to_vec();
            for (index, block) in payload.chunks(self.block_size).chain([&[][..]]).enumerate() {
                plain.extend((index as u32).to_le_bytes());
                plain.extend(if block.is_empty() { [0; 32] } else { Sha256::digest(block).into() });
                plain.extend((block.len() as u32).to_le_bytes());
                plain.extend(block);
            }
            file.extend(self.encrypt(&keys, &plain));
        }
        file
    }

    /// The header, with its end field.
    pub fn header(&self) -> Vec<u8> {
        let mut fields = vec![
            (2, self.cipher.to_be_bytes().to_vec()),
            (3, u32::from(self.compressed).to_le_bytes().to_vec()),
            (4, SEED.to_vec()),
            (7, vec![3; if self.cipher == CHACHA20 { 12 } else { 16 }]),
        ];
        match (self.major, self.kdf) {
            (4.., kdf) => fields.push((11, kdf_parameters(kdf))),
            (_, Kdf::Aes { rounds }) => fields.extend([
                (5, SEED.to_vec()),
                (6, rounds.to_le_bytes().to_vec()),
                (8, STREAM_KEY.to_vec()),
                (9, START.to_vec()),
                (10, self.stream.to_le_bytes().to_vec()),
            ]),
            _ => panic!("KDBX 3 has AES-KDF only"),
        }
        fields.extend(self.extra_header.clone());
        fields.push((0, b"\r\n\r\n".to_vec()));
        let mut header = vec![0x03, 0xd9, 0xa2, 0x9a, 0x67, 0xfb, 0x4b, 0xb5];
        header.extend(self.minor.to_le_bytes());
        header.extend(self.major.to_le_bytes());
        for (id, value) in fields {
            header.push(id);
            if self.major >= 4 {
                header.extend((value.len() as u32).to_le_bytes());
            } else {
                header.extend((value.len() as u16).to_le_bytes());
            }
            header.extend(value);
        }
        header
    }

    /// The inner header of KDBX 4.
    pub fn inner(&self) -> Vec<u8> {
        let mut inner = Vec::new();
        let mut field = |id: u8, value: &[u8]| {
            inner.push(id);
            inner.extend((value.len() as u32).to_le_bytes());
            inner.extend(value);
        };
        field(1, &self.stream.to_le_bytes());
        field(2, &STREAM_KEY);
        for binary in &self.binaries {
            field(3, &[&[1], binary.as_slice()].concat());
        }
        field(0, b"");
        inner
    }

    fn encrypt(&self, keys: &Keys, plain: &[u8]) -> Vec<u8> {
        match self.cipher {
            CHACHA20 => {
                let mut bytes = plain.to_vec();
                ChaCha20::new_from_slices(&keys.cipher, &[3; 12]).unwrap().apply_keystream(&mut bytes);
                bytes
            }
            TWOFISH => cbc::Encryptor::<Twofish>::new_from_slices(&keys.cipher, &[3; 16])
                .unwrap()
                .encrypt_padded_vec::<Pkcs7>(plain),
            _ => cbc::Encryptor::<Aes256>::new_from_slices(&keys.cipher, &[3; 16])
                .unwrap()
                .encrypt_padded_vec::<Pkcs7>(plain),
        }
    }

    /// Encrypts what stands in elements marked as protected, in document order.
    pub fn protect(&self, document: &str) -> String {
        let hash = Sha512::digest(STREAM_KEY);
        let mut stream: Stream = match self.stream {
            2 => {
                let nonce = [0xe8, 0x30, 0x09, 0x4b, 0x97, 0x20, 0x5d, 0x2a];
                let mut salsa = Salsa20::new_from_slices(&Sha256::digest(STREAM_KEY), &nonce).unwrap();
                Box::new(move |bytes| salsa.apply_keystream(bytes))
            }
            3 => {
                let mut chacha = ChaCha20::new_from_slices(&hash[..32], &hash[32..44]).unwrap();
                Box::new(move |bytes| chacha.apply_keystream(bytes))
            }
            _ => Box::new(|_| {}),
        };
        let mark = "Protected=\"True\">";
        let mut parts = document.split(mark);
        let mut out = parts.next().unwrap().to_owned();
        for part in parts {
            let (value, rest) = part.split_once("</").unwrap();
            let mut bytes = value.as_bytes().to_vec();
            stream(&mut bytes);
            out += mark;
            out += &STANDARD.encode(bytes);
            out += "</";
            out += rest;
        }
        out
    }
}

/// Encrypts the next bytes.
type Stream = Box<dyn FnMut(&mut [u8])>;

/// Compressed by gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

struct Keys {
    cipher: Vec<u8>,
    base: Vec<u8>,
}

impl Keys {
    fn derive(parts: &[Vec<u8>], kdf: Kdf) -> Self {
        let composite: [u8; 32] = Sha256::digest(parts.concat()).into();
        let mut transformed = [0; 32];
        match kdf {
            Kdf::Aes { rounds } => {
                let cipher = Aes256::new(&SEED.into());
                let mut halves: [Block; 2] =
                    [composite[..16].try_into().unwrap(), composite[16..].try_into().unwrap()];
                (0..rounds).for_each(|_| cipher.encrypt_blocks(&mut halves));
                transformed = Sha256::digest([halves[0], halves[1]].concat()).into();
            }
            Kdf::Argon2 { id, memory, passes, lanes, version } => {
                let algorithm =
                    if id == ARGON2D { argon2::Algorithm::Argon2d } else { argon2::Algorithm::Argon2id };
                let params =
                    argon2::Params::new((memory / 1024) as u32, passes as u32, lanes, Some(32)).unwrap();
                argon2::Argon2::new(algorithm, version.try_into().unwrap(), params)
                    .hash_password_into(&composite, &SEED, &mut transformed)
                    .unwrap();
            }
        }
        let cipher = Sha256::digest([SEED, transformed].concat()).to_vec();
        let base = Sha512::digest([&SEED[..], &transformed, &[1]].concat()).to_vec();
        Self { cipher, base }
    }

    fn hmac(&self, index: u64, bytes: &[u8]) -> Vec<u8> {
        let key = Sha512::digest([&index.to_le_bytes()[..], &self.base].concat());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(bytes);
        mac.finalize().into_bytes().to_vec()
    }
}

fn kdf_parameters(kdf: Kdf) -> Vec<u8> {
    let mut out = vec![0, 1];
    let mut item = |kind: u8, name: &str, value: &[u8]| {
        out.push(kind);
        out.extend((name.len() as u32).to_le_bytes());
        out.extend(name.as_bytes());
        out.extend((value.len() as u32).to_le_bytes());
        out.extend(value);
    };
    match kdf {
        Kdf::Aes { rounds } => {
            item(0x42, "$UUID", &AES_KDF.to_be_bytes());
            item(0x05, "R", &rounds.to_le_bytes());
            item(0x42, "S", &SEED);
        }
        Kdf::Argon2 { id, memory, passes, lanes, version } => {
            item(0x42, "$UUID", &id.to_be_bytes());
            item(0x42, "S", &SEED);
            item(0x04, "P", &lanes.to_le_bytes());
            item(0x05, "M", &memory.to_le_bytes());
            item(0x05, "I", &passes.to_le_bytes());
            item(0x04, "V", &version.to_le_bytes());
        }
    }
    out.push(0);
    out
}
