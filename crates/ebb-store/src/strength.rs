//! How long a passphrase would stand up to somebody who has the file and guesses.

use crate::seal::Passphrase;

/// How strong a passphrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A stranger with a good computer would have it within days; it is refused.
    Weak,
    /// It would take them long; a longer one is better.
    Fair,
    /// Out of reach.
    Strong,
}

/// Returns how strong a passphrase is, for a person who knows these names: a name of the two is the first guess.
#[must_use]
pub fn strength(passphrase: &Passphrase, names: &[&str]) -> Strength {
    // One try takes a third of a second and 128 MiB (see `Work::USUAL`), so that the guesses per second of zxcvbn's
    // slow hash are generous to the guesser.
    match u8::from(zxcvbn::zxcvbn(passphrase.as_str(), names).score()) {
        0..=2 => Strength::Weak,
        3 => Strength::Fair,
        _ => Strength::Strong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_year_are_weak_and_four_words_are_strong() {
        let rate = |typed: &str| strength(&Passphrase::new(typed), &["Dana", "Alex"]);
        assert_eq!(rate("password1"), Strength::Weak);
        assert_eq!(rate("alex2026"), Strength::Weak);
        assert_eq!(rate(""), Strength::Weak);
        assert_eq!(rate("kettle umbrella seventeen north"), Strength::Strong);
    }
}
