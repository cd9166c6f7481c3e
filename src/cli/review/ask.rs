//! Where keys and answers come from: single keys of a terminal, or the lines of stdin.

use std::io::{BufRead, IsTerminal};

use dialoguer::Input;
use dialoguer::console::{Key, Term};

use super::super::{Failure, print};

/// A person at a terminal, or lines that stand for one.
#[derive(Debug)]
pub(super) enum Ask {
    Terminal(Term),
    Lines,
}

impl Ask {
    pub(super) fn new() -> Ask {
        let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
        if terminal { Ask::Terminal(Term::stdout()) } else { Ask::Lines }
    }

    /// The next key; none at the end.
    pub(super) fn key(&self) -> Result<Option<char>, Failure> {
        match self {
            Ask::Lines => Ok(line().map(|line| line.trim().chars().next().unwrap_or(' '))),
            Ask::Terminal(term) => Ok(match term.read_key() {
                Ok(Key::Char('\u{4}') | Key::CtrlC) | Err(_) => None,
                Ok(Key::Char(key)) => Some(key),
                Ok(Key::ArrowDown | Key::ArrowRight | Key::Enter) => Some('j'),
                Ok(Key::ArrowUp | Key::ArrowLeft) => Some('k'),
                Ok(_) => Some(' '),
            }),
        }
    }

    /// An answer, to begin with `begun`; none where nothing is answered.
    pub(super) fn answer(&self, question: &str, begun: &str) -> Result<Option<String>, Failure> {
        let answer = match self {
            Ask::Lines => {
                print(format!("{question}:\n").as_bytes())?;
                line().unwrap_or_default()
            }
            Ask::Terminal(term) => {
                let input = Input::<String>::new().with_prompt(question).allow_empty(true);
                input.with_initial_text(begun).interact_text_on(term).unwrap_or_default()
            }
        };
        Ok(Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty()))
    }

    /// Makes room for the next point.
    pub(super) fn clear(&self) {
        if let Ask::Terminal(term) = self {
            let _ = term.clear_screen();
        }
    }
}

/// The next line of stdin; none at its end.
fn line() -> Option<String> {
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line),
    }
}
