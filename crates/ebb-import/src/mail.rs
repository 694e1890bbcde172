//! What wraps a chat on its way: the mail it was sent with, and the document it was pasted into.
//!
//! Of a mail only the attachments are taken, of a document (`.docx`) only the words, one line for each paragraph.

use std::io::{Read, Seek};

use mail_parser::{MessageParser, MimeHeaders};
use quick_xml::events::Event;
use zip::ZipArchive;

/// How a mail may begin, in lower case: names of header fields.
const FIELDS: &[&str] = &[
    "received:",
    "return-path:",
    "delivered-to:",
    "from:",
    "to:",
    "subject:",
    "date:",
    "message-id:",
    "mime-version:",
    "content-type:",
    "x-",
    "dkim-signature:",
    "authentication-results:",
    "arc-",
];
/// Most bytes of a document's words: thirty times what a phone exports.
const MOST_WORDS: u64 = 256 << 20;
/// Where a document keeps its words.
const BODY: &str = "word/document.xml";

/// Returns whether a file is a mail, by its name and its start.
pub(crate) fn is_mail(path: &str, bytes: &[u8]) -> bool {
    let has_ending = path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"));
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_lowercase();
    let fields = start.lines().take_while(|line| !line.trim().is_empty());
    has_ending && fields.filter(|line| FIELDS.iter().any(|field| line.starts_with(field))).count() >= 2
}

/// Returns the names and bytes of what is attached to a mail; `None` when the file is none.
pub(crate) fn attachments(path: &str, bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    if !is_mail(path, bytes) {
        return None;
    }
    let mail = MessageParser::default().parse(bytes)?;
    let attached = mail.attachments().enumerate().map(|(place, part)| {
        let name = part.attachment_name().unwrap_or_default().replace(['/', '\\'], "_");
        (if name.is_empty() { format!("{}", place + 1) } else { name }, part.contents().to_vec())
    });
    Some(attached.collect())
}

/// Returns the words of a document of Word; `None` when the zip is none.
pub(crate) fn document<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<Vec<u8>> {
    archive.index_for_name("[Content_Types].xml")?;
    let mut xml = String::new();
    archive.by_name(BODY).ok()?.take(MOST_WORDS).read_to_string(&mut xml).ok()?;
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut words, mut is_inside) = (String::new(), false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) if tag.name().as_ref() == "w:t" => is_inside = true,
            Ok(Event::Text(text)) if is_inside => words.push_str(&text),
            Ok(Event::GeneralRef(name)) if is_inside => words.push_str(entity(&name)),
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                "w:t" => is_inside = false,
                "w:p" => words.push('\n'),
                _ => {}
            },
            Ok(Event::Empty(tag)) => match tag.name().as_ref() {
                "w:br" | "w:cr" | "w:p" => words.push('\n'),
                "w:tab" => words.push('\t'),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    Some(words.into_bytes())
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "\u{fffd}",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    const MAIL: &str = "From: ana@mail.example\r\nTo: ana@mail.example\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee attached\r\n\
        --b\r\nContent-Type: text/plain; name=\"chat.txt\"\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"chat.txt\"\r\n\r\naGkgdGhlcmU=\r\n--b--\r\n";

    #[test]
    fn a_mail_gives_what_is_attached() {
        let attached = attachments("chat.eml", MAIL.as_bytes()).expect("a mail");
        assert_eq!(attached, [("chat.txt".to_owned(), b"hi there".to_vec())]);
        assert!(attachments("chat.txt", MAIL.as_bytes()).is_none());
        assert!(attachments("chat.eml", b"1/2/24, 9:05 - Ana: hi").is_none());
    }

    #[test]
    fn a_document_gives_a_line_for_each_paragraph() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("[Content_Types].xml", options).expect("an entry");
        zip.start_file(BODY, options).expect("an entry");
        let body = "<w:document><w:body><w:p><w:r><w:t>Ana: a &amp; b</w:t></w:r></w:p><w:p><w:r><w:t>Ben: </w:t></w:r>\
            <w:r><w:t>yes</w:t><w:br/><w:t>no</w:t></w:r></w:p></w:body></w:document>";
        zip.write_all(body.as_bytes()).expect("written");
        let bytes = zip.finish().expect("finished");
        let words = document(&mut ZipArchive::new(bytes).expect("a zip")).expect("a document");
        assert_eq!(String::from_utf8(words).expect("text"), "Ana: a & b\nBen: yes\nno\n");
    }
}
