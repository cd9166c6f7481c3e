//! One open point after the other, with a person: what is to be seen of it, a key, and the decision is in
//! the file.

use rowmend::unstable::decide::made::{By, Made};
use rowmend::unstable::decide::queue::{About, Point};
use rowmend::unstable::decide::reasons;
use rowmend::unstable::record::Value;
use rowmend::unstable::summary::count;

use super::super::{Failure, print};
use super::ask::Ask;
use super::desk::{Desk, Refusal};
use super::{Arguments, acts, words};

/// The line under each point.
const HINT: &str = "a keep  b all with a flag  e edit  s split  u join  m move  d drop  j next  k back  z undo  ? keys  q quit\n";

struct Talk<'a> {
    desk: &'a mut Desk,
    ask: Ask,
    who: String,
    why: Option<String>,
    date: Option<String>,
    /// The point that is shown.
    at: usize,
    /// What it speaks about instead of its own place: an item of its cell, or all of it.
    focus: Option<Option<usize>>,
    /// What is told over the next point.
    told: String,
}

pub(super) fn run(desk: &mut Desk, arguments: &Arguments) -> Result<u8, Failure> {
    let ask = Ask::new();
    let open = desk.points.iter().filter(|point| !point.decided).count();
    let mut head = format!(
        "{}: {} of {} open\n",
        desk.name,
        open,
        count(desk.points.len(), "point", "points")
    );
    for undone in desk.review().undone {
        head.push_str(&words::undone(&undone, &desk.shown()));
    }
    if open == 0 {
        print(head.as_bytes())?;
        return Ok(0);
    }
    let who = match &arguments.by {
        Some(who) => Some(who.clone()),
        None => ask.answer("Who decides", "")?,
    };
    let Some(who) = who else {
        let message = "nobody decides".to_owned();
        return Err(Failure::Usage(message, "say who, or name somebody with --by"));
    };
    let (why, date) = (arguments.why.clone(), arguments.date.clone());
    let mut talk = Talk { desk, ask, who, why, date, at: 0, focus: None, told: head };
    talk.go(1, true);
    while talk.turn()? {}
    let open = talk.desk.points.iter().filter(|point| !point.decided).count();
    print(format!("{}: {open} open\n", talk.desk.shown()).as_bytes())?;
    Ok(0)
}

