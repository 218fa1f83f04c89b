"""Writes tests/data/people.tsv: texts as people write telephone numbers, with the right answer.

    python -m venv VENV && VENV/bin/pip install phonenumbers
    VENV/bin/python tests/data/people.py > tests/data/people.tsv

It takes valid numbers of many countries from Google's libphonenumber (its Python port) and writes them by the rules of
people_rules.tsv. It knows what the number was before it was written, so it shares nothing with the reader.
people_by_hand.tsv has the same columns and is written by hand. No test needs Python.

Columns: region in which the text was written; kind; answer; rule; text (\\u{HEX}, \\n, \\t and \\\\ stand for characters).
Kinds:
  number    this number (with this extension) and nothing else; several with | between them are each right
  either    one of these, or a question that has one of them among its readings
  question  a question that has all of these among its readings
  refusal   no number: a refusal by one of these rules
  doubt     no number: any refusal, or a question
Answers: E.164, with ;ext=DIGITS where the text has an extension. The same version of phonenumbers gives the same file.
"""

import os
import random
import re

import phonenumbers
from phonenumbers import PhoneNumberFormat as Form
from phonenumbers import PhoneNumberType as Type

RNG = random.Random("people")
HERE = os.path.dirname(os.path.abspath(__file__))
REGIONS = (
    "AE AR AT AU BD BE BG BO BR BY CA CH CI CL CN CO CR CY CZ DE DK EC EE EG ES FI FR GB GH GR HK HR HU ID IE IL IN IR "
    "IS IT JM JP KE KR KZ LK LT LU LV MA MM MX MY NG NL NO NP NZ PE PH PK PL PR PT PY RO RS RU SA SE SG SI SK SN TH TN "
    "TR TW UA US UY VN XK ZA"
).split()
HOMES = ["GB", "DE", "FR", "IN", "AU", "US", "JP", "ZA"]
TYPES = [Type.MOBILE, Type.FIXED_LINE]
# So many texts of one rule in one country, and so many countries of a rule that is written everywhere.
EVERYWHERE = 28


def e164(number):
    return phonenumbers.format_number(number, Form.E164)


def parsed(text):
    """The number with this E.164 form, where it is a valid one."""
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) and e164(number) == text else None


def valid_numbers(region, kind, count):
    """The example of the kind and others like it."""
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return []
    found, start = [example], e164(example)
    for _ in range(400):
        if len(found) > count:
            break
        text = start[:-5] + "".join(RNG.choice("0123456789") for _ in range(5))
        number = parsed(text)
        if number and number not in found and phonenumbers.region_code_for_number(number) == region:
            if phonenumbers.number_type(number) == phonenumbers.number_type(example):
                found.append(number)
    return found


def international_prefix(region):
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    prefix = metadata.international_prefix
    return prefix if re.fullmatch(r"\d+", prefix) else None


def national_prefix(region):
    return phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix


def neighbour(number):
    """The number with another last digit."""
    text = e164(number)
    for step in range(1, 10):
        other = parsed(text[:-1] + str((int(text[-1]) + step) % 10))
        if other:
            return other
    return None


def parts(number, region):
    """What stands between braces; None where the number has no such part."""
    nsn = phonenumbers.national_significant_number(number)
    international = phonenumbers.format_number(number, Form.INTERNATIONAL)
    national = phonenumbers.format_number(number, Form.NATIONAL)
    code = str(number.country_code)
    other = neighbour(number)
    return {
        "nat": national,
        "natd": re.sub(r"\D", "", national),
        "int": international,
        "intd": international[1:],
        "intn": international[len(code) + 1 :].strip(" -"),
        "e164": e164(number),
        "digits": e164(number)[1:],
        "cc": code,
        "nsn": nsn,
        "rfc": phonenumbers.format_number(number, Form.RFC3966),
        "idd": international_prefix(region),
        "other": other and phonenumbers.format_number(other, Form.NATIONAL),
        "tail": other and e164(other)[-2:],
    }


def changed(text, change):
    """What stands after |."""
    how, character = change[0], chr(int(change[1:], 16))
    if how == "z":
        return "".join(chr(ord(character) + int(c)) if c in "0123456789" else c for c in text)
    if how == "s":
        return re.sub("[ -]", lambda _: character, text)
    assert how == "i", change
    return re.sub(r"(\d\D*\d\D*)(\d)", lambda found: found[1] + character + found[2], text)


def unescaped(text):
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), text)
    return text.replace(r"\n", "\n").replace(r"\t", "\t").replace("\\\\", "\\")


def escaped(text):
    text = text.replace("\\", "\\\\").replace("\n", r"\n").replace("\t", r"\t")
    hidden = lambda c: not c.isprintable() or ord(c) in (0x34F, 0x115F, 0xFFA0, 0x3164, 0x3000) or 0xFE00 <= ord(c) <= 0xFE0F or ord(c) > 0xE0000
    return "".join(rf"\u{{{ord(c):x}}}" if hidden(c) else c for c in text)


