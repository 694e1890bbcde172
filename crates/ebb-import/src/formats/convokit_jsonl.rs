//! The `utterances.jsonl` of a ConvoKit corpus.
//!
//! Where from: ConvoKit (Cornell) stores each corpus as a folder with this file in it.
//! Versions: since 2.4 the keys are `speaker` and `conversation_id`; before, `user` and `root`.
//!
//! ```text
//! object = {"id", "speaker"|"user", "conversation_id"|"root", "reply_to", "timestamp", "text", "meta"}
//! ```
//!
//! Supported: both versions, timestamps as numbers or words, speakers as words. A row without a timestamp is counted
//! and left out. Not supported: dividing a corpus into its conversations; speakers that are objects.

use ebb::export::{Capabilities, Carried};

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition};
use crate::formats::generic_jsonl::{Object, first_object, read_objects};
use crate::source::Parts;

/// Utterances of a ConvoKit corpus.
pub(super) struct ConvoKitJsonl;

const ID: &str = "convokit";

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
        ID
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
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(first_object(head.text).is_some_and(|object| is_utterance(&object)))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        read_texts(parts, into, |text, settings| read(&text, settings));
        Ok(())
    }
}

/// Reads a whole text.
fn read(text: &ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
    read_objects(text, settings, ID, CAPABILITIES)
}

/// Returns whether an object has the keys that only an utterance has together.
pub(super) fn is_utterance(object: &Object) -> bool {
    let has_speaker = object.has("speaker") || object.has("user");
    let has_conversation = object.has("conversation_id") || object.has("root");
    has_speaker && has_conversation && (object.has("reply_to") || object.has("reply-to"))
}
