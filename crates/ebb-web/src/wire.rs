//! How a request comes from the script of the page and how an answer goes back: as the fields of a form, which both
//! sides can write and read without a library.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::session::{Answer, Next};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To be shown a page.
    Show,
    /// To do what a form says.
    Do,
    /// To take the files that were handed over before.
    Add,
    /// To say that files are too large to be taken.
    TooLarge,
}

/// A request of the page.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked.
    pub kind: Kind,
    /// The path, without a query.
    pub path: String,
    /// Names and values of the query or the form.
    pub fields: Vec<(String, String)>,
    /// The time.
    pub at: Timestamp,
    /// The zone of the browser.
    pub zone: TimeZone,
}

impl Request {
    /// Reads a request, or `None` where it is not one.
    #[must_use]
    pub fn read(written: &[u8]) -> Option<Self> {
        let envelope = fields(written);
        let value = |name: &str| envelope.iter().find(|(known, _)| known == name).map(|(_, value)| &**value);
        let kind = match value("kind")? {
            "show" => Kind::Show,
            "do" => Kind::Do,
            "add" => Kind::Add,
            "too-large" => Kind::TooLarge,
            _ => return None,
        };
        let (path, query) = value("path")?.split_once('?').unwrap_or((value("path")?, ""));
        let form = if kind == Kind::Show { query } else { value("form").unwrap_or_default() };
        let at = Timestamp::from_millisecond(value("at")?.parse().ok()?).ok()?;
        // A browser may name a zone that is younger than this program.
        let zone = value("zone").and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC);
        Some(Self { kind, path: path.to_owned(), fields: fields(form.as_bytes()), at, zone })
    }
}

fn fields(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// Returns everything of an answer but its body.
pub(crate) fn head(answer: &Answer) -> String {
    let mut head = form_urlencoded::Serializer::new(String::new());
    let next = match answer.next {
        Next::Nothing => "nothing",
        Next::Work => "work",
        Next::End => "end",
    };
    head.append_pair("kind", answer.kind).append_pair("next", next);
    if let Some(place) = &answer.place {
        head.append_pair("place", place);
    }
    if let Some(name) = answer.name {
        head.append_pair("name", name);
    }
    head.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_or_a_form_becomes_fields() {
        let written = "kind=show&path=%2Faround%3Fday%3D2026-05-08&at=1781352000000&zone=Europe%2FLisbon";
        let request = Request::read(written.as_bytes()).expect("a request");
        assert_eq!((request.kind, &*request.path), (Kind::Show, "/around"));
        assert_eq!(request.fields, [("day".to_owned(), "2026-05-08".to_owned())]);
        assert_eq!(request.zone.iana_name(), Some("Europe/Lisbon"));

        let written = "kind=do&path=%2Ftell&form=account%3Da%2520%2526%2520b&at=0&zone=Nowhere%2FAt_All";
        let request = Request::read(written.as_bytes()).expect("a request");
        assert_eq!(request.fields, [("account".to_owned(), "a & b".to_owned())]);
        assert_eq!(request.zone, TimeZone::UTC);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for written in
            ["", "kind=show", "kind=show&path=/", "kind=walk&path=/&at=0", "kind=do&path=/&at=noon"]
        {
            assert!(Request::read(written.as_bytes()).is_none(), "{written}");
        }
    }
}
