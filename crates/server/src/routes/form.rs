//! A form with a file, as imports send it. The parts come in any order and are held in memory, within bounds and wiped
//! afterwards; nothing is written to disk on the way.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request, multipart::Field},
};
use sha2::{Digest, Sha256};
use strongroom_api::{ErrorCode, Problem};
use strongroom_formats::Credentials;
use strongroom_service::import::{ImportFile, ImportFormat};
use zeroize::Zeroizing;

use crate::{extract::append, problem::Refused};

/// The largest text of the form, in bytes.
const TEXT_BYTES: usize = 64 << 10;
/// The largest name or password, in bytes.
const WORD_BYTES: usize = 16 << 10;
/// The largest key file, in bytes.
const KEY_FILE_BYTES: usize = 1 << 20;
/// What the form may be larger than its file: the other parts, and what stands between them.
const FORM_BYTES: usize = 2 << 20;

/// The parts of a form by their names.
pub struct Parts(BTreeMap<&'static str, Zeroizing<Vec<u8>>>);

/// Reads a form that has `file`, `format`, `master_password`, `key_file` and the part `own`, each once at most.
///
/// # Errors
///
/// What is wrong with it.
pub async fn read(request: Request, file_bytes: usize, own: &'static str) -> Result<Parts, Refused> {
    let whole = file_bytes.saturating_add(FORM_BYTES);
    // What stands before and between the parts is bounded as well.
    let request = request.map(|body| Body::new(http_body_util::Limited::new(body, whole)));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Problem::new(ErrorCode::UnsupportedMediaType)
            .with_detail("the body must be of the type `multipart/form-data`")
    })?;
    let known = [
        ("file", file_bytes),
        ("format", WORD_BYTES),
        ("master_password", WORD_BYTES),
        ("key_file", KEY_FILE_BYTES),
        (own, if own == "settings" { TEXT_BYTES } else { WORD_BYTES }),
    ];
    let mut parts = BTreeMap::new();
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error, whole))? {
        let part = known.into_iter().find(|(name, _)| Some(*name) == field.name());
        let (name, limit) = part.ok_or_else(|| {
            let others = "the parts are `file`, `format`, `master_password`, `key_file`";
            Problem::invalid(format!("{others} and `{own}`"))
        })?;
        if parts.contains_key(name) {
            return Err(Problem::invalid("a part of the form is there twice").with_pointer(name).into());
        }
        parts.insert(name, content(field, limit).await?);
    }
    Ok(Parts(parts))
}

impl Parts {
    /// SHA-256 over every part with its name and length: the same for the same form, whatever the order of the parts and
    /// whatever stands between them.
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        for (name, bytes) in &self.0 {
            for part in [name.as_bytes(), bytes] {
                digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
                digest.update(part);
            }
        }
        digest.finalize().into()
    }

    /// Takes a part out that has to be there.
    ///
    /// # Errors
    ///
    /// `invalid_request` where it is not.
    pub fn required(&mut self, name: &'static str) -> Result<Zeroizing<Vec<u8>>, Refused> {
        self.0.remove(name).ok_or_else(|| missing(name))
    }

    /// Takes a text out.
    ///
    /// # Errors
    ///
    /// `invalid_request` where it is no text.
    pub fn text(&mut self, name: &'static str) -> Result<Option<Zeroizing<String>>, Refused> {
        self.0.remove(name).map(|bytes| text(name, bytes)).transpose()
    }

    /// Takes the file out, with what opens it.
    ///
    /// # Errors
    ///
    /// `invalid_request` where there is none, or its format is not known.
    pub fn file(&mut self) -> Result<ImportFile, Refused> {
        let mut bytes = self.required("file")?;
        let format = self.text("format")?.map(|format| format.parse::<ImportFormat>()).transpose();
        let format = format.map_err(|error| Problem::invalid(error.to_string()).with_pointer("format"))?;
        let password = self.text("master_password")?;
        let credentials = Credentials { password, key_file: self.0.remove("key_file") };
        Ok(ImportFile { format, bytes: std::mem::take(&mut *bytes), credentials })
    }
}

/// A part that has to be there.
pub fn missing(name: &'static str) -> Refused {
    Problem::invalid(format!("the part `{name}` is missing")).with_pointer(name).into()
}

fn text(part: &'static str, mut bytes: Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Refused> {
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            Err(Problem::invalid("this part must be text in UTF-8").with_pointer(part).into())
        }
    }
}

async fn content(mut field: Field<'_>, limit: usize) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let mut bytes = Zeroizing::new(Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error, limit))? {
        append(&mut bytes, &chunk, limit)?;
    }
    Ok(bytes)
}

fn broken(error: &axum::extract::multipart::MultipartError, limit: usize) -> Refused {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        let mut problem = Problem::new(ErrorCode::TooLarge).with_detail(format!("at most {limit} bytes"));
        problem.limit = u64::try_from(limit).ok();
        return problem.into();
    }
    Problem::invalid("the form is malformed, or ended too early").into()
}
