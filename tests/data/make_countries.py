"""Writes src/dialplan/countries.tsv from the metadata of libphonenumber.

    python -m venv VENV && VENV/bin/pip install phonenumbers
    VENV/bin/python tests/data/make_countries.py > src/dialplan/countries.tsv
"""

import itertools
import re

import phonenumbers
from phonenumbers import PhoneMetadata


def digits(text):
    """`text` without the marks for a waiting tone, if the rest is digits."""
    text = (text or "").replace("~", "")
    return text if re.fullmatch(r"\d+", text) else "-"


def emergency_numbers(region):
    """Every number that the region's pattern matches; a hundred in a row become XX."""
    metadata = PhoneMetadata.short_metadata_for_region(region)
    description = metadata and metadata.emergency
    if not description or not description.national_number_pattern:
        return []
    pattern = re.compile(description.national_number_pattern)
    found = set()
    for length in sorted(set(description.possible_length) or {3}):
        texts = map("".join, itertools.product("0123456789", repeat=length))
        found.update(text for text in texts if pattern.fullmatch(text))
    for head in {text[:-2] for text in found}:
        row = {f"{head}{tail:02d}" for tail in range(100)}
        if row <= found:
            found = (found - row) | {head + "XX"}
    return sorted(found, key=lambda text: (len(text), text))


def main():
    print(f"# From the metadata of libphonenumber {phonenumbers.__version__} (Apache-2.0) by tests/data/make_countries.py.")
    print("# region\tcalling code\tnational prefix\tinternational prefix\temergency numbers (X: any digit); - for none")
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        metadata = PhoneMetadata.metadata_for_region(region)
        preferred = digits(metadata.preferred_international_prefix)
        international = preferred if preferred != "-" else digits(metadata.international_prefix)
        emergency = " ".join(emergency_numbers(region)) or "-"
        print(region, metadata.country_code, digits(metadata.national_prefix), international, emergency, sep="\t")


main()
