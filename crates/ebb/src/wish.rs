//! What the user came to find out.

use crate::reason::named;

named! {
    /// The questions that people bring. The one that a user wants answered first stands first.
    WantsToKnow {
        /// Should I write?
        ShouldIWrite = "should-i-write",
        /// How long do I wait?
        HowLong = "how-long",
        /// Will they come back?
        WillTheyReturn = "will-they-return",
        /// Was it me?
        WasItMe = "was-it-me",
        /// Is there someone else?
        SomeoneElse = "someone-else",
        /// Why?
        Why = "why",
        /// Should I go?
        ShouldIGo = "should-i-go",
    }
}
