//! Questions: one file each, with what every answer weighs.

use std::collections::BTreeSet;

use ebb::finding::FindingId;
use ebb::guidance::{AgeId, AimId, AskedId, MattersId};
use ebb::happened::EventId;
use ebb::heard::{NoStrength, SafetyKind};
use ebb::question::{Answer, Answerer, Leaves, Place, Question, Tells, Touches};
use ebb::reason::{Basis, ReasonId, Strength, Symbol};
use ebb::stage::Stage;
use ebb::statement::{Learnt, StatementKind};
use ebb::wish::WantsToKnow;

use crate::check::{broken, known_schema, known_source, named, parse};
use crate::error::ContentError;
use crate::{Files, raw};

const FOLDER: &str = "questions/";

/// Reads every question, in the order of file names.
pub(crate) fn questions(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<Question>, ContentError> {
    let questions = files
        .keys()
        .filter(|file| file.starts_with(FOLDER))
        .map(|file| question(file, files, keys))
        .collect::<Result<Vec<_>, _>>()?;
    for id in ReasonId::ALL {
        let speaks = |question: &Question| {
            question
                .answers
                .iter()
                .any(|answer| answer.tells.is_some() || answer.weighs.iter().any(|(of, _)| of == id))
        };
        for answerer in Answerer::ALL {
            if *id != ReasonId::SomethingElse
                && !questions.iter().any(|question| question.answerer == *answerer && speaks(question))
            {
                let rule = format!("no question to {} speaks about it", answerer.id());
                return Err(broken(FOLDER, id.id(), rule));
            }
        }
    }
    Ok(questions)
}

fn question(file: &str, files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Question, ContentError> {
    let row: raw::Question = parse(files, file)?;
    known_schema(file, row.schema)?;
    known_source(file, "source", &row.source, keys)?;
    if file != format!("{FOLDER}{}.toml", row.id) {
        return Err(broken(file, "id", format!("`{}` is not the name of the file", row.id)));
    }
    if row.review.by.is_empty() || row.review.note.is_empty() {
        return Err(broken(file, "review", "says not who reviewed what"));
    }
    let answerer = named(Answerer::from_id(&row.audience), file, "audience", &row.audience)?;
    let place = match (answerer, row.place.as_deref()) {
        (Answerer::Alter, None) => Place::Explore,
        (Answerer::Ego, Some(place)) => named(Place::from_id(place), file, "place", place)?,
        (Answerer::Alter, Some(_)) => return Err(broken(file, "place", "belongs to questions to the user")),
        (Answerer::Ego, None) => return Err(broken(file, "place", "is missing")),
    };
    if answerer == Answerer::Alter && row.text.contains("{alter}") {
        return Err(broken(file, "text", "names the person whom it is to be asked of"));
    }
    let ids: BTreeSet<&str> = row.answer.iter().map(|answer| answer.id.as_str()).collect();
    if ids.len() != row.answer.len() || row.answer.len() < 2 {
        return Err(broken(file, "answer", "needs two answers or more, of different names"));
    }
    if ids.contains("unknown") || ids.contains("skip") {
        return Err(broken(file, "answer", "has a name that every question has by itself"));
    }
    let total: f64 = row.answer.iter().map(|answer| answer.usual).sum();
    if (total - 1.0).abs() > 1e-9 || row.answer.iter().any(|answer| answer.usual <= 0.0) {
        return Err(broken(file, "usual", format!("shares above 0 must sum to 1, not to {total}")));
    }
    Ok(Question {
        answerer,
        place,
        order: row.order,
        text: row.text,
        hint: row.hint,
        why: row.why,
        settled_by: row
            .settled_by
            .iter()
            .map(|id| named(StatementKind::from_id(id), file, "settled_by", id))
            .collect::<Result<_, _>>()?,
        at_stage: optional(row.at_stage.as_deref(), Stage::from_id, file, "at_stage")?,
        unless: row.unless,
        touches: if row.sensitive { Touches::Sensitive } else { Touches::Plain },
        basis: named(Basis::from_id(&row.basis), file, "basis", &row.basis)?,
        source: row.source,
        answers: row.answer.into_iter().map(|answer| checked(answer, file)).collect::<Result<_, _>>()?,
        id: row.id,
    })
}

fn checked(row: raw::Answer, file: &str) -> Result<Answer, ContentError> {
    let key = row.id.as_str();
    let reason = |id: &str| named(ReasonId::from_id(id), file, key, id);
    let weighs = row
        .weighs
        .iter()
        .map(|(id, symbol)| Ok((reason(id)?, named(Symbol::from_id(symbol), file, key, symbol)?)))
        .collect::<Result<_, ContentError>>()?;
    let sure = row.sure.unwrap_or(1.0);
    if !(sure > 0.0 && sure <= 1.0) {
        return Err(broken(file, key, format!("{sure} is no probability above 0")));
    }
    let tells = tells(&row, file)?;
    if tells.is_some() && !row.weighs.is_empty() {
        return Err(broken(file, key, "tells a statement or an event, which weighs by its own table"));
    }
    let finding = |id: &str| FindingId::ALL.iter().copied().find(|finding| finding.id() == id);
    Ok(Answer {
        usual: row.usual,
        strength: named(Strength::from_id(&row.strength), file, key, &row.strength)?,
        same_as: optional(row.same_as.as_deref(), finding, file, key)?,
        weighs,
        tells,
        sure,
        reached: optional(row.reached.as_deref(), Stage::from_id, file, key)?,
        wants: optional(row.wants.as_deref(), WantsToKnow::from_id, file, key)?,
        clear_no: optional(row.clear_no.as_deref(), NoStrength::from_id, file, key)?,
        safety: optional(row.safety.as_deref(), SafetyKind::from_id, file, key)?,
        leaves: optional(row.leaves.as_deref(), Leaves::from_id, file, key)?.unwrap_or(Leaves::Settled),
        aim: optional(row.aim.as_deref(), AimId::from_id, file, key)?,
        matters: optional(row.matters.as_deref(), MattersId::from_id, file, key)?,
        asked: optional(row.asked.as_deref(), AskedId::from_id, file, key)?,
        age: optional(row.age.as_deref(), AgeId::from_id, file, key)?,
        then: row.then,
        text: row.text,
        id: row.id,
    })
}

/// Returns the statement or the event that an answer tells.
fn tells(row: &raw::Answer, file: &str) -> Result<Option<Tells>, ContentError> {
    let key = row.id.as_str();
    let statement = optional(row.statement.as_deref(), StatementKind::from_id, file, key)?;
    let learnt = optional(row.learnt.as_deref(), Learnt::from_id, file, key)?;
    let event = optional(row.event.as_deref(), EventId::from_id, file, key)?;
    match (statement, learnt, event) {
        (Some(kind), Some(learnt), None) => Ok(Some(Tells::Statement(kind, learnt))),
        (None, None, Some(id)) => Ok(Some(Tells::Event(id))),
        (None, None, None) => Ok(None),
        (Some(_), None, _) => Err(broken(file, key, "does not say how the statement was learnt")),
        (None, Some(_), _) => Err(broken(file, key, "says how no statement was learnt")),
        (Some(_), Some(_), Some(_)) => Err(broken(file, key, "tells a statement and an event at once")),
    }
}

/// Returns the value of a name that may be left out.
fn optional<T>(
    id: Option<&str>,
    from_id: impl Fn(&str) -> Option<T>,
    file: &str,
    key: &str,
) -> Result<Option<T>, ContentError> {
    id.map(|id| named(from_id(id), file, key, id)).transpose()
}
