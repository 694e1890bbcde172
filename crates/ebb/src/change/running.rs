//! Running sums, by which the sum over any days is one subtraction.

/// Returns the sum of all values before each one, and the whole sum last: one entry more than values.
pub(crate) fn running_sums(values: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0;
    sums.push(sum);
    for value in values {
        sum += value;
        sums.push(sum);
    }
    sums
}
