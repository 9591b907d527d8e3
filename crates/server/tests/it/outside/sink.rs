//! A small SMTP server: it takes what it is told to take, and keeps it.

use std::{net::SocketAddr, sync::Arc};

use parking_lot::Mutex;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// What the sink does.
#[derive(Clone, Default)]
pub struct Manners {
    /// Offers STARTTLS with this identity.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Answers every recipient with this line.
    pub recipient: Option<&'static str>,
    /// Answers every sign-in with this line.
    pub sign_in: Option<&'static str>,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct Taken {
    pub encrypted: bool,
    pub authenticated: bool,
    pub to: Vec<String>,
    pub data: String,
}

pub struct Sink {
    pub address: SocketAddr,
    pub taken: Arc<Mutex<Vec<Taken>>>,
}

impl Sink {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, taken) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<Taken>>>::default());
        let kept = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(session(stream, manners.clone(), Arc::clone(&kept)));
            }
        });
        Self { address, taken }
    }
}

async fn session(stream: tokio::net::TcpStream, manners: Manners, kept: Arc<Mutex<Vec<Taken>>>) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 sink\r\n").await.unwrap();
    if talk(&mut stream, &manners, false, &kept).await {
        let acceptor = TlsAcceptor::from(manners.tls.clone().unwrap());
        if let Ok(stream) = acceptor.accept(stream.into_inner()).await {
            talk(&mut BufReader::new(stream), &manners, true, &kept).await;
        }
    }
}

/// Talks until the end; true where TLS is to begin.
async fn talk<S>(
    stream: &mut BufReader<S>,
    manners: &Manners,
    encrypted: bool,
    kept: &Mutex<Vec<Taken>>,
) -> bool
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (mut authenticated, mut to) = (false, Vec::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return false;
        }
        let command = line.trim_end().to_owned();
        let word = command.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" if manners.tls.is_some() && !encrypted => "250-sink\r\n250 STARTTLS\r\n".to_owned(),
            "EHLO" => "250-sink\r\n250 AUTH PLAIN\r\n".to_owned(),
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n").await.unwrap();
                return true;
            }
            "AUTH" => {
                authenticated = manners.sign_in.is_none();
                format!("{}\r\n", manners.sign_in.unwrap_or("235 yes"))
            }
            "RCPT" => {
                to.push(command.clone());
                format!("{}\r\n", manners.recipient.unwrap_or("250 yes"))
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut data = String::new();
                while !data.ends_with("\r\n.\r\n") {
                    assert_ne!(stream.read_line(&mut data).await.unwrap(), 0);
                }
                kept.lock().push(Taken { encrypted, authenticated, to: std::mem::take(&mut to), data });
                "250 taken\r\n".to_owned()
            }
            "QUIT" => {
                let _ = stream.write_all(b"221 bye\r\n").await;
                return false;
            }
            _ => "250 yes\r\n".to_owned(),
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return false;
        }
    }
}
