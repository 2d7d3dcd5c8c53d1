//! Facts about AWS as embedded data. Knows nothing of this program.
