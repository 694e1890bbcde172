//! From marks to what was heard.

use std::collections::BTreeSet;

use ebb::cue::{ChatSettings, CueId};
use ebb::dyad::{Dyad, LocalSecond, Role};
use ebb::finding::{FindingId, Observed};
use ebb::heard::Heard;
use ebb::reason::SeenIn;
use ebb::verdict::LimitId;

use super::heed::SignMark;
use super::said::Said;
use super::{
    DAY, Frame, LeftOut, Mark, Marks, Tier, event, heed, is_written, midnight, no, safety, said, share,
    statement,
};

/// Returns a finding when the words show it.
pub(crate) type Listener = fn(&Hearing<'_>) -> Option<Observed>;

/// Every finding that the words of a chat can show, with what hears it.
pub(crate) static HEARD: &[(FindingId, Listener)] = &[
    (FindingId::SaysBusyWithSpecifics, statement::busy_with_specifics),
    (FindingId::SaysVagueBusy, statement::vague_busy),
    (FindingId::SaysNotReady, statement::not_ready),
    (FindingId::SaysSpaceOrTooFast, statement::space_or_too_fast),
    (FindingId::SaysNoSparkOrFriends, statement::no_spark_or_friends),
    (FindingId::SaysSeeingSomeone, statement::seeing_someone),
    (FindingId::ExMentionsRose, share::ex_mentions_rose),
    (FindingId::StressWordsRose, share::stress_words_rose),
    (FindingId::WarmthFellFirst, share::warmth_fell_first),
    (FindingId::WarmthKept, share::warmth_kept),
    (FindingId::SexualUpPlansDown, share::sexual_up_plans_down),
    (FindingId::PlansKept, share::plans_kept),
    (FindingId::CancelsWithAnotherTime, event::cancels_with_another_time),
    (FindingId::CancelsWithoutAnotherTime, event::cancels_without_another_time),
    (FindingId::ConflictBefore, event::conflict_before),
    (FindingId::AfterLabelTalk, event::after_label_talk),
    (FindingId::MismatchTopics, event::mismatch_topics),
    (FindingId::LongMessageAfterGap, event::long_message_after_gap),
];

/// Returns the findings that the words of a chat can show, in the order of [`FindingId::ALL`].
#[must_use]
pub fn can_be_heard() -> Vec<FindingId> {
    let mut ids: Vec<FindingId> = HEARD.iter().map(|(id, _)| *id).collect();
    ids.sort_unstable();
    ids
}

/// Returns what the words of a chat say, without the lines that the user leaves out.
#[must_use]
pub fn hear(marks: &Marks, dyad: &Dyad, frame: &Frame, left_out: &LeftOut, settings: &ChatSettings) -> Heard {
    let kept = marks.marks.iter().filter(|mark| !left_out.contains(&mark.message)).collect();
    let said = marks.said.iter().filter(|said| !left_out.contains(&said.message)).collect();
    let signs = marks.signs.iter().filter(|mark| !left_out.contains(&mark.message)).collect();
    let hearing = Hearing { dyad, frame, marks, kept, said, signs, since: frame.since(settings), settings };
    let clear_no = no::clear_no(&hearing);
    let safety = safety::signs(&hearing, clear_no.as_ref());
    let suspects = heed::suspects(&hearing, clear_no.as_ref().map(|(no, _)| no), &marks.safety);
    let english = marks.english_share(Role::Alter);
    let is_read = english >= settings.english_share;
    let findings = HEARD.iter().filter(|_| is_read).filter_map(|(_, listen)| listen(&hearing)).collect();
    // Where a language is not read, a missing finding means nothing.
    let is_other = marks.languages.iter().any(|row| !row.is_read() && row.role == Role::Alter);
    let limits = [(LimitId::WordsReadByRules, is_read), (LimitId::OtherLanguage, is_other)];
    Heard {
        findings,
        clear_no: clear_no.map(|(no, _)| no),
        safety,
        seen: is_read.then_some(SeenIn::Words).into_iter().collect(),
        limits: limits.into_iter().filter(|(_, holds)| *holds).map(|(limit, _)| limit).collect(),
        statements: said::statements(&hearing),
        suspects,
        ..Heard::nothing()
    }
}

/// What findings are heard from.
pub(crate) struct Hearing<'a> {
    pub(super) dyad: &'a Dyad,
    pub(super) frame: &'a Frame,
    pub(super) marks: &'a Marks,
    pub(super) kept: Vec<&'a Mark>,
    pub(super) said: Vec<&'a Said>,
    /// What may be a no, a danger or a sign of youth.
    pub(super) signs: Vec<&'a SignMark>,
    /// From when on words count as belonging to what is so now.
    pub(super) since: LocalSecond,
    pub(super) settings: &'a ChatSettings,
}

