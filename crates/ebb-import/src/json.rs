//! JSON read once from front to back, holding one value at a time.
//!
//! [`Json`] walks the structure of a text of any length and hands out the bytes of single values, which a format then
//! reads with `serde_json`, borrowing its words. So memory is bounded by the longest value, one damaged entry spoils no
//! other, and a file that was cut yields everything before the cut. [`Outline`] tells formats apart.
//!
//! Left out: checking that the text is JSON beyond the balance of brackets and quotes; a value that is handed out is
//! checked by who reads it.

use std::io::{BufRead, BufReader, ErrorKind, Read};

/// Bytes that are read at once.
const CHUNK: usize = 256 * 1024;
/// Longest single value, in bytes. A message is far shorter; more is a damaged file.
const MOST_VALUE: usize = 256 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// How often a value that was not read whole is read again with more bytes. One that is longer is scanned first.
const MOST_TRIES: usize = 4;

/// What became of reading the value at the start of some bytes.
pub(crate) enum Parsed<R> {
    /// It is this, and so many bytes long.
    Whole(R, usize),
    /// It goes on behind these bytes.
    Cut,
    /// It is something else.
    Foreign,
}

impl<R> Parsed<R> {
    pub(crate) fn map<S>(self, with: impl FnOnce(R) -> S) -> Parsed<S> {
        match self {
            Self::Whole(result, length) => Parsed::Whole(with(result), length),
            Self::Cut => Parsed::Cut,
            Self::Foreign => Parsed::Foreign,
        }
    }
}

/// Reads the object or list at the start of some bytes.
pub(crate) fn value_at_start<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Parsed<T> {
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<T>();
    match values.next() {
        Some(Ok(value)) => Parsed::Whole(value, values.byte_offset()),
        Some(Err(error)) if !error.is_eof() => Parsed::Foreign,
        Some(Err(_)) | None => Parsed::Cut,
    }
}

/// A JSON text on its way past.
pub(crate) struct Json<R> {
    reader: R,
    buffer: Vec<u8>,
    /// First byte not yet consumed.
    at: usize,
    /// End of what was read into the buffer.
    filled: usize,
    has_ended: bool,
    is_cut: bool,
}

impl<R: Read> Json<R> {
    pub(crate) fn new(reader: R) -> Self {
        let mut json = Self { reader, buffer: Vec::new(), at: 0, filled: 0, has_ended: false, is_cut: false };
        while json.filled < BYTE_ORDER_MARK.len() && json.fill() {}
        if json.buffer[..json.filled].starts_with(BYTE_ORDER_MARK) {
            json.at = BYTE_ORDER_MARK.len();
        }
        json
    }

    /// Returns whether the text stopped, or stopped making sense, before its structure was complete.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Enters an object, or returns false and consumes nothing when the next value is none.
    pub(crate) fn enter_object(&mut self) -> bool {
        self.enter(b'{')
    }

    /// Enters a list, or returns false and consumes nothing when the next value is none.
    pub(crate) fn enter_list(&mut self) -> bool {
        self.enter(b'[')
    }

