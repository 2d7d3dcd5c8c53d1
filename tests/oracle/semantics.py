"""What IAM means by a policy, for an SMT solver: written from AWS's documentation, not from the
code it is held against.

A request about an action is a resource name (a string) and a set of condition keys, each present or
not. A document becomes a Boolean term over them. Strings and patterns are terms of the theory of
strings and regular expressions, numbers, dates and addresses are reals and integers.
"""

import datetime
import ipaddress
import re
from fractions import Fraction

from cvc5.pythonic import (
    AllChar, And, Bool, BoolVal, Complement, Concat, If, InRe, Int, IntVal, Intersect, Not, Or, Range,
    RealVal, Real, Re, Star, String, StringVal, Union,
)

ACCOUNT = "111122223333"
SLOTS = 4  # values that a multivalued key is given at most: more than any case has conditions on one

# The resource types of each action, as the service authorization reference writes them. A gap in
# braces is a mere name, with neither slash nor colon in it; one in parentheses may hold anything.
FORMS = {
    "s3:GetObject": [
        "arn:aws:s3:::{bucket}/(key)",
        f"arn:aws:s3:[region]:{ACCOUNT}:accesspoint/{{point}}/object/(key)",
    ],
    "s3:PutObject": [
        "arn:aws:s3:::{bucket}/(key)",
        f"arn:aws:s3:[region]:{ACCOUNT}:accesspoint/{{point}}/object/(key)",
    ],
    "s3:ListBucket": [
        "arn:aws:s3:::{bucket}",
        f"arn:aws:s3:[region]:{ACCOUNT}:accesspoint/{{point}}",
    ],
    "sqs:SendMessage": [f"arn:aws:sqs:[region]:{ACCOUNT}:{{queue}}"],
    "sqs:CreateQueue": [f"arn:aws:sqs:[region]:{ACCOUNT}:{{queue}}"],
    "dynamodb:GetItem": [f"arn:aws:dynamodb:[region]:{ACCOUNT}:table/{{table}}"],
    "ec2:TerminateInstances": [f"arn:aws:ec2:[region]:{ACCOUNT}:instance/{{instance}}"],
    "lambda:InvokeFunction": [f"arn:aws:lambda:[region]:{ACCOUNT}:function:(function)"],
    "secretsmanager:GetSecretValue": [f"arn:aws:secretsmanager:[region]:{ACCOUNT}:secret:(secret)"],
    "kms:Decrypt": [f"arn:aws:kms:[region]:{ACCOUNT}:key/{{key}}"],
}

# Keys: what their values are, whether every request has them, and which actions send them at all.
KEYS = {
    "aws:SourceIp": ("address", False, None),
    "aws:SourceVpc": ("text", False, None),
    "aws:SourceVpce": ("text", False, None),
    "aws:UserAgent": ("text", False, None),
    "aws:referer": ("text", False, None),
    "aws:SecureTransport": ("bool", True, None),
    "aws:ViaAWSService": ("bool", True, None),
    "aws:CalledVia": ("set", False, None),
    "aws:MultiFactorAuthPresent": ("bool", False, None),
    "aws:MultiFactorAuthAge": ("number", False, None),
    "aws:CurrentTime": ("date", True, None),
    "aws:RequestedRegion": ("text", True, None),
    "aws:ResourceTag/team": ("text", False, None),
    "aws:RequestTag/team": ("text", False, {"sqs:CreateQueue"}),
    "aws:TagKeys": ("set", False, {"sqs:CreateQueue"}),
    "lambda:SourceFunctionArn": ("arn", False, None),
    "s3:prefix": ("text", False, {"s3:ListBucket"}),
    "s3:max-keys": ("number", False, {"s3:ListBucket"}),
    "dynamodb:LeadingKeys": ("set", False, {"dynamodb:GetItem"}),
}

ANY = Star(AllChar())
NO_COLON = Union(Range("\x00", "9"), Range(";", "\U0002ffff"))
IN_NAME = Union(Range("\x00", "."), Range("0", "9"), Range(";", "\U0002ffff"))


def joined(parts):
    parts = list(parts)
    return Re("") if not parts else parts[0] if len(parts) == 1 else Concat(*parts)


def either(parts):
    parts = list(parts)
    return Complement(ANY) if not parts else parts[0] if len(parts) == 1 else Union(*parts)


def glob(text, one=None, many=None):
    one = AllChar() if one is None else one
    many = Star(one) if many is None else many
    pieces = re.findall(r"[*]|[?]|[^*?]+", text)
    return joined(many if p == "*" else one if p == "?" else Re(p) for p in pieces)


