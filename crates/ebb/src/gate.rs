//! The gate: what may be said at all. It is decided once, here, and what it closes is absent from the verdict.
//!
//! Three states: *open*; *ask first*, where something about safety is not known, so that nobody is told to write; and
//! *hold*, after a no, in danger, where someone is under 18, or where ego writes on after a no.

use crate::heard::{NoStrength, Quote, SafetyKind, SafetySign};
use crate::interview::LeftOpen;
use crate::reason::named;
use crate::safety::Sign;

named! {
    /// How far the gate is open.
    GateState {
        /// Everything may be said.
        Open = "open",
        /// Something about safety must be asked first; until then nobody is told to write.
        AskFirst = "ask-first",
        /// Reasons, questions, chances of a return, drafts and plays are held back.
        Hold = "hold",
    }
}

named! {
    /// Why the gate is not open.
    GateCause {
        /// Alter said a plain no.
        NoDirect = "no-direct",
        /// Alter said a no for now.
        NoSoft = "no-soft",
        /// Someone may be in danger.
        Danger = "danger",
        /// One of the two is under 18.
        Minor = "minor",
        /// Ego went on writing after a no.
        ContactAfterNo = "contact-after-no",
        /// The words of the chat were not read.
        WordsNotRead = "words-not-read",
        /// Whether ego was asked to stop, or is afraid, is not known.
        SafetyNotAsked = "safety-not-asked",
    }
}

named! {
    /// What a line may be, so that the user is asked about it.
    SuspectKind {
        /// A no.
        No = "no",
        /// A sign of danger.
        Danger = "danger",
        /// Someone under 18.
        Minor = "minor",
    }
}

impl SuspectKind {
    /// Returns what a line of this sign may be.
    #[must_use]
    pub fn of(sign: Sign) -> Self {
        match sign {
            Sign::No => Self::No,
            Sign::Minor | Sign::MinorOther => Self::Minor,
            Sign::Fear
            | Sign::Threat
            | Sign::Violence
            | Sign::Coercion
            | Sign::Control
            | Sign::Stalking
            | Sign::SelfHarm
            | Sign::WillNotStop => Self::Danger,
        }
    }
}

/// A line that may be a no or a sign of danger. It decides nothing; it is put before the user, who is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspect {
    /// What it may be.
    pub kind: SuspectKind,
    /// The line, with who wrote it and when.
    pub quote: Quote,
    /// How much it looks like one: only the order among suspects has a meaning.
    pub score: f64,
}

named! {
    /// What the user says to "were you asked to stop, or have you been afraid?".
    SafetyReply {
        /// Neither is so.
        Neither = "yes",
        /// One of these is so.
        OneOfThese = "no",
        /// Not sure.
        Unsure = "unsure",
    }
}

named! {
    /// How much of the lines that may be a no or a danger stood beside the question when the user replied to it.
    LinesSeen {
        /// None: the question was asked by itself, before anything was read.
        None = "none",
        /// The reply is meant for the whole chat, for what was said and for fear alike; nobody was asked about age.
        ForTheChat = "for-the-chat",
        /// Each line stood there.
        Each = "each",
    }
}

/// The user's reply to "were you asked to stop, or have you been afraid?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SafetyAnswer {
    /// What they said.
    pub reply: SafetyReply,
    /// What it was said of.
    pub lines: LinesSeen,
}

impl SafetyAnswer {
    /// Returns whether this reply settles what a line may be.
    fn settles(self, kind: SuspectKind) -> bool {
        let is_covered = match (self.lines, kind) {
            (LinesSeen::None, _) | (LinesSeen::ForTheChat, SuspectKind::Minor) => false,
            (LinesSeen::ForTheChat, SuspectKind::No | SuspectKind::Danger) | (LinesSeen::Each, _) => true,
        };
        is_covered && self.reply == SafetyReply::Neither
    }
}

named! {
    /// For which verdicts the user wants to see reasons.
    ReasonsWanted {
        /// Where the gate is open.
        WhereOpen = "where-open",
        /// After a no for now as well. It opens nothing after a plain no, in danger, and where someone is under 18.
        AfterSoftNo = "after-soft-no",
    }
}