impl<'a> Hearing<'a> {
    /// Returns when the message of a mark was sent.
    pub(super) fn at(&self, mark: &Mark) -> LocalSecond {
        self.dyad.messages()[mark.message].local
    }

    pub(super) fn role(&self, mark: &Mark) -> Role {
        self.dyad.messages()[mark.message].role
    }

    pub(super) fn role_of(&self, message: usize) -> Role {
        self.dyad.messages()[message].role
    }

    /// Returns the marks of some cues within a stretch of time, in order.
    pub(super) fn of(
        &self,
        cues: &'static [CueId],
        from: LocalSecond,
        to: LocalSecond,
    ) -> impl DoubleEndedIterator<Item = &'a Mark> + '_ {
        let start = self.kept.partition_point(|mark| self.at(mark) < from);
        let end = self.kept.partition_point(|mark| self.at(mark) < to);
        self.kept[start..end.max(start)].iter().copied().filter(move |mark| cues.contains(&mark.cue))
    }

    /// Returns those of one person that rules found.
    pub(super) fn by_rule(
        &self,
        role: Role,
        cues: &'static [CueId],
        from: LocalSecond,
        to: LocalSecond,
    ) -> impl DoubleEndedIterator<Item = &'a Mark> + '_ {
        self.of(cues, from, to).filter(move |mark| self.role(mark) == role && mark.tier != Tier::Encoder)
    }

    /// Returns those that may be quoted.
    pub(super) fn quotable(
        &self,
        cues: &'static [CueId],
        from: LocalSecond,
        to: LocalSecond,
    ) -> impl DoubleEndedIterator<Item = &'a Mark> + '_ {
        self.of(cues, from, to).filter(move |mark| self.marks.may_be_quoted(mark))
    }

    /// Returns whether a message shows a cue by a rule.
    pub(super) fn shows(&self, message: usize, cues: &[CueId]) -> bool {
        let first = self.kept.partition_point(|mark| mark.message < message);
        self.kept[first..]
            .iter()
            .take_while(|mark| mark.message == message)
            .any(|mark| cues.contains(&mark.cue) && mark.tier != Tier::Encoder)
    }

    /// Returns whether a message is about sex; such lines are never quoted.
    pub(super) fn is_sexual(&self, message: usize) -> bool {
        self.shows(message, &[CueId::Sexual])
    }

    /// Returns on how many days some marks stand.
    pub(super) fn days<'m>(&self, marks: impl Iterator<Item = &'m Mark>) -> usize {
        marks.map(|mark| self.at(mark).div_euclid(DAY)).collect::<BTreeSet<_>>().len()
    }

    /// Returns how many lines a person wrote within a stretch of time.
    pub(super) fn lines(&self, role: Role, from: LocalSecond, to: LocalSecond) -> usize {
        let messages = self.dyad.messages();
        let start = messages.partition_point(|message| message.local < from);
        let end = messages.partition_point(|message| message.local < to).max(start);
        messages[start..end].iter().filter(|message| message.role == role && is_written(message)).count()
    }

    /// Returns the end of the chat, as a time after its last message.
    pub(super) fn end(&self) -> LocalSecond {
        self.frame.end + 1
    }

    /// Returns when the earliest and the likeliest day of a change begin.
    pub(super) fn change(&self) -> Option<(LocalSecond, LocalSecond)> {
        self.frame.change.map(|(low, day)| (midnight(low), midnight(day)))
    }
}