def written(template, number, region):
    """The text that the rule makes, or None where the number lacks a part."""
    have = parts(number, region)
    missing = False

    def fill(found):
        nonlocal missing
        name, *changes = found[1].split("|")
        text = have[name]
        missing = missing or text is None
        for change in changes:
            text = changed(text or "", change)
        return text or ""

    text = re.sub(r"\{([a-z0-9|]+)\}", fill, re.sub(r"\\u\{([0-9a-f]+)\}", r"\\u<\1>", template))
    return None if missing else unescaped(re.sub(r"\\u<([0-9a-f]+)>", r"\\u{\1}", text))


def reads_otherwise(number, template, have):
    """Whether digits without a plus are another valid number too: with the country code in them, or as a national
    number that begins with the same digits as the code."""
    code, nsn = have["cc"], have["nsn"]
    bare = template.startswith(("{digits", "{intd", "-{intd"))
    unprefixed = "{nsn" in template and "+" not in template and "00" not in template
    unprefixed = unprefixed or ("{nat" in template and "+" not in template and have["natd"] == nsn)
    return bool(
        (bare and parsed(f"+{code}{code}{nsn}")) or (unprefixed and nsn.startswith(code) and parsed("+" + nsn))
    )


def fits(name, number):
    kind = phonenumbers.number_type(number)
    nsn = phonenumbers.national_significant_number(number)
    if name.startswith("switchboard"):
        return kind == Type.FIXED_LINE
    if name.startswith("trunk-"):
        return not nsn.startswith("0")
    return True


def rows_of(rule, pool):
    name, regions, kind, answer, template, _ = rule
    if regions in ("*", "abroad"):
        countries = sorted(RNG.sample(REGIONS, EVERYWHERE))
    else:
        countries = [region for region in regions.split(",") if pool.get(region)]
    for home in countries:
        count = 1 if regions in ("*", "abroad") else 2
        usable = [number for number in pool[home] if fits(name, number)]
        for number in RNG.sample(usable, min(count, len(usable))):
            region = RNG.choice([h for h in HOMES if h != home]) if regions == "abroad" else home
            if regions == "abroad" and phonenumbers.country_code_for_region(region) == number.country_code:
                continue
            text = written(template, number, region)
            if text is None:
                continue
            doubt = kind == "number" and reads_otherwise(number, template, parts(number, region))
            tail = parts(number, region)["tail"] or ""
            right = answer.replace("{tail}", tail).replace("=", e164(number), 1)
            if "|" in answer:
                right = "|".join(
                    e164(number) + one.replace("{tail}", tail)[1:] for one in answer.split("|")
                )
            yield region, "either" if doubt else kind, right, name, text


def two_readings(region, pool):
    """Digits that are a valid number with their country code in them and another one without. Where national numbers
    are written without a prefix, the whole text is such a number as anybody writes it."""
    code = str(phonenumbers.country_code_for_region(region))
    shapes = [phonenumbers.national_significant_number(number) for number in pool[region]]
    found = []
    for _ in range(3000):
        shape = RNG.choice(shapes)
        text = code + "".join(RNG.choice("0123456789") for _ in range(max(len(shape) - len(code), 1)))
        if RNG.random() < 0.5:
            text = code + shape[:-4] + "".join(RNG.choice("0123456789") for _ in range(4))
        whole, national = parsed("+" + text), parsed("+" + code + text)
        kinds = (Type.MOBILE, Type.FIXED_LINE, Type.FIXED_LINE_OR_MOBILE)
        if whole and national and all(phonenumbers.number_type(n) in kinds for n in (whole, national)):
            if phonenumbers.region_code_for_number(whole) == phonenumbers.region_code_for_number(national) == region:
                usual = national_prefix(region) is None
                kind, answer = ("either", e164(national)) if usual else ("question", f"{e164(whole)}|{e164(national)}")
                found.append((region, kind, answer, "own-code-or-area", text))
        if len(found) == 3:
            break
    return found


def main():
    pool = {}
    for region in REGIONS:
        numbers = []
        for kind in TYPES:
            numbers += [n for n in valid_numbers(region, kind, 4) if n not in numbers]
        pool[region] = numbers
    print(f"# phonenumbers {phonenumbers.__version__}; made by people.py of people_rules.tsv, which names the sources")
    lines = []
    with open(os.path.join(HERE, "people_rules.tsv"), encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                lines += rows_of(line.rstrip("\n").split("\t"), pool)
    for region in REGIONS:
        lines += two_readings(region, pool)
    for region, kind, answer, name, text in lines:
        print(region, kind, answer, name, escaped(text), sep="\t")


if __name__ == "__main__":
    main()
