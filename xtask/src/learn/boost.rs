//! Gradient boosting of small trees on the logistic loss (Friedman 2001): rows of evidence with a
//! truth → a base and trees, all in whole 64ths of a bit.
//!
//! Evidence is sorted into bins before trees grow, and each tree takes the split with the highest
//! gain at each node, as in XGBoost (Chen and Guestrin 2016). Leaves are rounded as soon as they are
//! found, so that the next tree mends what rounding did.

/// What is learned from: rows of evidence with a truth and a weight.
#[derive(Default)]
pub(crate) struct Lessons {
    /// The names of the evidence.
    pub(crate) names: Vec<&'static str>,
    /// A row for each lesson, a value for each name.
    pub(crate) values: Vec<Vec<i32>>,
    /// How true "yes" is, from 0 to 1.
    pub(crate) truth: Vec<f32>,
    /// How much each lesson counts.
    pub(crate) weight: Vec<f32>,
}

impl Lessons {
    /// Adds the lessons of another set about the same evidence.
    pub(crate) fn extend(&mut self, other: Lessons) {
        self.names = other.names;
        self.values.extend(other.values);
        self.truth.extend(other.truth);
        self.weight.extend(other.weight);
    }
}

/// How much is learned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Questions from the root of a tree to a leaf at most.
    pub(crate) depth: usize,
    /// Trees.
    pub(crate) trees: usize,
    /// The share of what a leaf would say that it does say.
    pub(crate) rate: f32,
    /// The curvature of the loss (about a quarter of the weight of the lessons) that a side needs.
    pub(crate) least: f32,
    /// Added to the curvature of a leaf, so that small leaves say little (ridge).
    pub(crate) ridge: f32,
    /// How many in a thousand of the pieces of evidence a tree may ask about, and of the lessons it
    /// grows on: trees that see different parts err in different ways (Friedman 2002).
    pub(crate) evidence: u64,
    /// See `evidence`.
    pub(crate) lessons: u64,
}

/// A tree: a question with two branches, or what it adds to the score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// 64ths of a bit.
    Leaf(i32),
    /// Whether a piece of evidence is at most so much.
    Ask {
        /// The index of its name.
        evidence: usize,
        /// The largest value that goes to `yes`.
        most: i32,
        /// What follows where it is.
        yes: Box<Tree>,
        /// What follows where it is not.
        no: Box<Tree>,
    },
}

/// What was learned about one decision.
pub(crate) struct Model {
    base: i32,
    trees: Vec<Tree>,
}

/// 64ths of a bit in one nat.
const UNIT: f32 = 64.0 / std::f32::consts::LN_2;
/// Bins of a piece of evidence at most.
const BINS: usize = 64;
/// Lessons that a node needs to be split.
const FEWEST: usize = 8;
/// What a split must gain, in nats of the second order.
const LEAST_GAIN: f64 = 1e-3;
/// What a leaf may say at most, in 64ths of a bit.
const MOST_SAID: f64 = 200.0;

/// Evidence as numbers of bins, and the upper ends of these.
struct Binned {
    bins: Vec<Vec<u8>>,
    ends: Vec<Vec<i32>>,
}

fn bin(lessons: &Lessons) -> Binned {
    let mut binned = Binned { bins: Vec::new(), ends: Vec::new() };
    for at in 0..lessons.names.len() {
        let column: Vec<i32> = lessons.values.iter().map(|row| row[at]).collect();
        let ends = ends_of_bins(&column);
        let of = |value: &i32| ends.partition_point(|end| end < value) as u8;
        binned.bins.push(column.iter().map(of).collect());
        binned.ends.push(ends);
    }
    binned
}

/// A bin for each value where there are few, else bins of about as many lessons.
fn ends_of_bins(column: &[i32]) -> Vec<i32> {
    let mut sorted = column.to_vec();
    sorted.sort_unstable();
    let mut distinct = sorted.clone();
    distinct.dedup();
    if distinct.len() <= BINS {
        return distinct;
    }
    let last = |bin: usize| sorted[(sorted.len() * bin / BINS).max(1) - 1];
    let mut ends: Vec<i32> = (1..=BINS).map(last).collect();
    ends.dedup();
    ends
}

