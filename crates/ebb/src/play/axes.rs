//! The coarse values of a situation, by which a play is chosen: a counsellor can read each of them in one word.
//!
//! Every value may be unknown. A [`When`] says for each axis which values fit, so that a table of plays can be checked
//! over every combination there is.

use crate::reason::named;
use crate::stage::Stage;
use crate::statement::StatementKind;

named! {
    /// What may be said at all, with the gravest cause where something is held back.
    Door {
        /// Everything may be said.
        Open = "open",
        /// Something about safety must be asked first.
        AskFirst = "ask-first",
        /// Alter said a no for now.
        NoSoft = "no-soft",
        /// Alter said a plain no.
        NoDirect = "no-direct",
        /// Ego went on writing after a no.
        ContactAfterNo = "contact-after-no",
        /// One of the two is under 18.
        Minor = "minor",
        /// Someone may be in danger.
        Danger = "danger",
    }
}

named! {
    /// Whose turn it is to write.
    Turn {
        /// Alter wrote last.
        Egos = "alter-wrote-last",
        /// One message of ego's waits for an answer.
        OneWaits = "one-waits",
        /// Several messages of ego's wait for an answer.
        SeveralWait = "several-wait",
    }
}

named! {
    /// Whether ego has asked what is going on.
    Asked {
        /// Not yet.
        NotAsked = "not-asked",
        /// Yes, and no answer came.
        Unanswered = "unanswered",
        /// Yes, and the answer was no answer.
        Vague = "vague",
        /// Yes, and there was an answer.
        Answered = "answered",
    }
}

named! {
    /// How long it has been like this.
    Since {
        /// A day or so: nothing yet.
        Hours = "hours",
        /// Up to a week.
        Days = "days",
        /// Up to a month.
        Weeks = "weeks",
        /// Up to two months.
        Month = "over-a-month",
        /// Longer.
        Months = "months",
    }
}

named! {
    /// How the silence compares with this person's own past ones.
    Against {
        /// About as long as usual.
        Usual = "usual",
        /// Far beyond the usual.
        Beyond = "beyond",
    }
}

named! {
    /// What weighs on alter's life.
    Weight {
        /// Someone died.
        Loss = "loss",
        /// Alter, or someone close, is ill.
        Illness = "illness",
        /// Alter is low, burnt out or shut down.
        Low = "low",
        /// Busy, with a day at which it ends.
        BusyUntil = "busy-until",
        /// Something heavy.
        Heavy = "heavy",
    }
}

named! {
    /// What became of plans.
    Plan {
        /// One is made and not confirmed.
        Pending = "pending",
        /// One fell through, and alter named another day.
        FellNewDay = "fell-new-day",
        /// One fell through, without another day.
        FellNoDay = "fell-no-day",
    }
}

named! {
    /// A day that calls for a word.
    Occasion {
        /// A birthday or holiday comes soon.
        Soon = "soon",
    }
}

named! {
    /// What the two share, whatever comes.
    Shared {
        /// Work or study.
        Work = "work",
        /// A home.
        Home = "home",
        /// Friends.
        Friends = "friends",
        /// A child.
        Child = "child",
    }
}

named! {
    /// How far apart the two live.
    Distance {
        /// Near.
        Near = "near",
        /// Far apart.
        Far = "far",
    }
}

named! {
    /// What ego did before alter stepped back.
    Part {
        /// Wrote, called or asked a lot.
        Pressed = "pressed",
        /// Wrote less first.
        Faded = "faded",
    }
}

named! {
    /// What a count of the chat shows.
    Count {
        /// Alter writes less.
        Fell = "fell",
        /// Alter stopped.
        Stopped = "stopped",
        /// Near and far by turns.
        UpAndDown = "up-and-down",
        /// Both write less.
        Both = "both",
        /// Ego writes less, alter does not.
        EgoFell = "ego-fell",
        /// No change.
        Same = "same",
        /// Too little to count.
        TooLittle = "too-little",
        /// It cannot be told.
        Unclear = "unclear",
    }
}

named! {
    /// What ego would like to do.
    Aim {
        /// Ask.
        Ask = "ask",
        /// Step back.
        StepBack = "step-back",
        /// Understand.
        Understand = "understand",
        /// Not sure.
        Unsure = "unsure",
    }
}

named! {
    /// What matters most to ego.
    Matters {
        /// To know where one stands.
        Clarity = "clarity",
        /// To be at peace.
        Calm = "calm",
        /// To keep the door open.
        Bond = "bond",
    }
}

named! {
    /// What came just before.
    Before {
        /// The first meeting.
        FirstMeeting = "first-meeting",
        /// The first night together.
        FirstNight = "first-night",
        /// A clash.
        Clash = "clash",
        /// Talk about what this is.
        LabelTalk = "label-talk",
        /// Something very personal was told.
        Personal = "personal",
        /// Friends or family met.
        MetOthers = "met-others",
    }
}

