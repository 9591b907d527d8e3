use super::*;
use crate::{OpenError, key::Key};
use proptest::prelude::*;

const OF: Attachment = Attachment { database: [1; 16], object: [2; 16], attachment: [3; 16] };

fn key(byte: u8) -> StreamKey {
    StreamKey(Key::copy_of(&[byte; 32]))
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|i| u8::try_from(i * 7 % 251).unwrap()).collect()
}

/// Header and chunks of `content`, given in pieces of `piece` bytes.
fn encrypt(of: &Attachment, content: &[u8], piece: usize) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut encryptor = Encryptor::new(&key(9), of).unwrap();
    let header = encryptor.header().to_vec();
    let mut chunks = Vec::new();
    for mut piece in content.chunks(piece) {
        while let Some(chunk) = encryptor.push(&mut piece).unwrap() {
            chunks.push(chunk);
        }
        assert!(piece.is_empty());
    }
    chunks.push(encryptor.finish().unwrap());
    (header, chunks)
}

fn decrypt(of: &Attachment, header: &[u8], chunks: &[Vec<u8>]) -> Result<Vec<u8>, ChunkError> {
    let mut in_order = Decryptor::new(&key(9), of, header).unwrap().in_order();
    let mut content = Vec::new();
    for (i, chunk) in chunks.iter().enumerate() {
        content.extend_from_slice(&in_order.next(i + 1 == chunks.len(), chunk)?);
    }
    in_order.finish()?;
    Ok(content)
}

#[test]
fn chunks_are_those_of_the_committed_vector() {
    let mut encryptor = Encryptor::with_prefix(&key(9), &OF, [5; PREFIX]);
    let mut shown = format!("{} header\n", hex::encode(encryptor.header()));
    let content = content(CHUNK_BYTES + 5);
    let first = encryptor.push(&mut content.as_slice()).unwrap().unwrap();
    shown += &format!("{} sha256 of chunk 0\n", hex::encode(crate::digest::sha256(&first)));
    let mut encryptor = Encryptor::with_prefix(&key(9), &OF, [5; PREFIX]);
    let mut rest = content.as_slice();
    while encryptor.push(&mut rest).unwrap().is_some() {}
    shown += &format!("{} chunk 1, the last\n", hex::encode(encryptor.finish().unwrap()));
    let empty = Encryptor::with_prefix(&key(9), &OF, [5; PREFIX]).finish().unwrap();
    shown += &format!("{} chunk 0 of an empty attachment\n", hex::encode(empty));
    assert_eq!(shown, include_str!("../../tests/vectors/stream.txt"));
}

#[test]
fn every_length_around_the_chunks_survives() {
    for length in
        [0, 1, 15, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 9]
    {
        let content = content(length);
        for piece in [1000, CHUNK_BYTES, CHUNK_BYTES + 1, 10 * CHUNK_BYTES] {
            let (header, sealed) = encrypt(&OF, &content, piece);
            assert_eq!(u64::try_from(sealed.len()).unwrap(), chunks(u64::try_from(length).unwrap()));
            assert_eq!(sealed.iter().map(Vec::len).sum::<usize>(), length + sealed.len() * TAG_BYTES);
            assert_eq!(decrypt(&OF, &header, &sealed).unwrap(), content, "{length} in {piece}");
        }
    }
}

#[test]
fn one_chunk_alone_is_found_and_opened() {
    let content = content(3 * CHUNK_BYTES + 9);
    let (header, sealed) = encrypt(&OF, &content, 5000);
    let decryptor = Decryptor::new(&key(9), &OF, &header).unwrap();
    for offset in [0, 65_535, 65_536, 131_072, 196_608, 196_616] {
        let (number, within) = locate(offset);
        let number = u32::try_from(number).unwrap();
        let chunk = decryptor.chunk(number, number == 3, &sealed[usize::try_from(number).unwrap()]).unwrap();
        assert_eq!(chunk[within], content[usize::try_from(offset).unwrap()], "{offset}");
        let wrongly_last = decryptor.chunk(number, number != 3, &sealed[usize::try_from(number).unwrap()]);
        assert_eq!(wrongly_last, Err(ChunkError { number }));
    }
}

