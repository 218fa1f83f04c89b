"""Writes tests/data/numbers.tsv: numbers of every country as people write them, and what Google's libphonenumber
(its Python port) makes of them.

    python -m venv VENV && VENV/bin/pip install phonenumbers
    VENV/bin/python tests/data/make_numbers.py > tests/data/numbers.tsv

Columns: region in which the text was written; text; E.164, or - where there is none; V for a valid number, I for an
invalid one, E for an emergency number; of valid ones the type and the region that it belongs to, - where there is none.
The same version of phonenumbers gives the same file.
"""

import random

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

RNG = random.Random("callbackd")
FORMS = [
    PhoneNumberFormat.E164,
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.RFC3966,
]
TYPES = sorted(PhoneNumberType.values())
CALLED_FROM = ["GB", "US", "DE", "FR", "IN", "AU", "JP", "ZA"]


def verdict(text, region):
    """E.164 (or -), V or I, type and region."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "-", "I", "-", "-"
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number):
        return e164, "I", "-", "-"
    kind = PhoneNumberType.to_string(phonenumbers.number_type(number)).lower()
    home = phonenumbers.region_code_for_number(number)
    return e164, "V", kind, "-" if home == "001" else home


def examples(region):
    """One number of each kind that the region has."""
    for kind in TYPES:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            yield number


def digits(length):
    return "".join(RNG.choice("0123456789") for _ in range(length))


def written(number, region):
    """The ways in which people write a number."""
    for form in FORMS:
        yield region, phonenumbers.format_number(number, form)
    home = RNG.choice(CALLED_FROM)
    yield home, phonenumbers.format_out_of_country_calling_number(number, home)
    yield region, phonenumbers.national_significant_number(number)
    number.extension = digits(3)
    yield region, phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def distorted(number, region):
    """Neighbours of a number: other last digits, other digits throughout, missing and surplus ones."""
    national = phonenumbers.national_significant_number(number)
    code = number.country_code
    for _ in range(2):
        kept = RNG.randrange(1, max(2, len(national) - 2))
        other = national[:kept] + digits(len(national) - kept)
        yield region, f"+{code}{other}"
        yield region, other
    yield region, f"+{code}{national[:-1]}"
    yield region, f"+{code} {national}{digits(1)}"


def rows():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for number in examples(region):
            yield from distorted(number, region)
            yield from written(number, region)
        short = PhoneMetadata.short_metadata_for_region(region)
        if short and short.short_code and short.short_code.example_number:
            yield region, short.short_code.example_number
    for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS):
        number = phonenumbers.example_number_for_non_geo_entity(code)
        for region in CALLED_FROM:
            yield region, phonenumbers.format_out_of_country_calling_number(number, region)
            yield region, f"+{code}{digits(9)}"


def emergencies():
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        short = PhoneMetadata.short_metadata_for_region(region)
        if short and short.emergency and short.emergency.example_number:
            yield region, short.emergency.example_number


def main():
    print(f"# phonenumbers {phonenumbers.__version__}")
    seen = set()
    urgent = set(emergencies())
    for region, text in list(rows()) + sorted(urgent):
        if (region, text) in seen:
            continue
        seen.add((region, text))
        told = ("-", "E", "-", "-") if (region, text) in urgent else verdict(text, region)
        print(region, text, *told, sep="\t")


main()
