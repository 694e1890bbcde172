//! Help lines: people to turn to, as dated data.

use jiff::civil::Date;

use crate::reason::named;

/// The country of lines that anyone can reach.
pub const WORLD: &str = "WORLD";

named! {
    /// What a line is for.
    HelpNeed {
        /// In danger now.
        InDanger = "in-danger",
        /// Afraid of a partner.
        PartnerAbuse = "partner-abuse",
        /// Followed or tracked.
        Stalked = "stalked",
        /// Thoughts of suicide.
        Suicide = "suicide",
        /// Any distress.
        Distress = "distress",
        /// Under 18.
        Under18 = "under-18",
        /// Young and dating.
        YoungDating = "young-dating",
        /// Lesbian, gay, bisexual, trans and more.
        Lgbt = "lgbt",
        /// Men.
        Men = "men",
        /// Worried about one's own behaviour.
        OwnBehaviour = "own-behaviour",
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLine {
    /// Stable name.
    pub id: String,
    /// Two letters of the country, or [`WORLD`].
    pub country: String,
    /// What it is for.
    pub need: HelpNeed,
    /// Its name.
    pub name: String,
    /// Numbers and addresses.
    pub contact: Vec<String>,
    /// When it answers; empty where that was not seen.
    pub hours: String,
    /// Languages it speaks; empty where that was not seen.
    pub languages: Vec<String>,
    /// Remark.
    pub note: String,
    /// Where it was seen.
    pub source: String,
    /// When it was looked at.
    pub checked: Date,
}