named! {
    /// Whether anybody read the words of a chat.
    WordsRead {
        /// There is no chat.
        NoChat = "no-chat",
        /// They were read.
        Read = "read",
        /// They were not: by choice, or since they are in a language that is not read.
        NotRead = "not-read",
    }
}

/// What the gate is decided by.
#[derive(Debug, Clone, Copy)]
pub struct GateFacts<'a> {
    /// How plainly alter said no, if so.
    pub clear_no: Option<NoStrength>,
    /// Signs that someone may need help.
    pub safety: &'a [SafetySign],
    /// The user's reply about safety, if there is one.
    pub answer: Option<SafetyAnswer>,
    /// What the interview leaves open about safety.
    pub left_open: LeftOpen,
    /// Whether the words were read.
    pub words: WordsRead,
    /// Lines that may be a no or a danger, likeliest first.
    pub suspects: &'a [Suspect],
    /// For which verdicts reasons are wanted.
    pub wanted: ReasonsWanted,
}

/// What holds the gate, the gravest first: what a report puts in the place of what is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// Someone may be in danger.
    Danger,
    /// Someone is under 18.
    Minor,
    /// Ego was asked to stop or has been afraid, and did not say which.
    OneOfThese,
    /// Alter said no, or ego went on writing after it.
    No(NoStrength),
}

/// Most lines that are put before the user.
pub const MAX_ASKS: usize = 5;

/// What may be said. It is decided by [`decide`] alone, and carried by the judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    state: GateState,
    because: Vec<GateCause>,
    asks: Vec<Suspect>,
    held: Option<Held>,
    wanted: ReasonsWanted,
}

impl Gate {
    /// Returns a gate that nothing holds: for measuring, where no user is behind the answers.
    #[must_use]
    pub fn open() -> Self {
        let (wanted, held) = (ReasonsWanted::WhereOpen, None);
        Self { state: GateState::Open, because: Vec::new(), asks: Vec::new(), held, wanted }
    }

    /// Returns how far it is open.
    #[must_use]
    pub fn state(&self) -> GateState {
        self.state
    }

    /// Returns why it is not open, in the order of [`GateCause::ALL`]; empty where it is.
    #[must_use]
    pub fn because(&self) -> &[GateCause] {
        &self.because
    }

    /// Returns the lines that are put before the user, at most [`MAX_ASKS`]; empty where the gate is open.
    #[must_use]
    pub fn asks(&self) -> &[Suspect] {
        &self.asks
    }

    /// Returns this gate without the words of anyone.
    #[must_use]
    pub fn without_lines(&self) -> Self {
        Self { asks: Vec::new(), ..self.clone() }
    }

    /// Returns whether something holds it.
    #[must_use]
    pub fn has(&self, cause: GateCause) -> bool {
        self.because.contains(&cause)
    }

    /// Returns whether reasons may stand in the verdict.
    #[must_use]
    pub fn lets_reasons(&self) -> bool {
        self.state != GateState::Hold || self.are_reasons_asked_for()
    }

    /// Returns whether reasons are shown only because the user asked for them after a no for now.
    #[must_use]
    pub fn are_reasons_asked_for(&self) -> bool {
        self.may_open_reasons() && self.wanted == ReasonsWanted::AfterSoftNo
    }

    /// Returns whether the user may ask for the reasons though the gate holds: after a no for now, and nothing worse.
    #[must_use]
    pub fn may_open_reasons(&self) -> bool {
        self.state == GateState::Hold && self.because == [GateCause::NoSoft]
    }

    /// Returns whether a question and chances of a return may stand in the verdict.
    #[must_use]
    pub fn lets_chances(&self) -> bool {
        self.state != GateState::Hold
    }

    /// Returns whether the user may be told to write, and be helped with the words.
    #[must_use]
    pub fn lets_writing(&self) -> bool {
        self.state == GateState::Open
    }

    /// Returns how plainly alter said no, where that holds it.
    #[must_use]
    pub fn no(&self) -> Option<NoStrength> {
        if self.has(GateCause::NoDirect) {
            Some(NoStrength::Direct)
        } else {
            self.has(GateCause::NoSoft).then_some(NoStrength::Soft)
        }
    }

