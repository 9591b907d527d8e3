//! What hostile and huge files take of memory: measured as the most that this process ever held, in a program of its own so
//! that nothing else counts.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used)]

use std::io::Write as _;

use flate2::{Compression, Crc, write::DeflateEncoder};
use strongroom_formats::{Credentials, Format, Limits, csv, read};

const MIB: u64 = 1 << 20;

/// The most that this process held so far, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().strip_suffix("kB").unwrap().trim().parse::<u64>().unwrap() * 1024
}

/// An archive with one document of `times` the piece, made without ever holding that.
fn onepux(begin: &str, piece: &str, times: usize) -> Vec<u8> {
    let (mut packed, mut crc, mut size) =
        (DeflateEncoder::new(Vec::new(), Compression::fast()), Crc::new(), 0_u32);
    let run = piece.repeat(100_000);
    let mut put = |text: &str| {
        packed.write_all(text.as_bytes()).unwrap();
        crc.update(text.as_bytes());
        size += u32::try_from(text.len()).unwrap();
    };
    put(begin);
    (0..times / 100_000).for_each(|_| put(&run));
    put("0]}");
    let packed = packed.finish().unwrap();
    let name = b"export.data";
    let mut about = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
    for word in [crc.sum(), u32::try_from(packed.len()).unwrap(), size] {
        about.extend(word.to_le_bytes());
    }
    about.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    about.extend([0, 0]);
    let mut out = [&b"PK\x03\x04"[..], &about, name, &packed].concat();
    let start = u32::try_from(out.len()).unwrap();
    out.extend([&b"PK\x01\x02\x14\x03"[..], &about, &[0; 6], &[0; 8], name].concat());
    let end = u32::try_from(out.len()).unwrap();
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend((end - start).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// How much more the most is after `work`.
fn grown(work: impl FnOnce()) -> u64 {
    let before = peak();
    work();
    peak() - before
}

// attack: I7, R2
#[test]
fn i7_memory_stays_in_proportion_to_the_file() {
    let limits = Limits::default();
    let nobody = Credentials { password: None, key_file: None };
    let refused = |format, file: &[u8], what: &str| {
        let error = read(format, file, &nobody, &limits).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    };
    // A hundred million numbers in two hundred thousand bytes: refused by what the archive says of itself.
    let bomb = onepux("{\"accounts\":[", "0,", 100_000_000);
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    let took = grown(|| refused(Format::OnePux, &bomb, "unpacked size of the document"));
    assert!(took < 4 * MIB, "{took}");
    // As many as it may unpack to: refused while it is read, long before all of them are there.
    let lesser = onepux("{\"accounts\":[", "0,", 7_000_000);
    let took = grown(|| refused(Format::OnePux, &lesser, "memory of the document"));
    assert!(took < 320 * MIB, "{took}");
    // The same in clear.
    let clear = format!("{{\"items\":[{}0]}}", "0,".repeat(4_000_000));
    let took = grown(|| refused(Format::BitwardenJson, clear.as_bytes(), "memory of the document"));
    assert!(took < 64 * MIB, "less than was held before: {took}");
    drop(clear);

    // A million rows that are well meant.
    let mut table = String::from("title,user,password\n");
    (0..1_000_000).for_each(|row| table.push_str(&format!("Entry {row},ann,pw{row}\n")));
    let took = grown(|| {
        let bundle = csv::read(table.as_bytes(), &csv::Settings::default(), &limits).unwrap();
        assert_eq!(bundle.counts().entries, 1_000_000);
    });
    assert!(took < 1_536 * MIB, "{took}");
}
