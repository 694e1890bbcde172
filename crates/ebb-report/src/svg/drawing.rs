//! One drawing: shapes in their own units, written as inline SVG that takes its colours from the style sheet.

use std::fmt::Write as _;

/// How much room a drawing has. Every chart is drawn for both, and the style sheet shows the one that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// A page of a computer, and paper.
    Wide,
    /// A phone.
    Narrow,
}

impl Room {
    /// Returns the width in units; a unit is about a pixel where the drawing fills its place.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 336.0,
        }
    }

    /// Returns the value for this room.
    pub(crate) fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }

    fn id(self) -> &'static str {
        self.pick("wide", "narrow")
    }
}

/// On which side of its point a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Shapes, in the order in which they are painted.
#[derive(Debug)]
pub(crate) struct Drawing {
    room: Room,
    height: f64,
    shapes: String,
}

/// Writes a number with at most one decimal.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

impl Drawing {
    pub(crate) fn new(room: Room, height: f64) -> Self {
        Self { room, height, shapes: String::new() }
    }

    fn push(&mut self, shape: std::fmt::Arguments<'_>) {
        let _ = self.shapes.write_fmt(shape);
    }

    pub(crate) fn path(&mut self, class: &str, data: &str) {
        self.push(format_args!(r#"<path class="{class}" d="{data}"/>"#));
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(number);
        self.push(format_args!(r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#));
    }

    pub(crate) fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        let [x, y, width, height] = [corner.0, corner.1, size.0.max(0.0), size.1.max(0.0)].map(number);
        self.push(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        ));
    }

    pub(crate) fn circle(&mut self, class: &str, center: (f64, f64), radius: f64) {
        let [x, y, radius] = [center.0, center.1, radius].map(number);
        self.push(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    /// A square around a center: the mark of the person asking.
    pub(crate) fn square(&mut self, class: &str, center: (f64, f64), half: f64) {
        self.rect(class, (center.0 - half, center.1 - half), (2.0 * half, 2.0 * half));
    }

    pub(crate) fn text(&mut self, class: &str, anchor: Anchor, at: (f64, f64), text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let [x, y] = [at.0, at.1].map(number);
        let text = escaped(text);
        self.push(format_args!(r#"<text class="{class}" x="{x}" y="{y}"{anchor}>{text}</text>"#));
    }

    /// Returns the drawing as an element that says what it shows: a picture with a title and a description.
    pub(crate) fn into_svg(self, id: &str, title: &str, description: &str) -> String {
        let room = self.room.id();
        let (width, height) = (number(self.room.width()), number(self.height));
        let (title, description, shapes) = (escaped(title), escaped(description), self.shapes);
        format!(
            "<svg class=\"{room}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-{room}-t {id}-{room}-d\" focusable=\"false\">\
             <title id=\"{id}-{room}-t\">{title}</title><desc id=\"{id}-{room}-d\">{description}</desc>\
             {shapes}</svg>"
        )
    }
}

/// Returns a text in which nothing is read as markup.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// Returns a curve through points that never swings beyond them (Fritsch and Carlson 1980), beginning with a move.
pub(crate) fn smooth(points: &[(f64, f64)]) -> String {
    let mut data = String::new();
    let Some(first) = points.first() else { return data };
    let _ = write!(data, "M{} {}", number(first.0), number(first.1));
    let slopes = monotone_slopes(points);
    for (at, pair) in points.windows(2).enumerate() {
        let third = (pair[1].0 - pair[0].0) / 3.0;
        let one = (pair[0].0 + third, pair[0].1 + slopes[at] * third);
        let two = (pair[1].0 - third, pair[1].1 - slopes[at + 1] * third);
        let points = [one, two, pair[1]].map(|(x, y)| format!("{} {}", number(x), number(y)));
        let _ = write!(data, "C{}", points.join(" "));
    }
    data
}

fn monotone_slopes(points: &[(f64, f64)]) -> Vec<f64> {
    let secants: Vec<f64> =
        points.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
    let mut slopes = vec![0.0; points.len()];
    for (at, pair) in secants.windows(2).enumerate() {
        if pair[0] * pair[1] > 0.0 {
            // The harmonic mean keeps the curve between its points.
            slopes[at + 1] = 2.0 * pair[0] * pair[1] / (pair[0] + pair[1]);
        }
    }
    slopes
}

/// Returns dots at these places from left to right, each on the lowest level where it touches no other.
pub(crate) fn stacked(places: impl Iterator<Item = f64>, radius: f64) -> Vec<(f64, usize)> {
    let mut dots: Vec<(f64, usize)> = Vec::new();
    for at in places {
        let is_free = |level: &usize| !dots.iter().any(|(x, l)| l == level && (at - x).abs() < 2.0 * radius);
        let level = (0..=dots.len()).find(is_free).unwrap_or(0);
        dots.push((at, level));
    }
    dots
}

/// Returns a round number of at least `most` that two ticks divide well.
pub(crate) fn round_up(most: f64) -> f64 {
    let size = 10_f64.powf(most.max(1.0).log10().floor());
    let steps = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    steps.iter().map(|step| step * size).find(|value| *value >= most).unwrap_or(10.0 * size).max(2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_name_becomes_markup() {
        let mut drawing = Drawing::new(Room::Wide, 10.0);
        drawing.text("t", Anchor::Start, (0.0, 0.0), "<script>\"&");
        let svg = drawing.into_svg("x", "a<b", "c");
        assert!(svg.contains("&lt;script&gt;&quot;&amp;") && svg.contains("a&lt;b"), "{svg}");
    }

    #[test]
    fn a_curve_stays_between_its_points() {
        let slopes = monotone_slopes(&[(0.0, 0.0), (1.0, 10.0), (2.0, 10.0), (3.0, 0.0)]);
        assert!(slopes.iter().all(|slope| slope.abs() < 1e-9), "{slopes:?}");
    }

    #[test]
    fn dots_do_not_cover_each_other() {
        let levels: Vec<usize> =
            stacked([0.0, 3.0, 11.0, 12.0, 30.0].into_iter(), 5.0).iter().map(|dot| dot.1).collect();
        assert_eq!(levels, [0, 1, 0, 2, 0]);
    }

    #[test]
    fn an_axis_ends_on_a_round_number() {
        for (most, end) in [(0.0, 2.0), (7.0, 8.0), (95.0, 100.0), (101.0, 150.0), (3.4, 4.0)] {
            assert!((round_up(most) - end).abs() < 1e-9, "{most}: {}", round_up(most));
        }
    }
}
