//! The change as one picture that stands alone: a headline, the tide, and nobody's words.
//!
//! A page gives a drawing its colours by a style sheet with variables. A picture goes where there is none, so its rules
//! stand within it, with the values of the light page put in.

use ebb::verdict::ChatVerdict;

use super::drawing::{Room, escaped, number};
use super::tide;
use crate::html::STYLE;
use crate::text;
use crate::words::Words;

/// Width of the picture, and of the room at each side, in units: about what a phone shows.
const WIDTH: f64 = 480.0;
const SIDE: f64 = 30.0;
/// Letters in a line of the headline, and the height of one.
const LETTERS: usize = 30;
const LINE: f64 = 34.0;

/// Returns the picture for a page that has the style sheet; `None` where there are too few weeks to draw.
pub(crate) fn picture(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    let (water, sentence) = tide::alone(verdict, words)?;
    let headline = text::headline_of(&verdict, words);
    let lines = textwrap::wrap(&headline, LETTERS);
    let top = 40.0 + lines.len() as f64 * LINE;
    let room = WIDTH - 2.0 * SIDE;
    let deep = water.height() * room / Room::Narrow.width();
    let [width, height, side] = [WIDTH, top + deep + 62.0, SIDE].map(number);
    let headline_lines = lines.iter().enumerate().fold(String::new(), |drawn, (at, line)| {
        let y = number(54.0 + at as f64 * LINE);
        drawn + &format!(r#"<text class="headline" x="{side}" y="{y}">{}</text>"#, escaped(line))
    });
    let class = r#"<svg class="narrow""#;
    let [below, y, wide, tall] = [top + deep + 38.0, top, room, deep].map(number);
    let place = format!(r#"{class} x="{side}" y="{y}" width="{wide}" height="{tall}""#);
    let tide = water.into_svg("picture", &headline, &sentence).replacen(class, &place, 1);
    let made = escaped(&words.line("picture.made", &[]));
    Some(format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"><rect class="paper" width="{width}" height="{height}"/>{headline_lines}{tide}<text class="tick" x="{side}" y="{below}">{made}</text></svg>"#
    ))
}

/// Returns the picture as a file, with the rules that it needs.
pub(crate) fn picture_file(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    let rules = format!("><style>{}</style><rect", rules());
    Some(picture(verdict, words)?.replacen("><rect", &rules, 1))
}

/// Returns the rules for drawings, with every variable of the light page replaced by its value.
fn rules() -> String {
    let light =
        STYLE.split_once(":root {").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(inner, _)| inner);
    let values: Vec<(&str, &str)> = light
        .split(';')
        .filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let drawn = STYLE.lines().filter(|line| line.starts_with("svg "));
    drawn.fold(String::new(), |rules, line| {
        let filled = values.iter().fold(line.to_owned(), |line, (name, value)| {
            line.replace(&format!("var(--{name})"), &value.replace('"', "'"))
        });
        rules + &filled
    })
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn the_rules_of_a_picture_need_no_page() {
        let rules = rules();
        assert!(rules.contains("crest.them { stroke: #0b5c8a; }"), "{rules}");
        assert!(!rules.contains("var(") && !rules.contains('<') && !rules.contains("@media"), "{rules}");
    }
}
