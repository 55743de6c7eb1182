// The sheet of a secret ballot is sealed here before it is sent: ECDH on P-256, HKDF-SHA256,
// AES-256-GCM, as shared/sealing.py opens it. Without this file the console seals it.
const form = document.querySelector("form[data-seals]");
const LABEL = new TextEncoder().encode("thidua.sealed.v1");

function bytesOf(hexadecimal) {
  return Uint8Array.from(hexadecimal.match(/../g), (pair) => parseInt(pair, 16));
}

function joined(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

async function seal(publicPoint, content, context) {
  const subtle = window.crypto.subtle;
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const receiver = await subtle.importKey("raw", publicPoint, curve, false, []);
  const own = await subtle.generateKey(curve, false, ["deriveBits"]);
  const point = new Uint8Array(await subtle.exportKey("raw", own.publicKey));
  const agreed = await subtle.deriveBits({ name: "ECDH", public: receiver }, own.privateKey, 256);
  const secret = await subtle.importKey("raw", agreed, "HKDF", false, ["deriveKey"]);
  const key = await subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: joined(LABEL, point, context) },
    secret,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const nonce = new Uint8Array(12); // The key is used once.
  const closed = await subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, content);
  return joined(point, new Uint8Array(closed));
}

function show(state) {
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = part.dataset.when !== state;
  }
}

function choices() {
  return [...form.querySelectorAll("input[name=chon]")];
}

if (form && window.crypto?.subtle) {
  show("sealed");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.disabled) return;
    button.disabled = true;
    try {
      const sheet = Uint8Array.from(
        choices().filter((one) => one.value),
        (one) => Number(one.checked),
      );
      const context = bytesOf(form.dataset.context.replaceAll("-", ""));
      const sealed = await seal(bytesOf(form.dataset.seals), sheet, context);
      form.elements.sealed.value = btoa(String.fromCharCode(...sealed));
      // What was chosen stays in the browser.
      for (const one of choices()) one.disabled = true;
      form.submit();
    } catch {
      button.disabled = false;
      show("failed");
    }
  });
}

// Who goes back, or picks the device up later, finds nothing marked.
if (form) window.addEventListener("pagehide", () => form.reset());

// No more can be marked than may be chosen.
form?.addEventListener("change", () => {
  const boxes = choices().filter((one) => one.type === "checkbox");
  const full = boxes.filter((one) => one.checked).length >= Number(form.dataset.atMost);
  for (const one of boxes) one.disabled = full && !one.checked;
});
