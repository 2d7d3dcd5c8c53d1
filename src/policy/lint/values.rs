//! Checks of condition values: whether they are of the type and form that the test needs.

use std::{collections::HashSet, net::IpAddr};

use super::{check::family, finding::Findings, subject::Subject};
use crate::policy::condition::{ConditionCell, Operator, PolicyValue, Sense, Test};

family! {
    DUPLICATE_KEYS_WITH_DIFFERENT_CASE: Error AccessAnalyzer {
        "One key in two spellings"
        why "The case of a key does not count, so that the same key stands twice under one operator."
        mend "Put the values under one of the spellings."
    }
    TYPE_MISMATCH_BOOLEAN: Warning AccessAnalyzer {
        "Neither true nor false"
        why "The operator takes true or false; any other value matches nothing."
        mend "Write true or false."
    }
    TYPE_MISMATCH_DATE: Warning AccessAnalyzer {
        "Not a date"
        why "The operator compares moments; any other value matches nothing."
        mend "Write the date as 2026-01-31T12:00:00Z."
    }
    TYPE_MISMATCH_NUMBER: Warning AccessAnalyzer {
        "Not a number"
        why "The operator compares numbers; any other value matches nothing."
        mend "Write an integer or a decimal number."
    }
    TYPE_MISMATCH_IP_RANGE: Error AccessAnalyzer {
        "Not a range of addresses"
        why "The operator takes addresses and ranges; any other value matches nothing, so that NotIpAddress always holds."
        mend "Write an address or a range such as 203.0.113.0/24."
    }
    TYPE_MISMATCH_ARN: Warning Own {
        "Not an ARN"
        why "The operator compares ARNs part by part; a value with fewer than six parts matches nothing, and the negated operator always holds."
        mend "Write all six parts."
    }
    TYPE_MISMATCH_BINARY: Warning Own {
        "Not base64"
        why "The operator takes bytes in base64; any other value matches nothing."
        mend "Write the bytes in base64."
    }
    INVALID_DATE_VALUE: Warning AccessAnalyzer {
        "Date that can be understood in two ways"
        why "A date without a time, or of digits alone, may not be read as it is meant."
        mend "Write the date as 2026-01-31T12:00:00Z."
    }
    PRIVATE_IP_ADDRESS: Error AccessAnalyzer {
        "Private addresses in aws:SourceIp"
        why "aws:SourceIp is the public address of the caller; private ones never match."
        mend "Write public addresses; for private ones test aws:VpcSourceIp with aws:SourceVpc."
    }
    PRIVATE_NOT_IP_ADDRESS: Error AccessAnalyzer {
        "Private addresses excluded from aws:SourceIp"
        why "aws:SourceIp is the public address of the caller: the test holds for everybody."
        mend "Write public addresses; for private ones test aws:VpcSourceIp with aws:SourceVpc."
    }
    PRIVATE_IP_ADDRESS_SUBSET: Suggestion AccessAnalyzer {
        "Some private addresses in aws:SourceIp"
        why "aws:SourceIp is the public address of the caller; private ones never match."
        mend "Remove the private ones."
    }
    PRIVATE_NOT_IP_ADDRESS_SUBSET: Suggestion AccessAnalyzer {
        "Some private addresses excluded from aws:SourceIp"
        why "aws:SourceIp is the public address of the caller; excluding private ones does nothing."
        mend "Remove the private ones."
    }
    IMPROVE_IP_RANGE: Suggestion AccessAnalyzer {
        "Range that does not begin where it says"
        why "The bits behind the length of the prefix do not count, so that the range is another than it seems."
        mend "Write the first address of the range."
    }
    EVERY_IP_ADDRESS: SecurityWarning Own {
        "Every address"
        why "The range holds all addresses there are: the test keeps nobody away."
        mend "Write the addresses that are meant."
    }
    INVALID_VPC_FORMAT: Error AccessAnalyzer {
        "Not a VPC"
        why "aws:SourceVpc has the form vpc- and 8 or 17 hexadecimal digits; other values never match."
        mend "Write the id of the VPC."
    }
    INVALID_VPCE_FORMAT: Error AccessAnalyzer {
        "Not a VPC endpoint"
        why "aws:SourceVpce has the form vpce- and 8 or 17 hexadecimal digits; other values never match."
        mend "Write the id of the endpoint."
    }
    INVALID_ACCOUNT_VALUE: Error Own {
        "Not an account"
        why "The key holds the twelve digits of an account; other values never match."
        mend "Write the twelve digits, as a string so that leading zeros stay."
    }
    INVALID_ORGANIZATION_VALUE: Error Own {
        "Not an organization"
        why "The key holds the id of an organization, o- and 10 to 32 letters or digits; other values never match."
        mend "Write the id of the organization."
    }
    INVALID_ORGANIZATION_PATH: Error Own {
        "Not a path of an organization"
        why "Such a path begins with the id of the organization and ends with a slash: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/. Others never match."
        mend "Write the whole path with the slash at its end, or a pattern that ends in a star."
    }
    DUPLICATE_CONDITION_VALUE: Suggestion Own {
        "A value stands twice"
        why "Listing a value twice has no effect."
        mend "Remove one of the two."
    }
    REDUNDANT_CONDITION_VALUE_NUM: Suggestion AccessAnalyzer {
        "Numbers of which one decides"
        why "Of several bounds the loosest decides, since one of them is enough."
        mend "Keep the one that decides."
    }
}

