//! Pages of HTML read once from front to back: what opens, what closes and the words between.
//!
//! [`Html`] keeps a list of the elements that are open and nothing else, so memory is bounded by the longest piece of
//! text between two tags. Formats say by the [`Html::depth`] at which an element opened when they have left it. A tag
//! that closes what was never opened is passed over, and one that closes an outer element closes all in it, so a page
//! that was damaged or cut is still read as far as it goes.

use std::io::Read;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{IoReader, Span, Tokenizer};

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;
/// Most elements inside each other; honest pages have some dozens.
const MOST_DEPTH: usize = 4096;
/// Elements that never hold anything.
const EMPTY: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"wbr",
];
/// Elements that a page may leave open at its end.
const LEFT_OPEN: &[&[u8]] = &[b"html", b"head", b"body", b"main", b"p", b"li"];

/// A page on its way past.
pub(crate) struct Html<R: Read> {
    tokens: Tokenizer<IoReader<R>, CallbackEmitter<Pick, Token>>,
    open: Vec<Vec<u8>>,
    has_failed: bool,
}

/// What the tokenizer hands over.
enum Token {
    /// An element opens; whether it closes itself stands with it.
    Start(Tag, SelfClosing),
    /// An element of this name closes.
    End(Vec<u8>),
    Words(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SelfClosing {
    Yes,
    No,
}

/// Picks out of a page what formats ask for, and lets go of the rest.
#[derive(Default)]
struct Pick {
    tag: Tag,
    attribute: Option<Attribute>,
}

#[derive(Clone, Copy)]
enum Attribute {
    Class,
    Title,
    Href,
}

impl Callback<Token, ()> for Pick {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Token> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: name.to_vec(), ..Tag::default() };
                self.attribute = None;
                None
            }
            CallbackEvent::AttributeName { name } => {
                self.attribute = match name {
                    b"class" => Some(Attribute::Class),
                    b"title" => Some(Attribute::Title),
                    b"href" => Some(Attribute::Href),
                    _ => None,
                };
                None
            }
            CallbackEvent::AttributeValue { value } => {
                let field = match self.attribute? {
                    Attribute::Class => &mut self.tag.classes,
                    Attribute::Title => &mut self.tag.title,
                    Attribute::Href => &mut self.tag.href,
                };
                *field = String::from_utf8_lossy(value).into_owned();
                None
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let closing = if self_closing { SelfClosing::Yes } else { SelfClosing::No };
                Some(Token::Start(std::mem::take(&mut self.tag), closing))
            }
            CallbackEvent::EndTag { name } => Some(Token::End(name.to_vec())),
            CallbackEvent::String { value } => {
                Some(Token::Words(String::from_utf8_lossy(value).into_owned()))
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => None,
        }
    }
}

/// What stands next on a page.
pub(crate) enum Piece {
    /// An element opens; one that never holds anything is already closed again.
    Open(Tag),
    /// One or more elements closed; [`Html::depth`] tells how many are left.
    Close,
    /// Words.
    Words(String),
}

/// An element with the attributes that formats ask for.
#[derive(Debug, Default)]
pub(crate) struct Tag {
    name: Vec<u8>,
    classes: String,
    /// Its title.
    pub(crate) title: String,
    /// Where it leads.
    pub(crate) href: String,
}

impl Tag {
    /// Returns whether it is an element of this name, for example `div`.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name == name.as_bytes()
    }

    /// Returns whether it has all of these classes, which are joined by spaces.
    pub(crate) fn has(&self, classes: &str) -> bool {
        !self.classes.is_empty()
            && classes
                .split(' ')
                .all(|wanted| self.classes.split_ascii_whitespace().any(|class| class == wanted))
    }
}

impl<R: Read> Html<R> {
    pub(crate) fn new(reader: R) -> Self {
        let mut emitter = CallbackEmitter::new(Pick::default());
        emitter.naively_switch_states(true);
        let reader = IoReader::new_with_buffer_size::<CHUNK>(reader);
        Self { tokens: Tokenizer::new_with_emitter(reader, emitter), open: Vec::new(), has_failed: false }
    }

