//! How far two people had come when one of them backed off.
//!
//! Which reasons are common depends on it more than on anything that timing shows, so it is asked first and read from a
//! chat or a story where they tell it.

use crate::reason::named;

named! {
    /// How far it had come, from the least to the most.
    Stage {
        /// They wrote and never met.
        NeverMet = "never-met",
        /// They met once.
        OneDate = "one-date",
        /// They met two to four times.
        TwoToFour = "two-to-four",
        /// They have been seeing each other for one to three months.
        OneToThreeMonths = "one-to-three-months",
        /// They have been seeing each other for longer, without a word for it.
        NoLabel = "no-label",
        /// They agreed to be a couple, or have been one for years.
        Agreed = "agreed",
    }
}
