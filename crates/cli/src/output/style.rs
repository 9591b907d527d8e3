//! Pieces of a line. A style says nothing that the words do not say too.

use std::fmt::Write;

use strongroom_domain::escape;

/// How a piece looks where colours are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Like any text.
    Plain,
    /// What the line is about.
    Strong,
    /// What may be overlooked.
    Faint,
    /// Allowed, open.
    Good,
    /// Denied, closed.
    Bad,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    style: Style,
    text: String,
}

impl Span {
    /// The text as it will be shown.
    pub fn shown(&self) -> String {
        escape::terminal(&self.text).into_owned()
    }

    pub(super) fn render(&self, colour: bool, line: &mut String) {
        let code = match self.style {
            Style::Plain => "",
            Style::Strong => "1",
            Style::Faint => "2",
            Style::Good => "32",
            Style::Bad => "31",
        };
        let text = escape::terminal(&self.text);
        if colour && !code.is_empty() {
            // Writing to a String can not fail.
            let _ = write!(line, "\x1b[{code}m{text}\x1b[0m");
        } else {
            line.push_str(&text);
        }
    }
}

fn span(style: Style, text: impl Into<String>) -> Span {
    Span { style, text: text.into() }
}

/// A piece like any text.
pub fn plain(text: impl Into<String>) -> Span {
    span(Style::Plain, text)
}

/// What the line is about.
pub fn strong(text: impl Into<String>) -> Span {
    span(Style::Strong, text)
}

/// What may be overlooked.
pub fn faint(text: impl Into<String>) -> Span {
    span(Style::Faint, text)
}

/// Allowed, open.
pub fn good(text: impl Into<String>) -> Span {
    span(Style::Good, text)
}

/// Denied, closed.
pub fn bad(text: impl Into<String>) -> Span {
    span(Style::Bad, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: I2
    #[test]
    fn a_title_can_not_command_the_terminal() {
        let mut line = String::new();
        bad("x\x1b]0;owned\x07\u{9b}31m\r\nforged \u{202e}txt").render(true, &mut line);
        let inner = line.strip_prefix("\x1b[31m").unwrap().strip_suffix("\x1b[0m").unwrap();
        let acts = |c: char| c.is_control() || c == '\u{202e}';
        assert!(!inner.contains(acts), "{inner:?}");
    }

    #[test]
    fn without_colours_there_are_none() {
        let mut line = String::new();
        good("yes").render(false, &mut line);
        assert_eq!(line, "yes");
    }
}
