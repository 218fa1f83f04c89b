// Writes the lists of countries: their names by language from the CLDR data in Node.js, their calling codes from
// libphonenumber-js. Arguments: the unpacked package, and the folder of `callbackd-web`.

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [library, web] = process.argv.slice(2);
const { getCountries, getCountryCallingCode } = createRequire(import.meta.url)(`${library}/min/index.cjs`);
const languages = { en: "English", de: "German" };

for (const [tag, language] of Object.entries(languages)) {
  const names = new Intl.DisplayNames([tag], { type: "region" });
  const { compare } = new Intl.Collator(tag);
  const rows = getCountries().map((code) => [code, names.of(code)]);
  rows.sort((a, b) => compare(a[1], b[1]));
  const head = `# Countries in ${language}, in the order of its alphabet. From the Unicode CLDR (Unicode License v3).`;
  const lines = rows.map(([code, name]) => `${code} = ${name}`);
  writeFileSync(`${web}/languages/${tag}.countries.txt`, [head, ...lines, ""].join("\n"));
}
const codes = getCountries().sort().map((code) => `${code}\t${getCountryCallingCode(code)}\n`);
writeFileSync(`${web}/src/countries.tsv`, codes.join(""));
