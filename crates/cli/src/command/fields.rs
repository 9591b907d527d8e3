//! The options of `add` and `edit` that give values to fields.
//!
//! Values of secret fields come by prompt, standard input, file or generator; `--field` refuses them.

use std::path::Path;

use clap::Args;
use strongroom_api::SecretText;

use super::generate::Recipe;
use crate::{
    error::CliError,
    secret_input::{self, PasswordSource},
};

/// Values of fields.
#[derive(Debug, Default, Args)]
pub struct FieldOptions {
    /// User name
    #[arg(long, short, value_name = "NAME")]
    pub username: Option<String>,
    /// Web address
    #[arg(long, value_name = "ADDRESS")]
    pub url: Option<String>,
    #[command(flatten)]
    pub password: PasswordSource,
    /// Generate the password
    #[arg(long, short, conflicts_with_all = ["password_stdin", "password_file"])]
    pub generate: bool,
    #[command(flatten)]
    pub recipe: Recipe,
    /// A field that is not secret; a name of your own makes a custom field
    #[arg(long = "field", value_name = "NAME=VALUE")]
    pub fields: Vec<String>,
    /// A secret field, asked for
    #[arg(long = "secret", value_name = "NAME")]
    pub secret: Vec<String>,
    /// A secret field, read from standard input, one line
    #[arg(long = "secret-stdin", value_name = "NAME")]
    pub secret_stdin: Vec<String>,
    /// A secret field, read from a file, such as notes=FILE
    #[arg(long = "secret-file", value_name = "NAME=FILE")]
    pub secret_file: Vec<String>,
}

/// A field that gets a value.
#[derive(Debug)]
pub struct Given {
    /// The name of the field.
    pub name: String,
    /// Its value.
    pub value: SecretText,
    /// Whether it was given as a secret.
    pub secret: bool,
}

impl FieldOptions {
    /// The fields that get values, none twice. `is_secret` tells what the type or the object says of a field.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a secret on the command line, or a field given twice.
    pub fn collect(&self, is_secret: impl Fn(&str) -> bool) -> Result<Vec<Given>, CliError> {
        let mut given = Vec::new();
        for (name, value) in self.open_fields()? {
            if is_secret(&name) {
                return Err(CliError::Usage(format!(
                    "`{name}` is secret, and arguments can be seen by others on this machine: \
                     use --secret {name}, --secret-stdin {name} or --secret-file {name}=FILE"
                )));
            }
            given.push(Given { name, value: value.into(), secret: false });
        }
        let mut add = |name: &str, value| given.push(Given { name: name.to_owned(), value, secret: true });
        if self.generate {
            add("password", self.recipe.generate()?);
        }
        if let Some(password) = self.password.given()? {
            add("password", password);
        }
        for name in &self.secret_stdin {
            add(name, secret_input::from_stdin()?);
        }
        for text in &self.secret_file {
            let (name, file) = named(text, "--secret-file NAME=FILE")?;
            add(name, secret_input::from_file(Path::new(file))?);
        }
        for name in &self.secret {
            add(name, secret_input::prompt_twice(name)?);
        }
        let mut names: Vec<&str> = given.iter().map(|field| field.name.as_str()).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Err(CliError::Usage(format!("the field `{twice}` is given twice")));
        }
        Ok(given)
    }

    /// Whether a value for the field `password` is given in one of the ways.
    pub fn names_password(&self) -> bool {
        let named = |list: &[String]| list.iter().any(|text| text.split('=').next() == Some("password"));
        self.generate
            || self.password.password_stdin
            || self.password.password_file.is_some()
            || named(&self.secret)
            || named(&self.secret_stdin)
            || named(&self.secret_file)
    }

    fn open_fields(&self) -> Result<Vec<(String, String)>, CliError> {
        let mut fields = Vec::new();
        fields.extend(self.username.iter().map(|value| ("username".to_owned(), value.clone())));
        fields.extend(self.url.iter().map(|value| ("url".to_owned(), value.clone())));
        for text in &self.fields {
            let (name, value) = named(text, "--field NAME=VALUE")?;
            fields.push((name.to_owned(), value.to_owned()));
        }
        Ok(fields)
    }
}

fn named<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), CliError> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name, value)),
        _ => Err(CliError::Usage(format!("expected {form}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: D1
    #[test]
    fn a_secret_as_an_argument_is_refused_without_repeating_it() {
        let options = FieldOptions { fields: vec!["password=hunter2".into()], ..FieldOptions::default() };
        let error = options.collect(|name| name == "password").unwrap_err();
        assert!(matches!(error, CliError::Usage(_)));
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn values_may_hold_equals_signs_and_names_come_once() {
        let options = FieldOptions {
            url: Some("https://x/?a=b".into()),
            fields: vec!["Rack=B=7".into(), "empty=".into()],
            ..FieldOptions::default()
        };
        let given = options.collect(|_| false).unwrap();
        let pairs: Vec<_> = given.iter().map(|field| (field.name.as_str(), field.value.expose())).collect();
        assert_eq!(pairs, [("url", "https://x/?a=b"), ("Rack", "B=7"), ("empty", "")]);
        let twice =
            FieldOptions { url: Some("a".into()), fields: vec!["url=b".into()], ..FieldOptions::default() };
        assert!(twice.collect(|_| false).is_err());
        let nameless = FieldOptions { fields: vec!["=x".into()], ..FieldOptions::default() };
        assert!(nameless.collect(|_| false).is_err());
    }
}
