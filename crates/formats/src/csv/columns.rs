//! What the columns of a table hold: as the caller says, or by the names that well-known programs give them.

use std::str::FromStr;

use super::secrets;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The title of the entry.
    Title,
    /// The user name.
    Username,
    /// The password.
    Password,
    /// The address.
    Url,
    /// The secret of time-based codes, or its `otpauth://` address.
    Totp,
    /// The notes. Several columns of them are joined.
    Notes,
    /// The path of the folder, its names apart by `/` or `\`.
    Folder,
    /// Words apart by `,` or `;`.
    Tags,
    /// The category.
    Category,
    /// Whether it is a favourite.
    Favourite,
    /// The type, in the words of Bitwarden (`login`, `note`) or of this program.
    Type,
    /// How important it is: `high`, `normal`, `low`, or 0, 1, 2 as Password Depot counts.
    Importance,
    /// When it was made.
    Created,
    /// When it was last changed.
    Modified,
    /// When it ends.
    Expires,
    /// Custom fields, each in a line of its own as `name: value`.
    Fields,
    /// A custom field with the column's name.
    Custom,
    /// A secret custom field with the column's name.
    CustomSecret,
    /// Nothing that is taken over.
    LeftOut,
}

/// A text that names no kind of column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a known column: expected one of `title`, `username`, `password`, `url`, `totp`, `notes`, `folder`, `tags`, \
     `category`, `favourite`, `type`, `importance`, `created`, `modified`, `expires`, `fields`, `custom`, \
     `custom_secret`, `left_out`"
)]
pub struct ParseColumnError;

impl Column {
    const ALL: [Self; 19] = [
        Self::Title,
        Self::Username,
        Self::Password,
        Self::Url,
        Self::Totp,
        Self::Notes,
        Self::Folder,
        Self::Tags,
        Self::Category,
        Self::Favourite,
        Self::Type,
        Self::Importance,
        Self::Created,
        Self::Modified,
        Self::Expires,
        Self::Fields,
        Self::Custom,
        Self::CustomSecret,
        Self::LeftOut,
    ];

    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Username => "username",
            Self::Password => "password",
            Self::Url => "url",
            Self::Totp => "totp",
            Self::Notes => "notes",
            Self::Folder => "folder",
            Self::Tags => "tags",
            Self::Category => "category",
            Self::Favourite => "favourite",
            Self::Type => "type",
            Self::Importance => "importance",
            Self::Created => "created",
            Self::Modified => "modified",
            Self::Expires => "expires",
            Self::Fields => "fields",
            Self::Custom => "custom",
            Self::CustomSecret => "custom_secret",
            Self::LeftOut => "left_out",
        }
    }

    /// What the columns of these names hold, as far as that shows. One is the password: the first that is called so in
    /// full, otherwise the first with one of its other names. What else sounds like a secret is taken for one.
    pub(super) fn told(headers: &[impl AsRef<str>]) -> Vec<Option<Self>> {
        let known: Vec<Option<Self>> = headers.iter().map(|header| Self::known(header.as_ref())).collect();
        let is_password = |at: &usize| known.get(*at) == Some(&Some(Self::Password));
        let in_full =
            |at: &usize| headers.get(*at).is_some_and(|header| is_in_full(&spoken(header.as_ref())));
        let password = (0..headers.len())
            .find(|at| is_password(at) && in_full(at))
            .or_else(|| (0..headers.len()).find(is_password));
        let each = headers.iter().zip(&known).enumerate();
        each.map(|(at, (header, known))| match known {
            Some(Self::Password) if password != Some(at) => Some(Self::CustomSecret),
            None if secrets::is_said_by(header.as_ref()) => Some(Self::CustomSecret),
            known => *known,
        })
        .collect()
    }

    /// By the name that a program gives it, whatever its case, spaces and dashes.
    pub(super) fn known(header: &str) -> Option<Self> {
        let name = spoken(header);
        if is_in_full(&name) || secrets::is_password(&name) {
            return Some(Self::Password);
        }
        // Bitwarden, Chrome, Edge, Firefox, Safari, KeePass 1 and 2, KeePassXC, 1Password, LastPass, Dashlane and
        // Password Depot, in English and German.
        Some(match name.as_str() {
            "title" | "name" | "account" | "description" | "titel" | "beschreibung" | "bezeichnung"
            | "konto" => Self::Title,
            "username" | "loginusername" | "loginname" | "user" | "login" | "benutzername" | "benutzer"
            | "anmeldename" | "nutzername" => Self::Username,
            "url" | "loginuri" | "website" | "websites" | "web" | "webseite" | "webadresse" | "adresse"
            | "internetadresse" => Self::Url,
            "totp" | "logintotp" | "otpauth" | "otp" | "otpsecret" | "otpurl" | "authenticatorkey" => {
                Self::Totp
            }
            "notes" | "note" | "extra" | "comments" | "comment" | "notizen" | "notiz" | "kommentar"
            | "kommentare" | "anmerkungen" | "bemerkungen" | "bemerkung" => Self::Notes,
            "folder" | "group" | "grouping" | "collections" | "ordner" | "gruppe" | "path" | "pfad" => {
                Self::Folder
            }
            "tags" | "schlagwörter" | "stichwörter" | "stichworte" => Self::Tags,
            "category" | "kategorie" => Self::Category,
            "favorite" | "favourite" | "fav" | "favorit" => Self::Favourite,
            "type" | "typ" => Self::Type,
            "importance" | "wichtigkeit" => Self::Importance,
            "created" | "timecreated" | "creationtime" | "erstellt" | "erstelltam" | "angelegt" => {
                Self::Created
            }
            "modified"
            | "lastmodified"
            | "timepasswordchanged"
            | "lastmodificationtime"
            | "geändert"
            | "geändertam"
            | "letzteänderung"
            | "zuletztgeändert"
            | "zuletztgeändertam" => Self::Modified,
            "expires" | "expirydate" | "expirytime" | "ablaufdatum" | "verfallsdatum" | "gültigbis"
            | "läuftabam" | "verfälltam" => Self::Expires,
            "fields" => Self::Fields,
            "pin" | "secret" | "geheimnis" => Self::CustomSecret,
            // What browsers keep for themselves.
            "timelastused" | "guid" | "formactionorigin" | "icon" | "lastaccessed" | "letzterzugriff" => {
                Self::LeftOut
            }
            _ => return None,
        })
    }
}