/// Looks at the values.
pub fn look(subject: &Subject<'_>, found: &mut Findings) {
    for cell in subject.statements.iter().flat_map(|scope| &scope.statement.conditions) {
        twice(cell, found);
        let Some(operator) = cell.operator else { continue };
        match operator.test {
            Test::IpAddress => addresses(cell, operator, found),
            Test::DateEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => dates(cell, found),
            Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals
                if cell.values.len() > 1 =>
            {
                let message = format!("of {} bounds the loosest decides", cell.values.len());
                found.add(&REDUNDANT_CONDITION_VALUE_NUM, cell.span, message);
            }
            Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike => {
                cell.values.iter().for_each(|value| ids(cell, value, found));
            }
            _ => {}
        }
    }
}

fn twice(cell: &ConditionCell, found: &mut Findings) {
    let mut seen = HashSet::new();
    for value in &cell.values {
        if !seen.insert(&value.text) {
            let message = format!("`{}` is listed already", value.text);
            found.add(&DUPLICATE_CONDITION_VALUE, value.span, message);
        }
    }
}

/// C-24: forms that are read in one of several ways.
fn dates(cell: &ConditionCell, found: &mut Findings) {
    for value in cell.values.iter().filter(|value| value.well_typed()) {
        let digits = value.text.bytes().all(|b| b.is_ascii_digit());
        if (digits && value.text.len() < 9) || (!digits && !value.text.contains('T')) {
            let message = format!("`{}` may not be read as it is meant", value.text);
            found.add(&INVALID_DATE_VALUE, value.span, message);
        }
    }
}

/// A range: its address as written, and the length of its prefix.
fn range(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = match text.trim().split_once('/') {
        Some((address, length)) => (address.parse().ok()?, Some(length.parse().ok()?)),
        None => (text.trim().parse().ok()?, None),
    };
    let whole = if matches!(address, IpAddr::V4(_)) { 32 } else { 128 };
    Some((address, length.unwrap_or(whole)))
}

/// C-27.
fn addresses(cell: &ConditionCell, operator: Operator, found: &mut Findings) {
    let ranges: Vec<(&PolicyValue, IpAddr, u8)> = cell
        .values
        .iter()
        .filter_map(|value| range(&value.text).map(|(address, length)| (value, address, length)))
        .collect();
    for (value, address, length) in &ranges {
        if *length == 0 && operator.sense == Sense::Positive {
            let message = format!("`{}` holds every address", value.text);
            found.add(&EVERY_IP_ADDRESS, value.span, message);
        } else if let Ok(net) = ipnet::IpNet::new(*address, *length)
            && net.trunc().addr() != *address
        {
            let message = format!("`{}` is the range {}", value.text, net.trunc());
            found.add(&IMPROVE_IP_RANGE, value.span, message);
        }
    }
    if *cell.lower != *"aws:sourceip" || ranges.is_empty() {
        return;
    }
    let inner: Vec<_> = ranges.iter().filter(|(_, address, _)| is_private(*address)).collect();
    let Some((first, ..)) = inner.first() else { return };
    let all = inner.len() == cell.values.len();
    let check = match (operator.sense, all) {
        (Sense::Positive, true) => &PRIVATE_IP_ADDRESS,
        (Sense::Positive, false) => &PRIVATE_IP_ADDRESS_SUBSET,
        (Sense::Negated, true) => &PRIVATE_NOT_IP_ADDRESS,
        (Sense::Negated, false) => &PRIVATE_NOT_IP_ADDRESS_SUBSET,
    };
    found.add(check, first.span, format!("`{}` is private", first.text));
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let shared = v4.octets()[0] == 100 && v4.octets()[1] & 0xc0 == 64;
            v4.is_private() || v4.is_loopback() || v4.is_link_local() || shared
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Ids of networks, accounts and organizations (K-10, O-1, O-4).
fn ids(cell: &ConditionCell, value: &PolicyValue, found: &mut Findings) {
    let text = &*value.text;
    if text.contains("${") {
        return;
    }
    let like = cell.operator.is_some_and(|operator| operator.test == Test::StringLike);
    let open = like && text.contains(['*', '?']);
    let (check, fits) = match &*cell.lower {
        "aws:sourcevpc" => (&INVALID_VPC_FORMAT, has_id(text, "vpc-")),
        "aws:sourcevpce" => (&INVALID_VPCE_FORMAT, has_id(text, "vpce-")),
        "aws:principalaccount"
        | "aws:resourceaccount"
        | "aws:sourceaccount"
        | "aws:vpceaccount"
        | "kms:calleraccount"
        | "s3:resourceaccount" => {
            let digits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
            (&INVALID_ACCOUNT_VALUE, digits || text == "anonymous")
        }
        "aws:principalorgid" | "aws:resourceorgid" | "aws:sourceorgid" | "aws:vpceorgid" => {
            (&INVALID_ORGANIZATION_VALUE, is_organization(text))
        }
        "aws:principalorgpaths"
        | "aws:resourceorgpaths"
        | "aws:sourceorgpaths"
        | "aws:vpceorgpaths" => {
            let first = text.split('/').next().unwrap_or_default();
            let begins = is_organization(first) || (like && first.contains(['*', '?']));
            let ends = text.ends_with('/') || (like && text.ends_with(['*', '?']));
            if !(begins && ends) {
                let message = format!("`{text}` is no path, or lacks the slash at its end");
                found.add(&INVALID_ORGANIZATION_PATH, value.span, message);
            }
            return;
        }
        _ => return,
    };
    if !fits && !open {
        found.add(check, value.span, format!("`{text}` has not the form of one"));
    }
}

fn has_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|id| matches!(id.len(), 8 | 17) && id.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_organization(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.strip_prefix("o-").is_some_and(|id| (10..=32).contains(&id.len()) && id.bytes().all(plain))
}
