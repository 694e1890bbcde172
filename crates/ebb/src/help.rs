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

/// Zones of the IANA database by country, for countries that have lines of their own; a name that ends in `/` stands
/// for every zone below it.
const ZONES: [(&str, &str); 36] = [
    ("Europe/London", "GB"),
    ("Europe/Belfast", "GB"),
    ("Europe/Jersey", "GB"),
    ("Europe/Guernsey", "GB"),
    ("Europe/Isle_of_Man", "GB"),
    ("Europe/Dublin", "IE"),
    ("Europe/Berlin", "DE"),
    ("Europe/Busingen", "DE"),
    ("Europe/Paris", "FR"),
    ("Europe/Madrid", "ES"),
    ("Atlantic/Canary", "ES"),
    ("Africa/Ceuta", "ES"),
    ("Europe/Amsterdam", "NL"),
    ("Asia/Kolkata", "IN"),
    ("Asia/Calcutta", "IN"),
    ("Pacific/Auckland", "NZ"),
    ("Pacific/Chatham", "NZ"),
    ("Australia/", "AU"),
    ("America/Toronto", "CA"),
    ("America/Vancouver", "CA"),
    ("America/Edmonton", "CA"),
    ("America/Winnipeg", "CA"),
    ("America/Regina", "CA"),
    ("America/Halifax", "CA"),
    ("America/Moncton", "CA"),
    ("America/St_Johns", "CA"),
    ("America/New_York", "US"),
    ("America/Chicago", "US"),
    ("America/Denver", "US"),
    ("America/Phoenix", "US"),
    ("America/Los_Angeles", "US"),
    ("America/Anchorage", "US"),
    ("America/Detroit", "US"),
    ("America/Indiana/", "US"),
    ("America/Kentucky/", "US"),
    ("Pacific/Honolulu", "US"),
];

/// Languages that point to one country with lines of its own, where nothing else is known.
const LANGUAGES: [(&str, &str); 4] = [("de", "DE"), ("nl", "NL"), ("hi", "IN"), ("fr", "FR")];

/// Returns the country on which help opens, by two letters; `None` where it cannot be told.
///
/// A zone says where somebody is, so that it goes first; then the region of a language tag (`en-GB`, `de_AT.UTF-8`),
/// which on many devices is only the maker's; then a language that points to one country. Countries without lines of
/// their own are returned too, since a region is what the user chose; the caller shows the lines of the world for them.
#[must_use]
pub fn country_of(locale: Option<&str>, zone: Option<&str>) -> Option<String> {
    let is_in = |zone: &str, known: &str| zone == known || (known.ends_with('/') && zone.starts_with(known));
    let by_zone = zone.and_then(|zone| ZONES.iter().find(|(known, _)| is_in(zone, known)));
    if let Some((_, country)) = by_zone {
        return Some((*country).to_owned());
    }
    let locale = locale?;
    let tag = locale.split(['.', '@', ';', ',']).next().unwrap_or("");
    let mut parts = tag.split(['-', '_']).map(str::trim);
    let language = parts.next().unwrap_or("").to_ascii_lowercase();
    let is_region = |part: &&str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some(region) = parts.find(is_region) {
        return Some(region.to_ascii_uppercase());
    }
    LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, country)| (*country).to_owned())
}

#[cfg(test)]
mod tests {
    use super::country_of;

    #[test]
    fn help_opens_where_the_user_is() {
        let cases = [
            (Some("en-US"), Some("Europe/London"), Some("GB")),
            (Some("en-AU,en;q=0.9"), None, Some("AU")),
            (Some("de_AT.UTF-8"), Some("Europe/Vienna"), Some("AT")),
            (Some("zh-Hant-HK"), None, Some("HK")),
            (Some("de"), None, Some("DE")),
            (Some("en"), Some("Australia/Perth"), Some("AU")),
            (Some("en"), None, None),
            (Some("C"), Some("UTC"), None),
            (None, None, None),
        ];
        for (locale, zone, country) in cases {
            assert_eq!(country_of(locale, zone).as_deref(), country, "{locale:?} {zone:?}");
        }
    }
}