    /// Returns what holds it; `None` where nothing does.
    #[must_use]
    pub fn held(&self) -> Option<Held> {
        self.held
    }

    /// Returns whether somebody's safety holds it.
    #[must_use]
    pub fn is_about_safety(&self) -> bool {
        match self.held {
            Some(Held::Danger | Held::Minor | Held::OneOfThese) => true,
            Some(Held::No(_)) | None => false,
        }
    }
}

/// Decides what may be said.
#[must_use]
pub fn decide(facts: &GateFacts<'_>) -> Gate {
    let has = |kind: SafetyKind| facts.safety.iter().any(|sign| sign.kind == kind);
    // One of the two is so, and nobody said which: both are taken as told.
    let is_either = facts.answer.is_some_and(|answer| answer.reply == SafetyReply::OneOfThese);
    let asks: Vec<Suspect> = facts
        .suspects
        .iter()
        .filter(|suspect| !facts.answer.is_some_and(|answer| answer.settles(suspect.kind)))
        .take(MAX_ASKS)
        .cloned()
        .collect();
    let is_settled = is_safety_settled(facts);
    let holds = [
        (GateCause::NoDirect, facts.clear_no == Some(NoStrength::Direct) || is_either),
        (GateCause::NoSoft, facts.clear_no == Some(NoStrength::Soft)),
        (GateCause::Danger, facts.safety.iter().any(|sign| sign.kind.is_danger()) || is_either),
        (GateCause::Minor, has(SafetyKind::UnderAge)),
        (GateCause::ContactAfterNo, has(SafetyKind::ContactAfterNo)),
    ];
    let open = [
        (GateCause::WordsNotRead, facts.words == WordsRead::NotRead && !is_settled),
        (GateCause::SafetyNotAsked, !is_settled || !asks.is_empty()),
    ];
    let causes = |rows: &[(GateCause, bool)]| -> Vec<GateCause> {
        rows.iter().filter(|(_, is_so)| *is_so).map(|(cause, _)| *cause).collect()
    };
    let (held, open) = (causes(&holds), causes(&open));
    let (state, because) = match (held.is_empty(), open.is_empty()) {
        (false, _) => (GateState::Hold, held),
        (true, false) => (GateState::AskFirst, open),
        (true, true) => (GateState::Open, Vec::new()),
    };
    let asks = if state == GateState::Open { Vec::new() } else { asks };
    let is_danger = facts.safety.iter().any(|sign| sign.kind.is_danger());
    let held = match (facts.clear_no, has(SafetyKind::ContactAfterNo)) {
        _ if is_danger => Some(Held::Danger),
        _ if has(SafetyKind::UnderAge) => Some(Held::Minor),
        _ if is_either => Some(Held::OneOfThese),
        (_, true) => Some(Held::No(NoStrength::Direct)),
        (no, false) => no.map(Held::No),
    };
    Gate { state, because, asks, held, wanted: facts.wanted }
}

