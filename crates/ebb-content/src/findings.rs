//! What can be seen: `findings/`, one file each.

use ebb::catalog::FindingContent;
use ebb::finding::{FindingId, Slot};
use ebb::reason::{FindingGroup, SeenIn};

use crate::Files;
use crate::check::{broken, named, slots_in};
use crate::error::ContentError;
use crate::folder::{each_of, reviewed, told};

reviewed!(RawFinding { group: String, seen_in: String, label: String, says: String, slots: Vec<String> });

/// Names that any sentence may use beside the slots of findings.
const PEOPLE: [&str; 5] = ["alter", "ego", "them", "they", "their"];

pub(crate) fn findings(files: &Files<'_>) -> Result<Vec<FindingContent>, ContentError> {
    let finding = |(id, file, row): (FindingId, String, RawFinding)| {
        if let Some(slot) = row.slots.iter().find(|slot| !row.says.contains(&format!("{{{slot}}}"))) {
            return Err(broken(&file, "slots", format!("`{slot}` is not in its sentence")));
        }
        let known =
            |slot: &&str| !PEOPLE.contains(slot) && !Slot::ALL.iter().any(|known| known.id() == *slot);
        if let Some(slot) = slots_in(&row.says).find(known) {
            return Err(broken(&file, "says", format!("`{{{slot}}}` is not a known slot")));
        }
        Ok(FindingContent {
            id,
            group: named(FindingGroup::from_id(&row.group), &file, "group", &row.group)?,
            seen_in: named(SeenIn::from_id(&row.seen_in), &file, "seen_in", &row.seen_in)?,
            label: told(&file, "label", row.label)?,
            says: told(&file, "says", row.says)?,
            slots: row.slots,
        })
    };
    each_of(files, "findings/", FindingId::ALL, FindingId::id)?.into_iter().map(finding).collect()
}
