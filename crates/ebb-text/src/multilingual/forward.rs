//! The network: from pieces to a vector. Rows are pieces; the pieces of several lines run through it together.

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};

use super::DIMENSIONS;
use super::packed::{LoadError, Packed};

/// The axis along which pieces or lines follow each other.
const ROWS: Axis = Axis(0);
/// The axis along which the numbers of a piece follow each other.
const COLUMNS: Axis = Axis(1);
/// Numbers of each branch.
const BRANCH: usize = 256;
/// Numbers of the hidden layers.
const HIDDEN: usize = 320;
/// The branches: how many pieces each looks at, and how many of these stand before.
const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Numbers of a piece after the branches.
const FEATURES: usize = DIMENSIONS + ORDERS.len() * BRANCH;

#[derive(Debug)]
struct Branch {
    first: Array2<f32>,
    second: Array2<f32>,
    first_bias: Array1<f32>,
    second_bias: Array1<f32>,
}

#[derive(Debug)]
struct Norm {
    scale: Array1<f32>,
    shift: Array1<f32>,
}

/// The weights.
pub(super) struct Network {
    rows: &'static [u8],
    /// Of each piece the lowest value of its row and the step between values.
    ranges: Vec<f32>,
    projection: Array2<f32>,
    projection_bias: Array1<f32>,
    projection_norm: Norm,
    branches: Vec<Branch>,
    norm: Norm,
    mean: Array2<f32>,
    mean_bias: Array1<f32>,
    dense: [Array2<f32>; 4],
    past: [Array2<f32>; 2],
    epsilon: f32,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Network({} pieces)", self.ranges.len() / 2)
    }
}

impl Network {
    pub(super) fn read(packed: &mut Packed, pieces: usize) -> Result<Self, LoadError> {
        let ranges = packed.floats(2 * pieces)?;
        let rows = packed.bytes(pieces * DIMENSIONS / 2)?;
        let all = ORDERS.len() * BRANCH;
        let projection = packed.matrix(DIMENSIONS, all)?;
        let mut convolutions = Vec::new();
        for (order, _) in ORDERS {
            convolutions
                .push([packed.matrix(order * BRANCH, BRANCH)?, packed.matrix(order * BRANCH, BRANCH)?]);
        }
        let mean = packed.matrix(FEATURES, DIMENSIONS)?;
        let dense = [
            packed.matrix(DIMENSIONS, HIDDEN)?,
            packed.matrix(HIDDEN, HIDDEN)?,
            packed.matrix(HIDDEN, DIMENSIONS)?,
            packed.matrix(DIMENSIONS, DIMENSIONS)?,
        ];
        let past = [packed.matrix(DIMENSIONS, HIDDEN)?, packed.matrix(HIDDEN, DIMENSIONS)?];
        let mut vector = |count: usize| packed.floats(count).map(Array1::from);
        let projection_bias = vector(all)?;
        let projection_norm = Norm { scale: vector(all)?, shift: vector(all)? };
        let mut branches = Vec::new();
        for [first, second] in convolutions {
            let (first_bias, second_bias) = (vector(BRANCH)?, vector(BRANCH)?);
            branches.push(Branch { first, second, first_bias, second_bias });
        }
        let norm = Norm { scale: vector(FEATURES)?, shift: vector(FEATURES)? };
        let mean_bias = vector(DIMENSIONS)?;
        let epsilon = vector(1)?[0];
        Ok(Self {
            rows,
            ranges,
            projection,
            projection_bias,
            projection_norm,
            branches,
            norm,
            mean,
            mean_bias,
            dense,
            past,
            epsilon,
        })
    }

