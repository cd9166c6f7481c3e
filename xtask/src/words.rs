//! `cargo xtask words`: which words texts are made of, for `src/letters/words.txt`, and how well the letters of
//! these words tell halves of words from words, on each text when it is left out.
//!
//! Texts are plain text as `pdftotext` gives it, each file a source. Of how the words of a text were cut nothing
//! is known, so its words are cut by program: at each place from the second letter on.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use rowmend::unstable::letters::{BIT, Letters, weight};

/// Longer ones are addresses and the like.
const LETTERS: usize = 20;
/// Halves are judged from so many words of a text, spread evenly.
const JUDGED: usize = 5000;

/// What is read, and what is written.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Plain texts, each a source
    #[arg(required = true, value_name = "TEXT")]
    texts: Vec<PathBuf>,
    /// How many words are kept, the commonest ones
    #[arg(long, value_name = "N", default_value_t = 8000)]
    most: usize,
    /// Where to write the words, such as src/letters/words.txt
    #[arg(long, value_name = "PATH", requires = "date")]
    out: Option<PathBuf>,
    /// The date that the words carry, such as 2030-01-31
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
}

/// A text: its name, and its words in lower case.
struct Text {
    name: String,
    words: Vec<String>,
}

/// Runs the task.
///
/// # Errors
/// Where a text cannot be read, or the words cannot be written.
pub(crate) fn run(arguments: &Arguments) -> Result<bool, String> {
    let texts = arguments.texts.iter().map(read).collect::<Result<Vec<Text>, String>>()?;
    println!("{:16} {:>8} {:>34} {:>34}", "text", "words", "seen", "left out");
    let all = letters(&texts.iter().collect::<Vec<_>>(), arguments.most);
    for text in &texts {
        let others: Vec<&Text> = texts.iter().filter(|other| other.name != text.name).collect();
        let left_out = judge(&letters(&others, arguments.most), text);
        println!(
            "{:16} {:>8} {:>34} {:>34}",
            text.name,
            text.words.len(),
            judge(&all, text),
            left_out
        );
    }
    if let Some(path) = &arguments.out {
        let kept = common(&texts.iter().collect::<Vec<_>>(), arguments.most);
        let text = head(arguments, &texts) + &lines(&kept);
        fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(true)
}

fn read(path: &PathBuf) -> Result<Text, String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    // Words that a hyphen of the typesetter's cut are whole again.
    let text = String::from_utf8_lossy(&bytes).replace("-\n", "");
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Text { name, words: words.map(str::to_lowercase).collect() })
}

/// The commonest words of texts with their weights: 1 + ln of how often they came, rounded. What came once may
/// be half a word.
fn common(texts: &[&Text], most: usize) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let words = texts.iter().flat_map(|text| &text.words);
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let latin = |word: &str| word.chars().all(|c| c < '\u{250}');
    let mut counts: Vec<(&str, u32)> = counts
        .into_iter()
        .filter(|(word, count)| *count > 1 && word.chars().count() < LETTERS && latin(word))
        .collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.truncate(most);
    counts.into_iter().map(|(word, count)| (word.to_owned(), weight(count))).collect()
}

fn letters(texts: &[&Text], most: usize) -> Letters {
    let kept = common(texts, most);
    Letters::learn(kept.iter().map(|(word, weight)| (word.as_str(), *weight)))
}

/// How many halves are told as one word, of those called certain and likely how many are, and how many pairs of
/// words are told as one.
fn judge(letters: &Letters, text: &Text) -> String {
    const CERTAIN: i32 = 7 * BIT;
    let step = (text.words.len() / JUDGED).max(1);
    let (mut halves, mut pairs) = ([0usize; 3], [0usize; 3]);
    let level = |odds: i32| usize::from(odds > 0) + usize::from(odds > CERTAIN);
    for pair in text.words.windows(2).step_by(step) {
        let [one, other] = pair else { continue };
        let long = one.chars().count();
        if long < 3 {
            continue;
        }
        pairs[level(letters.odds(one, other))] += 1;
        // A place that differs from word to word.
        let at = one.char_indices().nth(2 + (one.len() * 7 + other.len()) % (long - 2));
        let (head, rest) = one.split_at(at.map_or(one.len() - 1, |(at, _)| at));
        halves[level(letters.odds(head, rest))] += 1;
    }
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    let all = halves.iter().sum();
    let told = format!("{:.3}", share(halves[1] + halves[2], all));
    let right = |level: usize| share(halves[level], halves[level] + pairs[level]);
    format!("{told} told; certain {:.4}, likely {:.3}", right(2), right(1))
}

fn head(arguments: &Arguments, texts: &[Text]) -> String {
    let mut text = String::from(
        "# Words of texts, from which it is learned how letters follow each other (src/letters.rs).\n\
         # Not written by hand: cargo xtask words. A line: a weight, 1 + ln of how often words came, and the words.\n",
    );
    let date = arguments.date.as_deref().unwrap_or_default();
    let _ = writeln!(text, "# Learned on {date} from these texts (words):");
    for Text { name, words } in texts {
        let _ = writeln!(text, "#   {name} {}", words.len());
    }
    text
}

/// Lines of words of one weight each.
fn lines(kept: &[(String, u32)]) -> String {
    const WIDTH: usize = 110;
    let mut by_weight: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    kept.iter().for_each(|(word, weight)| by_weight.entry(*weight).or_default().push(word));
    let mut text = String::new();
    for (weight, mut words) in by_weight.into_iter().rev() {
        words.sort_unstable();
        let mut line = weight.to_string();
        for word in words {
            if line.len() + word.len() >= WIDTH {
                let _ = writeln!(text, "{line}");
                line = weight.to_string();
            }
            let _ = write!(line, " {word}");
        }
        let _ = writeln!(text, "{line}");
    }
    text
}