impl Talk<'_> {
    /// Shows the point and does what a key says; whether it goes on.
    fn turn(&mut self) -> Result<bool, Failure> {
        self.ask.clear();
        let told = std::mem::take(&mut self.told);
        print(format!("{told}\n{}{HINT}", self.shown()).as_bytes())?;
        let Some(key) = self.ask.key()? else { return Ok(false) };
        match key {
            'q' => return Ok(false),
            'j' => self.go(1, false),
            'k' => self.go(-1, false),
            'z' => self.undo()?,
            'b' => self.bulk()?,
            'w' => self.reason()?,
            'i' => self.item()?,
            '?' => self.tell(&help()),
            'l' => self.list(),
            _ => self.act(key)?,
        }
        Ok(true)
    }

    fn tell(&mut self, text: &str) {
        self.told.push_str(text);
        if !text.ends_with('\n') {
            self.told.push('\n');
        }
    }

    fn shown(&self) -> String {
        let all = self.desk.points.len();
        let open = self.desk.points.iter().filter(|point| !point.decided).count();
        let Some(point) = self.point() else { return "Nothing is open.\n".to_owned() };
        let done = if point.decided { "decided already" } else { &point.id };
        let head = format!("{} of {all} · {open} open · {done}\n", self.at + 1);
        head + &words::point(&self.desk.tell(&point), &self.desk.lines)
    }

    /// The point that is shown, with what it speaks about.
    fn point(&self) -> Option<Point> {
        let mut point = self.desk.points.get(self.at)?.clone();
        if let (About::Value(place), Some(item)) = (&mut point.about, self.focus) {
            place.item = item;
        }
        Some(point)
    }

    /// Goes to the next open point in a direction, round the end; `here` also counts the one that is shown.
    fn go(&mut self, step: isize, here: bool) {
        self.focus = None;
        let all = self.desk.points.len();
        let first = usize::from(!here);
        let next = (first..all + first).map(|far| match step {
            1 => (self.at + far) % all,
            _ => (self.at + 2 * all - far) % all,
        });
        let open = |at: &usize| self.desk.points.get(*at).is_some_and(|point| !point.decided);
        match next.into_iter().find(open) {
            Some(at) => self.at = at,
            None => self.tell("Nothing is open."),
        }
    }

    /// A key that decides.
    fn act(&mut self, key: char) -> Result<(), Failure> {
        // What is right as it stands is the place of the flags, whatever else is spoken about.
        let own = (key == 'a').then(|| self.desk.points.get(self.at).cloned());
        let Some(point) = own.unwrap_or_else(|| self.point()) else { return Ok(()) };
        match acts::decide(key, self.desk, &point, &self.ask)? {
            None => self.tell("There is no such key; ? tells them."),
            Some(Err(why)) => self.tell(&words::safe(&why)),
            Some(Ok(made)) => self.take(&[made])?,
        }
        Ok(())
    }

    fn take(&mut self, made: &[Made]) -> Result<(), Failure> {
        let Some(action) = made.first().map(Made::action) else { return Ok(()) };
        let usual = reasons::of(action).first().copied().unwrap_or_default().to_owned();
        let why = self.why.clone().unwrap_or(usual);
        let by = By { who: self.who.clone(), why, date: self.date.clone() };
        match self.desk.add(made, &by) {
            Ok(()) => {
                let times =
                    if made.len() > 1 { format!(" {} times", made.len()) } else { String::new() };
                self.tell(&format!("{action}{times}: written to {}.", self.desk.shown()));
                // A decision on a table may have taken points away.
                self.at = self.at.min(self.desk.points.len().saturating_sub(1));
                self.go(1, true);
            }
            Err(refusal) => self.refused(refusal)?,
        }
        Ok(())
    }

    /// Keeps all open points that have one flag and no other.
    fn bulk(&mut self) -> Result<(), Failure> {
        let alike: Vec<(String, Vec<Made>)> = acts::alike(self.desk).into_iter().collect();
        let listed = (1..).zip(&alike);
        let listed = listed.map(|(number, (code, made))| {
            format!("  {number} {code} ({})\n", count(made.len(), "point", "points"))
        });
        print(listed.collect::<String>().as_bytes())?;
        let Some(answer) = self.ask.answer("Keep all with which flag, or nothing", "")? else {
            return Ok(());
        };
        let number = answer.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let named = alike.iter().find(|(code, _)| *code == answer);
        match number.and_then(|at| alike.get(at)).or(named) {
            Some((_, made)) => self.take(made),
            None => {
                self.tell(&words::safe(&format!("No open points have {answer} alone.")));
                Ok(())
            }
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Result<(), Failure> {
        match refusal {
            Refusal::Cannot(why) => {
                self.tell(&words::safe(&format!("Not decided: {why}.")));
                Ok(())
            }
            Refusal::Failed(error) => Err(error.into()),
        }
    }

    fn undo(&mut self) -> Result<(), Failure> {
        let before: Vec<String> = self.open_ids();
        match self.desk.take_back() {
            Ok(true) => {
                let again = |point: &Point| !point.decided && !before.contains(&point.id);
                if let Some(at) = self.desk.points.iter().position(again) {
                    (self.at, self.focus) = (at, None);
                }
                self.tell("Taken back.");
            }
            Ok(false) => self.tell("Nothing was decided here."),
            Err(refusal) => self.refused(refusal)?,
        }
        Ok(())
    }

    fn open_ids(&self) -> Vec<String> {
        let open = self.desk.points.iter().filter(|point| !point.decided);
        open.map(|point| point.id.clone()).collect()
    }

    /// Chooses a reason for what is decided from now on.
    fn reason(&mut self) -> Result<(), Failure> {
        let mut known: Vec<&str> = Vec::new();
        for reason in reasons::REASONS.iter().flat_map(|(_, reasons)| reasons.iter()) {
            if !known.contains(reason) {
                known.push(reason);
            }
        }
        let listed = (1..).zip(&known).map(|(number, text)| format!("  {number} {text}\n"));
        print(listed.collect::<String>().as_bytes())?;
        let answer = self.ask.answer("Why: a number, a text, or nothing for the usual", "")?;
        let number = |text: &String| text.parse::<usize>().ok()?.checked_sub(1);
        self.why = answer.map(|text| {
            let own = number(&text).and_then(|at| known.get(at)).map(|own| (*own).to_owned());
            own.unwrap_or(text)
        });
        let why = self.why.clone().unwrap_or("the usual reason".to_owned());
        self.tell(&format!("Why: {why}."));
        Ok(())
    }

    /// Speaks about another item of the cell.
    fn item(&mut self) -> Result<(), Failure> {
        let Some(Point { about: About::Value(place), .. }) = self.point() else {
            self.tell("This is about a table.");
            return Ok(());
        };
        let tables = &self.desk.extraction.document.tables;
        let record = tables.get(place.table).and_then(|table| table.records.get(place.record));
        let cell = record.and_then(|record| record.cells.0.get(place.column));
        let Some((_, Value::List(items))) = cell else {
            self.tell("This cell is no list.");
            return Ok(());
        };
        let all = items.len();
        let texts = (0..all).map(|item| {
            let text =
                self.desk.anchors().text(place.table, place.record, place.column, Some(item));
            words::safe(&format!("  {item} {text}\n"))
        });
        print(texts.collect::<String>().as_bytes())?;
        match self.ask.answer("Which item, or nothing for the whole cell", "")? {
            None => self.focus = Some(None),
            Some(text) => match text.parse::<usize>().ok().filter(|item| *item < all) {
                Some(item) => self.focus = Some(Some(item)),
                None => self.tell(&format!("There are {}, from 0.", count(all, "item", "items"))),
            },
        }
        Ok(())
    }

    fn list(&mut self) {
        let file = self.desk.shown();
        let all = self.desk.decisions.list.len() + self.desk.decisions.shapes.len();
        self.tell(&format!("{file}: {}", count(all, "decision", "decisions")));
        for undone in self.desk.review().undone {
            self.tell(&words::undone(&undone, &file));
        }
    }
}

fn help() -> String {
    words::KEYS.iter().map(|(key, does)| format!("  {key:8} {does}\n")).collect()
}