    /// Returns how many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Returns whether the page stopped inside of something that holds a message.
    pub(crate) fn is_cut(&self) -> bool {
        self.has_failed || self.open.iter().any(|name| !LEFT_OPEN.contains(&name.as_slice()))
    }

    /// Returns what stands next; `None` at the end of the page.
    pub(crate) fn next_piece(&mut self) -> Option<Piece> {
        loop {
            let Ok(token) = self.tokens.next()? else {
                self.has_failed = true;
                return None;
            };
            match token {
                Token::Start(tag, closing) => {
                    let is_empty = closing == SelfClosing::Yes || EMPTY.contains(&tag.name.as_slice());
                    if !is_empty && self.open.len() < MOST_DEPTH {
                        self.open.push(tag.name.clone());
                    }
                    return Some(Piece::Open(tag));
                }
                Token::End(name) => {
                    if let Some(place) = self.open.iter().rposition(|open| *open == name) {
                        self.open.truncate(place);
                        return Some(Piece::Close);
                    }
                }
                Token::Words(words) => return Some(Piece::Words(words)),
            }
        }
    }
}

/// Words that are gathered from between the tags of one element.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    words: String,
}

impl Gathered {
    pub(crate) fn push(&mut self, words: &str) {
        self.words.push_str(words);
    }

    /// Takes note of a tag: a line break, or a block that begins a line.
    pub(crate) fn tag(&mut self, tag: &Tag) {
        let is_block = tag.is("br") || tag.is("div") || tag.is("p") || tag.is("li") || tag.is("hr");
        if is_block && !self.words.trim_end_matches(' ').ends_with('\n') && !self.words.trim().is_empty() {
            self.words.push('\n');
        }
    }

    /// Returns the words without the space around them and around their lines, and begins anew.
    pub(crate) fn take(&mut self) -> String {
        let words = std::mem::take(&mut self.words);
        let lines: Vec<&str> = words.trim().lines().map(str::trim).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> (String, bool) {
        let mut html = Html::new(page.as_bytes());
        let mut seen = String::new();
        while let Some(piece) = html.next_piece() {
            match piece {
                Piece::Open(tag) => {
                    let name = String::from_utf8_lossy(&tag.name);
                    seen.extend(["<", &name, ".", &tag.classes, ">"]);
                }
                Piece::Close => seen.extend(["</", &html.depth().to_string(), ">"]),
                Piece::Words(words) => seen.push_str(&words),
            }
        }
        (seen, html.is_cut())
    }

    #[test]
    fn what_opens_and_closes() {
        let page = "<!DOCTYPE html><div class='a b'>one<br>two &amp; &#128512;<img src=x></div>";
        assert_eq!(shown(page), ("<div.a b>one<br.>two & 😀<img.></0>".to_owned(), false));
        assert_eq!(shown("<div><p>one<p>two</div></span>three").0, "<div.><p.>one<p.>two</0>three");
        assert_eq!(shown("<script>a < b </div></script>x").0, "<script.>a < b </div></0>x");
    }

    #[test]
    fn a_cut_is_noticed_and_what_stands_before_it_is_read() {
        assert_eq!(shown("<html><body><div>one"), ("<html.><body.><div.>one".to_owned(), true));
        assert!(!shown("<html><body><div>one</div>").1);
    }

    #[test]
    fn classes_are_whole_words() {
        let tag = Tag { classes: "pull_right date details".to_owned(), ..Tag::default() };
        assert!(tag.has("date") && tag.has("details date") && !tag.has("pull"));
    }

    #[test]
    fn gathered_words_keep_their_lines() {
        let mut gathered = Gathered::default();
        gathered.push("\n  one ");
        gathered.tag(&Tag { name: b"br".to_vec(), ..Tag::default() });
        gathered.push("  two\n ");
        assert_eq!(gathered.take(), "one\ntwo");
        assert_eq!(gathered.take(), "");
    }
}