    /// Returns the next key of the object that was entered; `None` at its end.
    pub(crate) fn next_key(&mut self) -> Option<String> {
        self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b',');
        if self.peek() != Some(b'"') {
            self.leave(b'}');
            return None;
        }
        let key = self.value().and_then(|raw| serde_json::from_slice::<String>(raw).ok());
        self.skip_while(|byte| byte.is_ascii_whitespace());
        if key.is_none() || self.peek() != Some(b':') {
            self.is_cut = true;
            return None;
        }
        self.at += 1;
        key
    }

    /// Returns whether the list that was entered has a further item, which is then the next value.
    pub(crate) fn next_item(&mut self) -> bool {
        self.skip_while(|byte| byte.is_ascii_whitespace() || byte == b',');
        match self.peek() {
            Some(b']' | b'}') | None => {
                self.leave(b']');
                false
            }
            Some(_) => true,
        }
    }

    /// Returns the bytes of the next value, whole; `None` when the text ends before it does.
    pub(crate) fn value(&mut self) -> Option<&[u8]> {
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let mut scan = Scan::default();
        let mut done = self.at;
        loop {
            match scan.advance(&self.buffer[done..self.filled]) {
                Some(length) => {
                    let (start, end) = (self.at, done + length);
                    self.at = end;
                    return Some(&self.buffer[start..end]).filter(|raw| !raw.is_empty());
                }
                None => done = self.filled,
            }
            let from_start = done - self.at;
            if from_start > MOST_VALUE || !self.fill() {
                let start = self.at;
                self.at = self.filled;
                // A bare number or word at the very end of a text is complete.
                if scan.is_bare() && self.filled > start {
                    return Some(&self.buffer[start..self.filled]);
                }
                self.is_cut = true;
                return None;
            }
            done = self.at + from_start;
        }
    }

    /// Lets `parse` read the next value where it lies, so that its bytes are walked once. Returns `None`, and consumes
    /// nothing, when it is none of what `parse` reads or is cut: [`Json::value`] then hands out its bytes.
    pub(crate) fn parse<T>(&mut self, mut parse: impl FnMut(&[u8]) -> Parsed<T>) -> Option<T> {
        self.skip_while(|byte| byte.is_ascii_whitespace());
        for _ in 0..MOST_TRIES {
            match parse(&self.buffer[self.at..self.filled]) {
                Parsed::Whole(result, length) => {
                    self.at += length;
                    return Some(result);
                }
                Parsed::Foreign => return None,
                Parsed::Cut if !self.fill() => return None,
                Parsed::Cut => {}
            }
        }
        None
    }

    /// Passes over the next value without holding it.
    pub(crate) fn skip(&mut self) {
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let mut scan = Scan::default();
        loop {
            if let Some(length) = scan.advance(&self.buffer[self.at..self.filled]) {
                self.at += length;
                return;
            }
            self.at = self.filled;
            if !self.fill() {
                self.is_cut |= !scan.is_bare();
                return;
            }
        }
    }

    /// Reads the next value as words; passes over anything else.
    pub(crate) fn words(&mut self) -> Option<String> {
        self.value().and_then(|raw| serde_json::from_slice::<String>(raw).ok())
    }

    fn enter(&mut self, bracket: u8) -> bool {
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let is_next = self.peek() == Some(bracket);
        self.at += usize::from(is_next);
        is_next
    }

    fn leave(&mut self, bracket: u8) {
        match self.peek() {
            Some(found) if found == bracket => self.at += 1,
            // What stands here belongs to no value; it is passed over so that every call moves on.
            Some(_) => {
                self.at += 1;
                self.is_cut = true;
            }
            None => self.is_cut = true,
        }
    }

    fn peek(&mut self) -> Option<u8> {
        if self.at == self.filled {
            self.fill();
        }
        self.buffer[..self.filled].get(self.at).copied()
    }

    fn skip_while(&mut self, wanted: fn(u8) -> bool) {
        while let Some(byte) = self.peek() {
            if !wanted(byte) {
                return;
            }
            self.at += 1;
        }
    }

    /// Reads more behind what is not yet consumed; false at the end of the text.
    fn fill(&mut self) -> bool {
        if self.has_ended {
            return false;
        }
        self.buffer.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.at = 0;
        if self.buffer.len() < self.filled + CHUNK {
            self.buffer.resize(self.filled + CHUNK.max(self.filled), 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => break,
                Ok(count) => {
                    self.filled += count;
                    return true;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => {
                    self.is_cut = true;
                    break;
                }
            }
        }
        self.has_ended = true;
        false
    }
}

/// A text of one JSON value a line, on its way past. A damaged line spoils no other.
pub(crate) struct JsonLines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    is_first: bool,
}

impl<R: Read> JsonLines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(CHUNK, reader), line: Vec::new(), is_first: true }
    }

    /// Returns the next line that is not blank, without what stands around its value; `None` at the end of the text.
    pub(crate) fn next_line(&mut self) -> Option<&[u8]> {
        loop {
            self.line.clear();
            let count =
                self.reader.by_ref().take(MOST_VALUE as u64).read_until(b'\n', &mut self.line).unwrap_or(0);
            if count == 0 {
                return None;
            }
            if std::mem::take(&mut self.is_first) && self.line.starts_with(BYTE_ORDER_MARK) {
                self.line.drain(..BYTE_ORDER_MARK.len());
            }
            if !self.line.trim_ascii().is_empty() {
                break;
            }
        }
        Some(self.line.trim_ascii())
    }
}