/// Without case, spaces and dashes.
fn spoken(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What a program calls the one password of an entry.
fn is_in_full(name: &str) -> bool {
    matches!(name, "password" | "loginpassword" | "passwort" | "kennwort")
}

impl FromStr for Column {
    type Err = ParseColumnError;

    fn from_str(text: &str) -> Result<Self, ParseColumnError> {
        Self::ALL.into_iter().find(|column| column.as_str() == text).ok_or(ParseColumnError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_both_languages_and_any_case() {
        for (header, column) in [
            ("Title", Column::Title),
            ("login_password", Column::Password),
            ("LETZTE ÄNDERUNG", Column::Modified),
            ("Web Site", Column::Url),
            ("Gültig bis", Column::Expires),
            ("Login Name", Column::Username),
            ("OTPAuth", Column::Totp),
        ] {
            assert_eq!(Column::known(header), Some(column), "{header}");
        }
        assert_eq!(Column::known("Kundennummer"), None);
        for column in Column::ALL {
            assert_eq!(column.as_str().parse(), Ok(column));
        }
    }

    // attack: D1
    #[test]
    fn of_several_passwords_one_is_the_password_and_none_is_a_text() {
        let told =
            |headers: &[&str]| Column::told(headers).into_iter().map(Option::unwrap).collect::<Vec<_>>();
        let (password, secret) = (Column::Password, Column::CustomSecret);
        assert_eq!(told(&["Title", "PW"]), [Column::Title, password]);
        assert_eq!(told(&["PWD", "Password"]), [secret, password]);
        assert_eq!(
            told(&["Passwort 2", "Passwort 1", "Kennwort", "Passwort"]),
            [secret, secret, password, secret]
        );
        assert_eq!(told(&["Password1", "Password2", "API key"]), [password, secret, secret]);
        assert_eq!(Column::told(&["Name", "Kundennummer"]), [Some(Column::Title), None]);
    }
}
