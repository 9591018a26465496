// Keeps what is typed into forms marked data-draft, two seconds after the last key; without it there is a button.
(function () {
  'use strict';
  document.querySelectorAll('form[data-draft]').forEach(function (form) {
    var button = form.querySelector('[data-keep]'), said = form.querySelector('[data-kept]'), timer, typed, sent;
    if (!button || !said) return;
    function say(ok) { said.textContent = ok ? said.dataset.kept : said.dataset.lost; }
    function keep() {
      clearTimeout(timer);
      if (!typed || sent) return;
      typed = false;
      fetch(button.formAction, {method: 'POST', body: new URLSearchParams(new FormData(form)), headers: {'X-Draft': '1'}})
        .then(function (answer) { say(answer.status === 204); typed = typed || answer.status !== 204; })
        .catch(function () { say(false); typed = true; });
    }
    form.addEventListener('input', function () { typed = true; clearTimeout(timer); timer = setTimeout(keep, 2000); });
    form.addEventListener('submit', function () { sent = true; clearTimeout(timer); });
    addEventListener('pageshow', function () { sent = false; });
    document.addEventListener('visibilitychange', function () { if (document.hidden) keep(); });
  });
})();