// attack: C1, C3
#[test]
fn cut_off_reordered_doubled_and_appended_chunks_are_noticed() {
    let (header, sealed) = encrypt(&OF, &content(3 * CHUNK_BYTES), CHUNK_BYTES);
    let number = |chunks: &[Vec<u8>]| decrypt(&OF, &header, chunks).unwrap_err().number;
    assert_eq!(number(&sealed[..2]), 1, "the last chunk is gone");
    assert_eq!(number(&[]), 0, "all chunks are gone");
    assert_eq!(number(&sealed[1..]), 0, "the first chunk is gone");
    assert_eq!(number(&[sealed[0].clone(), sealed[2].clone()]), 1, "one between is gone");
    assert_eq!(number(&[sealed[1].clone(), sealed[0].clone(), sealed[2].clone()]), 0);
    assert_eq!(
        number(&[sealed.clone(), vec![sealed[2].clone()]].concat()),
        2,
        "the last chunk is there twice"
    );
    let (_, other) = encrypt(&OF, &content(3 * CHUNK_BYTES), CHUNK_BYTES);
    assert_eq!(number(&[sealed[0].clone(), other[1].clone(), sealed[2].clone()]), 1, "one of another stream");

    let mut in_order = Decryptor::new(&key(9), &OF, &header).unwrap().in_order();
    for (i, chunk) in sealed.iter().enumerate() {
        in_order.next(i == 2, chunk).unwrap();
    }
    assert_eq!(in_order.next(true, &sealed[2]), Err(ChunkError { number: 3 }), "nothing follows the last");

    let (header, sealed) = encrypt(&OF, &content(3 * CHUNK_BYTES), CHUNK_BYTES);
    let mut in_order = Decryptor::new(&key(9), &OF, &header).unwrap().in_order();
    in_order.next(false, &sealed[0]).unwrap();
    assert_eq!(in_order.finish(), Err(ChunkError { number: 1 }));
}

#[test]
fn an_empty_last_chunk_does_not_follow_others() {
    let full = content(CHUNK_BYTES);
    let mut encryptor = Encryptor::with_prefix(&key(9), &OF, [5; PREFIX]);
    let mut longer = [full.as_slice(), &[0]].concat();
    let first = encryptor.push(&mut longer.as_slice()).unwrap().unwrap();
    longer.clear();
    let second = {
        let sealing = Sealing::new(&key(9), &OF, [5; PREFIX]);
        let tag = chacha20poly1305::aead::AeadInOut::encrypt_inout_detached(
            &*sealing.cipher,
            &sealing.nonce(1, true),
            &sealing.bound,
            [0u8; 0].as_mut_slice().into(),
        );
        tag.unwrap().to_vec()
    };
    let header = encryptor.header();
    assert_eq!(decrypt(&OF, &header, &[first, second]), Err(ChunkError { number: 1 }));
}

// attack: C1
#[test]
fn a_stream_belongs_to_one_attachment_and_one_key() {
    let (header, sealed) = encrypt(&OF, b"file", 4);
    for of in [
        Attachment { database: [9; 16], ..OF },
        Attachment { object: [9; 16], ..OF },
        Attachment { attachment: [9; 16], ..OF },
        Attachment { object: OF.attachment, attachment: OF.object, ..OF },
    ] {
        assert_eq!(decrypt(&of, &header, &sealed), Err(ChunkError { number: 0 }));
    }
    let other = Decryptor::new(&key(8), &OF, &header).unwrap();
    assert_eq!(other.chunk(0, true, &sealed[0]), Err(ChunkError { number: 0 }));
}

// attack: C3
#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let (header, sealed) = encrypt(&OF, b"a small file", 12);
    for place in 0..sealed[0].len() {
        for bit in 0..8 {
            let mut bad = sealed.clone();
            bad[0][place] ^= 1 << bit;
            assert!(decrypt(&OF, &header, &bad).is_err(), "bit {bit} of byte {place}");
        }
        assert!(decrypt(&OF, &header, &[sealed[0][..place].to_vec()]).is_err(), "cut at {place}");
    }
    for place in 0..header.len() {
        for bit in 0..8 {
            let mut bad = header.clone();
            bad[place] ^= 1 << bit;
            let opened = Decryptor::new(&key(9), &OF, &bad).map(|it| it.chunk(0, true, &sealed[0]));
            match opened {
                Err(OpenError) => assert_eq!(place, 0, "only the version is seen in the header itself"),
                Ok(chunk) => assert_eq!(chunk, Err(ChunkError { number: 0 }), "bit {bit} of byte {place}"),
            }
        }
    }
    for bad in [&header[..19], &[header.as_slice(), &[0]].concat(), &[]] {
        assert_eq!(Decryptor::new(&key(9), &OF, bad).unwrap_err(), OpenError);
    }
}

#[test]
fn one_content_is_never_sealed_twice_alike() {
    assert_ne!(encrypt(&OF, b"same", 4), encrypt(&OF, b"same", 4));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_content_in_any_pieces_survives(length in 0..200_000_usize, piece in 1..150_000_usize) {
        let content = content(length);
        let (header, chunks) = encrypt(&OF, &content, piece);
        prop_assert_eq!(decrypt(&OF, &header, &chunks).unwrap(), content);
    }
}
