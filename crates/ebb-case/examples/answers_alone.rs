//! Weighs a few answers, with no chat at all: `cargo run -p ebb-case --example answers_alone`.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use ebb_case::{Case, Tools};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tools = Tools::load()?;
    let told = [("afraid", "no"), ("asked-to-stop", "no"), ("words-used", "someone-else")];
    let case = told
        .iter()
        .try_fold(Case::new(), |case, (question, answer)| case.with_answer(question, answer, &tools))?;
    let verdict = case.verdict(&tools)?;
    // Where the gate holds, there is no ranking to print.
    let Some(ranking) = &verdict.judgement.ranking else { return Ok(()) };
    for reason in ranking.reasons.iter().take(3) {
        println!("{:>2} of 20  {}", reason.dots, reason.id.id());
    }
    println!("what to do: {}", verdict.judgement.guidance.track.id());
    if let Some(question) = &verdict.judgement.question {
        println!("would tell most: {}", tools.catalog().questions[question.index].id);
    }
    Ok(())
}
