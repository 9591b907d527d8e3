//! Server-sent events, one after the other.

use std::{
    io::{BufRead, BufReader, Read},
    time::Duration,
};

use super::{Answer, Client};
use crate::error::CliError;

/// A stream is begun anew after so long, so that one that nobody feeds any more is noticed.
pub const STREAM_TIME: Duration = Duration::from_secs(10 * 60);

/// The longest line that is read.
const LINE: u64 = 64 << 20;

/// An event of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// From where to go on.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// JSON.
    pub data: String,
}

/// The events of one connection.
pub struct Events<R> {
    lines: BufReader<R>,
}

impl Client {
    /// Follows what happens, behind the event of that id.
    ///
    /// # Errors
    /// What the server says.
    pub fn events(&self, last: Option<&str>) -> Result<Events<Answer>, CliError> {
        Ok(Events { lines: BufReader::new(self.request("GET", &["events"]).stream(last).send()?) })
    }
}

impl<R: Read> Events<R> {
    /// The next event; `None` at the end of the stream, in good order or not: it is begun anew in any case.
    ///
    /// # Errors
    /// [`CliError::Answer`] for what is no stream of events.
    pub fn next(&mut self) -> Result<Option<Event>, CliError> {
        let mut event = Event::default();
        loop {
            let mut line = String::new();
            match (&mut self.lines).take(LINE).read_line(&mut line) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                    return Err(CliError::Answer("the stream of events is no text".into()));
                }
                Err(_) => return Ok(None),
            }
            let Some(line) = line.strip_suffix('\n') else { return Ok(None) };
            let line = line.strip_suffix('\r').unwrap_or(line);
            if line.is_empty() {
                if !event.name.is_empty() {
                    return Ok(Some(event));
                }
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "id" => event.id = Some(value.to_owned()),
                "event" => value.clone_into(&mut event.name),
                "data" => value.clone_into(&mut event.data),
                // Comments, and what later servers add.
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_one_after_the_other_and_half_ones_are_none() {
        let text = ": hello\n\nid: 1\nevent: a\ndata: {\"x\":1}\n\n:\n\nid: 2\r\nevent: b\r\ndata:y\r\n\r\nevent: c\n";
        let mut events = Events { lines: BufReader::new(text.as_bytes()) };
        let first = events.next().unwrap().unwrap();
        assert_eq!(
            (first.id.as_deref(), first.name.as_str(), first.data.as_str()),
            (Some("1"), "a", "{\"x\":1}")
        );
        let second = events.next().unwrap().unwrap();
        assert_eq!((second.id.as_deref(), second.name.as_str(), second.data.as_str()), (Some("2"), "b", "y"));
        assert_eq!(events.next().unwrap(), None, "it broke off");
    }
}