named! {
    /// Whether alter goes and comes back.
    Returns {
        /// Came back after a long gap.
        CameBack = "came-back",
        /// Comes and goes.
        ComesAndGoes = "comes-and-goes",
    }
}

named! {
    /// How alter keeps in touch, from the start.
    Manner {
        /// Little by message, and more in other ways.
        OtherWays = "other-ways",
        /// Autistic, or with ADHD, so that days without a word may mean nothing.
        Neurodivergent = "neurodivergent",
        /// Shuts down when it gets close or loud.
        ShutsDown = "shuts-down",
    }
}

named! {
    /// Who else is part of this.
    Frame {
        /// The two are open to others.
        OpenToOthers = "open-to-others",
        /// Families arrange it.
        Families = "families",
        /// One of them is not out.
        NotOut = "not-out",
        /// One of them has lost a partner.
        Widowed = "widowed",
    }
}

named! {
    /// What alter did when the two spoke of what this is.
    LabelTalk {
        /// Answered clearly.
        Clear = "clear",
        /// Stayed vague.
        Vague = "vague",
        /// Shut down.
        ShutDown = "shut-down",
    }
}

named! {
    /// When alter wants to write or meet.
    Hours {
        /// Late in the evening only, by now.
        Late = "late",
        /// Late in the evening from the start.
        LateFromStart = "late-from-start",
    }
}

named! {
    /// What ego sees of alter from afar.
    Seen {
        /// Active on dating apps.
        OnApps = "on-apps",
        /// Looks at stories or likes posts, and does not write.
        Watches = "watches",
        /// Follows an ex.
        FollowsEx = "follows-ex",
        /// Little signs, and never a meeting.
        Crumbs = "crumbs",
    }
}

named! {
    /// How alter is when the two meet or call.
    Warmth {
        /// Warm.
        Warm = "warm",
        /// Distant.
        Distant = "distant",
    }
}

named! {
    /// How ego is.
    Ego {
        /// Hardly sleeps, eats or thinks of anything else.
        Struggling = "struggling",
    }
}

named! {
    /// What alter spoke of in the beginning.
    Promises {
        /// Big things, very early.
        BigEarly = "big-early",
    }
}

/// One axis: its values by name, the first of which says that nothing is known.
pub trait Value: Copy {
    /// Returns the names of all values, in their order.
    fn ids() -> Vec<&'static str>;
    /// Returns the place of this value.
    fn index(self) -> u8;
}

macro_rules! values {
    ($($kind:ty),* $(,)?) => {
        $(impl Value for Option<$kind> {
            fn ids() -> Vec<&'static str> {
                std::iter::once(UNKNOWN).chain(<$kind>::ALL.iter().map(|value| value.id())).collect()
            }

            fn index(self) -> u8 {
                self.map_or(0, |value| value as u8 + 1)
            }
        })*
    };
}

impl Value for Door {
    fn ids() -> Vec<&'static str> {
        Self::ALL.iter().map(|value| value.id()).collect()
    }

    fn index(self) -> u8 {
        self as u8
    }
}

values!(
    Stage,
    StatementKind,
    Turn,
    Asked,
    Since,
    Against,
    Weight,
    Plan,
    Occasion,
    Shared,
    Distance,
    Part,
    Count,
    Aim,
    Matters,
    Before,
    Returns,
    Manner,
    Frame,
    LabelTalk,
    Hours,
    Seen,
    Warmth,
    Ego,
    Promises,
);

/// The name of a value that is not known.
pub const UNKNOWN: &str = "none";

