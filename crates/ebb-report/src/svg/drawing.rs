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
    /// Returns the width in units; a unit is about a pixel where the drawing fills its place. The narrow one is what a
    /// window of 320 pixels leaves, so that its letters keep their size there.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Wide => 720.0,
            Self::Narrow => 288.0,
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

/// What an area can be filled with beside a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Fine waves on the colour of the person asking: a reflection in water, and told from the other side without
    /// colours.
    Ripple,
    /// The colour of the other person, deeper towards the water line.
    Depth,
    /// A stretch with soft ends: it begins and ends somewhere there, and not on a line.
    Soft,
    /// Slanted lines: nothing was written.
    Hatch,
}

impl Fill {
    fn id(self) -> &'static str {
        match self {
            Self::Ripple => "ripple",
            Self::Depth => "depth",
            Self::Soft => "soft",
            Self::Hatch => "hatch",
        }
    }

    fn definition(self) -> &'static str {
        match self {
            Self::Ripple => {
                r#" width="40" height="16" patternUnits="userSpaceOnUse"><path class="water you" d="M0 0h40v16H0z"/><path class="ripple" d="M0 4q10-2.4 20 0t20 0M0 12q10 2.4 20 0t20 0"/></pattern>"#
            }
            Self::Depth => {
                r#" class="depth" x2="0" y2="1"><stop offset="0"/><stop offset="1"/></linearGradient>"#
            }
            Self::Soft => {
                r#" class="soft"><stop offset="0"/><stop offset=".3"/><stop offset=".7"/><stop offset="1"/></linearGradient>"#
            }
            Self::Hatch => {
                r#" width="6" height="6" patternUnits="userSpaceOnUse"><path class="hatch" d="M-1 1l2-2M0 6l6-6M5 7l2-2"/></pattern>"#
            }
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Ripple | Self::Hatch => "pattern",
            Self::Depth | Self::Soft => "linearGradient",
        }
    }
}

/// Stands in shapes for the name of the chart, which is known when the drawing is done. No text can hold it.
const HERE: &str = "<here>";

/// Shapes, in the order in which they are painted.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// Class of the element, and part of every name within it.
    class: &'static str,
    width: f64,
    height: f64,
    shapes: String,
    fills: Vec<Fill>,
}

/// Writes a number with at most one decimal.
pub(crate) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

impl Drawing {
    pub(crate) fn new(room: Room, height: f64) -> Self {
        Self::sized(room.id(), room.width(), height)
    }

    /// A drawing that looks alike in every room.
    pub(crate) fn sized(class: &'static str, width: f64, height: f64) -> Self {
        Self { class, width, height, shapes: String::new(), fills: Vec::new() }
    }

    fn push(&mut self, shape: std::fmt::Arguments<'_>) {
        let _ = self.shapes.write_fmt(shape);
    }

    pub(crate) fn path(&mut self, class: &str, data: &str) {
        self.push(format_args!(r#"<path class="{class}" d="{data}"/>"#));
    }

    /// Draws a path filled with more than a colour.
    pub(crate) fn filled(&mut self, fill: Fill, data: &str) {
        if !self.fills.contains(&fill) {
            self.fills.push(fill);
        }
        let (id, here) = (fill.id(), HERE);
        self.push(format_args!(r#"<path fill="url(#{here}{id})" d="{data}"/>"#));
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

    /// Returns its height, in units.
    pub(crate) fn height(&self) -> f64 {
        self.height
    }

    /// Returns the drawing as an element that says what it shows: a picture with a title and a description.
    pub(crate) fn into_svg(self, id: &str, title: &str, description: &str) -> String {
        let class = self.class;
        let (width, height) = (number(self.width), number(self.height));
        let (title, description) = (escaped(title), escaped(description));
        let mut definitions = String::new();
        for fill in &self.fills {
            let (element, name, rest) = (fill.element(), fill.id(), fill.definition());
            let _ = write!(definitions, r#"<{element} id="{id}-{class}-{name}"{rest}"#);
        }
        if !definitions.is_empty() {
            definitions = format!("<defs>{definitions}</defs>");
        }
        let shapes = self.shapes.replace(HERE, &format!("{id}-{class}-"));
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"{id}-{class}-t {id}-{class}-d\" focusable=\"false\">\
             <title id=\"{id}-{class}-t\">{title}</title><desc id=\"{id}-{class}-d\">{description}</desc>\
             {definitions}{shapes}</svg>"
        )
    }
}

/// Returns a text in which nothing is read as markup.
pub(crate) fn escaped(text: &str) -> String {
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

/// Draws the days between which something came, as a band whose soft ends lie outside of them.
pub(crate) fn soft_band(drawing: &mut Drawing, across: (f64, f64), down: (f64, f64)) {
    let middle = f64::midpoint(across.0, across.1);
    let half = ((across.1 - across.0) * 0.75).max(5.0);
    let [left, right, top, bottom] = [middle - half, middle + half, down.0, down.1].map(number);
    drawing.filled(Fill::Soft, &format!("M{left} {top}H{right}V{bottom}H{left}z"));
}

/// Returns a curve through points that never swings beyond them (Fritsch and Carlson 1980), beginning with a move.
pub(crate) fn smooth(points: &[(f64, f64)]) -> String {
    let mut data = String::new();
    let Some(first) = points.first() else { return data };
    let _ = write!(data, "M{} {}", number(first.0), number(first.1));
    let slopes = monotone_slopes(points);
    // Steps from point to point are shorter than places; each begins where the rounded ones before it ended.
    let tenth = |value: f64| (value * 10.0).round() / 10.0;
    let mut from = (tenth(first.0), tenth(first.1));
    for (at, pair) in points.windows(2).enumerate() {
        let third = (pair[1].0 - pair[0].0) / 3.0;
        let one = (pair[0].0 + third, pair[0].1 + slopes[at] * third);
        let two = (pair[1].0 - third, pair[1].1 - slopes[at + 1] * third);
        data.push('c');
        for (place, (x, y)) in [one, two, pair[1]].into_iter().enumerate() {
            for (axis, step) in [x - from.0, y - from.1].into_iter().enumerate() {
                let step = number(step);
                if place + axis > 0 && !step.starts_with('-') {
                    data.push(' ');
                }
                data.push_str(&step);
            }
        }
        from = (tenth(from.0 + tenth(pair[1].0 - from.0)), tenth(from.1 + tenth(pair[1].1 - from.1)));
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
    fn fills_are_named_by_their_chart() {
        let mut drawing = Drawing::new(Room::Wide, 10.0);
        drawing.filled(Fill::Soft, "M0 0h1");
        drawing.filled(Fill::Soft, "M0 0h2");
        let svg = drawing.into_svg("x", "a", "b");
        assert_eq!(svg.matches(r#"id="x-wide-soft""#).count(), 1, "{svg}");
        assert_eq!(svg.matches(r#"fill="url(#x-wide-soft)""#).count(), 2, "{svg}");
    }

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
    fn a_curve_is_told_in_steps_from_where_it_stands() {
        assert_eq!(smooth(&[(0.0, 0.0), (3.0, -3.0), (6.04, 0.0)]), "M0 0c1 0 2-3 3-3c1 0 2 3 3 3");
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