def resource_pattern(text, completes):
    """The names that an entry of Resource matches; nothing when it can match none. Entries with fewer
    than six parts are completed where AWS does so."""
    if text == "*":
        return ANY
    parts = text.split(":", 5)
    if len(parts) < 6:
        if not (completes or text.endswith("*")):
            return None
        parts += ["*"] * (6 - len(parts))
    if "*" in parts[2] or "?" in parts[2]:
        return None  # the service is a name
    pieces = []
    for part in parts[:5]:
        head, star = (part[:-1], True) if part.endswith("*") else (part, False)
        pieces += [glob(head, NO_COLON)] + ([ANY] if star else []) + [Re(":")]
    return joined(pieces + [glob(parts[5])])


def arn_pattern(text):
    """The names that a value of ArnLike matches: part by part."""
    if text == "*":
        return joined([Re("arn:")] + [joined([Star(NO_COLON), Re(":")])] * 4 + [ANY])
    parts = text.split(":", 5)
    if len(parts) < 6:
        return None
    heads = [joined([glob(part, NO_COLON), Re(":")]) for part in parts[:5]]
    return joined(heads + [glob(parts[5])])


def folded(text):
    return joined(
        Union(Re(c.lower()), Re(c.upper())) if c.isascii() and c.isalpha() else Re(c) for c in text
    )


def seconds(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)
    return int(moment.timestamp())


