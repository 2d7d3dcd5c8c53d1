//! The organization that the program brings along: Kestrel Freight, as in `demo-data/`.

use super::native::Files;

/// The files of `demo-data/`, templates included.
pub fn files() -> Files {
    include!(concat!(env!("OUT_DIR"), "/demo-data.rs")).into_iter().collect()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vending;
