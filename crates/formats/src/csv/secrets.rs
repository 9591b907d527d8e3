//! Names that say that something is a secret, in English and German. Rather one too much than one too little: what is
//! taken for a text stands in lists and is found by a search.

/// What else people call a password, without case, spaces and dashes.
const PASSWORDS: [&str; 21] = [
    "password",
    "passwort",
    "kennwort",
    "pass",
    "passwd",
    "passwrd",
    "pwd",
    "pw",
    "psw",
    "passphrase",
    "passwordphrase",
    "passcode",
    "passw",
    "userpassword",
    "userpass",
    "loginpass",
    "currentpassword",
    "benutzerpasswort",
    "benutzerkennwort",
    "losung",
    "losungswort",
];

/// Wherever they stand.
const ANYWHERE: [&str; 18] = [
    "pass",
    "kennw",
    "pwd",
    "key",
    "token",
    "secret",
    "code",
    "geheim",
    "losung",
    "phrase",
    "schlüssel",
    "schluessel",
    "credential",
    "seed",
    "cvv",
    "cvc",
    "otp",
    "security",
];

/// Short ones, which stand within many words that mean something else: where a word begins or ends with them.
const AT_AN_EDGE: [&str; 8] = ["pin", "pins", "tan", "tans", "pw", "puk", "psk", "csc"];

/// Whether a name, without case, spaces and dashes, is one of a password, numbered or not.
pub(super) fn is_password(name: &str) -> bool {
    PASSWORDS.contains(&name.trim_end_matches(char::is_numeric))
}

/// Whether a name says that what it stands for is secret.
pub(super) fn is_said_by(name: &str) -> bool {
    let together: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    ANYWHERE.into_iter().any(|secret| together.contains(secret))
        || words(name).iter().any(|word| {
            AT_AN_EDGE.into_iter().any(|secret| word.starts_with(secret) || word.ends_with(secret))
        })
}

/// The words of a name, in small letters: apart by whatever is no letter, and where `smallLarge` or `LARGESmall` meet.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let small_follows = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins = c.is_uppercase()
            && before.is_some_and(|before| before.is_lowercase() || before.is_uppercase() && small_follows);
        if begins || !c.is_alphabetic() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: D1
    #[test]
    fn what_sounds_like_a_secret_is_one() {
        for password in ["pw", "pwd", "pass", "passwd", "password1", "passphrase", "kennwort12", "pw2"] {
            assert!(is_password(password), "{password}");
        }
        for secret in [
            "API key",
            "API-Schlüssel",
            "apiKey",
            "Access Token",
            "PIN",
            "pin2",
            "Karten-PIN",
            "Kartenpin",
            "SIM PIN 1",
            "OnlineTANListe",
            "iTAN",
            "TAN1",
            "Geheimzahl",
            "Door code",
            "Zugangscode",
            "Old passwords",
            "WLAN-Kennwort",
            "Password (old)",
            "Passphrase 2",
            "client_secret",
            "PUK",
            "WLAN PW",
            "Recovery seed",
            "CVV",
            "Passwörter",
        ] {
            assert!(is_said_by(secret), "{secret}");
        }
        for text in
            ["Kundennummer", "Standort", "Kontostand", "Shipping", "Department", "E-Mail", "", "Telefon"]
        {
            assert!(!is_said_by(text) && !is_password(text), "{text}");
        }
    }
}