class Request:
    """The variables of a request for an action about one form of resource, and what is so anyway."""

    def __init__(self, action, form):
        self.action = action
        self.facts = []
        self.region = String("region")
        self.resource = String("resource")
        self.keys = {}
        pieces = []
        for number, piece in enumerate(re.findall(r"\{\w+\}|\(\w+\)|\[\w+\]|[^{(\[]+", form)):
            if piece[0] == "[":
                pieces.append(self.region)
                self.facts.append(InRe(self.region, joined([NO_COLON, Star(NO_COLON)])))
            elif piece[0] in "{(":
                gap = String(f"gap{number}")
                one = IN_NAME if piece[0] == "{" else AllChar()
                self.facts.append(InRe(gap, joined([one, Star(one)])))
                pieces.append(gap)
            else:
                pieces.append(StringVal(piece))
        self.facts.append(self.resource == (pieces[0] if len(pieces) == 1 else Concat(*pieces)))
        self.has_region = "[region]" in form

    def key(self, name):
        if name not in self.keys:
            kind, always, senders = KEYS[name]
            present = Bool(f"{name}?")
            if always:
                self.facts.append(present)
            if senders is not None and self.action not in senders:
                self.facts.append(Not(present))
            self.keys[name] = (kind, present, self.values(name, kind))
        return self.keys[name]

    def values(self, name, kind):
        if kind == "set":
            slots = [(Bool(f"{name}#{n}?"), String(f"{name}#{n}")) for n in range(SLOTS)]
            return slots
        if kind == "bool":
            return Bool(name)
        if kind == "number":
            return Real(name)
        if kind == "date":
            return Real(name)
        if kind == "address":
            version, number = Bool(f"{name} is 6"), Int(name)
            top = If(version, IntVal(2**128), IntVal(2**32))
            self.facts += [number >= 0, number < top]
            return version, number
        value = String(name)
        if name == "aws:RequestedRegion":
            self.facts.append(value != StringVal(""))
            if self.has_region:
                self.facts.append(value == self.region)
        if kind == "arn":
            arn = joined([Re("arn:")] + [joined([Star(NO_COLON), Re(":")])] * 4 + [ANY])
            self.facts.append(InRe(value, arn))
        return value

    def related(self):
        """What keys say of each other."""
        facts = []

        def present(name):
            return self.key(name)[1]

        def has(name):
            return name in self.keys

        for other in ("aws:SourceVpc", "aws:SourceVpce"):
            if has("aws:SourceIp") and has(other):
                facts.append(Not(And(present("aws:SourceIp"), present(other))))
        if has("aws:CalledVia"):
            forwarded = And(present("aws:ViaAWSService"), self.key("aws:ViaAWSService")[2])
            facts.append(Or(Not(present("aws:CalledVia")), forwarded))
        if has("aws:MultiFactorAuthAge"):
            used = And(present("aws:MultiFactorAuthPresent"), self.key("aws:MultiFactorAuthPresent")[2])
            facts.append(Or(Not(present("aws:MultiFactorAuthAge")), used))
        if has("aws:TagKeys") and has("aws:RequestTag/team"):
            slots = self.key("aws:TagKeys")[2]
            named = [And(used, InRe(value, folded("team"))) for used, value in slots]
            listed = And(present("aws:TagKeys"), Or(*named))
            facts.append(present("aws:RequestTag/team") == listed)
        return facts

    # Conditions

    def matches(self, test, kind, value, wanted):
        """Whether one value of a request matches one value of a policy."""
        if test == "Bool":
            return value if wanted == "true" else Not(value)
        if test.startswith(("Numeric", "Date")):
            number = RealVal(str(Fraction(wanted)) if test.startswith("N") else seconds(wanted))
            relation = test.removeprefix("Numeric").removeprefix("Date")
            return {
                "Equals": lambda: value == number,
                "LessThan": lambda: value < number,
                "LessThanEquals": lambda: value <= number,
                "GreaterThan": lambda: value > number,
                "GreaterThanEquals": lambda: value >= number,
            }[relation]()
        if test == "IpAddress":
            network = ipaddress.ip_network(wanted)
            version, number = value
            family = version if network.version == 6 else Not(version)
            first, last = int(network.network_address), int(network.broadcast_address)
            return And(family, number >= IntVal(first), number <= IntVal(last))
        if test == "StringEquals":
            return value == StringVal(wanted)
        if test == "StringEqualsIgnoreCase":
            return InRe(value, folded(wanted))
        if test == "StringLike":
            return InRe(value, glob(wanted))
        pattern = arn_pattern(wanted)
        return BoolVal(False) if pattern is None else InRe(value, pattern)

    def cell(self, operator, name, wanted):
        kind, present, value = self.key(name)
        quantifier, _, rest = operator.rpartition(":")
        if rest == "Null":
            if kind == "set":
                full = Or(*[And(used, text != StringVal("")) for used, text in value])
                null = Not(And(present, full))
            elif kind in ("text", "arn"):
                null = Or(Not(present), value == StringVal(""))
            else:
                null = Not(present)
            return Or(*[null if w == "true" else Not(null) for w in wanted])
        if_exists = rest.endswith("IfExists")
        test = rest.removesuffix("IfExists")
        negated = "Not" in test
        test = test.replace("Not", "", 1)
        test = {"ArnEquals": "ArnLike"}.get(test, test)

        def meets(value):
            found = Or(*[self.matches(test, kind, value, w) for w in wanted])
            return Not(found) if negated else found

        if quantifier == "ForAllValues":
            missing = BoolVal(True)
        elif quantifier == "ForAnyValue":
            missing = BoolVal(if_exists)
        else:
            missing = BoolVal(if_exists or negated)
        if kind == "set":
            empty = Not(Or(*[used for used, _ in value]))
            if quantifier == "ForAllValues":
                null = Not(Or(*[And(used, text != StringVal("")) for used, text in value]))
                found = Or(null, And(*[Or(Not(used), meets(text)) for used, text in value]))
            else:
                found = Or(*[And(used, meets(text)) for used, text in value])
            return If(Or(Not(present), empty), missing, found)
        found = meets(value)
        if quantifier == "ForAllValues" and kind == "text":
            found = Or(value == StringVal(""), found)
        return If(present, found, missing)

    # Statements

    def applies(self, statement, completes):
        terms = []
        for element, inverted in (("Resource", False), ("NotResource", True)):
            if element in statement:
                patterns = [resource_pattern(text, completes) for text in statement[element]]
                patterns = [pattern for pattern in patterns if pattern is not None]
                covered = InRe(self.resource, either(patterns))
                terms.append(Not(covered) if inverted else covered)
        for operator, keys in statement.get("Condition", {}).items():
            terms += [self.cell(operator, name, wanted) for name, wanted in keys.items()]
        return And(*terms) if terms else BoolVal(True)

    def covers(self, statement):
        if "NotAction" in statement:
            return not any(action_matches(text, self.action) for text in statement["NotAction"])
        return any(action_matches(text, self.action) for text in statement["Action"])

    def allowed(self, document, completes):
        """Whether a document lets the request through, given that everything else does."""
        effects = {"Allow": [BoolVal(False)], "Deny": [BoolVal(False)]}
        for statement in document["Statement"]:
            if self.covers(statement):
                effects[statement["Effect"]].append(self.applies(statement, completes))
        return And(Or(*effects["Allow"]), Not(Or(*effects["Deny"])))


def action_matches(pattern, action):
    parts = ("".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern))
    return re.fullmatch(parts, action, re.IGNORECASE) is not None
