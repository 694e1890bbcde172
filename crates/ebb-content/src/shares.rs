//! Tables of how common things are under each reason: statements, events and stages.

use std::collections::{BTreeMap, BTreeSet};

use ebb::cue::CueId;
use ebb::finding::FindingId;
use ebb::happened::EventId;
use ebb::reason::{Basis, ByReason, Candour, EventContent, ReasonId, Shares, StageContent, StatementContent};
use ebb::stage::Stage;
use ebb::statement::StatementKind;

use crate::check::{broken, known_schema, known_source, named, parse};
use crate::error::ContentError;
use crate::{Files, raw};

/// The unit of shares in content.
const PERCENT: f64 = 100.0;

/// Reads what alter may say about why, in the order of [`StatementKind::ALL`].
pub(crate) fn statements(
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
) -> Result<Vec<StatementContent>, ContentError> {
    let file = "statements.toml";
    let mut rows = rows(file, files, keys)?;
    all(StatementKind::ALL, StatementKind::id, file, &mut rows, |kind, row| {
        let key = row.id.as_str();
        let candour = row.worth.as_deref().unwrap_or_default();
        let means = row.means.as_deref().map(|id| named(ReasonId::from_id(id), file, key, id)).transpose()?;
        let mut at = Vec::new();
        for (stage, shares) in &row.at {
            let stage = named(Stage::from_id(stage), file, key, stage)?;
            for (reason, percent) in shares {
                at.push((
                    stage,
                    named(ReasonId::from_id(reason), file, key, reason)?,
                    share(*percent, file, key)?,
                ));
            }
        }
        Ok(StatementContent {
            kind,
            says: row.says.clone(),
            candour: named(Candour::from_id(candour), file, key, candour)?,
            means,
            cues: each(&row.cues, CueId::from_id, file, key)?,
            findings: each(&row.findings, finding, file, key)?,
            shares: shares(row, file)?,
            at,
        })
    })
}

/// Reads what may have happened, in the order of [`EventId::ALL`].
pub(crate) fn events(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<EventContent>, ContentError> {
    let file = "events.toml";
    let mut rows = rows(file, files, keys)?;
    all(EventId::ALL, EventId::id, file, &mut rows, |id, row| {
        Ok(EventContent {
            id,
            says: row.says.clone(),
            findings: each(&row.findings, finding, file, &row.id)?,
            shares: shares(row, file)?,
        })
    })
}

/// Reads how common reasons are at each stage, in the order of [`Stage::ALL`].
pub(crate) fn stages(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<StageContent>, ContentError> {
    let file = "stages.toml";
    let mut rows = rows(file, files, keys)?;
    all(Stage::ALL, Stage::id, file, &mut rows, |id, row| {
        let priors = shares(row, file)?;
        let total: f64 = priors.of.iter().sum();
        if (total - 1.0).abs() > 1e-9 {
            return Err(broken(file, &row.id, format!("shares must sum to 100, not to {}", total * PERCENT)));
        }
        Ok(StageContent { id, says: row.says.clone(), priors })
    })
}

fn rows(
    file: &str,
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
) -> Result<BTreeMap<String, raw::ShareRow>, ContentError> {
    let table: raw::Tables = parse(files, file)?;
    known_schema(file, table.schema)?;
    if table.review.by.is_empty() || table.review.note.is_empty() {
        return Err(broken(file, "review", "says not who reviewed what"));
    }
    let mut rows = BTreeMap::new();
    for row in table.row {
        known_source(file, &row.id, &row.source, keys)?;
        if row.note.is_empty() || row.says.is_empty() {
            return Err(broken(file, &row.id, "says not what it is or why"));
        }
        let id = row.id.clone();
        if rows.insert(id.clone(), row).is_some() {
            return Err(broken(file, id, "stands twice"));
        }
    }
    Ok(rows)
}

/// Takes one row for each name of `names`; a row that is left over has no known name.
fn all<T: Copy, Row>(
    names: &[T],
    id_of: fn(T) -> &'static str,
    file: &str,
    rows: &mut BTreeMap<String, raw::ShareRow>,
    made: impl Fn(T, &raw::ShareRow) -> Result<Row, ContentError>,
) -> Result<Vec<Row>, ContentError> {
    let mut taken = Vec::with_capacity(names.len());
    for name in names {
        let row = rows.remove(id_of(*name)).ok_or_else(|| broken(file, id_of(*name), "is missing"))?;
        taken.push(made(*name, &row)?);
    }
    match rows.keys().next() {
        Some(id) => Err(broken(file, id, "is not a known name")),
        None => Ok(taken),
    }
}

fn shares(row: &raw::ShareRow, file: &str) -> Result<Shares, ContentError> {
    let mut of = ByReason::default();
    for id in ReasonId::ALL {
        let percent =
            row.share.get(id.id()).ok_or_else(|| broken(file, &row.id, format!("has no `{}`", id.id())))?;
        of[*id as usize] = share(*percent, file, &row.id)?;
    }
    if row.share.len() != ReasonId::ALL.len() {
        return Err(broken(file, &row.id, "names a reason that is not known"));
    }
    if !(row.doubt >= 1.0 && row.doubt.is_finite()) {
        return Err(broken(file, &row.id, format!("doubt {} is below 1", row.doubt)));
    }
    let basis = named(Basis::from_id(&row.basis), file, &row.id, &row.basis)?;
    Ok(Shares { of, doubt: row.doubt, basis, source: row.source.clone() })
}

fn share(percent: f64, file: &str, key: &str) -> Result<f64, ContentError> {
    if percent > 0.0 && percent < PERCENT {
        Ok(percent / PERCENT)
    } else {
        Err(broken(file, key, format!("{percent} does not lie between 0 and 100")))
    }
}

fn finding(id: &str) -> Option<FindingId> {
    FindingId::ALL.iter().copied().find(|finding| finding.id() == id)
}

fn each<T>(
    ids: &[String],
    from_id: impl Fn(&str) -> Option<T>,
    file: &str,
    key: &str,
) -> Result<Vec<T>, ContentError> {
    ids.iter().map(|id| named(from_id(id), file, key, id)).collect()
}