/// Whether the user said that neither is so, to the one question or in the interview.
fn is_safety_settled(facts: &GateFacts<'_>) -> bool {
    match facts.answer.map(|answer| answer.reply) {
        Some(SafetyReply::Neither) => facts.left_open != LeftOpen::Replied,
        Some(SafetyReply::OneOfThese | SafetyReply::Unsure) => false,
        None => facts.left_open == LeftOpen::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyad::Role;
    use crate::heard::{QuotedLine, QuotedText};

    const FACTS: GateFacts<'static> = GateFacts {
        clear_no: None,
        safety: &[],
        answer: None,
        left_open: LeftOpen::NotAsked,
        words: WordsRead::Read,
        suspects: &[],
        wanted: ReasonsWanted::WhereOpen,
    };

    fn suspect(kind: SuspectKind) -> Suspect {
        let line = QuotedLine { speaker: Role::Alter, at: None, text: QuotedText::new("a line") };
        Suspect {
            kind,
            quote: Quote { line, message: Some(1), before: Vec::new(), after: Vec::new() },
            score: 1.0,
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the facts hold an answer that may be missing")]
    fn says(reply: SafetyReply, lines: LinesSeen) -> Option<SafetyAnswer> {
        Some(SafetyAnswer { reply, lines })
    }

    fn decided(facts: GateFacts<'_>) -> (GateState, Vec<GateCause>) {
        let gate = decide(&facts);
        (gate.state(), gate.because().to_vec())
    }

    #[test]
    fn until_somebody_is_asked_nobody_is_told_to_write() {
        assert_eq!(decided(FACTS), (GateState::AskFirst, vec![GateCause::SafetyNotAsked]));
        let unread = GateFacts { words: WordsRead::NotRead, ..FACTS };
        let both = vec![GateCause::WordsNotRead, GateCause::SafetyNotAsked];
        assert_eq!(decided(unread), (GateState::AskFirst, both));
        for reply in [SafetyReply::Unsure, SafetyReply::Neither] {
            let answered = GateFacts { answer: says(reply, LinesSeen::None), ..unread };
            let is_open = decide(&answered).lets_writing();
            assert_eq!(is_open, reply == SafetyReply::Neither, "{reply:?}");
        }
        let asked = GateFacts { left_open: LeftOpen::Nothing, ..unread };
        assert_eq!(decided(asked), (GateState::Open, Vec::new()));
    }

    #[test]
    fn a_line_that_may_be_a_no_is_asked_about_until_it_is_answered() {
        let suspects = [suspect(SuspectKind::No), suspect(SuspectKind::Minor)];
        let of = |answer| decide(&GateFacts { suspects: &suspects, answer, ..FACTS });
        assert_eq!(of(None).asks().len(), 2);
        assert_eq!(of(says(SafetyReply::Neither, LinesSeen::None)).asks().len(), 2);
        assert_eq!(of(says(SafetyReply::Unsure, LinesSeen::Each)).asks().len(), 2);
        let of_age = of(says(SafetyReply::Neither, LinesSeen::ForTheChat));
        assert_eq!((of_age.state(), of_age.asks().len()), (GateState::AskFirst, 1));
        let each = of(says(SafetyReply::Neither, LinesSeen::Each));
        assert_eq!((each.state(), each.asks().len()), (GateState::Open, 0));
        let many: Vec<Suspect> = (0..9).map(|_| suspect(SuspectKind::Danger)).collect();
        assert_eq!(decide(&GateFacts { suspects: &many, ..FACTS }).asks().len(), MAX_ASKS);
    }

    #[test]
    fn only_a_no_for_now_and_nothing_worse_can_be_opened() {
        let wanted = ReasonsWanted::AfterSoftNo;
        let settled = GateFacts { answer: says(SafetyReply::Neither, LinesSeen::Each), wanted, ..FACTS };
        let of = |clear_no, safety: &[SafetySign]| decide(&GateFacts { clear_no, safety, ..settled });
        let soft = of(Some(NoStrength::Soft), &[]);
        assert!(soft.lets_reasons() && soft.are_reasons_asked_for() && !soft.lets_chances());
        assert!(!of(Some(NoStrength::Direct), &[]).lets_reasons());
        for kind in SafetyKind::ALL {
            let sign = SafetySign { kind: *kind, role: Role::Alter, quote: None };
            let gate = of(Some(NoStrength::Soft), std::slice::from_ref(&sign));
            assert!(gate.state() == GateState::Hold && !gate.lets_reasons(), "{kind:?}");
        }
        let unasked =
            GateFacts { wanted: ReasonsWanted::WhereOpen, clear_no: Some(NoStrength::Soft), ..settled };
        assert!(!decide(&unasked).lets_reasons() && decide(&unasked).may_open_reasons());
    }

    #[test]
    fn one_of_these_holds_as_both_would() {
        let told = GateFacts { answer: says(SafetyReply::OneOfThese, LinesSeen::None), ..FACTS };
        assert_eq!(decided(told), (GateState::Hold, vec![GateCause::NoDirect, GateCause::Danger]));
        assert_eq!(decide(&told).held(), Some(Held::OneOfThese));
    }
}
