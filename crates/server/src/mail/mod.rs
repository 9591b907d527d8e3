//! Mail over SMTP, as the configuration says. TLS 1.2 or 1.3 with a certificate that fits the host's name; without
//! TLS only to loopback. This module never logs an address or a text.

use std::{fmt, future::Future, net::IpAddr, path::PathBuf, pin::Pin, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use strongroom_service::notices::{Letter, Mailer, Undelivered};

use crate::{
    configuration::{Mail, MailSecurity},
    secret_source::{self, SecretError},
};

/// How long the mail server may take for one answer.
const TIME: Duration = Duration::from_secs(30);

/// Why mail can not be sent as configured.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No mailbox.
    #[error("`mail.from` must be a mailbox such as `Strongroom <strongroom@example.org>`")]
    From,
    /// No address of a server.
    #[error(
        "`mail.public_address` must be an https address without a query, such as `https://passwords.example.org`"
    )]
    PublicAddress,
    /// Everybody on the way could read along.
    #[error(
        "`mail.security = \"plain\"` is for a mail server on this machine only: `mail.host` must be loopback"
    )]
    Plain,
    /// A name without a password, or a password without a name.
    #[error("`mail.username` and `mail.password` belong together")]
    HalfCredentials,
    /// The password is not there.
    #[error(transparent)]
    Password(#[from] SecretError),
    /// The certificates can not be read.
    #[error("cannot use the certificates `{}`", .0.display())]
    Ca(PathBuf),
    /// TLS can not be set up.
    #[error("cannot set up TLS for mail: {0}")]
    Tls(lettre::transport::smtp::Error),
}

/// Sends mail.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_address: String,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").finish_non_exhaustive()
    }
}

impl Smtp {
    /// As the configuration says.
    ///
    /// # Errors
    /// [`MailError`] names the setting that does not fit.
    pub fn new(mail: &Mail) -> Result<Self, MailError> {
        let from = mail.from.parse().map_err(|_| MailError::From)?;
        let public_address = public_address(&mail.public_address).ok_or(MailError::PublicAddress)?;
        let (tls, port) = match mail.security {
            MailSecurity::Implicit => (Tls::Wrapper(tls(mail)?), 465),
            MailSecurity::Starttls => (Tls::Required(tls(mail)?), 587),
            MailSecurity::Plain if is_loopback(&mail.host) => (Tls::None, 587),
            MailSecurity::Plain => return Err(MailError::Plain),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host)
            .port(mail.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(TIME));
        match (&mail.username, &mail.password) {
            (Some(name), Some(source)) => {
                let password = secret_source::read(source)?;
                builder = builder.credentials(Credentials::new(name.clone(), password.to_string()));
            }
            (None, None) => {}
            _ => return Err(MailError::HalfCredentials),
        }
        Ok(Self { transport: builder.build(), from, public_address })
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), Undelivered> {
        let refused = |what: &str| Undelivered::Refused(what.to_owned());
        let to: Mailbox = letter.to.parse().map_err(|_| refused("the address is none"))?;
        let host = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{host}>", letter.id)))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| refused("it can not be written"))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if is_sign_in(&error) => {
                Err(Undelivered::Failed("the mail server does not let this server in".into()))
            }
            Err(error) if error.is_permanent() => Err(refused("the mail server will not take it")),
            Err(error) if error.is_response() => {
                Err(Undelivered::Failed("the mail server will not take it now".into()))
            }
            Err(_) => Err(Undelivered::Failed("the mail server does not answer as it should".into())),
        }
    }
}

impl Mailer for Smtp {
    fn public_address(&self) -> &str {
        &self.public_address
    }

    fn send<'a>(
        &'a self,
        letter: &'a Letter,
    ) -> Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>> {
        Box::pin(self.deliver(letter))
    }
}

/// A wrong password is about no mail: all of them wait until it is mended.
fn is_sign_in(error: &lettre::transport::smtp::Error) -> bool {
    error.status().is_some_and(|code| (530..540).contains(&u16::from(code)))
}

fn tls(mail: &Mail) -> Result<TlsParameters, MailError> {
    let mut builder = TlsParameters::builder(mail.host.clone());
    if let Some(path) = &mail.ca {
        let unusable = || MailError::Ca(path.clone());
        let pem = std::fs::read(path).map_err(|_| unusable())?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|_| unusable())?);
    }
    builder.build_rustls().map_err(MailError::Tls)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The address as it stands in mails; http is for loopback.
fn public_address(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    let host = url.host_str()?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(host));
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (safe && plain).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(more: &str) -> Mail {
        let text = format!("from = \"Strongroom <s@example.org>\"\n{more}");
        toml::from_str(&text).unwrap()
    }

    fn refusal(more: &str) -> String {
        Smtp::new(&mail(more)).unwrap_err().to_string()
    }

    // attack: I9, W5
    #[test]
    fn what_would_be_unsafe_is_refused_at_the_start() {
        let link = "public_address = \"https://passwords.example.org\"";
        Smtp::new(&mail(&format!("host = \"127.0.0.1\"\nsecurity = \"plain\"\n{link}"))).unwrap();
        assert!(
            refusal(&format!("host = \"mail.example.org\"\nsecurity = \"plain\"\n{link}"))
                .contains("loopback")
        );
        assert!(
            refusal(&format!("host = \"mail.example.org\"\nusername = \"x\"\n{link}")).contains("together")
        );
        for address in [
            "http://example.org",
            "https://u:p@example.org",
            "https://example.org/?x=1",
            "javascript:alert(1)",
            "",
        ] {
            let told = refusal(&format!("host = \"mail.example.org\"\npublic_address = \"{address}\""));
            assert!(told.contains("public_address"), "{address}: {told}");
        }
        let password = format!(
            "host = \"m.example.org\"\nusername = \"x\"\npassword = {{ file = \"/nonexistent\" }}\n{link}"
        );
        assert!(refusal(&password).contains("/nonexistent"));
    }
}
