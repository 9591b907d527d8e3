//! From what a person sent to checked content.

use std::fmt;

use zeroize::Zeroizing;

use super::{
    Content, EntryType, Field, FieldKind, Properties, Types, ValueError, check_value, folder_type,
    types::NOTES,
};
use crate::{
    database::ObjectKind,
    limits::{self, TextError},
};

/// A field as it was sent. What is left out is filled in from the type.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FieldDraft {
    /// Its name.
    pub name: String,
    /// What it holds. Left out: as the type says; a custom field is `text`.
    pub kind: Option<FieldKind>,
    /// Whether it is secret. What the type makes secret stays so; anything may be made secret.
    pub secret: Option<bool>,
    /// Whether it stands beside the fields of the type. Left out: whether the type has no such field.
    pub custom: Option<bool>,
    /// The value.
    pub value: Zeroizing<String>,
}

/// Content as it was sent, unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// Everything but the fields. An entry without a type is a `password`.
    pub properties: Properties,
    /// The fields in any order.
    pub fields: Vec<FieldDraft>,
}

/// Why content is refused. Names the place, never the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// The title.
    #[error("the title {0}")]
    Title(TextError),
    /// There is no such type.
    #[error("there is no such type of entries")]
    UnknownType,
    /// A folder has no type.
    #[error("a folder has no type")]
    FolderType,
    /// More tags than the limit.
    #[error("there are more than {} tags", limits::TAGS)]
    TooManyTags,
    /// A tag, counted from 0.
    #[error("tag {0} {1}")]
    Tag(usize, TextError),
    /// The category.
    #[error("the category {0}")]
    Category(TextError),
    /// The icon.
    #[error("the icon {0}")]
    Icon(TextError),
    /// The text of the warning.
    #[error("the warning {0}")]
    Warning(TextError),
    /// More fields than the limit.
    #[error("there are more than {} fields", limits::FIELDS)]
    TooManyFields,
    /// The name of a field, counted from 0.
    #[error("the name of field {0} {1}")]
    FieldName(usize, TextError),
    /// A field, counted from 0, has the name of one before it.
    #[error("field {0} has the name of another")]
    DuplicateField(usize),
    /// A field, counted from 0, is called custom and has the name of a field of the type.
    #[error("field {0} is no custom field: the type has a field of that name")]
    NotCustom(usize),
    /// A field, counted from 0, is called no custom field, and the type has none of that name. A folder has `notes`
    /// only.
    #[error("field {0} is no field of the type")]
    NotOfType(usize),
    /// A field of the type, counted from 0, is sent with another kind.
    #[error("field {0} is of the kind `{1}` in its type")]
    Kind(usize, FieldKind),
    /// The value of a field, counted from 0.
    #[error("the value of field {0} {1}")]
    Value(usize, ValueError),
}

impl ContentError {
    /// The place in the request, as a JSON pointer (RFC 6901) below the object.
    pub fn pointer(&self) -> String {
        match self {
            Self::Title(_) => "/title".into(),
            Self::UnknownType | Self::FolderType => "/type".into(),
            Self::TooManyTags => "/tags".into(),
            Self::Tag(number, _) => format!("/tags/{number}"),
            Self::Category(_) => "/category".into(),
            Self::Icon(_) => "/icon".into(),
            Self::Warning(_) => "/warning/text".into(),
            Self::TooManyFields => "/fields".into(),
            Self::FieldName(number, _) | Self::DuplicateField(number) => format!("/fields/{number}/name"),
            Self::NotCustom(number) | Self::NotOfType(number) => format!("/fields/{number}/custom"),
            Self::Kind(number, _) => format!("/fields/{number}/kind"),
            Self::Value(number, _) => format!("/fields/{number}/value"),
        }
    }
}

