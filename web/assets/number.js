// Formats the number while it is typed, as people in its country write numbers. The page works without.

const number = document.getElementById("number");
const country = document.getElementById("country");
const summary = document.getElementById("summary");

function format() {
  // Only at the end: digits that change under a cursor in the middle would be a nuisance.
  if (number.selectionStart !== number.value.length || /[^\d\s()+\-./]/.test(number.value)) return;
  const typed = new window.libphonenumber.AsYouType(country.value).input(number.value);
  if (typed && digits(typed) === digits(number.value)) number.value = typed;
}

function digits(text) {
  return text.replace(/[^\d+]/g, "");
}

if (window.libphonenumber) {
  number.addEventListener("input", (event) => {
    // Whoever deletes a space must not get it back at once.
    if (!event.inputType || !event.inputType.startsWith("delete")) format();
  });
  country.addEventListener("change", () => {
    number.setSelectionRange(number.value.length, number.value.length);
    format();
  });
}

// Who corrects a request need not write again what it is about. It is forgotten with the window.
const about = ["name", "subject"].map((id) => document.getElementById(id));
const corrects = document.querySelector("input[name=change]");
try {
  for (const field of about) if (corrects && !field.value) field.value = sessionStorage.getItem(field.id) ?? "";
  number.form.addEventListener("submit", () => {
    for (const field of about) sessionStorage.setItem(field.id, field.value);
  });
} catch {
  // A browser that keeps nothing asks again.
}

// What is wrong is read out, and the keyboard goes on from there.
if (summary) summary.focus();

// A browser that complains of what is folded away could not show it.
for (const folded of document.querySelectorAll("details")) {
  folded.addEventListener("invalid", () => { folded.open = true; }, true);
}

// Two clicks are one request to the daemon as well; this saves the second.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  // Whoever comes back with the browser's own button may send again.
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}
