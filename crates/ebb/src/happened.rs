//! What happened around a change: events and facts, several of which may be true at once.
//!
//! An event weighs by a table of how common it is under each reason, as a statement does (docs/model.md).

use crate::reason::named;

named! {
    /// What happened, or is so.
    EventId {
        /// Alter's last relationship ended less than half a year ago.
        BreakUpLately = "break-up-lately",
        /// Alter's last relationship ended half a year to a year ago.
        BreakUpWithinAYear = "break-up-within-a-year",
        /// A loss, an illness or another heavy time in alter's life.
        HeavyTime = "heavy-time",
        /// A new job, a move or another big change, just now or soon.
        NewStart = "new-start",
        /// They spoke of what this is.
        LabelTalk = "label-talk",
        /// They had sex for the first time.
        FirstNight = "first-night",
        /// They met for the first time.
        FirstMeeting = "first-meeting",
        /// A clash.
        Clash = "clash",
        /// One of them told something private.
        PrivateTalk = "private-talk",
        /// One met the other's friends or family.
        MetOthers = "met-others",
        /// They meet at the last minute only, when it suits alter.
        LastMinute = "last-minute",
        /// Alter writes late at night only, more than before.
        LateOnly = "late-only",
        /// It has been like this from the start.
        LikeThisFromTheStart = "like-this-from-the-start",
        /// They meet or call as much as before.
        AsMuchElsewhere = "as-much-elsewhere",
        /// To the user it sounds like this: closeness drove alter away.
        SoundsEmotionallyUnavailable = "sounds-like-emotionally-unavailable",
        /// To the user it sounds like this: something came up.
        SoundsRedFlag = "sounds-like-red-flag",
        /// To the user it sounds like this: the two want different things.
        SoundsIncompatible = "sounds-like-incompatible",
        /// To the user it sounds like this: there may be someone.
        SoundsSomeoneElse = "sounds-like-someone-else",
        /// To the user it sounds like this: it went very fast.
        SoundsTooFast = "sounds-like-too-fast",
        /// To the user it sounds like this: it is not the time.
        SoundsNotReady = "sounds-like-not-ready",
        /// To the user it sounds like this: alter never wrote much.
        SoundsCommunicationStyles = "sounds-like-communication-styles",
        /// To the user it sounds like this: it stays loose.
        SoundsAvoidingCommitment = "sounds-like-avoiding-commitment",
        /// To the user it sounds like this: it cooled.
        SoundsNotLongTerm = "sounds-like-not-long-term",
        /// To the user it sounds like this: an ex is still close.
        SoundsNotOverEx = "sounds-like-not-over-ex",
        /// To the user it sounds like this: alter has a lot to carry.
        SoundsLife = "sounds-like-life",
        /// To the user it sounds like this: not much has changed.
        SoundsSomethingElse = "sounds-like-something-else",
        /// The timing of the chat shows that alter backed off.
        ChangeSeen = "change-seen",
        /// The timing of the chat shows that alter did not.
        NoChangeSeen = "no-change-seen",
    }
}
