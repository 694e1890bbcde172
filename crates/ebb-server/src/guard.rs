//! Who may ask: the loopback address alone is no lock, since any page in any browser can reach it.
//!
//! A request must name this host (against rebinding of names), carry the cookie that the one-time link was exchanged
//! for, and, where it changes something, come from this origin.

use subtle::ConstantTimeEq;

/// A secret of 256 random bits, in hexadecimal digits.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// Draws a secret.
    pub(crate) fn draw() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
        Ok(Self(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()))
    }

    /// Returns the digits.
    pub(crate) fn digits(&self) -> &str {
        &self.0
    }

    /// Compares in a time that does not depend on where the two differ.
    pub(crate) fn is(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

/// What a request says of where it comes from and to whom it is addressed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claimed<'a> {
    pub(crate) host: Option<&'a str>,
    pub(crate) origin: Option<&'a str>,
    pub(crate) fetch_site: Option<&'a str>,
}

impl Claimed<'_> {
    /// Returns whether it is addressed to this host.
    pub(crate) fn is_addressed_here(&self, port: u16) -> bool {
        self.host
            .is_some_and(|host| host == format!("127.0.0.1:{port}") || host == format!("localhost:{port}"))
    }

    /// Returns whether a page of this origin sent it.
    pub(crate) fn is_from_here(&self) -> bool {
        let site = self.fetch_site.is_none_or(|site| site == "same-origin");
        let origin = self.origin.and_then(|origin| origin.strip_prefix("http://"));
        site && origin.is_some() && origin == self.host
    }
}

/// Returns the value of one cookie.
pub(crate) fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_host_and_this_origin_pass() {
        let claimed = |host, origin, fetch_site| Claimed { host, origin, fetch_site };
        let here = Some("127.0.0.1:4000");
        assert!(claimed(here, None, None).is_addressed_here(4000));
        for foreign in [None, Some("evil.test"), Some("evil.test:4000"), Some("127.0.0.1:4001")] {
            assert!(!claimed(foreign, None, None).is_addressed_here(4000), "{foreign:?}");
        }
        assert!(claimed(here, Some("http://127.0.0.1:4000"), Some("same-origin")).is_from_here());
        assert!(!claimed(here, Some("http://127.0.0.1:4000"), Some("cross-site")).is_from_here());
        for foreign in [None, Some("null"), Some("http://evil.test"), Some("https://127.0.0.1:4000")] {
            assert!(!claimed(here, foreign, None).is_from_here(), "{foreign:?}");
        }
    }

    #[test]
    fn a_secret_is_long_and_itself_only() {
        let [one, other] = [0, 1].map(|_| Secret::draw().expect("random bits"));
        assert_eq!(one.digits().len(), 64);
        assert!(one.is(one.digits()) && !one.is(other.digits()) && !one.is(""));
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        assert_eq!(cookie("xebb=1; ebb=2; ebby=3", "ebb"), Some("2"));
        assert_eq!(cookie("ebby=3", "ebb"), None);
    }
}
