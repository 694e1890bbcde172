//! What the user takes out: a line that was read wrongly, or a finding that is beside the point.

use ebb::finding::{FindingId, Observed};
use ebb::heard::{Heard, Quote, QuotedLine};

/// One thing that the user took out. It can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// A line of the chat.
    Line(QuotedLine),
    /// A finding.
    Finding(FindingId),
}

fn is_out(line: &QuotedLine, left_out: &[LeftOut]) -> bool {
    left_out.iter().any(|out| matches!(out, LeftOut::Line(known) if known == line))
}

/// Returns findings without those that were taken out, and without lines that were. A finding that rested on such lines
/// alone goes with them.
pub(super) fn findings_without(findings: &[Observed], left_out: &[LeftOut]) -> Vec<Observed> {
    let kept = findings.iter().filter_map(|finding| {
        if left_out.contains(&LeftOut::Finding(finding.id)) {
            return None;
        }
        let is_kept = |quote: &&Quote| !is_out(&quote.line, left_out);
        let quotes: Vec<Quote> = finding.quotes.iter().filter(is_kept).cloned().collect();
        let is_still_seen = finding.quotes.is_empty() || !quotes.is_empty();
        is_still_seen.then(|| Observed { quotes, ..finding.clone() })
    });
    kept.collect()
}

/// Returns what was heard without what was taken out.
pub(super) fn without(heard: &Heard, left_out: &[LeftOut]) -> Heard {
    let is_kept = |quote: Option<&Quote>| quote.is_none_or(|quote| !is_out(&quote.line, left_out));
    Heard {
        findings: findings_without(&heard.findings, left_out),
        clear_no: heard.clear_no.clone().filter(|no| is_kept(no.quote.as_ref())),
        safety: heard.safety.iter().filter(|sign| is_kept(sign.quote.as_ref())).cloned().collect(),
        seen: heard.seen.clone(),
    }
}

#[cfg(test)]
mod tests {
    use ebb::dyad::Role;
    use ebb::finding::Observed;
    use ebb::heard::{ClearNo, NoStrength, QuotedText};
    use ebb::reason::{SeenIn, Strength};

    use super::*;

    fn quote(at: i64, text: &str) -> Quote {
        let line = QuotedLine { speaker: Role::Alter, at: Some(at), text: QuotedText::new(text) };
        Quote { line, before: Vec::new(), after: Vec::new() }
    }

    fn busy(quotes: Vec<Quote>) -> Observed {
        let timing = Observed::in_timing(FindingId::SaysVagueBusy, Vec::new());
        Observed { seen_in: SeenIn::Words, strength: Strength::Seen, quotes, ..timing }
    }

    #[test]
    fn a_finding_goes_with_its_last_line_and_comes_back_with_it() {
        let (first, second) = (quote(1, "so busy"), quote(2, "busy again"));
        let heard = Heard { findings: vec![busy(vec![first.clone(), second.clone()])], ..Heard::nothing() };
        let mut out = vec![LeftOut::Line(first.line.clone())];
        assert_eq!(without(&heard, &out).findings[0].quotes, vec![second.clone()]);
        out.push(LeftOut::Line(second.line));
        assert!(without(&heard, &out).findings.is_empty());
        assert_eq!(without(&heard, &[]), heard);
    }

    #[test]
    fn a_no_that_was_a_joke_can_be_taken_out() {
        let no = ClearNo { strength: NoStrength::Direct, quote: Some(quote(5, "never text me again haha")) };
        let heard = Heard { clear_no: Some(no.clone()), ..Heard::nothing() };
        let other = LeftOut::Line(quote(5, "something else").line);
        assert_eq!(without(&heard, &[other]).clear_no, Some(no.clone()));
        let line = no.quote.map(|quote| LeftOut::Line(quote.line)).expect("a quote");
        assert_eq!(without(&heard, &[line]).clear_no, None);
    }

    #[test]
    fn timing_without_lines_is_taken_out_by_name_only() {
        let timing = [Observed::in_timing(FindingId::VolumeFell, Vec::new())];
        assert_eq!(findings_without(&timing, &[LeftOut::Line(quote(1, "x").line)]).len(), 1);
        assert!(findings_without(&timing, &[LeftOut::Finding(FindingId::VolumeFell)]).is_empty());
    }
}