    /// Returns a vector of length 1 for each line, given the pieces of all of them and how many each has.
    pub(super) fn run(&self, pieces: &[u32], lengths: &[usize]) -> Vec<Box<[f32]>> {
        let mut features = Array2::<f32>::zeros((pieces.len(), FEATURES));
        for (id, mut row) in pieces.iter().zip(features.rows_mut()) {
            self.unpack(*id as usize, row.as_slice_mut().unwrap_or_default());
        }
        let mut inside = features.slice_axis(COLUMNS, Slice::from(..DIMENSIONS)).dot(&self.projection)
            + &self.projection_bias;
        self.normalise(&mut inside, &self.projection_norm);
        for (at, (branch, (order, before))) in self.branches.iter().zip(ORDERS).enumerate() {
            let own = inside.slice_axis(COLUMNS, Slice::from(at * BRANCH..(at + 1) * BRANCH));
            let hidden = convolve(&own, lengths, (order, before), &branch.first, &branch.first_bias);
            let told =
                convolve(&hidden.view(), lengths, (order, before), &branch.second, &branch.second_bias);
            let from = DIMENSIONS + at * BRANCH;
            features.slice_axis_mut(COLUMNS, Slice::from(from..from + BRANCH)).assign(&told);
        }
        self.normalise(&mut features, &self.norm);
        let mut sums = Array2::<f32>::zeros((lengths.len(), FEATURES));
        let mut start = 0;
        for (length, mut sum) in lengths.iter().zip(sums.rows_mut()) {
            sum.assign(&features.slice_axis(ROWS, Slice::from(start..start + length)).sum_axis(ROWS));
            start += length;
        }
        // The sum over pieces and the projection commute, so that only one row a line is projected.
        let mut mean = sums.dot(&self.mean);
        for (length, mut row) in lengths.iter().zip(mean.rows_mut()) {
            let length = *length as f32;
            row.scaled_add(length, &self.mean_bias);
            row /= length.sqrt();
        }
        let [first, second, third, fourth] = &self.dense;
        let [to_hidden, to_end] = &self.past;
        let hidden = relu(mean.dot(to_hidden) + relu(mean.dot(first)).dot(second));
        let end = (hidden.dot(to_end) + relu(hidden.dot(third)).dot(fourth)).mapv_into(f32::tanh);
        let of_length_one = |row: ndarray::ArrayView1<'_, f32>| {
            let length = row.dot(&row).max(self.epsilon).sqrt();
            row.iter().map(|value| value / length).collect()
        };
        end.rows().into_iter().map(of_length_one).collect()
    }

    /// Writes the row of a piece into the first numbers of `row`.
    fn unpack(&self, id: usize, row: &mut [f32]) {
        let half = DIMENSIONS / 2;
        let (Some(packed), Some([low, step])) =
            (self.rows.get(id * half..(id + 1) * half), self.ranges.get(2 * id..2 * id + 2))
        else {
            return;
        };
        for (two, byte) in row.chunks_exact_mut(2).zip(packed) {
            two[0] = low + step * f32::from(byte & 15);
            two[1] = low + step * f32::from(byte >> 4);
        }
    }

    /// Shifts and scales each row to mean 0 and variance 1, then by what was learnt.
    fn normalise(&self, rows: &mut Array2<f32>, norm: &Norm) {
        for mut row in rows.rows_mut() {
            let mean = row.mean().unwrap_or(0.0);
            row -= mean;
            let variance = row.dot(&row) / row.len() as f32;
            row /= (variance + self.epsilon).sqrt();
            row *= &norm.scale;
            row += &norm.shift;
        }
    }
}

fn relu(mut values: Array2<f32>) -> Array2<f32> {
    values.mapv_inplace(|value| value.max(0.0));
    values
}

/// Runs a window over the pieces of each line and adds the result to the piece; a window never reaches into another line.
fn convolve(
    pieces: &ArrayView2<'_, f32>,
    lengths: &[usize],
    (order, before): (usize, usize),
    weights: &Array2<f32>,
    bias: &Array1<f32>,
) -> Array2<f32> {
    let mut windows = Array2::<f32>::zeros((pieces.nrows(), order * BRANCH));
    let mut start = 0;
    for length in lengths {
        for at in 0..*length {
            for slot in 0..order {
                let Some(other) = (at + slot).checked_sub(before).filter(|other| other < length) else {
                    continue;
                };
                let mut window = windows.row_mut(start + at);
                let span = Slice::from(slot * BRANCH..(slot + 1) * BRANCH);
                window.slice_axis_mut(ROWS, span).assign(&pieces.row(start + other));
            }
        }
        start += length;
    }
    let mut told = relu(windows.dot(weights) + bias);
    told += pieces;
    told
}
