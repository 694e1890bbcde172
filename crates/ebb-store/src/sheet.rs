//! A sheet about how it ended, without words, names, or dates finer than a week: to read, and to give away by hand if
//! one wants to. It is the only way to ever learn how often a guess about "why" is right. Nothing is sent anywhere.

use ebb::look::Look;
use jiff::civil::Date;
use serde::Serialize;

use crate::seal::StoreError;
use crate::stored::StoredCase;

/// Most messages that are told as a number; beyond, counts are rounded to two figures so that none names a chat.
const FIGURES: u32 = 2;

/// What the sheet says. Times are whole weeks from the first look.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sheet {
    schema: &'static str,
    /// What happened in the end, by its stable name.
    outcome: &'static str,
    /// The reason that turned out to be the main one, as the user sees it.
    reason: Option<String>,
    /// Weeks from the first look to the outcome.
    weeks_to_outcome: i32,
    looks: Vec<SheetLook>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct SheetLook {
    /// Weeks from the first look.
    week: i32,
    claim: Option<&'static str>,
    /// Weeks from the change to the look.
    weeks_since_change: Option<i32>,
    ratio: Option<f64>,
    /// Of both people, to two figures.
    messages: Option<u64>,
    /// Whole weeks of alter's silence.
    silent_weeks: Option<i64>,
    gate: &'static str,
    said: Vec<&'static str>,
    /// Name and dots of 20 of each reason.
    reasons: Vec<(&'static str, u8)>,
    track: &'static str,
}

impl Sheet {
    /// Returns the sheet of a case; `None` where nobody has told yet how it ended, or there is no look.
    ///
    /// # Errors
    /// Where an earlier verdict cannot be read.
    pub fn of(case: &StoredCase) -> Result<Option<Self>, StoreError> {
        let looks = case.looks()?;
        let (Some(outcome), Some(first)) = (&case.outcome, looks.first()) else { return Ok(None) };
        Ok(Some(Self {
            schema: "ebb.outcome/1",
            outcome: outcome.ended.id(),
            reason: outcome.reason.clone(),
            weeks_to_outcome: weeks(first.on, outcome.on),
            looks: looks.iter().map(|look| SheetLook::of(look, first.on)).collect(),
        }))
    }

    /// Returns the sheet as JSON, to be read before it is given to anybody.
    ///
    /// # Errors
    /// None that a caller can mend.
    pub fn json(&self) -> Result<String, StoreError> {
        serde_json::to_string_pretty(self).map_err(|_| StoreError::Unwritten)
    }
}

impl SheetLook {
    fn of(look: &Look, first: Date) -> Self {
        let chat = look.chat.as_ref();
        Self {
            week: weeks(first, look.on),
            claim: chat.map(|chat| chat.claim.id()),
            weeks_since_change: chat.and_then(|chat| chat.onset).map(|onset| weeks(onset, look.on)),
            ratio: chat.and_then(|chat| chat.ratio).map(|ratio| (ratio * 20.0).round() / 20.0),
            messages: chat.map(|chat| rounded((chat.messages.alter + chat.messages.ego) as u64)),
            #[expect(clippy::cast_possible_truncation, reason = "a number of weeks")]
            silent_weeks: chat
                .and_then(|chat| chat.silence)
                .map(|silence| (silence.hours / (24.0 * 7.0)).floor() as i64),
            gate: look.gate.id(),
            said: look.said.iter().map(|said| said.kind.said_id()).collect(),
            reasons: look.reasons.iter().map(|reason| (reason.id.id(), reason.dots)).collect(),
            track: look.track.id(),
        }
    }
}

/// Returns the whole weeks from one day to another.
fn weeks(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days()) / 7
}

/// Returns a count rounded to two figures.
fn rounded(count: u64) -> u64 {
    let digits = count.checked_ilog10().map_or(1, |tens| tens + 1);
    let unit = 10_u64.pow(digits.saturating_sub(FIGURES));
    (count + unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_keep_two_figures() {
        for (count, told) in [(0, 0), (7, 7), (99, 99), (1847, 1800), (1851, 1900), (123_456, 120_000)] {
            assert_eq!(rounded(count), told);
        }
    }
}