macro_rules! axes {
    ($($(#[$about:meta])* $axis:ident $field:ident : $kind:ty = $id:literal),* $(,)?) => {
        named! {
            /// What a play is chosen by.
            Axis { $($(#[$about])* $axis = $id),* }
        }

        impl Axis {
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// Returns the names of its values, in their order.
            #[must_use]
            pub fn values(self) -> Vec<&'static str> {
                match self { $(Self::$axis => <$kind as Value>::ids()),* }
            }
        }

        /// A situation as one point: for each axis the place of its value, 0 where it is not known.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Point([u8; Axis::COUNT]);

        /// A situation in coarse values.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Coarse { $($(#[$about])* pub $field: $kind),* }

        impl Coarse {
            /// Returns the place of each value.
            #[must_use]
            pub fn point(&self) -> Point {
                Point([$(Value::index(self.$field)),*])
            }
        }
    };
}

axes! {
    /// What may be said at all.
    Door door: Door = "gate",
    /// How far the two had come.
    Stage stage: Option<Stage> = "stage",
    /// What alter said about why, first hand.
    Said said: Option<StatementKind> = "said",
    /// What weighs on alter's life.
    Weight weight: Option<Weight> = "weight",
    /// Whose turn it is to write.
    Turn turn: Option<Turn> = "turn",
    /// Whether ego has asked.
    Asked asked: Option<Asked> = "asked",
    /// How long it has been like this.
    Since since: Option<Since> = "since",
    /// The silence against this person's usual.
    Against against: Option<Against> = "against",
    /// What became of plans.
    Plan plan: Option<Plan> = "plan",
    /// A day that calls for a word.
    Occasion occasion: Option<Occasion> = "occasion",
    /// What the two share.
    Shared shared: Option<Shared> = "shared",
    /// How far apart they live.
    Distance distance: Option<Distance> = "distance",
    /// What ego did before.
    Part part: Option<Part> = "part",
    /// What a count of the chat shows.
    Count count: Option<Count> = "count",
    /// What came just before.
    Before before: Option<Before> = "before",
    /// Whether alter goes and comes back.
    Returns returns: Option<Returns> = "returns",
    /// How alter keeps in touch.
    Manner manner: Option<Manner> = "manner",
    /// Who else is part of this.
    Frame frame: Option<Frame> = "frame",
    /// What alter did when asked what this is.
    LabelTalk label_talk: Option<LabelTalk> = "label-talk",
    /// When alter wants to meet.
    Hours hours: Option<Hours> = "hours",
    /// What ego sees from afar.
    Seen seen: Option<Seen> = "seen",
    /// How alter is in person.
    Warmth warmth: Option<Warmth> = "warmth",
    /// What alter promised early.
    Promises promises: Option<Promises> = "promises",
    /// How ego is.
    Ego ego: Option<Ego> = "ego",
    /// What ego would like to do.
    Aim aim: Option<Aim> = "aim",
    /// What matters most to ego.
    Matters matters: Option<Matters> = "matters",
}

impl Point {
    /// Returns the point at which nothing is known and everything may be said.
    #[must_use]
    pub fn unknown() -> Self {
        Self([0; Axis::COUNT])
    }

    /// Returns the place of the value on one axis.
    #[must_use]
    pub fn at(&self, axis: Axis) -> u8 {
        self.0[axis as usize]
    }

    /// Returns the name of the value on one axis.
    #[must_use]
    pub fn value(&self, axis: Axis) -> &'static str {
        axis.values()[usize::from(self.at(axis))]
    }

    /// Returns this point with another value on one axis, by its place.
    #[must_use]
    pub fn with(mut self, axis: Axis, value: u8) -> Self {
        self.0[axis as usize] = value;
        self
    }
}

/// Which values of each axis fit: a set of places for each, where all fit unless some are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When([u32; Axis::COUNT]);

impl When {
    /// Returns the condition that every situation meets.
    #[must_use]
    pub fn any() -> Self {
        Self([u32::MAX; Axis::COUNT])
    }

    /// Returns this condition with only these values of one axis, by their places.
    #[must_use]
    pub fn only(mut self, axis: Axis, values: &[u8]) -> Self {
        self.0[axis as usize] = values.iter().fold(0, |set, value| set | (1 << value));
        self
    }

    /// Returns whether it asks for certain values of an axis.
    #[must_use]
    pub fn asks_for(&self, axis: Axis) -> bool {
        self.0[axis as usize] != u32::MAX
    }

    /// Returns whether a value of one axis fits.
    #[must_use]
    pub fn admits(&self, axis: Axis, value: u8) -> bool {
        self.0[axis as usize] & (1 << value) != 0
    }

    /// Returns whether a situation meets it.
    #[must_use]
    pub fn fits(&self, point: &Point) -> bool {
        Axis::ALL.iter().all(|axis| self.admits(*axis, point.at(*axis)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_axis_has_its_values_and_room_for_them() {
        for axis in Axis::ALL {
            let values = axis.values();
            assert!((2..32).contains(&values.len()), "{}", axis.id());
            assert_eq!(values.iter().collect::<std::collections::BTreeSet<_>>().len(), values.len());
        }
    }

    #[test]
    fn a_condition_fits_where_each_axis_does() {
        let point = Point::unknown().with(Axis::Turn, 2).with(Axis::Asked, 1);
        let when = When::any().only(Axis::Turn, &[2, 3]);
        assert!(when.fits(&point) && when.asks_for(Axis::Turn) && !when.asks_for(Axis::Asked));
        assert!(!when.only(Axis::Asked, &[0]).fits(&point));
        assert_eq!(point.value(Axis::Turn), "one-waits");
        assert_eq!(Point::unknown().value(Axis::Door), "open");
    }
}
