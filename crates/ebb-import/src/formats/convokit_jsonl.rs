//! The `utterances.jsonl` of a ConvoKit corpus.
//!
//! Where from: ConvoKit (Cornell) stores each corpus as a folder with this file in it.
//! Versions: since 2.4 the keys are `speaker` and `conversation_id`; before, `user` and `root`.
//!
//! ```text
//! object = {"id", "speaker"|"user", "conversation_id"|"root", "reply_to", "timestamp", "text", "meta"}
//! ```
//!
//! Supported: both versions, the conversations of a corpus one by one, timestamps as numbers or words, speakers as words
//! or as objects with an id. A row without a timestamp is counted and left out. Not supported: the files about speakers
//! and conversations beside this one.

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::generic_jsonl::{Object, first_object};
use crate::formats::json_entry::sound;
use crate::json::{JsonLines, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::table::{Moment, moment_from_number, moment_from_words};

/// Utterances of a ConvoKit corpus.
pub(super) struct ConvoKitJsonl;

const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::No,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    whole_history: Carried::Sometimes,
    edits: Carried::No,
    deletions: Carried::No,
    lasting: Carried::Yes,
};

impl Format for ConvoKitJsonl {
    fn id(&self) -> &'static str {
        "convokit"
    }

    fn name(&self) -> &'static str {
        "ConvoKit corpus"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &["Take utterances.jsonl from the folder of the corpus."]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(first_object(head.text).is_some_and(|object| is_utterance(&object)))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let mut lines = JsonLines::new(parts.open(part)?);
            while let Some(raw) = lines.next_line() {
                let raw = sound(raw, into);
                match read_value::<Utterance<'_>>(&raw) {
                    Some(utterance) => utterance.take(into)?,
                    None => into.skip(NoticeKind::DamagedEntry),
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Utterance<'a> {
    #[serde(borrow, alias = "user")]
    speaker: Option<Speaker<'a>>,
    #[serde(borrow, alias = "root")]
    conversation_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<Written<'a>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Speaker<'a> {
    Name(#[serde(borrow)] Cow<'a, str>),
    Object {
        #[serde(borrow)]
        id: Cow<'a, str>,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written<'a> {
    Number(f64),
    Words(#[serde(borrow)] Cow<'a, str>),
}

impl Utterance<'_> {
    fn time(&self) -> Option<Time> {
        let moment = match self.timestamp.as_ref()? {
            Written::Number(number) => moment_from_number(*number),
            Written::Words(words) => moment_from_words(words),
        };
        match moment? {
            Moment::Exact { second, .. } => Some(Time::Exact(second * 1000)),
            Moment::Local(second) => Some(Time::Local(second * 1000)),
            Moment::Open(_) => None,
        }
    }

    fn take(&self, into: &mut Collector) -> Result<(), ImportError> {
        let Some(time) = self.time() else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let speaker = match &self.speaker {
            Some(Speaker::Name(name)) => name.as_ref(),
            Some(Speaker::Object { id }) => id.as_ref(),
            None => "",
        };
        if speaker.is_empty() {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let key = self.conversation_id.as_deref().unwrap_or_default();
        let id = into.conversation(&About { key, title: key, people: &[], size: Size::Two });
        let text = self.text.as_deref().unwrap_or_default();
        let sender = Some(Person { key: speaker, name: speaker });
        into.add(id, &Entry { time, sender, kind: MessageKind::Text, text })
    }
}

/// Returns whether an object has the keys that only an utterance has together.
pub(super) fn is_utterance(object: &Object) -> bool {
    let has_speaker = object.has("speaker") || object.has("user");
    let has_conversation = object.has("conversation_id") || object.has("root");
    has_speaker && has_conversation && (object.has("reply_to") || object.has("reply-to"))
}
