"""Pairs of documents to compare, made to be hard: around resources that exist, with many inner
stars, with one document a rewriting of the other, with hundreds of exclusions."""

import copy
import re

from semantics import ACCOUNT, KEYS

BASES = {
    "s3:GetObject": ["arn:aws:s3:::data/a/log/b", "arn:aws:s3:::logs-1/2026/a.gz"],
    "s3:PutObject": ["arn:aws:s3:::data/a/log/b", f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/p/object/a/b"],
    "s3:ListBucket": ["arn:aws:s3:::data", "arn:aws:s3:::logs-1"],
    "sqs:SendMessage": [f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs-a", f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs"],
    "sqs:CreateQueue": [f"arn:aws:sqs:eu-west-1:{ACCOUNT}:jobs-a"],
    "dynamodb:GetItem": [f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/orders"],
    "ec2:TerminateInstances": [f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0a1b"],
    "lambda:InvokeFunction": [f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f-1:live"],
    "secretsmanager:GetSecretValue": [f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:app/db-x1"],
    "kms:Decrypt": [f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k-1"],
}

VALUES = {
    "aws:SourceIp": ["10.0.0.0/8", "10.1.0.0/16", "203.0.113.0/24", "203.0.113.9/32", "0.0.0.0/0", "::/0", "2001:db8::/32"],
    "aws:SourceVpc": ["vpc-1", "vpc-2", "vpc-*", "*"],
    "aws:SourceVpce": ["vpce-1", "vpce-?", "vpce-*"],
    "aws:UserAgent": ["aws-cli*", "*boto*", "x", "*-*-*", "?*"],
    "aws:referer": ["https://a.example/*", "*example*", "https://*"],
    "aws:CalledVia": ["athena.amazonaws.com", "cloudformation.amazonaws.com", "*.amazonaws.com"],
    "aws:MultiFactorAuthAge": ["60", "3600", "59.5", "0"],
    "aws:CurrentTime": ["2026-01-01T00:00:00Z", "2026-06-01", "2026-06-01T12:00:00Z"],
    "aws:RequestedRegion": ["eu-west-1", "us-east-1", "eu-*", "*-1"],
    "aws:ResourceTag/team": ["red", "blue", "r*", ""],
    "aws:RequestTag/team": ["red", "blue", "Red", "*"],
    "aws:TagKeys": ["team", "env", "te*", "TEAM"],
    "lambda:SourceFunctionArn": [f"arn:aws:lambda:*:{ACCOUNT}:function:*", "arn:aws:lambda:eu-*:*:function:a*", "*"],
    "s3:prefix": ["home/*", "home/a*", "public/", "", "*/a/*"],
    "s3:max-keys": ["1", "10", "1000", "10.0"],
    "dynamodb:LeadingKeys": ["a", "user-*", "user-1"],
}

TESTS = {
    "text": ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
    "arn": ["ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"],
    "bool": ["Bool"],
    "address": ["IpAddress", "NotIpAddress"],
    "number": ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"],
    "date": ["DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"],
}


class Maker:
    def __init__(self, dice):
        self.dice = dice

    def blurred(self, text):
        """A pattern that matches a text, or nearly."""
        dice = self.dice
        head, tail = text[:8], text[8:]
        for _ in range(dice.randint(0, 6)):
            at = dice.randrange(len(tail) + 1)
            end = min(len(tail), at + dice.randint(0, 6))
            tail = tail[:at] + dice.choice(["*", "*", "*", "?"]) + tail[end:]
        if dice.random() < 0.15:
            at = dice.randrange(len(tail) + 1)
            tail = tail[:at] + dice.choice("ab/-") + tail[at:]
        return head + tail

    def resource(self, action):
        roll = self.dice.random()
        if roll < 0.06:
            return "*"
        if roll < 0.16:
            return "arn:aws:" + action.split(":")[0]
        return self.blurred(self.dice.choice(BASES[action]))

    def condition(self, action):
        dice = self.dice
        names = [name for name, (_, _, senders) in KEYS.items() if senders is None or action in senders]
        name = dice.choice(names)
        kind = KEYS[name][0]
        if dice.random() < 0.1 and not KEYS[name][1]:
            return "Null", name, [dice.choice(["true", "false"])]
        operator = dice.choice(TESTS["text" if kind == "set" else kind])
        pool = ["true", "false"] if kind == "bool" else VALUES[name]
        wanted = dice.sample(pool, dice.randint(1, min(2, len(pool))))
        if dice.random() < 0.3:
            operator += "IfExists"
        if kind == "set" or (kind == "text" and dice.random() < 0.08):
            operator = dice.choice(["ForAllValues:", "ForAnyValue:"]) + operator
        return operator, name, wanted

    def statement(self, actions, effect):
        dice = self.dice
        about = dice.sample(actions, dice.randint(1, len(actions)))
        made = {"Effect": effect, "Action": about}
        if effect == "Deny" and dice.random() < 0.15:
            made["Action"] = ["*"]
        elif effect == "Deny" and dice.random() < 0.1:
            made["NotAction"] = [dice.choice(actions)]
            del made["Action"]
        element = "NotResource" if dice.random() < 0.2 else "Resource"
        made[element] = [self.resource(dice.choice(about)) for _ in range(dice.randint(1, 4))]
        conditions = {}
        for _ in range(dice.choice([0, 0, 1, 1, 2, 3])):
            operator, name, wanted = self.condition(dice.choice(about))
            conditions.setdefault(operator, {}).setdefault(name, wanted)
        if conditions:
            made["Condition"] = conditions
        return made

    def document(self, actions):
        dice = self.dice
        effects = ["Allow"] * dice.randint(1, 3) + ["Deny"] * dice.choice([0, 0, 1, 1, 2, 3])
        return of([self.statement(actions, effect) for effect in effects])

    def rewritten(self, document, actions):
        """A document that says the same in another way, and now and then not quite."""
        dice = self.dice
        made = copy.deepcopy(document)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(made["Statement"]))
            statement = made["Statement"][at]
            change = dice.randrange(6)
            if change == 0 and len(statement.get("Resource", [])) > 1:
                halves = [dict(statement, Resource=[text]) for text in statement["Resource"]]
                made["Statement"][at : at + 1] = copy.deepcopy(halves)
            elif change == 1 and "Resource" in statement:
                text = dice.choice(statement["Resource"])
                statement["Resource"].append(text.replace("?", "a", 1))
            elif change == 2 and statement["Effect"] == "Allow" and "Action" in statement:
                # Everything there, but nothing elsewhere.
                only = {"Effect": "Deny", "Action": statement["Action"], "NotResource": ["*"]}
                made["Statement"].append(only)
            elif change == 3:
                made["Statement"].append(copy.deepcopy(dice.choice(made["Statement"])))
            elif change == 4:
                made["Statement"].append(self.statement(actions, "Deny"))
            else:
                dice.shuffle(made["Statement"])
        return made

    def emptiness(self, action):
        """Whether some patterns have a name in common that hundreds of others leave."""
        dice = self.dice
        base = dice.choice(BASES[action])
        wanted = [self.blurred(base) for _ in range(dice.randint(1, 4))]
        others = [self.blurred(dice.choice(BASES[action])) for _ in range(dice.choice([2, 5, 20, 200]))]
        if dice.random() < 0.6:
            # One name at least is left.
            others = [text for text in others if not plain(text).fullmatch(base)]
        statements = [{"Effect": "Allow", "Action": [action], "Resource": wanted[:1]}]
        statements += [{"Effect": "Deny", "Action": ["*"], "NotResource": [text]} for text in wanted[1:]]
        statements.append({"Effect": "Deny", "Action": ["*"], "Resource": others})
        return of([]), of(statements)

    def case(self):
        dice = self.dice
        actions = dice.sample(sorted(BASES), dice.randint(1, 3))
        kind = dice.choice(["identity", "identity", "boundary", "scp"])
        roll = dice.random()
        if roll < 0.2:
            return "identity", actions[:1], *self.emptiness(actions[0])
        before = self.document(actions)
        if roll < 0.35:
            return kind, actions, of([]), before
        after = self.rewritten(before, actions) if roll < 0.75 else self.document(actions)
        return kind, actions, before, after


def plain(pattern):
    """A pattern whose wildcards take anything."""
    return re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern))


def of(statements):
    return {"Version": "2012-10-17", "Statement": statements}
