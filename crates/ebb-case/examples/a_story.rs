//! Reads the user's own words from standard input: `echo "We met in May ..." | cargo run -p ebb-case --example a_story`.

#![expect(clippy::print_stdout, reason = "an example shows what it finds")]

use std::io::Read as _;

use ebb_case::{Case, Story, Tools};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tools = Tools::load()?;
    let mut words = String::new();
    std::io::stdin().read_to_string(&mut words)?;
    if words.trim().is_empty() {
        words.push_str("We met in May. Then he told me he is not ready for a relationship.");
    }
    let story = Story::presumed(tools.understand(&words)?);
    for item in &story.account.understood {
        let mark = if story.confirmed.holds(&item.id) { "counts" } else { "asked" };
        println!("{mark:>6}  {}: \"{}\"", item.id, story.account.sentence(item));
    }
    let verdict = Case::new().with_story(story).verdict(&tools)?;
    let gate = &verdict.judgement.gate;
    println!("gate: {}", gate.state().id());
    for cause in gate.because() {
        println!("  since {}", cause.id());
    }
    println!("what to do: {}", verdict.judgement.guidance.track.id());
    Ok(())
}
