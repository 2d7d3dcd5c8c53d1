//! The words of an AWS CLI command: which service, which operation, which options.

use std::{collections::BTreeMap, path::Path};

/// Global options that stand alone, so that the word behind them is not their value.
const FLAGS: [&str; 5] =
    ["debug", "no-cli-pager", "no-paginate", "no-sign-request", "no-verify-ssl"];

/// Options that only say which page of the same answer is asked for.
const PAGING: [&str; 6] =
    ["marker", "max-items", "max-results", "next-token", "page-size", "starting-token"];

/// One command, as far as it says what the answer means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Command {
    /// Such as `iam`.
    pub service: String,
    /// Such as `list-access-keys`.
    pub operation: String,
    options: BTreeMap<String, Vec<String>>,
}

/// A text that is no AWS CLI command.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotACommand {
    /// A quotation mark without its partner.
    #[error("the quotation mark {0} is never closed")]
    OpenQuote(char),
    /// The program is missing, or its service or operation.
    #[error("write `aws SERVICE OPERATION` with the options it was run with")]
    Incomplete,
}

impl Command {
    /// Reads a command line as a shell would split it. Variables before `aws`, the path and the
    /// ending of the program, and global options before the service are all allowed.
    pub fn parse(line: &str) -> Result<Self, NotACommand> {
        let mut words = words(line)?.into_iter().skip_while(|word| !is_aws(word)).skip(1);
        let mut plain = Vec::new();
        let mut options: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut open: Option<String> = None;
        for word in &mut words {
            if let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) {
                let (name, value) = match option.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (option, None),
                };
                options.entry(name.to_owned()).or_default().extend(value.clone());
                open = (value.is_none() && !FLAGS.contains(&name)).then(|| name.to_owned());
            } else if let Some(name) = &open {
                options.entry(name.clone()).or_default().push(word);
                if plain.len() < 2 {
                    open = None;
                }
            } else {
                plain.push(word);
            }
        }
        let mut plain = plain.into_iter();
        match (plain.next(), plain.next()) {
            (Some(service), Some(operation)) => Ok(Self { service, operation, options }),
            _ => Err(NotACommand::Incomplete),
        }
    }

    /// The first value of an option, named without its dashes.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.get(name)?.first().map(String::as_str)
    }

    /// The same command without the options that only choose a page.
    pub fn without_paging(&self) -> Self {
        let mut command = self.clone();
        command.options.retain(|name, _| !PAGING.contains(&name.as_str()));
        command
    }
}

fn is_aws(word: &str) -> bool {
    let name = word.rsplit('\\').next().unwrap_or(word);
    Path::new(name).file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("aws"))
}

fn words(line: &str) -> Result<Vec<String>, NotACommand> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('"') | None, '\\')
                if characters.peek().is_some_and(|next| "\"'\\ ".contains(*next)) =>
            {
                word.get_or_insert_default().extend(characters.next());
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.map_or(Ok(words), |open| Err(NotACommand::OpenQuote(open)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_say_what_the_answer_is_about() {
        let command =
            Command::parse("aws kms get-key-policy --key-id 12-ab --policy-name=default").unwrap();
        assert_eq!(
            (command.service.as_str(), command.operation.as_str()),
            ("kms", "get-key-policy")
        );
        assert_eq!(command.option("key-id"), Some("12-ab"));
        assert_eq!(command.option("policy-name"), Some("default"));
        assert_eq!(command.option("region"), None);
    }

    #[test]
    fn an_option_keeps_all_its_values_and_the_first_counts() {
        let command = Command::parse("aws iam x --filter User Role --no-paginate --a 1").unwrap();
        assert_eq!(command.options["filter"], ["User", "Role"]);
        assert_eq!(command.option("no-paginate"), None);
        assert_eq!(command.option("a"), Some("1"));
    }

    #[test]
    fn what_stands_before_the_service_does_not_hide_it() {
        for line in [
            "aws --region eu-west-1 --no-cli-pager iam list-users",
            "AWS_PROFILE=audit /usr/local/bin/aws --profile=x iam list-users",
            r"C:\Tools\aws.exe iam list-users",
        ] {
            let command = Command::parse(line).unwrap();
            assert_eq!(
                (command.service.as_str(), command.operation.as_str()),
                ("iam", "list-users"),
                "{line}"
            );
        }
    }

    #[test]
    fn quotes_and_backslashes_are_the_shells() {
        let command =
            Command::parse(r#"aws iam get-user --user-name "a b" --x 'c"d' --y e\ f --z """#)
                .unwrap();
        assert_eq!(command.option("user-name"), Some("a b"));
        assert_eq!(command.option("x"), Some("c\"d"));
        assert_eq!(command.option("y"), Some("e f"));
        assert_eq!(command.option("z"), Some(""));
    }

    #[test]
    fn what_is_no_command_is_told() {
        assert_eq!(Command::parse(""), Err(NotACommand::Incomplete));
        assert_eq!(Command::parse("aws iam"), Err(NotACommand::Incomplete));
        assert_eq!(Command::parse("curl https://example.com x"), Err(NotACommand::Incomplete));
        assert_eq!(Command::parse("aws iam 'list-users"), Err(NotACommand::OpenQuote('\'')));
    }

    #[test]
    fn pages_of_one_answer_have_one_command() {
        let first = Command::parse("aws iam list-users --max-items 5").unwrap();
        let second =
            Command::parse("aws iam list-users --starting-token eyJ --max-items 5").unwrap();
        assert_eq!(first.without_paging(), second.without_paging());
    }
}
