// Talks to the passkey of this device, then sends its answer with an ordinary form.
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0); });
  }

  function text(buffer) {
    var plain = "";
    new Uint8Array(buffer).forEach(function (b) { plain += String.fromCharCode(b); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function ask(options) {
    options.challenge = bytes(options.challenge);
    if (!options.user) return navigator.credentials.get({ publicKey: options });
    options.user.id = bytes(options.user.id);
    return navigator.credentials.create({ publicKey: options });
  }

  function written(found) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (found.response[name]) response[name] = text(found.response[name]);
    });
    return JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response: response, clientExtensionResults: {}
    });
  }

  function options(form) {
    return fetch(form.dataset.options, { method: "POST" }).then(function (answer) {
      if (!answer.ok) throw new Error("refused");
      return answer.json();
    });
  }

  function begin(event) {
    var form = event.target, said = form.querySelector("[data-failed]");
    event.preventDefault();
    said.hidden = true;
    options(form).then(ask).then(function (found) {
      form.elements.answer.value = written(found);
      form.submit();
    }).catch(function () { said.hidden = false; });
  }

  document.addEventListener("DOMContentLoaded", function () {
    var able = window.PublicKeyCredential && navigator.credentials;
    document.querySelectorAll("form[data-options]").forEach(function (form) {
      form.querySelector("[data-unable]").hidden = Boolean(able);
      form.querySelector("[type=submit]").disabled = !able;
      form.addEventListener("submit", begin);
    });
  });
})();
