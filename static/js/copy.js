// A button beside a text copies it; without JavaScript the text can be selected, and the buttons stay hidden.
(function () {
  'use strict';
  if (!navigator.clipboard && !document.execCommand) return;
  document.querySelectorAll('button[data-copy]').forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    if (!field) return;
    button.hidden = false;
    button.addEventListener('click', function () {
      function done() {
        var said = document.getElementById(button.dataset.said);
        if (said) said.textContent = said.dataset.words;
      }
      field.focus();
      field.select();
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, function () {});
      else if (document.execCommand('copy')) done();
    });
  });
})();
