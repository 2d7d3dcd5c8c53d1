//! Representatives of values that are compared: for any conjunction of comparisons with some
//! constants, if any value meets it then one of these does.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use ipnet::IpNet;

/// Representatives for comparisons with these numbers; nothing when one is too long to reckon with.
pub fn numbers<'t>(constants: impl Iterator<Item = &'t str>) -> Option<Vec<String>> {
    let parsed: Vec<(i128, u32)> =
        constants.filter(|text| is_number(text)).map(parse).collect::<Option<_>>()?;
    // One digit more than any constant has, so that there is something between any two.
    let scale = parsed.iter().map(|(_, scale)| *scale).max().unwrap_or(0) + 1;
    let scaled: BTreeSet<i128> = parsed
        .into_iter()
        .map(|(number, own)| number.checked_mul(10_i128.checked_pow(scale - own)?))
        .collect::<Option<_>>()?;
    let one = 10_i128.checked_pow(scale)?;
    let mut found: Vec<i128> = scaled.iter().copied().collect();
    for (low, high) in scaled.iter().zip(scaled.iter().skip(1)) {
        let whole = (low.div_euclid(one) + 1).checked_mul(one)?;
        found.push(if whole < *high { whole } else { low + (high - low) / 2 });
    }
    match (scaled.first(), scaled.last()) {
        (Some(least), Some(most)) => {
            found.push(if *least > 0 { 0 } else { least.checked_sub(one)? });
            found.push(most.checked_add(one)?);
        }
        _ => found.push(one),
    }
    Some(found.into_iter().map(|number| written(number, scale)).collect())
}

fn is_number(text: &str) -> bool {
    let unsigned = text.trim().trim_start_matches(['-', '+']);
    unsigned.bytes().any(|b| b.is_ascii_digit())
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && unsigned.bytes().filter(|b| *b == b'.').count() <= 1
}

/// The number as a whole one and the count of its digits behind the point.
fn parse(text: &str) -> Option<(i128, u32)> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let number = format!("{whole}{fraction}");
    Some((number.trim_start_matches('+').parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

fn written(number: i128, scale: u32) -> String {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    let fraction = fraction.trim_end_matches('0');
    let sign = if number < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// Representatives for comparisons with these instants.
pub fn instants(constants: impl Iterator<Item = DateTime<Utc>>) -> Vec<String> {
    let constants: BTreeSet<DateTime<Utc>> = constants.collect();
    let mut found: Vec<DateTime<Utc>> = constants.iter().copied().collect();
    let between = constants.iter().zip(constants.iter().skip(1));
    found.extend(between.map(|(low, high)| *low + (*high - *low) / 2));
    let ends = [
        constants.first().and_then(|first| first.checked_sub_signed(TimeDelta::days(1))),
        constants.last().and_then(|last| last.checked_add_signed(TimeDelta::days(1))),
    ];
    found.extend(ends.into_iter().flatten());
    found.into_iter().map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).collect()
}

/// Representatives for tests of being in these ranges.
pub fn addresses(ranges: impl Iterator<Item = IpNet>) -> Vec<String> {
    let mut found: BTreeSet<IpAddr> =
        [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()].into();
    for range in ranges {
        found.insert(range.network());
        found.extend(after(range.broadcast()));
    }
    found.into_iter().map(|address| address.to_string()).collect()
}

fn after(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(v4) => Ipv4Addr::from(u32::from(v4).checked_add(1)?).into(),
        IpAddr::V6(v6) => Ipv6Addr::from(u128::from(v6).checked_add(1)?).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_something_on_both_sides_of_and_between_any_numbers() {
        let found = numbers(["3", "3.5", "10", "ten"].into_iter()).unwrap();
        assert_eq!(found, ["3", "3.5", "10", "3.25", "4", "0", "11"]);
        assert_eq!(numbers(["-1"].into_iter()).unwrap(), ["-1", "-2", "0"]);
        assert_eq!(numbers(std::iter::empty()).unwrap(), ["1"]);
        assert!(numbers(["9".repeat(60).as_str()].into_iter()).is_none());
    }

    #[test]
    fn ranges_are_entered_and_left() {
        let found = addresses(["10.0.0.0/8".parse().unwrap()].into_iter());
        assert_eq!(found, ["0.0.0.0", "10.0.0.0", "11.0.0.0", "::"]);
    }
}
