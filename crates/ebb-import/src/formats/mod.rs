//! The formats ebb reads, one file each. Their order here is their order in help and documentation.

mod chatlab;
mod chats_csv;
mod convokit_jsonl;
mod discord_json;
mod element_json;
mod entry_lines;
mod generic_csv;
mod generic_jsonl;
mod google_chat_json;
mod google_voice_html;
#[cfg(feature = "sqlite")]
mod imessage_db;
mod imessage_export;
mod imessage_html;
mod imessage_text;
mod json_entry;
mod kakaotalk_csv;
mod kakaotalk_text;
mod kakaotalk_words;
mod line_text;
mod meta_html;
mod meta_json;
mod own_messages;
mod signal_export;
mod signal_jsonl;
mod skype_json;
mod slack_json;
mod sms_backup_xml;
mod snapchat_json;
mod telegram_html;
mod telegram_json;
mod time_order;
#[cfg(feature = "sqlite")]
mod typedstream;
#[cfg(feature = "sqlite")]
mod viber_db;
mod whatsapp_accept;
mod whatsapp_body;
mod whatsapp_exporter_json;
mod whatsapp_header;
#[cfg(feature = "sqlite")]
mod whatsapp_mac_db;
mod whatsapp_phrases;
mod whatsapp_scan;
mod whatsapp_sender;
mod whatsapp_text;
mod x_archive;

use crate::format::Format;

/// Returns what apps write by themselves into exports of lines, in all languages that readers know.
pub(crate) fn phrases() -> impl Iterator<Item = &'static str> {
    let whatsapp = whatsapp_phrases::WHOLE.iter().map(|(phrase, _)| *phrase).chain(
        [
            whatsapp_phrases::CALL_STARTS,
            whatsapp_phrases::CALL_ENDS,
            whatsapp_phrases::CALL_UNITS,
            whatsapp_phrases::ATTACHED_ENDS,
            whatsapp_phrases::ATTACHED_STARTS,
            whatsapp_phrases::EDITED,
            whatsapp_phrases::POLL_STARTS,
            whatsapp_phrases::PLACE_ADDRESSES,
            whatsapp_phrases::SYSTEM_STARTS,
            whatsapp_phrases::MARKED_SYSTEM_STARTS,
            whatsapp_phrases::SYSTEM_INSIDE,
        ]
        .into_iter()
        .flatten()
        .copied(),
    );
    let titles = line_text::TITLES.iter().flat_map(|(before, after)| [*before, *after]);
    let placeholders = line_text::PLACEHOLDERS.iter().flat_map(|(_, words)| words.iter().copied());
    let kakaotalk = [kakaotalk_words::WHOLE, kakaotalk_words::BEGINNINGS]
        .into_iter()
        .flatten()
        .flat_map(|(_, words)| words.iter().copied());
    let calls = [kakaotalk_words::CALLS, kakaotalk_words::CALL_OUTCOMES, kakaotalk_words::EVENTS];
    let line = titles.chain(placeholders).chain(line_text::TAKEN_BACK.iter().copied());
    whatsapp.chain(line).chain(kakaotalk).chain(calls.into_iter().flatten().copied())
}

/// Every format, in the order in which they are tried and shown: what most people have first, then other forms of the
/// same apps, downloads of one side, and what any tool may write.
pub static FORMATS: &[&dyn Format] = &[
    &whatsapp_text::WhatsAppText,
    #[cfg(feature = "sqlite")]
    &imessage_db::IMessageDatabase,
    &sms_backup_xml::SmsBackupXml,
    &meta_json::MetaJson,
    &snapchat_json::SnapchatJson,
    &telegram_json::TelegramJson,
    &signal_jsonl::SignalJsonl,
    &discord_json::DiscordJson,
    &line_text::LineText,
    &kakaotalk_text::KakaoTalkText,
    &kakaotalk_csv::KakaoTalkCsv,
    &chatlab::ChatLab,
    &chatlab::WeFlow,
    #[cfg(feature = "sqlite")]
    &viber_db::ViberDatabase,
    #[cfg(feature = "sqlite")]
    &whatsapp_mac_db::WhatsAppMacDatabase,
    &whatsapp_exporter_json::WhatsAppExporterJson,
    &google_chat_json::GoogleChatJson,
    &google_voice_html::GoogleVoiceHtml,
    &x_archive::XArchive,
    &skype_json::SkypeJson,
    &element_json::ElementJson,
    &slack_json::SlackJson,
    &meta_html::MetaHtml,
    &telegram_html::TelegramHtml,
    &imessage_html::IMessageHtml,
    &imessage_text::IMessageText,
    &signal_export::SignalExport,
    &own_messages::Tinder,
    &own_messages::Hinge,
    &own_messages::DiscordPackage,
    &chats_csv::ChatsCsv,
    &generic_csv::GenericCsv,
    &convokit_jsonl::ConvoKitJsonl,
    &generic_jsonl::GenericJsonl,
];
