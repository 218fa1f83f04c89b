// Tells how the request does, as it changes. Without scripts the page loads itself again instead.

const status = document.getElementById("status");
const seconds = () => Number(status.dataset.seconds) * 1000;

async function look() {
  let next = seconds();
  try {
    const answer = await fetch("/requested/status", { headers: { accept: "application/json" } });
    if (answer.ok) {
      if (show(await answer.json())) return;
      next = seconds();
    } else if (answer.status === 404) {
      return;
    } else {
      next *= 5;
    }
  } catch {
    // The network is away; the next look may find it.
    next *= 2;
  }
  setTimeout(look, next);
}

// Is this the last word?
function show(now) {
  status.dataset.seconds = now.seconds;
  if (status.dataset.state !== now.state) {
    status.dataset.state = now.state;
    status.textContent = now.text;
    const withdraw = document.getElementById("withdraw");
    if (withdraw) {
      if (!now.may_withdraw && withdraw.contains(document.activeElement)) document.getElementById("content").focus();
      withdraw.hidden = !now.may_withdraw;
    }
    const change = document.getElementById("change");
    if (change) change.hidden = !now.may_withdraw;
    document.getElementById("promise").hidden = now.last;
    document.getElementById("over").hidden = !now.last;
  }
  return now.last;
}

setTimeout(look, seconds());
