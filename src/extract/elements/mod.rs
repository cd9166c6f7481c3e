//! What is written in XML or HTML: starts with their attributes, ends, and text, one after the other.

mod html;
mod xml;

pub(super) use html::Html;
pub(super) use xml::Xml;

/// What comes next. Names are without their prefix and in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An element begins.
    Start(Element),
    /// An element ends; those without content end as soon as they have begun.
    End(String),
    /// Characters.
    Text(String),
}

/// How an element begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name.
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The number that an attribute is.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
    }
}
