//! The answers file: `question-id = "answer-id"`, one a line, and a table `[needs]` of `need-id = "want"` or `"must"`.

use std::path::Path;

use ebb::catalog::Catalog;
use ebb::interview::Answers;
use ebb::need::Importance;

use crate::failure::Failure;

/// Reads the user's answers from a file.
///
/// # Errors
/// A file that cannot be read or is no such list, and names that no question or answer has; the nearest is named.
pub(crate) fn read(path: &Path, catalog: &Catalog) -> Result<Answers, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| Failure::AnswersFile { path: path.to_owned(), cause: cause.to_string() })?;
    let rows: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        // The parser's own text would show the line, and with it what the user answered.
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        Failure::AnswersFile {
            path: path.to_owned(),
            cause: format!("line {line} is not `question = \"answer\"`"),
        }
    })?;
    let mut answers = Answers::none();
    for (id, value) in &rows {
        if let ("needs", Some(marked)) = (id.as_str(), value.as_table()) {
            answers = needs(marked, answers, catalog)?;
            continue;
        }
        let (index, question) = catalog.question(id).ok_or_else(|| Failure::NoSuchQuestion {
            asked: id.clone(),
            nearest: nearest(id, catalog.questions.iter().map(|question| question.id.as_str())),
        })?;
        let reply = value.as_str().and_then(|answer| question.reply(answer)).ok_or_else(|| {
            let asked = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let known = question.answers.iter().map(|answer| answer.id.as_str()).chain(["unknown", "skip"]);
            Failure::NoSuchAnswer { question: id.clone(), nearest: nearest(&asked, known), asked }
        })?;
        answers = answers.with(index, reply);
    }
    Ok(answers)
}

fn needs(rows: &toml::Table, answers: Answers, catalog: &Catalog) -> Result<Answers, Failure> {
    rows.iter().try_fold(answers, |answers, (id, value)| {
        let index =
            catalog.needs.iter().position(|need| need.id == *id).ok_or_else(|| Failure::NoSuchNeed {
                asked: id.clone(),
                nearest: nearest(id, catalog.needs.iter().map(|need| need.id.as_str())),
            })?;
        let importance = value.as_str().and_then(Importance::from_id).ok_or_else(|| {
            let asked = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let known = Importance::ALL.iter().map(|importance| importance.id());
            Failure::NoSuchAnswer { question: id.clone(), nearest: nearest(&asked, known), asked }
        })?;
        Ok(answers.with_need(index, Some(importance)))
    })
}

/// Returns the name that is most like the one asked for.
pub(crate) fn nearest<'a>(asked: &str, known: impl Iterator<Item = &'a str>) -> String {
    known
        .max_by(|a, b| strsim::jaro_winkler(asked, a).total_cmp(&strsim::jaro_winkler(asked, b)))
        .unwrap_or_default()
        .to_owned()
}