/// Finds where a value ends, over as many pieces as it is read in.
#[derive(Default)]
struct Scan {
    depth: usize,
    state: State,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Start,
    /// Between brackets.
    Inside,
    Quoted,
    Escaped,
    /// A number, `true`, `false` or `null`.
    Bare,
}

impl Scan {
    fn is_bare(&self) -> bool {
        self.state == State::Bare
    }

    /// Returns the length of the value's last piece, or `None` when it goes on.
    fn advance(&mut self, piece: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < piece.len() {
            match self.state {
                State::Quoted => match memchr::memchr2(b'"', b'\\', &piece[at..]) {
                    Some(offset) if piece[at + offset] == b'"' => {
                        at += offset + 1;
                        self.state = State::Inside;
                        if self.depth == 0 {
                            return Some(at);
                        }
                    }
                    Some(offset) => {
                        at += offset + 1;
                        self.state = State::Escaped;
                    }
                    None => return None,
                },
                State::Escaped => {
                    at += 1;
                    self.state = State::Quoted;
                }
                State::Bare => {
                    if matches!(piece[at], b',' | b'}' | b']' | b':') || piece[at].is_ascii_whitespace() {
                        return Some(at);
                    }
                    at += 1;
                }
                State::Start | State::Inside => {
                    let byte = piece[at];
                    at += 1;
                    match byte {
                        b'"' => self.state = State::Quoted,
                        b'{' | b'[' => {
                            self.depth += 1;
                            self.state = State::Inside;
                        }
                        b'}' | b']' => {
                            self.depth = self.depth.saturating_sub(1);
                            if self.depth == 0 {
                                return Some(at);
                            }
                        }
                        _ if self.state == State::Start => self.state = State::Bare,
                        _ => {}
                    }
                }
            }
        }
        None
    }
}

/// Returns the bytes as text when they are none, with each invalid piece replaced and the number of pieces.
pub(crate) fn repaired(raw: &[u8]) -> Option<(Vec<u8>, u64)> {
    let mut pieces = 0;
    let mut text = Vec::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        if !chunk.invalid().is_empty() {
            text.extend_from_slice("\u{fffd}".as_bytes());
            pieces += 1;
        }
    }
    (pieces > 0).then_some((text, pieces))
}

/// What the start of a JSON file shows of its structure.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// What the file is.
    pub(crate) root: Root,
    /// The keys of the root object, or of the first object in a root list.
    pub(crate) keys: Vec<String>,
    /// For each of these keys, the keys of the object that stands there, or of the first object in a list there.
    pub(crate) inner: Vec<(String, Vec<String>)>,
    /// Short words that stand directly under a key of the root: key and value.
    pub(crate) values: Vec<(String, String)>,
}

/// What a JSON file is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Root {
    /// No JSON.
    #[default]
    Other,
    /// One object; a file of one object on each line begins as one.
    Object,
    /// One list.
    List,
}

/// Longest value of the root that an outline keeps, in bytes.
const OUTLINE_VALUE: usize = 80;

impl Outline {
    pub(crate) fn of(start: &[u8]) -> Self {
        Self::read(start)
    }