impl Content {
    /// Checks a draft for a folder or an entry, and puts it in order.
    ///
    /// # Errors
    /// [`ContentError`] names the first thing that is wrong.
    pub fn check(kind: ObjectKind, types: &Types, draft: Draft) -> Result<Self, ContentError> {
        let Draft { mut properties, fields } = draft;
        let of_type = match (kind, &properties.entry_type) {
            (ObjectKind::Folder, None) => folder_type(),
            (ObjectKind::Folder, Some(_)) => return Err(ContentError::FolderType),
            (ObjectKind::Entry, named) => {
                let name = named.as_deref().unwrap_or("password");
                types.get(name).ok_or(ContentError::UnknownType)?
            }
        };
        check_properties(&properties)?;
        if kind == ObjectKind::Entry {
            properties.entry_type = Some(of_type.name.clone().into_owned());
        }
        let mut once = Vec::with_capacity(properties.tags.len());
        for tag in properties.tags {
            if !once.contains(&tag) {
                once.push(tag);
            }
        }
        properties.tags = once;
        let mut fields = check_fields(of_type, kind, fields)?;
        // Stable: custom fields keep the order in which they were sent.
        fields.sort_by_key(|field| if field.custom { usize::MAX } else { of_type.place(&field.name) });
        Ok(Self { properties, fields })
    }

    /// The draft that gives this content again, to be changed. The kinds of the type's fields are kept, so that a
    /// change of the type turns fields which the new one lacks into custom fields.
    pub fn into_draft(self) -> Draft {
        let keep = |field: Field| FieldDraft {
            name: field.name,
            kind: Some(field.kind),
            secret: Some(field.secret),
            custom: if field.custom { Some(true) } else { None },
            value: field.value,
        };
        Draft { properties: self.properties, fields: self.fields.into_iter().map(keep).collect() }
    }
}

fn check_properties(properties: &Properties) -> Result<(), ContentError> {
    limits::check_line(&properties.title, limits::TITLE).map_err(ContentError::Title)?;
    if properties.tags.len() > limits::TAGS {
        return Err(ContentError::TooManyTags);
    }
    for (number, tag) in properties.tags.iter().enumerate() {
        limits::check_line(tag, limits::TAG).map_err(|error| ContentError::Tag(number, error))?;
    }
    if let Some(category) = &properties.category {
        limits::check_line(category, limits::LINE).map_err(ContentError::Category)?;
    }
    if let Some(icon) = &properties.icon {
        limits::check_line(icon, limits::ICON).map_err(ContentError::Icon)?;
    }
    if let Some(warning) = &properties.warning {
        limits::check_filled_block(&warning.text, limits::DESCRIPTION).map_err(ContentError::Warning)?;
    }
    Ok(())
}

fn check_fields(
    of_type: &EntryType,
    kind: ObjectKind,
    drafts: Vec<FieldDraft>,
) -> Result<Vec<Field>, ContentError> {
    if drafts.len() > limits::FIELDS {
        return Err(ContentError::TooManyFields);
    }
    let mut fields: Vec<Field> = Vec::with_capacity(drafts.len());
    for (number, draft) in drafts.into_iter().enumerate() {
        let field = check_field(of_type, kind, number, draft)?;
        if fields.iter().any(|before| before.name == field.name) {
            return Err(ContentError::DuplicateField(number));
        }
        fields.push(field);
    }
    Ok(fields)
}

fn check_field(
    of_type: &EntryType,
    object: ObjectKind,
    number: usize,
    draft: FieldDraft,
) -> Result<Field, ContentError> {
    let FieldDraft { name, kind: asked, secret, custom, value } = draft;
    limits::check_line(&name, limits::FIELD_NAME).map_err(|error| ContentError::FieldName(number, error))?;
    let (kind, is_secret, custom) = match (of_type.field(&name), custom) {
        (Some(_), Some(true)) => return Err(ContentError::NotCustom(number)),
        (Some(defined), _) => {
            if asked.is_some_and(|asked| asked != defined.kind) {
                return Err(ContentError::Kind(number, defined.kind));
            }
            (defined.kind, defined.secret, false)
        }
        (None, Some(false)) => return Err(ContentError::NotOfType(number)),
        (None, _) if object == ObjectKind::Folder => return Err(ContentError::NotOfType(number)),
        (None, _) => (asked.unwrap_or_default(), name == NOTES, true),
    };
    check_value(kind, &value).map_err(|error| ContentError::Value(number, error))?;
    let secret = is_secret || kind.is_always_secret() || secret == Some(true);
    Ok(Field { name, kind, secret, custom, value })
}

/// Shows no value.
impl fmt::Debug for FieldDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldDraft")
            .field("kind", &self.kind)
            .field("secret", &self.secret)
            .finish_non_exhaustive()
    }
}
