//! What the user takes out: a line that was read wrongly, or a finding that is beside the point.

use ebb::dyad::{Dyad, Message};
use ebb::finding::{FindingId, Observed};
use ebb::heard::{QuotedLine, QuotedText};

/// One thing that the user took out. It can be put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// A line of the chat; it stays out when a further file is added.
    Line(QuotedLine),
    /// A finding.
    Finding(FindingId),
}

/// Returns one message as a line that can be quoted.
#[must_use]
pub fn line_at(dyad: &Dyad, place: usize) -> Option<QuotedLine> {
    let message = dyad.messages().get(place)?;
    let text = QuotedText::new(dyad.text(message).as_str());
    Some(QuotedLine { speaker: message.role, at: Some(message.local), text })
}

/// Returns the place of a line among the messages.
#[must_use]
pub fn place_of(dyad: &Dyad, line: &QuotedLine) -> Option<usize> {
    let at = line.at?;
    let messages = dyad.messages();
    let first = messages.partition_point(|message| message.local < at);
    let is_it =
        |message: &Message| message.role == line.speaker && dyad.text(message).as_str() == line.text.as_str();
    let mut same = messages[first..].iter().take_while(|message| message.local == at);
    same.position(is_it).map(|offset| first + offset)
}

/// Returns the places of the lines that were taken out.
pub(crate) fn lines(left_out: &[LeftOut], dyad: &Dyad) -> ebb_text::chat::LeftOut {
    let place = |out: &LeftOut| match out {
        LeftOut::Line(line) => place_of(dyad, line),
        LeftOut::Finding(_) => None,
    };
    left_out.iter().filter_map(place).collect()
}

/// Returns findings without those that were taken out.
pub(crate) fn findings_without(findings: &[Observed], left_out: &[LeftOut]) -> Vec<Observed> {
    let is_out = |finding: &&Observed| left_out.contains(&LeftOut::Finding(finding.id));
    findings.iter().filter(|finding| !is_out(finding)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_taken_out_by_its_name() {
        let timing =
            [FindingId::VolumeFell, FindingId::AbruptStep].map(|id| Observed::in_timing(id, Vec::new()));
        let kept = findings_without(&timing, &[LeftOut::Finding(FindingId::VolumeFell)]);
        assert_eq!(kept, timing[1..]);
        assert_eq!(findings_without(&timing, &[]), timing);
    }
}