/// Learns from lessons: anew, or what a model that was learned before does not know yet.
pub(crate) fn learn(lessons: &Lessons, plan: Plan, before: Option<Model>) -> Model {
    let count = lessons.truth.len();
    let binned = bin(lessons);
    let Model { base, mut trees } =
        before.unwrap_or_else(|| Model { base: base(lessons), trees: Vec::new() });
    let said = |values: &Vec<i32>| base + trees.iter().map(|tree| tree.says(values)).sum::<i32>();
    let mut scores: Vec<i32> = lessons.values.iter().map(said).collect();
    let mut chance = Chance(1);
    let (mut slope, mut bend) = (vec![0f32; count], vec![0f32; count]);
    for _ in 0..plan.trees {
        for (at, score) in scores.iter().enumerate() {
            let likely = 1.0 / (1.0 + (-(*score as f32) / UNIT).exp());
            let weight = lessons.weight[at];
            slope[at] = weight * (lessons.truth[at] - likely);
            bend[at] = weight * (likely * (1.0 - likely)).max(1e-4);
        }
        let asked = (0..lessons.names.len()).map(|_| chance.takes(plan.evidence)).collect();
        let own = (0..count as u32).filter(|_| chance.takes(plan.lessons)).collect();
        let grower = Grower { binned: &binned, slope: &slope, bend: &bend, plan, asked };
        let tree = grower.grow(own, plan.depth);
        for (score, values) in scores.iter_mut().zip(&lessons.values) {
            *score += tree.says(values);
        }
        trees.push(tree);
    }
    Model { base, trees }
}

/// The log odds of all lessons together, in 64ths of a bit.
fn base(lessons: &Lessons) -> i32 {
    let total: f32 = lessons.weight.iter().sum();
    let yes: f32 = lessons.truth.iter().zip(&lessons.weight).map(|(t, w)| t * w).sum();
    let share = (yes / total.max(1e-6)).clamp(1e-4, 1.0 - 1e-4);
    ((share / (1.0 - share)).ln() * UNIT).round() as i32
}

/// What is taken into a sample: the same each time (a linear congruential generator: Knuth, MMIX).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// Whether the next one is taken, where `keep` in a thousand are.
    pub(crate) fn takes(&mut self, keep: u64) -> bool {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        keep >= 1000 || (self.0 >> 33) % 1000 < keep
    }
}

impl Tree {
    /// What it adds to the score of a lesson.
    fn says(&self, values: &[i32]) -> i32 {
        match self {
            Tree::Leaf(weight) => *weight,
            Tree::Ask { evidence, most, yes, no } => {
                if values[*evidence] <= *most {
                    yes.says(values)
                } else {
                    no.says(values)
                }
            }
        }
    }
}

/// Grows one tree.
struct Grower<'l> {
    binned: &'l Binned,
    /// The first derivative of the loss for each lesson, downhill.
    slope: &'l [f32],
    /// The second derivative.
    bend: &'l [f32],
    plan: Plan,
    /// Which evidence this tree may ask about.
    asked: Vec<bool>,
}

impl Grower<'_> {
    fn grow(&self, own: Vec<u32>, depth: usize) -> Tree {
        let sums = own.iter().fold((0f64, 0f64), |(slope, bend), at| {
            let at = *at as usize;
            (slope + f64::from(self.slope[at]), bend + f64::from(self.bend[at]))
        });
        let split = if depth == 0 || own.len() < FEWEST { None } else { self.split(&own, sums) };
        let Some((evidence, bin)) = split else { return self.leaf(sums) };
        let bins = &self.binned.bins[evidence];
        let (yes, no): (Vec<u32>, Vec<u32>) =
            own.into_iter().partition(|at| usize::from(bins[*at as usize]) <= bin);
        let yes = Box::new(self.grow(yes, depth - 1));
        let no = Box::new(self.grow(no, depth - 1));
        Tree::Ask { evidence, most: self.binned.ends[evidence][bin], yes, no }
    }

    /// The step of Newton's method that suits some lessons, in part.
    fn leaf(&self, (slope, bend): (f64, f64)) -> Tree {
        let step = slope / (bend + f64::from(self.plan.ridge));
        let step = step * f64::from(self.plan.rate) * f64::from(UNIT);
        Tree::Leaf(step.clamp(-MOST_SAID, MOST_SAID).round() as i32)
    }

    /// The evidence, and its last bin that goes to "yes", that gain most; the first of equals.
    fn split(&self, own: &[u32], (slope, bend): (f64, f64)) -> Option<(usize, usize)> {
        let worth = |slope: f64, bend: f64| slope * slope / (bend + f64::from(self.plan.ridge));
        let least = f64::from(self.plan.least);
        let mut best: Option<(f64, usize, usize)> = None;
        for evidence in 0..self.binned.bins.len() {
            let size = self.binned.ends[evidence].len();
            if size < 2 || !self.asked[evidence] {
                continue;
            }
            let sums = self.sums(own, evidence);
            let mut left = (0f64, 0f64);
            for (bin, own) in sums.iter().enumerate().take(size - 1) {
                left = (left.0 + own.0, left.1 + own.1);
                if left.1 < least || bend - left.1 < least {
                    continue;
                }
                let gain = worth(left.0, left.1) + worth(slope - left.0, bend - left.1)
                    - worth(slope, bend);
                if best.is_none_or(|(most, ..)| gain > most) {
                    best = Some((gain, evidence, bin));
                }
            }
        }
        best.filter(|(gain, ..)| *gain > LEAST_GAIN).map(|(_, evidence, bin)| (evidence, bin))
    }

    /// The derivatives of some lessons, summed by bin.
    fn sums(&self, own: &[u32], evidence: usize) -> [(f64, f64); 256] {
        let bins = &self.binned.bins[evidence];
        let mut sums = [(0f64, 0f64); 256];
        for at in own {
            let at = *at as usize;
            let sum = &mut sums[usize::from(bins[at])];
            sum.0 += f64::from(self.slope[at]);
            sum.1 += f64::from(self.bend[at]);
        }
        sums
    }
}

