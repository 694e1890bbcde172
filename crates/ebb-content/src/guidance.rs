//! What to do now: `guidance/` (ways to go on), `because/` (why one was chosen), `counsels/`; one file each.

use std::collections::{BTreeMap, BTreeSet};

use ebb::catalog::{Counsel, Track};
use ebb::guidance::{BecauseId, CounselPlace, MattersId, TrackId, Value};
use ebb::reason::{Basis, ReasonId};
use serde::Deserialize;

use crate::Files;
use crate::check::{broken, known_source, named};
use crate::error::ContentError;
use crate::folder::{each, each_of, reviewed, told};

reviewed!(RawTrack {
    title: String,
    lines: Vec<String>,
    how: Vec<String>,
    after_no: Vec<String>,
    basis: Option<String>,
    source: Option<String>,
    value: Vec<RawValue>,
});
reviewed!(RawBecause { text: String });
reviewed!(RawCounsel { place: String, title: String, text: String });

/// What a way to go on tends to bring in one respect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawValue {
    matters: String,
    usual: f64,
    #[serde(default)]
    when: BTreeMap<String, f64>,
}

pub(crate) fn tracks(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<Track>, ContentError> {
    let track = |(id, file, row): (TrackId, String, RawTrack)| {
        match (&row.basis, &row.source) {
            (Some(basis), Some(source)) => {
                named(Basis::from_id(basis), &file, "basis", basis)?;
                known_source(&file, "source", source, keys)?;
            }
            _ if row.value.is_empty() => {}
            _ => return Err(broken(&file, "value", "says not where its numbers come from")),
        }
        Ok(Track {
            id,
            title: told(&file, "title", row.title)?,
            lines: row.lines,
            how: row.how,
            after_no: row.after_no,
            values: row.value.iter().map(|value| worth(&file, value)).collect::<Result<_, _>>()?,
        })
    };
    each_of(files, "guidance/", TrackId::ALL, TrackId::id)?.into_iter().map(track).collect()
}

fn worth(file: &str, value: &RawValue) -> Result<Value, ContentError> {
    let within = |number: f64| {
        if (-1.0..=1.0).contains(&number) {
            Ok(number)
        } else {
            Err(broken(file, "value", format!("{number} is not between -1 and 1")))
        }
    };
    let when = value
        .when
        .iter()
        .map(|(id, number)| Ok((named(ReasonId::from_id(id), file, "when", id)?, within(*number)?)))
        .collect::<Result<_, ContentError>>()?;
    Ok(Value {
        matters: named(MattersId::from_id(&value.matters), file, "matters", &value.matters)?,
        usual: within(value.usual)?,
        when,
    })
}

pub(crate) fn because(files: &Files<'_>) -> Result<BTreeMap<BecauseId, String>, ContentError> {
    let because = |(id, file, row): (BecauseId, String, RawBecause)| Ok((id, told(&file, "text", row.text)?));
    each_of(files, "because/", BecauseId::ALL, BecauseId::id)?.into_iter().map(because).collect()
}

pub(crate) fn counsels(files: &Files<'_>) -> Result<Vec<Counsel>, ContentError> {
    let mut counsels: Vec<Counsel> = Vec::new();
    for (file, row) in each::<RawCounsel>(files, "counsels/")? {
        let place = named(CounselPlace::from_id(&row.place), &file, "place", &row.place)?;
        if counsels.iter().any(|counsel| counsel.place == place) {
            return Err(broken(&file, "place", "has another counsel already"));
        }
        let (title, text) = (told(&file, "title", row.title)?, told(&file, "text", row.text)?);
        counsels.push(Counsel { id: row.id, place, title, text });
    }
    Ok(counsels)
}
