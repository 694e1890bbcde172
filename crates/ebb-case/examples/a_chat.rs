//! Reads one export and says what changed: `cargo run -p ebb-case --example a_chat -- chat.zip Dana`.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use ebb::dyad::Role;
use ebb_case::{Case, Tools};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let tools = Tools::load()?;
    let case = match (arguments.next(), arguments.next()) {
        (Some(path), Some(ego)) => Case::new().with_file(path.clone(), std::fs::read(path)?).with_ego(ego),
        _ => {
            Case::new().with_file("dana-and-alex.txt", ebb_case::EXAMPLE.as_bytes().to_vec()).with_ego("Dana")
        }
    };
    let verdict = case.verdict(&tools)?;
    let Some(chat) = verdict.of_chat() else { return Ok(()) };
    println!("{} messages, now is the {}", chat.weeks.len(), chat.observed.taken.id());
    println!("claim: {}", chat.course.claim.id());
    println!(
        "probability that {} writes less: {:.2}",
        chat.input.names.alter,
        chat.course.who.fell(Role::Alter)
    );
    if let Some(onset) = &chat.course.onset {
        println!("since {} (between {} and {})", onset.date, onset.low, onset.high);
    }
    println!("gate: {}", verdict.judgement.gate.state().id());
    Ok(())
}