impl Model {
    /// A model as it stands in the weights' file, with the numbers that its evidence has among `names`;
    /// `None` where it asks about evidence that is not there, or is no model.
    pub(crate) fn read(text: &str, names: &[&str]) -> Option<Model> {
        let mut lines = text.lines();
        let (head, evidence) = lines.next()?.split_once(" evidence ")?;
        let base = head.rsplit(' ').next()?.parse().ok()?;
        let place = |word: &str| names.iter().position(|name| name.replace(' ', "_") == word);
        let places: Vec<Option<usize>> = evidence.split(' ').map(place).collect();
        let trees = lines.map(|line| read(&mut line.split(' '), &places)).collect::<Option<_>>()?;
        Some(Model { base, trees })
    }

    /// The model as it stands in the weights' file (`src/detect/score.rs` reads it).
    pub(crate) fn write(&self, name: &str, names: &[&str]) -> String {
        let words: Vec<String> = names.iter().map(|name| name.replace(' ', "_")).collect();
        let mut text = format!("decision {name} base {} evidence {}\n", self.base, words.join(" "));
        for tree in &self.trees {
            write(tree, &mut text);
            text.push('\n');
        }
        text
    }
}

/// A tree from its words, from the root on; `places` are the numbers of its evidence now.
fn read<'w>(words: &mut impl Iterator<Item = &'w str>, places: &[Option<usize>]) -> Option<Tree> {
    let word = words.next()?;
    let Some((evidence, most)) = word.split_once('<') else {
        return word.parse().ok().map(Tree::Leaf);
    };
    let evidence = (*places.get(evidence.parse::<usize>().ok()?)?)?;
    let (yes, no) = (read(words, places)?, read(words, places)?);
    Some(Tree::Ask { evidence, most: most.parse().ok()?, yes: Box::new(yes), no: Box::new(no) })
}

fn write(tree: &Tree, text: &mut String) {
    if !text.ends_with('\n') {
        text.push(' ');
    }
    match tree {
        Tree::Leaf(weight) => text.push_str(&weight.to_string()),
        Tree::Ask { evidence, most, yes, no } => {
            text.push_str(&format!("{evidence}<{most}"));
            write(yes, text);
            write(no, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_is_found_and_the_same_lessons_give_the_same_weights() {
        let mut lessons = Lessons { names: vec!["chance", "gap, em%"], ..Lessons::default() };
        for at in 0..400 {
            lessons.values.push(vec![at * 7 % 13, at % 50]);
            lessons.truth.push(if at % 50 > 20 { 1.0 } else { 0.0 });
            lessons.weight.push(1.0);
        }
        let plan = Plan {
            depth: 2,
            trees: 3,
            rate: 0.5,
            least: 2.0,
            ridge: 1.0,
            evidence: 1000,
            lessons: 1000,
        };
        let model = learn(&lessons, plan, None);
        let Some(Tree::Ask { evidence, most, .. }) = model.trees.first() else { panic!("a leaf") };
        assert_eq!((*evidence, *most), (1, 20));
        let text = model.write("row", &lessons.names);
        // 58 of a hundred are true: 0.47 bits.
        assert!(text.starts_with("decision row base 30 evidence chance gap,_em%\n1<20 "), "{text}");
        assert_eq!(text, learn(&lessons, plan, None).write("row", &lessons.names));
        // Learned in two parts, it is the same but for what the trees may ask about.
        let first = learn(&lessons, Plan { trees: 1, ..plan }, None).write("row", &lessons.names);
        let read = Model::read(&first, &["gap, em%", "more", "chance"]);
        let Some(Model { trees, .. }) = read else { panic!("no model") };
        let Some(Tree::Ask { evidence, .. }) = trees.first() else { panic!("a leaf") };
        assert_eq!(*evidence, 0);
        let text = learn(&lessons, plan, Model::read(&first, &lessons.names));
        assert!(text.write("row", &lessons.names).starts_with(&first));
    }
}