    /// Reads as much as there is; what lies deeper than an outline shows is passed over without being held.
    pub(crate) fn read(reader: impl Read) -> Self {
        let mut json = Json::new(reader);
        let mut outline = Self::default();
        if json.enter_list() {
            outline.root = Root::List;
            if !json.next_item() {
                return outline;
            }
        }
        if !json.enter_object() {
            return if outline.root == Root::List { outline } else { Self::default() };
        }
        if outline.root == Root::Other {
            outline.root = Root::Object;
        }
        while let Some(key) = json.next_key() {
            let is_list = json.enter_list();
            let has_item = is_list && json.next_item();
            let has_object = (has_item || !is_list) && json.enter_object();
            if has_object {
                let mut inner = Vec::new();
                while let Some(key) = json.next_key() {
                    inner.push(key);
                    json.skip();
                }
                outline.inner.push((key.clone(), inner));
            } else if !is_list
                && let Some(raw) = json.value()
                && raw.len() <= OUTLINE_VALUE
                && let Ok(value) = serde_json::from_slice::<String>(raw)
            {
                outline.values.push((key.clone(), value));
            }
            // An empty list was left already when its first item was looked for.
            if has_item {
                if !has_object {
                    json.skip();
                }
                while json.next_item() {
                    json.skip();
                }
            }
            outline.keys.push(key);
        }
        outline
    }

    /// Returns whether the root has all of these keys.
    pub(crate) fn has(&self, keys: &[&str]) -> bool {
        keys.iter().all(|key| self.keys.iter().any(|known| known == key))
    }

    /// Returns whether the object under `key`, or the first object of the list there, has all of these keys.
    pub(crate) fn has_inside(&self, key: &str, keys: &[&str]) -> bool {
        self.inner.iter().any(|(known, inner)| {
            known == key && keys.iter().all(|key| inner.iter().any(|known| known == key))
        })
    }
}

/// Reads a value, or says that it is none.
pub(crate) fn read_value<'a, T: serde::Deserialize<'a>>(raw: &'a [u8]) -> Option<T> {
    serde_json::from_slice(raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a text one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let (Some((first, rest)), Some(place)) = (self.0.split_first(), into.first_mut()) else {
                return Ok(0);
            };
            *place = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    /// Walks `{"a": [values], ...}` and returns keys and the values of lists.
    fn walk(reader: impl Read) -> (Vec<String>, bool) {
        let mut json = Json::new(reader);
        let mut seen = Vec::new();
        if json.enter_object() {
            while let Some(key) = json.next_key() {
                seen.push(key);
                if json.enter_list() {
                    while json.next_item() {
                        if let Some(raw) = json.value() {
                            seen.push(String::from_utf8_lossy(raw).into_owned());
                        }
                    }
                } else {
                    json.skip();
                }
            }
        }
        (seen, json.is_cut())
    }

    const TEXT: &str =
        "\u{feff}{\"a\": [{\"x\": \"}]\\\"\"}, [1, [2]], 3.5,null] , \"b\":{\"c\":[]}, \"d\\u0065\": [ ] }\n";

    #[test]
    fn values_are_handed_out_whole_however_the_text_arrives() {
        let expected = ["a", "{\"x\": \"}]\\\"\"}", "[1, [2]]", "3.5", "null", "b", "de"];
        assert_eq!(walk(TEXT.as_bytes()), (expected.map(str::to_owned).to_vec(), false));
        assert_eq!(walk(Slow(TEXT.as_bytes())), walk(TEXT.as_bytes()));
    }

    #[test]
    fn a_cut_is_noticed_at_every_byte() {
        for end in 0..TEXT.len() - 2 {
            let (seen, is_cut) = walk(&TEXT.as_bytes()[..end]);
            assert!(is_cut || seen.is_empty(), "{end}");
        }
    }

    #[test]
    fn an_empty_list_hides_nothing_of_what_follows() {
        let outline =
            Outline::of(b"{\"a\": [], \"n\": [1, 2], \"b\": [{\"x\": 1}, 2], \"c\": {\"y\": []}, \"d\": []}");
        assert!(outline.has(&["a", "n", "b", "c", "d"]) && outline.has_inside("b", &["x"]), "{outline:?}");
        assert!(outline.has_inside("c", &["y"]) && !outline.has_inside("a", &["x"]));
    }

    #[test]
    fn an_outline_shows_keys_of_a_text_that_is_cut() {
        let outline = Outline::of(&TEXT.as_bytes()[..TEXT.len() - 8]);
        assert_eq!(outline.root, Root::Object);
        assert!(
            outline.has(&["a", "b"]) && outline.has_inside("a", &["x"]) && outline.has_inside("b", &["c"])
        );
        assert_eq!(Outline::of(b"Dear diary").root, Root::Other);
    }
}
